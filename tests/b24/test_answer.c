/*
 * Every row of the table of codes and statuses (Bitrix24 docs: system errors;
 * where sources differ about a status, both are here), and the shapes that
 * bodies come in.
 */
#include "b24/answer.h"

#include <math.h>
#include <string.h>

#define BODY(code) \
	"{\"error\":\"" code "\",\"error_description\":\"Words of it\"}"

static const struct row {
	const char *name;
	long status;
	const char *body;
	enum answer_kind kind;
} rows[] = {
	{ "ok", 200, "{\"result\":{\"x\":1},\"time\":{}}", ANSWER_OK },
	{ "ok-false", 200, "{\"result\":false}", ANSWER_OK },
	{ "ok-empty-list", 200, "{\"result\":[]}", ANSWER_OK },
	{ "too-many-503", 503, BODY("QUERY_LIMIT_EXCEEDED"), ANSWER_LIMIT },
	{ "too-many-200", 200, BODY("QUERY_LIMIT_EXCEEDED"), ANSWER_LIMIT },
	{ "too-many-lower", 503, BODY("query_limit_exceeded"), ANSWER_LIMIT },
	{ "operating-429", 429, BODY("OPERATION_TIME_LIMIT"), ANSWER_PARK },
	{ "operating-page", 429, "<html>", ANSWER_PARK },
	{ "overload-503", 503, BODY("OVERLOAD_LIMIT"), ANSWER_STOP },
	{ "overload-401", 401, BODY("OVERLOAD_LIMIT"), ANSWER_STOP },
	{ "internal", 500, BODY("INTERNAL_SERVER_ERROR"), ANSWER_UNKNOWN },
	{ "unexpected", 500, BODY("ERROR_UNEXPECTED_ANSWER"), ANSWER_UNKNOWN },
	{ "encoding", 200, BODY("WRONG_ENCODING"), ANSWER_UNKNOWN },
	{ "expired", 401, BODY("expired_token"), ANSWER_STOP },
	{ "no-auth", 401, BODY("NO_AUTH_FOUND"), ANSWER_STOP },
	{ "secret-401", 401, BODY("INVALID_CREDENTIALS"), ANSWER_STOP },
	{ "secret-403", 403, BODY("INVALID_CREDENTIALS"), ANSWER_STOP },
	{ "token", 401, BODY("invalid_token"), ANSWER_STOP },
	{ "scope-403", 403, BODY("insufficient_scope"), ANSWER_STOP },
	{ "scope-401", 401, BODY("insufficient_scope"), ANSWER_STOP },
	{ "user-access", 401, BODY("user_access_error"), ANSWER_STOP },
	{ "authorization", 401, BODY("authorization_error"), ANSWER_STOP },
	{ "application", 401, BODY("APPLICATION_NOT_FOUND"), ANSWER_STOP },
	{ "connection-401", 401, BODY("CONNECTION_ERROR"), ANSWER_STOP },
	{ "plan-403", 403, BODY("ACCESS_DENIED"), ANSWER_STOP },
	{ "row-400", 400, BODY("ACCESS_DENIED"), ANSWER_REFUSED },
	{ "https-400", 400, BODY("INVALID_REQUEST"), ANSWER_STOP },
	{ "https-401", 401, BODY("INVALID_REQUEST"), ANSWER_STOP },
	{ "method-404", 404, BODY("ERROR_METHOD_NOT_FOUND"), ANSWER_STOP },
	{ "length", 400, BODY("ERROR_BATCH_LENGTH_EXCEEDED"), ANSWER_LIMIT },
	{ "nested", 405, BODY("ERROR_BATCH_METHOD_NOT_ALLOWED"),
	  ANSWER_REFUSED },
	{ "manifest", 404, BODY("ERROR_MANIFEST_IS_NOT_AVAILABLE"),
	  ANSWER_REFUSED },
	{ "deleted-500", 500, BODY("PORTAL_DELETED"), ANSWER_STOP },
	{ "deleted-410", 410, BODY("PORTAL_DELETED"), ANSWER_STOP },
	{ "payment", 402, BODY("PAYMENT_REQUIRED"), ANSWER_STOP },
	{ "core-400", 400, BODY("ERROR_CORE"), ANSWER_REFUSED },
	{ "core-500", 500, BODY("ERROR_CORE"), ANSWER_REFUSED },
	{ "argument", 400, BODY("ERROR_ARGUMENT"), ANSWER_REFUSED },
	{ "confirm", 401, BODY("METHOD_CONFIRM_WAITING"), ANSWER_STOP },
	{ "denied", 403, BODY("METHOD_CONFIRM_DENIED"), ANSWER_STOP },
	{ "extranet", 403, BODY("allowed_only_intranet_user"), ANSWER_STOP },
	{ "filter", 400, BODY("INVALID_ARG_VALUE"), ANSWER_REFUSED },
	{ "required", 400, BODY("CRM_FIELD_ERROR_REQUIRED"), ANSWER_REFUSED },
	{ "missing", 400, BODY("NOT_FOUND"), ANSWER_MISSING },
	{ "missing-old", 400, BODY("ERROR_NOT_FOUND"), ANSWER_MISSING },
	{ "empty-code", 400, BODY(""), ANSWER_REFUSED },
	{ "number", 400, "{\"error\":100,\"error_description\":\"No\"}",
	  ANSWER_REFUSED },
	{ "zero", 400, "{\"error\":0}", ANSWER_REFUSED },
	{ "null", 400, "{\"error\":null}", ANSWER_REFUSED },
	{ "object", 400, "{\"error\":{\"code\":\"X\"}}", ANSWER_REFUSED },
	{ "error-with-200", 200, BODY("SOMETHING"), ANSWER_REFUSED },
	{ "unknown-500", 500, BODY("SOMETHING"), ANSWER_UNKNOWN },
	{ "unknown-503", 503, BODY("SOMETHING"), ANSWER_UNKNOWN },
	{ "unknown-403", 403, BODY("SOMETHING"), ANSWER_STOP },
	{ "unknown-408", 408, BODY("SOMETHING"), ANSWER_UNKNOWN },
	{ "unknown-429", 429, BODY("SOMETHING"), ANSWER_PARK },
	{ "page-500", 500, "<html>oops</html>", ANSWER_UNKNOWN },
	{ "page-503", 503, "<html>oops</html>", ANSWER_UNKNOWN },
	{ "page-504", 504, "", ANSWER_UNKNOWN },
	{ "page-200", 200, "<html>welcome</html>", ANSWER_UNKNOWN },
	{ "page-403", 403, "<html>no</html>", ANSWER_STOP },
	{ "page-401", 401, "", ANSWER_STOP },
	{ "page-404", 404, "<html>no</html>", ANSWER_UNKNOWN },
	{ "cut", 200, "{\"result\":{\"result\":{\"c0\":", ANSWER_UNKNOWN },
	{ "empty", 200, "", ANSWER_UNKNOWN },
	{ "list", 200, "[]", ANSWER_UNKNOWN },
	{ "no-result", 200, "{\"time\":{}}", ANSWER_UNKNOWN },
	{ "unclosed", 200, "{\"result\":\"x", ANSWER_UNKNOWN },
	{ "bad-surrogate", 200, "{\"result\":\"\\ud800\"}", ANSWER_UNKNOWN },
	{ "double-keys", 200, "{\"result\":1,\"result\":2}", ANSWER_OK },
	{ "error-after-result", 200, "{\"result\":1,\"error\":\"X\"}",
	  ANSWER_REFUSED },
	{ "bytes-behind", 200, "{\"result\":1}<b>Notice</b>", ANSWER_OK },
	{ "text", 200, "\"result\"", ANSWER_UNKNOWN },
	{ "number-too-large", 200, "{\"result\":1e400}", ANSWER_OK },
	{ "result-with-500", 500, "{\"result\":true}", ANSWER_UNKNOWN },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct transport_answer from = { .fate = TRANSPORT_ANSWERED,
		                         .status = row->status,
		                         .body = g_string_new(row->body) };
	struct answer answer;

	answer_read(&from, &answer);
	g_assert_cmpint(answer.kind, ==, row->kind);
	g_assert_true((answer.result != NULL) == (row->kind == ANSWER_OK));
	g_assert_true((answer.text == NULL) == (row->kind == ANSWER_OK));
	if (answer.text)
		g_assert_cmpuint(strlen(answer.text), >, 0);
	answer_clear(&answer);
	transport_answer_clear(&from);
}

static void test_fates(void)
{
	static const struct {
		enum transport_fate fate;
		enum answer_kind kind;
	} fates[] = {
		{ TRANSPORT_NOT_SENT, ANSWER_NOT_SENT },
		{ TRANSPORT_LOST, ANSWER_UNKNOWN },
		{ TRANSPORT_STOPPED, ANSWER_STOPPED },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(fates); i++) {
		struct transport_answer from = { .fate = fates[i].fate,
			                         .body = g_string_new("") };
		struct answer answer;

		answer_read(&from, &answer);
		g_assert_cmpint(answer.kind, ==, fates[i].kind);
		answer_clear(&answer);
		transport_answer_clear(&from);
	}
}

static void test_redirect(void)
{
	struct transport_answer from = { .fate = TRANSPORT_ANSWERED,
		                         .status = 302,
		                         .body = g_string_new("<html>") };
	struct answer answer;

	answer_read(&from, &answer);
	g_assert_cmpint(answer.kind, ==, ANSWER_UNKNOWN);
	answer_clear(&answer);
	from.location = g_strdup("https://new.example/");
	answer_read(&from, &answer);
	g_assert_cmpint(answer.kind, ==, ANSWER_MOVED);
	answer_clear(&answer);
	transport_answer_clear(&from);
}

/* A text that holds a NUL must not be taken for what stands before it. */
static void test_nul(void)
{
	static const struct {
		const char *body;
		gsize length;
		const char *text; /* NULL: it is no answer */
	} nuls[] = {
#define NUL(body, text) { body, sizeof(body) - 1, text }
		NUL("{\"result\":\"7\\u0000x\"}", "7\xef\xbf\xbdx"),
		NUL("{\"result\":\"\\u0000\\u0000\"}",
		    "\xef\xbf\xbd\xef\xbf\xbd"),
		NUL("{\"result\":\"\\\\u0000\"}", "\\u0000"),
		NUL("{\"result\":\"\\\\\\u0000\"}", "\\\xef\xbf\xbd"),
		NUL("{\"result\":\"7\0x\"}", NULL),
		NUL("{\"result\":\"7\"}\0", NULL),
#undef NUL
	};

	for (gsize i = 0; i < G_N_ELEMENTS(nuls); i++) {
		struct transport_answer from = {
			.fate = TRANSPORT_ANSWERED,
			.status = 200,
			.body = g_string_new_len(nuls[i].body,
			                         (gssize)nuls[i].length)
		};
		struct answer answer;

		answer_read(&from, &answer);
		g_assert_cmpint(answer.kind, ==,
		                nuls[i].text ? ANSWER_OK : ANSWER_UNKNOWN);
		g_assert_cmpstr(cJSON_GetStringValue(answer.result), ==,
		                nuls[i].text);
		answer_clear(&answer);
		transport_answer_clear(&from);
	}
}

static void test_in_batch(void)
{
	static const struct {
		const char *error;
		enum answer_kind kind;
		const char *text;
	} errors[] = {
		{ "{\"error\":\"\",\"error_description\":\"Not found\"}",
		  ANSWER_REFUSED, "Not found" },
		{ "{\"error\":\"OPERATION_TIME_LIMIT\"}", ANSWER_PARK,
		  "OPERATION_TIME_LIMIT" },
		{ "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Нет\"}",
		  ANSWER_REFUSED, "Нет (ACCESS_DENIED)" },
		{ "{\"error\":\"insufficient_scope\",\"error_description\":"
		  "\"\"}",
		  ANSWER_STOP,
		  "у вебхука нет права CRM (crm); добавьте его: Приложения → "
		  "Разработчикам → Интеграции → этот вебхук → Настройка прав "
		  "(портал ответил: insufficient_scope)" },
		{ "{\"error\":\"\"}", ANSWER_REFUSED,
		  "портал отказал без объяснения" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
		g_autoptr(cJSON) error = cJSON_Parse(errors[i].error);
		g_autofree char *text = NULL;

		g_assert_cmpint(answer_read_error(error, 0, &text), ==,
		                errors[i].kind);
		g_assert_cmpstr(text, ==, errors[i].text);
	}
}

/* The maps of a batch are objects, lists, or empty lists. */
static void test_entry(void)
{
	g_autoptr(cJSON) object = cJSON_Parse("{\"c0\":1,\"C0\":2}");
	g_autoptr(cJSON) list = cJSON_Parse("[7,8]");
	g_autoptr(cJSON) empty = cJSON_Parse("[]");

	g_assert_cmpfloat(answer_entry(object, "C0")->valuedouble, ==, 2);
	g_assert_null(answer_entry(object, "c1"));
	g_assert_cmpfloat(answer_entry(list, "1")->valuedouble, ==, 8);
	g_assert_null(answer_entry(list, "2"));
	g_assert_null(answer_entry(list, "c0"));
	g_assert_null(answer_entry(empty, "c0"));
	g_assert_null(answer_entry(NULL, "c0"));
}

/* `time` in the three states of portals: absent, there but idle, counting. */
static const struct time_row {
	const char *name, *time;
	bool said;
	double used_s;
	gint64 reset_at, started_at;
} times[] = {
	{ "absent", "{\"start\":1.5,\"finish\":2.5}", false, 0, 0, 0 },
	{ "idle", "{\"start\":100.5,\"operating\":0}", true, 0, 0, 100 },
	{ "counting",
	  "{\"start\":1778747192.91,\"finish\":1778747193.53,"
	  "\"operating\":3.3076,\"operating_reset_at\":1778747792}",
	  true, 3.3076, 1778747792, 1778747192 },
	{ "whole-seconds",
	  "{\"start\":1778747193,\"operating\":480,"
	  "\"operating_reset_at\":1778747194}",
	  true, 480, 1778747194, 1778747193 },
	{ "far-off",
	  "{\"start\":1,\"operating\":1,\"operating_reset_at\":1e300}", true, 1,
	  0, 1 },
	{ "no-clock", "{\"start\":1e300,\"operating\":1}", true, 1, 0, 0 },
	{ "infinite", "{\"start\":1,\"operating\":1e400}", true, HUGE_VAL, 0,
	  1 },
	{ "negative", "{\"start\":1,\"operating\":-5}", false, 0, 0, 0 },
	{ "text", "{\"start\":1,\"operating\":\"5\"}", false, 0, 0, 0 },
	{ "no-object", "\"operating\"", false, 0, 0, 0 },
	{ "empty-list", "[]", false, 0, 0, 0 },
};

static void test_running(gconstpointer data)
{
	const struct time_row *row = data;
	g_autoptr(cJSON) time = cJSON_Parse(row->time);
	struct answer_running running;

	g_assert_true(answer_running(time, &running) == row->said);
	g_assert_cmpfloat(running.used_s, ==, row->used_s);
	g_assert_cmpint(running.reset_at, ==, row->reset_at);
	g_assert_cmpint(running.started_at, ==, row->started_at);
	g_assert_false(answer_running(NULL, &running));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/answer/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/answer/fates", test_fates);
	g_test_add_func("/answer/redirect", test_redirect);
	g_test_add_func("/answer/in-batch", test_in_batch);
	g_test_add_func("/answer/nul", test_nul);
	g_test_add_func("/answer/entry", test_entry);
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		g_autofree char *path =
			g_strconcat("/answer/running/", times[i].name, NULL);

		g_test_add_data_func(path, &times[i], test_running);
	}
	return g_test_run();
}
