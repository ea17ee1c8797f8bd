/* Funnels, statuses, fields, user fields, the portal itself. */
#include "tests/portal/probe.h"

static const char seed[] =
	"{\"settings\":{\"scopes\":[\"crm\",\"user\"]},"
	"\"users\":[{\"ID\":1,\"NAME\":\"Иван\"}],"
	"\"funnels\":[{\"id\":0,\"name\":\"Общая\",\"sort\":300},"
	"{\"id\":1,\"name\":\"Цех\",\"sort\":200,\"stages\":["
	"{\"code\":\"NEW\",\"name\":\"Новая\"},"
	"{\"code\":\"C1:WON\",\"name\":\"Готово\"},"
	"{\"code\":\"UC_A\",\"name\":\"Архив\",\"semantics\":\"F\"}]}],"
	"\"dealFields\":[{\"name\":\"UF_CRM_ID_1C\",\"label\":\"id_1C\"},"
	"{\"name\":\"KIND\",\"type\":\"enumeration\",\"list\":[\"ТО\"]}]}";

#define DEAL2 "{\"entityTypeId\":2}"
#define STAGES(entity) "{\"filter\":{\"ENTITY_ID\":" entity "}}"
#define ADD "crm.deal.userfield.add"
#define NEW(fields) "{\"fields\":{" fields "}}"

static const struct probe_row rows[] = {
	{ "funnels by sort", NULL, NULL, "crm.category.list", DEAL2,
	  "result/categories/0",
	  "{\"id\":1,\"name\":\"Цех\",\"sort\":200,\"entityTypeId\":2,"
	  "\"isDefault\":\"N\",\"originId\":\"\",\"originatorId\":\"\"}" },
	{ "funnel 0 lacks the origin keys", NULL, NULL, "crm.category.list",
	  DEAL2, "result/categories/1",
	  "{\"id\":0,\"name\":\"Общая\",\"sort\":300,\"entityTypeId\":2,"
	  "\"isDefault\":\"Y\"}" },
	{ "funnels have a total", NULL, NULL, "crm.category.list", DEAL2,
	  "total", "2" },
	{ "process has no semantics", NULL, NULL, "crm.status.list",
	  STAGES("\"DEAL_STAGE_1\""), "result/0/SEMANTICS", "null" },
	{ "but a word", NULL, NULL, "crm.status.list",
	  STAGES("\"DEAL_STAGE_1\""), "result/0/EXTRA/SEMANTICS",
	  "\"process\"" },
	{ "success", NULL, NULL, "crm.status.list", STAGES("\"DEAL_STAGE_1\""),
	  "result/1/SEMANTICS", "\"S\"" },
	{ "codes bear the funnel", NULL, NULL, "crm.status.list",
	  STAGES("\"DEAL_STAGE_1\""), "result/2/STATUS_ID", "\"C1:UC_A\"" },
	{ "sort is a text here", NULL, NULL, "crm.status.list",
	  STAGES("\"DEAL_STAGE\""), "result/0/SORT", "\"10\"" },
	{ "apology", NULL, NULL, "crm.status.list", STAGES("\"DEAL_STAGE\""),
	  "result/7/EXTRA/SEMANTICS", "\"apology\"" },
	{ "a source has no EXTRA", NULL, NULL, "crm.status.list",
	  STAGES("\"SOURCE\""), "result/0/EXTRA", "(none)" },
	{ "one ENTITY_ID only", NULL, NULL, "crm.status.list",
	  STAGES("[\"DEAL_STAGE\",\"SOURCE\"]"), "result", "[]" },
	{ "sort is a number there", NULL, NULL, "crm.status.entity.items",
	  "{\"entityId\":\"DEAL_STAGE_1\"}", "result/0",
	  "{\"NAME\":\"Новая\",\"SORT\":10,\"STATUS_ID\":\"C1:NEW\"}" },
	{ "no dictionary named", NULL, NULL, "crm.status.entity.items", "{}",
	  "error", "\"\"" },
	{ "title of a user field is its code", NULL, NULL, "crm.deal.fields",
	  "{}", "result/UF_CRM_ID_1C/title", "\"UF_CRM_ID_1C\"" },
	{ "its label is a label", NULL, NULL, "crm.deal.fields", "{}",
	  "result/UF_CRM_ID_1C/formLabel", "\"id_1C\"" },
	{ "it is dynamic", NULL, NULL, "crm.deal.fields", "{}",
	  "result/UF_CRM_ID_1C/isDynamic", "true" },
	{ "the funnel is immutable", NULL, NULL, "crm.deal.fields", "{}",
	  "result/CATEGORY_ID/isImmutable", "true" },
	{ "an enumeration has items", NULL, NULL, "crm.deal.fields", "{}",
	  "result/UF_CRM_KIND/items/0/VALUE", "\"ТО\"" },
	{ "in item.fields the title is the label", NULL, NULL,
	  "crm.item.fields", DEAL2, "result/fields/ufCrm_ID_1C/title",
	  "\"id_1C\"" },
	{ "upperName", NULL, NULL, "crm.item.fields", DEAL2,
	  "result/fields/ufCrm_ID_1C/upperName", "\"UF_CRM_ID_1C\"" },
	{ "upperName of a renamed field", NULL, NULL, "crm.item.fields", DEAL2,
	  "result/fields/createdTime/upperName", "\"CREATED_TIME\"" },
	{ "char is boolean there", NULL, NULL, "crm.item.fields", DEAL2,
	  "result/fields/closed/type", "\"boolean\"" },
	{ "phones of a contact", NULL, NULL, "crm.contact.fields", "{}",
	  "result/PHONE/type", "\"crm_multifield\"" },
	{ "no labels without LANG", NULL, NULL, "crm.deal.userfield.list", "{}",
	  "result/0/EDIT_FORM_LABEL", "(none)" },
	{ "labels with LANG", NULL, NULL, "crm.deal.userfield.list",
	  "{\"filter\":{\"LANG\":\"ru\",\"FIELD_NAME\":\"UF_CRM_ID_1C\"}}",
	  "result/0/EDIT_FORM_LABEL", "\"id_1C\"" },
	{ "the filter filters", NULL, NULL, "crm.deal.userfield.list",
	  "{\"filter\":{\"FIELD_NAME\":\"UF_CRM_KIND\"}}",
	  "result/0/LIST/0/VALUE", "\"ТО\"" },
	{ "prefix and capitals", ADD,
	  NEW("\"FIELD_NAME\":\"vin\",\"USER_TYPE_ID\":\"string\""),
	  "crm.item.fields", DEAL2, "result/fields/ufCrmVin/upperName",
	  "\"UF_CRM_VIN\"" },
	{ "UF_ is replaced", ADD,
	  NEW("\"FIELD_NAME\":\"UF_VIN\",\"USER_TYPE_ID\":\"string\""),
	  "crm.item.fields", DEAL2, "result/fields/ufCrmVin/upperName",
	  "\"UF_CRM_VIN\"" },
	{ "label by language", ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"string\","
	      "\"EDIT_FORM_LABEL\":{\"ru\":\"ВИН\"}"),
	  "crm.item.fields", DEAL2, "result/fields/ufCrmV/title", "\"ВИН\"" },
	{ "LABEL fills the rest", ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"string\","
	      "\"EDIT_FORM_LABEL\":\"a\",\"LABEL\":\"b\""),
	  "crm.deal.fields", "{}", "result/UF_CRM_V/listLabel", "\"b\"" },
	{ "answers a number", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"string\""), "result",
	  "107" },
	{ "name taken", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"ID_1C\",\"USER_TYPE_ID\":\"string\""), "error",
	  "\"ERROR_CORE\"" },
	{ "Cyrillic name", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"ВИН\",\"USER_TYPE_ID\":\"string\""), "error",
	  "\"ERROR_CORE\"" },
	{ "51 characters", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"A2345678901234567890123456789012345678901"
	      "234\",\"USER_TYPE_ID\":\"string\""),
	  "error", "\"ERROR_CORE\"" },
	{ "no type", NULL, NULL, ADD, NEW("\"FIELD_NAME\":\"V\""), "error",
	  "\"\"" },
	{ "unknown type", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"x\""), "error",
	  "\"ERROR_CORE\"" },
	{ "a new field takes values", ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"string\""),
	  "crm.item.add", "{\"entityTypeId\":2,\"fields\":{\"ufCrmV\":\"x\"}}",
	  "result/item/ufCrmV", "\"x\"" },
	{ "profile", NULL, NULL, "profile", "{}", "result",
	  "{\"ID\":\"1\",\"ADMIN\":true,\"NAME\":\"Иван\",\"LAST_NAME\":"
	  "\"\",\"PERSONAL_GENDER\":\"\",\"TIME_ZONE\":\"\"}" },
	{ "scope", NULL, NULL, "scope", "{}", "result", "[\"crm\",\"user\"]" },
	{ "server.time", NULL, NULL, "server.time", "{}", "result",
	  "\"2020-12-26T12:00:00+03:00\"" },
	{ "user.current", NULL, NULL, "user.current", "{}", "result/ID",
	  "\"1\"" },
	{ .name = NULL },
};

static const char clerk[] = "{\"settings\":{\"admin\":false}}";

static const struct probe_row rights[] = {
	{ "fields are for administrators", NULL, NULL, ADD,
	  NEW("\"FIELD_NAME\":\"V\",\"USER_TYPE_ID\":\"string\""),
	  "error_description", "\"Access denied.\"" },
	{ "profile tells", NULL, NULL, "profile", "{}", "result/ADMIN",
	  "false" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("dictionary", seed, rows);
	probe_add("dictionary/rights", clerk, rights);
	return g_test_run();
}
