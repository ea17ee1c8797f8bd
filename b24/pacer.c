/*
 * The leaky bucket of Bitrix24, kept on our side so that its own never
 * overflows (docs: settings/performance/limits). It knows nothing of methods
 * and answers; call.c tells it what happened.
 */
#include "b24/pacer.h"

enum {
	WHOLE = 1000, /* one request, in thousandths */
	OVERFLOW_MOST_MS = 30 * 1000,
};

struct pacer {
	gint64 drain; /* thousandths of a request a millisecond */
	gint64 burst; /* thousandths */
	gint64 level; /* thousandths */
	gint64 seen_ms;
	gint64 barred_ms;   /* nothing leaves before */
	gint64 overflow_ms; /* when the last one was told */
	unsigned overflows;
	GRand *random;
};

struct pacer *pacer_new(gint64 requests_per_second, gint64 burst, guint32 seed)
{
	struct pacer *pacer = g_new0(struct pacer, 1);

	pacer_set_limits(pacer, requests_per_second, burst);
	pacer->random = g_rand_new_with_seed(seed);
	return pacer;
}

void pacer_set_limits(struct pacer *pacer, gint64 requests_per_second,
                      gint64 burst)
{
	pacer->drain = MAX(requests_per_second, 1);
	pacer->burst = MAX(burst, 1) * WHOLE;
}

void pacer_free(struct pacer *pacer)
{
	if (!pacer)
		return;
	g_rand_free(pacer->random);
	g_free(pacer);
}

static void drain(struct pacer *pacer, gint64 now_ms)
{
	gint64 passed = now_ms - pacer->seen_ms;

	if (passed <= 0)
		return;
	pacer->seen_ms = now_ms;
	if (passed >= pacer->level / pacer->drain)
		pacer->level = 0;
	else
		pacer->level -= passed * pacer->drain;
}

gint64 pacer_wait_ms(struct pacer *pacer, gint64 now_ms)
{
	gint64 wait = 0;
	gint64 over;

	drain(pacer, now_ms);
	over = pacer->level + WHOLE - pacer->burst;
	if (over > 0)
		wait = (over + pacer->drain - 1) / pacer->drain;
	return MAX(wait, MAX(pacer->barred_ms - now_ms, 0));
}

void pacer_sent(struct pacer *pacer, gint64 now_ms)
{
	drain(pacer, now_ms);
	pacer->level += WHOLE;
}

void pacer_well(struct pacer *pacer)
{
	pacer->overflows = 0;
}

static gint64 jitter(struct pacer *pacer, gint64 ms)
{
	return ms + (gint64)(g_rand_double(pacer->random) * (double)ms / 2);
}

void pacer_overflow(struct pacer *pacer, gint64 sent_ms, gint64 now_ms)
{
	gint64 step = MAX(WHOLE / pacer->drain, 1000);
	gint64 wait;

	drain(pacer, now_ms);
	pacer->level = pacer->burst;
	if (pacer->overflows && sent_ms < pacer->overflow_ms)
		return;
	wait = step << MIN(pacer->overflows, 8);
	pacer->overflows++;
	pacer->overflow_ms = now_ms;
	wait = MIN(jitter(pacer, wait), OVERFLOW_MOST_MS);
	pacer->barred_ms = MAX(pacer->barred_ms, now_ms + wait);
}

void pacer_bar(struct pacer *pacer, gint64 now_ms, gint64 ms)
{
	pacer->barred_ms = MAX(pacer->barred_ms, now_ms + jitter(pacer, ms));
}
