/*
 * Size and number of requests, learned from how the last ones went. Pure: the
 * caller measures.
 */
#include "b24/lanes.h"

enum {
	OPEN_FIRST = 2,
	AIM_MS = 20 * 1000,
	/* A portal is busier by day than by night: now and then it is tried
	 * again whether one more helps. */
	TRY_AGAIN = 64,
};

static const double HELPS = 1.1;

void lanes_init(struct lanes *lanes, guint size, guint size_least)
{
	*lanes = (struct lanes){ .open = OPEN_FIRST,
		                 .size = size,
		                 .size_least = size_least };
}

static void resize(struct lanes *lanes, guint count, gint64 took_ms)
{
	gint64 fit = (gint64)AIM_MS * count / took_ms;

	if (count < lanes->size && fit >= lanes->size)
		return;
	lanes->size = (guint)CLAMP(fit, lanes->size_least,
	                           MIN(lanes->size * 2, LANES_SIZE_MOST));
}

static bool is_no_help(const struct lanes *lanes, guint open)
{
	return lanes->rates[open] > 0 && lanes->rates[open - 1] > 0 &&
	       lanes->rates[open] < lanes->rates[open - 1] * HELPS;
}

static void reopen(struct lanes *lanes, guint at_once, double rate)
{
	double *known = &lanes->rates[at_once];

	*known = *known > 0 ? (*known + rate) / 2 : rate;
	if (++lanes->landings % TRY_AGAIN == 0)
		lanes->rates[lanes->open + 1] = 0;
	if (at_once != lanes->open)
		return;
	if (is_no_help(lanes, lanes->open))
		lanes->open--;
	else if (lanes->open < LANES_MOST &&
	         !is_no_help(lanes, lanes->open + 1))
		lanes->open++;
}

void lanes_landed(struct lanes *lanes, enum lanes_end end, guint at_once,
                  guint count, gint64 took_ms)
{
	took_ms = MAX(took_ms, 1);
	at_once = CLAMP(at_once, 1, LANES_MOST);
	switch (end) {
	case LANES_DONE:
		/* Of a few commands the way is longer than the work. */
		if (count * 2 >= lanes->size)
			reopen(lanes, at_once,
			       1000.0 * at_once * count / (double)took_ms);
		resize(lanes, count, took_ms);
		break;
	case LANES_LOST:
		lanes->size = MAX(lanes->size / 2, lanes->size_least);
		lanes->open = 1;
		break;
	case LANES_LIMIT:
		lanes->open = MAX(lanes->open / 2, 1);
		break;
	case LANES_UNSENT:
	default:
		lanes->open = 1;
	}
}
