/*
 * Finds an order's deal among those of a snapshot.
 *
 * Refuses a deal whose mark names another document: order numbers start again
 * every year, and a mark is the one thing that nobody types.
 */
#include "core/match.h"

#include "core/stages.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

static bool is_ours(const struct deal *deal, const struct rules *rules)
{
	return deal->origin[0] != '\0' &&
	       strcmp(deal->originator, rules->settings->originator) == 0;
}

/* `3000004876/2020`, as against a GUID. */
static bool is_number_mark(const char *origin)
{
	return strchr(origin, '/') != NULL;
}

bool match_marked(const struct deal *deal, const struct judged *judged,
                  const struct rules *rules)
{
	return is_ours(deal, rules) &&
	       (g_strcmp0(deal->origin, judged->key) == 0 ||
	        g_strcmp0(deal->origin, judged->other_key) == 0);
}

bool match_marked_otherwise(const struct deal *deal,
                            const struct judged *judged,
                            const struct rules *rules)
{
	if (!is_ours(deal, rules) || match_marked(deal, judged, rules))
		return false;
	/* A GUID says nothing about a document that comes without one. */
	return is_number_mark(deal->origin) || judged->order->ref != NULL;
}

static bool within_days(gint64 a, gint64 b, gint64 days)
{
	if (days == 0)
		return true;
	if (a == WHEN_NONE || b == WHEN_NONE)
		return false;
	return (a > b ? a - b : b - a) <= days * DAY;
}

static bool is_taken(GHashTable *taken, const struct deal *deal)
{
	return taken != NULL && g_hash_table_contains(taken, &deal->id);
}

static bool fits_number(const struct deal *deal, const struct judged *judged,
                        const struct rules *rules)
{
	if (match_marked(deal, judged, rules))
		return true;
	if (match_marked_otherwise(deal, judged, rules))
		return false;
	return within_days(judged->date, deal->created,
	                   rules->settings->number_match_days);
}

/* What is asked of the deals of one number or mark. */
struct wanted {
	const struct judged *judged;
	const struct rules *rules;
	GHashTable *taken;
	gint64 known;
	bool by_number;
};

/* Which of two deals of one number or mark is rather the order's. Of two that
 * bear its mark the newest, closed or not: one must not take turns with the
 * other when it is closed. */
static bool is_better(const struct deal *deal, const struct deal *than,
                      const struct wanted *wanted)
{
	const struct rules *rules = wanted->rules;
	bool marked = match_marked(deal, wanted->judged, rules);
	bool open = !rules_final(rules, deal->stage);

	if (marked != match_marked(than, wanted->judged, rules))
		return marked;
	if (deal->id == wanted->known || than->id == wanted->known)
		return deal->id == wanted->known;
	if (!marked && open == rules_final(rules, than->stage))
		return open;
	if (deal->created != than->created)
		return deal->created > than->created;
	return deal->id > than->id;
}

static struct deal *best(const GPtrArray *deals, const struct wanted *wanted,
                         GArray *candidates)
{
	struct deal *found = NULL;
	guint first = candidates != NULL ? candidates->len : 0;

	for (guint i = 0; deals != NULL && i < deals->len; i++) {
		struct deal *deal = deals->pdata[i];

		if (is_taken(wanted->taken, deal) ||
		    (wanted->by_number &&
		     !fits_number(deal, wanted->judged, wanted->rules)))
			continue;
		if (candidates != NULL)
			g_array_append_val(candidates, deal->id);
		if (found == NULL || is_better(deal, found, wanted))
			found = deal;
	}
	if (candidates != NULL && candidates->len - first < 2)
		g_array_set_size(candidates, first);
	return found;
}

struct deal *match_document(const struct judged *judged,
                            const struct snapshot *snapshot,
                            const struct rules *rules, GHashTable *taken,
                            gint64 known, bool *by_mark_r, GArray *candidates)
{
	const char *number = judged->order->text[ORDER_NUMBER];
	const char *keys[] = { judged->key, judged->other_key };
	struct wanted wanted = { .judged = judged,
		                 .rules = rules,
		                 .taken = taken,
		                 .known = known,
		                 .by_number = true };
	struct deal *deal = NULL;

	*by_mark_r = false;
	if (number != NULL)
		deal = best(snapshot_deals_numbered(snapshot, number), &wanted,
		            candidates);
	wanted.by_number = false;
	for (size_t i = 0; deal == NULL && i < G_N_ELEMENTS(keys); i++) {
		deal = best(snapshot_deals_marked(snapshot, keys[i]), &wanted,
		            candidates);
		*by_mark_r = deal != NULL;
	}
	return deal;
}

static bool fits_phone(const struct deal *deal, const struct judged *judged,
                       bool final, const struct rules *rules)
{
	const struct rule_place *place =
		rules_place(rules, judged->organization);
	gint64 ended =
		judged->closed != WHEN_NONE ? judged->closed : judged->date;

	if (!stages_among(place->funnels, deal->funnel) ||
	    rules_final(rules, deal->stage) || deal->number[0] != '\0' ||
	    match_marked_otherwise(deal, judged, rules))
		return false;
	if (final && deal->created > ended + DAY)
		return false;
	return within_days(judged->date, deal->created,
	                   rules->settings->phone_match_days);
}

static int newest_first(gconstpointer a, gconstpointer b)
{
	const struct deal *one = *(const struct deal *const *)a;
	const struct deal *other = *(const struct deal *const *)b;

	if (one->created != other->created)
		return one->created < other->created ? 1 : -1;
	return (one->id < other->id) - (one->id > other->id);
}

GPtrArray *match_phone(const struct judged *judged, const GArray *contacts,
                       bool final, const struct snapshot *snapshot,
                       const struct rules *rules, GHashTable *taken)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < contacts->len; i++) {
		const GPtrArray *deals = snapshot_deals_of(
			snapshot, g_array_index(contacts, gint64, i));

		for (guint j = 0; deals != NULL && j < deals->len; j++) {
			struct deal *deal = deals->pdata[j];

			if (!is_taken(taken, deal) &&
			    fits_phone(deal, judged, final, rules) &&
			    !g_ptr_array_find(found, deal, NULL))
				g_ptr_array_add(found, deal);
		}
	}
	g_ptr_array_sort(found, newest_first);
	return found;
}
