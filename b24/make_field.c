/*
 * Makes the field for the order's number where a portal has none.
 */
#include "b24/call.h"

/* A code of capitals that the portal prefixes with UF_CRM_; labels are often
 * Cyrillic, so it is ours and not made from them. */
#define FIELD_CODE "B24BRIDGE_NUMBER"

char *portal_make_id_field(struct portal *portal, const char *label,
                           GError **error)
{
	g_autoptr(cJSON) body = cJSON_CreateObject();
	cJSON *fields = cJSON_AddObjectToObject(body, "fields");
	struct reply reply = { 0 };
	char *code = NULL;

	cJSON_AddStringToObject(fields, "FIELD_NAME", FIELD_CODE);
	cJSON_AddStringToObject(fields, "USER_TYPE_ID", "string");
	cJSON_AddStringToObject(fields, "MULTIPLE", "N");
	cJSON_AddStringToObject(fields, "SHOW_FILTER", "E");
	cJSON_AddStringToObject(fields, "LABEL", label);
	cJSON_AddStringToObject(fields, "EDIT_FORM_LABEL", label);
	cJSON_AddStringToObject(fields, "LIST_COLUMN_LABEL", label);
	cJSON_AddStringToObject(fields, "LIST_FILTER_LABEL", label);
	if (!call_wait(portal, error))
		return NULL;
	call_once(portal, "crm.deal.userfield.add", body, true, &reply);
	if (reply.answer.kind == ANSWER_OK)
		code = g_strdup("UF_CRM_" FIELD_CODE);
	else
		call_fail(error, reply.answer.kind, reply.answer.text);
	reply_clear(&reply);
	return code;
}
