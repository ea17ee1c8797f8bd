/*
 * The creates of the last hour, back into the ledger: what we made and the
 * portal's search may not show yet, with what we changed on it since.
 *
 * The history does not know which field is the id field, so every field that
 * is not named here goes to deal->fields; the ledger finds the number there.
 */
#include "watcher/history_p.h"

#include "core/money.h"
#include "core/text.h"

#include <string.h>

static void add_contact_ids(struct deal *deal, const char *text)
{
	while (*text != '\0') {
		char *end;
		gint64 id = g_ascii_strtoll(text, &end, 10);
		if (end == text)
			end++; /* a separator of whatever kind */
		else if (id > 0 && !deal_has_contact(deal, id))
			g_array_append_val(deal->contacts, id);
		text = end;
	}
}

static void set_deal(struct deal *deal, const char *field, const char *to)
{
	const struct {
		const char *field;
		char **target;
	} texts[] = {
		{ "stageId", &deal->stage },
		{ "title", &deal->title },
		{ "currencyId", &deal->currency },
		{ "sourceId", &deal->source },
		{ "originatorId", &deal->originator },
		{ "originId", &deal->origin },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (strcmp(field, texts[i].field) != 0)
			continue;
		text_set(texts[i].target, to);
		return;
	}
	if (strcmp(field, "opportunity") == 0)
		money_read(to, &deal->amount);
	else if (strcmp(field, "isManualOpportunity") == 0)
		deal->amount_manual = strcmp(to, "Y") == 0;
	else if (strcmp(field, "categoryId") == 0)
		deal->funnel = g_ascii_strtoll(to, NULL, 10);
	else if (strcmp(field, "contactIds") == 0)
		add_contact_ids(deal, to);
	else
		deal_set_field(deal, field, to);
}

static void set_contact(struct contact *contact, const char *field,
                        const char *to)
{
	const struct {
		const char *field;
		char **target;
	} texts[] = {
		{ "lastName", &contact->last },
		{ "name", &contact->first },
		{ "secondName", &contact->middle },
		{ "originatorId", &contact->originator },
		{ "originId", &contact->origin },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(field, texts[i].field) == 0)
			text_set(texts[i].target, to);
	if (strcmp(field, "PHONE") == 0)
		g_ptr_array_add(contact->phones, g_strdup(to));
}

struct write {
	bool add;
	gint64 id, contact, settled;
	const char *originator, *origin, *kept;
	cJSON *changes; /* owned */
};

static const char *member(const cJSON *change, const char *name)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(change, name));
	return text != NULL ? text : "";
}

static struct deal *new_deal(const struct write *write)
{
	struct deal *deal = deal_new(write->id);
	text_set(&deal->originator, write->originator);
	text_set(&deal->origin, write->origin);
	deal->created = write->settled;
	return deal;
}

static struct contact *new_contact(const struct write *write)
{
	struct contact *contact = contact_new(write->id);
	text_set(&contact->originator, write->originator);
	text_set(&contact->origin, write->origin);
	return contact;
}

/* What was changed only is in the portal for longer: its search shows it. */
static void refill_deal(const struct write *write, struct ledger *ledger)
{
	const struct deal *known = ledger_deal(ledger, write->id);
	struct deal *deal = NULL;
	const cJSON *change;
	if (write->add)
		deal = new_deal(write);
	else if (known != NULL)
		deal = deal_copy(known);
	if (deal == NULL)
		return;
	cJSON_ArrayForEach (change, write->changes)
		set_deal(deal, member(change, "field"), member(change, "to"));
	if (write->contact != 0 && !deal_has_contact(deal, write->contact))
		g_array_append_val(deal->contacts, write->contact);
	if (write->kept != NULL)
		text_set(&deal->stage, write->kept);
	ledger_add_deal(ledger, deal, write->settled);
	deal_free(deal);
}

static void refill_contact(const struct write *write, struct ledger *ledger)
{
	const struct contact *known = ledger_contact(ledger, write->id);
	struct contact *contact = NULL;
	const cJSON *change;
	if (write->add)
		contact = new_contact(write);
	else if (known != NULL)
		contact = contact_copy(known);
	if (contact == NULL)
		return;
	cJSON_ArrayForEach (change, write->changes)
		set_contact(contact, member(change, "field"),
		            member(change, "to"));
	ledger_add_contact(ledger, contact, write->settled);
	contact_free(contact);
}

static void refill(history_query *query, struct ledger *ledger)
{
	const char *originator = history_text(query, 2);
	const char *origin = history_text(query, 3);
	const char *changes = history_text(query, 5);
	struct write write = {
		.add = strcmp(history_text(query, 8), "add") == 0,
		.id = history_number(query, 1),
		.originator = originator != NULL ? originator : "",
		.origin = origin != NULL ? origin : "",
		.contact = history_number(query, 4),
		.changes = cJSON_Parse(changes != NULL ? changes : "[]"),
		.kept = history_text(query, 6),
		.settled = history_number(query, 7),
	};
	const char *entity = history_text(query, 0);
	if (strcmp(entity, history_entity_names[ENTITY_DEAL]) == 0)
		refill_deal(&write, ledger);
	else
		refill_contact(&write, ledger);
	cJSON_Delete(write.changes);
}

bool history_refill(struct history *history, gint64 since,
                    struct ledger *ledger, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT entity, entity_id, originator, origin, contact,"
		" changes, kept, settled, verb FROM write"
		" WHERE result = 'done' AND settled >= ?1"
		" AND entity_id IS NOT NULL ORDER BY id",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_number(query, 1, since);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return false;
		if (!row)
			return true;
		refill(query, ledger);
	}
}
