/*
 * The steps of a request: checks, commands, answer.
 *
 * Refuses to wait: workers.c does, or nobody. What is the request's own while
 * others are in between is kept here and put in its place for each step.
 */
#include "tests/portal/work.h"

#include "tests/portal/answer.h"
#include "tests/portal/batch.h"
#include "tests/portal/php.h"

#define MOST_SECONDS 60

struct work {
	struct portal *portal;
	guint64 number;
	char *verb, *path;
	struct rest rest;
	struct fault *fault; /* owned; or NULL */

	struct answer answer; /* from before there was a call */
	struct call call;
	bool called, done;
	bool in_command; /* the next step is one of the batch's commands */
	gint64 start;    /* µs */
	double spent;    /* seconds */
	double next;     /* seconds that the next step costs */
	double lead;     /* as in struct portal */
	const struct hook *caller; /* the same */
	cJSON *commands;           /* of the journal; owned */
};

struct work *work_new(struct portal *portal, const struct request *request)
{
	struct work *work = g_new0(struct work, 1);

	work->portal = portal;
	work->number = portal->requests;
	work->verb = g_strdup(request->verb);
	work->path = g_strdup(request->path);
	answer_init(&work->answer);
	rest_read(&work->rest, request);
	work->fault = rest_strike(portal, &work->rest);
	return work;
}

void work_free(struct work *work)
{
	if (!work)
		return;
	g_free(work->verb);
	g_free(work->path);
	rest_clear(&work->rest);
	fault_free(work->fault);
	answer_clear(&work->answer);
	if (work->called)
		call_clear(&work->call);
	cJSON_Delete(work->commands);
	g_free(work);
}

gint64 work_late(const struct work *work)
{
	if (!work->fault || work->fault->kind != FAULT_LATE)
		return 0;
	return MAX(1, work->fault->number);
}

static void enter(struct work *work)
{
	struct portal *portal = work->portal;

	portal->number = work->number;
	portal->lead = work->lead;
	portal->caller = work->caller ? work->caller : portal->hook;
	portal->journal->current = g_steal_pointer(&work->commands);
}

static void leave(struct work *work)
{
	struct portal *portal = work->portal;

	work->commands = g_steal_pointer(&portal->journal->current);
	work->caller = portal->caller;
	portal->caller = portal->hook;
	portal->lead = 0;
}

/* What comes next: a command, or the call itself. */
static void look_ahead(struct work *work)
{
	work->next = work->call.cost;
	work->in_command =
		work->call.batch && batch_begin(work->call.batch, &work->next);
}

static void begin_call(struct work *work)
{
	work->start = portal_now(work->portal);
	call_init(&work->call, work->portal, work->rest.method,
	          work->rest.params);
	work->called = true;
	if (call_admit(&work->call, false))
		look_ahead(work);
	else
		work->done = true;
}

static void write_command(const struct work *work)
{
	const struct method *method = work->rest.method;
	const cJSON *code = work->call.error;
	g_autofree char *error = code ? php_string(code) : NULL;

	if (!work->call.batch)
		journal_command(work->portal->journal, NULL, method->name,
		                method->flags & METHOD_WRITE, work->rest.params,
		                error);
}

void work_begin(struct work *work)
{
	enter(work);
	if ((work->fault && !rest_runs_anyway(work->fault)) ||
	    !rest_check(work->portal, &work->rest, &work->answer))
		work->done = true;
	else
		begin_call(work);
	if (work->called && work->done)
		write_command(work);
	leave(work);
}

static double left(const struct work *work)
{
	return MOST_SECONDS - work->spent;
}

bool work_wait(const struct work *work, double *seconds_r)
{
	*seconds_r = MIN(work->next, left(work));
	return !work->done;
}

static void run_call(struct work *work)
{
	work->call.cost = work->next;
	call_run(&work->call, false);
	work->done = true;
	write_command(work);
}

static void lose(struct work *work)
{
	call_fail_json(&work->call, 504, "null", "504 Gateway Time-out");
	work->done = true;
}

/* What is under way is done, for a method writes early and takes its time
 * afterwards; the answer is lost. */
static void cut(struct work *work)
{
	if (work->in_command)
		batch_end(work->call.batch, work->next);
	else
		run_call(work);
	lose(work);
}

/* By the fault "cut". */
static bool is_told_to_end(const struct work *work)
{
	return work->fault && work->fault->kind == FAULT_CUT &&
	       batch_commands(work->call.batch) >= (guint64)work->fault->number;
}

void work_step(struct work *work)
{
	/* Sums of costs are not exact. */
	bool too_long = work->next > left(work) + 1e-6;

	work->next = MIN(work->next, left(work));
	work->spent += work->next;
	if (!portal_waits(work->portal))
		work->lead += work->next;
	enter(work);
	if (too_long) {
		cut(work);
	} else if (work->in_command) {
		batch_end(work->call.batch, work->next);
		if (is_told_to_end(work))
			lose(work);
		else
			look_ahead(work);
	} else {
		run_call(work);
	}
	leave(work);
}

static void give(struct answer *from, struct answer *to)
{
	answer_clear(to);
	*to = *from;
	answer_init(from);
}

void work_end(struct work *work, struct answer *answer)
{
	struct portal *portal = work->portal;

	enter(work);
	give(&work->answer, answer);
	if (work->called)
		rest_say(answer, &work->call, work->start);
	if (work->fault)
		rest_spoil(portal, answer, work->fault);
	journal_request(portal->journal, work->number, work->verb, work->path,
	                answer->status, work->fault ? work->fault->spec : NULL);
	leave(work);
}
