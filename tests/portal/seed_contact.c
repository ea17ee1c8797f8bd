/*
 * Contacts of a seed, with their phones and addresses.
 */
#include "tests/portal/comm.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"
#include "tests/portal/seed_entity.h"

#include <string.h>

static void seed_comms(const struct seeding *seeding, const char *key,
                       const char *type)
{
	const cJSON *list = php_get(seeding->row, key);
	const cJSON *element;

	if (!list)
		return;
	/* A new list stands for the whole of it. */
	for (guint i = seeding->entity->comms ? seeding->entity->comms->len : 0;
	     i > 0; i--) {
		const struct comm *comm = seeding->entity->comms->pdata[i - 1];
		if (strcmp(comm->type, type) == 0)
			g_ptr_array_remove_index(seeding->entity->comms, i - 1);
	}
	comm_refresh(seeding->portal->store, seeding->entity);
	cJSON_ArrayForEach (element, list) {
		bool plain = cJSON_IsString(element);
		const char *value = cJSON_GetStringValue(
			plain ? element : php_get(element, "value"));
		const char *value_type =
			cJSON_GetStringValue(php_get(element, "type"));

		comm_add(seeding->portal->store, seeding->entity,
		         php_int(php_get(element, "id")), type,
		         value_type ? value_type : "WORK", value ? value : "");
	}
}

/* The deals of a deleted contact forget it. */
static void remove_contact(const struct seeding *seeding)
{
	struct portal *portal = seeding->portal;
	struct field *field = kind_field(portal->store->deal, "CONTACT_IDS");
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, seeding->entity->id);
	const GPtrArray *deals = field_lookup(field, id);
	g_autoptr(GPtrArray) linked = g_ptr_array_new();

	for (guint i = 0; deals && i < deals->len; i++)
		g_ptr_array_add(linked, deals->pdata[i]);
	store_remove(portal->store->contact, seeding->entity);
	for (guint i = 0; i < linked->len; i++) {
		struct entity *deal = linked->pdata[i];
		g_autoptr(GPtrArray) ids = g_ptr_array_copy(
			(GPtrArray *)entity_texts(deal, field), NULL, NULL);

		deal_set_contacts(portal, deal, ids);
	}
}

bool seed_contact(struct portal *portal, const cJSON *row, GError **error)
{
	struct seeding seeding = { portal, portal->store->contact,
		                   row,    NULL,
		                   false,  error };
	static const struct {
		const char *code, *text;
	} defaults[] = {
		{ "TYPE_ID", "CLIENT" }, { "OPENED", "Y" },
		{ "EXPORT", "Y" },       { "HAS_PHONE", "N" },
		{ "HAS_EMAIL", "N" },    { "HAS_IMOL", "N" },
		{ "CATEGORY_ID", "0" },
	};

	if (!seeding_begin(&seeding, "contacts"))
		return false;
	if (php_true(php_get(row, "deleted"))) {
		remove_contact(&seeding);
		return true;
	}
	if (!seeding_set_fields(&seeding))
		return false;
	seed_comms(&seeding, "phones", "PHONE");
	seed_comms(&seeding, "emails", "EMAIL");
	if (!seeding.fresh) {
		seeding_stamp_change(&seeding);
		return true;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		seeding_put_default(&seeding, defaults[i].code,
		                    defaults[i].text);
	seeding_stamp_new(&seeding);
	return true;
}
