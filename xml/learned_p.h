#ifndef XML_LEARNED_P_H
#define XML_LEARNED_P_H

#include "xml/learned.h"

/* Between learned.c, which has the values, and learned_over.c, which knows
 * which of them count. */

struct learned_value *learned_value_copy(const struct learned_value *from);
struct learned_contact *learned_contact_copy(
	const struct learned_contact *from);

/* The value in the same place as this one, or NULL. */
struct learned_value *learned_value_at(const GPtrArray *values,
                                       const struct learned_value *place);

/* In the place of one that there is; the value is taken. */
void learned_set_value(GPtrArray *values, struct learned_value *value);
/* Unless there is the same; the contact is taken. */
void learned_add_contact(GPtrArray *contacts, struct learned_contact *contact);

#endif
