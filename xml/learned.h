#ifndef XML_LEARNED_H
#define XML_LEARNED_H

#include <glib.h>
#include <stdbool.h>

/*
 * What files teach about a thing, for as long as somebody remembers: 1C sends
 * a client once and then only its GUID. Here what a file tells is laid over
 * what is known; keeping it is the store's. Attributes are kept by their names
 * in 1C, so that what they mean is the settings' at the time of reading.
 *
 * A card (the object itself) is the whole truth about attributes and about the
 * contacts that stand in it; a mention adds to it. What registers hold is
 * known property by property, and contacts slot by slot. Of two that
 * contradict each other the one with the newer export time counts.
 */

#define LEARNED_TEXT G_MAXUINT32

/* An attribute, or a row of a section or register under the row's name. */
struct learned_value {
	char *name; /* of the attribute, section or register */
	char *key;  /* of the row; NULL: it is an attribute */
	char *text;
	bool key_is_guid, is_guid; /* of what is referred to */
	bool in_card;              /* of the card, not of a register */
	gint64 exported;           /* by the file that told it */
	/* What it is in the file that is read, or LEARNED_TEXT: a thing without
	 * a GUID has more to say than its name. Of no use to a store. */
	guint32 thing;
};

struct learned_contact {
	char *kind; /* Телефон, АдресЭлектроннойПочты …; never NULL */
	char *text;
	char *slot;   /* in the register, «Тип/Вид»; NULL: not known */
	bool in_card; /* of the card, not of the register */
	gint64 exported;
};

struct learned {
	char *guid; /* lower case */
	char *type; /* Справочник.Контрагенты; or NULL */
	char *predefined;
	gint64 card; /* export time of the card; WHEN_NONE: never seen */
	GPtrArray *values, *contacts; /* owned structs */
};

struct learned *learned_new(void);
void learned_free(gpointer learned); /* accepts NULL */
struct learned *learned_copy(const struct learned *learned);
struct learned_value *learned_value_new(const char *name, const char *key,
                                        const char *text);
void learned_value_free(gpointer value);
struct learned_contact *learned_contact_new(const char *kind, const char *text);
void learned_contact_free(gpointer contact);

/* What one file tells of a thing. */
struct told {
	struct learned *facts; /* card: WHEN_NONE */
	bool card;             /* the object itself was there */
	GPtrArray *registers;  /* slots that the register was told whole for, a
	                          part that is empty means all; owned texts */
};

struct told *told_new(void);
void told_free(gpointer told);
/* A value told behind others replaces the one in its place. Taken. */
void told_add_value(struct told *told, struct learned_value *value);
/* Taken; one that was told already is dropped. */
void told_add_contact(struct told *told, struct learned_contact *contact);

/* Whether it tells more than that the thing exists. */
bool told_anything(const struct told *told);

/* Owned by the caller; `known` may be NULL. `exported`: of the file. */
struct learned *learned_over(const struct learned *known,
                             const struct told *told, gint64 exported);

/* Who remembers. Errors are its own. */
struct learned_store {
	/* Puts what is known of these GUIDs into a table, GUID → struct
	 * learned, both owned by it. */
	bool (*find)(void *context, const GPtrArray *guids, GHashTable *found,
	             GError **error);
	/* Of struct learned, in the place of what was known. */
	bool (*keep)(void *context, const GPtrArray *learned, GError **error);
	void *context;
};

/* A table as `find` fills. */
GHashTable *learned_table(void);

#endif
