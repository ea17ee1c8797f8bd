/*
 * crm.deal.contact.*: the contacts of a deal, in integers. Bitrix24 docs:
 * crm.deal.contact.add and its neighbours, whose error texts differ by a dot.
 */
#include "tests/portal/call.h"
#include "tests/portal/links.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"

#include <string.h>

static struct entity *deal_of(struct call *call, const char *bad,
                              const char *missing)
{
	gint64 id = php_int(call_param(call, "id"));
	struct entity *deal = kind_find(call->portal->store->deal, id);

	if (id <= 0)
		call_fail_legacy(call, "%s", bad);
	else if (!deal)
		call_fail_legacy(call, "%s", missing);
	return deal;
}

static struct entity *owner_of(struct call *call)
{
	return deal_of(call,
	               "The parameter 'ownerEntityID' is invalid or not "
	               "defined.",
	               "Not found.");
}

static struct entity *items_owner_of(struct call *call, const char *missing)
{
	return deal_of(call,
	               "The parameter ownerEntityID is invalid or not "
	               "defined.",
	               missing);
}

/* A link out of its fields; the rest is as it is where nothing is said. */
static struct link read_link(const cJSON *fields)
{
	const cJSON *primary = php_get(fields, "IS_PRIMARY");
	struct link link = {
		.contact = php_int(php_get(fields, "CONTACT_ID")),
		.sort = (int)php_int(php_get(fields, "SORT")),
		.primary = g_strcmp0(cJSON_GetStringValue(primary), "Y") == 0,
	};

	return link;
}

static int find(const GArray *links, gint64 contact)
{
	for (guint i = 0; i < links->len; i++) {
		if (g_array_index(links, struct link, i).contact == contact)
			return (int)i;
	}
	return -1;
}

static void put(struct call *call, struct entity *deal, const GArray *links)
{
	if (links_put(call->portal, deal, links))
		write_stamp_change(call->portal, call->portal->store->deal,
		                   deal);
	else
		call->portal->journal->idle_writes++;
	call->result = cJSON_CreateTrue();
}

/* The contact that `fields` name; false where the call failed. */
static bool fields_link(struct call *call, const char *what,
                        struct link *link_r)
{
	const cJSON *fields = call_param(call, "fields");

	if (!php_is_array(fields)) {
		call_fail_legacy(call, "The parameter '%s' must be array.",
		                 what);
		return false;
	}
	*link_r = read_link(fields);
	if (link_r->contact > 0)
		return true;
	call_fail_legacy(call, "The parameter 'fields' is not valid.");
	return false;
}

void method_deal_contact_add(struct call *call)
{
	struct entity *deal = owner_of(call);
	struct link link;

	if (!deal || !fields_link(call, "fields", &link))
		return;
	g_autoptr(GArray) links = links_of(call->portal, deal);
	if (find(links, link.contact) >= 0) {
		call->result = cJSON_CreateFalse();
		return;
	}
	for (guint i = 0; i < links->len && link.primary; i++)
		g_array_index(links, struct link, i).primary = false;
	if (!link.sort && links->len)
		link.sort =
			g_array_index(links, struct link, links->len - 1).sort +
			10;
	g_array_append_val(links, link);
	put(call, deal, links);
}

void method_deal_contact_delete(struct call *call)
{
	struct entity *deal = owner_of(call);
	struct link link;
	int place;

	if (!deal || !fields_link(call, "item", &link))
		return;
	g_autoptr(GArray) links = links_of(call->portal, deal);
	place = find(links, link.contact);
	if (place < 0) {
		call->result = cJSON_CreateFalse();
		return;
	}
	g_array_remove_index(links, (guint)place);
	put(call, deal, links);
}

void method_deal_contact_items_get(struct call *call)
{
	struct entity *deal = items_owner_of(call, "Not found.");

	if (!deal)
		return;
	g_autoptr(GArray) links = links_of(call->portal, deal);
	call->result = cJSON_CreateArray();
	for (guint i = 0; i < links->len; i++) {
		const struct link *link = &g_array_index(links, struct link, i);
		cJSON *row = cJSON_CreateObject();

		cJSON_AddNumberToObject(row, "CONTACT_ID",
		                        (double)link->contact);
		cJSON_AddNumberToObject(row, "SORT", link->sort);
		cJSON_AddNumberToObject(row, "ROLE_ID", 0);
		cJSON_AddStringToObject(row, "IS_PRIMARY",
		                        link->primary ? "Y" : "N");
		cJSON_AddItemToArray(call->result, row);
	}
}

void method_deal_contact_items_set(struct call *call)
{
	struct entity *deal = items_owner_of(call, "Not found.");
	const cJSON *items = call_param(call, "items");
	const cJSON *item;

	if (!deal)
		return;
	if (!php_is_array(items)) {
		call_fail_legacy(call, "The parameter items must be array.");
		return;
	}
	g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct link));
	cJSON_ArrayForEach (item, items) {
		struct link link = read_link(item);

		g_array_append_val(links, link);
	}
	put(call, deal, links);
}

void method_deal_contact_items_delete(struct call *call)
{
	struct entity *deal = items_owner_of(call, "Not found");
	g_autoptr(GArray) none = g_array_new(FALSE, TRUE, sizeof(struct link));

	if (deal)
		put(call, deal, none);
}

void method_deal_contact_fields(struct call *call)
{
	static const struct {
		const char *name, *type, *title;
		bool required;
	} fields[] = {
		{ "CONTACT_ID", "integer", "Контакт", true },
		{ "SORT", "integer", "Сортировка", false },
		{ "IS_PRIMARY", "char", "Основной", false },
	};

	call->result = cJSON_CreateObject();
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		cJSON *row =
			cJSON_AddObjectToObject(call->result, fields[i].name);

		cJSON_AddStringToObject(row, "type", fields[i].type);
		cJSON_AddBoolToObject(row, "isRequired", fields[i].required);
		cJSON_AddFalseToObject(row, "isReadOnly");
		cJSON_AddFalseToObject(row, "isImmutable");
		cJSON_AddFalseToObject(row, "isMultiple");
		cJSON_AddFalseToObject(row, "isDynamic");
		cJSON_AddStringToObject(row, "title", fields[i].title);
	}
}
