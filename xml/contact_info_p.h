#ifndef XML_CONTACT_INFO_P_H
#define XML_CONTACT_INFO_P_H

#include "xml/contact_info.h"

/*
 * Between the readers of the spellings and contact_info.c, which makes numbers
 * of what they found.
 */

enum {
	CONTACT_TEXT_MOST = 64 * 1024, /* bytes of a whole text */
	CONTACT_DEPTH_MOST = 16,       /* elements in each other */
	CONTACT_MOST = 20,             /* contacts of one text */
};

enum contact_field {
	CONTACT_COUNTRY,
	CONTACT_AREA,
	CONTACT_NUMBER,
	CONTACT_VALUE, /* of what has no parts */
	CONTACT_SHOWN, /* the presentation */
	CONTACT_FIELDS,
};

/* What is known of one contact while it is read. */
struct contact_parts {
	enum contact_kind kind;
	char *field[CONTACT_FIELDS]; /* owned; NULL: not said */
};

/* The field of this name in 1C's XML and lines, or -1. */
int contact_field_of(const char *name);
/* The last value counts; one that says nothing leaves what was. */
void contact_set(struct contact_parts *parts, int field, const char *value,
                 gssize length);
/* Puts the contact to the others and forgets all of it but the presentation
 * and the kind. */
void contact_put(struct contact_info *info, struct contact_parts *parts);

/* A text that begins with '<'. False where its root is another. */
bool contact_info_xml(struct contact_reader *reader, struct contact_info *info,
                      const char *text, gsize length);

#endif
