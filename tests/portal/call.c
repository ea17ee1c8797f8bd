/*
 * The table of methods, and how one is called: scope, operating time, the
 * method itself, the bill.
 *
 * Refuses nothing by itself but what Bitrix24 refuses before a method runs.
 */
#include "tests/portal/call.h"

#include "tests/portal/batch.h"
#include "tests/portal/php.h"

#include <string.h>

#define WRITE METHOD_WRITE
#define LEGACY METHOD_CASELESS

#define USERS "user|user_basic|user_brief"

static const struct method methods[] = {
	{ "batch", NULL, LEGACY, method_batch },
	{ "profile", NULL, LEGACY, method_profile },
	{ "scope", NULL, LEGACY, method_scope },
	{ "methods", NULL, LEGACY, method_methods },
	{ "method.get", NULL, LEGACY, method_method_get },
	{ "server.time", NULL, LEGACY, method_server_time },
	{ "app.info", NULL, LEGACY, method_app_info },
	{ "user.current", USERS, LEGACY, method_user_current },
	{ "user.get", USERS, LEGACY, method_user_get },
	{ "crm.category.list", "crm", 0, method_category_list },
	{ "crm.status.list", "crm", LEGACY, method_status_list },
	{ "crm.status.entity.items", "crm", LEGACY,
	  method_status_entity_items },
	{ "crm.dealcategory.list", "crm", LEGACY, method_dealcategory_list },
	{ "crm.dealcategory.stage.list", "crm", LEGACY,
	  method_dealcategory_stage_list },
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
	{ "crm.item.delete", "crm", WRITE, method_item_delete },
	{ "crm.item.import", "crm", WRITE, method_item_import },
	{ "crm.item.batchimport", "crm", WRITE, method_item_batch_import },
	{ "crm.deal.list", "crm", LEGACY, method_deal_list },
	{ "crm.deal.get", "crm", LEGACY, method_deal_get },
	{ "crm.deal.add", "crm", LEGACY | WRITE, method_deal_add },
	{ "crm.deal.update", "crm", LEGACY | WRITE, method_deal_update },
	{ "crm.deal.delete", "crm", LEGACY | WRITE, method_deal_delete },
	{ "crm.deal.contact.fields", "crm", LEGACY,
	  method_deal_contact_fields },
	{ "crm.deal.contact.add", "crm", LEGACY | WRITE,
	  method_deal_contact_add },
	{ "crm.deal.contact.delete", "crm", LEGACY | WRITE,
	  method_deal_contact_delete },
	{ "crm.deal.contact.items.get", "crm", LEGACY,
	  method_deal_contact_items_get },
	{ "crm.deal.contact.items.set", "crm", LEGACY | WRITE,
	  method_deal_contact_items_set },
	{ "crm.deal.contact.items.delete", "crm", LEGACY | WRITE,
	  method_deal_contact_items_delete },
	{ "crm.contact.list", "crm", LEGACY, method_contact_list },
	{ "crm.contact.get", "crm", LEGACY, method_contact_get },
	{ "crm.contact.add", "crm", LEGACY | WRITE, method_contact_add },
	{ "crm.contact.update", "crm", LEGACY | WRITE, method_contact_update },
	{ "crm.contact.delete", "crm", LEGACY | WRITE, method_contact_delete },
	{ "crm.duplicate.findbycomm", "crm", LEGACY,
	  method_duplicate_findbycomm },
};

const struct method *method_at(gsize place)
{
	return place < G_N_ELEMENTS(methods) ? &methods[place] : NULL;
}

const struct method *method_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
		if (g_ascii_strcasecmp(methods[i].name, name) == 0)
			return &methods[i];
	}
	return NULL;
}

bool method_available(const struct portal *portal, const struct method *method)
{
	g_auto(GStrv) scopes =
		method->scope ? g_strsplit(method->scope, "|", -1) : NULL;

	for (GStrv scope = scopes; scope && *scope; scope++) {
		if (hook_in_scope(portal->caller, *scope))
			return true;
	}
	return !scopes;
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
	if (method->run == method_batch)
		call->batch = batch_new(call);
}

void call_forget(struct call *call)
{
	cJSON_Delete(call->result);
	cJSON_Delete(call->error);
	g_free(call->description);
	call->result = NULL;
	call->error = NULL;
	call->description = NULL;
	call->status = 200;
}

void call_clear(struct call *call)
{
	call_forget(call);
	batch_free(call->batch);
	call->batch = NULL;
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
	call_forget(call);
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

void call_fail_number(struct call *call, int code, const char *format, ...)
{
	g_autofree char *text = g_strdup_printf("%d", code);
	bool as_text = call->portal->settings.text_errors;
	va_list arguments;

	va_start(arguments, format);
	set_error(call, 400,
	          as_text ? cJSON_CreateString(text) : cJSON_CreateNumber(code),
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

/* Of whom the operating time is counted: a webhook, or an application. */
static char *billed_to(const struct portal *portal, const char *method)
{
	const struct hook *caller = portal->caller;

	if (caller->token)
		return g_strdup_printf("app %s", method);
	return g_strdup_printf("hook %" G_GINT64_FORMAT " %s %s", caller->user,
	                       caller->secret, method);
}

static const char *counted_as(const struct call *call, bool in_batch)
{
	if (in_batch && call->portal->operating->mode == OPERATING_BATCH)
		return "batch";
	return call->method->name;
}

/* Rights are the methods' own business, behind every check of the server. */
static bool may_run(struct call *call)
{
	bool legacy = call->method->flags & METHOD_CASELESS;

	if (!call->portal->settings.read_only ||
	    !(call->method->flags & METHOD_WRITE))
		return true;
	call_fail(call, 400, legacy ? "" : "ACCESS_DENIED", "%s",
	          portal_says(call->portal,
	                      legacy ? "Access denied." : "Доступ запрещён.",
	                      "Access denied."));
	return false;
}

/* An outer batch is exempt, unless it pays for all. */
static bool is_exempt(const struct call *call)
{
	return call->batch && call->portal->operating->mode != OPERATING_BATCH;
}

bool call_admit(struct call *call, bool in_batch)
{
	struct portal *portal = call->portal;
	g_autofree char *billed = billed_to(portal, counted_as(call, in_batch));

	if (!method_available(portal, call->method)) {
		call_fail(call, portal->settings.scope_status,
		          "insufficient_scope", "%s",
		          in_batch ? ""
		                   : "The request requires higher "
		                     "privileges than provided by the "
		                     "webhook token");
		return false;
	}
	if (!is_exempt(call) &&
	    operating_blocked(portal->operating, billed,
	                      clock_seconds(&portal->clock))) {
		portal->load->refused_429++;
		call_fail(call, 429, "OPERATION_TIME_LIMIT",
		          "Method is blocked due to operation time limit.");
		return false;
	}
	if (call->batch && batch_is_refused(call))
		return false;
	call->cost = operating_draw(portal->operating, call->method->name);
	return true;
}

void call_run(struct call *call, bool in_batch)
{
	struct portal *portal = call->portal;
	g_autofree char *billed = billed_to(portal, counted_as(call, in_batch));

	if (may_run(call))
		call->method->run(call);
	if (!is_exempt(call))
		operating_bill(portal->operating, billed,
		               clock_seconds(&portal->clock), call->cost);
	load_bill(portal->load, call->method->name, call->cost);
}

static void add_operating(cJSON *time, const struct portal *portal,
                          const char *method, gint64 now)
{
	const struct operating *operating = portal->operating;
	g_autofree char *key = billed_to(portal, method);

	if (operating->mode == OPERATING_ABSENT)
		return;
	if (operating->mode == OPERATING_ZERO) {
		cJSON_AddNumberToObject(time, "operating", 0);
		return;
	}
	cJSON_AddNumberToObject(
		time, "operating_reset_at",
		(double)operating_reset_at(operating, key, now));
	cJSON_AddNumberToObject(time, "operating",
	                        operating_sum(operating, key, now));
}

cJSON *call_time(const struct portal *portal, const char *method, gint64 start)
{
	cJSON *time = cJSON_CreateObject();
	gint64 end = portal_now(portal);
	bool whole = portal->settings.whole_time;
	gint64 seconds = start / G_USEC_PER_SEC;
	double from = whole ? (double)seconds : (double)start / 1e6;
	g_autofree char *first = clock_iso(&portal->clock, seconds);
	g_autofree char *last = clock_iso(&portal->clock, end / G_USEC_PER_SEC);

	cJSON_AddNumberToObject(time, "start", from);
	cJSON_AddNumberToObject(time, "finish", (double)end / 1e6);
	cJSON_AddNumberToObject(time, "duration", (double)end / 1e6 - from);
	cJSON_AddNumberToObject(time, "processing",
	                        whole ? 0 : (double)(end - start) / 1e6);
	cJSON_AddStringToObject(time, "date_start", first);
	cJSON_AddStringToObject(time, "date_finish", last);
	add_operating(time, portal, method, clock_seconds(&portal->clock));
	return time;
}
