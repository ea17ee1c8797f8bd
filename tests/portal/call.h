#ifndef PORTAL_CALL_H
#define PORTAL_CALL_H

#include "tests/portal/portal.h"

/*
 * One method asked for once: its parameters, and what came of it.
 */

enum method_flag {
	METHOD_WRITE = 1 << 0,
	METHOD_CASELESS = 1 << 1, /* parameter names: legacy CRM methods */
};

struct batch;
struct call;

struct method {
	const char *name;
	const char *scope; /* any of them, '|' between; NULL: all may */
	unsigned flags;
	void (*run)(struct call *call);
};

struct call {
	struct portal *portal;
	const struct method *method;
	const cJSON *params;

	double cost;         /* seconds, known once it is admitted */
	struct batch *batch; /* owned; of the method batch */

	cJSON *result;      /* owned; NULL counts as null */
	gint64 total, next; /* -1: the key is absent */

	unsigned status; /* 200, or that of the error */
	cJSON *error;    /* owned: what `error` holds; NULL for success */
	char *description;
};

const struct method *method_find(const char *name);

void call_init(struct call *call, struct portal *portal,
               const struct method *method, const cJSON *params);
void call_clear(struct call *call);
/* What came of it, so that it may come to something else. */
void call_forget(struct call *call);

/* Scope and operating time, as it begins; false where the call failed. */
bool call_admit(struct call *call, bool in_batch);
/* The method itself, once its cost has run; bills it. */
void call_run(struct call *call, bool in_batch);

const cJSON *call_param(const struct call *call, const char *name);

void call_fail(struct call *call, unsigned status, const char *code,
               const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The empty code of every legacy CRM error. */
#define call_fail_legacy(call, ...) call_fail(call, 400, "", __VA_ARGS__)
/* The error as JSON text ("\"\"", "100"). */
void call_fail_json(struct call *call, unsigned status, const char *code,
                    const char *description);
/* {"error":…,"error_description":…} */
cJSON *call_error(const struct call *call);

/* `time` of an answer that began at `start` (portal_now()). */
cJSON *call_time(const struct portal *portal, const char *method, gint64 start);

/* Errors whose code is 100. */
#define call_fail_100(call, ...) call_fail_number(call, 100, __VA_ARGS__)
void call_fail_number(struct call *call, int code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* What entityTypeId, id and fields of crm.item.* name; NULL where the call
 * failed. */
struct kind *call_kind(struct call *call);
struct entity *call_entity(struct call *call, const struct kind *kind);
const cJSON *call_fields(struct call *call);

/* Every method in the table, by its place; NULL behind the last. */
const struct method *method_at(gsize place);
bool method_available(const struct portal *portal, const struct method *method);

void method_batch(struct call *call);
void method_profile(struct call *call);
void method_scope(struct call *call);
void method_server_time(struct call *call);
void method_methods(struct call *call);
void method_method_get(struct call *call);
void method_app_info(struct call *call);
void method_user_current(struct call *call);
void method_user_get(struct call *call);
void method_category_list(struct call *call);
void method_status_list(struct call *call);
void method_status_entity_items(struct call *call);
void method_dealcategory_list(struct call *call);
void method_dealcategory_stage_list(struct call *call);
void method_deal_fields(struct call *call);
void method_contact_fields(struct call *call);
void method_item_fields(struct call *call);
void method_userfield_list(struct call *call);
void method_userfield_add(struct call *call);
void method_item_list(struct call *call);
void method_item_get(struct call *call);
void method_item_add(struct call *call);
void method_item_update(struct call *call);
void method_item_delete(struct call *call);
void method_item_import(struct call *call);
void method_item_batch_import(struct call *call);
void method_deal_list(struct call *call);
void method_deal_get(struct call *call);
void method_deal_add(struct call *call);
void method_deal_update(struct call *call);
void method_deal_delete(struct call *call);
void method_deal_contact_fields(struct call *call);
void method_deal_contact_add(struct call *call);
void method_deal_contact_delete(struct call *call);
void method_deal_contact_items_get(struct call *call);
void method_deal_contact_items_set(struct call *call);
void method_deal_contact_items_delete(struct call *call);
void method_contact_list(struct call *call);
void method_contact_get(struct call *call);
void method_contact_add(struct call *call);
void method_contact_update(struct call *call);
void method_contact_delete(struct call *call);
void method_duplicate_findbycomm(struct call *call);

#endif
