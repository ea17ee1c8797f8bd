/* Intents, results, what nobody knows, and the ledger after a restart. */
#include "tests/watcher/past.h"
#include "watcher/history_p.h"

static struct step *step_make(enum entity entity, enum step_verb verb,
                              gint64 id)
{
	struct step *step = g_new0(struct step, 1);
	step->entity = entity;
	step->verb = verb;
	step->id = id;
	step->changes = g_ptr_array_new();
	return step;
}

static void step_change(struct step *step, const char *field, const char *to)
{
	struct change *change = g_new0(struct change, 1);
	change->field = g_strdup(field);
	change->to = g_strdup(to);
	g_ptr_array_add(step->changes, change);
}

static void step_end(gpointer data)
{
	struct step *step = data;
	for (guint i = 0; i < step->changes->len; i++) {
		struct change *change = step->changes->pdata[i];
		g_free(change->field);
		g_free(change->to);
		g_free(change);
	}
	g_ptr_array_unref(step->changes);
	g_free(step->originator);
	g_free(step->origin);
	g_free(step->refusal);
	g_free(step->kept);
	g_free(step);
}

static GPtrArray *steps_new(void)
{
	return g_ptr_array_new_with_free_func(step_end);
}

static void intend(struct past *past, gint64 file, GPtrArray *steps, gint64 now)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(history_intend(past->history, file, steps, now, &error));
	g_assert_no_error(error);
}

static void settle(struct past *past, GPtrArray *steps, gint64 now)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(history_settle(past->history, steps, now, &error));
	g_assert_no_error(error);
}

static void expect_unknown(struct past *past, guint count, gint64 newest)
{
	g_autoptr(GError) error = NULL;
	gint64 found_newest = -1;
	guint found = G_MAXUINT;
	past_reopen(past);
	g_assert_true(
		history_unknown(past->history, &found_newest, &found, &error));
	g_assert_cmpuint(found, ==, count);
	g_assert_cmpint(found_newest, ==, newest);
}

static void test_unknown(void)
{
	static const struct {
		const char *name;
		enum step_result result;
	} rows[] = {
		{ "done", STEP_DONE },
		{ "refused", STEP_REFUSED },
		{ "unsure, waited for already", STEP_UNSURE },
		{ "surely not run", STEP_WAITING },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct past *past = past_new();
		g_autoptr(GPtrArray) steps = steps_new();
		struct step *step = step_make(ENTITY_DEAL, STEP_UPDATE, 17);
		gint64 file = past_begin(past, "a.xml", "1", 100);
		g_test_message("%s", rows[i].name);
		step_change(step, "stageId", "WON");
		g_ptr_array_add(steps, step);
		expect_unknown(past, 0, WHEN_NONE);
		intend(past, file, steps, 101);
		g_assert_cmpint(step->written, >, 0);
		expect_unknown(past, 1, 101);
		step->result = rows[i].result;
		settle(past, steps, 102);
		expect_unknown(past, 0, WHEN_NONE);

		/* Sent again: one row, and nobody knows again. */
		gint64 row = step->written;
		intend(past, file, steps, 103);
		g_assert_cmpint(step->written, ==, row);
		expect_unknown(past, 1, 103);
		past_free(past);
	}
}

static void test_unknown_newest(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) first = steps_new(), second = steps_new();
	gint64 file = past_begin(past, "a.xml", "1", 100);
	g_ptr_array_add(first, step_make(ENTITY_CONTACT, STEP_ADD, 0));
	g_ptr_array_add(first, step_make(ENTITY_DEAL, STEP_ADD, 0));
	g_ptr_array_add(second, step_make(ENTITY_DEAL, STEP_ADD, 0));
	intend(past, file, second, 300);
	intend(past, file, first, 200);
	expect_unknown(past, 3, 300);
	g_assert_true(history_forget_unknown(past->history, NULL));
	expect_unknown(past, 0, WHEN_NONE);
	/* Forgotten once is not forgotten for ever: sent again, asked again. */
	intend(past, file, first, 400);
	expect_unknown(past, 2, 400);
	past_free(past);
}

/* A file whose write nobody knows of is not expired. */
static void test_unknown_stays(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) steps = steps_new();
	gint64 file = past_begin(past, "a.xml", "1", 100);
	g_ptr_array_add(steps, step_make(ENTITY_DEAL, STEP_ADD, 0));
	intend(past, file, steps, 101);
	past_end(past, file, "kept", 102);
	g_assert_true(history_expire(past->history, 1000, NULL));
	expect_unknown(past, 1, 101);
	g_assert_true(history_forget_unknown(past->history, NULL));
	g_assert_true(history_expire(past->history, 1000, NULL));
	g_autoptr(GPtrArray) files =
		history_files(past->history, NULL, 9, NULL);
	g_assert_cmpuint(files->len, ==, 0);
	past_free(past);
}

/* An intent that could not be kept leaves no trace: nothing is sent. */
static void test_intend_fails(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) steps = steps_new();
	struct step *step = step_make(ENTITY_DEAL, STEP_ADD, 0);
	g_ptr_array_add(steps, step);
	g_assert_false(history_intend(past->history, 1000, steps, 101, &error));
	g_assert_error(error, HISTORY_ERROR, HISTORY_FAILED);
	g_assert_cmpint(step->written, ==, 0);
	expect_unknown(past, 0, WHEN_NONE);
	past_free(past);
}

static void test_settle_unintended(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) steps = steps_new();
	g_ptr_array_add(steps, step_make(ENTITY_DEAL, STEP_ADD, 0));
	settle(past, steps, 101);
	expect_unknown(past, 0, WHEN_NONE);
	past_free(past);
}

/* ---- refill ---- */

static struct step *deal_step(void)
{
	struct step *step = step_make(ENTITY_DEAL, STEP_ADD, 0);
	step->originator = g_strdup("1C-AlfaAuto");
	step->origin = g_strdup("8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c");
	step_change(step, "stageId", "C3:NEW");
	step_change(step, "categoryId", "3");
	step_change(step, "opportunity", "30110.00");
	step_change(step, "isManualOpportunity", "Y");
	step_change(step, "currencyId", "RUB");
	step_change(step, "title", "Заказ-наряд № 1");
	step_change(step, "sourceId", "WEB");
	step_change(step, "UF_CRM_NUMBER", "3000004876");
	step_change(step, "begindate", "2020-12-24");
	return step;
}

static struct step *contact_step(void)
{
	struct step *step = step_make(ENTITY_CONTACT, STEP_ADD, 0);
	step->originator = g_strdup("1C-AlfaAuto");
	step->origin = g_strdup("3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c");
	step_change(step, "lastName", "Петров");
	step_change(step, "name", "Пётр");
	step_change(step, "secondName", "Петрович");
	step_change(step, "PHONE", "+79270001234");
	step_change(step, "PHONE", "+79270001235");
	return step;
}

/* What the ledger would show beside an empty portal. */
static struct snapshot *refilled(struct past *past, gint64 since, gint64 now)
{
	g_autoptr(GError) error = NULL;
	struct deal_field id_field = { .code = (char *)"UF_CRM_NUMBER" };
	struct rules rules = { .id_field = &id_field };
	struct ledger *ledger = ledger_new(false);
	struct snapshot *snapshot = snapshot_new("1C-AlfaAuto");
	past_reopen(past);
	g_assert_true(history_refill(past->history, since, ledger, &error));
	g_assert_no_error(error);
	ledger_complete(ledger, snapshot, NULL, &rules, now);
	ledger_free(ledger);
	return snapshot;
}

static void expect_deal(const struct deal *deal, const char *origin)
{
	g_assert_nonnull(deal);
	g_assert_cmpstr(deal->stage, ==, "C3:NEW");
	g_assert_cmpint(deal->funnel, ==, 3);
	g_assert_cmpint(deal->amount, ==, 3011000);
	g_assert_true(deal->amount_manual);
	g_assert_cmpstr(deal->currency, ==, "RUB");
	g_assert_cmpstr(deal->title, ==, "Заказ-наряд № 1");
	g_assert_cmpstr(deal->source, ==, "WEB");
	g_assert_cmpstr(deal->originator, ==, "1C-AlfaAuto");
	g_assert_cmpstr(deal->origin, ==, origin);
	g_assert_cmpint(deal->created, ==, 1002);
	g_assert_cmpstr(deal->number, ==, "3000004876");
	g_assert_cmpstr(deal_field(deal, "begindate"), ==, "2020-12-24");
	g_assert_cmpuint(deal->contacts->len, ==, 1);
	g_assert_true(deal_has_contact(deal, 55));
}

static void expect_contact(const struct contact *contact, const char *origin)
{
	g_assert_nonnull(contact);
	g_assert_cmpstr(contact->last, ==, "Петров");
	g_assert_cmpstr(contact->first, ==, "Пётр");
	g_assert_cmpstr(contact->middle, ==, "Петрович");
	g_assert_cmpstr(contact->originator, ==, "1C-AlfaAuto");
	g_assert_cmpstr(contact->origin, ==, origin);
	g_assert_cmpuint(contact->phones->len, ==, 2);
	g_assert_cmpstr(contact->phones->pdata[1], ==, "+79270001235");
}

static void test_refill(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) steps = steps_new();
	struct step *deal = deal_step(), *contact = contact_step();
	gint64 file = past_begin(past, "a.xml", "1", 1000);
	deal->contact = contact;
	g_ptr_array_add(steps, contact);
	g_ptr_array_add(steps, deal);
	intend(past, file, steps, 1001);
	contact->id = 55;
	deal->id = 17;
	contact->result = deal->result = STEP_DONE;
	settle(past, steps, 1002);

	struct snapshot *snapshot = refilled(past, 1002, 1003);
	expect_deal(snapshot_deal(snapshot, 17), deal->origin);
	expect_contact(snapshot_contact(snapshot, 55), contact->origin);
	snapshot_free(snapshot);

	snapshot = refilled(past, 1003, 1004);
	g_assert_null(snapshot_deal(snapshot, 17));
	g_assert_null(snapshot_contact(snapshot, 55));
	snapshot_free(snapshot);
	past_free(past);
}

static void test_refill_only_done_adds(void)
{
	static const struct {
		const char *name;
		enum step_verb verb;
		enum step_result result;
		gint64 id;
		bool there;
	} rows[] = {
		{ "add, done", STEP_ADD, STEP_DONE, 17, true },
		{ "add, refused", STEP_ADD, STEP_REFUSED, 0, false },
		{ "add, unsure", STEP_ADD, STEP_UNSURE, 0, false },
		{ "add, waiting", STEP_ADD, STEP_WAITING, 0, false },
		{ "update, done", STEP_UPDATE, STEP_DONE, 17, false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct past *past = past_new();
		g_autoptr(GPtrArray) steps = steps_new();
		struct step *step = deal_step();
		gint64 file = past_begin(past, "a.xml", "1", 1000);
		g_test_message("%s", rows[i].name);
		step->verb = rows[i].verb;
		g_ptr_array_add(steps, step);
		intend(past, file, steps, 1001);
		step->id = rows[i].id;
		step->result = rows[i].result;
		settle(past, steps, 1002);
		struct snapshot *snapshot = refilled(past, 0, 1003);
		g_assert_true((snapshot_deal(snapshot, 17) != NULL) ==
		              rows[i].there);
		snapshot_free(snapshot);
		past_free(past);
	}
}

/* A contact that was there already, and a stage that the portal chose. */
static void test_refill_details(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) steps = steps_new();
	struct step *step = deal_step();
	gint64 file = past_begin(past, "a.xml", "1", 1000);
	step_change(step, "contactIds", "55");
	step->kept = g_strdup("C3:OTHER");
	g_ptr_array_add(steps, step);
	intend(past, file, steps, 1001);
	step->id = 17;
	step->result = STEP_DONE;
	settle(past, steps, 1002);
	struct snapshot *snapshot = refilled(past, 0, 1003);
	const struct deal *deal = snapshot_deal(snapshot, 17);
	g_assert_true(deal_has_contact(deal, 55));
	g_assert_cmpuint(deal->contacts->len, ==, 1);
	g_assert_cmpstr(deal->stage, ==, "C3:OTHER");
	snapshot_free(snapshot);
	past_free(past);
}

/* What was made and changed since: as it is now, not as it was made. */
static void test_refill_changed(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) made = steps_new();
	g_autoptr(GPtrArray) changed = steps_new();
	struct step *deal = step_make(ENTITY_DEAL, STEP_UPDATE, 17);
	struct step *contact = step_make(ENTITY_CONTACT, STEP_UPDATE, 55);
	gint64 file = past_begin(past, "a.xml", "1", 1000);
	g_ptr_array_add(made, contact_step());
	g_ptr_array_add(made, deal_step());
	intend(past, file, made, 1001);
	for (guint i = 0; i < made->len; i++) {
		struct step *step = made->pdata[i];
		step->id = step->entity == ENTITY_DEAL ? 17 : 55;
		step->result = STEP_DONE;
	}
	settle(past, made, 1002);
	step_change(deal, "stageId", "C3:WON");
	step_change(contact, "lastName", "Сидоров");
	step_change(contact, "PHONE", "+79270001236");
	g_ptr_array_add(changed, contact);
	g_ptr_array_add(changed, deal);
	intend(past, file, changed, 1003);
	contact->result = deal->result = STEP_DONE;
	settle(past, changed, 1004);

	struct snapshot *snapshot = refilled(past, 0, 1005);
	const struct deal *there = snapshot_deal(snapshot, 17);
	const struct contact *who = snapshot_contact(snapshot, 55);
	g_assert_cmpstr(there->stage, ==, "C3:WON");
	g_assert_cmpstr(there->number, ==, "3000004876");
	g_assert_cmpint(there->created, ==, 1002);
	g_assert_cmpstr(who->last, ==, "Сидоров");
	g_assert_cmpstr(who->first, ==, "Пётр");
	g_assert_cmpuint(who->phones->len, ==, 3);
	snapshot_free(snapshot);
	past_free(past);
}

/* ---- show ---- */

static void test_show(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) steps = steps_new();
	struct step *deal = deal_step(), *other = deal_step();
	struct step *contact = contact_step(), *refused = deal_step();
	gint64 file = past_begin(past, "a.xml", "1", 1000);
	g_free(other->origin);
	other->origin = g_strdup("somebody else's");
	g_ptr_array_add(steps, contact);
	g_ptr_array_add(steps, deal);
	g_ptr_array_add(steps, other);
	g_ptr_array_add(steps, refused);
	intend(past, file, steps, 1001);
	contact->id = 55;
	deal->id = 17;
	other->id = 18;
	contact->result = deal->result = other->result = STEP_DONE;
	refused->result = STEP_REFUSED;
	refused->refusal = g_strdup("the portal's words");
	settle(past, steps, 1002);
	struct outcome *outcome = past_outcome(OUTCOME_CREATED, "1", 17);
	outcome->contact = 55;
	past_record(past, file, 0, deal->origin, outcome, 1003);

	cJSON *shown = history_show(past->history, "1", &error);
	g_assert_no_error(error);
	const cJSON *order = cJSON_GetArrayItem(
		cJSON_GetObjectItemCaseSensitive(shown, "orders"), 0);
	const cJSON *writes = cJSON_GetObjectItemCaseSensitive(order, "writes");
	static const struct {
		const char *entity, *result, *refusal;
		int id;
	} rows[] = {
		{ "contact", "done", NULL, 55 },
		{ "deal", "done", NULL, 17 },
		{ "deal", "refused", "the portal's words", 0 },
	};
	g_assert_cmpint(cJSON_GetArraySize(writes), ==, G_N_ELEMENTS(rows));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const cJSON *write = cJSON_GetArrayItem(writes, (int)i);
		const cJSON *id = cJSON_GetObjectItem(write, "id");
		g_assert_cmpstr(cJSON_GetStringValue(
					cJSON_GetObjectItem(write, "entity")),
		                ==, rows[i].entity);
		g_assert_cmpstr(cJSON_GetStringValue(
					cJSON_GetObjectItem(write, "result")),
		                ==, rows[i].result);
		g_assert_cmpstr(cJSON_GetStringValue(
					cJSON_GetObjectItem(write, "refusal")),
		                ==, rows[i].refusal);
		g_assert_cmpint(cJSON_IsNumber(id) ? id->valueint : 0, ==,
		                rows[i].id);
		g_assert_true(
			cJSON_IsArray(cJSON_GetObjectItem(write, "changes")));
	}
	cJSON_Delete(shown);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_writes/unknown", test_unknown);
	g_test_add_func("/history_writes/unknown_newest", test_unknown_newest);
	g_test_add_func("/history_writes/unknown_stays", test_unknown_stays);
	g_test_add_func("/history_writes/intend_fails", test_intend_fails);
	g_test_add_func("/history_writes/settle_unintended",
	                test_settle_unintended);
	g_test_add_func("/history_refill/refill", test_refill);
	g_test_add_func("/history_refill/only_done_adds",
	                test_refill_only_done_adds);
	g_test_add_func("/history_refill/details", test_refill_details);
	g_test_add_func("/history_refill/changed", test_refill_changed);
	g_test_add_func("/history_writes/show", test_show);
	return g_test_run();
}
