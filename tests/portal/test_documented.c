/*
 * Keys of answers, as the samples of Bitrix24's documentation have them:
 * neither more nor less.
 */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"

#include <string.h>

static const char seed[] =
	"{\"settings\":{\"scopes\":[\"crm\",\"user\"]},\"dealFields\":[{"
	"\"name\":\"UF_CRM_N\",\"label\":\"N\",\"type\":\"enumeration\","
	"\"list\":[\"A\"]}],\"contacts\":[{\"id\":5,\"phones\":[\"+7\"],"
	"\"emails\":[\"a@b\"]}],\"deals\":[{\"id\":1,\"contactIds\":[5]}]}";

static const struct {
	const char *name, *method, *params, *at, *keys;
} rows[] = {
	{ "a deal", "crm.deal.get", "{\"id\":1}", "result",
	  "ID TITLE TYPE_ID STAGE_ID PROBABILITY CURRENCY_ID OPPORTUNITY "
	  "IS_MANUAL_OPPORTUNITY TAX_VALUE LEAD_ID COMPANY_ID CONTACT_ID "
	  "QUOTE_ID BEGINDATE CLOSEDATE ASSIGNED_BY_ID CREATED_BY_ID "
	  "MODIFY_BY_ID DATE_CREATE DATE_MODIFY OPENED CLOSED COMMENTS "
	  "ADDITIONAL_INFO LOCATION_ID CATEGORY_ID STAGE_SEMANTIC_ID IS_NEW "
	  "IS_RECURRING IS_RETURN_CUSTOMER IS_REPEATED_APPROACH SOURCE_ID "
	  "SOURCE_DESCRIPTION ORIGINATOR_ID ORIGIN_ID MOVED_BY_ID MOVED_TIME "
	  "LAST_ACTIVITY_TIME UTM_SOURCE UTM_MEDIUM UTM_CAMPAIGN UTM_CONTENT "
	  "UTM_TERM LAST_ACTIVITY_BY UF_CRM_N" },
	{ "a contact", "crm.contact.get", "{\"id\":5}", "result",
	  "ID POST COMMENTS HONORIFIC NAME SECOND_NAME LAST_NAME PHOTO "
	  "LEAD_ID TYPE_ID SOURCE_ID SOURCE_DESCRIPTION COMPANY_ID BIRTHDATE "
	  "EXPORT HAS_PHONE HAS_EMAIL HAS_IMOL DATE_CREATE DATE_MODIFY "
	  "ASSIGNED_BY_ID CREATED_BY_ID MODIFY_BY_ID OPENED ORIGINATOR_ID "
	  "ORIGIN_ID ORIGIN_VERSION FACE_ID LAST_ACTIVITY_TIME ADDRESS "
	  "ADDRESS_2 ADDRESS_CITY ADDRESS_POSTAL_CODE ADDRESS_REGION "
	  "ADDRESS_PROVINCE ADDRESS_COUNTRY ADDRESS_COUNTRY_CODE "
	  "ADDRESS_LOC_ADDR_ID UTM_SOURCE UTM_MEDIUM UTM_CAMPAIGN UTM_CONTENT "
	  "UTM_TERM LAST_ACTIVITY_BY PHONE EMAIL" },
	{ "a deal as an item", "crm.item.get", "{\"entityTypeId\":2,\"id\":1}",
	  "result/item",
	  "id createdTime dateCreateShort updatedTime dateModifyShort "
	  "createdBy updatedBy assignedById opened leadId companyId contactId "
	  "quoteId title productId categoryId stageId stageSemanticId isNew "
	  "isRecurring isReturnCustomer isRepeatedApproach closed typeId "
	  "opportunity isManualOpportunity taxValue currencyId probability "
	  "comments begindate begindateShort closedate closedateShort "
	  "eventDate "
	  "eventDateShort eventId eventDescription locationId webformId "
	  "sourceId sourceDescription originatorId originId additionalInfo "
	  "searchContent orderStage movedBy movedTime lastActivityBy "
	  "lastActivityTime isWork isWon isLose receivedAmount lostAmount "
	  "hasProducts ufCrmN utmSource utmMedium utmCampaign utmContent "
	  "utmTerm observers contactIds entityTypeId" },
	{ "a status", "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"DEAL_STAGE\"}}", "result/0",
	  "ID ENTITY_ID STATUS_ID NAME NAME_INIT SORT SYSTEM CATEGORY_ID "
	  "COLOR SEMANTICS EXTRA" },
	{ "a source", "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"SOURCE\"}}", "result/0",
	  "ID ENTITY_ID STATUS_ID NAME NAME_INIT SORT SYSTEM CATEGORY_ID "
	  "COLOR SEMANTICS" },
	{ "a user field", "crm.deal.userfield.list",
	  "{\"filter\":{\"LANG\":\"ru\"}}", "result/0",
	  "ID ENTITY_ID FIELD_NAME USER_TYPE_ID XML_ID SORT MULTIPLE MANDATORY "
	  "SHOW_FILTER SHOW_IN_LIST EDIT_IN_LIST IS_SEARCHABLE SETTINGS "
	  "EDIT_FORM_LABEL LIST_COLUMN_LABEL LIST_FILTER_LABEL ERROR_MESSAGE "
	  "HELP_MESSAGE LIST" },
	{ "an element of its list", "crm.deal.userfield.list", "{}",
	  "result/0/LIST/0", "ID SORT VALUE DEF XML_ID" },
	{ "a field", "crm.deal.fields", "{}", "result/UF_CRM_N",
	  "type isRequired isReadOnly isImmutable isMultiple isDynamic items "
	  "title listLabel formLabel filterLabel settings" },
	{ "a field of items", "crm.item.fields", "{\"entityTypeId\":2}",
	  "result/fields/title",
	  "type isRequired isReadOnly isImmutable isMultiple isDynamic title "
	  "upperName" },
	{ "a profile", "profile", "{}", "result",
	  "ID ADMIN NAME LAST_NAME PERSONAL_GENDER TIME_ZONE" },
	{ "an answer", "scope", "{}", "", "result time status" },
	{ "a list", "crm.deal.list", "{}", "", "result total time status" },
	{ "an error", "crm.deal.get", "{\"id\":9}", "",
	  "error error_description status" },
	{ "time", "scope", "{}", "time",
	  "start finish duration processing date_start date_finish "
	  "operating_reset_at operating" },
	{ "a batch", "batch", "{\"cmd\":[\"scope\"]}", "result",
	  "result result_error result_total result_next result_time" },
};

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(GPtrArray *keys)
{
	g_ptr_array_sort(keys, by_text);
	g_ptr_array_add(keys, NULL);
	return g_strjoinv(" ", (char **)keys->pdata);
}

static void test_row(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	struct portal *portal = probe_portal(seed);
	g_autoptr(cJSON) answer =
		probe_ask(portal, rows[i].method, rows[i].params);
	g_auto(GStrv) wanted = g_strsplit(rows[i].keys, " ", -1);
	g_auto(GStrv) path = g_strsplit(rows[i].at, "/", -1);
	g_autoptr(GPtrArray) theirs = g_ptr_array_new();
	g_autoptr(GPtrArray) ours = g_ptr_array_new();
	const cJSON *at = answer;
	const cJSON *child;

	for (GStrv key = path; *key && **key; key++)
		at = php_get(at, *key);
	cJSON_ArrayForEach (child, at) {
		g_ptr_array_add(ours, child->string);
	}
	for (GStrv key = wanted; *key; key++)
		g_ptr_array_add(theirs, *key);
	g_autofree char *expected = sorted(theirs);
	g_autofree char *found = sorted(ours);
	g_assert_cmpstr(found, ==, expected);
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/portal/documented/", rows[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
