/*
 * Facts are gathered when an order needs them: of two names the later one
 * counts, of phones every one. Those that many orders ask for (an
 * organization, a state, a retail client) stay at hand.
 */
#include "xml/thing_view.h"

#include "core/text.h"

#include <string.h>

enum {
	WINDOW = 4096,
	CACHE_MOST = 1024, /* things */
	CHAIN_MOST = 1000, /* records of a thing */
	PHONES_MOST = 100,
};

struct thing_view {
	struct records_view records;
	guint64 things_at, things;
	GHashTable *cache; /* thing → struct thing_facts, owned */
	GHashTable *names; /* thing → what it is called, owned */
};

static void facts_free(gpointer data)
{
	struct thing_facts *facts = data;

	for (int i = 0; i < FACT_SINGLES; i++)
		g_free(facts->single[i]);
	g_ptr_array_unref(facts->phones);
	g_ptr_array_unref(facts->mails);
	g_free(facts);
}

static struct thing_facts *facts_new(void)
{
	struct thing_facts *facts = g_new0(struct thing_facts, 1);

	facts->phones = g_ptr_array_new_with_free_func(g_free);
	facts->mails = g_ptr_array_new_with_free_func(g_free);
	return facts;
}

struct thing_view *thing_view_new(int fd, guint64 things_at, guint64 things)
{
	struct thing_view *view = g_new0(struct thing_view, 1);

	records_view_init(&view->records, fd, WINDOW);
	view->things_at = things_at;
	view->things = things;
	view->cache = g_hash_table_new_full(NULL, NULL, NULL, facts_free);
	view->names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return view;
}

void thing_view_free(struct thing_view *view)
{
	if (!view)
		return;
	records_view_clear(&view->records);
	g_hash_table_unref(view->cache);
	g_hash_table_unref(view->names);
	g_free(view);
}

const char *thing_name(const struct thing_facts *facts)
{
	static const enum fact names[] = { FACT_NAME, FACT_FULL_NAME,
		                           FACT_PREDEFINED, FACT_CODE };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (facts->single[names[i]])
			return facts->single[names[i]];
	return NULL;
}

static bool read_facts(struct thing_view *view, guint32 thing, bool deep,
                       struct thing_facts *facts, GError **error);

/* What a thing is called, "" where nothing says; NULL for an error. */
static const char *called(struct thing_view *view, guint32 thing,
                          GError **error)
{
	gpointer key = GUINT_TO_POINTER(thing);
	const char *name = g_hash_table_lookup(view->names, key);
	struct thing_facts *facts;
	char *copy = NULL;

	if (name)
		return name;
	facts = facts_new();
	if (read_facts(view, thing, false, facts, error)) {
		name = thing_name(facts);
		copy = g_strdup(name ? name : "");
		if (g_hash_table_size(view->names) >= CACHE_MOST)
			g_hash_table_remove_all(view->names);
		g_hash_table_insert(view->names, key, copy);
	}
	facts_free(facts);
	return copy;
}

/* The text of an item; of a thing what it is called, which only goes one
 * deep. False for an error. */
static bool item_text(struct thing_view *view, const struct record_item *item,
                      bool deep, char **text_r, GError **error)
{
	const char *name;

	*text_r = NULL;
	if (item->is_text) {
		*text_r = g_strndup(item->text, item->length);
		return true;
	}
	if (!deep)
		return true;
	name = called(view, item->number, error);
	if (!name)
		return false;
	*text_r = *name ? g_strdup(name) : NULL;
	return true;
}

static void add(GPtrArray *list, char *text)
{
	for (guint i = 0; text && i < list->len; i++)
		if (strcmp(g_ptr_array_index(list, i), text) == 0)
			g_clear_pointer(&text, g_free);
	if (text && list->len < PHONES_MOST)
		g_ptr_array_add(list, text);
	else
		g_free(text);
}

/* Телефон, ТелефонРабочий, «Мобильный телефон» … */
static bool says(const char *kind, const char *word)
{
	g_autofree char *folded = text_fold(kind, TEXT_BLANKS);

	return strstr(folded, word) != NULL;
}

static void add_contact(struct thing_facts *facts, const char *kind, char *text)
{
	if (says(kind, "телефон") || says(kind, "мобильн") ||
	    says(kind, "phone"))
		add(facts->phones, text);
	else if (says(kind, "почт") || says(kind, "mail"))
		add(facts->mails, text);
	else
		g_free(text);
}

/* One record of facts, over those from older ones. */
static bool gather(struct thing_view *view, const guint8 *record, gsize length,
                   struct thing_facts *facts, bool deep, GError **error)
{
	g_autofree char *kind = NULL;
	struct record_item item;
	gsize at = 0;

	while (record_next(record, length, &at, &item)) {
		char *text;

		if (!item_text(view, &item, deep, &text, error))
			return false;
		if (item.field < FACT_SINGLES) {
			if (text)
				g_free(facts->single[item.field]);
			if (text)
				facts->single[item.field] = text;
		} else if (item.field == FACT_PHONE) {
			add(facts->phones, text);
		} else if (item.field == FACT_MAIL) {
			add(facts->mails, text);
		} else if (item.field == FACT_CONTACT_KIND) {
			g_free(kind);
			kind = text;
		} else {
			add_contact(facts, kind, text);
		}
	}
	return true;
}

/* The places of a thing's records, newest first. */
static GArray *chain(struct thing_view *view, guint32 thing, GError **error)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(guint64));
	const guint64 *last = records_view_get(
		&view->records, view->things_at + thing * sizeof(guint64),
		sizeof(guint64), error);
	guint64 place;

	if (!last)
		return NULL;
	place = *last;
	while (place && places->len < CHAIN_MOST) {
		const struct record_head *head = records_view_get(
			&view->records, place, sizeof(*head), error);

		if (!head)
			return NULL;
		g_array_append_val(places, place);
		place = head->previous;
	}
	return g_steal_pointer(&places);
}

/* Oldest first, so that the newer name counts and phones keep their order. */
static bool read_facts(struct thing_view *view, guint32 thing, bool deep,
                       struct thing_facts *facts, GError **error)
{
	g_autoptr(GArray) places = NULL;

	if (thing >= view->things)
		return true;
	places = chain(view, thing, error);
	if (!places)
		return false;
	for (guint i = places->len; i-- > 0;) {
		const struct record_head *head = records_view_record(
			&view->records, g_array_index(places, guint64, i),
			error);
		g_autofree guint8 *copy = NULL;

		if (!head)
			return false;
		/* Asking for names moves the window. */
		copy = g_memdup2(head + 1, head->length);
		if (!gather(view, copy, head->length, facts, deep, error))
			return false;
	}
	return true;
}

const struct thing_facts *thing_view_get(struct thing_view *view, guint32 thing,
                                         GError **error)
{
	gpointer key = GUINT_TO_POINTER(thing);
	struct thing_facts *facts = g_hash_table_lookup(view->cache, key);

	if (facts)
		return facts;
	facts = facts_new();
	if (!read_facts(view, thing, true, facts, error)) {
		facts_free(facts);
		return NULL;
	}
	if (g_hash_table_size(view->cache) >= CACHE_MOST)
		g_hash_table_remove_all(view->cache);
	g_hash_table_insert(view->cache, key, facts);
	return facts;
}
