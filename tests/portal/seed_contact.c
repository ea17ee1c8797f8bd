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

static void set_category(const struct seeding *seeding)
{
	const cJSON *value = seeding_value_of(seeding, "categoryId");
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, php_int(value));

	if (!value)
		return;
	seeding_put(seeding, "CATEGORY_ID", id);
	seeding->kind->hides |= php_int(value) != 0;
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
		contact_delete(portal, seeding.entity);
		return true;
	}
	if (!seeding_set_fields(&seeding))
		return false;
	set_category(&seeding);
	seeding_set_denied(&seeding);
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
