/*
 * What the attributes of 1C's objects say of an order: every role of [1c]
 * finds its value, in the order itself, or in its client or car and then in
 * the order. What a reference needs to mean and nothing in the file explains
 * is said in the order, never guessed.
 */
#include "xml/order_take_p.h"

#include "core/text.h"
#include "xml/value.h"

/* ---- finding ---- */

struct onec_place take_order_place(const struct order_taker *taker)
{
	return (struct onec_place){ .node = taker->object };
}

struct onec_place take_thing_place(guint32 thing)
{
	return (struct onec_place){ .thing = thing };
}

const struct thing_facts *take_facts(struct order_taker *taker, guint32 thing)
{
	if (taker->follow.error)
		return NULL;
	return thing_view_get(taker->follow.view, thing, &taker->follow.error);
}

char *take_text_of(struct order_taker *taker, const struct onec_found *found)
{
	const char *name;

	if (found->text)
		return g_strdup(found->text);
	if (taker->follow.error)
		return NULL;
	name = thing_view_called(taker->follow.view, found->thing,
	                         &taker->follow.error);
	return name && *name ? g_strdup(name) : NULL;
}

/* The first text that a role has at a place. `before`: what the place is
 * called, or NULL for the order itself. */
static char *find_text(struct order_taker *taker, struct onec_place place,
                       enum role role, const char *before)
{
	struct onec_found found;
	char *text;

	if (!onec_follow(&taker->follow, place, role, &found))
		return NULL;
	text = take_text_of(taker, &found);
	if (text && taker->explain) {
		g_autofree char *path =
			before ? g_strconcat(before, ".", found.path, NULL)
			       : g_strdup(found.path);

		take_told(taker, role, path, text);
	}
	onec_found_clear(&found);
	return text;
}

void take_find(struct order_taker *taker, enum role role,
               const struct onec_found *whole, char **text)
{
	char *value = NULL;

	if (whole && !whole->text)
		value = find_text(taker, take_thing_place(whole->thing), role,
		                  whole->path);
	if (!value)
		value = find_text(taker, take_order_place(taker), role, NULL);
	if (value)
		take_set(text, value);
}

/* `Заказчик (Справочник.Контрагенты) 3b8f…`; owned by the caller. */
static char *describe(const struct onec_found *found,
                      const struct thing_facts *facts)
{
	const char *type = facts->single[FACT_TYPE];
	const char *guid = facts->single[FACT_GUID];
	const char *number = facts->single[FACT_NUMBER];
	GString *text = g_string_new(found->path);

	if (type)
		g_string_append_printf(text, " (%s)", type);
	if (guid)
		g_string_append_printf(text, " %s", guid);
	else if (number)
		g_string_append_printf(text, " Нпп %s", number);
	return g_string_free(text, FALSE);
}

/* The order cannot do without it. */
void take_unknown(struct order_taker *taker, const struct onec_found *found,
                  const struct thing_facts *facts)
{
	if (!taker->order->unknown_reference)
		taker->order->unknown_reference = describe(found, facts);
}

/* It can, unless somebody wants to see it. */
static void unexplained(struct order_taker *taker,
                        const struct onec_found *found,
                        const struct thing_facts *facts, enum order_path path)
{
	take_set(&taker->order->unexplained[path], describe(found, facts));
}

/* A thing that nothing names. */
static void find_nameless(struct order_taker *taker, enum role role,
                          enum order_path path)
{
	const struct thing_facts *facts;
	struct onec_found found;

	if (!onec_follow(&taker->follow, take_order_place(taker), role, &found))
		return;
	if (!found.text && (facts = take_facts(taker, found.thing)))
		unexplained(taker, &found, facts, path);
	onec_found_clear(&found);
}

/* ---- plain values ---- */

static void take_texts(struct order_taker *taker)
{
	static const struct {
		enum role role;
		enum order_path path;
	} texts[] = {
		{ ROLE_NUMBER, ORDER_NUMBER },
		{ ROLE_DATE, ORDER_DATE },
		{ ROLE_CLOSED, ORDER_CLOSED },
		{ ROLE_AMOUNT, ORDER_AMOUNT },
		{ ROLE_MILEAGE, ORDER_CAR_MILEAGE },
		{ ROLE_REASON, ORDER_REASON },
		{ ROLE_DISPATCHER, ORDER_DISPATCHER },
		{ ROLE_MASTER, ORDER_MASTER },
	};
	g_autofree char *deleted = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		char *text = find_text(taker, take_order_place(taker),
		                       texts[i].role, NULL);

		if (text)
			take_set(&taker->order->text[texts[i].path], text);
		else
			find_nameless(taker, texts[i].role, texts[i].path);
	}
	deleted = find_text(taker, take_order_place(taker), ROLE_DELETED, NULL);
	taker->order->deleted = taker->order->deleted || value_true(deleted);
}

/* ---- what may be a thing ---- */

const char *take_name(const struct thing_facts *facts)
{
	const char *name = thing_name(facts);

	return name ? name : facts->single[FACT_GUID];
}

/* Finds what the role leads to; `use` is called for a thing. */
static void take_either(struct order_taker *taker, enum role role, char **text,
                        void (*use)(struct order_taker *taker,
                                    const struct onec_found *found,
                                    const struct thing_facts *facts))
{
	const struct thing_facts *facts;
	struct onec_found found;

	if (!onec_follow(&taker->follow, take_order_place(taker), role, &found))
		return;
	if (found.text) {
		take_told(taker, role, found.path, found.text);
		take_set(text, g_steal_pointer(&found.text));
	} else if ((facts = take_facts(taker, found.thing))) {
		use(taker, &found, facts);
		take_told(taker, role, found.path, take_name(facts));
	}
	onec_found_clear(&found);
}

static void use_state(struct order_taker *taker, const struct onec_found *found,
                      const struct thing_facts *facts)
{
	struct order *order = taker->order;
	const char *name = facts->single[FACT_NAME];

	if (!name)
		name = facts->single[FACT_FULL_NAME];
	take_set(&order->text[ORDER_STATE], g_strdup(name));
	text_set(&order->state_predefined, facts->single[FACT_PREDEFINED]);
	text_set(&order->state_ref, facts->single[FACT_GUID]);
	if (!name && order->state_predefined)
		order->text[ORDER_STATE] = g_strdup(order->state_predefined);
	if (!name && !order->state_predefined && order->state_ref)
		unexplained(taker, found, facts, ORDER_STATE);
	else if (!name && !order->state_predefined)
		take_unknown(taker, found, facts);
}

static void use_organization(struct order_taker *taker,
                             const struct onec_found *found,
                             const struct thing_facts *facts)
{
	struct order *order = taker->order;

	text_set(&order->text[ORDER_ORGANIZATION], thing_name(facts));
	text_set(&order->organization_ref, facts->single[FACT_GUID]);
	if (!order->text[ORDER_ORGANIZATION] && order->organization_ref)
		unexplained(taker, found, facts, ORDER_ORGANIZATION);
	else if (!order->text[ORDER_ORGANIZATION])
		take_unknown(taker, found, facts);
}

/* A sum in a currency that nobody knows must not pass as roubles. */
static void use_currency(struct order_taker *taker,
                         const struct onec_found *found,
                         const struct thing_facts *facts)
{
	text_set(&taker->order->currency, thing_name(facts));
	if (!taker->order->currency)
		take_unknown(taker, found, facts);
}

/* ---- the car ---- */

static void complete_car(char **text, const struct thing_facts *facts)
{
	if (!text[ORDER_CAR_NAME])
		text[ORDER_CAR_NAME] = g_strdup(facts->single[FACT_NAME]);
	if (!text[ORDER_CAR_VIN])
		text[ORDER_CAR_VIN] = g_strdup(facts->single[FACT_VIN]);
	if (!text[ORDER_CAR_PLATE])
		text[ORDER_CAR_PLATE] = g_strdup(facts->single[FACT_PLATE]);
}

static void take_car(struct order_taker *taker)
{
	char **text = taker->order->text;
	const struct thing_facts *facts;
	struct onec_found found;
	bool is_found = onec_follow(&taker->follow, take_order_place(taker),
	                            ROLE_CAR, &found);
	const struct onec_found *car = is_found ? &found : NULL;

	if (is_found && found.text) {
		take_told(taker, ROLE_CAR, found.path, found.text);
		text[ORDER_CAR_NAME] = g_strdup(found.text);
	} else {
		take_find(taker, ROLE_CAR_NAME, car, &text[ORDER_CAR_NAME]);
	}
	take_find(taker, ROLE_CAR_VIN, car, &text[ORDER_CAR_VIN]);
	take_find(taker, ROLE_CAR_PLATE, car, &text[ORDER_CAR_PLATE]);
	if (is_found && !found.text &&
	    (facts = take_facts(taker, found.thing))) {
		take_told(taker, ROLE_CAR, found.path, take_name(facts));
		complete_car(text, facts);
		if (!text[ORDER_CAR_NAME] && !text[ORDER_CAR_VIN] &&
		    !text[ORDER_CAR_PLATE])
			unexplained(taker, &found, facts, ORDER_CAR_NAME);
	}
	if (is_found)
		onec_found_clear(&found);
}

/* ---- all of it ---- */

/* NULL: none, or one that is no name of the file's. */
static const char *section_of(const struct order_taker *taker)
{
	const struct onec_paths *paths = taker->follow.paths;
	guint32 section = taker->section;

	return section && section <= onec_paths_count(paths)
	               ? onec_paths_name(paths, section - 1)
	               : NULL;
}

void onec_take_row(struct order_taker *taker)
{
	struct onec_place place = { .node = taker->row };
	const char *section = section_of(taker);
	bool explain = taker->explain;
	char *text;

	/* One row of a kind tells what there is to tell. */
	taker->explain = explain && !taker->count[taker->rows == ORDER_GOODS];
	text = find_text(taker, place, ROLE_ROW_NAME, section);
	if (text)
		take_set(&taker->row_name, text);
	text = find_text(taker, place, ROLE_ROW_QUANTITY, section);
	if (text)
		take_set(&taker->row_quantity, text);
	text = find_text(taker, place, ROLE_ROW_SUM, section);
	if (text)
		take_set(&taker->row_sum, text);
	taker->explain = explain;
}

void onec_take(struct order_taker *taker)
{
	struct order *order = taker->order;

	take_texts(taker);
	take_either(taker, ROLE_STATE, &order->text[ORDER_STATE], use_state);
	take_either(taker, ROLE_ORGANIZATION, &order->text[ORDER_ORGANIZATION],
	            use_organization);
	take_either(taker, ROLE_CURRENCY, &order->currency, use_currency);
	take_contacts(taker, ROLE_PHONE, take_order_place(taker), NULL,
	              order->phones);
	take_client(taker);
	take_car(taker);
	if (taker->explain)
		take_left_properties(taker);
}
