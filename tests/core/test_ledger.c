/*
 * What was written within the hour is there for the next window, whether the
 * portal's search shows it or not.
 */
#include "tests/harness/world.h"

enum { NOW = 1608900000, HOUR = 60 * 60 };

#define ORDER "order client.name=Петров client.ref=cc client.phone=+79270001234"

/* Plans the world's orders against what an empty portal and the ledger hold. */
static struct plan *plan_with(const struct world *world, struct ledger *ledger,
                              gint64 now)
{
	struct snapshot *snapshot = snapshot_new("1C-AlfaAuto");
	struct plan *plan;

	ledger_complete(ledger, snapshot, world->orders, world->rules, now);
	plan = plan_build(world->orders, snapshot, world->memory, world->rules);
	snapshot_free(snapshot);
	return plan;
}

static struct ledger *after_first(const struct world *world)
{
	struct ledger *ledger = ledger_new(false);
	struct snapshot *snapshot = snapshot_new("1C-AlfaAuto");
	struct plan *plan = plan_build(world->orders, snapshot, world->memory,
	                               world->rules);
	gint64 next_id = 100;

	g_assert_cmpuint(plan->creates, ==, 1);
	plan_pretend(plan, &next_id);
	ledger_note(ledger, plan, snapshot, world->rules, NOW);
	plan_free(plan);
	snapshot_free(snapshot);
	return ledger;
}

static void test_not_doubled(void)
{
	struct world *world = world_new(NULL, ORDER);
	struct ledger *ledger = after_first(world);
	struct plan *plan = plan_with(world, ledger, NOW + HOUR - 1);

	g_assert_cmpuint(plan->steps->len, ==, 0);
	plan_free(plan);
	ledger_free(ledger);
	world_free(world);
}

static void test_forgets(void)
{
	struct world *world = world_new(NULL, ORDER);
	struct ledger *ledger = after_first(world);
	struct plan *plan = plan_with(world, ledger, NOW + HOUR + 1);

	g_assert_cmpuint(plan->creates, ==, 1);
	plan_free(plan);
	ledger_free(ledger);
	world_free(world);
}

static void test_deleted(void)
{
	struct world *world = world_new(NULL, ORDER);
	struct ledger *ledger = after_first(world);
	struct plan *plan;

	ledger_forget(ledger, ENTITY_DEAL, 101);
	plan = plan_with(world, ledger, NOW);
	g_assert_cmpuint(plan->creates, ==, 1);
	g_assert_cmpuint(plan->steps->len, ==, 1);
	plan_free(plan);
	ledger_forget(ledger, ENTITY_CONTACT, 100);
	plan = plan_with(world, ledger, NOW);
	g_assert_cmpuint(plan->steps->len, ==, 2);
	plan_free(plan);
	ledger_free(ledger);
	world_free(world);
}

/* What the portal shows outvotes what was written; what was never written
 * outvotes the portal. */
static void test_who_wins(void)
{
	struct world *world = world_new(NULL, "deal 7 stage=WON number=1");
	struct deal *deal = deal_new(7);

	for (int pretended = 0; pretended < 2; pretended++) {
		struct ledger *ledger = ledger_new(pretended == 1);
		const struct deal *now;

		g_free(deal->stage);
		deal->stage = g_strdup("NEW");
		ledger_add_deal(ledger, deal, NOW);
		ledger_complete(ledger, world->snapshot, world->orders,
		                world->rules, NOW);
		now = snapshot_deal(world->snapshot, 7);
		g_assert_cmpstr(now->stage, ==, pretended ? "NEW" : "WON");
		ledger_free(ledger);
	}
	deal_free(deal);
	world_free(world);
}

/* The history keeps the number among the fields, under the field's code. */
static void test_number_of_history(void)
{
	struct world *world = world_new(NULL, "");
	struct ledger *ledger = ledger_new(false);
	struct deal *deal = deal_new(9);

	deal_set_field(deal, "UF_CRM_ID_1C", "7");
	ledger_add_deal(ledger, deal, NOW);
	ledger_complete(ledger, world->snapshot, NULL, world->rules, NOW);
	g_assert_nonnull(snapshot_deals_numbered(world->snapshot, "7"));
	deal_free(deal);
	ledger_free(ledger);
	world_free(world);
}

/* Only what an order may need is put there, with what hangs on it; and of many
 * entries of one deal the last keeps it alive. */
static void test_relevant(void)
{
	struct world *world = world_new(
		NULL, "order number=7 client.name=П client.phone=+79270000001");
	struct world *past = world_new(
		NULL, "deal 1 number=7 contacts=11\ncontact 11 last=А\n"
		      "deal 2 number=8 contacts=12\n"
		      "contact 12 last=Б phones=+79270000001\n"
		      "deal 3 number=9 contacts=13\n"
		      "contact 13 last=В phones=+79270000003");
	struct ledger *ledger = ledger_new(false);

	for (gint64 id = 1; id <= 3; id++)
		ledger_add_deal(ledger, snapshot_deal(past->snapshot, id),
		                NOW - HOUR - 1);
	for (gint64 id = 11; id <= 13; id++)
		ledger_add_contact(ledger, snapshot_contact(past->snapshot, id),
		                   NOW);
	ledger_add_deal(ledger, snapshot_deal(past->snapshot, 1), NOW);
	ledger_add_deal(ledger, snapshot_deal(past->snapshot, 2), NOW);
	ledger_complete(ledger, world->snapshot, world->orders, world->rules,
	                NOW);
	g_assert_nonnull(snapshot_deal(world->snapshot, 1));
	g_assert_nonnull(snapshot_contact(world->snapshot, 11));
	g_assert_nonnull(snapshot_contact(world->snapshot, 12));
	g_assert_nonnull(snapshot_deal(world->snapshot, 2));
	g_assert_null(snapshot_contact(world->snapshot, 13));
	ledger_complete(ledger, world->snapshot, NULL, world->rules, NOW);
	g_assert_nonnull(snapshot_contact(world->snapshot, 13));
	g_assert_null(snapshot_deal(world->snapshot, 3));
	ledger_free(ledger);
	world_free(past);
	world_free(world);
}

/* Deals and contacts are numbered each for themselves: that deal 5 was written
 * lately keeps no contact 5, which may be deleted by now. */
static void test_same_id(void)
{
	struct world *world = world_new(NULL, "");
	struct ledger *ledger = ledger_new(false);
	struct contact *contact = contact_new(5);
	struct deal *deal = deal_new(5);

	ledger_add_contact(ledger, contact, NOW - HOUR - 1);
	ledger_add_deal(ledger, deal, NOW);
	ledger_complete(ledger, world->snapshot, NULL, world->rules, NOW);
	g_assert_nonnull(snapshot_deal(world->snapshot, 5));
	g_assert_null(snapshot_contact(world->snapshot, 5));
	contact_free(contact);
	deal_free(deal);
	ledger_free(ledger);
	world_free(world);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ledger/a second file makes nothing twice",
	                test_not_doubled);
	g_test_add_func("/ledger/an hour is enough", test_forgets);
	g_test_add_func("/ledger/a deleted deal", test_deleted);
	g_test_add_func("/ledger/who wins", test_who_wins);
	g_test_add_func("/ledger/a deal of the history",
	                test_number_of_history);
	g_test_add_func("/ledger/what an order may need", test_relevant);
	g_test_add_func("/ledger/a contact with the number of a deal",
	                test_same_id);
	return g_test_run();
}
