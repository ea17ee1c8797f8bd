/*
 * What of a thing is told by this file, and what by earlier ones. Attributes
 * have numbers in a file and names in what is learned.
 */
#include "xml/thing_view_p.h"

#include "core/text.h"
#include "xml/contact_info.h"

#include <string.h>

#define KIND_PHONE "Телефон"
#define KIND_MAIL "АдресЭлектроннойПочты"

/* ---- what is told ---- */

static bool find_guid(struct thing_view *view G_GNUC_UNUSED,
                      const guint8 *record, gsize length, void *context,
                      GError **error G_GNUC_UNUSED)
{
	char **guid = context;
	struct record_item item;
	gsize at = 0;

	while (!*guid && record_next(record, length, &at, &item))
		if (thing_view_is_guid(&item))
			*guid = g_strndup(item.text, item.length);
	return true;
}

/* What an item says, for good: a text, the GUID of a thing, or where it has
 * none what it is called. NULL in *text_r: nothing. */
static bool name_item(struct thing_view *view, const struct record_item *item,
                      char **text_r, bool *is_guid_r, GError **error)
{
	const char *name;

	*text_r = NULL;
	*is_guid_r = false;
	if (item->is_text) {
		*text_r = g_strndup(item->text, item->length);
		return true;
	}
	if (!thing_view_each(view, item->number, find_guid, text_r, error))
		return false;
	if (!*text_r)
		*text_r = g_strdup(thing_view_foreign(view, item->number));
	*is_guid_r = *text_r != NULL;
	if (*text_r)
		return true;
	name = thing_view_called(view, item->number, error);
	if (name && *name)
		*text_r = g_strdup(name);
	return name != NULL;
}

struct telling {
	struct told *told;
	bool deep;
	bool here; /* for this file alone */
	/* Of the record. */
	bool in_register, key_is_guid;
	char *key, *kind, *slot;
};

static void clear(char **text)
{
	g_clear_pointer(text, g_free);
}

static bool tell_value(struct thing_view *view, struct telling *telling,
                       const struct record_item *item, GError **error)
{
	guint id = item->field - ONEC_ITEM;
	struct learned_value *value;
	g_autofree char *text = NULL;
	bool is_guid;

	if (!name_item(view, item, &text, &is_guid, error))
		return false;
	if (text && view->paths && id < onec_paths_count(view->paths)) {
		value = learned_value_new(onec_paths_name(view->paths, id),
		                          telling->key, text);
		value->key_is_guid = telling->key && telling->key_is_guid;
		value->is_guid = is_guid;
		value->in_card = !telling->in_register;
		if (telling->here && !item->is_text)
			value->thing = item->number;
		told_add_value(telling->told, value);
	}
	clear(&telling->key);
	return true;
}

static void tell_contact(struct telling *telling, const char *kind,
                         const char *text)
{
	struct learned_contact *contact = learned_contact_new(kind, text);

	contact->in_card = !telling->in_register;
	contact->slot = g_strdup(telling->slot);
	told_add_contact(telling->told, contact);
}

/* Takes what it keeps. */
static void tell_text(struct telling *telling, guint8 field, char **text)
{
	struct learned *facts = telling->told->facts;

	switch (field) {
	case FACT_TYPE:
		text_set(&facts->type, *text);
		break;
	case FACT_GUID:
		text_set(&facts->guid, *text);
		break;
	case FACT_PREDEFINED:
		text_set(&facts->predefined, *text);
		break;
	case FACT_REGISTER:
		g_ptr_array_add(telling->told->registers,
		                g_steal_pointer(text));
		break;
	case FACT_SLOT:
		clear(&telling->slot);
		telling->slot = g_steal_pointer(text);
		break;
	case FACT_CONTACT_KIND:
		clear(&telling->kind);
		telling->kind = g_steal_pointer(text);
		break;
	case FACT_PHONE:
		tell_contact(telling, KIND_PHONE, *text);
		break;
	case FACT_MAIL:
		tell_contact(telling, KIND_MAIL, *text);
		break;
	case FACT_CONTACT:
		tell_contact(telling, telling->kind, *text);
		break;
	default:
		break;
	}
}

/* What kind of contact it is, by what the kind is called. */
static bool tell_kind(struct thing_view *view, struct telling *telling,
                      guint32 thing, GError **error)
{
	const char *name = "";

	if (telling->deep)
		name = thing_view_called(view, thing, error);
	if (!name)
		return false;
	clear(&telling->kind);
	telling->kind = g_strdup(name);
	return true;
}

static bool tell_item(struct thing_view *view, struct telling *telling,
                      const struct record_item *item, GError **error)
{
	g_autofree char *text = NULL;

	if (item->field == ONEC_ITEM_KEY) {
		clear(&telling->key);
		return name_item(view, item, &telling->key,
		                 &telling->key_is_guid, error);
	}
	if (item->field >= ONEC_ITEM)
		return tell_value(view, telling, item, error);
	if (!item->is_text && item->field == FACT_CONTACT_KIND)
		return tell_kind(view, telling, item->number, error);
	if (item->field == FACT_CARD)
		telling->told->card = true;
	else if (item->field == FACT_RECORD)
		telling->in_register = true;
	if (!item->is_text)
		return true;
	text = g_strndup(item->text, item->length);
	tell_text(telling, item->field, &text);
	return true;
}

static bool tell_record(struct thing_view *view, const guint8 *record,
                        gsize length, void *context, GError **error)
{
	struct telling *telling = context;
	struct record_item item;
	gsize at = 0;
	bool good = true;

	telling->in_register = false;
	while (good && record_next(record, length, &at, &item))
		good = tell_item(view, telling, &item, error);
	clear(&telling->key);
	clear(&telling->kind);
	clear(&telling->slot);
	return good;
}

static struct told *tell(struct thing_view *view, guint32 thing,
                         struct telling telling, GError **error)
{
	struct told *told = told_new();

	telling.told = told;
	if (!thing_view_each(view, thing, tell_record, &telling, error)) {
		told_free(told);
		return NULL;
	}
	if (!told->facts->guid)
		text_set(&told->facts->guid, thing_view_foreign(view, thing));
	return told;
}

struct told *thing_view_told(struct thing_view *view, guint32 thing,
                             GError **error)
{
	struct telling telling = { .deep = true };

	return tell(view, thing, telling, error);
}

/* ---- what is known, as if the file told it ---- */

/* The number of a thing that only its GUID is known of. */
static guint32 foreign(struct thing_view *view, const char *guid)
{
	gpointer known = g_hash_table_lookup(view->foreign_ids, guid);
	char *copy;

	if (!known) {
		copy = g_strdup(guid);
		g_ptr_array_add(view->foreign, copy);
		known = GUINT_TO_POINTER(view->foreign->len);
		g_hash_table_insert(view->foreign_ids, copy, known);
	}
	return (guint32)view->things + GPOINTER_TO_UINT(known) - 1;
}

static void show_item(struct thing_facts *facts, guint8 field, const char *text,
                      guint32 thing)
{
	struct record_item item = { .field = field,
		                    .is_text = thing == LEARNED_TEXT,
		                    .number = thing };

	item.text = text;
	item.length = strlen(text);
	onec_node_take(facts->node, &item);
}

static void show_value(struct thing_view *view, struct thing_facts *facts,
                       const struct learned_value *value)
{
	int id = view->paths ? onec_paths_id(view->paths, value->name) : -1;
	guint32 thing = value->thing, key = LEARNED_TEXT;

	if (id < 0)
		return;
	if (value->key && value->key_is_guid)
		key = foreign(view, value->key);
	if (value->key)
		show_item(facts, ONEC_ITEM_KEY, value->key, key);
	if (thing == LEARNED_TEXT && value->is_guid)
		thing = foreign(view, value->text);
	show_item(facts, (guint8)(ONEC_ITEM + id), value->text, thing);
}

static void show_contact(struct thing_facts *facts,
                         const struct learned_contact *contact)
{
	enum contact_kind kind = contact_kind_of(contact->kind);
	GPtrArray *list = kind == CONTACT_PHONE ? facts->phones : facts->mails;

	if ((kind == CONTACT_PHONE || kind == CONTACT_MAIL) &&
	    !g_ptr_array_find_with_equal_func(list, contact->text, g_str_equal,
	                                      NULL))
		g_ptr_array_add(list, g_strdup(contact->text));
}

static void show(struct thing_view *view, const struct learned *learned,
                 struct thing_facts *facts)
{
	text_set(&facts->single[FACT_TYPE], learned->type);
	text_set(&facts->single[FACT_PREDEFINED], learned->predefined);
	g_ptr_array_set_size(facts->phones, 0);
	g_ptr_array_set_size(facts->mails, 0);
	onec_node_clear(facts->node);
	for (guint i = 0; i < learned->values->len; i++)
		show_value(view, facts, learned->values->pdata[i]);
	for (guint i = 0; i < learned->contacts->len; i++)
		show_contact(facts, learned->contacts->pdata[i]);
}

bool thing_view_lay(struct thing_view *view, guint32 thing,
                    const struct learned *known, bool deep,
                    struct thing_facts *facts, GError **error)
{
	struct telling telling = { .deep = deep, .here = true };
	struct told *told = tell(view, thing, telling, error);
	struct learned *over;

	if (!told)
		return false;
	over = learned_over(known, told, view->exported);
	show(view, over, facts);
	learned_free(over);
	told_free(told);
	return true;
}
