/*
 * The lines of `debug = yes`: exchanges and what a log has of them, then
 * garbage, of which the log must still be whole lines within their bound.
 */
#include "b24/trace.h"

#include <string.h>

enum { TEXT_MOST = 16 * 1024 };

static const struct row {
	const char *name;
	struct http_trace exchange;
	const char *text; /* `@`: the length of the answer */
} rows[] = {
	{ "call",
	  { "crm.deal.userfield.add",
	    "{\"fields\":{\"FIELD_NAME\":\"X\",\"LABEL\":\"Номер\"}}", 200,
	    "{\"result\":394,\"time\":{}}", NULL, NULL, 12 },
	  "REST → crm.deal.userfield.add fields[FIELD_NAME]=X "
	  "fields[LABEL]=Номер\n"
	  "REST ← HTTP 200, 12 мс, @ байт: ok 394" },
	{ "batch",
	  { "batch",
	    "{\"halt\":0,\"cmd\":{"
	    "\"c0\":\"crm.item.list?entityTypeId=2&select%5B0%5D=id&"
	    "filter%5B%40ufCrm_1%5D%5B0%5D=3000004876&"
	    "filter%5B%40ufCrm_1%5D%5B1%5D=%D0%A2%D0%A107+8&start=-1\","
	    "\"c1\":\"crm.duplicate.findbycomm?type=PHONE&"
	    "values[0]=%2B79270001234&values[1]=89270001234\","
	    "\"c2\":\"crm.item.update?id=5&fields[fm][n0][typeId]=PHONE&"
	    "fields[fm][n0][value]=%2B79270001234&fields[lastName]="
	    "%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2\","
	    "\"c3\":\"server.time\"}}",
	    200,
	    "{\"result\":{\"result\":{\"c0\":{\"items\":["
	    "{\"id\":17,\"stageId\":\"C3:WON\",\"title\":\"Заказ Петрова\","
	    "\"opportunity\":30110.1,\"ufCrm_1\":\"3000004876\","
	    "\"ufCrm_2\":\"3000004876\",\"contactIds\":[55,1234567]},"
	    "{\"id\":18,\"comments\":\"звонить Пете 8 927 000-12-34\","
	    "\"closed\":\"N\",\"ufCrm_3\":null,\"ufCrm_4\":true}]},"
	    "\"c1\":{\"CONTACT\":[1234567]},\"cX\":1},"
	    "\"result_error\":{\"c2\":{\"error\":\"\",\"error_description\":"
	    "\"Номер +7 927 000-12-34\\nуже есть\"}}}}",
	    NULL, NULL, 231 },
	  "REST → batch, команд: 4\n"
	  "REST →   c0 crm.item.list entityTypeId=2 "
	  "filter[@ufCrm_1]=[3000004876, \"ТС07 8\"] start=-1 select=[id]\n"
	  "REST →   c1 crm.duplicate.findbycomm type=PHONE "
	  "values=[…1234, …1234]\n"
	  "REST →   c2 crm.item.update id=5 fields[fm][n0][typeId]=PHONE "
	  "fields[fm][n0][value]=…1234 fields[lastName]=П…в\n"
	  "REST →   c3 server.time\n"
	  "REST ← HTTP 200, 231 мс, @ байт\n"
	  "REST ←   c0 crm.item.list: ok, строк: 2\n"
	  "REST ←     {\"id\":17,\"stageId\":\"C3:WON\",\"title\":\"З…з "
	  "П…а\",\"opportunity\":30110.1,\"ufCrm_1\":\"3000004876\","
	  "\"ufCrm_2\":\"…4876\",\"contactIds\":[55,1234567]}\n"
	  "REST ←     {\"id\":18,\"comments\":\"з…ь П…е … 9… "
	  "0…-…-…\",\"closed\":\"N\",\"ufCrm_3\":null,\"ufCrm_4\":true}\n"
	  "REST ←   c1 crm.duplicate.findbycomm: ok {\"CONTACT\":[1234567]}\n"
	  "REST ←   c2 crm.item.update: ошибка без кода: Номер +…1234 уже "
	  "есть\n"
	  "REST ←   c3 server.time: ни результата, ни ошибки\n"
	  "REST ←   лишних результатов: 1" },
	{ "contacts",
	  { "crm.contact.list",
	    "{\"filter\":{\"PHONE\":\"+79270001234\"},\"start\":-1}", 200,
	    "{\"result\":[{\"ID\":\"55\",\"NAME\":\"Пётр\",\"LAST_NAME\":"
	    "\"Петров\",\"PHONE\":[{\"ID\":\"5\",\"VALUE\":\"8 (927) "
	    "000-12-34\",\"VALUE_TYPE\":\"WORK\"}],\"EMAIL\":[{\"VALUE\":"
	    "\"petrov@mail.ru\"}],\"WEB\":79270001234}]}",
	    NULL, NULL, 1 },
	  "REST → crm.contact.list filter[PHONE]=…1234 start=-1\n"
	  "REST ← HTTP 200, 1 мс, @ байт: ok, строк: 1\n"
	  "REST ←     {\"ID\":\"55\",\"NAME\":\"П…р\",\"LAST_NAME\":\"П…в\","
	  "\"PHONE\":[{\"ID\":\"5\",\"VALUE\":\"…1234\",\"VALUE_TYPE\":"
	  "\"WORK\"}],\"EMAIL\":[{\"VALUE\":\"p…v@m…l.…\"}],\"WEB\":…1234}" },
	/* What is nobody's: a stage is called as it is. */
	{ "dictionary",
	  { "crm.status.list", "{\"filter\":{\"ENTITY_ID\":\"SOURCE\"}}", 200,
	    "{\"result\":[{\"STATUS_ID\":\"NEW\",\"NAME\":\"Новая\"}]}", NULL,
	    NULL, 1 },
	  "REST → crm.status.list filter[ENTITY_ID]=SOURCE\n"
	  "REST ← HTTP 200, 1 мс, @ байт: ok, строк: 1\n"
	  "REST ←     {\"STATUS_ID\":\"NEW\",\"NAME\":\"Новая\"}" },
	{ "array-maps",
	  { "batch", "{\"cmd\":{\"0\":\"scope\",\"1\":\"profile\"}}", 200,
	    "{\"result\":{\"result\":[[\"crm\"],{\"ID\":\"1\",\"NAME\":"
	    "\"Пётр\"}],\"result_error\":[]}}",
	    NULL, NULL, 1 },
	  "REST → batch, команд: 2\n"
	  "REST →   0 scope\n"
	  "REST →   1 profile\n"
	  "REST ← HTTP 200, 1 мс, @ байт\n"
	  "REST ←   0 scope: ok, строк: 1\n"
	  "REST ←     \"crm\"\n"
	  "REST ←   1 profile: ok {\"ID\":\"1\",\"NAME\":\"П…р\"}" },
	{ "error",
	  { "batch", "{\"cmd\":{}}", 503,
	    "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too "
	    "many\\u0007\"}",
	    NULL, NULL, 3 },
	  "REST → batch, команд: 0\n"
	  "REST ← HTTP 503, 3 мс, @ байт: ошибка QUERY_LIMIT_EXCEEDED: Too "
	  "many?" },
	{ "error-of-a-number",
	  { "profile", "{}", 400, "{\"error\":100}", NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 400, 3 мс, @ байт: ошибка 100: " },
	{ "page",
	  { "profile", "{}", 502, "<html>\nзвоните 8 927 000-12-34</html>",
	    NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 502, 3 мс, @ байт, не JSON: <html> звоните …1234"
	  "</html>" },
	{ "cut",
	  { "profile", "{}", 200,
	    "{\"result\":{\"id\":5,\"LAST_NAME\":\"Петров\",\"NAME\":"
	    "\"\\u041f\\u0451\\u0442\\u0440\",\"ok\":true,\"p\":79270001234,"
	    "\"TITLE\":\"Звон",
	    NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 200, 3 мс, @ байт, не JSON: {\"result\":{\"id\":5,"
	  "\"LAST_NAME\":\"П…в\",\"NAME\":\"П…р\",\"ok\":t…e,\"p\":…1234,"
	  "\"TITLE\":\"…" },
	{ "empty",
	  { "profile", "{}", 200, "", NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 200, 3 мс, @ байт, не JSON: " },
	{ "lost",
	  { "profile", "{}", 0, "", NULL, "https://p.example не ответил",
	    90000 },
	  "REST → profile\n"
	  "REST ← ответа нет, 90000 мс: https://p.example не ответил" },
	{ "moved",
	  { "profile", "{}", 302, "", "https://new.example/rest/1/***/x\n",
	    NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 302, 3 мс, @ байт, другой адрес: "
	  "https://new.example/rest/1/***/x , не JSON: " },
	{ "keys-of-people",
	  { "profile", "{}", 200, "{\"result\":{\"+7 927 000-12-34\":\"x\"}}",
	    NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 200, 3 мс, @ байт: ok {\"+…1234\":\"…\"}" },
	{ "list-as-object",
	  { "crm.item.list", "{}", 200,
	    "{\"result\":{\"items\":{\"0\":{\"id\":12345678,\"name\":"
	    "\"Пётр\"}}}}",
	    NULL, NULL, 3 },
	  "REST → crm.item.list\n"
	  "REST ← HTTP 200, 3 мс, @ байт: ok {\"items\":{\"0\":{\"id\":"
	  "12345678,\"name\":\"П…р\"}}}" },
	{ "forged",
	  { "profile", "{}", 200,
	    "{\"result\":{\"a\\n2020-12-24 REST \\u202e\":\"\\r\\n<3>x\"}}",
	    NULL, NULL, 3 },
	  "REST → profile\n"
	  "REST ← HTTP 200, 3 мс, @ байт: ok {\"a …1224 REST ?\":\"  "
	  "<…>…\"}" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct trace *trace = trace_new(NULL, NULL);
	g_autofree char *text = trace_text(trace, &row->exchange);
	g_autofree char *size =
		g_strdup_printf("%zu байт", strlen(row->exchange.answer));
	g_autoptr(GString) expected = g_string_new(row->text);

	g_string_replace(expected, "@ байт", size, 0);
	g_assert_cmpstr(text, ==, expected->str);
	trace_free(trace);
}

/* The field of the number is known from the look-up on. */
static void test_id_field(void)
{
	struct trace *trace = trace_new(NULL, NULL);
	const struct http_trace write = {
		.method = "crm.item.add",
		.request = "{\"fields\":{\"ufCrm_1\":\"3000004876\"}}",
		.status = 200,
		.answer = "{\"result\":{\"item\":{\"id\":1,"
			  "\"ufCrm_1\":\"3000004876\"}}}",
	};
	const struct http_trace look = {
		.method = "crm.item.list",
		.request = "{\"filter\":{\"@ufCrm_1\":[\"3000004876\"]}}",
		.status = 200,
		.answer = "{\"result\":{\"items\":[]}}",
	};
	g_autofree char *before = trace_text(trace, &write);
	g_autofree char *between = trace_text(trace, &look);
	g_autofree char *after = trace_text(trace, &write);

	g_assert_null(strstr(before, "3000004876"));
	g_assert_nonnull(strstr(between, "[3000004876]"));
	g_assert_nonnull(strstr(after, "fields[ufCrm_1]=3000004876"));
	g_assert_nonnull(strstr(after, "\"ufCrm_1\":\"3000004876\""));
	trace_free(trace);
}

/* Whole lines of ours, within the bound. */
static void assert_sound(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_assert_cmpuint(strlen(text), <=, TEXT_MOST);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (char **line = lines; *line; line++) {
		g_assert_true(g_str_has_prefix(*line, "REST → ") ||
		              g_str_has_prefix(*line, "REST ← "));
		for (const char *p = *line; *p; p++)
			g_assert_true((guchar)*p >= 0x20 && *p != 0x7f);
	}
}

static char *big_batch(guint commands, guint count, guint letters,
                       struct http_trace *exchange)
{
	g_autofree char *word = g_strnfill(letters, 'x');
	GString *answer = g_string_new("{\"result\":{\"result\":{");
	GString *request = g_string_new("{\"cmd\":{");

	for (guint i = 0; i < commands; i++) {
		const char *comma = i ? "," : "";

		g_string_append_printf(
			request, "%s\"c%u\":\"crm.item.list?filter[id]=%s\"",
			comma, i, word);
		g_string_append_printf(answer, "%s\"c%u\":{\"items\":[", comma,
		                       i);
		for (guint j = 0; j < count; j++)
			g_string_append_printf(
				answer, "%s{\"id\":%u,\"stageId\":\"%s\"}",
				j ? "," : "", j, word);
		g_string_append(answer, "]}");
	}
	g_string_append(request, "}}");
	g_string_append(answer, "}}}");
	exchange->request = request->str;
	g_string_free(request, FALSE);
	return g_string_free(answer, FALSE);
}

/* Each of fifty commands has its line, and what is left out is counted. */
static void test_bound(void)
{
	static const struct {
		guint commands, rows, letters;
	} sizes[] = { { 50, 50, 100 },
		      { 50, 0, 1000 },
		      { 1, 50, 2000 },
		      { 1, 1, 100000 },
		      { 50, 50, 7000 } };

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct trace *trace = trace_new(NULL, NULL);
		struct http_trace exchange = { .method = "batch",
			                       .status = 200 };
		g_autofree char *answer =
			big_batch(sizes[i].commands, sizes[i].rows,
		                  sizes[i].letters, &exchange);
		g_autofree char *text = NULL;
		g_autofree char *last = NULL;

		exchange.answer = answer;
		text = trace_text(trace, &exchange);
		assert_sound(text);
		last = g_strdup_printf("REST →   c%u crm.item.list",
		                       sizes[i].commands - 1);
		g_assert_nonnull(strstr(text, last));
		g_clear_pointer(&last, g_free);
		last = g_strdup_printf("REST ←   c%u crm.item.list: ok",
		                       sizes[i].commands - 1);
		g_assert_true(strstr(text, last) ||
		              strstr(text, "слишком длинный"));
		g_assert_true(strstr(text, "… ещё ") != NULL);
		g_free((char *)exchange.request);
		trace_free(trace);
	}
}

/* What is shown and what is said to be left out are all of it. */
static void assert_rest(const char *text, const char *before, gsize all)
{
	const char *from = strstr(text, before);
	const char *rest = strstr(text, "… ещё ");

	assert_sound(text);
	g_assert_cmpuint(strlen(text), >, TEXT_MOST - 100);
	g_assert_nonnull(from);
	from += strlen(before);
	g_assert_cmpuint(
		(gsize)(rest - from) +
			g_ascii_strtoull(rest + strlen("… ещё "), NULL, 10),
		==, all);
}

static void test_rest(void)
{
	struct trace *trace = trace_new(NULL, NULL);
	g_autofree char *page = g_strnfill(100000, 'x');
	g_autofree char *text = NULL;
	g_autoptr(GString) list = g_string_new("{\"result\":[");
	struct http_trace exchange = { .method = "scope",
		                       .request = "{}",
		                       .status = 502,
		                       .answer = page };

	text = trace_text(trace, &exchange);
	assert_rest(text, "JSON: ", 100000);
	g_clear_pointer(&text, g_free);
	for (guint i = 0; i < 5000; i++)
		g_string_append(list, i ? ",true" : "true");
	g_string_append(list, "]}");
	exchange.answer = list->str;
	text = trace_text(trace, &exchange);
	assert_rest(text, "ok, строк: 5000",
	            5000 * strlen("\nREST ←     true"));
	trace_free(trace);
}

/* One value of a megabyte is cut by itself, so that others are seen. */
static void test_long_value(void)
{
	struct trace *trace = trace_new(NULL, NULL);
	g_autofree char *word = g_strnfill(1000 * 1000, 'x');
	g_autofree char *body = g_strdup_printf(
		"{\"result\":{\"stageId\":\"%s\",\"id\":17}}", word);
	struct http_trace exchange = { .method = "crm.item.get",
		                       .request = "{}",
		                       .status = 200,
		                       .answer = body };
	g_autofree char *text = trace_text(trace, &exchange);

	assert_sound(text);
	g_assert_nonnull(strstr(text, "x… ещё 996000 байт\",\"id\":17}"));
	trace_free(trace);
}

/* Bytes of a whole answer changed, dropped and doubled. */
static void test_garbage(void)
{
	guint32 seed = (guint32)g_test_rand_int();
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);

	g_test_message("seed %u", seed);
	for (guint i = 0; i < 20000; i++) {
		const struct row *row =
			&rows[g_rand_int_range(random, 0, G_N_ELEMENTS(rows))];
		struct http_trace exchange = row->exchange;
		struct trace *trace = trace_new(NULL, NULL);
		g_autoptr(GString) answer = g_string_new(exchange.answer);
		g_autoptr(GString) request = g_string_new(exchange.request);
		g_autofree char *text = NULL;

		for (gint n = g_rand_int_range(random, 0, 6); n > 0; n--) {
			GString *one = n & 1 ? answer : request;
			gsize at = one->len ? g_rand_int(random) % one->len : 0;

			if (one->len)
				one->str[at] =
					(char)g_rand_int_range(random, 1, 256);
			if (n & 2)
				g_string_truncate(one, at);
		}
		exchange.answer = answer->str;
		exchange.request = request->str;
		text = trace_text(trace, &exchange);
		assert_sound(text);
		trace_free(trace);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/trace/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/trace/id-field", test_id_field);
	g_test_add_func("/trace/bound", test_bound);
	g_test_add_func("/trace/rest", test_rest);
	g_test_add_func("/trace/long-value", test_long_value);
	g_test_add_func("/trace/garbage", test_garbage);
	return g_test_run();
}
