/*
 * A simulation by events: the earliest one of all requests is next, and what
 * it makes possible begins at its time, however late it is looked at.
 *
 * Refuses to look at the machine's clock by itself; who drives it says until
 * when.
 */
#include "tests/portal/workers.h"

#include "tests/portal/answer.h"

#include <math.h>

enum stage {
	STAGE_LATE,    /* a fault keeps it */
	STAGE_WAITING, /* for a worker */
	STAGE_WORKING,
	STAGE_SENDING, /* done; a fault keeps the answer */
};

#define NEVER G_MAXINT64
#define MOST_SECONDS 1e9 /* whatever is asked for */

struct job {
	struct work *work;
	enum stage stage;
	gint64 due;      /* its next event; NEVER while it waits */
	gint64 patience; /* when its client goes */
	bool late;       /* it counts as postponed */
	void *client;    /* NULL: nobody listens */
	struct answer answer;
};

struct workers {
	struct portal *portal;
	guint most;
	workers_deliver deliver;
	GPtrArray *jobs; /* of struct job, owned; in order of arrival */
};

static void job_free(gpointer data)
{
	struct job *job = data;

	work_free(job->work);
	answer_clear(&job->answer);
	g_free(job);
}

struct workers *workers_new(struct portal *portal)
{
	struct workers *workers = g_new0(struct workers, 1);

	workers->portal = portal;
	workers->jobs = g_ptr_array_new_with_free_func(job_free);
	return workers;
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	g_ptr_array_unref(workers->jobs);
	g_free(workers);
}

void workers_limit(struct workers *workers, guint most)
{
	workers->most = most;
}

void workers_listen(struct workers *workers, workers_deliver deliver)
{
	workers->deliver = deliver;
}

/* ---- one job's way ---- */

static void tell(struct workers *workers, struct job *job)
{
	if (!job->client)
		return;
	/* While the portal is down, no line holds. */
	if (workers->portal->down == DOWN_DROP)
		job->answer.ending = END_DROP;
	workers->portal->answered++;
	if (workers->deliver)
		workers->deliver(job->client, &job->answer);
	job->client = NULL;
}

static gint64 later(gint64 from, double seconds)
{
	return from + llround(MIN(seconds, MOST_SECONDS) * G_USEC_PER_SEC);
}

/* Its steps, as far as they cost nothing. */
static void go_on(struct workers *workers, struct job *job)
{
	struct load *load = workers->portal->load;
	double seconds;

	while (work_wait(job->work, &seconds)) {
		gint64 due = job->due;

		if (portal_waits(workers->portal))
			due = later(due, seconds);
		if (due > job->due) {
			job->due = due;
			return;
		}
		work_step(job->work);
	}
	gauge_down(&load->in_progress);
	work_end(job->work, &job->answer);
	workers->portal->postponed -= job->late;
	job->stage = STAGE_SENDING;
	job->due += job->answer.delay_ms * 1000;
}

static void start(struct workers *workers, struct job *job, gint64 at)
{
	gauge_down(&workers->portal->load->waiting);
	gauge_up(&workers->portal->load->in_progress);
	job->stage = STAGE_WORKING;
	job->due = at;
	work_begin(job->work);
	go_on(workers, job);
}

static void enqueue(struct workers *workers, struct job *job)
{
	job->stage = STAGE_WAITING;
	job->due = NEVER;
	workers->portal->load->waiting.now++;
}

/* ---- all of them ---- */

static struct job *first_waiting(const struct workers *workers)
{
	for (guint i = 0; i < workers->jobs->len; i++) {
		struct job *job = workers->jobs->pdata[i];

		if (job->stage == STAGE_WAITING)
			return job;
	}
	return NULL;
}

/* Answers leave, workers become free, others begin. */
static void settle(struct workers *workers, gint64 at)
{
	struct load *load = workers->portal->load;
	struct job *job;

	while ((job = first_waiting(workers)) &&
	       (!workers->most || load->in_progress.now < workers->most))
		start(workers, job, at);
	gauge_note(&load->waiting);
	for (guint i = 0; i < workers->jobs->len; i++) {
		job = workers->jobs->pdata[i];
		if (job->stage != STAGE_SENDING || job->due > at)
			continue;
		tell(workers, job);
		g_ptr_array_remove_index(workers->jobs, i--);
	}
}

static gint64 due_of(const struct job *job)
{
	return job->client ? MIN(job->due, job->patience) : job->due;
}

static struct job *next_job(const struct workers *workers)
{
	struct job *next = NULL;

	for (guint i = 0; i < workers->jobs->len; i++) {
		struct job *job = workers->jobs->pdata[i];

		if (!next || due_of(job) < due_of(next))
			next = job;
	}
	return next && due_of(next) < NEVER ? next : NULL;
}

static void give_up(struct workers *workers, struct job *job)
{
	workers->portal->load->given_up++;
	job->answer.ending = END_RESET;
	tell(workers, job);
}

static void happen(struct workers *workers, struct job *job)
{
	if (job->client && job->patience < job->due) {
		give_up(workers, job);
	} else if (job->stage == STAGE_LATE) {
		enqueue(workers, job);
	} else if (job->stage == STAGE_WORKING) {
		work_step(job->work);
		go_on(workers, job);
	}
}

gint64 workers_due(const struct workers *workers)
{
	const struct job *job = next_job(workers);

	return job ? due_of(job) : -1;
}

void workers_run(struct workers *workers, gint64 until)
{
	struct job *job;

	while ((job = next_job(workers)) && due_of(job) <= until) {
		gint64 at = due_of(job);

		clock_reach(&workers->portal->clock, at);
		happen(workers, job);
		settle(workers, at);
	}
}

void workers_add(struct workers *workers, struct work *work, void *client,
                 double patience)
{
	gint64 now = clock_timeline(&workers->portal->clock);
	struct job *job = g_new0(struct job, 1);

	workers_run(workers, now);
	job->work = work;
	job->client = client;
	job->patience = patience > 0 ? later(now, patience) : NEVER;
	answer_init(&job->answer);
	g_ptr_array_add(workers->jobs, job);
	if (work_late(work)) {
		job->stage = STAGE_LATE;
		job->late = true;
		workers->portal->postponed++;
		job->due = now + work_late(work) * 1000;
	} else {
		enqueue(workers, job);
	}
	settle(workers, now);
}

void workers_forget(struct workers *workers, const void *client)
{
	for (guint i = 0; i < workers->jobs->len; i++) {
		struct job *job = workers->jobs->pdata[i];

		if (job->client != client)
			continue;
		job->client = NULL;
		workers->portal->load->given_up++;
	}
}

void workers_skip(struct workers *workers, double seconds)
{
	struct clock *clock = &workers->portal->clock;
	gint64 until;

	seconds = CLAMP(seconds, 0, MOST_SECONDS);
	until = later(clock_timeline(clock), seconds);
	if (!clock->virtual) {
		clock_skip(clock, seconds);
		workers_run(workers, clock_timeline(clock));
		return;
	}
	workers_run(workers, until);
	clock_reach(clock, until);
}

void workers_wait(struct workers *workers, double seconds)
{
	struct portal *portal = workers->portal;
	gint64 until = later(clock_timeline(&portal->clock), MAX(0, seconds));
	guint64 answered = portal->answered;
	gint64 due;

	while (portal->answered == answered) {
		due = workers_due(workers);
		if (due < 0 || due > until)
			break;
		workers_run(workers, due);
	}
	if (portal->answered == answered)
		clock_reach(&portal->clock, until);
}
