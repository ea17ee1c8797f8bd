/*
 * Makes the field for the order's number where a portal has none.
 */
#include "b24/convoy.h"

/* A code of capitals that the portal prefixes with UF_CRM_; labels are often
 * Cyrillic, so it is ours and not made from them. */
#define FIELD_CODE "B24BRIDGE_NUMBER"

static bool landed(gpointer context, const struct batch *batch, GError **error)
{
	const struct command *command = batch->commands->pdata[0];

	(void)context;
	if (command->kind == ANSWER_OK)
		return true;
	call_fail(error, command->kind, command->text);
	return false;
}

static cJSON *field_params(const char *label)
{
	cJSON *params = cJSON_CreateObject();
	cJSON *fields = cJSON_AddObjectToObject(params, "fields");

	cJSON_AddStringToObject(fields, "FIELD_NAME", FIELD_CODE);
	cJSON_AddStringToObject(fields, "USER_TYPE_ID", "string");
	cJSON_AddStringToObject(fields, "MULTIPLE", "N");
	cJSON_AddStringToObject(fields, "SHOW_FILTER", "E");
	cJSON_AddStringToObject(fields, "LABEL", label);
	cJSON_AddStringToObject(fields, "EDIT_FORM_LABEL", label);
	cJSON_AddStringToObject(fields, "LIST_COLUMN_LABEL", label);
	cJSON_AddStringToObject(fields, "LIST_FILTER_LABEL", label);
	return params;
}

char *portal_make_id_field(struct portal *portal, const char *label,
                           GError **error)
{
	g_autoptr(GPtrArray) commands = commands_new();
	g_autoptr(GPtrArray) queue = g_ptr_array_new();
	struct convoy convoy = { .portal = portal,
		                 .write = true,
		                 .queue = queue,
		                 .landed = landed };

	g_ptr_array_add(commands, command_new("crm.deal.userfield.add",
	                                      field_params(label)));
	g_ptr_array_add(queue, commands->pdata[0]);
	return convoy_run(&convoy, error) ? g_strdup("UF_CRM_" FIELD_CODE)
	                                  : NULL;
}
