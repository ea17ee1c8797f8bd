#ifndef XML_ONEC_P_H
#define XML_ONEC_P_H

#include "xml/contact_info.h"
#include "xml/onec.h"
#include "xml/onec_names.h"
#include "xml/onec_node.h"

/*
 * Between onec.c, which collects what objects are told to be, onec_pick.c,
 * which knows what their attributes are for, and onec_order.c and
 * onec_facts.c, which write down what is to be kept.
 */

struct onec_value_at {
	guint32 at;    /* offset + 1 of a text in `texts`; 0: none */
	guint32 thing; /* THING_NONE: none */
};

struct onec_object {
	GString *type, *guid, *predefined; /* "": not said */
	GArray *numbers;                   /* of guint64 */
	guint line;
	enum onec_type kind;
	bool is_row;
	bool has_amount;              /* of an order: the attribute is there */
	struct onec_value_at *values; /* by id of the name */
	GByteArray *said;             /* the ids of those that there are */
	GString *texts;
	enum section section; /* that rows belong to now */
	GString *section_name;
	int section_id;   /* of its name, or -1 */
	guint rows_taken; /* of it */
	/* Items: rows of an order, or contacts; rows by their names; and what
	 * nobody knows a use for. */
	GByteArray *rows, *properties, *left;
};

struct onec {
	struct intake *intake;
	struct onec_names *names;
	const struct onec_paths *paths; /* of the names */
	GPtrArray *objects; /* of struct onec_object; `depth` are open */
	guint depth;
	const struct onec_object *ended; /* the reference that ended last */
	GByteArray *facts;               /* being put together */
	struct onec_left *left;          /* onec_left.c */
	struct contact_reader *contacts;
};

/* A reference to a document, which is kept only where a path leads on. */
#define THING_PASSED (THING_NONE - 1)

/* What plays a role in an object. */
struct part {
	const char *name; /* of the attribute; NULL: nothing plays it */
	const char *text; /* or */
	guint32 thing;    /* THING_NONE where it is no reference */
};

struct part onec_part_of(const struct onec *onec,
                         const struct onec_object *object, guint id);
bool onec_said(const struct part *part);
struct part onec_pick(const struct onec *onec, const struct onec_object *object,
                      enum role role);
/* The same, where a GUID written as text is a reference too. */
struct part onec_pick_thing(struct onec *onec, const struct onec_object *object,
                            enum role role);
bool onec_plays(const struct onec *onec, const struct onec_object *object,
                enum role role, guint id);

/* A text that is a GUID, as a thing; THING_NONE for others. */
guint32 onec_guid_thing(struct onec *onec, const char *text);
/* The values whose names have one of these uses, as items. */
void onec_put_values(struct onec *onec, const struct onec_object *object,
                     unsigned uses, GByteArray *items);
void onec_put_order(struct onec *onec, const struct onec_object *object);
/* `card`: the object itself, no mention of it. */
guint32 onec_put_thing(struct onec *onec, const struct onec_object *object,
                       bool card);
void onec_put_removed(struct onec *onec, const struct onec_object *object);
void onec_put_filter(struct onec *onec, const struct onec_object *object);
/* What a reference to a document points to. */
guint32 onec_put_passed(struct onec *onec, const struct onec_object *object);
void onec_put_contact_record(struct onec *onec,
                             const struct onec_object *object);
void onec_put_property_record(struct onec *onec,
                              const struct onec_object *object);
void onec_put_contact(struct onec *onec, const struct onec_object *row,
                      GByteArray *facts);
void onec_put_properties(struct onec *onec, const struct onec_object *row,
                         struct onec_object *object);
void onec_put_row(struct onec *onec, const struct onec_object *row,
                  struct onec_object *object);

/* ---- what nobody knows a use for (onec_left.c) ---- */

struct onec_left *onec_left_new(void);
void onec_left_free(struct onec_left *left);
/* An outermost object begins: is it one of the few to be looked at? */
void onec_left_begin(struct onec *onec, const struct onec_object *object);
bool onec_left_looks(const struct onec_left *left);
void onec_left_document(const struct onec *onec, const char *type);
/* An attribute with a value; `inner`: what is left of the reference that it
 * is, or NULL. */
void onec_left_value(struct onec *onec, struct onec_object *object,
                     const char *name, int id, const char *text, guint32 thing,
                     const GByteArray *inner);
void onec_left_row(struct onec *onec, const struct onec_object *row,
                   struct onec_object *object);
/* An outermost object that is no order ends. */
void onec_left_end(struct onec *onec, const struct onec_object *object);

#endif
