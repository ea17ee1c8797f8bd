#ifndef XML_FAULTS_H
#define XML_FAULTS_H

#include "core/message.h"

#include <glib.h>

/*
 * What is wrong with a file: the first hundred faults with their place, the
 * rest counted. A fault inside an order bears its number, also where the
 * number comes later than the fault.
 */

enum { FAULTS_MOST = 100 };

struct faults {
	GPtrArray *list; /* of struct message, owned */
	guint64 more;
	GString *number; /* of the order that is being read; "": not known */
	guint first;     /* of its faults */
};

void faults_init(struct faults *faults);
void faults_clear(struct faults *faults);

/* Takes the message; line and column: 0 where not known. */
void faults_add(struct faults *faults, struct message *message, guint line,
                guint column);
guint64 faults_count(const struct faults *faults);

void faults_order_begin(struct faults *faults);
void faults_order_number(struct faults *faults, const char *number);
void faults_order_end(struct faults *faults);

#endif
