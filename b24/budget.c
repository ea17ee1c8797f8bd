/*
 * Ten minutes of running time a method, as Bitrix24 counts them. What an
 * answer says wins over what was reckoned; what it does not explain is taken
 * to be spread evenly over the ten minutes. No clock is read here.
 */
#include "b24/budget.h"

#include <string.h>

enum {
	MINUTES = 10,
	MINUTE_S = 60,
	LIMIT_S = 480,
	LEAST_S = 60, /* a limit below this is nobody's: do not learn it */
	PARK_UNSAID_S = 60,
	PARK_MOST_S = 15 * 60,
};

/* Of the limit: more would be taken by what is under way. */
static const double KEPT = 0.95;
static const double MEMORY = 0.8;

struct method {
	double minutes[MINUTES]; /* of `newest` and those before it, a ring */
	gint64 newest;           /* minutes of the clock */
	double limit;
	double cost; /* of a call, seconds */
	double cost_sum, cost_calls;
	guint under_way;      /* calls that have left */
	guint ended;          /* calls since the last word on it */
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

static double *minute_at(struct method *method, gint64 minute)
{
	return &method->minutes[minute % MINUTES];
}

/* Forgets what is ten minutes old. */
static void roll(struct method *method, gint64 now_s)
{
	gint64 now = now_s / MINUTE_S;

	if (now - method->newest >= MINUTES) {
		memset(method->minutes, 0, sizeof(method->minutes));
		method->newest = now;
	}
	while (method->newest < now)
		*minute_at(method, ++method->newest) = 0;
}

static double used(const struct method *method)
{
	double sum = 0;

	for (guint i = 0; i < MINUTES; i++)
		sum += method->minutes[i];
	return sum;
}

static void forget(struct method *method, double seconds)
{
	for (gint64 age = MINUTES - 1; age >= 0 && seconds > 0; age--) {
		double *minute =
			minute_at(method, method->newest + MINUTES - age);
		double part = MIN(*minute, seconds);

		*minute -= part;
		seconds -= part;
	}
}

/* What others used, or we before this process began. */
static void spread(struct method *method, double seconds)
{
	for (guint i = 0; i < MINUTES; i++)
		method->minutes[i] += seconds / MINUTES;
}

/* Answers tell of what others, under way with them, have used as well: only
 * the mean over many is the cost of a call. */
static void learn_cost(struct method *method, double more)
{
	method->cost_sum = method->cost_sum * MEMORY + more;
	method->cost_calls = method->cost_calls * MEMORY + method->ended;
	method->cost = method->cost_sum / method->cost_calls;
}

void budget_said(struct budget *budget, const char *name, double used_s,
                 gint64 now_s)
{
	struct method *method = method_of(budget, name);
	double more;

	if (!(used_s >= 0) || used_s > 1e6)
		return;
	roll(method, now_s);
	more = used_s - used(method);
	if (more < 0) {
		forget(method, -more);
	} else if (method->ended) {
		*minute_at(method, method->newest) += more;
		learn_cost(method, more);
	} else {
		spread(method, more);
	}
	method->ended = 0;
}

void budget_refused(struct budget *budget, const char *name, gint64 reset_s,
                    gint64 now_s)
{
	struct method *method = method_of(budget, name);
	double known;

	roll(method, now_s);
	known = used(method);
	if (known >= LEAST_S && known < method->limit)
		method->limit = known;
	if (reset_s <= 0)
		reset_s = PARK_UNSAID_S;
	method->parked_till_s =
		MAX(method->parked_till_s, now_s + MIN(reset_s, PARK_MOST_S));
}

/* When the oldest minute in which the method ran is forgotten. */
static gint64 oldest_ends(const struct method *method)
{
	for (gint64 age = MINUTES - 1; age >= 0; age--) {
		gint64 minute = method->newest - age;

		if (minute >= 0 && method->minutes[minute % MINUTES] > 0)
			return (minute + MINUTES) * MINUTE_S;
	}
	return 0;
}

bool budget_begin(struct budget *budget, const char *name, gint64 now_s,
                  gint64 *wait_s_r)
{
	struct method *method = method_of(budget, name);
	double after;

	roll(method, now_s);
	if (now_s < method->parked_till_s) {
		*wait_s_r = method->parked_till_s - now_s;
		return false;
	}
	after = used(method) + method->cost * (method->under_way + 1);
	/* One goes always, or nobody would ever hear how much is used. */
	if (after > method->limit * KEPT &&
	    (used(method) > 0 || method->under_way)) {
		*wait_s_r = MAX(oldest_ends(method) - now_s, 1);
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
