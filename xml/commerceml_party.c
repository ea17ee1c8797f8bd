/*
 * Who of the parties is the client, what he is called, where he is reached.
 */
#include "xml/commerceml_party.h"

#include "xml/value.h"

struct party {
	struct cml_names *names; /* not owned */
	enum cml_role role;
	GString *texts[PARTY_LEAVES];
	GByteArray *contacts; /* items */
};

struct party *party_new(struct cml_names *names)
{
	struct party *party = g_new0(struct party, 1);

	party->names = names;
	for (gsize i = 0; i < PARTY_LEAVES; i++)
		party->texts[i] = g_string_new(NULL);
	party->contacts = g_byte_array_new();
	return party;
}

void party_free(struct party *party)
{
	if (!party)
		return;
	for (gsize i = 0; i < PARTY_LEAVES; i++)
		g_string_free(party->texts[i], TRUE);
	g_byte_array_unref(party->contacts);
	g_free(party);
}

void party_begin(struct party *party)
{
	for (gsize i = 0; i < PARTY_LEAVES; i++)
		g_string_truncate(party->texts[i], 0);
	g_byte_array_set_size(party->contacts, 0);
}

void party_say(struct party *party, enum party_leaf leaf, const char *text)
{
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (value)
		g_string_assign(party->texts[leaf], value);
}

const char *party_text(const struct party *party, enum party_leaf leaf)
{
	return party->texts[leaf]->str;
}

gsize party_length(const struct party *party)
{
	return party->contacts->len;
}

/* ---- contacts ---- */

void party_begin_contact(struct party *party)
{
	g_string_truncate(party->texts[PARTY_CONTACT_KIND], 0);
	g_string_truncate(party->texts[PARTY_CONTACT_VALUE], 0);
}

void party_end_contact(struct party *party)
{
	const char *value = party_text(party, PARTY_CONTACT_VALUE);
	const char *kind = party_text(party, PARTY_CONTACT_KIND);

	if (!*value)
		return;
	switch (cml_names_contact(party->names, kind)) {
	case CML_CONTACT_PHONE:
		record_text(party->contacts, ITEM_CLIENT_PHONE, value);
		break;
	case CML_CONTACT_MAIL:
		record_text(party->contacts, ITEM_CLIENT_MAIL, value);
		break;
	default:
		break;
	}
}

/* ---- who he is ---- */

void party_end(struct party *party)
{
	party->role =
		cml_names_role(party->names, party_text(party, PARTY_ROLE));
}

enum cml_role party_role(const struct party *party)
{
	return party->role;
}

static bool has_parts(const struct party *party)
{
	return *party_text(party, PARTY_LAST) ||
	       *party_text(party, PARTY_FIRST) ||
	       *party_text(party, PARTY_MIDDLE);
}

static bool is_legal(const struct party *party)
{
	return *party_text(party, PARTY_LEGAL_NAME) ||
	       *party_text(party, PARTY_KPP);
}

/* NULL where the file does not tell: the name will. */
static const char *kind_of(const struct party *party)
{
	if (is_legal(party))
		return "Юрлицо";
	return has_parts(party) ? "Физлицо" : NULL;
}

static bool is_short(const char *name)
{
	enum { WORDS_MOST = 3 };
	guint words = 1;

	for (; *name; name++)
		words += *name == ' ';
	return words <= WORDS_MOST;
}

/* A person's full name is better than a card's title, which may be a login; a
 * firm's is a sentence. */
static const char *name_of(const struct party *party, bool is_firm)
{
	const char *name = party_text(party, PARTY_NAME);
	const char *full = party_text(party, PARTY_FULL_NAME);

	if (!*name)
		return *full ? full : party_text(party, PARTY_LEGAL_NAME);
	return *full && !is_firm && is_short(full) ? full : name;
}

void party_put(const struct party *party, struct order_book *book)
{
	static const struct {
		enum party_leaf leaf;
		enum order_item item;
	} texts[] = {
		{ PARTY_REF, ITEM_CLIENT_REF },
		{ PARTY_LAST, ITEM_CLIENT_LAST },
		{ PARTY_FIRST, ITEM_CLIENT_FIRST },
		{ PARTY_MIDDLE, ITEM_CLIENT_MIDDLE },
	};
	const char *kind = kind_of(party);
	bool is_firm = is_legal(party);

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		order_book_text(book, texts[i].item,
		                party_text(party, texts[i].leaf));
	order_book_text(book, ITEM_CLIENT_NAME, name_of(party, is_firm));
	if (kind)
		order_book_text(book, ITEM_CLIENT_KIND, kind);
	order_book_append(book, party->contacts);
}
