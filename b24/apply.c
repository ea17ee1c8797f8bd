/*
 * Carries a plan out: contacts, then the deals that need their ids, in
 * batches that take some 20 s. What surely did not run is sent again; what
 * may have run is asked for (recover.c) and sent again once at most. A batch
 * of writes is never repeated as a whole because something in it is unknown.
 */
#include "b24/portal.h"

#include "b24/recover.h"
#include "b24/writes.h"

enum { AIM_MS = 20 * 1000 };

struct apply {
	struct portal *portal;
	const struct rules *rules;
	const struct portal_journal *journal;
	GPtrArray *queue;   /* steps of this wave, not owned */
	GHashTable *resent; /* set of steps that were sent a second time */
	struct patience patience;
};

/* What a request left behind. */
struct result {
	GPtrArray *known;      /* steps to be settled, not owned */
	GPtrArray *lost;       /* steps to be asked for, not owned */
	enum answer_kind kind; /* of those that go again, else ANSWER_NONE */
	char *text;            /* its, owned */
	guint done;
};

static void result_clear(struct result *result)
{
	g_ptr_array_unref(result->known);
	g_ptr_array_unref(result->lost);
	g_free(result->text);
}

static bool intend(const struct apply *apply, const GPtrArray *steps,
                   GError **error)
{
	const struct portal_journal *journal = apply->journal;

	return !journal || journal->intend(journal->context, steps, error);
}

static bool settle(const struct apply *apply, const GPtrArray *steps,
                   GError **error)
{
	const struct portal_journal *journal = apply->journal;

	return !journal || !steps->len ||
	       journal->settle(journal->context, steps, error);
}

static void refuse(struct step *step, const char *why)
{
	step->result = STEP_REFUSED;
	g_free(step->refusal);
	step->refusal = g_strdup(why);
}

/* ---- one request ---- */

static void take_done(struct command *command)
{
	struct step *step = command->context;

	if (!writes_take_item(step, cJSON_GetObjectItemCaseSensitive(
					    command->result, "item")))
		command->kind = ANSWER_UNKNOWN;
}

static void sort_out(struct command *command, struct result *result)
{
	struct step *step = command->context;

	if (command->kind == ANSWER_OK)
		take_done(command);
	switch (command->kind) {
	case ANSWER_OK:
		result->done++;
		break;
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		result->done++;
		refuse(step, command->text);
		step->gone = command->kind == ANSWER_MISSING;
		break;
	case ANSWER_UNKNOWN:
		step->result = STEP_UNSURE;
		g_ptr_array_add(result->lost, step);
		return;
	default:
		step->result = STEP_WAITING;
		result->kind = command->kind;
		g_free(result->text);
		result->text = g_strdup(command->text);
	}
	g_ptr_array_add(result->known, step);
}

/* Fifty writes take from 5 s to more than the 60 s that the portal allows
 * (Bitrix24 docs, limits): the size follows the time that they take. */
static void adapt(struct portal *portal, guint count, const struct reply *reply)
{
	gint64 took = MAX(reply->ended_ms - reply->sent_ms, 1);
	gint64 fit = AIM_MS * (gint64)count / took;
	guint most = portal->write_most;

	if (reply->answer.kind == ANSWER_UNKNOWN)
		portal->write_most = MAX(most / 2, 1);
	else if (reply->answer.kind == ANSWER_OK &&
	         (count == most || fit < most))
		portal->write_most =
			(guint)CLAMP(fit, 1, MIN(most * 2, BATCH_MOST));
}

static GPtrArray *first_commands(const struct apply *apply)
{
	GPtrArray *commands = commands_new();
	guint count = MIN(apply->queue->len, apply->portal->write_most);

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(commands, writes_command(apply->queue->pdata[i],
		                                         apply->rules));
	return commands;
}

static GPtrArray *first_steps(const struct apply *apply, guint count)
{
	GPtrArray *steps = g_ptr_array_sized_new(count);

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(steps, apply->queue->pdata[i]);
	return steps;
}

/* Sends the first steps of the queue. False where nothing was sent. */
static bool send_first(struct apply *apply, struct result *result,
                       gint64 *ended_ms_r, GError **error)
{
	struct portal *portal = apply->portal;
	g_autoptr(GPtrArray) commands = first_commands(apply);
	guint count = batch_span(commands, 0, commands->len);
	g_autoptr(GPtrArray) steps = first_steps(apply, count);
	struct reply reply = { 0 };

	if (!call_wait(portal, error) || !intend(apply, steps, error))
		return false;
	batch_send(portal, commands, 0, count, true, &reply);
	for (guint i = 0; i < count; i++)
		sort_out(commands->pdata[i], result);
	adapt(portal, count, &reply);
	*ended_ms_r = reply.ended_ms;
	reply_clear(&reply);
	return true;
}

/* ---- what was lost ---- */

/* Absent for sure: it goes again, but a second time only. */
static void send_again(struct apply *apply, const GPtrArray *lost)
{
	for (guint i = 0; i < lost->len; i++) {
		struct step *step = lost->pdata[i];

		if (step->result != STEP_WAITING)
			continue;
		if (!g_hash_table_add(apply->resent, step))
			step->result = STEP_UNSURE;
	}
}

static GPtrArray *settled_of(const GPtrArray *steps, bool unsure)
{
	GPtrArray *some = g_ptr_array_new();

	for (guint i = 0; i < steps->len; i++) {
		struct step *step = steps->pdata[i];

		if (unsure || step->result != STEP_UNSURE)
			g_ptr_array_add(some, step);
	}
	return some;
}

/* What is still open when we must end stays without a result in the journal:
 * the next start asks for it. */
static bool find_lost(struct apply *apply, const GPtrArray *lost,
                      gint64 lost_ms, GError **error)
{
	GError *failed = NULL;
	bool ok;

	ok = recover(apply->portal, apply->rules, lost, lost_ms, &failed);
	if (ok)
		send_again(apply, lost);
	if (!ok) {
		g_autoptr(GPtrArray) some = settled_of(lost, false);

		g_propagate_error(error, failed);
		settle(apply, some, NULL);
		return false;
	}
	return settle(apply, lost, error);
}

/* ---- waves ---- */

static void drop_settled(GPtrArray *queue)
{
	for (guint i = queue->len; i-- > 0;) {
		const struct step *step = queue->pdata[i];

		if (step->result != STEP_WAITING)
			g_ptr_array_remove_index(queue, i);
	}
}

static bool go_on(struct apply *apply, const struct result *result,
                  GError **error)
{
	if (result->done)
		apply->patience = (struct patience){ 0 };
	return result->kind == ANSWER_NONE ||
	       patience_go_on(apply->portal, &apply->patience, result->kind,
	                      result->text, error);
}

static bool send_and_settle(struct apply *apply, GError **error)
{
	struct result result = { .known = g_ptr_array_new(),
		                 .lost = g_ptr_array_new() };
	gint64 ended_ms = 0;
	bool ok;

	ok = send_first(apply, &result, &ended_ms, error) &&
	     settle(apply, result.known, error) &&
	     (!result.lost->len ||
	      find_lost(apply, result.lost, ended_ms, error)) &&
	     go_on(apply, &result, error);
	drop_settled(apply->queue);
	result_clear(&result);
	return ok;
}

static bool wave(struct apply *apply, GError **error)
{
	while (apply->queue->len)
		if (!send_and_settle(apply, error))
			return false;
	return true;
}

/* Whether a deal may be sent: its contact was made, or it can do without. */
static bool has_contact(struct step *step)
{
	const struct step *contact = step->contact;

	if (!contact || contact->result == STEP_DONE)
		return true;
	if (step->verb == STEP_UPDATE && step->changes->len)
		return true;
	if (contact->result == STEP_REFUSED)
		refuse(step, contact->refusal);
	else
		step->result = STEP_UNSURE;
	return false;
}

static void gather(struct apply *apply, const struct plan *plan,
                   enum entity entity)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		struct step *step = plan->steps->pdata[i];

		if (step->entity == entity && step->result == STEP_WAITING &&
		    has_contact(step))
			g_ptr_array_add(apply->queue, step);
	}
}

bool portal_apply(struct portal *portal, struct plan *plan,
                  const struct rules *rules,
                  const struct portal_journal *journal, GError **error)
{
	struct apply apply = { .portal = portal,
		               .rules = rules,
		               .journal = journal,
		               .queue = g_ptr_array_new(),
		               .resent = g_hash_table_new(NULL, NULL) };
	bool ok;

	gather(&apply, plan, ENTITY_CONTACT);
	ok = wave(&apply, error);
	if (ok) {
		gather(&apply, plan, ENTITY_DEAL);
		ok = wave(&apply, error);
	}
	g_ptr_array_unref(apply.queue);
	g_hash_table_unref(apply.resent);
	return ok;
}
