/* crm.deal.* and crm.contact.*: shapes and writes. */
#include "tests/portal/probe.h"

static const char seed[] =
	"{\"funnels\":[{\"id\":1,\"name\":\"Цех\"}],"
	"\"contacts\":[{\"id\":1,\"lastName\":\"Первый\"},"
	"{\"id\":55,\"lastName\":\"Петров\",\"phones\":["
	"{\"id\":5,\"value\":\"+71\"},{\"id\":6,\"value\":\"+72\"}]}],"
	"\"deals\":[{\"id\":17,\"title\":\"Кузов\",\"contactIds\":[55],"
	"\"categoryId\":1,\"createdTime\":"
	"\"2020-12-20T10:00:00+03:00\"}]}";

#define GET "crm.deal.get"
#define UPDATE "crm.deal.update"
#define SAVE(fields) "{\"id\":17,\"fields\":{" fields "}}"
#define CGET "crm.contact.get"
#define CUPDATE "crm.contact.update"
#define CSAVE(fields) "{\"id\":55,\"fields\":{" fields "}}"
#define ID17 "{\"id\":17}"
#define ID55 "{\"id\":55}"

static const struct probe_row rows[] = {
	{ "id is a text", NULL, NULL, GET, ID17, "result/ID", "\"17\"" },
	{ "money is a text", NULL, NULL, GET, ID17, "result/OPPORTUNITY",
	  "\"0.00\"" },
	{ "one contact only", NULL, NULL, GET, ID17, "result/CONTACT_IDS",
	  "(none)" },
	{ "the one", NULL, NULL, GET, ID17, "result/CONTACT_ID", "\"55\"" },
	{ "process is P here", NULL, NULL, GET, ID17,
	  "result/STAGE_SEMANTIC_ID", "\"P\"" },
	{ "id in capitals", NULL, NULL, GET, "{\"ID\":17}", "result/ID",
	  "\"17\"" },
	{ "no id", NULL, NULL, GET, "{}", "error_description",
	  "\"ID is not defined or invalid.\"" },
	{ "not found has no code", NULL, NULL, GET, "{\"id\":9}", "error",
	  "\"\"" },
	{ "not found in words", NULL, NULL, GET, "{\"id\":9}",
	  "error_description", "\"Not found\"" },
	{ "not found is 400", NULL, NULL, GET, "{\"id\":9}", "status", "400" },
	{ "add answers a number", NULL, NULL, "crm.deal.add",
	  "{\"fields\":{\"TITLE\":\"A\"}}", "result", "18" },
	{ "a lost body makes an empty deal", NULL, NULL, "crm.deal.add",
	  "{broken", "result", "18" },
	{ "fields that are no array", NULL, NULL, "crm.deal.add",
	  "{\"fields\":\"x\"}", "error_description",
	  "\"Parameter \\u0027fields\\u0027 must be array.\"" },
	{ "update answers true", NULL, NULL, UPDATE, SAVE("\"TITLE\":\"B\""),
	  "result", "true" },
	{ "another funnel's stage: true", NULL, NULL, UPDATE,
	  SAVE("\"STAGE_ID\":\"WON\""), "result", "true" },
	{ "and nothing moves", UPDATE, SAVE("\"STAGE_ID\":\"WON\""), GET, ID17,
	  "result/STAGE_ID", "\"C1:NEW\"" },
	{ "the funnel does not change", UPDATE,
	  SAVE("\"CATEGORY_ID\":0,\"STAGE_ID\":\"WON\""), GET, ID17,
	  "result/CATEGORY_ID", "\"1\"" },
	{ "a stage of its own", UPDATE, SAVE("\"STAGE_ID\":\"C1:WON\""), GET,
	  ID17, "result/CLOSED", "\"Y\"" },
	{ "the funnel can be set on add", "crm.deal.add",
	  "{\"fields\":{\"CATEGORY_ID\":1}}", GET, "{\"id\":18}",
	  "result/STAGE_ID", "\"C1:NEW\"" },
	{ "camelCase is unknown", UPDATE, SAVE("\"title\":\"B\""), GET, ID17,
	  "result/TITLE", "\"Кузов\"" },
	{ "read-only is ignored", UPDATE,
	  SAVE("\"DATE_CREATE\":\"2019-01-01\""), GET, ID17,
	  "result/DATE_CREATE", "\"2020-12-20T10:00:00+03:00\"" },
	{ "legacy writes CONTACT_IDS", UPDATE, SAVE("\"CONTACT_IDS\":[1,55]"),
	  GET, ID17, "result/CONTACT_ID", "\"1\"" },
	{ "a flag is Y or nothing", UPDATE, SAVE("\"OPENED\":true"), GET, ID17,
	  "result/OPENED", "\"N\"" },
	{ "phone without id adds", CUPDATE,
	  CSAVE("\"PHONE\":[{\"VALUE\":\"+73\",\"VALUE_TYPE\":\"WORK\"}]"),
	  CGET, ID55, "result/PHONE/2/VALUE", "\"+73\"" },
	{ "the same phone once", CUPDATE,
	  CSAVE("\"PHONE\":[{\"VALUE\":\"+71\",\"VALUE_TYPE\":\"WORK\"}]"),
	  CGET, ID55, "result/PHONE/2", "(none)" },
	{ "phone with id changes", CUPDATE,
	  CSAVE("\"PHONE\":[{\"ID\":5,\"VALUE\":\"+79\"}]"), CGET, ID55,
	  "result/PHONE/0",
	  "{\"ID\":\"5\",\"VALUE_TYPE\":\"WORK\",\"VALUE\":\"+79\","
	  "\"TYPE_ID\":\"PHONE\"}" },
	{ "an id alone deletes", CUPDATE, CSAVE("\"PHONE\":[{\"ID\":5}]"), CGET,
	  ID55, "result/PHONE/0/ID", "\"6\"" },
	{ "DELETE deletes", CUPDATE,
	  CSAVE("\"PHONE\":[{\"ID\":5,\"VALUE\":\"+71\",\"DELETE\":\"Y\"}]"),
	  CGET, ID55, "result/PHONE/0/ID", "\"6\"" },
	{ "what is not named stays", CUPDATE, CSAVE("\"PHONE\":[]"), CGET, ID55,
	  "result/PHONE/1/ID", "\"6\"" },
	{ "no phone, no key", NULL, NULL, CGET, "{\"id\":1}", "result/PHONE",
	  "(none)" },
	{ "an id that is an array is 1", NULL, NULL, CGET,
	  "{\"id\":{\"c0\":5}}", "result/LAST_NAME", "\"Первый\"" },
	{ "missing contact has its own words", NULL, NULL, CUPDATE,
	  "{\"id\":9,\"fields\":{}}", "error_description",
	  "\"Contact is not found\"" },
	{ "a nameless contact", "crm.contact.add", "{}", CGET, "{\"id\":56}",
	  "result/LAST_NAME", "\"Контакт #56\"" },
	{ "unknown currency", NULL, NULL, "crm.deal.add",
	  "{\"fields\":{\"CURRENCY_ID\":\"XXX\"}}", "error", "\"\"" },
	{ "no date is passed over", "crm.deal.update",
	  SAVE("\"BEGINDATE\":\"вчера\""), GET, ID17, "result/BEGINDATE",
	  "\"2020-12-20T03:00:00+03:00\"" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("legacy", seed, rows);
	return g_test_run();
}
