/*
 * What is told of an order after its writes, and that the history can read it
 * back.
 */
#include "core/outcome.h"
#include "tests/harness/world.h"

#include <string.h>

#define WORLD "deal 17 number=7 amount=50 contacts=55\n" NEW_WORLD
#define NEW_WORLD                                            \
	"contact 55 last=Иванов phones=+79270001234\n" \
	"order client.name=Петров_Пётр client.phone=+79270001234"

struct row {
	const char *name;
	enum step_result contact, deal;
	bool gone;
	const char *kept;
	enum outcome_kind kind;
	const char *said; /* code of the last message, or NULL */
};

static const struct row rows[] = {
	{ "all done", STEP_DONE, STEP_DONE, false, NULL, OUTCOME_UPDATED,
	  NULL },
	{ "the deal refused", STEP_DONE, STEP_REFUSED, false, NULL,
	  OUTCOME_FAILED, "portal_refused" },
	{ "the contact refused", STEP_REFUSED, STEP_DONE, false, NULL,
	  OUTCOME_FAILED, "portal_refused" },
	{ "nobody knows of the deal", STEP_DONE, STEP_UNSURE, false, NULL,
	  OUTCOME_HELD, "unsure" },
	{ "nobody knows of the contact", STEP_UNSURE, STEP_DONE, false, NULL,
	  OUTCOME_HELD, "unsure" },
	{ "the deal is gone", STEP_DONE, STEP_REFUSED, true, NULL, OUTCOME_HELD,
	  "deal_lost" },
	{ "the stage did not move", STEP_DONE, STEP_DONE, false, "NEW",
	  OUTCOME_FAILED, "portal_refused" },
	{ "a robot moved it on", STEP_DONE, STEP_DONE, false, "UC_DONE",
	  OUTCOME_UPDATED, "stage_kept" },
	{ "it is in another funnel by now", STEP_DONE, STEP_DONE, false,
	  "C1:EXECUTING", OUTCOME_FAILED, "portal_refused" },
	{ "in one that is new", STEP_DONE, STEP_DONE, false, "C9:NEW",
	  OUTCOME_FAILED, "portal_refused" },
};

/* Of a deal that is made. */
static const struct row new_rows[] = {
	{ "a new one got the first stage", STEP_DONE, STEP_DONE, false, "NEW",
	  OUTCOME_FAILED, "portal_refused" },
	{ "a robot moved a new one on", STEP_DONE, STEP_DONE, false, "UC_DONE",
	  OUTCOME_CREATED, "stage_kept" },
};

static void run_in(const struct row *row, const char *text)
{
	struct world *world = world_new(NULL, text);
	struct plan *plan = plan_build(world->orders, world->snapshot,
	                               world->memory, world->rules);
	struct verdict *verdict = plan->verdicts->pdata[0];
	struct outcome *outcome;
	const struct message *last = NULL;

	g_assert_nonnull(verdict->contact_step);
	g_assert_nonnull(verdict->deal_step);
	verdict->contact_step->result = row->contact;
	verdict->deal_step->result = row->deal;
	verdict->deal_step->gone = row->gone;
	verdict->deal_step->kept = g_strdup(row->kept);
	outcome = outcome_new(verdict, world->dictionary, true);
	g_assert_cmpint(outcome->kind, ==, row->kind);
	if (outcome->messages->len > 0)
		last = outcome->messages->pdata[outcome->messages->len - 1];
	g_assert_cmpstr(last != NULL ? message_name(last->code) : NULL, ==,
	                row->said);
	outcome_free(outcome);
	plan_free(plan);
	world_free(world);
}

static void run(gconstpointer row)
{
	run_in(row, WORLD);
}

static void run_new(gconstpointer row)
{
	run_in(row, NEW_WORLD);
}

/* Only what was written is told as written. */
static void test_refused_changes(void)
{
	struct world *world = world_new(NULL, WORLD);
	struct plan *plan = plan_build(world->orders, world->snapshot,
	                               world->memory, world->rules);
	struct verdict *verdict = plan->verdicts->pdata[0];
	struct outcome *outcome;

	verdict->contact_step->result = STEP_DONE;
	verdict->deal_step->result = STEP_REFUSED;
	outcome = outcome_new(verdict, world->dictionary, true);
	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];

		g_assert_cmpint(change->entity, ==, ENTITY_CONTACT);
	}
	outcome_free(outcome);
	plan_free(plan);
	world_free(world);
}

static void test_json(void)
{
	struct world *world = world_new(NULL, WORLD);
	struct plan *plan = plan_build(world->orders, world->snapshot,
	                               world->memory, world->rules);
	struct outcome *outcome =
		outcome_new(plan->verdicts->pdata[0], world->dictionary, false);
	cJSON *json = outcome_to_json(outcome);
	struct outcome *again = outcome_of_json(json);
	cJSON *json_again;

	g_assert_nonnull(again);
	json_again = outcome_to_json(again);
	g_assert_true(cJSON_Compare(json, json_again, true));
	cJSON_Delete(json);
	cJSON_Delete(json_again);
	outcome_free(again);
	outcome_free(outcome);
	plan_free(plan);
	world_free(world);
}

static void test_broken_json(void)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"null",
		"{\"outcome\":\"Создан\"}",
		"{\"outcome\":1,\"match\":2}",
		"{\"outcome\":\"Иное\",\"match\":\"id\"}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		cJSON *json = cJSON_Parse(texts[i]);

		g_assert_null(outcome_of_json(json));
		cJSON_Delete(json);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/outcome/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(new_rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/outcome/%s", new_rows[i].name);

		g_test_add_data_func(path, &new_rows[i], run_new);
	}
	g_test_add_func("/outcome/refused changes are not told",
	                test_refused_changes);
	g_test_add_func("/outcome/json there and back", test_json);
	g_test_add_func("/outcome/broken json is none", test_broken_json);
	return g_test_run();
}
