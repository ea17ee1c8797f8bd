/*
 * Ten minutes of running time a method, as Bitrix24 counts them. What an
 * answer says wins over what was reckoned; what it does not explain is taken
 * to be spread evenly over the ten minutes. No clock is read here.
 */
#include "b24/budget.h"

#include <math.h>

enum {
	MINUTES = 10,
	SLOTS = MINUTES + 2,
	SLACK_S = 1,
	MINUTE_S = 60,
	LIMIT_S = 480,
	TOOK_MOST_S = 10 * 60,
	LEAST_S = 60, /* a limit below this is nobody's: do not learn it */
	PARK_UNSAID_S = 60,
	PARK_MOST_S = 15 * 60,
};

/* Of the limit: more would be taken by what is under way. */
static const double KEPT = 0.95;
/* What a call cost counts so much less with every later one. */
static const double MEMORY = 0.98;

struct minute {
	gint64 number; /* of the clock */
	double used;
};

struct method {
	struct minute minutes[SLOTS]; /* by number, a ring */
	double limit;
	double cost; /* of a call, seconds */
	double cost_sum, cost_calls;
	bool timed;      /* answers say what a call took */
	double ahead;    /* told of calls that are still under way; seconds */
	guint under_way; /* calls that have left */
	guint ended;     /* calls since the last word on it */
	gint64 parked_till_s; /* refused: not before */
};

struct budget {
	GHashTable *methods; /* name → struct method */
};

struct budget *budget_new(void)
{
	struct budget *budget = g_new0(struct budget, 1);

	budget->methods =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return budget;
}

void budget_free(struct budget *budget)
{
	if (!budget)
		return;
	g_hash_table_unref(budget->methods);
	g_free(budget);
}

static struct method *method_of(struct budget *budget, const char *name)
{
	struct method *method = g_hash_table_lookup(budget->methods, name);

	if (method)
		return method;
	method = g_new0(struct method, 1);
	method->limit = LIMIT_S;
	g_hash_table_insert(budget->methods, g_strdup(name), method);
	return method;
}

/* The clock of the portal is known to a second: what is used counts as used
 * late, and is forgotten late. */
static struct minute *minute_now(struct method *method, gint64 now_s)
{
	gint64 number = (now_s + SLACK_S) / MINUTE_S;
	struct minute *minute = &method->minutes[number % SLOTS];

	if (minute->number != number)
		*minute = (struct minute){ .number = number };
	return minute;
}

static bool counts(const struct minute *minute, gint64 now_s)
{
	return minute->used > 0 &&
	       minute->number > (now_s - SLACK_S) / MINUTE_S - MINUTES;
}

static double used(const struct method *method, gint64 now_s)
{
	double sum = 0;

	for (guint i = 0; i < SLOTS; i++)
		if (counts(&method->minutes[i], now_s))
			sum += method->minutes[i].used;
	return sum;
}

static struct minute *oldest(struct method *method, gint64 now_s)
{
	struct minute *found = NULL;

	for (guint i = 0; i < SLOTS; i++) {
		struct minute *minute = &method->minutes[i];

		if (counts(minute, now_s) &&
		    (!found || minute->number < found->number))
			found = minute;
	}
	return found;
}

static void forget(struct method *method, double seconds, gint64 now_s)
{
	struct minute *minute;

	while (seconds > 0 && (minute = oldest(method, now_s))) {
		double part = MIN(minute->used, seconds);

		minute->used = part < minute->used ? minute->used - part : 0;
		seconds -= part;
	}
}

/* What others used, or we before this process began. */
static void spread(struct method *method, double seconds, gint64 now_s)
{
	for (gint64 ago = 0; ago < MINUTES; ago++)
		minute_now(method, now_s - ago * MINUTE_S)->used +=
			seconds / MINUTES;
}

static void learn_cost(struct method *method, double seconds, double calls)
{
	double kept = pow(MEMORY, calls);

	method->cost_sum = method->cost_sum * kept + seconds;
	method->cost_calls = method->cost_calls * kept + calls;
	method->cost = method->cost_sum / method->cost_calls;
}

void budget_took(struct budget *budget, const char *name, double seconds)
{
	struct method *method = method_of(budget, name);

	if (!(seconds >= 0) || seconds > TOOK_MOST_S)
		return;
	if (!method->timed)
		method->cost_sum = method->cost_calls = 0;
	method->timed = true;
	learn_cost(method, seconds, 1);
}

/* What the calls that ended took belongs to this minute, or else what is older
 * would seem to be it: then too much is forgotten with the older minute. */
static void note_own(struct method *method, gint64 now_s)
{
	double own = method->cost * method->ended;
	double told = MIN(method->ahead, own);

	method->ahead -= told;
	minute_now(method, now_s)->used += own - told;
}

static void note_more(struct method *method, double more, gint64 now_s)
{
	minute_now(method, now_s)->used += more;
	method->ahead =
		MIN(method->ahead + more, method->cost * method->under_way);
}

void budget_said(struct budget *budget, const char *name, double used_s,
                 gint64 now_s)
{
	struct method *method = method_of(budget, name);
	double more;

	if (!(used_s >= 0) || used_s > 1e6)
		return;
	if (method->timed)
		note_own(method, now_s);
	more = used_s - used(method, now_s);
	if (more < 0) {
		forget(method, -more, now_s);
	} else if (!method->ended) {
		spread(method, more, now_s);
	} else {
		note_more(method, more, now_s);
		/* Not of it alone: of all that were under way with it. */
		if (!method->timed)
			learn_cost(method, more, method->ended);
	}
	method->ended = 0;
}

void budget_refused(struct budget *budget, const char *name, gint64 reset_s,
                    gint64 now_s)
{
	struct method *method = method_of(budget, name);
	double known;

	known = used(method, now_s);
	if (known >= LEAST_S && known < method->limit)
		method->limit = known;
	if (reset_s <= 0)
		reset_s = PARK_UNSAID_S;
	method->parked_till_s =
		MAX(method->parked_till_s, now_s + MIN(reset_s, PARK_MOST_S));
}

/* Until the oldest minute in which the method ran is forgotten. */
static gint64 until_less(struct method *method, gint64 now_s)
{
	const struct minute *minute = oldest(method, now_s);
	gint64 end = 0;

	if (minute)
		end = (minute->number + MINUTES) * MINUTE_S + SLACK_S;
	return MAX(end - now_s, 1);
}

bool budget_begin(struct budget *budget, const char *name, gint64 now_s,
                  gint64 *wait_s_r)
{
	struct method *method = method_of(budget, name);
	double already = used(method, now_s);
	double after = already + method->cost * (method->under_way + 1);

	if (now_s < method->parked_till_s) {
		*wait_s_r = method->parked_till_s - now_s;
		return false;
	}
	/* One goes always, or nobody would ever hear how much is used. */
	if (after > method->limit * KEPT &&
	    (already > 0 || method->under_way)) {
		*wait_s_r = until_less(method, now_s);
		return false;
	}
	method->under_way++;
	return true;
}

void budget_ended(struct budget *budget, const char *name, guint calls)
{
	struct method *method = method_of(budget, name);

	method->under_way -= MIN(method->under_way, calls);
	method->ended += calls;
}

void budget_not_made(struct budget *budget, const char *name, guint calls)
{
	struct method *method = method_of(budget, name);

	method->under_way -= MIN(method->under_way, calls);
}
