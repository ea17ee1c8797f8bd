/*
 * A portal's state: its pace and its counters. The three verbs are in
 * learn.c, look_up.c and apply.c.
 */
#include "b24/portal.h"

#include "b24/batch.h"
#include "b24/call.h"

G_DEFINE_QUARK(b24bridge_portal_error, portal_error)

struct portal *portal_new(struct transport *transport,
                          const struct portal_options *options)
{
	struct portal *portal = g_new0(struct portal, 1);

	portal->transport = transport;
	portal->pacer = pacer_new(options->requests_per_second, options->burst,
	                          g_random_int());
	portal->budget = budget_new();
	portal->resets =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	lanes_init(&portal->reads, BATCH_MOST, BATCH_READS_LEAST);
	lanes_init(&portal->writes, BATCH_WRITES_FIRST, 1);
	return portal;
}

void portal_renew(struct portal *portal, struct transport *transport,
                  const struct portal_options *options)
{
	g_assert(portal->under_way == 0);
	portal->transport = transport;
	pacer_set_limits(portal->pacer, options->requests_per_second,
	                 options->burst);
}

void portal_free(struct portal *portal)
{
	if (!portal)
		return;
	pacer_free(portal->pacer);
	budget_free(portal->budget);
	g_hash_table_unref(portal->resets);
	g_free(portal);
}

const struct portal_counts *portal_counts(const struct portal *portal)
{
	return &portal->counts;
}
