/*
 * The store: entities, their slots, the indexes.
 *
 * Knows no rule of Bitrix24 (rules.c) and no JSON. Refuses to search without
 * an index: filter.c walks `all` where it must.
 */
#include "tests/portal/store.h"

#include <string.h>

static void entity_free(gpointer data)
{
	struct entity *entity = data;

	g_clear_pointer(&entity->comms, g_ptr_array_unref);
	g_clear_pointer(&entity->comm_keys, g_ptr_array_unref);
	g_free(entity->slot);
	g_free(entity);
}

static void free_many(const struct kind *kind, struct entity *entity)
{
	guint slots = MIN(entity->slots, kind->fields->len);

	for (guint i = 0; i < slots; i++) {
		const struct field *field = g_ptr_array_index(kind->fields, i);

		if (field->flags & FIELD_MULTIPLE && entity->slot[i].many)
			g_ptr_array_unref(entity->slot[i].many);
	}
}

static void free_bucket(gpointer data)
{
	g_ptr_array_unref(data);
}

static struct kind *kind_new(int type_id, const char *name,
                             const struct field_row *rows)
{
	struct kind *kind = g_new0(struct kind, 1);

	kind->type_id = type_id;
	kind->name = name;
	kind->fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	kind->by_code = g_hash_table_new(g_str_hash, g_str_equal);
	kind->by_camel = g_hash_table_new(g_str_hash, g_str_equal);
	kind->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	kind->all = g_ptr_array_new_with_free_func(entity_free);
	kind->comm_index = g_hash_table_new_full(g_str_hash, g_str_equal,
	                                         g_free, free_bucket);
	for (; rows->code; rows++)
		kind_add_field(kind, field_new(kind->fields->len, rows));
	return kind;
}

static void kind_free(struct kind *kind)
{
	for (guint i = 0; i < kind->all->len; i++)
		free_many(kind, g_ptr_array_index(kind->all, i));
	g_hash_table_unref(kind->comm_index);
	g_ptr_array_unref(kind->all);
	g_hash_table_unref(kind->by_id);
	g_hash_table_unref(kind->by_code);
	g_hash_table_unref(kind->by_camel);
	g_ptr_array_unref(kind->fields);
	g_free(kind);
}

struct store *store_new(void)
{
	struct store *store = g_new0(struct store, 1);

	store->texts = g_string_chunk_new(1 << 16);
	store->deal = kind_new(2, "deal", field_deal_rows);
	store->contact = kind_new(3, "contact", field_contact_rows);
	store->last_field = 100;
	return store;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	kind_free(store->deal);
	kind_free(store->contact);
	g_string_chunk_free(store->texts);
	g_free(store);
}

struct kind *store_kind(const struct store *store, gint64 type_id)
{
	if (type_id == store->deal->type_id)
		return store->deal;
	if (type_id == store->contact->type_id)
		return store->contact;
	return NULL;
}

const char *store_text(struct store *store, const char *text)
{
	return text ? g_string_chunk_insert_const(store->texts, text) : NULL;
}

struct field *kind_field(const struct kind *kind, const char *code)
{
	return g_hash_table_lookup(kind->by_code, code);
}

struct field *kind_camel(const struct kind *kind, const char *camel)
{
	return g_hash_table_lookup(kind->by_camel, camel);
}

void kind_add_field(struct kind *kind, struct field *field)
{
	g_assert(field->slot == kind->fields->len);
	if (field->flags & FIELD_INDEXED)
		field->index = g_hash_table_new_full(g_str_hash, g_str_equal,
		                                     g_free, free_bucket);
	g_ptr_array_add(kind->fields, field);
	g_hash_table_insert(kind->by_code, (char *)field->code, field);
	if (field->camel)
		g_hash_table_insert(kind->by_camel, (char *)field->camel,
		                    field);
}

static guint place_of(const struct kind *kind, gint64 id)
{
	guint low = 0, high = kind->all->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct entity *at = g_ptr_array_index(kind->all, middle);

		if (at->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct entity *store_add(struct kind *kind, gint64 id)
{
	struct entity *entity = g_new0(struct entity, 1);

	entity->id = id ? id : kind->last_id + 1;
	kind->last_id = MAX(kind->last_id, entity->id);
	g_ptr_array_insert(kind->all, (int)place_of(kind, entity->id), entity);
	g_hash_table_insert(kind->by_id, &entity->id, entity);
	return entity;
}

struct entity *kind_find(const struct kind *kind, gint64 id)
{
	return g_hash_table_lookup(kind->by_id, &id);
}

const char *entity_text(const struct entity *entity, const struct field *field)
{
	return field->slot < entity->slots ? entity->slot[field->slot].one
	                                   : NULL;
}

const GPtrArray *entity_texts(const struct entity *entity,
                              const struct field *field)
{
	return field->slot < entity->slots ? entity->slot[field->slot].many
	                                   : NULL;
}

const char *entity_get(const struct kind *kind, const struct entity *entity,
                       const char *code)
{
	return entity_text(entity, kind_field(kind, code));
}

static union slot *slot_of(struct entity *entity, const struct field *field)
{
	if (field->slot >= entity->slots) {
		guint slots = MAX(48, field->slot + 8);

		entity->slot = g_renew(union slot, entity->slot, slots);
		memset(entity->slot + entity->slots, 0,
		       (slots - entity->slots) * sizeof(union slot));
		entity->slots = slots;
	}
	return &entity->slot[field->slot];
}

void store_fold(GString *out, const char *text)
{
	gsize from = out->len;

	if (g_str_is_ascii(text)) {
		for (; *text; text++)
			g_string_append_c(out, g_ascii_tolower(*text));
	} else {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		g_autofree char *folded = g_utf8_casefold(valid, -1);
		const char *at = folded;

		for (; *at; at = g_utf8_next_char(at)) {
			gunichar c = g_utf8_get_char(at);
			g_string_append_unichar(out, c == 0x451 ? 0x435 : c);
		}
	}
	while (out->len > from && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
}

static void bucket_add(GHashTable *index, const char *key,
                       struct entity *entity)
{
	GPtrArray *bucket = g_hash_table_lookup(index, key);

	if (!bucket) {
		bucket = g_ptr_array_new();
		g_hash_table_insert(index, g_strdup(key), bucket);
	}
	g_ptr_array_add(bucket, entity);
}

static void bucket_remove(GHashTable *index, const char *key,
                          struct entity *entity)
{
	GPtrArray *bucket = g_hash_table_lookup(index, key);

	if (!bucket)
		return;
	g_ptr_array_remove_fast(bucket, entity);
	if (!bucket->len)
		g_hash_table_remove(index, key);
}

typedef void (*bucket_change)(GHashTable *, const char *, struct entity *);

static void reindex(const struct field *field, struct entity *entity,
                    const char *text, bucket_change change)
{
	if (!field->index || !text || !*text)
		return;
	g_autoptr(GString) folded = g_string_new(NULL);
	store_fold(folded, text);
	change(field->index, folded->str, entity);
}

bool entity_set(struct store *store, struct entity *entity, struct field *field,
                const char *text)
{
	union slot *slot = slot_of(entity, field);
	const char *kept = store_text(store, text);

	g_assert(!(field->flags & FIELD_MULTIPLE));
	if (slot->one == kept)
		return false;
	reindex(field, entity, slot->one, bucket_remove);
	slot->one = kept;
	reindex(field, entity, slot->one, bucket_add);
	return true;
}

static bool same_texts(const GPtrArray *a, const GPtrArray *b)
{
	guint length = a ? a->len : 0;

	if (length != (b ? b->len : 0))
		return false;
	for (guint i = 0; i < length; i++) {
		if (strcmp(a->pdata[i], b->pdata[i]) != 0)
			return false;
	}
	return true;
}

bool entity_set_many(struct store *store, struct entity *entity,
                     struct field *field, const GPtrArray *texts)
{
	union slot *slot = slot_of(entity, field);
	GPtrArray *old = slot->many;

	g_assert(field->flags & FIELD_MULTIPLE);
	if (same_texts(old, texts))
		return false;
	slot->many = NULL;
	for (guint i = 0; old && i < old->len; i++)
		reindex(field, entity, old->pdata[i], bucket_remove);
	for (guint i = 0; texts && i < texts->len; i++) {
		const char *kept = store_text(store, texts->pdata[i]);

		if (!slot->many)
			slot->many = g_ptr_array_new();
		g_ptr_array_add(slot->many, (char *)kept);
		reindex(field, entity, kept, bucket_add);
	}
	if (old)
		g_ptr_array_unref(old);
	return true;
}

bool entity_put(struct store *store, struct kind *kind, struct entity *entity,
                const char *code, const char *text)
{
	return entity_set(store, entity, kind_field(kind, code), text);
}

const GPtrArray *field_lookup(const struct field *field, const char *folded)
{
	return g_hash_table_lookup(field->index, folded);
}

const GPtrArray *kind_comm_lookup(const struct kind *kind, const char *key)
{
	return g_hash_table_lookup(kind->comm_index, key);
}

void kind_comm_index(struct kind *kind, struct entity *entity, GPtrArray *keys)
{
	GPtrArray *old = entity->comm_keys;

	for (guint i = 0; old && i < old->len; i++)
		bucket_remove(kind->comm_index, old->pdata[i], entity);
	g_clear_pointer(&entity->comm_keys, g_ptr_array_unref);
	entity->comm_keys = keys;
	for (guint i = 0; keys && i < keys->len; i++)
		bucket_add(kind->comm_index, keys->pdata[i], entity);
}

void store_remove(struct kind *kind, struct entity *entity)
{
	kind_comm_index(kind, entity, NULL);
	for (guint i = 0; i < kind->fields->len && i < entity->slots; i++) {
		struct field *field = g_ptr_array_index(kind->fields, i);

		if (field->flags & FIELD_MULTIPLE)
			entity_set_many(NULL, entity, field, NULL);
		else
			reindex(field, entity, entity->slot[i].one,
			        bucket_remove);
	}
	g_hash_table_remove(kind->by_id, &entity->id);
	g_ptr_array_remove_index(kind->all, place_of(kind, entity->id));
}

guint kind_doubled_marks(const struct kind *kind)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint doubled = 0;

	for (guint i = 0; i < kind->all->len; i++) {
		const struct entity *entity = kind->all->pdata[i];
		const char *originator =
			entity_get(kind, entity, "ORIGINATOR_ID");
		const char *origin = entity_get(kind, entity, "ORIGIN_ID");

		if (!originator || !*originator || !origin || !*origin)
			continue;
		char *key = g_strconcat(originator, "\n", origin, NULL);
		guint before = GPOINTER_TO_UINT(g_hash_table_lookup(seen, key));
		/* The first of a pair counts when the second shows up. */
		doubled += before == 0 ? 0 : before == 1 ? 2 : 1;
		g_hash_table_insert(seen, key, GUINT_TO_POINTER(before + 1));
	}
	return doubled;
}
