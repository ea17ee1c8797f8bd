/*
 * What trips a client of Bitrix24's REST: errors, bodies, batches, pages. A
 * row is named after its number in a list of traps; test_traps_deals.c and
 * test_traps_values.c have the rest of them.
 */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"

#include <string.h>

#define GROUP "portal/traps"
#define HOOK "/rest/1/secret/"
#define FORM "application/x-www-form-urlencoded"
#define CMD(commands) "{\"cmd\":{" commands "}}"
#define GET "crm.deal.get?id="
#define FIND "crm.duplicate.findbycomm"
#define NO_ID "\"ID is not defined or invalid.\""

static const char seed[] =
	"{\"dealFields\":[{\"name\":\"UF_CRM_N\"}],"
	"\"contacts\":[{\"id\":1,\"lastName\":\"Первый\"},{\"id\":55,"
	"\"lastName\":\"Петров\",\"phones\":[\"+79270001234\"]}],"
	"\"deals\":[{\"id\":1,\"title\":\"Первая\"},"
	"{\"id\":17,\"title\":\"Вторая\",\"contactIds\":[55],\"UF_CRM_N\":"
	"\"15\",\"sourceId\":\"CALL\"}]}";

static const struct probe_http_row bodies[] = {
	{ "3-wrong-secret-is-401", NULL, "/rest/1/wrong/profile", NULL, NULL,
	  NULL, "status", "401" },
	{ "3-by-its-code", NULL, "/rest/1/wrong/profile", NULL, NULL, NULL,
	  "error", "\"INVALID_CREDENTIALS\"" },
	{ "4-unknown-method-is-404-before-the-secret", NULL,
	  "/rest/1/wrong/crm.nope", NULL, NULL, NULL, "status", "404" },
	{ "4-and-without-any-secret", NULL, "/rest/crm.nope", NULL, NULL, NULL,
	  "error", "\"ERROR_METHOD_NOT_FOUND\"" },
	{ "5-broken-json-is-no-parameters", NULL, HOOK "crm.deal.get", NULL,
	  NULL, "{\"id\":17", "error_description", NO_ID },
	{ "5-so-is-a-raw-line-feed-in-a-text", NULL, HOOK "crm.deal.get", NULL,
	  NULL, "{\"id\":17,\"x\":\"a\nb\"}", "error_description", NO_ID },
	{ "5-the-query-still-counts", NULL, HOOK "crm.deal.get", "id=17", NULL,
	  "{\"id\":1", "result/ID", "\"17\"" },
	{ "6-get-ignores-its-body", "GET", HOOK FIND, NULL, NULL,
	  "{\"type\":\"PHONE\",\"values\":[\"+79270001234\"]}",
	  "error_description", "\"Communication type is not defined.\"" },
	{ "16a-json-without-its-content-type-is-lost", NULL,
	  HOOK "crm.deal.get", NULL, FORM, "{\"id\":17}", "error_description",
	  NO_ID },
	{ "16a-nothing-is-read-of-it", NULL, HOOK "crm.deal.add", NULL, FORM,
	  "{\"fields\":{\"TITLE\":\"x\"}}", "state/deals/2/title",
	  "\"Сделка #18\"" },
	{ "65-and-an-add-makes-an-empty-deal", NULL, HOOK "crm.deal.add", NULL,
	  FORM, "{\"fields\":{\"TITLE\":\"x\"}}", "result", "18" },
	{ "12-a-form-encodes-a-command-twice", NULL, HOOK "batch", NULL, FORM,
	  "cmd[a]=crm.contact.list%3Ffilter%255BPHONE%255D%3D%252B79270001234",
	  "result/result_total/a", "1" },
	{ "12-once-is-not-enough", NULL, HOOK "batch", NULL, FORM,
	  "cmd[a]=crm.contact.list%3Ffilter%5BPHONE%5D%3D%2B79270001234",
	  "result/result_total/a", "0" },
	{ .name = NULL },
};

static const struct probe_row errors[] = {
	{ "1-the-code-may-be-empty", NULL, NULL, "crm.deal.get", "{\"id\":9}",
	  "error", "\"\"" },
	{ "1-the-code-may-be-a-number", NULL, NULL, "crm.item.add",
	  "{\"entityTypeId\":2}", "error", "100" },
	{ "1-the-code-may-be-in-capitals", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":9}", "error", "\"NOT_FOUND\"" },
	{ "1-or-in-small-letters", NULL, NULL, "user.get", "{}", "error",
	  "\"insufficient_scope\"" },
	{ "2-200-can-carry-an-error", NULL, NULL, "batch",
	  CMD("\"a\":\"" GET "9\""), "status", "200" },
	{ "2-inside", NULL, NULL, "batch", CMD("\"a\":\"" GET "9\""),
	  "result/result_error/a/error_description", "\"Not found\"" },
	{ "7-empty-maps-are-lists", NULL, NULL, "batch", "{}", "result",
	  "{\"result\":[],\"result_error\":[],\"result_total\":[],"
	  "\"result_next\":[],\"result_time\":[]}" },
	{ "7-nobody-found-is-a-list", NULL, NULL, FIND,
	  "{\"type\":\"PHONE\",\"values\":[\"1\"]}", "result", "[]" },
	{ .name = NULL },
};

#define MIXED \
	CMD("\"0\":\"" GET "\",\"1\":\"" GET "9\",\"35\":\"crm.deal.list\"")

static const struct probe_row maps[] = {
	{ "8-errors-0-and-1-are-a-list", NULL, NULL, "batch", MIXED,
	  "result/result_error",
	  "[{\"error\":\"\",\"error_description\":" NO_ID "},{\"error\":"
	  "\"\",\"error_description\":\"Not found\"}]" },
	{ "8-the-totals-beside-them-an-object", NULL, NULL, "batch", MIXED,
	  "result/result_total", "{\"35\":2}" },
	{ "8-results-from-0-are-a-list", NULL, NULL, "batch",
	  "{\"cmd\":[\"scope\",\"scope\"]}", "result/result",
	  "[[\"crm\"],[\"crm\"]]" },
	{ "8-a-hole-makes-an-object", NULL, NULL, "batch",
	  "{\"cmd\":[\"scope\",\"nope\",\"scope\"]}", "result/result",
	  "{\"0\":[\"crm\"],\"2\":[\"crm\"]}" },
	{ "8-and-leaves-the-first-time-a-list", NULL, NULL, "batch",
	  "{\"cmd\":[\"scope\",\"nope\"]}", "result/result_time/0/duration",
	  "0" },
	{ "9-a-failed-command-has-no-time", NULL, NULL, "batch",
	  CMD("\"a\":\"" GET "9\",\"b\":\"scope\""), "result/result_time/a",
	  "(none)" },
	{ "9-what-halt-kept-from-running-is-nowhere", NULL, NULL, "batch",
	  "{\"halt\":1,\"cmd\":{\"a\":\"nope\",\"b\":\"scope\"}}", "result",
	  "{\"result\":[],\"result_error\":{\"a\":{\"error\":"
	  "\"ERROR_METHOD_NOT_FOUND\",\"error_description\":\"Method not "
	  "found!\"}},\"result_total\":[],\"result_next\":[],"
	  "\"result_time\":[]}" },
	{ "11-a-command-that-is-no-text-vanishes", NULL, NULL, "batch",
	  CMD("\"a\":[\"scope\"],\"b\":7,\"c\":null,\"d\":\"scope\""),
	  "result/result", "{\"d\":[\"crm\"]}" },
	{ "11-without-a-trace", NULL, NULL, "batch",
	  CMD("\"a\":[\"scope\"],\"b\":7,\"c\":null"), "result/result_error",
	  "[]" },
	{ .name = NULL },
};

#define FAILED "\"x\":\"scope\",\"a\":\"" GET "9\","
#define FIRST "\"a\":\"" GET "17\","

static const struct probe_row references[] = {
	{ "13-a-failed-reference-updates-deal-1", NULL, NULL, "batch",
	  CMD(FAILED "\"b\":\"crm.deal.update?id=$result[a][ID]&fields[TITLE]"
	             "=hit\""),
	  "state/deals/0/title", "\"hit\"" },
	{ "13-a-failed-reference-empties-a-filter", NULL, NULL, "batch",
	  CMD(FAILED "\"b\":\"crm.deal.list?filter[ID]=$result[a][ID]\""),
	  "result/result_total/b", "2" },
	{ "13-with-nothing-before-it-the-id-is-0", NULL, NULL, "batch",
	  CMD("\"a\":\"" GET "9\",\"b\":\"" GET "$result[a][ID]\""),
	  "result/result_error/b/error_description", NO_ID },
	{ "14-what-a-user-types-is-interpolated", NULL, NULL, "batch",
	  CMD(FIRST "\"b\":\"crm.deal.update?id=17&fields[COMMENTS]=%24"
	            "result%5Ba%5D%5BTITLE%5D\""),
	  "state/deals/1/comments", "\"Вторая\"" },
	{ "14-not-outside-a-batch", NULL, NULL, "crm.deal.update",
	  "{\"id\":17,\"fields\":{\"COMMENTS\":\"$result[a][TITLE]\"}}",
	  "state/deals/1/comments", "\"$result[a][TITLE]\"" },
	{ "15-two-references-need-a-blank", NULL, NULL, "batch",
	  CMD(FIRST "\"b\":\"crm.deal.update?id=17&fields[COMMENTS]=$result"
	            "[a][ID]-$result[a][CONTACT_ID]\""),
	  "state/deals/1/comments", "\"17\"" },
	{ "15-with-one-they-are-two", NULL, NULL, "batch",
	  CMD(FIRST "\"b\":\"crm.deal.update?id=17&fields[COMMENTS]=$result"
	            "[a][ID] $result[a][CONTACT_ID]\""),
	  "state/deals/1/comments", "\"17 55\"" },
	{ "16-a-batch-has-no-null-the-empty-text-clears", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.update?id=17&fields[UF_CRM_N]=\""),
	  "state/deals/1/UF_CRM_N", "(none)" },
	{ "16-null-is-a-word-there", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.update?id=17&fields[UF_CRM_N]=null\""),
	  "state/deals/1/UF_CRM_N", "\"null\"" },
	{ .name = NULL },
};

static const struct probe_row filters[] = {
	{ "16b-an-operator-of-the-other-family-is-unset", NULL, NULL,
	  "crm.deal.list", "{\"filter\":{\"!%TITLE\":\"Первая\"}}", "total",
	  "2" },
	{ "16b-and-counted", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"!%TITLE\":\"Первая\"}}", "journal/dropped",
	  "[\"crm.deal.list: !%TITLE\"]" },
	{ "16b-like-on-a-status-is-equality", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"%SOURCE_ID\":\"CAL\"}}", "total", "0" },
	{ "16b-like-on-a-contact-is-equality", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"%CONTACT_ID\":5}}", "total", "0" },
	{ "16b-like-on-a-company-is-equality", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"%COMPANY_ID\":5}}", "total", "0" },
	{ "16b-like-on-a-text-is-like", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"%TITLE\":\"тора\"}}", "total", "1" },
	{ "17-unknown-legacy-filter-field-is-dropped", NULL, NULL,
	  "crm.deal.list", "{\"filter\":{\"=UF_CRM_TYPO\":\"15\"}}", "total",
	  "2" },
	{ "17-and-counted", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"=UF_CRM_TYPO\":\"15\"}}", "journal/dropped_filters",
	  "1" },
	{ "17-crm.item.list-says-400", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"=ufCrmTypo\":\"15\"}}", "status",
	  "400" },
	{ "17-with-a-code", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"=ufCrmTypo\":\"15\"}}", "error",
	  "\"INVALID_ARG_VALUE\"" },
	{ "18-camelCase-in-a-legacy-filter", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"=originId\":\"x\"}}", "total", "2" },
	{ "18-capitals-in-crm.item.list", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"=ORIGIN_ID\":\"x\"}}", "error",
	  "\"INVALID_ARG_VALUE\"" },
	{ .name = NULL },
};

static const struct probe_row pages[] = {
	{ "19-a-page-past-the-end-is-the-first", NULL, NULL, "crm.deal.list",
	  "{\"start\":500}", "result/0/ID", "\"1\"" },
	{ "19-with-its-next", NULL, NULL, "crm.deal.list", "{\"start\":500}",
	  "next", "50" },
	{ "19-crm.item.list-has-none", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":500}", "result/items", "[]" },
	{ "20-start-is-rounded-down", NULL, NULL, "crm.deal.list",
	  "{\"start\":75}", "result/0/ID", "\"51\"" },
	{ "20-10-is-page-1", NULL, NULL, "crm.deal.list", "{\"start\":10}",
	  "result/0/ID", "\"1\"" },
	{ "63-crm.item.list-rounds-too", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":75}", "result/items/0/id", "51" },
	{ "21-START-is-not-read", NULL, NULL, "crm.deal.list", "{\"START\":50}",
	  "result/0/ID", "\"1\"" },
	{ "22-start-minus-1-has-no-next", NULL, NULL, "crm.deal.list",
	  "{\"start\":-1}", "next", "(none)" },
	{ "22-and-total-0", NULL, NULL, "crm.deal.list", "{\"start\":-1}",
	  "total", "0" },
	{ "22-crm.item.list-has-no-total-then", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":-1}", "total", "(none)" },
	{ "22-inside-a-batch-it-is-in-no-map", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.item.list?entityTypeId=2&start=-1\""),
	  "result/result_total", "[]" },
	{ .name = NULL },
};

static const char exact[] = "{\"settings\":{\"exactStart\":true},\"deals\":["
			    "{\"id\":1},{\"id\":2},{\"id\":3}]}";

static const struct probe_row exact_start[] = {
	{ "20-or-crm.item.list-begins-exactly-there", NULL, NULL,
	  "crm.item.list", "{\"entityTypeId\":2,\"start\":1}",
	  "result/items/0/id", "2" },
	{ "20-legacy-lists-do-not", NULL, NULL, "crm.deal.list",
	  "{\"start\":1}", "result/0/ID", "\"1\"" },
	{ .name = NULL },
};

/* Of 52 the 51st and 52nd fail; a number before them uses a place. */
static void test_overflow(void)
{
	struct portal *portal = probe_portal(seed);
	g_autoptr(GString) text = g_string_new("{\"cmd\":{\"n\":7");

	for (int i = 1; i < 52; i++)
		g_string_append_printf(text, ",\"c%d\":\"scope\"", i);
	g_string_append(text, "}}");
	g_autoptr(cJSON) answer = probe_ask(portal, "batch", text->str);
	const cJSON *maps_of = php_get(answer, "result");
	g_autofree char *status = probe_at(answer, "status");
	g_autofree char *over =
		probe_at(answer, "result/result_error/c50/error");

	g_assert_cmpstr(status, ==, "200");
	g_assert_cmpint(cJSON_GetArraySize(php_get(maps_of, "result")), ==, 49);
	g_assert_cmpint(cJSON_GetArraySize(php_get(maps_of, "result_error")),
	                ==, 2);
	g_assert_cmpstr(over, ==, "\"ERROR_BATCH_LENGTH_EXCEEDED\"");
	portal_free(portal);
}

/* By 403 where the portal follows the table of errors. */
static void test_secret_status(void)
{
	struct portal *portal =
		probe_portal("{\"settings\":{\"secretStatus\":403}}");
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, "/rest/1/x/profile", NULL, NULL, NULL);
	g_autofree char *status = probe_at(answer, "status");

	g_assert_cmpstr(status, ==, "403");
	portal_free(portal);
}

/* Two pages, asked for one after the other, show a row twice. */
static void test_unordered(void)
{
	g_autoptr(GString) text =
		g_string_new("{\"settings\":{\"unordered\":true},\"deals\":[");
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	static const char *const asked[] = {
		"{\"select\":[\"ID\"]}", "{\"select\":[\"ID\"],\"start\":50}"
	};

	for (int i = 1; i <= 100; i++)
		g_string_append_printf(text, "%s{\"id\":%d}", i > 1 ? "," : "",
		                       i);
	g_string_append(text, "]}");
	struct portal *portal = probe_portal(text->str);
	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
		g_autoptr(cJSON) answer =
			probe_ask(portal, "crm.deal.list", asked[i]);
		const cJSON *row;

		cJSON_ArrayForEach (row, php_get(answer, "result"))
			g_hash_table_add(seen, probe_at(row, "ID"));
	}
	g_assert_cmpuint(g_hash_table_size(seen), <, 100);
	probe_expect(portal, "crm.deal.list",
	             "{\"order\":{\"ID\":\"ASC\"},\"start\":50}", "result/0/ID",
	             "\"51\"");
	portal_free(portal);
}

static char *many_deals(void)
{
	GString *text = g_string_new("{\"deals\":[");

	for (int i = 1; i <= 120; i++)
		g_string_append_printf(text, "%s{\"id\":%d}", i > 1 ? "," : "",
		                       i);
	g_string_append(text, "]}");
	return g_string_free(text, FALSE);
}

int main(int argc, char **argv)
{
	g_autofree char *many = many_deals();

	g_test_init(&argc, &argv, NULL);
	probe_add_http(GROUP, seed, bodies);
	probe_add(GROUP, seed, errors);
	probe_add(GROUP, seed, maps);
	probe_add(GROUP, seed, references);
	probe_add(GROUP, seed, filters);
	probe_add(GROUP, many, pages);
	probe_add(GROUP, exact, exact_start);
	g_test_add_func("/" GROUP "/3-or-403", test_secret_status);
	g_test_add_func("/" GROUP "/10-only-what-is-over-50-fails",
	                test_overflow);
	g_test_add_func("/" GROUP "/23-without-order-pages-overlap",
	                test_unordered);
	return g_test_run();
}
