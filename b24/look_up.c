/*
 * Looks up what the portal holds about a window of orders, in rounds: each
 * asks for whatever the orders need now, and the look-up ends when nothing is
 * left to ask. An order whose deal and contact are found needs no phones. All
 * questions of a round share requests.
 */
#include "b24/portal.h"

#include "b24/look_p.h"

enum { ROUNDS_MOST = 50 };

static void take_found(gpointer context, const GPtrArray *phones,
                       const GArray *ids)
{
	struct look *look = context;
	bool open = false;

	for (guint i = 0; i < phones->len && !open; i++)
		open = g_hash_table_contains(look->open_phones,
		                             phones->pdata[i]);
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		look_want_id(look, ASK_CONTACT, id);
		if (open)
			look_want_id(look, ASK_DEALS, id);
	}
}

static GPtrArray *pack(struct look *look)
{
	GPtrArray *commands = commands_new();

	for (guint what = 0; what < ASK_KINDS; what++) {
		ask_pack(&look->asker, what, look->pending[what], commands);
		g_ptr_array_set_size(look->pending[what], 0);
	}
	return commands;
}

/* Asks for all that is pending, and for the rest of what did not fit into a
 * page. What the answers make wanted belongs to the next round. */
static bool ask_all(struct look *look, GError **error)
{
	GPtrArray *commands = pack(look);
	bool ok = true;

	look->round++;
	while (ok && commands->len) {
		GPtrArray *more = commands_new();

		ok = batch_read(look->portal, commands, false, error);
		for (guint i = 0; ok && i < commands->len; i++)
			ok = ask_take(&look->asker, commands->pdata[i], more,
			              take_found, look, error);
		g_ptr_array_unref(commands);
		commands = more;
	}
	g_ptr_array_unref(commands);
	return ok;
}

static bool is_pending(const struct look *look)
{
	for (guint what = 0; what < ASK_KINDS; what++)
		if (look->pending[what]->len)
			return true;
	return false;
}

static bool is_live(const struct judged *judged)
{
	return !judged->failed && !judged->skipped;
}

static bool go_round(struct look *look, const GPtrArray *orders, GError **error)
{
	for (;;) {
		for (guint i = 0; i < orders->len; i++)
			if (is_live(orders->pdata[i]))
				look_want_for(look, orders->pdata[i]);
		if (!is_pending(look))
			return true;
		if (look->round > ROUNDS_MOST) {
			g_set_error_literal(
				error, PORTAL_ERROR, PORTAL_GARBLED,
				"Портал на каждый вопрос отвечает иначе; "
				"сверка прекращена.");
			return false;
		}
		if (!ask_all(look, error))
			return false;
	}
}

/* Where any of the orders may match a deal by phone; core looks again. */
static GArray *all_funnels(const GPtrArray *orders, const struct rules *rules)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < orders->len; i++) {
		const struct judged *judged = orders->pdata[i];
		const struct rule_place *place =
			rules_place(rules, judged->organization);

		if (!g_hash_table_add(known, (gpointer)place))
			continue;
		g_array_append_vals(all, place->funnels->data,
		                    place->funnels->len);
	}
	return all;
}

static void look_begin(struct look *look, struct portal *portal,
                       const GArray *funnels, const struct rules *rules,
                       struct snapshot *snapshot)
{
	*look = (struct look){ .portal = portal,
		               .asker = { rules, snapshot, funnels },
		               .rules = rules,
		               .snapshot = snapshot,
		               .round = 1 };
	look->open_phones =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	look->shared =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint what = 0; what < ASK_KINDS; what++) {
		look->asked[what] = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL);
		look->pending[what] = g_ptr_array_new();
	}
}

static void look_end(struct look *look)
{
	for (guint what = 0; what < ASK_KINDS; what++) {
		g_hash_table_unref(look->asked[what]);
		g_ptr_array_unref(look->pending[what]);
	}
	g_hash_table_unref(look->open_phones);
	g_hash_table_unref(look->shared);
}

bool portal_look_up(struct portal *portal, const GPtrArray *orders,
                    const struct rules *rules, struct snapshot *snapshot,
                    GError **error)
{
	g_autoptr(GArray) funnels = all_funnels(orders, rules);
	struct look look;
	bool ok;

	look_begin(&look, portal, funnels, rules, snapshot);
	look_note_shared(&look, orders);
	ok = go_round(&look, orders, error);
	look_end(&look);
	return ok;
}

bool portal_look_up_deals(struct portal *portal, const GArray *ids,
                          const struct rules *rules, struct snapshot *snapshot,
                          GError **error)
{
	struct look look;
	bool ok;

	look_begin(&look, portal, NULL, rules, snapshot);
	for (guint i = 0; i < ids->len; i++)
		look_want_id(&look, ASK_DEAL, g_array_index(ids, gint64, i));
	ok = ask_all(&look, error);
	look_end(&look);
	return ok;
}
