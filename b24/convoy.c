/*
 * Keeps requests under way until a queue is empty. It decides when something
 * leaves, never whether it may leave twice.
 */
#include "b24/convoy.h"

enum {
	LANDING_MS = 60 * 1000,
	IDLE_MOST_MS = 15 * 60 * 1000,
};

static struct lanes *lanes_of(const struct convoy *convoy)
{
	return convoy->write ? &convoy->portal->writes : &convoy->portal->reads;
}

static bool has_more(const struct convoy *convoy)
{
	return convoy->queue->len && !convoy->hold;
}

/* ---- leaving ---- */

/* True where a request has left. If not, *wait_ms_r says when to try again. */
static bool leave_one(struct convoy *convoy, gint64 *wait_ms_r, GError **error)
{
	struct portal *portal = convoy->portal;
	struct transport *transport = portal->transport;
	GPtrArray *picked;

	*wait_ms_r = pacer_wait_ms(portal->pacer, transport->now_ms(transport));
	if (*wait_ms_r > 0)
		return false;
	picked = batch_pick(portal, convoy->queue, lanes_of(convoy)->size,
	                    wait_ms_r);
	if (!picked)
		return false;
	if (convoy->leave && !convoy->leave(convoy->context, picked, error)) {
		batch_give_back(portal, picked);
		return false;
	}
	batch_begin(portal, picked, convoy->write);
	return true;
}

/* Milliseconds until another one might leave. */
static gint64 leave_all(struct convoy *convoy, GError **error)
{
	gint64 wait = 0;

	while (has_more(convoy) && !*error) {
		if (convoy->portal->under_way >= lanes_of(convoy)->open)
			return LANDING_MS;
		if (!leave_one(convoy, &wait, error))
			return wait;
	}
	return LANDING_MS;
}

/* ---- landing ---- */

static enum lanes_end end_of(enum answer_kind kind)
{
	switch (kind) {
	case ANSWER_UNKNOWN:
		return LANES_LOST;
	case ANSWER_LIMIT:
		return LANES_LIMIT;
	case ANSWER_NOT_SENT:
		return LANES_UNSENT;
	default:
		return LANES_DONE;
	}
}

static void measure(struct convoy *convoy, const struct batch *batch)
{
	enum answer_kind kind = batch->reply.answer.kind;

	if (kind == ANSWER_OK || end_of(kind) != LANES_DONE)
		lanes_landed(lanes_of(convoy), end_of(kind),
		             convoy->portal->under_way + 1,
		             batch->commands->len,
		             batch->reply.ended_ms - batch->reply.sent_ms);
}

static void land_one(struct convoy *convoy, gint64 ms, GError **error)
{
	struct batch *batch = batch_next(convoy->portal, ms);
	GError *failed = NULL;

	if (!batch)
		return;
	measure(convoy, batch);
	if (!convoy->landed(convoy->context, batch, &failed)) {
		if (!*error)
			g_propagate_error(error, failed);
		else
			g_error_free(failed);
	}
	batch_free(batch);
}

/* Nothing is under way: the time until something may leave. */
static bool wait_idle(const struct convoy *convoy, gint64 ms, gint64 since_ms,
                      GError **error)
{
	struct transport *transport = convoy->portal->transport;

	if (transport->now_ms(transport) - since_ms > IDLE_MOST_MS) {
		g_set_error_literal(error, PORTAL_ERROR, PORTAL_RETRY,
		                    "портал слишком долго просит подождать");
		return false;
	}
	return call_sleep(convoy->portal, MAX(ms, 1), error);
}

bool convoy_run(struct convoy *convoy, GError **error)
{
	struct portal *portal = convoy->portal;
	struct transport *transport = portal->transport;
	gint64 idle_since = transport->now_ms(transport);
	GError *failed = NULL;

	for (;;) {
		gint64 wait = leave_all(convoy, &failed);

		if (portal->under_way) {
			land_one(convoy, wait, &failed);
			idle_since = transport->now_ms(transport);
			continue;
		}
		if (failed || !has_more(convoy))
			break;
		wait_idle(convoy, wait, idle_since, &failed);
	}
	if (failed)
		g_propagate_error(error, failed);
	return !failed;
}

bool convoy_again(struct convoy *convoy, const struct batch *batch,
                  bool unknown, GError **error)
{
	const struct command *last = NULL;
	guint place = 0;
	bool done = false;

	for (guint i = 0; i < batch->commands->len; i++) {
		struct command *command = batch->commands->pdata[i];

		switch (command->kind) {
		case ANSWER_OK:
		case ANSWER_REFUSED:
		case ANSWER_MISSING:
			done = true;
			continue;
		case ANSWER_UNKNOWN:
			if (!unknown)
				continue;
			break;
		default:
			break;
		}
		last = command;
		g_ptr_array_insert(convoy->queue, (gint)place++, command);
	}
	if (done)
		convoy->patience = (struct patience){ 0 };
	return !last ||
	       patience_go_on(convoy->portal, &convoy->patience, last->kind,
	                      last->text, batch->reply.sent_ms, error);
}
