/*
 * The table of methods, and how one is called: scope, operating time, the
 * method itself, the bill.
 *
 * Refuses nothing by itself but what Bitrix24 refuses before a method runs.
 */
#include "tests/portal/call.h"

#include "tests/portal/php.h"

#include <string.h>

#define WRITE METHOD_WRITE
#define LEGACY METHOD_CASELESS

static const struct method methods[] = {
	{ "batch", NULL, LEGACY, method_batch },
	{ "profile", NULL, LEGACY, method_profile },
	{ "scope", NULL, LEGACY, method_scope },
	{ "server.time", NULL, LEGACY, method_server_time },
	{ "user.current", "user", LEGACY, method_user_current },
	{ "user.get", "user", LEGACY, method_user_get },
	{ "crm.category.list", "crm", 0, method_category_list },
	{ "crm.status.list", "crm", LEGACY, method_status_list },
	{ "crm.status.entity.items", "crm", LEGACY,
	  method_status_entity_items },
	{ "crm.deal.fields", "crm", LEGACY, method_deal_fields },
	{ "crm.contact.fields", "crm", LEGACY, method_contact_fields },
	{ "crm.item.fields", "crm", 0, method_item_fields },
	{ "crm.deal.userfield.list", "crm", LEGACY, method_userfield_list },
	{ "crm.deal.userfield.add", "crm", LEGACY | WRITE,
	  method_userfield_add },
	{ "crm.item.list", "crm", 0, method_item_list },
	{ "crm.item.get", "crm", 0, method_item_get },
	{ "crm.item.add", "crm", WRITE, method_item_add },
	{ "crm.item.update", "crm", WRITE, method_item_update },
	{ "crm.deal.list", "crm", LEGACY, method_deal_list },
	{ "crm.deal.get", "crm", LEGACY, method_deal_get },
	{ "crm.deal.add", "crm", LEGACY | WRITE, method_deal_add },
	{ "crm.deal.update", "crm", LEGACY | WRITE, method_deal_update },
	{ "crm.contact.list", "crm", LEGACY, method_contact_list },
	{ "crm.contact.get", "crm", LEGACY, method_contact_get },
	{ "crm.contact.add", "crm", LEGACY | WRITE, method_contact_add },
	{ "crm.contact.update", "crm", LEGACY | WRITE, method_contact_update },
	{ "crm.duplicate.findbycomm", "crm", LEGACY,
	  method_duplicate_findbycomm },
};

const struct method *method_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
		if (g_ascii_strcasecmp(methods[i].name, name) == 0)
			return &methods[i];
	}
	return NULL;
}

void call_init(struct call *call, struct portal *portal,
               const struct method *method, const cJSON *params)
{
	*call = (struct call){
		.portal = portal,
		.method = method,
		.params = params,
		.total = -1,
		.next = -1,
		.status = 200,
	};
}

void call_clear(struct call *call)
{
	cJSON_Delete(call->result);
	cJSON_Delete(call->error);
	g_free(call->description);
	call->result = NULL;
	call->error = NULL;
	call->description = NULL;
}

const cJSON *call_param(const struct call *call, const char *name)
{
	/* `start` is read before the method runs, and in lower case only. */
	if (call->method->flags & METHOD_CASELESS && strcmp(name, "start") != 0)
		return php_get_caseless(call->params, name);
	return php_get(call->params, name);
}

static void set_error(struct call *call, unsigned status, cJSON *code,
                      char *description)
{
	call_clear(call);
	call->status = status;
	call->error = code;
	call->description = description;
}

void call_fail(struct call *call, unsigned status, const char *code,
               const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set_error(call, status, cJSON_CreateString(code),
	          g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

void call_fail_json(struct call *call, unsigned status, const char *code,
                    const char *description)
{
	set_error(call, status, cJSON_Parse(code), g_strdup(description));
}

cJSON *call_error(const struct call *call)
{
	cJSON *body = cJSON_CreateObject();

	cJSON_AddItemToObject(body, "error",
	                      cJSON_Duplicate(call->error, TRUE));
	cJSON_AddStringToObject(body, "error_description", call->description);
	return body;
}

static bool in_scope(const struct call *call)
{
	const char *scope = call->method->scope;

	return !scope ||
	       g_strv_contains(
		       (const char *const *)call->portal->settings.scopes,
		       scope);
}

static const char *billed_to(const struct call *call, bool in_batch)
{
	if (in_batch && call->portal->operating->mode == OPERATING_BATCH)
		return "batch";
	return call->method->name;
}

void call_run(struct call *call, bool in_batch)
{
	struct operating *operating = call->portal->operating;
	gint64 now = clock_seconds(&call->portal->clock);
	const char *billed = billed_to(call, in_batch);

	if (!in_scope(call)) {
		call_fail(call, 401, "insufficient_scope", "%s",
		          in_batch ? ""
		                   : "The request requires higher "
		                     "privileges than provided by the "
		                     "webhook token");
		return;
	}
	if (operating_blocked(operating, billed, now)) {
		call_fail(call, 429, "OPERATION_TIME_LIMIT",
		          "Method is blocked due to operation time limit.");
		return;
	}
	call->method->run(call);
	double cost = operating_cost(operating, call->method->name);
	operating_bill(operating, billed, now, cost);
	call->portal->spent += cost;
}

cJSON *call_time(const struct portal *portal, const char *method, gint64 start)
{
	cJSON *time = cJSON_CreateObject();
	gint64 end = clock_now(&portal->clock);
	bool whole = portal->settings.whole_time;
	gint64 seconds = start / G_USEC_PER_SEC;
	double from = whole ? (double)seconds : (double)start / 1e6;
	double cost = operating_cost(portal->operating, method);
	double spent = (double)(end - start) / 1e6 + cost;
	g_autofree char *first = clock_iso(&portal->clock, seconds);
	g_autofree char *last =
		clock_iso(&portal->clock, (gint64)((double)end / 1e6 + cost));

	cJSON_AddNumberToObject(time, "start", from);
	cJSON_AddNumberToObject(time, "finish", (double)end / 1e6 + cost);
	cJSON_AddNumberToObject(time, "duration",
	                        (double)end / 1e6 + cost - from);
	cJSON_AddNumberToObject(time, "processing", whole ? 0 : spent);
	cJSON_AddStringToObject(time, "date_start", first);
	cJSON_AddStringToObject(time, "date_finish", last);
	if (portal->operating->mode != OPERATING_ABSENT) {
		gint64 now = end / G_USEC_PER_SEC;
		const struct operating *operating = portal->operating;

		cJSON_AddNumberToObject(
			time, "operating_reset_at",
			(double)operating_reset_at(operating, method, now));
		cJSON_AddNumberToObject(time, "operating",
		                        operating_sum(operating, method, now));
	}
	return time;
}
