#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include <glib.h>

/*
 * What the history knows of the documents and contacts of one window. Losing
 * it never loses or doubles an order: what starts anew then is `stale`,
 * `until_edited`, `deal_lost` and who last named a contact.
 */

struct memory_document {
	char *key;       /* judged.key */
	gint64 exported; /* of the newest data carried out; WHEN_NONE: never */
	gint64 deal;     /* last deal made or matched; 0: none */
	char *state;     /* the folded state last carried out, or NULL */
	char *stage;     /* the stage we last wrote or found right, or NULL */
	gint64 contact;  /* last contact made or chosen; 0: none */
};

struct memory {
	GHashTable *documents; /* key → struct memory_document, owned */
	GHashTable *named; /* contact id (gint64) → gint64: date of the order
	                      that last named it, both owned */
};

struct memory *memory_new(void);
void memory_free(struct memory *memory);
struct memory_document *memory_document(const struct memory *memory,
                                        const char *key); /* or NULL */
/* The document's record, made where there is none. */
struct memory_document *memory_note(struct memory *memory, const char *key);
void memory_name(struct memory *memory, gint64 contact, gint64 date);
gint64 memory_named(const struct memory *memory, gint64 contact); /* or NONE */

#endif
