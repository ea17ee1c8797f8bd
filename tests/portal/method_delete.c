/*
 * Deleting: crm.item.delete, crm.deal.delete, crm.contact.delete. What is
 * gone keeps its number; nothing else gets it.
 */
#include "tests/portal/call.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"

static void drop(struct call *call, struct kind *kind, struct entity *entity)
{
	struct portal *portal = call->portal;

	if (kind == portal->store->contact)
		contact_delete(portal, entity);
	else
		store_remove(kind, entity);
}

static void legacy(struct call *call, struct kind *kind, const char *code,
                   const char *missing)
{
	gint64 id = php_int(call_param(call, "id"));
	struct entity *entity = kind_find(kind, id);

	if (id <= 0) {
		call_fail_legacy(call, "ID is not defined or invalid.");
	} else if (!entity) {
		call_fail(call, 400, code, "%s", missing);
	} else {
		drop(call, kind, entity);
		call->result = cJSON_CreateTrue();
	}
}

void method_deal_delete(struct call *call)
{
	legacy(call, call->portal->store->deal, "", "Not found");
}

void method_contact_delete(struct call *call)
{
	legacy(call, call->portal->store->contact, "ERROR_CORE",
	       portal_says(call->portal, "Элемент не найден",
	                   "Element not found"));
}

void method_item_delete(struct call *call)
{
	struct kind *kind = call_kind(call);
	struct entity *entity = kind ? call_entity(call, kind) : NULL;

	if (!entity)
		return;
	drop(call, kind, entity);
	call->result = cJSON_CreateArray();
}
