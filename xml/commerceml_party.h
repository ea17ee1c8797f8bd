#ifndef XML_COMMERCEML_PARTY_H
#define XML_COMMERCEML_PARTY_H

#include "xml/commerceml_names.h"
#include "xml/order_book.h"

/*
 * A Контрагент of a CommerceML document while it is read: what he is to it
 * stands behind what he is called.
 */

enum party_leaf {
	PARTY_REF,
	PARTY_NAME,
	PARTY_FULL_NAME,
	PARTY_LEGAL_NAME, /* ОфициальноеНаименование: only firms have one */
	PARTY_LAST,
	PARTY_FIRST,
	PARTY_MIDDLE,
	PARTY_KPP, /* likewise */
	PARTY_ROLE,
	PARTY_CONTACT_KIND,
	PARTY_CONTACT_VALUE,
	PARTY_LEAVES
};

struct party;

/* `names` are not owned. */
struct party *party_new(struct cml_names *names);
void party_free(struct party *party);

/* Makes it empty. */
void party_begin(struct party *party);
void party_end(struct party *party); /* now it has a role */
void party_say(struct party *party, enum party_leaf leaf, const char *text);
const char *party_text(const struct party *party, enum party_leaf leaf);

void party_begin_contact(struct party *party);
void party_end_contact(struct party *party);

enum cml_role party_role(const struct party *party);

/* The bytes that its contacts take. */
gsize party_length(const struct party *party);

/* As the client of the order that is being written. */
void party_put(const struct party *party, struct order_book *book);

#endif
