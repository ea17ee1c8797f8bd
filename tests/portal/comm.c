/*
 * Multifields and the duplicate index's idea of a phone number.
 *
 * Knows contacts only. Refuses to validate: Bitrix24 stores any text as a
 * phone.
 */
#include "tests/portal/comm.h"

#include <stdlib.h>
#include <string.h>

#define MIN_LENGTH 10 /* shorter numbers are not normalised */

const char *const comm_types[] = {
	"PHONE", "EMAIL", "WEB", "IM", "LINK", NULL
};

static struct comm *find(const struct entity *contact, gint64 id)
{
	for (guint i = 0; contact->comms && i < contact->comms->len; i++) {
		struct comm *comm = contact->comms->pdata[i];
		if (comm->id == id)
			return comm;
	}
	return NULL;
}

static bool holds(const struct entity *contact, const char *type,
                  const char *value_type, const char *value)
{
	for (guint i = 0; contact->comms && i < contact->comms->len; i++) {
		const struct comm *comm = contact->comms->pdata[i];
		if (strcmp(comm->type, type) == 0 &&
		    strcmp(comm->value_type, value_type) == 0 &&
		    strcmp(comm->value, value) == 0)
			return true;
	}
	return false;
}

/* Brings fields PHONE, EMAIL, HAS_… and both indexes in line. */
void comm_refresh(struct store *store, struct entity *contact)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

	if (!contact->comms)
		return;
	for (gsize i = 0; comm_types[i]; i++) {
		g_autoptr(GPtrArray) texts = g_ptr_array_new();

		for (guint k = 0; k < contact->comms->len; k++) {
			const struct comm *comm = contact->comms->pdata[k];
			if (strcmp(comm->type, comm_types[i]) != 0)
				continue;
			g_ptr_array_add(texts, (char *)comm->value);
			char *key = comm_key(store->exact_phones, comm->type,
			                     comm->value);
			if (key)
				g_ptr_array_add(keys, key);
		}
		entity_set_many(store, contact,
		                kind_field(store->contact, comm_types[i]),
		                texts);
		if (i < 2)
			entity_put(store, store->contact, contact,
			           i ? "HAS_EMAIL" : "HAS_PHONE",
			           texts->len ? "Y" : "N");
	}
	kind_comm_index(store->contact, contact, g_steal_pointer(&keys));
}

static void push(struct store *store, struct entity *contact, gint64 id,
                 const char *type, const char *value_type, const char *value)
{
	struct comm *comm = g_new0(struct comm, 1);

	comm->id = id ? id : store->last_comm + 1;
	store->last_comm = MAX(store->last_comm, comm->id);
	comm->type = store_text(store, type);
	comm->value_type = store_text(store, value_type);
	comm->value = store_text(store, value);
	if (!contact->comms)
		contact->comms = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(contact->comms, comm);
}

void comm_add(struct store *store, struct entity *contact, gint64 id,
              const char *type, const char *value_type, const char *value)
{
	push(store, contact, id, type, value_type, value);
	comm_refresh(store, contact);
}

static bool apply_change(struct store *store, struct comm *comm,
                         const struct comm_edit *edit)
{
	const char *value = store_text(store, edit->value);
	const char *value_type = comm->value_type;

	if (edit->value_type && *edit->value_type)
		value_type = store_text(store, edit->value_type);
	if (comm->value == value && comm->value_type == value_type)
		return false;
	comm->value = value;
	comm->value_type = value_type;
	return true;
}

static bool apply_one(struct store *store, struct entity *contact,
                      const struct comm_edit *edit)
{
	struct comm *comm = find(contact, edit->id);

	if (edit->what == COMM_ADD) {
		const char *value_type = edit->value_type;

		if (!value_type || !*value_type)
			value_type = "WORK";
		if (holds(contact, edit->type, value_type, edit->value))
			return false;
		push(store, contact, 0, edit->type, value_type, edit->value);
		return true;
	}
	/* Somebody else's id, or one of another type: nothing happens. */
	if (!comm || (edit->type && strcmp(comm->type, edit->type) != 0))
		return false;
	if (edit->what == COMM_CHANGE)
		return apply_change(store, comm, edit);
	g_ptr_array_remove(contact->comms, comm);
	return true;
}

bool comm_apply(struct store *store, struct entity *contact,
                const GPtrArray *edits)
{
	bool changed = false;

	for (guint i = 0; i < edits->len; i++)
		changed |= apply_one(store, contact, edits->pdata[i]);
	if (changed)
		comm_refresh(store, contact);
	return changed;
}

cJSON *comm_legacy(const struct entity *contact, const char *type)
{
	cJSON *list = NULL;

	for (guint i = 0; contact->comms && i < contact->comms->len; i++) {
		const struct comm *comm = contact->comms->pdata[i];

		if (strcmp(comm->type, type) != 0)
			continue;
		if (!list)
			list = cJSON_CreateArray();
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, comm->id);
		cJSON *element = cJSON_CreateObject();
		cJSON_AddStringToObject(element, "ID", id);
		cJSON_AddStringToObject(element, "VALUE_TYPE",
		                        comm->value_type);
		cJSON_AddStringToObject(element, "VALUE", comm->value);
		cJSON_AddStringToObject(element, "TYPE_ID", comm->type);
		cJSON_AddItemToArray(list, element);
	}
	return list;
}

cJSON *comm_item(const struct entity *contact)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; contact->comms && i < contact->comms->len; i++) {
		const struct comm *comm = contact->comms->pdata[i];
		cJSON *element = cJSON_CreateObject();

		cJSON_AddNumberToObject(element, "id", (double)comm->id);
		cJSON_AddStringToObject(element, "valueType", comm->value_type);
		cJSON_AddStringToObject(element, "value", comm->value);
		cJSON_AddStringToObject(element, "typeId", comm->type);
		cJSON_AddItemToArray(list, element);
	}
	return list;
}

const char *comm_first(const struct entity *contact, const char *type,
                       const char *value_type)
{
	for (guint i = 0; contact->comms && i < contact->comms->len; i++) {
		const struct comm *comm = contact->comms->pdata[i];

		if (strcmp(comm->type, type) == 0 &&
		    (!value_type || strcmp(comm->value_type, value_type) == 0))
			return comm->value;
	}
	return "";
}

static void cut_prefix(GString *number)
{
	const char *text = number->str;

	if (g_str_has_prefix(text, "80") || g_str_has_prefix(text, "81") ||
	    g_str_has_prefix(text, "82"))
		return;
	if (g_str_has_prefix(text, "00"))
		g_string_erase(number, 0, 2);
	else if (g_str_has_prefix(text, "011"))
		g_string_erase(number, 0, 3);
	else if (*text == '8')
		number->str[0] = '7';
	else if (*text == '0')
		g_string_erase(number, 0, 1);
}

char *comm_normal(const char *type, const char *value)
{
	GString *number = g_string_new(NULL);

	if (strcmp(type, "PHONE") != 0) {
		g_autofree char *trimmed = g_strstrip(g_strdup(value));
		store_fold(number, trimmed);
		return g_string_free(number, FALSE);
	}
	if (g_str_has_prefix(value, "+8") &&
	    g_utf8_strlen(value, -1) >= MIN_LENGTH) {
		g_string_append(number, "00");
		value++;
	}
	for (; *value; value++) {
		if (g_ascii_isdigit(*value) || strchr("#*,;", *value))
			g_string_append_c(number, *value);
	}
	if (number->len >= MIN_LENGTH)
		cut_prefix(number);
	g_string_truncate(number, strcspn(number->str, ";#,"));
	return g_string_free(number, FALSE);
}

char *comm_key(bool exact, const char *type, const char *value)
{
	bool phone = strcmp(type, "PHONE") == 0;
	g_autofree char *normal = exact && phone ? g_strstrip(g_strdup(value))
	                                         : comm_normal(type, value);

	return *normal ? g_strconcat(type, ":", normal, NULL) : NULL;
}
