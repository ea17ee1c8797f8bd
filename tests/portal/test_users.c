/* user.get, user.current, method.get, methods. */
#include "tests/portal/probe.h"

#define IDS(filter) "{\"select\":[\"ID\"],\"FILTER\":{" filter "}}"
#define U(id) "{\"ID\":\"" id "\"}"

static const char seed[] =
	"{\"settings\":{\"scopes\":[\"crm\",\"user\"]},"
	"\"users\":[{\"ID\":1,\"NAME\":\"Обмен\",\"LAST_NAME\":\"С 1С\","
	"\"EMAIL\":\"one@example.ru\"},"
	"{\"ID\":\"3\",\"NAME\":\"Иван\",\"LAST_NAME\":\"Семёнов\",\"EMAIL\":"
	"\"three@example.ru\",\"WORK_POSITION\":\"Мастер\",\"UF_DEPARTMENT\":"
	"[2,5],\"PERSONAL_MOBILE\":\"+7111\"},"
	"{\"ID\":7,\"NAME\":\"Анна\",\"ACTIVE\":false,\"EMAIL\":"
	"\"seven@example.ru\"},"
	"{\"ID\":12,\"NAME\":\"Яна\",\"LAST_NAME\":\"Ким\",\"ACTIVE\":\"Y\","
	"\"EMAIL\":\"\"}]}";

static const struct probe_row rows[] = {
	{ "everybody", NULL, NULL, "user.get", "{\"select\":[\"ID\"]}",
	  "result", "[" U("1") "," U("3") "," U("7") "," U("12") "]" },
	{ "how many", NULL, NULL, "user.get", "{}", "total", "4" },
	{ "an id is a text", NULL, NULL, "user.get", "{\"FILTER\":{\"ID\":3}}",
	  "result/0/ID", "\"3\"" },
	{ "active is a truth", NULL, NULL, "user.get",
	  "{\"FILTER\":{\"ID\":3}}", "result/0/ACTIVE", "true" },
	{ "dismissed is none", NULL, NULL, "user.get",
	  "{\"FILTER\":{\"ID\":7}}", "result/0/ACTIVE", "false" },
	{ "a letter is one", NULL, NULL, "user.get", "{\"FILTER\":{\"ID\":12}}",
	  "result/0/ACTIVE", "true" },
	{ "the whole row", NULL, NULL, "user.get", "{\"FILTER\":{\"ID\":3}}",
	  "result/0",
	  "{\"ID\":\"3\",\"ACTIVE\":true,\"NAME\":\"Иван\",\"LAST_NAME\":"
	  "\"Семёнов\",\"EMAIL\":\"three@example.ru\",\"LAST_LOGIN\":\"\","
	  "\"DATE_REGISTER\":\"\",\"IS_ONLINE\":\"N\",\"TIMESTAMP_X\":{},"
	  "\"LAST_ACTIVITY_DATE\":\"\",\"PERSONAL_GENDER\":\"\","
	  "\"PERSONAL_BIRTHDAY\":\"\",\"PERSONAL_MOBILE\":\"+7111\","
	  "\"WORK_POSITION\":\"Мастер\",\"UF_EMPLOYMENT_DATE\":\"\","
	  "\"UF_DEPARTMENT\":[2,5],\"USER_TYPE\":\"employee\"}" },
	{ "by a list of ids", NULL, NULL, "user.get", IDS("\"ID\":[12,3,99]"),
	  "result", "[" U("3") "," U("12") "]" },
	{ "by @ID", NULL, NULL, "user.get", IDS("\"@ID\":[\"12\",\"3\"]"),
	  "result", "[" U("3") "," U("12") "]" },
	{ "by !@ID", NULL, NULL, "user.get", IDS("\"!@ID\":[12,3]"), "result",
	  "[" U("1") "," U("7") "]" },
	{ "by an order of ids", NULL, NULL, "user.get", IDS("\">ID\":7"),
	  "result", "[" U("12") "]" },
	{ "the active", NULL, NULL, "user.get", IDS("\"ACTIVE\":true"),
	  "result", "[" U("1") "," U("3") "," U("12") "]" },
	{ "the active by a letter", NULL, NULL, "user.get",
	  IDS("\"ACTIVE\":\"Y\""), "result",
	  "[" U("1") "," U("3") "," U("12") "]" },
	{ "the dismissed", NULL, NULL, "user.get", IDS("\"ACTIVE\":\"N\""),
	  "result", "[" U("7") "]" },
	{ "by an address", NULL, NULL, "user.get",
	  IDS("\"EMAIL\":\"THREE@example.ru\""), "result", "[" U("3") "]" },
	{ "without one", NULL, NULL, "user.get", IDS("\"EMAIL\":\"\""),
	  "result", "[" U("12") "]" },
	{ "by a part", NULL, NULL, "user.get", IDS("\"%LAST_NAME\":\"емен\""),
	  "result", "[" U("3") "]" },
	{ "by a pattern", NULL, NULL, "user.get", IDS("\"=%NAME\":\"%на\""),
	  "result", "[" U("7") "," U("12") "]" },
	{ "not by it", NULL, NULL, "user.get", IDS("\"!=%NAME\":\"%на\""),
	  "result", "[" U("1") "," U("3") "]" },
	{ "by both names", NULL, NULL, "user.get",
	  IDS("\"NAME_SEARCH\":\"иван сем\""), "result", "[" U("3") "]" },
	{ "by a department", NULL, NULL, "user.get", IDS("\"UF_DEPARTMENT\":5"),
	  "result", "[" U("3") "]" },
	{ "by small letters", NULL, NULL, "user.get",
	  "{\"select\":[\"ID\"],\"filter\":{\"id\":3}}", "result",
	  "[" U("3") "]" },
	{ "without FILTER", NULL, NULL, "user.get",
	  "{\"ID\":3,\"select\":[\"ID\"]}", "result", "[" U("3") "]" },
	{ "what no user has is dropped", NULL, NULL, "user.get",
	  IDS("\"NOPE\":1,\"ID\":3"), "result", "[" U("3") "]" },
	{ "and counted", NULL, NULL, "user.get", IDS("\"NOPE\":1"),
	  "journal/dropped", "[\"user.get: NOPE\"]" },
	{ "an empty list drops the condition", NULL, NULL, "user.get",
	  IDS("\"@ID\":[]"), "total", "4" },
	{ "nobody", NULL, NULL, "user.get", IDS("\"ID\":99"), "result", "[]" },
	{ "down", NULL, NULL, "user.get",
	  "{\"sort\":\"ID\",\"order\":\"DESC\",\"select\":[\"ID\"]}",
	  "result/0", U("12") },
	{ "by name", NULL, NULL, "user.get",
	  "{\"sort\":\"NAME\",\"order\":\"ASC\",\"select\":[\"ID\"]}",
	  "result/0", U("7") },
	{ "a mask of user fields", NULL, NULL, "user.get",
	  "{\"FILTER\":{\"ID\":3},\"select\":[\"UF_*\"]}", "result/0",
	  "{\"UF_EMPLOYMENT_DATE\":\"\",\"UF_DEPARTMENT\":[2,5]}" },
	{ "in a batch", NULL, NULL, "batch",
	  "{\"cmd\":{\"a\":\"user.get?ID[]=3&ID[]=7&select[]=ID\"}}",
	  "result/result/a", "[" U("3") "," U("7") "]" },
	{ "with its total", NULL, NULL, "batch",
	  "{\"cmd\":{\"a\":\"user.get?FILTER[ID]=3\"}}", "result/result_total",
	  "{\"a\":1}" },
	{ "me", NULL, NULL, "user.current", "{}", "result",
	  "{\"ID\":\"1\",\"ACTIVE\":true,\"NAME\":\"Обмен\",\"LAST_NAME\":"
	  "\"С 1С\",\"EMAIL\":\"one@example.ru\",\"LAST_LOGIN\":\"\","
	  "\"DATE_REGISTER\":\"\",\"IS_ONLINE\":\"N\",\"LAST_ACTIVITY_DATE\":"
	  "\"\",\"PERSONAL_GENDER\":\"\",\"PERSONAL_BIRTHDAY\":\"\","
	  "\"WORK_POSITION\":\"\",\"UF_EMPLOYMENT_DATE\":\"\","
	  "\"UF_DEPARTMENT\":[1]}" },
	{ "there and allowed", NULL, NULL, "method.get",
	  "{\"name\":\"user.get\"}", "result",
	  "{\"isExisting\":true,\"isAvailable\":true}" },
	{ "in small letters only", NULL, NULL, "method.get",
	  "{\"name\":\"USER.get\"}", "result",
	  "{\"isExisting\":false,\"isAvailable\":false}" },
	{ "not there", NULL, NULL, "method.get", "{\"name\":\"nope\"}",
	  "result", "{\"isExisting\":false,\"isAvailable\":false}" },
	{ "no name", NULL, NULL, "method.get", "{}", "result/isExisting",
	  "false" },
	{ "methods", NULL, NULL, "methods", "{}", "result/0", "\"batch\"" },
	{ .name = NULL },
};

static const char brief[] =
	"{\"settings\":{\"scopes\":[\"user_brief\"]},\"users\":[{\"ID\":1,"
	"\"EMAIL\":\"a@b\",\"WORK_PHONE\":\"+7\",\"LAST_LOGIN\":\"x\"}]}";
static const char basic[] =
	"{\"settings\":{\"scopes\":[\"user_basic\"]},\"users\":[{\"ID\":1,"
	"\"EMAIL\":\"a@b\",\"WORK_PHONE\":\"+7\",\"LAST_LOGIN\":\"x\"}]}";

static const struct probe_row of_brief[] = {
	{ "no address", NULL, NULL, "user.get", "{}", "result/0/EMAIL",
	  "(none)" },
	{ "nor by the filter", NULL, NULL, "user.get",
	  "{\"FILTER\":{\"EMAIL\":\"x\"}}", "total", "1" },
	{ "no crm", NULL, NULL, "method.get", "{\"name\":\"crm.item.list\"}",
	  "result", "{\"isExisting\":true,\"isAvailable\":false}" },
	{ .name = NULL },
};

static const struct probe_row of_basic[] = {
	{ "an address", NULL, NULL, "user.get", "{}", "result/0/EMAIL",
	  "\"a@b\"" },
	{ "a phone", NULL, NULL, "user.current", "{}", "result/WORK_PHONE",
	  "\"+7\"" },
	{ "no login", NULL, NULL, "user.current", "{}", "result/LAST_LOGIN",
	  "(none)" },
	{ .name = NULL },
};

static const struct probe_row of_none[] = {
	{ "without the scope", NULL, NULL, "user.get", "{}", "error",
	  "\"insufficient_scope\"" },
	{ "in a batch without words", NULL, NULL, "batch",
	  "{\"cmd\":{\"a\":\"user.get\"}}", "result/result_error/a",
	  "{\"error\":\"insufficient_scope\",\"error_description\":\"\"}" },
	{ .name = NULL },
};

static void test_pages(void)
{
	g_autoptr(GString) text = g_string_new(
		"{\"settings\":{\"scopes\":[\"user\"]},\"users\":[");

	for (int i = 1; i <= 60; i++)
		g_string_append_printf(text, "%s{\"ID\":%d}", i > 1 ? "," : "",
		                       i);
	g_string_append(text, "]}");
	struct portal *portal = probe_portal(text->str);
	probe_expect(portal, "user.get", "{}", "next", "50");
	probe_expect(portal, "user.get", "{\"start\":50}", "result/0/ID",
	             "\"51\"");
	probe_expect(portal, "user.get", "{\"start\":50}", "next", "(none)");
	probe_expect(portal, "user.get", "{\"start\":500}", "result/0/ID",
	             "\"1\"");
	probe_expect(portal, "user.get", "{\"start\":-1}", "next", "(none)");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("portal/users", seed, rows);
	probe_add("portal/users/brief", brief, of_brief);
	probe_add("portal/users/basic", basic, of_basic);
	probe_add("portal/users/none", NULL, of_none);
	g_test_add_func("/portal/users/pages", test_pages);
	return g_test_run();
}
