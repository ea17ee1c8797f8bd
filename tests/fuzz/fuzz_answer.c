/*
 * Whatever a portal may answer, to whatever the bridge asks: no crash, no
 * leak, an end, and an error that says something wherever nothing came of it.
 *
 * An input is a line that says what is done, then the answers (scripted.h):
 *
 *     learn       the portal's dictionaries
 *     look        the orders below are looked up
 *     deals       deals are looked up by id
 *     apply       a plan with adds and updates of both entities is written
 *     make        the field for the number is made
 *     all         all of that, one after the other, as a bridge does
 *     kind N      one answer to the Nth kind of question
 *     trace       what `debug = yes` makes of it
 */
#include "b24/ask.h"
#include "b24/portal.h"
#include "b24/trace.h"
#include "core/finding.h"
#include "core/outcome.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/scripted.h"
#include "tests/harness/world.h"

#include <string.h>

static const char settings[] =
	"several = newest\nsource = CALL\nfunnels = 0; 1\n"
	"[fields]\nUF_CRM_VIN = car.vin\ncomments = reason\n";

static const char orders[] =
	"contact 55 last=Иной phones=+79270005678 mark=c5\n"
	"deal 17 number=8 contacts=55\n"
	"deal 18 number=9\n"
	"order number=7 ref=r7 client.ref=c7 client.last=Петров "
	"client.first=Пётр client.phone=+79270001234 client.mail=p@example.ru "
	"car.vin=X1 reason=Стук\n"
	"order number=8 ref=r8 client.last=Сидоров client.phone=+79270005678 "
	"state=Закрыт\n"
	"order number=9 amount=5.00 client.last=Иванов "
	"client.phone=+79270009999\n"
	"order number=10 phone=89270001234 client.name=ООО_Ромашка\n";

/* Made once: nothing below changes it. */
static const struct world *the_world(void)
{
	static struct world *world;

	if (!world)
		world = world_new(settings, orders);
	return world;
}

/* ---- what must hold whatever came ---- */

static void assert_text(const char *text)
{
	if (!text || !g_utf8_validate(text, -1, NULL))
		g_error("a text that is none");
}

static void assert_error(bool ok, const GError *error)
{
	if (ok != !error)
		g_error("success and error disagree");
	if (!error)
		return;
	assert_text(error->message);
	if (error->domain != PORTAL_ERROR || !*error->message)
		g_error("an error that says nothing");
}

static void assert_dictionary(const struct dictionary *dictionary)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		assert_text(funnel->name);
		g_assert_cmpint(funnel->id, >=, 0);
		for (guint j = 0; j < funnel->stages->len; j++) {
			const struct stage *stage = funnel->stages->pdata[j];

			assert_text(stage->id);
			assert_text(stage->name);
			g_assert_cmpstr(stage->id, !=, "");
		}
	}
	for (guint i = 0; i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];

		assert_text(field->code);
		assert_text(field->name);
		assert_text(field->label);
		assert_text(field->type);
		g_assert_cmpstr(field->code, !=, "");
	}
	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];

		assert_text(source->id);
		assert_text(source->name);
		g_assert_cmpstr(source->id, !=, "");
	}
	assert_text(dictionary->owner_name);
}

static void assert_snapshot(const struct snapshot *snapshot)
{
	const struct deal *deal;
	const struct contact *contact;
	GHashTableIter each;
	gpointer value;

	g_hash_table_iter_init(&each, snapshot->deals);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		deal = value;
		g_assert_cmpint(deal->id, >, 0);
		g_assert_cmpint(deal->id, <, PLAN_PRETENDED * 2);
		assert_text(deal->stage);
		assert_text(deal->number);
		assert_text(deal->title);
		assert_text(deal->origin);
	}
	g_hash_table_iter_init(&each, snapshot->contacts);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		contact = value;
		g_assert_cmpint(contact->id, >, 0);
		g_assert_cmpint(contact->id, <, PLAN_PRETENDED * 2);
		assert_text(contact->last);
		assert_text(contact->first);
		assert_text(contact->origin);
	}
}

static void assert_steps(const struct plan *plan, bool ok)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (ok && step->result == STEP_WAITING)
			g_error("success, and a step is not settled");
		if (step->result == STEP_DONE && step->id <= 0)
			g_error("a step is done and has no id");
		if (step->result == STEP_REFUSED)
			assert_text(step->refusal);
	}
}

/* ---- what is done ---- */

struct run {
	struct scripted scripted;
	struct portal *portal;
	const struct world *world;
	const struct rules *rules;
};

static struct dictionary *learn(struct run *run)
{
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary = portal_learn(run->portal, &error);

	assert_error(dictionary != NULL, error);
	if (dictionary)
		assert_dictionary(dictionary);
	return dictionary;
}

static struct snapshot *look(struct run *run)
{
	struct snapshot *snapshot =
		snapshot_new(run->world->settings->originator);
	g_autoptr(GError) error = NULL;
	bool ok = portal_look_up(run->portal, run->world->orders, run->rules,
	                         snapshot, &error);

	assert_error(ok, error);
	assert_snapshot(snapshot);
	if (!ok)
		g_clear_pointer(&snapshot, snapshot_free);
	return snapshot;
}

static void look_deals(struct run *run)
{
	struct snapshot *snapshot =
		snapshot_new(run->world->settings->originator);
	static const gint64 wanted[] = { 17, 18 };
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;
	bool ok;

	g_array_append_vals(ids, wanted, G_N_ELEMENTS(wanted));
	ok = portal_look_up_deals(run->portal, ids, run->rules, snapshot,
	                          &error);
	assert_error(ok, error);
	assert_snapshot(snapshot);
	snapshot_free(snapshot);
}

static void tell(const struct plan *plan, const struct rules *rules, bool done)
{
	for (guint i = 0; i < plan->verdicts->len; i++) {
		struct outcome *outcome = outcome_new(plan->verdicts->pdata[i],
		                                      rules->dictionary, done);
		cJSON *json = outcome_to_json(outcome);

		for (guint j = 0; j < outcome->changes->len; j++) {
			const struct outcome_change *change =
				outcome->changes->pdata[j];

			assert_text(change->from ? change->from : "");
			assert_text(change->to);
		}
		cJSON_Delete(json);
		outcome_free(outcome);
	}
}

static void apply(struct run *run, const struct snapshot *snapshot)
{
	struct plan *plan = plan_build(run->world->orders, snapshot,
	                               run->world->memory, run->rules);
	g_autoptr(GError) error = NULL;
	bool ok;

	ok = portal_apply(run->portal, plan, run->rules, NULL, &error);
	assert_error(ok, error);
	assert_steps(plan, ok);
	tell(plan, run->rules, true);
	plan_free(plan);
}

static void make(struct run *run)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *code =
		portal_make_id_field(run->portal, "Номер", &error);

	assert_error(code != NULL, error);
}

static void all(struct run *run)
{
	struct dictionary *dictionary = learn(run);
	struct snapshot *snapshot;
	struct rules *rules;
	g_autoptr(GPtrArray) problems = NULL;
	g_autofree char *fatal = NULL;

	if (!dictionary)
		return;
	rules = rules_new(run->world->settings, dictionary, &problems);
	fatal = findings_fatal(problems, "fuzz.conf");
	run->rules = rules;
	if (fatal) {
		assert_text(fatal);
	} else if ((snapshot = look(run))) {
		apply(run, snapshot);
		snapshot_free(snapshot);
	}
	rules_free(rules);
	dictionary_free(dictionary);
}

/* ---- one question ---- */

static void found(gpointer context, const GPtrArray *phones, const GArray *ids)
{
	(void)context;
	(void)phones;
	for (guint i = 0; i < ids->len; i++)
		g_assert_cmpint(g_array_index(ids, gint64, i), >, 0);
}

static void ask_kind(const struct run *run, enum ask what, const char *text,
                     gsize length)
{
	static const char *const values[ASK_KINDS] = { [ASK_NUMBER] = "7",
		                                       [ASK_MARK] = "r7",
		                                       [ASK_DEAL] = "17",
		                                       [ASK_DEALS] = "55",
		                                       [ASK_CONTACT] = "55",
		                                       [ASK_CLIENT] = "c7",
		                                       [ASK_PHONE] =
		                                               "+79270001234",
		                                       [ASK_HOLDER] =
		                                               "+79270001234" };
	const struct rule_place *place = rules_place(run->rules, NULL);
	struct snapshot *snapshot =
		snapshot_new(run->world->settings->originator);
	struct asker asker = { run->rules, snapshot, place->funnels };
	g_autoptr(GPtrArray) wanted = g_ptr_array_new();
	g_autoptr(GPtrArray) commands = commands_new();
	g_autoptr(GPtrArray) more = commands_new();
	g_autoptr(GError) error = NULL;
	struct command *command;
	bool ok;

	/* A holder is asked for only where a phone has too many. */
	g_ptr_array_add(wanted, (gpointer)values[what]);
	ask_pack(&asker, what == ASK_HOLDER ? ASK_PHONE : what, wanted,
	         commands);
	command = commands->pdata[0];
	command->result = cJSON_ParseWithLength(text, length);
	if (command->result) {
		ok = ask_take(&asker, command, more, found, NULL, &error);
		assert_error(ok, error);
	}
	assert_snapshot(snapshot);
	snapshot_free(snapshot);
}

static void trace(const char *text, gsize length)
{
	g_autofree char *body = g_strndup(text, length);
	struct http_trace exchange = { .method = "batch",
		                       .request = body,
		                       .status = 200,
		                       .answer = body };
	struct trace *tracer = trace_new(NULL, NULL);
	g_autofree char *lines = trace_text(tracer, &exchange);

	assert_text(lines);
	g_assert_cmpuint(strlen(lines), <=, 16 * 1024);
	trace_free(tracer);
}

/* ---- */

static void go(struct run *run, const char *head, const char *text,
               gsize length)
{
	struct snapshot *snapshot = run->world->snapshot;

	if (g_str_has_prefix(head, "learn"))
		dictionary_free(learn(run));
	else if (g_str_has_prefix(head, "look"))
		snapshot_free(look(run));
	else if (g_str_has_prefix(head, "deals"))
		look_deals(run);
	else if (g_str_has_prefix(head, "apply"))
		apply(run, snapshot);
	else if (g_str_has_prefix(head, "make"))
		make(run);
	else if (g_str_has_prefix(head, "kind"))
		ask_kind(run,
		         (enum ask)(g_ascii_strtoull(head + 4, NULL, 10) %
		                    ASK_KINDS),
		         text, length);
	else if (g_str_has_prefix(head, "trace"))
		trace(text, length);
	else
		all(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct portal_options pace = { 2, 50 };
	const char *text = (const char *)data;
	const char *line = size ? memchr(text, '\n', size) : NULL;
	g_autofree char *head = NULL;
	struct run run = { .world = the_world() };

	if (!line)
		return 0;
	head = g_strndup(text, (gsize)(line - text));
	line++;
	size -= (gsize)(line - text);
	run.rules = run.world->rules;
	scripted_init(&run.scripted, line, size);
	run.portal = portal_new(&run.scripted.transport, &pace);
	go(&run, head, line, size);
	portal_free(run.portal);
	return 0;
}
