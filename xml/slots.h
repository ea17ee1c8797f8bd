#ifndef XML_SLOTS_H
#define XML_SLOTS_H

#include <glib.h>
#include <stdbool.h>

/*
 * A compact index: finds the position of an entry of an array that somebody
 * else keeps, at some six bytes an entry. GHashTable takes ten times that, and
 * a file may hold a million documents.
 */

struct slots {
	guint32 *at; /* position + 1; 0: free */
	guint32 size, used;
	guint64 (*hash)(gconstpointer data, guint32 position);
	bool (*same)(gconstpointer data, guint32 position, gconstpointer key);
	gconstpointer data;
};

#define SLOTS_NONE G_MAXUINT32

void slots_init(struct slots *slots,
                guint64 (*hash)(gconstpointer data, guint32 position),
                bool (*same)(gconstpointer data, guint32 position,
                             gconstpointer key),
                gconstpointer data);
void slots_clear(struct slots *slots);

/* The position of the entry with this key, or SLOTS_NONE; then `position` is
 * kept for it, unless it is SLOTS_NONE too. */
guint32 slots_find(struct slots *slots, guint64 hash, gconstpointer key,
                   guint32 position);

guint64 slots_hash(gconstpointer bytes, gsize length);

#endif
