/*
 * The parameters that all of crm.item.* have, and what lacks of them.
 */
#include "tests/portal/call.h"
#include "tests/portal/php.h"

struct kind *call_kind(struct call *call)
{
	const cJSON *type = php_get(call->params, "entityTypeId");
	struct kind *kind = NULL;

	if (!type) {
		call_fail_100(call, "Could not find value for parameter "
		                    "{entityTypeId}");
		return NULL;
	}
	kind = store_kind(call->portal->store, php_int(type));
	if (!kind)
		call_fail(call, 400, "NOT_FOUND", "%s",
		          portal_says(call->portal, "Смарт-процесс не найден",
		                      "SPA not found"));
	return kind;
}

struct entity *call_entity(struct call *call, const struct kind *kind)
{
	const cJSON *id = php_get(call->params, "id");
	struct entity *entity = kind_find(kind, php_int(id));

	if (!id)
		call_fail_100(call, "Could not find value for parameter {id}");
	else if (!entity)
		call_fail(call, 400, "NOT_FOUND", "%s",
		          portal_says(call->portal, "Элемент не найден",
		                      "Element not found"));
	if (!entity || !entity->denied)
		return entity;
	call_fail(
		call, 400, "ACCESS_DENIED", "%s",
		portal_says(call->portal, "Доступ запрещён", "Access denied"));
	return NULL;
}

const cJSON *call_fields(struct call *call)
{
	const cJSON *fields = php_get(call->params, "fields");

	if (php_is_array(fields))
		return fields;
	call_fail_100(call, "Could not find value for parameter {fields}");
	return NULL;
}
