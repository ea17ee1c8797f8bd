/* The method batch: maps, halting, references, what is refused. */
#include "tests/portal/probe.h"

#define CMD(commands) "{\"cmd\":{" commands "}}"
#define LIST(commands) "{\"cmd\":[" commands "]}"
#define GET "crm.deal.get?id="

static const char seed[] = "{\"dealFields\":[{\"name\":\"UF_CRM_N\"}],"
			   "\"contacts\":[{\"id\":1,\"lastName\":\"Первый\"},"
			   "{\"id\":55,\"lastName\":\"Петров\",\"phones\":"
			   "[\"+79270001234\"]}],"
			   "\"deals\":[{\"id\":1,\"title\":\"Первая\"},"
			   "{\"id\":17,\"title\":\"A B\",\"contactIds\":[55],"
			   "\"UF_CRM_N\":\"15\"}]}";

static const struct probe_row maps[] = {
	{ "nothing asked: five empty lists", NULL, NULL, "batch", "{}",
	  "result",
	  "{\"result\":[],\"result_error\":[],\"result_total\":[],"
	  "\"result_next\":[],\"result_time\":[]}" },
	{ "always 200", NULL, NULL, "batch", CMD("\"a\":\"" GET "9\""),
	  "status", "200" },
	{ "own keys are an object", NULL, NULL, "batch",
	  CMD("\"a\":\"server.time\""), "result/result",
	  "{\"a\":\"2020-12-26T12:00:00+03:00\"}" },
	{ "keys from 0 are a list", NULL, NULL, "batch",
	  LIST("\"scope\",\"server.time\""), "result/result",
	  "[[\"crm\"],\"2020-12-26T12:00:00+03:00\"]" },
	{ "each map by itself", NULL, NULL, "batch",
	  CMD("\"0\":\"" GET "\",\"1\":\"" GET "9\",\"35\":\"scope\""),
	  "result/result_error",
	  "[{\"error\":\"\",\"error_description\":\"ID is not defined or "
	  "invalid.\"},{\"error\":\"\",\"error_description\":\"Not found\"}"
	  "]" },
	{ "while results stay an object", NULL, NULL, "batch",
	  CMD("\"0\":\"" GET "\",\"1\":\"" GET "9\",\"35\":\"scope\""),
	  "result/result", "{\"35\":[\"crm\"]}" },
	{ "a failed command has no time", NULL, NULL, "batch",
	  CMD("\"a\":\"" GET "9\""), "result/result_time", "[]" },
	{ "a list has its total", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list\",\"b\":\"scope\""), "result/result_total",
	  "{\"a\":2}" },
	{ "next only where there is more", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list\""), "result/result_next", "[]" },
	{ "item list inside", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.item.list?entityTypeId=2&select[]=id&filter"
	      "[%40ufCrmN][]=15\""),
	  "result/result/a", "{\"items\":[{\"id\":17}]}" },
	{ "nobody found is a list", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.duplicate.findbycomm?type=PHONE&values[]=1\""),
	  "result/result/a", "[]" },
	{ "unknown method", NULL, NULL, "batch", CMD("\"a\":\"nope\""),
	  "result/result_error/a/error", "\"ERROR_METHOD_NOT_FOUND\"" },
	{ "method names have no case", NULL, NULL, "batch",
	  CMD("\"a\":\"SCOPE\""), "result/result/a", "[\"crm\"]" },
	{ "no nesting", NULL, NULL, "batch", CMD("\"a\":\"batch?cmd[]=x\""),
	  "result/result_error/a/error", "\"ERROR_BATCH_METHOD_NOT_ALLOWED\"" },
	{ "scope is told without words", NULL, NULL, "batch",
	  CMD("\"a\":\"user.current\""), "result/result_error/a",
	  "{\"error\":\"insufficient_scope\",\"error_description\":\"\"}" },
	{ "no text, no trace", NULL, NULL, "batch",
	  CMD("\"a\":{\"method\":\"scope\"},\"b\":7"), "result/result", "[]" },
	{ "nor an error", NULL, NULL, "batch",
	  CMD("\"a\":{\"method\":\"scope\"},\"b\":7"), "result/result_error",
	  "[]" },
	{ .name = NULL },
};

static const struct probe_row halts[] = {
	{ "goes on by itself", NULL, NULL, "batch",
	  "{\"halt\":0,\"cmd\":{\"a\":\"nope\",\"b\":\"scope\"}}",
	  "result/result", "{\"b\":[\"crm\"]}" },
	{ "halts", NULL, NULL, "batch",
	  "{\"halt\":1,\"cmd\":{\"a\":\"nope\",\"b\":\"scope\"}}",
	  "result/result", "[]" },
	{ "halts by capitals", NULL, NULL, "batch",
	  "{\"HALT\":true,\"CMD\":{\"a\":\"nope\",\"b\":\"scope\"}}",
	  "result/result", "[]" },
	{ "what did not run is nowhere", NULL, NULL, "batch",
	  "{\"halt\":1,\"cmd\":{\"a\":\"nope\",\"b\":\"nope\"}}",
	  "result/result_error/b", "(none)" },
	{ "what ran stays", NULL, NULL, "batch",
	  "{\"halt\":1,\"cmd\":{\"a\":\"scope\",\"b\":\"nope\"}}",
	  "result/result", "{\"a\":[\"crm\"]}" },
	{ "the text false is true", NULL, NULL, "batch",
	  "{\"halt\":\"false\",\"cmd\":{\"a\":\"nope\",\"b\":\"scope\"}}",
	  "result/result", "[]" },
	{ .name = NULL },
};

static const struct probe_row encodings[] = {
	{ "a raw plus is a blank", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.contact.list?filter[PHONE]=+79270001234&select[]"
	      "=ID\""),
	  "result/result_total/a", "0" },
	{ "an encoded plus is a plus", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.contact.list?filter[PHONE]=%2B79270001234&"
	      "select[]=ID\""),
	  "result/result_total/a", "1" },
	{ "decoded once only", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.contact.list?filter[PHONE]=%252B79270001234\""),
	  "result/result_total/a", "0" },
	{ "a raw # cuts the rest", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.add?fields[TITLE]=x#1&fields[ORIGIN_ID]=7\","
	      "\"b\":\"" GET "18\""),
	  "result/result/b/TITLE", "\"x\"" },
	{ "also what comes behind it", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.add?fields[TITLE]=x#1&fields[ORIGIN_ID]=7\","
	      "\"b\":\"" GET "18\""),
	  "result/result/b/ORIGIN_ID", "null" },
	{ "a raw line feed is no line feed", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.add?fields[TITLE]=x\\ny\",\"b\":\"" GET "18\""),
	  "result/result/b/TITLE", "\"x_y\"" },
	{ "a raw = in a key: all rows", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list?filter[=ID]=17\""),
	  "result/result_total/a", "2" },
	{ "an encoded one filters", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list?filter[%3DID]=17\""),
	  "result/result_total/a", "1" },
	{ "an empty text clears", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.item.update?entityTypeId=2&id=17&fields"
	      "[ufCrmN]=\""),
	  "result/result/a/item/ufCrmN", "\"\"" },
	{ .name = NULL },
};

#define ADD "\"a\":\"crm.deal.add?fields[TITLE]=n\""
#define FIRST "\"a\":\"" GET "17\""

static const struct probe_row references[] = {
	{ "into an object", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.contact.get?id=$result[a][CONTACT_ID]\""),
	  "result/result/b/LAST_NAME", "\"Петров\"" },
	{ "into a legacy list", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list?filter[ID]=17\",\"b\":\"" GET
	      "$result[a][0][ID]\""),
	  "result/result/b/ID", "\"17\"" },
	{ "into an item list", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.item.list?entityTypeId=2&filter[id]=17\",\"b\":"
	      "\"" GET "$result[a][items][0][id]\""),
	  "result/result/b/ID", "\"17\"" },
	{ "to a plain id", NULL, NULL, "batch",
	  CMD(ADD ",\"b\":\"" GET "$result[a]\""), "result/result/b/ID",
	  "\"18\"" },
	{ "too deep stops at the scalar", NULL, NULL, "batch",
	  CMD(ADD ",\"b\":\"" GET "$result[a][ID]\""), "result/result/b/ID",
	  "\"18\"" },
	{ "to a failed command hits entity 1", NULL, NULL, "batch",
	  CMD("\"x\":\"scope\",\"a\":\"" GET "9\",\"b\":\"" GET
	      "$result[a][ID]\""),
	  "result/result/b/TITLE", "\"Первая\"" },
	{ "and lists everything", NULL, NULL, "batch",
	  CMD("\"x\":\"scope\",\"a\":\"" GET "9\",\"b\":\"crm.deal.list?"
	      "filter[ID]=$result[a][ID]\""),
	  "result/result_total/b", "2" },
	{ "totals resolve too", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.list\",\"b\":\"crm.deal.add?fields[TITLE]="
	      "$total[a]\",\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"2\"" },
	{ "inside a text", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.deal.add?fields[TITLE]=No $result[a][ID] "
	            "here\",\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"No 17 here\"" },
	{ "two with a blank between", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.deal.add?fields[TITLE]=$result[a][ID] "
	            "$result[a][CONTACT_ID]\",\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"17 55\"" },
	{ "two without one collapse", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.deal.add?fields[TITLE]=$result[a][ID]-"
	            "$result[a][CONTACT_ID]\",\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"17\"" },
	{ "an array inside a text stays", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.deal.add?fields[TITLE]=x $result[a] y\","
	            "\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"x $result[a] y\"" },
	{ "what people type is resolved too", NULL, NULL, "batch",
	  CMD(FIRST ",\"b\":\"crm.deal.add?fields[TITLE]=%24result%5Ba%5D"
	            "%5BID%5D\",\"c\":\"" GET "$result[b]\""),
	  "result/result/c/TITLE", "\"17\"" },
	{ "other dollars stay", NULL, NULL, "batch",
	  CMD("\"a\":\"crm.deal.add?fields[TITLE]=5$ $results[a]\",\"c\":"
	      "\"" GET "$result[a]\""),
	  "result/result/c/TITLE", "\"5$ $results[a]\"" },
	{ .name = NULL },
};

static void test_overflow(void)
{
	struct portal *portal = probe_portal(seed);
	g_autoptr(GString) text = g_string_new("{\"cmd\":{");

	for (int i = 0; i < 52; i++)
		g_string_append_printf(text, "%s\"c%d\":\"scope\"",
		                       i ? "," : "", i);
	g_string_append(text, "}}");
	g_autoptr(cJSON) answer = probe_ask(portal, "batch", text->str);
	g_autofree char *last = probe_at(answer, "result/result/c49");
	g_autofree char *over =
		probe_at(answer, "result/result_error/c50/error");
	g_autofree char *status = probe_at(answer, "status");

	g_assert_cmpstr(last, ==, "[\"crm\"]");
	g_assert_cmpstr(over, ==, "\"ERROR_BATCH_LENGTH_EXCEEDED\"");
	g_assert_cmpstr(status, ==, "200");
	portal_free(portal);
}

static void test_cut(void)
{
	struct portal *portal = probe_portal(seed);

	operating_set_cost(portal->operating, "crm.deal.add", 25);
	g_autoptr(cJSON) answer = probe_ask(
		portal, "batch",
		LIST("\"crm.deal.add\",\"crm.deal.add\",\"crm.deal.add\","
	             "\"crm.deal.add\""));
	g_autofree char *status = probe_at(answer, "status");

	/* What was done before the cut stays done. */
	g_assert_cmpstr(status, ==, "504");
	g_assert_nonnull(kind_find(portal->store->deal, 20));
	g_assert_null(kind_find(portal->store->deal, 21));
	portal_free(portal);
}

static void test_journal(void)
{
	struct portal *portal = probe_portal(seed);

	cJSON_Delete(probe_ask(portal, "batch",
	                       LIST("\"scope\",\"crm.deal.add\",\"nope\"")));
	g_assert_cmpuint(portal->journal->requests, ==, 1);
	g_assert_cmpuint(portal->journal->commands, ==, 3);
	g_assert_cmpuint(portal->journal->writes, ==, 1);
	g_assert_cmpuint(portal->journal->failed, ==, 1);
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("batch/maps", seed, maps);
	probe_add("batch/halt", seed, halts);
	probe_add("batch/encoding", seed, encodings);
	probe_add("batch/reference", seed, references);
	g_test_add_func("/batch/more than 50", test_overflow);
	g_test_add_func("/batch/longer than 60 s", test_cut);
	g_test_add_func("/batch/journal", test_journal);
	return g_test_run();
}
