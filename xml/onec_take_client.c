/*
 * The client of an order: names and kind of the client itself, else of the
 * order, and all its phones and mail.
 */
#include "xml/order_take_p.h"

#include "core/text.h"

static void copy_texts(struct order_taker *taker, enum role role,
                       const char *path, GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const char *text = g_ptr_array_index(from, i);

		if (g_ptr_array_find_with_equal_func(to, text, g_str_equal,
		                                     NULL))
			continue;
		g_ptr_array_add(to, g_strdup(text));
		take_told(taker, role, path, text);
	}
}

/* Phones or mail at the end of a path: a text, or those of a thing. */
static void take_contact(struct order_taker *taker, enum role role,
                         const struct onec_found *found, GPtrArray *to)
{
	const struct thing_facts *facts;
	g_autoptr(GPtrArray) one = g_ptr_array_new();

	if (found->text) {
		g_ptr_array_add(one, found->text);
		copy_texts(taker, role, found->path, to, one);
	} else if ((facts = take_facts(taker, found->thing))) {
		copy_texts(taker, role, found->path, to,
		           role == ROLE_CLIENT_MAIL ? facts->mails
		                                    : facts->phones);
	}
}

void take_contacts(struct order_taker *taker, enum role role,
                   struct onec_place place, const char *before, GPtrArray *to)
{
	guint count;
	const struct onec_path *list =
		onec_paths_role(taker->follow.paths, role, &count);

	for (guint i = 0; i < count; i++) {
		bool single = list[i].count == 1;
		struct onec_found found;

		if ((single && !before && role != ROLE_PHONE) ||
		    !onec_follow_path(&taker->follow, place, &list[i], &found))
			continue;
		if (before)
			take_set(&found.path,
			         g_strconcat(before, ".", found.path, NULL));
		take_contact(taker, role, &found, to);
		onec_found_clear(&found);
	}
}

static void take_client_contacts(struct order_taker *taker,
                                 const struct onec_found *found)
{
	struct client *client = &taker->order->client;
	static const enum role roles[] = { ROLE_CLIENT_PHONE,
		                           ROLE_CLIENT_MAIL };

	for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
		GPtrArray *to = roles[i] == ROLE_CLIENT_MAIL ? client->mails
		                                             : client->phones;

		if (found && !found->text) {
			take_contacts(taker, roles[i],
			              take_thing_place(found->thing),
			              found->path, to);
			take_contact(taker, roles[i], found, to);
		}
		take_contacts(taker, roles[i], take_order_place(taker), NULL,
		              to);
	}
}

static void take_client_names(struct order_taker *taker,
                              const struct onec_found *found)
{
	struct client *client = &taker->order->client;

	take_find(taker, ROLE_CLIENT_LAST, found, &client->last);
	take_find(taker, ROLE_CLIENT_FIRST, found, &client->first);
	take_find(taker, ROLE_CLIENT_MIDDLE, found, &client->middle);
	take_find(taker, ROLE_CLIENT_KIND, found, &client->kind);
	if (!client->name)
		take_find(taker, ROLE_CLIENT_NAME, found, &client->name);
}

/* What another file of the same base told of it. */
static void complete_client(struct client *client,
                            const struct thing_facts *facts)
{
	const struct {
		char **text;
		const char *value;
	} texts[] = {
		{ &client->last, facts->single[FACT_LAST] },
		{ &client->first, facts->single[FACT_FIRST] },
		{ &client->middle, facts->single[FACT_MIDDLE] },
		{ &client->kind, facts->single[FACT_KIND] },
		{ &client->name, facts->single[FACT_NAME] },
		{ &client->name, facts->single[FACT_FULL_NAME] },
	};

	text_set(&client->ref, facts->single[FACT_GUID]);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (!*texts[i].text)
			*texts[i].text = g_strdup(texts[i].value);
}

void take_client(struct order_taker *taker)
{
	struct client *client = &taker->order->client;
	const struct thing_facts *facts;
	struct onec_found found;
	bool is_found = onec_follow(&taker->follow, take_order_place(taker),
	                            ROLE_CLIENT, &found);

	if (is_found && found.text) {
		take_told(taker, ROLE_CLIENT, found.path, found.text);
		client->name = g_strdup(found.text);
	}
	take_client_names(taker, is_found ? &found : NULL);
	take_client_contacts(taker, is_found ? &found : NULL);
	if (is_found && !found.text &&
	    (facts = take_facts(taker, found.thing))) {
		complete_client(client, facts);
		take_told(taker, ROLE_CLIENT, found.path, take_name(facts));
		if (!client->name && !client->last && !client->first &&
		    !client->middle && !client->phones->len)
			take_unknown(taker, &found, facts);
	}
	if (is_found)
		onec_found_clear(&found);
}
