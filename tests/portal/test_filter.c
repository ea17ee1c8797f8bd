/* Filters and order of both families. */
#include "tests/portal/probe.h"

#define IDS "\"select\":[\"id\"],\"order\":{\"id\":\"ASC\"}"
#define ITEM(filter) "{\"entityTypeId\":2," IDS ",\"filter\":" filter "}"
#define DEAL(filter) "{\"select\":[\"ID\"],\"filter\":" filter "}"
#define FOUND(ids) "{\"items\":[" ids "]}"
#define I1 "{\"id\":1}"
#define I2 "{\"id\":2}"
#define I3 "{\"id\":3}"
#define L1 "{\"ID\":\"1\"}"
#define L2 "{\"ID\":\"2\"}"
#define L3 "{\"ID\":\"3\"}"

static const char seed[] =
	"{\"funnels\":[{\"id\":1,\"name\":\"Цех\"}],"
	"\"dealFields\":[{\"name\":\"UF_CRM_N\"},"
	"{\"name\":\"UF_CRM_EXACT\",\"showFilter\":\"I\"},"
	"{\"name\":\"UF_CRM_FLAG\",\"type\":\"boolean\"},"
	"{\"name\":\"UF_CRM_LIST\",\"multiple\":true}],"
	"\"contacts\":[{\"id\":55,\"lastName\":\"Семёнов\",\"phones\":"
	"[\"+7 927 000-12-34\"]},{\"id\":56,\"name\":\"Анна\"}],"
	"\"deals\":[{\"id\":1,\"title\":\"Счёт Ёлка\",\"UF_CRM_N\":"
	"\"15\",\"UF_CRM_EXACT\":\"15\",\"contactIds\":[55,56],"
	"\"opportunity\":100,\"originatorId\":\"1C\",\"originId\":"
	"\"AB-1\",\"sourceId\":\"CALL\","
	"\"createdTime\":\"2020-12-01T10:00:00+03:00\"},"
	"{\"id\":2,\"title\":\"Другой\",\"UF_CRM_N\":\"150\","
	"\"UF_CRM_EXACT\":\"150\",\"UF_CRM_FLAG\":\"Y\","
	"\"contactIds\":[56],\"opportunity\":200.5,\"stageId\":\"WON\","
	"\"createdTime\":\"2020-12-10T10:00:00+03:00\"},"
	"{\"id\":3,\"title\":\"Третий\",\"UF_CRM_LIST\":[\"a\",\"b\"],"
	"\"categoryId\":1,"
	"\"createdTime\":\"2020-12-20T10:00:00+03:00\"}]}";

static const struct probe_row item[] = {
	{ "equal", NULL, NULL, "crm.item.list", ITEM("{\"=ufCrmN\":\"15\"}"),
	  "result", FOUND(I1) },
	{ "bare is equal", NULL, NULL, "crm.item.list",
	  ITEM("{\"ufCrmN\":\"15\"}"), "result", FOUND(I1) },
	{ "list", NULL, NULL, "crm.item.list",
	  ITEM("{\"@ufCrmN\":[\"150\",\"15\",\"x\"]}"), "result",
	  FOUND(I1 "," I2) },
	{ "equal to a list", NULL, NULL, "crm.item.list",
	  ITEM("{\"=ufCrmN\":[\"150\"]}"), "result", FOUND(I2) },
	{ "an empty list is no condition", NULL, NULL, "crm.item.list",
	  ITEM("{\"@ufCrmN\":[]}"), "total", "3" },
	{ "not", NULL, NULL, "crm.item.list", ITEM("{\"!=ufCrmN\":\"15\"}"),
	  "result", FOUND(I2 "," I3) },
	{ "not in", NULL, NULL, "crm.item.list",
	  ITEM("{\"!@ufCrmN\":[\"15\",\"150\"]}"), "result", FOUND(I3) },
	{ "not empty", NULL, NULL, "crm.item.list", ITEM("{\"!ufCrmN\":\"\"}"),
	  "result", FOUND(I1 "," I2) },
	{ "empty", NULL, NULL, "crm.item.list", ITEM("{\"=ufCrmN\":\"\"}"),
	  "result", FOUND(I3) },
	{ "greater", NULL, NULL, "crm.item.list",
	  ITEM("{\">opportunity\":100}"), "result", FOUND(I2) },
	{ "at most", NULL, NULL, "crm.item.list",
	  ITEM("{\"<=opportunity\":\"100\"}"), "result", FOUND(I1 "," I3) },
	{ "times across zones", NULL, NULL, "crm.item.list",
	  ITEM("{\">=createdTime\":\"2020-12-10T07:00:00+00:00\"}"), "result",
	  FOUND(I2 "," I3) },
	{ "a later time", NULL, NULL, "crm.item.list",
	  ITEM("{\">=createdTime\":\"2020-12-10T07:00:01+00:00\"}"), "result",
	  FOUND(I3) },
	{ "substring", NULL, NULL, "crm.item.list", ITEM("{\"%title\":\"Ет\"}"),
	  "result", FOUND(I1 "," I3) },
	{ "pattern", NULL, NULL, "crm.item.list", ITEM("{\"=%title\":\"т%\"}"),
	  "result", FOUND(I3) },
	{ "not the substring", NULL, NULL, "crm.item.list",
	  ITEM("{\"!%title\":\"ет\"}"), "result", FOUND(I2) },
	{ "ё is е and case does not matter", NULL, NULL, "crm.item.list",
	  ITEM("{\"=title\":\"СЧЕТ елка\"}"), "result", FOUND(I1) },
	{ "mark ignores case", NULL, NULL, "crm.item.list",
	  ITEM("{\"=originatorId\":\"1c\",\"=originId\":\"ab-1\"}"), "result",
	  FOUND(I1) },
	{ "any contact", NULL, NULL, "crm.item.list",
	  ITEM("{\"@contactIds\":[56]}"), "result", FOUND(I1 "," I2) },
	{ "the first contact", NULL, NULL, "crm.item.list",
	  ITEM("{\"@contactId\":[56]}"), "result", FOUND(I2) },
	{ "no contact", NULL, NULL, "crm.item.list", ITEM("{\"contactId\":0}"),
	  "result", FOUND(I3) },
	{ "any of several values", NULL, NULL, "crm.item.list",
	  ITEM("{\"=ufCrmList\":\"b\"}"), "result", FOUND(I3) },
	{ "funnel 0", NULL, NULL, "crm.item.list", ITEM("{\"categoryId\":0}"),
	  "result", FOUND(I1 "," I2) },
	{ "semantics", NULL, NULL, "crm.item.list",
	  ITEM("{\"@stageSemanticId\":[\"P\"]}"), "result", FOUND(I1 "," I3) },
	{ "boolean by 1", NULL, NULL, "crm.item.list",
	  ITEM("{\"ufCrmFlag\":1}"), "result", FOUND(I2) },
	{ "boolean by Y is by 0", NULL, NULL, "crm.item.list",
	  ITEM("{\"ufCrmFlag\":\"Y\"}"), "result", FOUND(I1 "," I3) },
	{ "or", NULL, NULL, "crm.item.list",
	  ITEM("{\"0\":{\"logic\":\"OR\",\"0\":{\"=id\":1},\"1\":{\"=id\":"
	       "3}}}"),
	  "result", FOUND(I1 "," I3) },
	{ "or of two keys", NULL, NULL, "crm.item.list",
	  ITEM("{\"logic\":\"OR\",\"=id\":2,\"=ufCrmN\":\"15\"}"), "result",
	  FOUND(I1 "," I2) },
	{ "and inside or inside and", NULL, NULL, "crm.item.list",
	  ITEM("[{\"logic\":\"OR\",\"0\":{\"=ufCrmN\":\"15\",\">id\":1},"
	       "\"1\":{\"categoryId\":1}},{\"<id\":9}]"),
	  "result", FOUND(I3) },
	{ "unknown field is refused", NULL, NULL, "crm.item.list",
	  ITEM("{\"=UF_CRM_N\":\"15\"}"), "error_description",
	  "\"Invalid filter: field \\u0027UF_CRM_N\\u0027 is not allowed in "
	  "filter\"" },
	{ "with its status", NULL, NULL, "crm.item.list", ITEM("{\"nope\":1}"),
	  "status", "400" },
	{ "a map for a value is refused", NULL, NULL, "crm.item.list",
	  ITEM("{\"=ufCrmN\":{\"a\":1}}"), "error", "\"INVALID_ARG_VALUE\"" },
	{ "phones are no field here", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":3,\"filter\":{\"PHONE\":\"x\"}}", "error",
	  "\"INVALID_ARG_VALUE\"" },
	{ "unknown order is refused", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"order\":{\"ID\":\"ASC\"}}", "error",
	  "\"INVALID_ARG_VALUE\"" },
	{ "unknown direction is refused", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"order\":{\"id\":\"UP\"}}", "error",
	  "\"INVALID_ARG_VALUE\"" },
	{ "fm needs the star", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":3,\"select\":[\"id\",\"fm\"],\"filter\":{"
	  "\"id\":55}}",
	  "result/items/0", "{\"id\":55}" },
	{ "fm with the star", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":3,\"select\":[\"*\"],\"filter\":{\"id\":55}}",
	  "result/items/0/fm/0/typeId", "\"PHONE\"" },
	{ "no id unless selected", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"select\":[\"title\"],\"filter\":{\"id\":3}"
	  "}",
	  "result/items/0", "{\"title\":\"Третий\"}" },
	{ "original names lose the others", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"select\":[\"id\",\"UF_CRM_N\"],"
	  "\"useOriginalUfNames\":\"Y\",\"filter\":{\"id\":1}}",
	  "result/items/0", "{\"UF_CRM_N\":\"15\"}" },
	{ "original names alone may be empty", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"select\":[\"id\"],"
	  "\"useOriginalUfNames\":\"Y\",\"filter\":{\"id\":1}}",
	  "result/items/0", "[]" },
	{ "none found", NULL, NULL, "crm.item.list", ITEM("{\"id\":9}"),
	  "result", FOUND("") },
	{ .name = NULL },
};

static const struct probe_row legacy[] = {
	{ "bare key on a user field is a substring", NULL, NULL,
	  "crm.deal.list", DEAL("{\"UF_CRM_N\":\"15\"}"), "result",
	  "[" L1 "," L2 "]" },
	{ "not where the filter shows it as exact", NULL, NULL, "crm.deal.list",
	  DEAL("{\"UF_CRM_EXACT\":\"15\"}"), "result", "[" L1 "]" },
	{ "equal is equal", NULL, NULL, "crm.deal.list",
	  DEAL("{\"=UF_CRM_N\":\"15\"}"), "result", "[" L1 "]" },
	{ "an array works as a list", NULL, NULL, "crm.deal.list",
	  DEAL("{\"ID\":[1,3]}"), "result", "[" L1 "," L3 "]" },
	{ "unknown field: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"=UF_CRM_TYPO\":\"15\"}"), "total", "3" },
	{ "camelCase: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"ufCrmN\":\"15\"}"), "total", "3" },
	{ "CONTACT_IDS: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"CONTACT_IDS\":[55]}"), "total", "3" },
	{ "empty value: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"UF_CRM_N\":\"\"}"), "total", "3" },
	{ "empty list: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"@ID\":[]}"), "total", "3" },
	{ "an operator of the other family: all rows", NULL, NULL,
	  "crm.deal.list", DEAL("{\"!%TITLE\":\"ет\"}"), "total", "3" },
	{ "a map of maps: all rows", NULL, NULL, "crm.deal.list",
	  DEAL("{\"=ID\":{\"a\":{\"b\":1}}}"), "total", "3" },
	{ "a dropped key is journalled", "crm.deal.list",
	  DEAL("{\"=UF_CRM_TYPO\":\"15\"}"), "crm.deal.list",
	  DEAL("{\"=UF_CRM_N\":\"15\"}"), "total", "1" },
	{ "a primary contact only", NULL, NULL, "crm.deal.list",
	  DEAL("{\"CONTACT_ID\":56}"), "result", "[" L2 "]" },
	{ "LIKE on a status is equality", NULL, NULL, "crm.deal.list",
	  DEAL("{\"%SOURCE_ID\":\"CAL\"}"), "total", "0" },
	{ "read-only semantics can be filtered", NULL, NULL, "crm.deal.list",
	  DEAL("{\"STAGE_SEMANTIC_ID\":\"S\"}"), "result", "[" L2 "]" },
	{ "closed", NULL, NULL, "crm.deal.list", DEAL("{\"CLOSED\":\"N\"}"),
	  "result", "[" L1 "," L3 "]" },
	{ "user fields only when selected", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"ID\":1}}", "result/0/UF_CRM_N", "(none)" },
	{ "user fields by mask", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"ID\":1},\"select\":[\"UF_*\"]}", "result/0",
	  "{\"UF_CRM_N\":\"15\",\"UF_CRM_EXACT\":\"15\",\"UF_CRM_FLAG\":"
	  "\"0\",\"UF_CRM_LIST\":false}" },
	{ "texts and null", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"ID\":2},\"select\":[\"OPPORTUNITY\",\"ORIGIN_ID\""
	  ",\"CATEGORY_ID\",\"STAGE_SEMANTIC_ID\"]}",
	  "result/0",
	  "{\"CATEGORY_ID\":\"0\",\"STAGE_SEMANTIC_ID\":\"S\","
	  "\"OPPORTUNITY\":\"200.50\",\"ORIGIN_ID\":null}" },
	{ "stages sort by place", NULL, NULL, "crm.deal.list",
	  "{\"select\":[\"ID\"],\"order\":{\"STAGE_ID\":\"DESC\",\"ID\":"
	  "\"ASC\"}}",
	  "result", "[" L3 "," L2 "," L1 "]" },
	{ "unknown order is ignored", NULL, NULL, "crm.deal.list",
	  "{\"select\":[\"ID\"],\"order\":{\"id\":\"DESC\"}}", "result/0", L1 },
	{ "a filter that is no array", NULL, NULL, "crm.deal.list",
	  "{\"filter\":\"x\"}", "error_description",
	  "\"Parameter \\u0027filter\\u0027 must be array.\"" },
	{ "parameter names have no case", NULL, NULL, "crm.deal.list",
	  "{\"FILTER\":{\"ID\":1},\"Select\":[\"ID\"]}", "result", "[" L1 "]" },
	{ "phone as it is stored", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"PHONE\":\"+7 927 000-12-34\"},\"select\":[\"ID\"]"
	  "}",
	  "total", "1" },
	{ "phone otherwise", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"PHONE\":\"+79270001234\"},\"select\":[\"ID\"]}",
	  "total", "0" },
	{ "of several phones the first", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"PHONE\":[\"x\",\"+7 927 000-12-34\"]}}", "total",
	  "0" },
	{ "phone with a prefix: all rows", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"=PHONE\":\"x\"}}", "total", "2" },
	{ "phone only when named", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":55},\"select\":[\"*\"]}", "result/0/PHONE",
	  "(none)" },
	{ "phone when named", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":55},\"select\":[\"PHONE\"]}",
	  "result/0/PHONE/0/ID", "\"1\"" },
	{ "no phone, no key", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":56},\"select\":[\"ID\",\"PHONE\"]}", "result/0",
	  "{\"ID\":\"56\"}" },
	{ "names fold", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"=LAST_NAME\":\"семенов\"},\"select\":[\"ID\"]}",
	  "total", "1" },
	{ .name = NULL },
};

static void test_dropped(void)
{
	struct portal *portal = probe_portal(seed);

	cJSON_Delete(probe_ask(portal, "crm.deal.list",
	                       DEAL("{\"=UF_CRM_TYPO\":1,\"=ID\":1}")));
	cJSON_Delete(probe_ask(portal, "crm.item.list", ITEM("{\"@id\":[]}")));
	g_assert_cmpuint(portal->journal->dropped_filters, ==, 2);
	g_assert_cmpstr(portal->journal->dropped->pdata[0], ==,
	                "crm.deal.list: =UF_CRM_TYPO");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("filter/item", seed, item);
	probe_add("filter/legacy", seed, legacy);
	g_test_add_func("/filter/dropped keys are counted", test_dropped);
	return g_test_run();
}
