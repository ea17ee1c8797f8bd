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

const struct texts *entity_texts(const struct entity *entity,
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
		guint slots = field->slot + 4; /* more fields may follow */

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

/* Two values are one to a filter where their keys are. */
static void append_key(GString *key, const struct field *field,
                       const char *folded)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	if (field_is_number(field)) {
		/* 0 + -0 is 0. */
		g_ascii_dtostr(number, sizeof(number),
		               0 + g_ascii_strtod(folded, NULL));
		folded = number;
	}
	g_string_append(key, folded);
}

/* What folds to nothing is an empty value, and the index knows none. */
static void reindex(struct store *store, const struct field *field,
                    struct entity *entity, const char *text, bool held)
{
	if (!field->index || !text)
		return;
	g_autoptr(GString) folded = g_string_new(NULL);
	g_autoptr(GString) key = g_string_new(NULL);
	store_fold(folded, text);
	if (!*folded->str)
		return;
	append_key(key, field, folded->str);
	if (held)
		index_add(field->index, store_text(store, key->str), entity);
	else
		index_remove(field->index, key->str, entity);
}

bool entity_set(struct store *store, struct entity *entity, struct field *field,
                const char *text)
{
	union slot *slot = slot_of(entity, field);
	const char *kept = store_text(store, text);

	g_assert(!(field->flags & FIELD_MULTIPLE));
	if (slot->one == kept)
		return false;
	reindex(store, field, entity, slot->one, false);
	slot->one = kept;
	reindex(store, field, entity, slot->one, true);
	return true;
}

static bool same_texts(const struct texts *a, const GPtrArray *b)
{
	guint length = a ? a->length : 0;

	if (length != (b ? b->len : 0))
		return false;
	for (guint i = 0; i < length; i++) {
		if (strcmp(a->at[i], b->pdata[i]) != 0)
			return false;
	}
	return true;
}

/* NULL where there is none. */
static struct texts *keep_texts(GStringChunk *chunk, const GPtrArray *from)
{
	struct texts *texts;

	if (!from || !from->len)
		return NULL;
	texts = g_malloc(sizeof(*texts) + from->len * sizeof(texts->at[0]));
	texts->length = from->len;
	for (guint i = 0; i < from->len; i++)
		texts->at[i] =
			g_string_chunk_insert_const(chunk, from->pdata[i]);
	return texts;
}

bool entity_set_many(struct store *store, struct entity *entity,
                     struct field *field, const GPtrArray *texts)
{
	union slot *slot = slot_of(entity, field);
	struct texts *old = slot->many;

	g_assert(field->flags & FIELD_MULTIPLE);
	if (same_texts(old, texts))
		return false;
	/* Equal texts may be in both: all out, then all in. */
	for (guint i = 0; old && i < old->length; i++)
		reindex(store, field, entity, old->at[i], false);
	slot->many = texts ? keep_texts(store->texts, texts) : NULL;
	for (guint i = 0; slot->many && i < slot->many->length; i++)
		reindex(store, field, entity, slot->many->at[i], true);
	g_free(old);
	return true;
}

bool entity_put(struct store *store, struct kind *kind, struct entity *entity,
                const char *code, const char *text)
{
	return entity_set(store, entity, kind_field(kind, code), text);
}

void field_collect(const struct field *field, const char *folded, GPtrArray *to)
{
	g_autoptr(GString) key = g_string_new(NULL);

	append_key(key, field, folded);
	index_collect(field->index, key->str, to);
}

guint field_count(const struct field *field, const char *folded)
{
	g_autoptr(GString) key = g_string_new(NULL);

	append_key(key, field, folded);
	return index_count(field->index, key->str);
}

void kind_comm_collect(const struct kind *kind, const char *key, GPtrArray *to)
{
	index_collect(kind->comm_index, key, to);
}

void kind_comm_index(struct kind *kind, struct entity *entity, GPtrArray *keys)
{
	struct texts *kept = entity->comm_keys;

	for (guint i = 0; kept && i < kept->length; i++)
		index_remove(kind->comm_index, kept->at[i], entity);
	g_free(kept);
	kept = keep_texts(kind->texts, keys);
	entity->comm_keys = kept;
	for (guint i = 0; kept && i < kept->length; i++)
		index_add(kind->comm_index, kept->at[i], entity);
	if (keys)
		g_ptr_array_unref(keys);
}
