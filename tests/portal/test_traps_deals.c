/* Traps around deals: types, stages, funnels, contacts, dictionaries. */
#include "tests/portal/probe.h"

#define GROUP "portal/traps"
#define SAVE(fields) "{\"id\":17,\"fields\":{" fields "}}"
#define ADD(fields) "{\"fields\":{" fields "}}"
#define ITEM17 "{\"entityTypeId\":2,\"id\":17}"
#define ID17 "{\"id\":17}"
#define LINKS "crm.deal.contact.items.get"
#define LINK(id, sort, primary)                                   \
	"{\"CONTACT_ID\":" id ",\"SORT\":" sort ",\"ROLE_ID\":0," \
	"\"IS_PRIMARY\":\"" primary "\"}"

static const char seed[] =
	"{\"funnels\":[{\"id\":0,\"name\":\"Общая\",\"sort\":300},"
	"{\"id\":1,\"name\":\"Цех\"}],"
	"\"contacts\":[{\"id\":55,\"lastName\":\"Петров\"},"
	"{\"id\":56,\"name\":\"Анна\"},{\"id\":57,\"name\":\"Яна\"}],"
	"\"deals\":[{\"id\":17,\"title\":\"Кузов\",\"stageId\":"
	"\"EXECUTING\",\"opportunity\":12500,\"contactIds\":[55,56],"
	"\"createdTime\":\"2020-12-20T10:00:00+03:00\",\"begindate\":"
	"\"2020-12-20\"},"
	"{\"id\":18,\"products\":5000,\"categoryId\":1}]}";

static const struct probe_row types[] = {
	{ "24-legacy-numbers-are-texts", NULL, NULL, "crm.deal.get", ID17,
	  "result/ID", "\"17\"" },
	{ "24-and-what-is-not-set-is-null", NULL, NULL, "crm.deal.get", ID17,
	  "result/PROBABILITY", "null" },
	{ "24-universal-numbers-are-numbers", NULL, NULL, "crm.item.get",
	  ITEM17, "result/item/id", "17" },
	{ "24-flags-stay-letters", NULL, NULL, "crm.item.get", ITEM17,
	  "result/item/opened", "\"Y\"" },
	{ "24-sort-is-a-text-in-status.list", NULL, NULL, "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"SOURCE\"}}", "result/0/SORT",
	  "\"10\"" },
	{ "24-and-a-number-in-entity.items", NULL, NULL,
	  "crm.status.entity.items", "{\"entityId\":\"SOURCE\"}",
	  "result/0/SORT", "10" },
	{ "24-contact-ids-of-links-are-numbers", NULL, NULL, LINKS, ID17,
	  "result/0", LINK("55", "10", "Y") },
	{ "25-money-is-12500.00-here", NULL, NULL, "crm.deal.get", ID17,
	  "result/OPPORTUNITY", "\"12500.00\"" },
	{ "25-and-12500-there", NULL, NULL, "crm.item.get", ITEM17,
	  "result/item/opportunity", "12500" },
	{ "26-a-date-is-a-shifted-midnight", NULL, NULL, "crm.deal.get", ID17,
	  "result/BEGINDATE", "\"2020-12-20T03:00:00+03:00\"" },
	{ .name = NULL },
};

static const char berlin[] =
	"{\"settings\":{\"timezone\":\"+02:00\"},\"deals\":[{\"id\":17,"
	"\"begindate\":\"2020-12-20\",\"createdTime\":"
	"\"2020-12-20T10:00:00+03:00\"}]}";

static const struct probe_row zones[] = {
	{ "26-in-the-zone-of-the-portal", NULL, NULL, "crm.deal.get", ID17,
	  "result/BEGINDATE", "\"2020-12-20T02:00:00+02:00\"" },
	{ "26-times-too", NULL, NULL, "crm.deal.get", ID17,
	  "result/DATE_CREATE", "\"2020-12-20T09:00:00+02:00\"" },
	{ .name = NULL },
};

static const struct probe_row stages[] = {
	{ "27-a-stage-of-another-funnel-is-true", NULL, NULL, "crm.deal.update",
	  SAVE("\"STAGE_ID\":\"C1:WON\""), "result", "true" },
	{ "27-and-nothing-moves", NULL, NULL, "crm.deal.update",
	  SAVE("\"STAGE_ID\":\"C1:WON\",\"TITLE\":\"B\""),
	  "state/deals/0/stageId", "\"EXECUTING\"" },
	{ "27-but-the-rest", NULL, NULL, "crm.deal.update",
	  SAVE("\"STAGE_ID\":\"C1:WON\",\"TITLE\":\"B\""),
	  "state/deals/0/title", "\"B\"" },
	{ "28-the-funnel-cannot-be-changed", NULL, NULL, "crm.deal.update",
	  SAVE("\"CATEGORY_ID\":1"), "state/deals/0/categoryId", "0" },
	{ "28-nor-with-its-stage", NULL, NULL, "crm.deal.update",
	  SAVE("\"CATEGORY_ID\":1,\"STAGE_ID\":\"C1:WON\""),
	  "state/deals/0/stageId", "\"EXECUTING\"" },
	{ "28-by-crm.item.update-it-can", NULL, NULL, "crm.item.update",
	  "{\"entityTypeId\":2,\"id\":17,\"fields\":{\"categoryId\":1,"
	  "\"stageId\":\"C1:WON\"}}",
	  "result/item/categoryId", "1" },
	{ "29-an-unknown-stage-is-the-first", NULL, NULL, "crm.deal.add",
	  ADD("\"STAGE_ID\":\"NOPE\""), "state/deals/2/stageId", "\"NEW\"" },
	{ "29-of-its-funnel", NULL, NULL, "crm.deal.add",
	  ADD("\"CATEGORY_ID\":1,\"STAGE_ID\":\"WON\""),
	  "state/deals/2/stageId", "\"C1:NEW\"" },
	{ "29-an-unknown-funnel-is-0", NULL, NULL, "crm.deal.add",
	  ADD("\"CATEGORY_ID\":9"), "state/deals/2/categoryId", "0" },
	{ "30-CLOSED-is-not-heard", NULL, NULL, "crm.deal.update",
	  SAVE("\"CLOSED\":\"Y\""), "state/deals/0/closed", "\"N\"" },
	{ "30-it-follows-the-stage", NULL, NULL, "crm.deal.update",
	  SAVE("\"STAGE_ID\":\"LOSE\",\"CLOSED\":\"N\""),
	  "state/deals/0/closed", "\"Y\"" },
	{ "30-on-add-too", NULL, NULL, "crm.deal.add", ADD("\"CLOSED\":\"Y\""),
	  "state/deals/2/closed", "\"N\"" },
	{ "31-semantics-cannot-be-written", NULL, NULL, "crm.deal.update",
	  SAVE("\"STAGE_SEMANTIC_ID\":\"S\""), "state/deals/0/stageSemanticId",
	  "\"P\"" },
	{ "31-but-filtered", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"STAGE_SEMANTIC_ID\":\"S\"}}", "total", "0" },
	{ "31-P-of-a-deal", NULL, NULL, "crm.deal.get", ID17,
	  "result/STAGE_SEMANTIC_ID", "\"P\"" },
	{ "31-is-null-of-a-status", NULL, NULL, "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"DEAL_STAGE\"}}", "result/0/SEMANTICS",
	  "null" },
	{ "32-an-add-is-of-now", NULL, NULL, "crm.deal.add",
	  ADD("\"DATE_CREATE\":\"2019-01-01T00:00:00+03:00\""),
	  "state/deals/2/createdTime", "\"2020-12-26T12:00:00+03:00\"" },
	{ "32-an-import-not-before-what-is-there", NULL, NULL,
	  "crm.item.import",
	  "{\"entityTypeId\":2,\"fields\":{\"createdTime\":"
	  "\"2020-12-19T10:00:00+03:00\"}}",
	  "error", "\"CRM_FIELD_ERROR_VALUE_NOT_VALID\"" },
	{ "33-unknown-and-read-only-fields-are-ignored", NULL, NULL,
	  "crm.deal.update",
	  SAVE("\"NOPE\":1,\"originId\":\"x\",\"ID\":99,\"DATE_CREATE\":"
	       "\"2019-01-01\",\"TITLE\":\"B\""),
	  "result", "true" },
	{ "33-and-change-nothing", NULL, NULL, "crm.deal.update",
	  SAVE("\"NOPE\":1,\"originId\":\"x\",\"ID\":99,\"DATE_CREATE\":"
	       "\"2019-01-01\""),
	  "state/deals/0/createdTime", "\"2020-12-20T10:00:00+03:00\"" },
	{ "34-product-rows-win-over-the-sum", NULL, NULL, "crm.deal.update",
	  "{\"id\":18,\"fields\":{\"OPPORTUNITY\":1}}",
	  "state/deals/1/opportunity", "5000" },
	{ "34-unless-it-is-manual", NULL, NULL, "crm.deal.update",
	  "{\"id\":18,\"fields\":{\"OPPORTUNITY\":1,"
	  "\"IS_MANUAL_OPPORTUNITY\":\"Y\"}}",
	  "state/deals/1/opportunity", "1" },
	{ .name = NULL },
};

#define SET(items) "{\"id\":17,\"items\":[" items "]}"

static const struct probe_row contacts[] = {
	{ "40-CONTACT_IDS-replace-the-set", NULL, NULL, "crm.deal.update",
	  SAVE("\"CONTACT_IDS\":[57]"), "state/deals/0/contactIds", "[57]" },
	{ "40-so-does-items.set", NULL, NULL, "crm.deal.contact.items.set",
	  SET("{\"CONTACT_ID\":57}"), "state/deals/0/contactIds", "[57]" },
	{ "41-an-existing-link-is-false", NULL, NULL, "crm.deal.contact.add",
	  SAVE("\"CONTACT_ID\":56"), "result", "false" },
	{ "41-by-200", NULL, NULL, "crm.deal.contact.add",
	  SAVE("\"CONTACT_ID\":56"), "status", "200" },
	{ "41-a-new-one-is-true", NULL, NULL, "crm.deal.contact.add",
	  SAVE("\"CONTACT_ID\":57"), "result", "true" },
	{ "41-and-is-there", NULL, NULL, "crm.deal.contact.add",
	  SAVE("\"CONTACT_ID\":57"), "state/deals/0/contactIds", "[55,56,57]" },
	{ "64-a-linked-CONTACT_ID-changes-nothing", NULL, NULL,
	  "crm.deal.update", SAVE("\"CONTACT_ID\":56"),
	  "state/deals/0/contactIds", "[55,56]" },
	{ "64-any-other-replaces-the-set", NULL, NULL, "crm.deal.update",
	  SAVE("\"CONTACT_ID\":57"), "state/deals/0/contactIds", "[57]" },
	{ .name = NULL },
};

static const struct probe_row missing[] = {
	{ "54-of-a-deal", NULL, NULL, "crm.deal.get", "{\"id\":9}",
	  "error_description", "\"Not found\"" },
	{ "54-of-a-contact-to-update", NULL, NULL, "crm.contact.update",
	  "{\"id\":9}", "error_description", "\"Contact is not found\"" },
	{ "54-of-an-item", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":9}", "error", "\"NOT_FOUND\"" },
	{ "54-of-a-contact-to-delete", NULL, NULL, "crm.contact.delete",
	  "{\"id\":9}", "error", "\"ERROR_CORE\"" },
	{ "54-of-links-with-a-dot", NULL, NULL, LINKS, "{\"id\":9}",
	  "error_description", "\"Not found.\"" },
	{ "55-ENTITY_ID-is-one-text", NULL, NULL, "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":[\"DEAL_STAGE\",\"SOURCE\"]}}", "result",
	  "[]" },
	{ "56-the-default-funnel-is-0", NULL, NULL, "crm.category.list",
	  "{\"entityTypeId\":2}", "result/categories/1/id", "0" },
	{ "56-without-origin-keys", NULL, NULL, "crm.category.list",
	  "{\"entityTypeId\":2}", "result/categories/1/originId", "(none)" },
	{ "56-the-outdated-list-omits-it", NULL, NULL, "crm.dealcategory.list",
	  "{}", "result",
	  "[{\"ID\":\"1\",\"NAME\":\"Цех\",\"IS_LOCKED\":\"N\",\"SORT\":"
	  "\"200\"}]" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add(GROUP, seed, types);
	probe_add(GROUP, berlin, zones);
	probe_add(GROUP, seed, stages);
	probe_add(GROUP, seed, contacts);
	probe_add(GROUP, seed, missing);
	return g_test_run();
}
