/*
 * Carries a plan out: contacts and whatever does not hang on them, and each
 * deal when the id is known that it needs, several requests at once. What
 * surely did not run is sent again; what may have run is asked for (recover.c)
 * and sent again once at most. A batch of writes is never repeated as a whole
 * because something in it is unknown.
 */
#include "b24/portal.h"

#include "b24/convoy.h"
#include "b24/recover.h"
#include "b24/writes.h"

struct apply {
	struct convoy convoy;
	struct portal *portal;
	const struct rules *rules;
	const struct portal_journal *journal;
	GPtrArray *commands; /* owned */
	GPtrArray *deals;    /* steps that come last, not released yet */
	guint released;      /* of them */
	GPtrArray *lost;     /* of them: to be asked for */
	gint64 lost_ms;      /* when the last of them was lost */
	GHashTable *resent;  /* set of steps that were sent a second time */
};

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

static GPtrArray *steps_of(const GPtrArray *commands)
{
	GPtrArray *steps = g_ptr_array_sized_new(commands->len);

	for (guint i = 0; i < commands->len; i++) {
		const struct command *command = commands->pdata[i];

		g_ptr_array_add(steps, command->context);
	}
	return steps;
}

/* ---- one request ---- */

static bool leave(gpointer context, const GPtrArray *commands, GError **error)
{
	g_autoptr(GPtrArray) steps = steps_of(commands);

	return intend(context, steps, error);
}

static void take_done(struct command *command)
{
	struct step *step = command->context;

	if (!writes_take_item(step, cJSON_GetObjectItemCaseSensitive(
					    command->result, "item")))
		command->kind = ANSWER_UNKNOWN;
}

static void sort_out(struct apply *apply, struct command *command,
                     GPtrArray *known)
{
	struct step *step = command->context;

	if (command->kind == ANSWER_OK)
		take_done(command);
	switch (command->kind) {
	case ANSWER_OK:
		break;
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		refuse(step, command->text);
		step->gone = command->kind == ANSWER_MISSING;
		break;
	case ANSWER_UNKNOWN:
		step->result = STEP_UNSURE;
		g_ptr_array_add(apply->lost, command);
		return;
	default:
		step->result = STEP_WAITING;
	}
	g_ptr_array_add(known, step);
}

static void release(struct apply *apply);

/* Once something is lost nothing more leaves: first it is found. */
static bool landed(gpointer context, const struct batch *batch, GError **error)
{
	struct apply *apply = context;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	guint lost = apply->lost->len;

	for (guint i = 0; i < batch->commands->len; i++)
		sort_out(apply, batch->commands->pdata[i], known);
	if (apply->lost->len > lost) {
		apply->lost_ms = MAX(apply->lost_ms, batch->reply.ended_ms);
		apply->convoy.hold = true;
	}
	if (!settle(apply, known, error) ||
	    !convoy_again(&apply->convoy, batch, false, error))
		return false;
	release(apply);
	return true;
}

/* ---- what was lost ---- */

/* Absent for sure: it goes again, but a second time only. */
static void send_again(struct apply *apply)
{
	for (guint i = 0; i < apply->lost->len; i++) {
		struct command *command = apply->lost->pdata[i];
		struct step *step = command->context;

		if (step->result != STEP_WAITING)
			continue;
		if (g_hash_table_add(apply->resent, step))
			g_ptr_array_add(apply->convoy.queue, command);
		else
			step->result = STEP_UNSURE;
	}
}

static GPtrArray *settled_of(const GPtrArray *steps)
{
	GPtrArray *some = g_ptr_array_new();

	for (guint i = 0; i < steps->len; i++) {
		struct step *step = steps->pdata[i];

		if (step->result != STEP_UNSURE)
			g_ptr_array_add(some, step);
	}
	return some;
}

/* What is still open when we must end stays without a result in the journal:
 * the next start asks for it. */
static bool find_lost(struct apply *apply, GError **error)
{
	g_autoptr(GPtrArray) steps = steps_of(apply->lost);

	if (!steps->len)
		return true;
	if (!recover(apply->portal, apply->rules, steps, apply->lost_ms,
	             error)) {
		g_autoptr(GPtrArray) some = settled_of(steps);

		settle(apply, some, NULL);
		return false;
	}
	send_again(apply);
	g_ptr_array_set_size(apply->lost, 0);
	apply->lost_ms = 0;
	apply->convoy.hold = false;
	return settle(apply, steps, error);
}

/* ---- what comes after what ---- */

static void enqueue(struct apply *apply, struct step *step)
{
	struct command *command = writes_command(step, apply->rules);

	g_ptr_array_add(apply->commands, command);
	g_ptr_array_add(apply->convoy.queue, command);
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

/* Nobody knows yet what becomes of its contact: it is on its way, or lost and
 * still to be found. */
static bool is_open(const struct apply *apply, const struct step *contact)
{
	return contact &&
	       (contact->result == STEP_WAITING ||
	        (contact->result == STEP_UNSURE && apply->lost->len > 0));
}

/* Deals leave as soon as their contacts are known, but never before an older
 * one. */
static void release(struct apply *apply)
{
	for (; apply->released < apply->deals->len; apply->released++) {
		struct step *step = apply->deals->pdata[apply->released];

		if (is_open(apply, step->contact))
			return;
		if (has_contact(step))
			enqueue(apply, step);
	}
}

/* New deals come last, oldest first. */
static bool is_early(const struct step *step)
{
	const struct step *contact = step->contact;

	return step->entity == ENTITY_CONTACT ||
	       (step->verb == STEP_UPDATE &&
	        (!contact || contact->result != STEP_WAITING));
}

static void gather(struct apply *apply, const struct plan *plan)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		struct step *step = plan->steps->pdata[i];

		if (step->result != STEP_WAITING)
			continue;
		if (!is_early(step))
			g_ptr_array_add(apply->deals, step);
		else if (has_contact(step))
			enqueue(apply, step);
	}
	release(apply);
}

static bool carry_out(struct apply *apply, GError **error)
{
	while (apply->convoy.queue->len) {
		if (!convoy_run(&apply->convoy, error) ||
		    !find_lost(apply, error))
			return false;
		release(apply);
	}
	return true;
}

bool portal_apply(struct portal *portal, struct plan *plan,
                  const struct rules *rules,
                  const struct portal_journal *journal, GError **error)
{
	struct apply apply = { .portal = portal,
		               .rules = rules,
		               .journal = journal,
		               .commands = commands_new(),
		               .deals = g_ptr_array_new(),
		               .lost = g_ptr_array_new(),
		               .resent = g_hash_table_new(NULL, NULL) };
	bool ok;

	apply.convoy = (struct convoy){ .portal = portal,
		                        .write = true,
		                        .queue = g_ptr_array_new(),
		                        .leave = leave,
		                        .landed = landed,
		                        .context = &apply };
	gather(&apply, plan);
	ok = carry_out(&apply, error);
	g_ptr_array_unref(apply.convoy.queue);
	g_ptr_array_unref(apply.lost);
	g_ptr_array_unref(apply.deals);
	g_ptr_array_unref(apply.commands);
	g_hash_table_unref(apply.resent);
	return ok;
}
