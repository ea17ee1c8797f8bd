/*
 * Values of entities, and the indexes that follow them.
 *
 * Refuses to copy texts: they live in the store's chunk, so that equal ones
 * are one pointer.
 */
#include "tests/portal/store.h"

#include <string.h>

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
	if (old)
		g_ptr_array_unref(old);
	entity->comm_keys = keys;
	for (guint i = 0; keys && i < keys->len; i++)
		bucket_add(kind->comm_index, keys->pdata[i], entity);
}
