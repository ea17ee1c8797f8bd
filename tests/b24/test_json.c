/*
 * How much of an answer is read, and what the largest costs.
 */
#include "b24/answer.h"
#include "b24/json.h"

#include <string.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { MIB = 1024 * 1024, MANY = 10000 };

/* `begin`, so many of the `unit`, `end`. */
static GString *repeated(const char *begin, const char *unit, gsize count,
                         const char *end)
{
	GString *text = g_string_new(begin);
	g_autoptr(GString) many = g_string_new(NULL);

	for (gsize i = 0; i < MANY && i < count; i++)
		g_string_append(many, unit);
	for (; count >= MANY; count -= MANY)
		g_string_append_len(text, many->str, (gssize)many->len);
	for (; count > 0; count--)
		g_string_append(text, unit);
	g_string_append(text, end);
	return text;
}

static const struct row {
	const char *name;
	const char *begin;
	const char *unit;
	gsize count;
	const char *end;
	bool much;
	bool json; /* where it is not too much */
} rows[] = {
	{ "empty", "", "", 0, "", false, false },
	{ "small", "{\"result\":[", "1,", 3, "1]}", false, true },
	{ "most-values", "[", "1,", JSON_VALUES_MOST - 3, "1]", false, true },
	{ "more-values", "[", "1,", JSON_VALUES_MOST - 1, "1]", true, true },
	{ "more-lists", "[", "[],", JSON_VALUES_MOST / 2, "1]", true, true },
	{ "more-members", "[", "{\"a\":1},", JSON_VALUES_MOST / 2, "1]", true,
	  true },
	/* Signs in a text are no values. */
	{ "signs-in-text", "[\"", ",[{\\\"\\\\", JSON_VALUES_MOST, "\"]", false,
	  true },
	{ "most-bytes", "\"", "x", JSON_BYTES_MOST - 2, "\"", false, true },
	{ "more-bytes", "\"", "x", JSON_BYTES_MOST - 1, "\"", true, true },
	{ "unclosed", "[\"", "x\\", 1000, "", false, false },
	{ "deep", "", "[", 1001, "", false, false },
	{ "garbage", "", "x", 1000, "", false, false },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GString) text =
		repeated(row->begin, row->unit, row->count, row->end);
	bool much = !row->much;
	g_autoptr(cJSON) json = json_read(text->str, text->len, &much);

	g_assert_true(much == row->much);
	g_assert_true((json != NULL) == (row->json && !row->much));
}

/* The largest that the bridge asks for: fifty lists of fifty deals, with texts
 * that people seldom write. */
static void test_largest_asked(void)
{
	g_autofree char *text = g_strnfill(2000, 'x');
	g_autofree char *deal = g_strdup_printf(
		"{\"id\":12345678,\"title\":\"%.200s\",\"categoryId\":0,"
		"\"stageId\":\"C12:EXECUTING\",\"stageSemanticId\":\"P\","
		"\"opportunity\":30110.1,\"currencyId\":\"RUB\",\"sourceId\":"
		"\"CALL\",\"isManualOpportunity\":\"Y\",\"contactId\":1234567,"
		"\"contactIds\":[1,2,3,4,5,6,7,8,9,10],\"originatorId\":"
		"\"1C-AlfaAuto\",\"originId\":"
		"\"8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\",\"createdTime\":"
		"\"2020-12-20T10:00:00+03:00\",\"begindate\":null,"
		"\"ufCrm_1\":\"3000004876\",\"ufCrm_2\":\"%.100s\","
		"\"ufCrm_3\":\"%.100s\",\"ufCrm_4\":\"\",\"ufCrm_5\":false,"
		"\"comments\":\"%s\"},",
		text, text, text, text);
	g_autoptr(GString) list = repeated("[", deal, 49, "{}],");
	g_autoptr(GString) answer =
		repeated("{\"result\":{\"result\":[", list->str, 50, "[]]}}");
	bool much;
	g_autoptr(cJSON) json = json_read(answer->str, answer->len, &much);

	g_test_message("%zu KiB", answer->len / 1024);
	g_assert_false(much);
	g_assert_nonnull(json);
}

/* ---- what an answer costs ---- */

static gint64 peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static const struct cost {
	const char *name;
	const char *begin;
	const char *unit;
	gsize bytes;
	enum answer_kind kind;
	gint64 most_mib; /* beside the body */
} costs[] = {
	{ "zeros-64", "{\"result\":[", "0,", 64 * (gsize)MIB, ANSWER_UNKNOWN,
	  1 },
	{ "lists-64", "{\"result\":[", "[],", 64 * (gsize)MIB, ANSWER_UNKNOWN,
	  1 },
	{ "objects-64", "{\"result\":[", "{\"\":{}},", 64 * (gsize)MIB,
	  ANSWER_UNKNOWN, 1 },
	{ "text-64", "{\"result\":[\"", "x", 64 * (gsize)MIB, ANSWER_UNKNOWN,
	  1 },
	{ "zeros", "{\"result\":[", "0,", 2 * (gsize)MIB - 128 * 1024,
	  ANSWER_OK, 100 },
	{ "members", "{\"result\":[", "{\"a\":0},", 3 * (gsize)MIB, ANSWER_OK,
	  150 },
	{ "text", "{\"result\":[\"", "x", 16 * (gsize)MIB - 64, ANSWER_OK, 50 },
};

static void read_cost(const struct cost *cost)
{
	bool text = cost->unit[0] == 'x';
	GString *body = repeated(cost->begin, cost->unit,
	                         (cost->bytes - 32) / strlen(cost->unit),
	                         text ? "\"]}" : "0]}");
	struct transport_answer from = { .fate = TRANSPORT_ANSWERED,
		                         .status = 200,
		                         .body = body };
	struct answer answer;
	gint64 before = peak_kib();

	answer_read(&from, &answer);
	g_assert_cmpint(answer.kind, ==, cost->kind);
	if (cost->kind == ANSWER_UNKNOWN)
		g_assert_nonnull(strstr(answer.text, "больше, чем бывает"));
	if (!SANITIZED)
		g_assert_cmpint((peak_kib() - before) / 1024, <=,
		                cost->most_mib);
	answer_clear(&answer);
	transport_answer_clear(&from);
}

/* In a process of its own: a peak never falls again. */
static void test_cost(gconstpointer data)
{
	if (g_test_subprocess()) {
		read_cost(data);
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/json/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/json/largest-asked", test_largest_asked);
	for (gsize i = 0; i < G_N_ELEMENTS(costs); i++) {
		g_autofree char *path =
			g_strconcat("/json/cost/", costs[i].name, NULL);

		g_test_add_data_func(path, &costs[i], test_cost);
	}
	return g_test_run();
}
