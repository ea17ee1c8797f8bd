#ifndef PORTAL_INDEX_H
#define PORTAL_INDEX_H

#include <glib.h>

/*
 * Which entities hold a value: text → entities. Made for a million values
 * that one entity each holds: such a value costs one entry of a hash table.
 *
 * Neither texts nor entities are owned: a text must live as long as the index.
 * The same entity under the same text counts once.
 */

struct entity;
struct index;

struct index *index_new(void);
void index_free(struct index *index);

void index_add(struct index *index, const char *text, struct entity *entity);
void index_remove(struct index *index, const char *text, struct entity *entity);

guint index_count(const struct index *index, const char *text);
/* Appends them in no order. */
void index_collect(const struct index *index, const char *text, GPtrArray *to);
/* Calls `visit` for each text that several entities hold. */
void index_shared(const struct index *index,
                  void (*visit)(const GPtrArray *entities, gpointer data),
                  gpointer data);

#endif
