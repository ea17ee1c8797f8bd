/* crm.item.*: shapes, writes, stages, contacts of a deal. */
#include "tests/portal/probe.h"

#define DEAL "{\"entityTypeId\":2,\"id\":17"
#define PERSON "{\"entityTypeId\":3,\"id\":55"
#define ADD "{\"entityTypeId\":2,\"fields\":{"
#define UPDATE DEAL ",\"fields\":{"
#define TOUCH PERSON ",\"fields\":{"

static const char seed[] =
	"{\"funnels\":[{\"id\":1,\"name\":\"Цех\"}],"
	"\"dealFields\":["
	"{\"name\":\"UF_CRM_ID_1C\",\"label\":\"id_1C\"},"
	"{\"name\":\"UF_CRM_MY_FIELD\"},"
	"{\"name\":\"UF_CRM_FLAG\",\"type\":\"boolean\"},"
	"{\"name\":\"UF_CRM_DAY\",\"type\":\"date\"},"
	"{\"name\":\"UF_CRM_WHEN\",\"type\":\"datetime\"},"
	"{\"name\":\"UF_CRM_LIST\",\"multiple\":true}],"
	"\"contacts\":[{\"id\":55,\"lastName\":\"Петров\",\"phones\":["
	"{\"id\":5,\"value\":\"+7 927 000-12-34\"}]},"
	"{\"id\":56,\"name\":\"Анна\"},{\"id\":57,\"name\":\"Яна\"}],"
	"\"deals\":[{\"id\":17,\"title\":\"Кузов\",\"stageId\":"
	"\"NEW\",\"contactIds\":[55,56],"
	"\"createdTime\":\"2020-12-20T10:00:00+03:00\"},"
	"{\"id\":18,\"products\":5000,\"opportunity\":5000}]}";

static const struct probe_row shapes[] = {
	{ "native number", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/opportunity", "0" },
	{ "flag stays a letter", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/closed", "\"N\"" },
	{ "unset text", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/originId", "null" },
	{ "no company is 0", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/companyId", "0" },
	{ "all contacts", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/contactIds", "[55,56]" },
	{ "a date is a shifted midnight", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/begindate", "\"2020-12-20T03:00:00+03:00\"" },
	{ "entityTypeId at the end", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/entityTypeId", "2" },
	{ "empty multiple", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/ufCrmList", "[]" },
	{ "irregular user field name", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/ufCrm_ID_1C", "null" },
	{ "regular user field name", NULL, NULL, "crm.item.get", DEAL "}",
	  "result/item/ufCrmMyField", "null" },
	{ "original names", NULL, NULL, "crm.item.get",
	  DEAL ",\"useOriginalUfNames\":\"Y\"}", "result/item/UF_CRM_ID_1C",
	  "null" },
	{ "original names by Y only", NULL, NULL, "crm.item.get",
	  DEAL ",\"useOriginalUfNames\":true}", "result/item/UF_CRM_ID_1C",
	  "(none)" },
	{ "phones of a contact", NULL, NULL, "crm.item.get", PERSON "}",
	  "result/item/fm",
	  "[{\"id\":5,\"valueType\":\"WORK\",\"value\":"
	  "\"+7 927 000-12-34\",\"typeId\":\"PHONE\"}]" },
	{ "not found is 400", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":99}", "status", "400" },
	{ "not found has a code", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":99}", "error", "\"NOT_FOUND\"" },
	{ "no such type", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":31,\"id\":1}", "error", "\"NOT_FOUND\"" },
	{ "parameter names have a case", NULL, NULL, "crm.item.get",
	  "{\"ENTITYTYPEID\":2,\"ID\":17}", "error", "100" },
	{ "no fields", NULL, NULL, "crm.item.add", "{\"entityTypeId\":2}",
	  "error", "100" },
	{ .name = NULL },
};

static const struct probe_row adds[] = {
	{ "answers the whole item", NULL, NULL, "crm.item.add",
	  ADD "\"title\":\"A\"}}", "result/item/title", "\"A\"" },
	{ "default title", NULL, NULL, "crm.item.add", ADD "}}",
	  "result/item/title", "\"Сделка #19\"" },
	{ "default dates", NULL, NULL, "crm.item.add", ADD "}}",
	  "result/item/closedate", "\"2021-01-02T03:00:00+03:00\"" },
	{ "created now, whatever is sent", NULL, NULL, "crm.item.add",
	  ADD "\"createdTime\":\"2019-01-01T00:00:00+03:00\"}}",
	  "result/item/createdTime", "\"2020-12-26T12:00:00+03:00\"" },
	{ "unknown field passed over", NULL, NULL, "crm.item.add",
	  ADD "\"ORIGIN_ID\":\"x\",\"nope\":1}}", "result/item/originId",
	  "null" },
	{ "unknown stage is the first", NULL, NULL, "crm.item.add",
	  ADD "\"stageId\":\"NOPE\"}}", "result/item/stageId", "\"NEW\"" },
	{ "stage of another funnel is the first", NULL, NULL, "crm.item.add",
	  ADD "\"stageId\":\"C1:WON\"}}", "result/item/stageId", "\"NEW\"" },
	{ "first stage of the funnel", NULL, NULL, "crm.item.add",
	  ADD "\"categoryId\":1}}", "result/item/stageId", "\"C1:NEW\"" },
	{ "a bare code is not of another funnel", NULL, NULL, "crm.item.add",
	  ADD "\"categoryId\":1,\"stageId\":\"WON\"}}", "result/item/stageId",
	  "\"C1:NEW\"" },
	{ "unknown funnel is 0", NULL, NULL, "crm.item.add",
	  ADD "\"categoryId\":9}}", "result/item/categoryId", "0" },
	{ "a final stage closes", NULL, NULL, "crm.item.add",
	  ADD "\"stageId\":\"WON\"}}", "result/item/closed", "\"Y\"" },
	{ "CLOSED is not heard", NULL, NULL, "crm.item.add",
	  ADD "\"closed\":\"Y\"}}", "result/item/closed", "\"N\"" },
	{ "semantics by stage", NULL, NULL, "crm.item.add",
	  ADD "\"stageId\":\"LOSE\"}}", "result/item/stageSemanticId",
	  "\"F\"" },
	{ "one contact", NULL, NULL, "crm.item.add", ADD "\"contactId\":56}}",
	  "result/item/contactIds", "[56]" },
	{ "the first contact is the contact", NULL, NULL, "crm.item.add",
	  ADD "\"contactIds\":[56,55]}}", "result/item/contactId", "56" },
	{ "unknown contact left out", NULL, NULL, "crm.item.add",
	  ADD "\"contactIds\":[99,55]}}", "result/item/contactIds", "[55]" },
	{ "money as a text", NULL, NULL, "crm.item.add",
	  ADD "\"opportunity\":\"30110.50\"}}", "result/item/opportunity",
	  "30110.5" },
	{ "begindate loses its time", NULL, NULL, "crm.item.add",
	  ADD "\"begindate\":\"2020-12-24T17:42:46\"}}",
	  "result/item/begindate", "\"2020-12-24T03:00:00+03:00\"" },
	{ "datetime keeps it", NULL, NULL, "crm.item.add",
	  ADD "\"ufCrmWhen\":\"2020-12-24T17:42:46\"}}",
	  "result/item/ufCrmWhen", "\"2020-12-24T17:42:46+03:00\"" },
	{ "datetime moves to the portal's zone", NULL, NULL, "crm.item.add",
	  ADD "\"ufCrmWhen\":\"2020-12-24T22:00:00+00:00\"}}",
	  "result/item/ufCrmWhen", "\"2020-12-25T01:00:00+03:00\"" },
	{ "no date", NULL, NULL, "crm.item.add", ADD "\"ufCrmDay\":\"вчера\"}}",
	  "error", "\"CRM_FIELD_ERROR_VALUE_NOT_VALID\"" },
	{ "one value for a multiple field", NULL, NULL, "crm.item.add",
	  ADD "\"ufCrmList\":\"a\"}}", "error", "100" },
	{ "boolean reads as a letter", NULL, NULL, "crm.item.add",
	  ADD "\"ufCrmFlag\":\"Y\"}}", "result/item/ufCrmFlag", "\"Y\"" },
	{ "unknown currency", NULL, NULL, "crm.item.add",
	  ADD "\"currencyId\":\"RUR\"}}", "error",
	  "\"CRM_FIELD_ERROR_VALUE_NOT_VALID\"" },
	{ .name = NULL },
};

static const struct probe_row updates[] = {
	{ "stage of another funnel is dropped", NULL, NULL, "crm.item.update",
	  UPDATE "\"stageId\":\"C1:WON\"}}", "result/item/stageId", "\"NEW\"" },
	{ "and the deal stays where it was", "crm.item.update",
	  UPDATE "\"stageId\":\"EXECUTING\"}}", "crm.item.update",
	  UPDATE "\"stageId\":\"C1:WON\"}}", "result/item/stageId",
	  "\"EXECUTING\"" },
	{ "no stage sent, no move", "crm.item.update",
	  UPDATE "\"stageId\":\"EXECUTING\"}}", "crm.item.update",
	  UPDATE "\"title\":\"B\"}}", "result/item/stageId", "\"EXECUTING\"" },
	{ "funnel and stage", NULL, NULL, "crm.item.update",
	  UPDATE "\"categoryId\":1,\"stageId\":\"C1:WON\"}}",
	  "result/item/stageId", "\"C1:WON\"" },
	{ "funnel alone is its first stage", NULL, NULL, "crm.item.update",
	  UPDATE "\"categoryId\":1}}", "result/item/stageId", "\"C1:NEW\"" },
	{ "a final stage dates", NULL, NULL, "crm.item.update",
	  UPDATE "\"stageId\":\"WON\"}}", "result/item/closedate",
	  "\"2020-12-26T03:00:00+03:00\"" },
	{ "the move is stamped", NULL, NULL, "crm.item.update",
	  UPDATE "\"stageId\":\"WON\"}}", "result/item/movedTime",
	  "\"2020-12-26T12:00:00+03:00\"" },
	{ "no move, no stamp", NULL, NULL, "crm.item.update",
	  UPDATE "\"title\":\"B\"}}", "result/item/movedTime",
	  "\"2020-12-20T10:00:00+03:00\"" },
	{ "leaving a final stage opens", "crm.item.update",
	  UPDATE "\"stageId\":\"WON\"}}", "crm.item.update",
	  UPDATE "\"stageId\":\"EXECUTING\"}}", "result/item/closed", "\"N\"" },
	{ "nothing new leaves no trace", NULL, NULL, "crm.item.update",
	  UPDATE "\"title\":\"Кузов\",\"stageId\":\"NEW\"}}",
	  "result/item/updatedTime", "\"2020-12-20T10:00:00+03:00\"" },
	{ "a change is stamped", NULL, NULL, "crm.item.update",
	  UPDATE "\"title\":\"B\"}}", "result/item/updatedTime",
	  "\"2020-12-26T12:00:00+03:00\"" },
	{ "blank title is ignored", NULL, NULL, "crm.item.update",
	  UPDATE "\"title\":\"\"}}", "result/item/title", "\"Кузов\"" },
	{ "linked contactId changes nothing", NULL, NULL, "crm.item.update",
	  UPDATE "\"contactId\":56}}", "result/item/contactIds", "[55,56]" },
	{ "another contactId replaces all", NULL, NULL, "crm.item.update",
	  UPDATE "\"contactId\":57}}", "result/item/contactIds", "[57]" },
	{ "contactId 0 unlinks all", NULL, NULL, "crm.item.update",
	  UPDATE "\"contactId\":0}}", "result/item/contactIds", "[]" },
	{ "contactIds replace", NULL, NULL, "crm.item.update",
	  UPDATE "\"contactIds\":[57,55]}}", "result/item/contactIds",
	  "[57,55]" },
	{ "product rows win over the sum", NULL, NULL, "crm.item.update",
	  "{\"entityTypeId\":2,\"id\":18,\"fields\":{\"opportunity\":1}}",
	  "result/item/opportunity", "5000" },
	{ "unless it is manual", NULL, NULL, "crm.item.update",
	  "{\"entityTypeId\":2,\"id\":18,\"fields\":{\"opportunity\":1,"
	  "\"isManualOpportunity\":\"Y\"}}",
	  "result/item/opportunity", "1" },
	{ "id as an array is entity 1", NULL, NULL, "crm.item.update",
	  "{\"entityTypeId\":2,\"id\":{\"a\":1},\"fields\":{}}", "error",
	  "\"NOT_FOUND\"" },
	{ .name = NULL },
};

static const struct probe_row contacts[] = {
	{ "no name", NULL, NULL, "crm.item.add",
	  "{\"entityTypeId\":3,\"fields\":{}}", "result/item/lastName",
	  "\"Контакт #58\"" },
	{ "a patronymic is a name", NULL, NULL, "crm.item.add",
	  "{\"entityTypeId\":3,\"fields\":{\"secondName\":\"П\"}}",
	  "result/item/lastName", "null" },
	{ "add takes a list of phones", NULL, NULL, "crm.item.add",
	  "{\"entityTypeId\":3,\"fields\":{\"fm\":[{\"typeId\":\"PHONE\","
	  "\"valueType\":\"MOBILE\",\"value\":\"+79\"}]}}",
	  "result/item/fm/0/value", "\"+79\"" },
	{ "update adds under n0", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":{\"n0\":{\"typeId\":\"PHONE\",\"valueType\":"
	        "\"WORK\",\"value\":\"+79\"}}}}",
	  "result/item/fm/1/id", "6" },
	{ "update with a list adds nothing", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":[{\"typeId\":\"PHONE\",\"value\":\"+79\"}]}}",
	  "result/item/fm/1", "(none)" },
	{ "update changes by id", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":{\"5\":{\"typeId\":\"PHONE\",\"valueType\":"
	        "\"HOME\",\"value\":\"+79\"}}}}",
	  "result/item/fm",
	  "[{\"id\":5,\"valueType\":\"HOME\",\"value\":\"+79\",\"typeId\":"
	  "\"PHONE\"}]" },
	{ "an empty value deletes", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":{\"5\":{\"typeId\":\"PHONE\",\"value\":\"\"}}}}",
	  "result/item/hasPhone", "\"N\"" },
	{ "somebody else's id", NULL, NULL, "crm.item.update",
	  "{\"entityTypeId\":3,\"id\":56,\"fields\":{\"fm\":{\"5\":{"
	  "\"typeId\":\"PHONE\",\"value\":\"\"}}}}",
	  "result/item/fm", "[]" },
	{ "the same value and type once", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":{\"n0\":{\"typeId\":\"PHONE\",\"valueType\":"
	        "\"WORK\",\"value\":\"+7 927 000-12-34\"}}}}",
	  "result/item/fm/1", "(none)" },
	{ "another type is another phone", NULL, NULL, "crm.item.update",
	  TOUCH "\"fm\":{\"n0\":{\"typeId\":\"PHONE\",\"valueType\":"
	        "\"HOME\",\"value\":\"+7 927 000-12-34\"}}}}",
	  "result/item/fm/1/valueType", "\"HOME\"" },
	{ .name = NULL },
};

static const char strict[] =
	"{\"dealFields\":[{\"name\":\"UF_CRM_MUST\",\"label\":\"Надо\","
	"\"mandatory\":true}],\"deals\":[{\"id\":17}]}";

static const struct probe_row mandatory[] = {
	{ "add without it", NULL, NULL, "crm.item.add", ADD "}}", "error",
	  "\"CRM_FIELD_ERROR_REQUIRED\"" },
	{ "add with it", NULL, NULL, "crm.item.add",
	  ADD "\"ufCrmMust\":\"x\"}}", "status", "200" },
	{ "update of something else", NULL, NULL, "crm.item.update",
	  UPDATE "\"title\":\"x\"}}", "status", "200" },
	{ "update that empties it", NULL, NULL, "crm.item.update",
	  UPDATE "\"ufCrmMust\":\"\"}}", "error",
	  "\"CRM_FIELD_ERROR_REQUIRED\"" },
	{ "the legacy method does not mind", NULL, NULL, "crm.deal.add",
	  "{\"fields\":{}}", "status", "200" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("item/shape", seed, shapes);
	probe_add("item/add", seed, adds);
	probe_add("item/update", seed, updates);
	probe_add("item/contact", seed, contacts);
	probe_add("item/mandatory", strict, mandatory);
	return g_test_run();
}
