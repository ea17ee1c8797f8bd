/*
 * Random worlds: whatever the portal and the orders are, a plan that was
 * carried out leaves nothing to do, and no plan does what must never happen.
 *
 * The worlds are small and crowded on purpose: few phones, few numbers, few
 * clients, so that orders meet. In the likely ones a client is the same in all
 * its orders, as 1C's catalogue has it; in the wild ones every order says
 * something else, a phone added for one order is found by another, and only
 * settling soon can be asked for. A failure prints the world as text that
 * world_new() reads; the seed is GTest's (`--seed`).
 */
#include "tests/harness/world.h"

#include "core/when.h"

#include <locale.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
enum { WORLDS = 2000 }; /* each takes ten times as long */
#else
enum { WORLDS = 12000 };
#endif
enum { ROUNDS = 5 };

static int dice(int sides)
{
	return g_test_rand_int_range(0, sides);
}

static const char *pick(const char *const *from, size_t count)
{
	return from[dice((int)count)];
}

#define PICK(from) pick(from, G_N_ELEMENTS(from))

static const char *const phones[] = { "+79270000001", "+79270000002",
	                              "+79270000003", "+79270000004",
	                              "+78462000005" };
static const char *const clients[] = { "c1", "c2", "c3" };
static const char *const lasts[] = { "Петров", "Иванов", "Сидорова" };
static const char *const firsts[] = { "Пётр", "Иван", "Анна" };
static const char *const names[] = {
	"Петров_Пётр_Петрович", "Иванов_Иван", "Сидорова_Анна", "Петров",
	"Частное_лицо",         "ООО_Ромашка",
};
static const char *const states[] = { "Закрыт",   "В_работе", "Заявка",
	                              "Выполнен", "Отказ",    "Неведомо" };
static const char *const codes[] = { "NEW", "EXECUTING", "UC.DONE", "WON",
	                             "LOSE" };
static const char *const settings[] = {
	NULL,
	"create = no\n",
	"several = hold\n",
	"reopen = no\n",
	"stage = until_edited\n",
	"date_field =\nsource = CALL\n",
	"funnels = 0; 1; 2\nfunnel = 1\n",
	"[contact]\nupdate = no\n",
	"phone_match_days = 0\nnumber_match_days = 0\n[fields]\n"
	"UF_CRM_VIN = car.vin\nUF_CRM_MILEAGE = car.mileage\n",
	"deleted_stage = Архив\nfinal_stages = Выполнено\n",
};

static void some_phones(GString *line, const char *key)
{
	int count = dice(3);

	for (int i = 0; i < count; i++)
		g_string_append_printf(line, " %s=%s", key, PICK(phones));
}

static void random_contact(GString *text, int id)
{
	g_string_append_printf(text, "contact %d", id);
	if (dice(3) > 0)
		g_string_append_printf(text, " last=%s", PICK(lasts));
	if (dice(3) > 0)
		g_string_append_printf(text, " first=%s", PICK(firsts));
	if (dice(4) > 0)
		g_string_append_printf(text, " phones=%s", PICK(phones));
	if (dice(4) == 0)
		g_string_append_printf(text, " mark=%s", PICK(clients));
	else if (dice(8) == 0)
		g_string_append(text, " originator=shop");
	g_string_append_c(text, '\n');
}

/* The look-up brings every contact of a deal it found. */
static void some_contacts(GString *text, int contacts)
{
	if (contacts == 0 || dice(3) == 0)
		return;
	g_string_append_printf(text, " contacts=%d", 51 + dice(contacts));
	if (contacts > 1 && dice(4) == 0)
		g_string_append_printf(text, ",%d", 51 + dice(contacts));
}

static void random_deal(GString *text, int id, int contacts)
{
	int funnel = dice(4) == 0 ? 1 + dice(2) : 0;
	const char *code = PICK(codes);

	if (funnel == 1 && strcmp(code, "UC.DONE") == 0)
		code = "NEW";
	g_string_append_printf(text, "deal %d funnel=%d stage=", id, funnel);
	if (funnel > 0)
		g_string_append_printf(text, "C%d:", funnel);
	g_string_append_printf(text, "%s created=2020-12-%02d amount=%d", code,
	                       10 + dice(18), 50 * dice(3));
	some_contacts(text, contacts);
	if (dice(3) == 0)
		g_string_append_printf(text, " number=%d", 1 + dice(6));
	if (dice(5) == 0)
		g_string_append_printf(text, " mark=%d/2020", 1 + dice(6));
	else if (dice(8) == 0)
		g_string_append_printf(text, " mark=r%d", 1 + dice(6));
	g_string_append_c(text, '\n');
}

/* Who is one client in every order. The second and third share a phone; the
 * fourth is a firm, the fifth nobody in particular. */
static const char *const cards[] = {
	"client.name=Петров_Пётр_Петрович client.phone=+79270000001",
	"client.name=Иванов_Иван client.phone=+79270000002 "
	"client.phone=+78462000005",
	"client.name=Иванова_Анна client.phone=+78462000005",
	"client.name=ООО_Ромашка client.phone=+79270000003",
	"client.name=Частное_лицо",
	"client.name=Сидорова",
};

static void likely_client(GString *text, bool guids)
{
	int card = dice(G_N_ELEMENTS(cards));

	g_string_append_printf(text, " %s", cards[card]);
	if (guids)
		g_string_append_printf(text, " client.ref=c%d", card + 1);
	if (card == 4 && dice(2) == 0)
		g_string_append_printf(text, " phone=%s", PICK(phones));
}

static void wild_client(GString *text)
{
	g_string_append_printf(text, " client.name=%s", PICK(names));
	if (dice(2) == 0)
		g_string_append_printf(text, " client.ref=%s", PICK(clients));
	if (dice(3) == 0)
		g_string_append_printf(text, " phone=%s", PICK(phones));
	some_phones(text, "client.phone");
}

static void random_order(GString *text, int number, bool wild, bool guids)
{
	g_string_append_printf(text,
	                       "order number=%d date=2020-12-%02d state=%s "
	                       "amount=%d",
	                       number, 15 + dice(10), PICK(states),
	                       50 * dice(3));
	if (dice(2) == 0)
		g_string_append_printf(text, " ref=r%d", number);
	if (wild)
		wild_client(text);
	else
		likely_client(text, guids);
	if (dice(4) == 0)
		g_string_append_printf(text, " car.vin=V%d", dice(2));
	if (dice(10) == 0)
		g_string_append(text, " deleted=yes");
	g_string_append_c(text, '\n');
}

static char *random_world(bool wild)
{
	GString *text = g_string_new(NULL);
	int contacts = dice(6);
	int deals = dice(7);
	int orders = 1 + dice(6);
	bool guids = dice(2) == 0;

	for (int i = 0; i < contacts; i++)
		random_contact(text, 51 + i);
	for (int i = 0; i < deals; i++)
		random_deal(text, 11 + i, contacts);
	for (int i = 0; i < orders; i++)
		random_order(text, 1 + i, wild, guids);
	return g_string_free(text, FALSE);
}

/* ---- what must never happen ---- */

static void check_steps(const struct plan *plan, const char *text)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool deals = false;

	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];
		char *what;

		deals = deals || step->entity == ENTITY_DEAL;
		if (deals && step->entity == ENTITY_CONTACT)
			g_error("a contact after a deal in\n%s", text);
		if (step->changes->len == 0 && step->contact == NULL)
			g_error("an empty write in\n%s", text);
		if (step->verb == STEP_ADD && step->origin == NULL)
			g_error("an add without mark in\n%s", text);
		what = step->verb == STEP_ADD
		               ? g_strdup_printf("%d:%s", (int)step->entity,
		                                 step->origin)
		               : g_strdup_printf("%d#%" G_GINT64_FORMAT,
		                                 (int)step->entity, step->id);
		if (!g_hash_table_add(seen, what))
			g_error("two writes of one entity in\n%s", text);
	}
}

/* An order that ended in an error, held or skipped writes nothing, and no two
 * orders have one deal. */
static void check_verdicts(const struct plan *plan, const char *text)
{
	g_autoptr(GHashTable) taken =
		g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < plan->verdicts->len; i++) {
		struct verdict *verdict = plan->verdicts->pdata[i];
		bool over = verdict->action == ACTION_ERROR ||
		            verdict->action == ACTION_HOLD ||
		            verdict->action == ACTION_SKIP;

		if (over && (verdict->deal_step != NULL ||
		             verdict->contact_step != NULL))
			g_error("a write for an order that is over in\n%s",
			        text);
		if (verdict->deal != 0 &&
		    !g_hash_table_add(taken, &verdict->deal))
			g_error("one deal for two orders in\n%s", text);
	}
}

/* ---- carrying out, as the exchange does ---- */

static void remember(struct world *world, const struct plan *plan)
{
	for (guint i = 0; i < plan->verdicts->len; i++) {
		const struct verdict *verdict = plan->verdicts->pdata[i];
		const struct judged *judged = verdict->judged;
		struct memory_document *known;
		gint64 contact = verdict->contact;

		if (verdict->action == ACTION_ERROR ||
		    verdict->action == ACTION_HOLD ||
		    verdict->action == ACTION_SKIP)
			continue;
		known = memory_note(world->memory, judged->key);
		known->exported = judged->order->exported;
		known->deal = verdict->deal != 0 ? verdict->deal
		                                 : verdict->deal_step->id;
		g_free(known->stage);
		known->stage = g_strdup(verdict->stage);
		if (contact == 0 && verdict->contact_step != NULL)
			contact = verdict->contact_step->id;
		known->contact = contact;
		if (verdict->names_contact && contact != 0)
			memory_name(world->memory, contact, judged->date);
	}
}

/* Orders that were not carried out may see another world next time: a phone
 * that another order added finds a deal for them. */
static GPtrArray *carried_out(const struct plan *plan)
{
	GPtrArray *orders = g_ptr_array_new();

	for (guint i = 0; i < plan->verdicts->len; i++) {
		const struct verdict *verdict = plan->verdicts->pdata[i];

		if (verdict->action != ACTION_HOLD &&
		    verdict->action != ACTION_SKIP &&
		    verdict->action != ACTION_ERROR)
			g_ptr_array_add(orders, verdict->judged);
	}
	return orders;
}

static struct plan *plan_of(const struct world *world, const GPtrArray *orders)
{
	return plan_build(orders, world->snapshot, world->memory, world->rules);
}

static void carry_out(struct world *world, struct plan *plan, gint64 *next_id)
{
	plan_pretend(plan, next_id);
	plan_apply(plan, world->snapshot, world->rules,
	           G_GINT64_CONSTANT(1608900000));
	remember(world, plan);
}

static void show_and_fail(const struct world *world, const char *more,
                          const char *text, const struct plan *first,
                          const struct plan *left)
{
	g_autofree char *was = world_describe(world, first);
	g_autofree char *is = world_describe(world, left);

	g_error("not done after it was done\nsettings:\n%s\nworld:\n%s"
	        "\nfirst:\n%s\nleft:\n%s",
	        more != NULL ? more : "", text, was, is);
}

static void one_world(struct world *const *bases, bool wild)
{
	g_autofree char *text = random_world(wild);
	int which = dice(G_N_ELEMENTS(settings));
	const char *more = settings[which];
	struct world *world = world_like(bases[which], text);
	gint64 next_id = 1000;
	struct plan *first = plan_of(world, world->orders);
	g_autoptr(GPtrArray) again = carried_out(first);
	struct plan *left;
	int rounds = 1;

	check_steps(first, text);
	check_verdicts(first, text);
	carry_out(world, first, &next_id);
	left = plan_of(world, again);
	while (wild && left->steps->len > 0 && rounds++ < ROUNDS) {
		check_steps(left, text);
		check_verdicts(left, text);
		if (left->creates > 0)
			show_and_fail(world, more, text, first, left);
		carry_out(world, left, &next_id);
		plan_free(left);
		left = plan_of(world, again);
	}
	if (left->steps->len > 0)
		show_and_fail(world, more, text, first, left);
	plan_free(left);
	plan_free(first);
	world_free(world);
}

static void many_worlds(bool wild)
{
	struct world *bases[G_N_ELEMENTS(settings)];

	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		bases[i] = world_new(settings[i], "");
	for (int i = 0; i < WORLDS; i++)
		one_world(bases, wild);
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		world_free(bases[i]);
}

static void test_nothing_left(void)
{
	many_worlds(false);
}

static void test_settles(void)
{
	many_worlds(true);
}

int main(int argc, char *argv[])
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/a plan that was carried out leaves nothing",
	                test_nothing_left);
	g_test_add_func("/plan/wild worlds settle and make nothing twice",
	                test_settles);
	return g_test_run();
}
