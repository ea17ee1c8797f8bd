/*
 * What is special about contacts: they always have a name.
 */
#include "tests/portal/links.h"
#include "tests/portal/rules.h"

static bool is_blank(const struct write *write, const struct entity *contact,
                     const char *code)
{
	const char *text = entity_get(write->kind, contact, code);

	return !text || !*text;
}

struct entity *contact_create(struct write *write)
{
	struct entity *contact = store_add(write->kind, 0);
	static const struct {
		const char *code, *text;
	} defaults[] = {
		{ "TYPE_ID", "CLIENT" }, { "OPENED", "Y" },
		{ "EXPORT", "Y" },       { "HAS_PHONE", "N" },
		{ "HAS_EMAIL", "N" },    { "HAS_IMOL", "N" },
		{ "CATEGORY_ID", "0" },
	};

	write_apply(write, contact);
	write_stamp_new(write, contact);
	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		write_default(write, contact, defaults[i].code,
		              defaults[i].text);
	if (is_blank(write, contact, "NAME") &&
	    is_blank(write, contact, "SECOND_NAME") &&
	    is_blank(write, contact, "LAST_NAME")) {
		g_autofree char *name = g_strdup_printf(
			portal_says(write->portal, "Контакт #%" G_GINT64_FORMAT,
		                    "Contact #%" G_GINT64_FORMAT),
			contact->id);
		entity_put(write->portal->store, write->kind, contact,
		           "LAST_NAME", name);
	}
	return contact;
}

bool contact_update(struct write *write, struct entity *contact)
{
	return write_apply(write, contact);
}

void contact_delete(struct portal *portal, struct entity *contact)
{
	gint64 id = contact->id;

	store_remove(portal->store->contact, contact);
	links_forget(portal, id);
}
