/*
 * An entity that is replaced is not found by what it was before.
 */
#include "tests/harness/world.h"

static guint count(const GPtrArray *found)
{
	return found != NULL ? found->len : 0;
}

static void test_deal(void)
{
	struct world *world =
		world_new(NULL, "deal 17 number=ТС7 mark=aa contacts=5,6");
	struct snapshot *snapshot = world->snapshot;

	g_assert_cmpuint(count(snapshot_deals_numbered(snapshot, "TC7")), ==,
	                 1);
	g_assert_cmpuint(count(snapshot_deals_marked(snapshot, "aa")), ==, 1);
	g_assert_cmpuint(count(snapshot_deals_of(snapshot, 6)), ==, 1);
	world_add(world, "deal 17 number=8 originator=shop contacts=6");
	g_assert_cmpuint(count(snapshot_deals_numbered(snapshot, "TC7")), ==,
	                 0);
	g_assert_cmpuint(count(snapshot_deals_numbered(snapshot, "8")), ==, 1);
	g_assert_cmpuint(count(snapshot_deals_marked(snapshot, "aa")), ==, 0);
	g_assert_cmpuint(count(snapshot_deals_of(snapshot, 5)), ==, 0);
	g_assert_cmpuint(count(snapshot_deals_of(snapshot, 6)), ==, 1);
	world_free(world);
}

static void test_contact(void)
{
	struct world *world =
		world_new(NULL, "contact 5 phones=+71,+72 mark=cc");
	struct snapshot *snapshot = world->snapshot;

	g_assert_cmpuint(count(snapshot_contacts_phoned(snapshot, "+72")), ==,
	                 1);
	g_assert_cmpuint(count(snapshot_contacts_marked(snapshot, "cc")), ==,
	                 1);
	world_add(world, "contact 5 phones=+71");
	g_assert_cmpuint(count(snapshot_contacts_phoned(snapshot, "+71")), ==,
	                 1);
	g_assert_cmpuint(count(snapshot_contacts_phoned(snapshot, "+72")), ==,
	                 0);
	g_assert_cmpuint(count(snapshot_contacts_marked(snapshot, "cc")), ==,
	                 0);
	world_free(world);
}

/* Never an index of nothing: it would match every order without a value. */
static void test_empty(void)
{
	struct world *world = world_new(NULL, "deal 17\ncontact 5");

	g_assert_null(snapshot_deals_numbered(world->snapshot, ""));
	g_assert_null(snapshot_deals_marked(world->snapshot, ""));
	g_assert_null(snapshot_deals_marked(world->snapshot, NULL));
	g_assert_null(snapshot_contacts_marked(world->snapshot, NULL));
	world_free(world);
}

static void test_copies(void)
{
	struct world *world = world_new(
		NULL, "deal 17 number=7 mark=aa contacts=5 UF.CRM.VIN=X\n"
		      "contact 5 last=Петров phones=+71 mark=cc");
	struct deal *deal = deal_copy(snapshot_deal(world->snapshot, 17));
	struct contact *contact =
		contact_copy(snapshot_contact(world->snapshot, 5));

	world_add(world, "deal 17");
	world_add(world, "contact 5");
	g_assert_cmpstr(deal->number, ==, "7");
	g_assert_cmpstr(deal->origin, ==, "aa");
	g_assert_cmpstr(deal_field(deal, "UF_CRM_VIN"), ==, "X");
	g_assert_true(deal_has_contact(deal, 5));
	g_assert_cmpstr(contact->last, ==, "Петров");
	g_assert_cmpstr(contact->phones->pdata[0], ==, "+71");
	deal_free(deal);
	contact_free(contact);
	world_free(world);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/snapshot/deal", test_deal);
	g_test_add_func("/snapshot/contact", test_contact);
	g_test_add_func("/snapshot/empty values", test_empty);
	g_test_add_func("/snapshot/copies", test_copies);
	return g_test_run();
}
