/*
 * A row a thing; its attributes and contacts are JSON, for nobody ever asks
 * for one of them alone.
 *
 *     attributes  [[name, key or null, text, flags, exported], …]
 *     contacts    [[kind, text, slot or null, flags, exported], …]
 */
#include "watcher/history_learned.h"
#include "watcher/history_p.h"

#include <cjson/cJSON.h>

/* In the database for good: never renumbered. */
enum { IS_GUID = 1, KEY_IS_GUID = 2, IN_CARD = 4 };

/* Up to here each whole number is a double of its own. */
static const double number_most = 9007199254740992.0;

/* ---- to JSON ---- */

static void put_text(cJSON *array, const char *text)
{
	cJSON_AddItemToArray(array, text != NULL ? cJSON_CreateString(text)
	                                         : cJSON_CreateNull());
}

static void put_number(cJSON *array, gint64 number)
{
	cJSON_AddItemToArray(array, cJSON_CreateNumber((double)number));
}

static void put_value(cJSON *all, const struct learned_value *value)
{
	cJSON *row = cJSON_CreateArray();
	gint64 flags = (value->is_guid ? IS_GUID : 0) |
	               (value->key_is_guid ? KEY_IS_GUID : 0) |
	               (value->in_card ? IN_CARD : 0);

	put_text(row, value->name);
	put_text(row, value->key);
	put_text(row, value->text);
	put_number(row, flags);
	put_number(row, value->exported);
	cJSON_AddItemToArray(all, row);
}

static void put_contact(cJSON *all, const struct learned_contact *contact)
{
	cJSON *row = cJSON_CreateArray();

	put_text(row, contact->kind);
	put_text(row, contact->text);
	put_text(row, contact->slot);
	put_number(row, contact->in_card ? IN_CARD : 0);
	put_number(row, contact->exported);
	cJSON_AddItemToArray(all, row);
}

/* NULL where there is nothing. */
static char *print(cJSON *all)
{
	char *text = cJSON_GetArraySize(all) > 0 ? cJSON_PrintUnformatted(all)
	                                         : NULL;

	cJSON_Delete(all);
	return text;
}

static char *values_text(const GPtrArray *values)
{
	cJSON *all = cJSON_CreateArray();

	for (guint i = 0; i < values->len; i++)
		put_value(all, values->pdata[i]);
	return print(all);
}

static char *contacts_text(const GPtrArray *contacts)
{
	cJSON *all = cJSON_CreateArray();

	for (guint i = 0; i < contacts->len; i++)
		put_contact(all, contacts->pdata[i]);
	return print(all);
}

/* ---- and back ---- */

static const char *text_at(const cJSON *row, int at)
{
	return cJSON_GetStringValue(cJSON_GetArrayItem(row, at));
}

static gint64 number_at(const cJSON *row, int at)
{
	const cJSON *item = cJSON_GetArrayItem(row, at);

	return cJSON_IsNumber(item) && item->valuedouble <= number_most &&
	                       item->valuedouble >= -number_most
	               ? (gint64)item->valuedouble
	               : 0;
}

static void read_value(const cJSON *row, GPtrArray *values)
{
	const char *name = text_at(row, 0);
	const char *text = text_at(row, 2);
	gint64 flags = number_at(row, 3);
	struct learned_value *value;

	if (name == NULL || text == NULL)
		return;
	value = learned_value_new(name, text_at(row, 1), text);
	value->is_guid = (flags & IS_GUID) != 0;
	value->key_is_guid = value->key != NULL && (flags & KEY_IS_GUID) != 0;
	value->in_card = (flags & IN_CARD) != 0;
	value->exported = number_at(row, 4);
	g_ptr_array_add(values, value);
}

static void read_contact(const cJSON *row, GPtrArray *contacts)
{
	const char *text = text_at(row, 1);
	struct learned_contact *contact;

	if (text == NULL)
		return;
	contact = learned_contact_new(text_at(row, 0), text);
	contact->slot = g_strdup(text_at(row, 2));
	contact->in_card = (number_at(row, 3) & IN_CARD) != 0;
	contact->exported = number_at(row, 4);
	g_ptr_array_add(contacts, contact);
}

/* What cannot be read is as if it had never been learned. */
static void read_rows(const char *text, GPtrArray *into,
                      void (*read)(const cJSON *row, GPtrArray *into))
{
	cJSON *all = text != NULL ? cJSON_Parse(text) : NULL;
	const cJSON *row;

	cJSON_ArrayForEach (row, all) {
		read(row, into);
	}
	cJSON_Delete(all);
}

/* ---- asking ---- */

static char *guids_text(const GPtrArray *guids)
{
	cJSON *all = cJSON_CreateArray();

	for (guint i = 0; i < guids->len; i++)
		put_text(all, guids->pdata[i]);
	return print(all);
}

static struct learned *read_learned(history_query *query)
{
	struct learned *learned = learned_new();

	learned->guid = g_strdup(history_text(query, 0));
	learned->type = g_strdup(history_text(query, 1));
	learned->predefined = g_strdup(history_text(query, 2));
	learned->card = history_when(query, 3);
	read_rows(history_text(query, 4), learned->values, read_value);
	read_rows(history_text(query, 5), learned->contacts, read_contact);
	return learned;
}

static bool find_all(struct history *history, const char *guids,
                     GHashTable *found, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT learned.guid, learned.type, predefined, card,"
		" attributes, contacts"
		" FROM json_each(?1) AS asked CROSS JOIN learned"
		" ON learned.guid = asked.value",
		error);
	bool row;

	if (query == NULL)
		return false;
	history_bind_text(query, 1, guids);
	for (;;) {
		struct learned *learned;

		if (!history_next(history, query, &row, error))
			return false;
		if (!row)
			return true;
		learned = read_learned(query);
		g_hash_table_replace(found, g_strdup(learned->guid), learned);
	}
}

static bool find(void *context, const GPtrArray *guids, GHashTable *found,
                 GError **error)
{
	struct history *history = context;
	char *text = guids_text(guids);
	bool good = text == NULL || find_all(history, text, found, error);

	cJSON_free(text);
	return good;
}

/* ---- keeping ---- */

static bool keep_one(struct history *history, const struct learned *learned,
                     GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO learned (guid, type, predefined, card,"
		" attributes, contacts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
		" ON CONFLICT (guid) DO UPDATE SET type = excluded.type,"
		" predefined = excluded.predefined, card = excluded.card,"
		" attributes = excluded.attributes,"
		" contacts = excluded.contacts",
		error);
	char *values = values_text(learned->values);
	char *contacts = contacts_text(learned->contacts);
	bool good = query != NULL;

	if (good) {
		history_bind_text(query, 1, learned->guid);
		history_bind_text(query, 2, learned->type);
		history_bind_text(query, 3, learned->predefined);
		history_bind_when(query, 4, learned->card);
		history_bind_text(query, 5, values);
		history_bind_text(query, 6, contacts);
		good = history_do(history, query, error);
	}
	cJSON_free(values);
	cJSON_free(contacts);
	return good;
}

static bool keep(void *context, const GPtrArray *learned, GError **error)
{
	struct history *history = context;
	bool good = true;

	if (!history_begin(history, error))
		return false;
	for (guint i = 0; good && i < learned->len; i++)
		good = keep_one(history, learned->pdata[i], error);
	return history_end(history, good, error);
}

struct learned_store history_learned(struct history *history)
{
	return (struct learned_store){ find, keep, history };
}
