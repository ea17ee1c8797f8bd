/*
 * Recordings of real portals, and what this portal is asked to answer the
 * like. Where a recording is of a method that it does not have, one of the
 * same build answers in its place.
 */
#include "tests/portal/real_rows.h"

#include "tests/portal/php.h"

#define CMD(command) "{\"cmd\":{\"order0000000000\":\"" command "\"}}"
#define LEADS "crm.deal.list?select[]=ID&select[]=TITLE"
#define LIST "crm.item.list?entityTypeId=2&select[]=id"

/* ---- what is asked ---- */

/* The pages of a list behind the first, from page `from`, by their keys. */
static char *pages(const cJSON *theirs, const char *command, int from)
{
	GString *text = g_string_new("{\"cmd\":{");
	const cJSON *result = php_get(php_get(theirs, "result"), "result");
	const cJSON *page;

	cJSON_ArrayForEach (page, result)
		g_string_append_printf(text, "%s\"%s\":\"%s&start=%d\"",
		                       page == result->child ? "" : ",",
		                       page->string, command, from++ * 50);
	g_string_append(text, "}}");
	return g_string_free(text, FALSE);
}

/* As many commands as theirs, by their keys; deal 1 where they have rows. */
static char *by_their_keys(const cJSON *theirs)
{
	GString *text = g_string_new("{\"cmd\":{");
	const cJSON *result = php_get(php_get(theirs, "result"), "result");
	const cJSON *rows;

	cJSON_ArrayForEach (rows, result)
		g_string_append_printf(
			text,
			"%s\"%s\":\"crm.deal.list?filter[%%3DID]=%d"
			"&select[]=ID\"",
			rows == result->child ? "" : ",", rows->string,
			rows->child ? 1 : 99);
	g_string_append(text, "}}");
	return g_string_free(text, FALSE);
}

/* ---- what differs, and why ---- */

#define LEAD "a deal is no lead"
#define DEAL "a lead is no deal"
#define ROWS "rows of another thing"

static const struct difference lead_and_deal[] = {
	{ "HONORIFIC", NULL, LEAD },
	{ "NAME", NULL, LEAD },
	{ "SECOND_NAME", NULL, LEAD },
	{ "LAST_NAME", NULL, LEAD },
	{ "COMPANY_TITLE", NULL, LEAD },
	{ "BIRTHDATE", NULL, LEAD },
	{ "STATUS_ID", "STAGE_ID", LEAD },
	{ "STATUS_DESCRIPTION", NULL, LEAD },
	{ "STATUS_SEMANTIC_ID", "STAGE_SEMANTIC_ID", LEAD },
	{ "POST", NULL, LEAD },
	{ "HAS_PHONE", NULL, LEAD },
	{ "HAS_EMAIL", NULL, LEAD },
	{ "HAS_IMOL", NULL, LEAD },
	{ "DATE_CLOSED", "CLOSEDATE", LEAD },
	{ "ADDRESS", NULL, LEAD },
	{ "ADDRESS_2", NULL, LEAD },
	{ "ADDRESS_CITY", NULL, LEAD },
	{ "ADDRESS_POSTAL_CODE", NULL, LEAD },
	{ "ADDRESS_REGION", NULL, LEAD },
	{ "ADDRESS_PROVINCE", NULL, LEAD },
	{ "ADDRESS_COUNTRY", NULL, LEAD },
	{ "ADDRESS_COUNTRY_CODE", NULL, LEAD },
	{ "ADDRESS_LOC_ADDR_ID", NULL, LEAD },
	{ "PHONE", NULL, LEAD },
	{ "EMAIL", NULL, LEAD },
	{ "WEB", NULL, LEAD },
	{ "IM", NULL, LEAD },
	{ "LINK", NULL, LEAD },
	{ NULL, "TYPE_ID", DEAL },
	{ NULL, "CATEGORY_ID", DEAL },
	{ NULL, "IS_NEW", DEAL },
	{ NULL, "IS_RECURRING", DEAL },
	{ NULL, "IS_REPEATED_APPROACH", DEAL },
	{ NULL, "PROBABILITY", DEAL },
	{ NULL, "TAX_VALUE", DEAL },
	{ NULL, "QUOTE_ID", DEAL },
	{ NULL, "BEGINDATE", DEAL },
	{ NULL, "CLOSED", DEAL },
	{ NULL, "LEAD_ID", DEAL },
	{ NULL, "ADDITIONAL_INFO", DEAL },
	{ NULL, "LOCATION_ID", DEAL },
	{ NULL, "LAST_ACTIVITY_TIME", "recorded before there were activities" },
	{ NULL, "LAST_ACTIVITY_BY", "recorded before there were activities" },
	{ NULL, "isDeprecated", "recorded before CONTACT_ID was deprecated" },
	{ .reason = NULL },
};

static const struct difference process_item[] = {
	{ "xmlId", NULL, "a deal has no xmlId" },
	{ NULL, "*", "a deal has more fields than that smart process" },
	{ .reason = NULL },
};

static const struct difference elements[] = {
	{ "documentElements", "items", ROWS },
	{ .reason = NULL },
};

static const char fields_seed[] =
	"{\"dealFields\":[{\"name\":\"UF_CRM_1594289616952\",\"label\":\"M\"},"
	"{\"name\":\"UF_CRM_1594289659496\",\"type\":\"money\",\"label\":"
	"\"M\"},{\"name\":\"UF_CRM_1594289783260\",\"type\":\"money\","
	"\"label\":\"M\"},{\"name\":\"UF_CRM_1594289813884\",\"label\":\"M\"},"
	"{\"name\":\"UF_CRM_1594289998726\",\"label\":\"M\"},{\"name\":"
	"\"UF_CRM_1594290129890\",\"type\":\"url\",\"label\":\"M\"},{\"name\":"
	"\"UF_CRM_1605533620303\",\"type\":\"url\",\"label\":\"M\"},{\"name\":"
	"\"UF_CRM_1623415999295\",\"type\":\"url\",\"label\":\"M\"},{\"name\":"
	"\"UF_CRM_1624183704770\",\"type\":\"url\",\"label\":\"M\"}]}";

static const char some_seed[] =
	"{\"dealFields\":[{\"name\":\"UF_CRM_11_1712074666\",\"type\":"
	"\"date\"}],\"contacts\":[{\"id\":5},{\"id\":6}],"
	"\"deals\":[{\"id\":1,\"title\":\"A\",\"contactIds\":[5,6],"
	"\"ufCrm11_1712074666\":\"2024-04-19\"},{\"id\":2,"
	"\"ufCrm11_1712074666\":\"2024-05-29\"},{\"id\":3,"
	"\"ufCrm11_1712074666\":\"2024-06-06\"}]}";

/* ---- the recordings ---- */

static char *lead_pages_2(const cJSON *theirs)
{
	return pages(theirs, LEADS, 1);
}

static char *lead_pages_3(const cJSON *theirs)
{
	return pages(theirs, LEADS, 51);
}

static char *lead_pages_4(const cJSON *theirs)
{
	return pages(theirs, LEADS, 101);
}

static char *history_pages(const cJSON *theirs)
{
	return pages(theirs, LIST, 1);
}

static char *element_pages(const cJSON *theirs)
{
	return pages(theirs, LIST, 1);
}

const struct real real_rows[] = {
	{ .file = "batch_list_empty.json",
	  .method = "batch",
	  .params = CMD("crm.deal.list?filter[ID]=99"),
	  .seed = some_seed,
	  .time = TIME_SUM },
	{ .file = "call_batch.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"statuses\":\"crm.status.entity.items?"
	            "entityId=DEAL_STAGE\",\"sources\":\"crm.status.entity."
	            "items?entityId=SOURCE\"}}",
	  .seed = some_seed,
	  .time = TIME_BARE },
	{ .file = "call_single_success.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"order0\":\"crm.deal.get?id=1\"}}",
	  .deals = 1,
	  .time = TIME_SUM,
	  .differences = lead_and_deal },
	{ .file = "catalog_document_element_list.1-of-2.json",
	  .method = "crm.item.list",
	  .params = "{\"entityTypeId\":2}",
	  .deals = 95,
	  .time = TIME_WHOLE,
	  .differences = elements,
	  .opaque = "documentElements" },
	{ .file = "catalog_document_element_list.2-of-2.json",
	  .method = "batch",
	  .make = element_pages,
	  .deals = 95,
	  .time = TIME_WHOLE,
	  .differences = elements,
	  .opaque = "documentElements" },
	{ .file = "crm_company_contact_items_get.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"205364\":\"crm.deal.contact.items.get?id="
	            "1\"}}",
	  .seed = some_seed,
	  .time = TIME_WHOLE },
	{ .file = "crm_contact_add_batch.json",
	  .method = "batch",
	  .params = CMD("crm.contact.add?fields[NAME]=A"),
	  .seed = some_seed,
	  .time = TIME_WHOLE },
	{ .file = "crm_dealcategory_stage_list_batch_of_one.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"0\":\"crm.dealcategory.stage.list?id=0\"}}",
	  .seed = some_seed,
	  .time = TIME_WHOLE },
	{ .file = "crm_get_batch_mix_success_and_errors.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"0\":\"crm.deal.get?id=\",\"1\":"
	            "\"crm.deal.get?id=99\",\"35943\":\"crm.deal.get?id=1\"}}",
	  .deals = 1,
	  .time = TIME_SUM,
	  .differences =
	          (const struct difference[]){
			  { NULL, "*", "theirs had asked for the ID only" },
			  { .reason = NULL } } },
	{ .file = "crm_item_add.json",
	  .method = "batch",
	  .params = CMD("crm.item.add?entityTypeId=2&fields[title]=A%0A"),
	  .seed = some_seed,
	  .time = TIME_BARE,
	  .differences = process_item },
	{ .file = "crm_item_list.json",
	  .method = "crm.item.list",
	  .params = "{\"entityTypeId\":2,\"select\":[\"id\",\"title\","
	            "\"ufCrm11_1712074666\"]}",
	  .seed = some_seed,
	  .time = TIME_BARE },
	{ .file = "crm_lead_fields_success.json",
	  .method = "crm.deal.fields",
	  .params = "{}",
	  .seed = fields_seed,
	  .time = TIME_SUM,
	  .differences = lead_and_deal },
	{ .file = "crm_lead_get_batch_error.json",
	  .method = "batch",
	  .params = "{\"cmd\":[\"crm.deal.get?id=\"]}",
	  .deals = 1,
	  .time = TIME_SUM },
	{ .file = "crm_lead_list_several_pages_success.1-of-4.json",
	  .method = "crm.deal.list",
	  .params = "{\"select\":[\"ID\",\"TITLE\"]}",
	  .deals = 7531,
	  .time = TIME_SUM },
	{ .file = "crm_lead_list_several_pages_success.2-of-4.json",
	  .method = "batch",
	  .make = lead_pages_2,
	  .deals = 7531,
	  .time = TIME_SUM },
	{ .file = "crm_lead_list_several_pages_success.3-of-4.json",
	  .method = "batch",
	  .make = lead_pages_3,
	  .deals = 7531,
	  .time = TIME_SUM },
	{ .file = "crm_lead_list_several_pages_success.4-of-4.json",
	  .method = "batch",
	  .make = lead_pages_4,
	  .deals = 7531,
	  .time = TIME_SUM },
	{ .file = "crm_stagehistory_list.json",
	  .method = "batch",
	  .params = CMD(LIST),
	  .deals = 20,
	  .time = TIME_WHOLE,
	  .opaque = "items" },
	{ .file = "lists_element_add_batch.json",
	  .method = "batch",
	  .params = "{\"cmd\":{\"order0000000000\":\"crm.deal.add\","
	            "\"order0000000001\":\"crm.deal.add\"}}",
	  .deals = 1,
	  .time = TIME_WHOLE },
	{ .file = "stagehistory.1-of-2.json",
	  .method = "crm.item.list",
	  .params = "{\"entityTypeId\":2}",
	  .deals = 490,
	  .time = TIME_SUM,
	  .opaque = "items" },
	{ .file = "stagehistory.2-of-2.json",
	  .method = "batch",
	  .make = history_pages,
	  .deals = 490,
	  .time = TIME_SUM,
	  .opaque = "items" },
	{ .file = "task_elapseditem_getlist_mixed_types.json",
	  .method = "batch",
	  .make = by_their_keys,
	  .deals = 1,
	  .time = TIME_BARE,
	  .differences =
	          (const struct difference[]){ { "ID", "ID", ROWS },
	                                       { "TASK_ID", NULL, ROWS },
	                                       { "USER_ID", NULL, ROWS },
	                                       { "COMMENT_TEXT", NULL, ROWS },
	                                       { "SECONDS", NULL, ROWS },
	                                       { "MINUTES", NULL, ROWS },
	                                       { "SOURCE", NULL, ROWS },
	                                       { "CREATED_DATE", NULL, ROWS },
	                                       { "DATE_START", NULL, ROWS },
	                                       { "DATE_STOP", NULL, ROWS },
	                                       { .reason = NULL } } },
	{ .file = NULL },
};

/* Nothing that the portal has answers as these do. */
const char *const real_unlike[] = {
	"single_add.json", /* tasks.task.add: its own modules, its own types */
	NULL
};
