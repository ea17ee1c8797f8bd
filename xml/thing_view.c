/*
 * Facts are gathered when an order needs them: of two names the later one
 * counts, of phones every one. Those that many orders ask for (an
 * organization, a state, a retail client) stay at hand.
 */
#include "xml/thing_view_p.h"

#include "core/text.h"
#include "core/when.h"
#include "xml/contact_info.h"

#include <string.h>

enum {
	WINDOW = 4096,
	CACHE_MOST = 1024, /* things */
	CHAIN_MOST = 1000, /* records of a thing, and bytes of them: */
	CHAIN_BYTES_MOST = 16 * 1024 * 1024,
	CACHE_BYTES_MOST = 32 * 1024 * 1024, /* of the records behind it */
	PHONES_MOST = 100,
};

static void facts_free(gpointer data)
{
	struct thing_facts *facts = data;

	for (int i = 0; i < FACT_SINGLES; i++)
		g_free(facts->single[i]);
	g_ptr_array_unref(facts->phones);
	g_ptr_array_unref(facts->mails);
	onec_node_free(facts->node);
	g_free(facts);
}

static struct thing_facts *facts_new(void)
{
	struct thing_facts *facts = g_new0(struct thing_facts, 1);

	facts->phones = g_ptr_array_new_with_free_func(g_free);
	facts->mails = g_ptr_array_new_with_free_func(g_free);
	facts->node = onec_node_new();
	return facts;
}

struct thing_view *thing_view_new(int fd, guint64 things_at, guint64 things,
                                  const struct onec_paths *paths)
{
	struct thing_view *view = g_new0(struct thing_view, 1);

	records_view_init(&view->records, fd, WINDOW);
	records_view_init(&view->index, fd, WINDOW);
	view->things_at = things_at;
	view->things = things;
	view->paths = paths;
	view->cache = g_hash_table_new_full(NULL, NULL, NULL, facts_free);
	view->names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	view->exported = WHEN_NONE;
	view->foreign = g_ptr_array_new_with_free_func(g_free);
	view->foreign_ids = g_hash_table_new(g_str_hash, g_str_equal);
	return view;
}

void thing_view_free(struct thing_view *view)
{
	if (!view)
		return;
	records_view_clear(&view->records);
	records_view_clear(&view->index);
	g_hash_table_unref(view->cache);
	g_hash_table_unref(view->names);
	g_hash_table_unref(view->foreign_ids);
	g_ptr_array_unref(view->foreign);
	g_free(view);
}

void thing_view_know(struct thing_view *view, GHashTable *known,
                     gint64 exported)
{
	view->known = known;
	view->exported = exported;
	g_hash_table_remove_all(view->cache);
	g_hash_table_remove_all(view->names);
	g_hash_table_remove_all(view->foreign_ids);
	g_ptr_array_set_size(view->foreign, 0);
}

const char *thing_view_foreign(const struct thing_view *view, guint32 thing)
{
	if (thing < view->things || thing - view->things >= view->foreign->len)
		return NULL;
	return view->foreign->pdata[thing - view->things];
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

const char *thing_view_called(struct thing_view *view, guint32 thing,
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
	name = thing_view_called(view, item->number, error);
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

static void add_contact(struct thing_facts *facts, const char *kind, char *text)
{
	switch (contact_kind_of(kind)) {
	case CONTACT_PHONE:
		add(facts->phones, text);
		break;
	case CONTACT_MAIL:
		add(facts->mails, text);
		break;
	default:
		g_free(text);
	}
}

/* What records of a thing are gathered for. */
struct gathering {
	struct thing_facts *facts;
	bool deep;
};

/* One record of facts, over those from older ones. */
static bool gather(struct thing_view *view, const guint8 *record, gsize length,
                   void *context, GError **error)
{
	const struct gathering *gathering = context;
	struct thing_facts *facts = gathering->facts;
	g_autofree char *kind = NULL;
	struct record_item item;
	gsize at = 0;

	while (record_next(record, length, &at, &item)) {
		char *text;

		if (onec_node_take(facts->node, &item))
			continue;
		if (!item.is_text && item.field >= FACT_CARD)
			continue;
		if (!item_text(view, &item, gathering->deep, &text, error))
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
		} else if (item.field == FACT_CONTACT) {
			add_contact(facts, kind, text);
		} else {
			g_free(text);
		}
	}
	onec_node_shrink(facts->node);
	return true;
}

/* Of a record that is this thing's own, with none before it but older ones: so
 * nobody walks twice over the same, or in a circle. */
static const struct record_head *head_of(struct thing_view *view, guint32 thing,
                                         guint64 place, GError **error)
{
	const struct record_head *head = NULL;

	if (place % RECORDS_ALIGN == 0)
		head = records_view_get(&view->records, place, sizeof(*head),
		                        error);
	if (head && head->owner == thing + 1 && head->previous < place)
		return head;
	records_spoiled(error);
	return NULL;
}

/* The places of a thing's records, newest first; *weight_r: their bytes. */
static GArray *chain(struct thing_view *view, guint32 thing, gsize *weight_r,
                     GError **error)
{
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(guint64));
	const guint64 *last;
	guint64 place;
	gsize sum = 0;

	*weight_r = 0;

	if (thing >= view->things)
		return g_steal_pointer(&places);
	last = records_view_get(&view->index,
	                        view->things_at + thing * sizeof(guint64),
	                        sizeof(guint64), error);
	if (!last)
		return NULL;
	place = *last;
	while (place && places->len < CHAIN_MOST && sum < CHAIN_BYTES_MOST) {
		const struct record_head *head =
			head_of(view, thing, place, error);

		if (!head)
			return NULL;
		g_array_append_val(places, place);
		sum += head->length;
		place = head->previous;
	}
	*weight_r = sum;
	return g_steal_pointer(&places);
}

/* Oldest first, so that the newer name counts and phones keep their order. */
bool thing_view_each(struct thing_view *view, guint32 thing, thing_record *each,
                     void *context, GError **error)
{
	gsize weight;
	g_autoptr(GArray) places = chain(view, thing, &weight, error);

	if (!places)
		return false;
	view->weight += weight;
	for (guint i = places->len; i-- > 0;) {
		const struct record_head *head = records_view_record(
			&view->records, g_array_index(places, guint64, i),
			error);
		g_autofree guint8 *copy = NULL;

		if (!head)
			return false;
		/* Asking for names moves the window. */
		copy = g_memdup2(head + 1, head->length);
		if (!each(view, copy, head->length, context, error))
			return false;
	}
	return true;
}

/* The first choice that has a value. Of itself a thing has no name to give. */
static bool choose(struct thing_view *view, const struct thing_facts *facts,
                   enum role role, bool deep, char **text_r, GError **error)
{
	guint count;
	const struct onec_path *list =
		onec_paths_role(view->paths, role, &count);

	for (guint i = 0; i < count && !*text_r; i++) {
		struct onec_operand value;
		struct record_item item;

		if (list[i].count > 1 ||
		    !onec_node_find(facts->node, list[i].step[0], &value))
			continue;
		item = (struct record_item){ .is_text = value.text != NULL,
			                     .number = value.thing,
			                     .text = value.text };
		item.length = value.text ? strlen(value.text) : 0;
		if (!item_text(view, &item, deep, text_r, error))
			return false;
	}
	return true;
}

static bool fill(struct thing_view *view, struct thing_facts *facts, bool deep,
                 GError **error)
{
	static const struct {
		enum fact fact;
		enum role role;
	} fills[] = {
		{ FACT_NAME, ROLE_NAME },
		{ FACT_FULL_NAME, ROLE_FULL_NAME },
		{ FACT_CODE, ROLE_CODE },
		{ FACT_LAST, ROLE_CLIENT_LAST },
		{ FACT_FIRST, ROLE_CLIENT_FIRST },
		{ FACT_MIDDLE, ROLE_CLIENT_MIDDLE },
		{ FACT_KIND, ROLE_CLIENT_KIND },
		{ FACT_VIN, ROLE_CAR_VIN },
		{ FACT_PLATE, ROLE_CAR_PLATE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(fills); i++)
		if (!choose(view, facts, fills[i].role, deep,
		            &facts->single[fills[i].fact], error))
			return false;
	return true;
}

static bool read_facts(struct thing_view *view, guint32 thing, bool deep,
                       struct thing_facts *facts, GError **error)
{
	struct gathering gathering = { .facts = facts, .deep = deep };
	const struct learned *known = NULL;
	const char *guid;

	if (!thing_view_each(view, thing, gather, &gathering, error))
		return false;
	if (!facts->single[FACT_GUID])
		text_set(&facts->single[FACT_GUID],
		         thing_view_foreign(view, thing));
	guid = facts->single[FACT_GUID];
	if (view->known && guid)
		known = g_hash_table_lookup(view->known, guid);
	if (known && !thing_view_lay(view, thing, known, deep, facts, error))
		return false;
	return !view->paths || fill(view, facts, deep, error);
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
	if (g_hash_table_size(view->cache) >= CACHE_MOST ||
	    view->weight > CACHE_BYTES_MOST) {
		g_hash_table_remove_all(view->cache);
		view->weight = 0;
	}
	g_hash_table_insert(view->cache, key, facts);
	return facts;
}
