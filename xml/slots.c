/*
 * Open addressing with linear probing. Nothing is ever taken out.
 */
#include "xml/slots.h"

enum { FIRST = 64 };

void slots_init(struct slots *slots,
                guint64 (*hash)(gconstpointer data, guint32 position),
                bool (*same)(gconstpointer data, guint32 position,
                             gconstpointer key),
                gconstpointer data)
{
	*slots = (struct slots){ .hash = hash, .same = same, .data = data };
	slots->size = FIRST;
	slots->at = g_new0(guint32, slots->size);
}

void slots_clear(struct slots *slots)
{
	g_clear_pointer(&slots->at, g_free);
}

static void grow(struct slots *slots)
{
	guint32 *old = slots->at;
	guint32 size = slots->size, mask;

	slots->size = size * 2;
	slots->at = g_new0(guint32, slots->size);
	mask = slots->size - 1;
	for (guint32 i = 0; i < size; i++) {
		guint32 at;

		if (!old[i])
			continue;
		at = (guint32)slots->hash(slots->data, old[i] - 1) & mask;
		while (slots->at[at])
			at = (at + 1) & mask;
		slots->at[at] = old[i];
	}
	g_free(old);
}

guint32 slots_find(struct slots *slots, guint64 hash, gconstpointer key,
                   guint32 position)
{
	guint32 mask = slots->size - 1;
	guint32 at = (guint32)hash & mask;

	for (; slots->at[at]; at = (at + 1) & mask)
		if (slots->same(slots->data, slots->at[at] - 1, key))
			return slots->at[at] - 1;
	if (position == SLOTS_NONE)
		return SLOTS_NONE;
	slots->at[at] = position + 1;
	slots->used++;
	if (slots->used > slots->size / 3 * 2)
		grow(slots);
	return SLOTS_NONE;
}

/* FNV-1a with the last mixing of MurmurHash3: spreads well, and whoever could
 * craft a collision can as well leave the order out of the file. */
guint64 slots_hash(gconstpointer bytes, gsize length)
{
	const guint8 *p = bytes;
	guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);

	for (gsize i = 0; i < length; i++)
		hash = (hash ^ p[i]) * G_GUINT64_CONSTANT(0x100000001b3);
	hash ^= hash >> 33;
	hash *= G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
	hash ^= hash >> 33;
	return hash;
}
