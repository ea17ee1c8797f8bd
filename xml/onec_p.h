#ifndef XML_ONEC_P_H
#define XML_ONEC_P_H

#include "xml/onec.h"
#include "xml/onec_names.h"

/*
 * Between onec.c, which collects what objects are told to be, onec_pick.c,
 * which knows what their attributes are for, and onec_order.c and
 * onec_facts.c, which write down what is to be kept.
 */

struct onec_value {
	guint32 at;    /* offset + 1 of a text in `texts`; 0: none */
	guint32 thing; /* THING_NONE: none */
};

struct onec_object {
	GString *type, *guid, *predefined; /* "": not said */
	GArray *numbers;                   /* of guint64 */
	guint line;
	enum onec_type kind;
	bool has_amount;           /* of an order: the attribute is there */
	struct onec_value *values; /* by id of the name */
	GString *texts;
	enum section section; /* that rows belong to now */
	GByteArray *rows;     /* items, of an order or of facts */
};

struct onec {
	struct intake *intake;
	struct onec_names *names;
	GPtrArray *objects; /* of struct onec_object; `depth` are open */
	guint depth;
	GByteArray *facts; /* being put together */
};

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
struct part onec_pick_thing(const struct onec *onec,
                            const struct onec_object *object, enum role role);
bool onec_plays(const struct onec *onec, const struct onec_object *object,
                enum role role, guint id);

void onec_put_order(struct onec *onec, const struct onec_object *object);
guint32 onec_put_thing(struct onec *onec, const struct onec_object *object);
void onec_put_contact_record(struct onec *onec,
                             const struct onec_object *object);
void onec_put_contact(struct onec *onec, const struct onec_object *row,
                      GByteArray *facts);
void onec_put_row(struct onec *onec, const struct onec_object *row,
                  struct onec_object *object);

#endif
