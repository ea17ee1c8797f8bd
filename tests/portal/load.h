#ifndef PORTAL_LOAD_H
#define PORTAL_LOAD_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * How hard the portal is worked: what is so now, the peaks of it, what the
 * limits refused, what the methods cost. Part of the journal's counters.
 */

struct gauge {
	guint now, most;
};

struct load {
	struct gauge in_progress; /* requests that workers carry out */
	struct gauge waiting;     /* for a worker */
	struct gauge connections; /* open, and something was asked on them */
	guint64 refused_503;      /* requests over the rate */
	guint64 refused_429;      /* commands over the operating time */
	guint64 given_up;         /* requests whose client went before */
	GHashTable *cost;         /* method → seconds, as double *, owned */
};

struct load *load_new(void);
void load_free(struct load *load);
/* What is so now stays, and is the first peak. */
void load_reset(struct load *load);

/* What is so now counts as a peak. */
void gauge_note(struct gauge *gauge);
void gauge_up(struct gauge *gauge);
void gauge_down(struct gauge *gauge);
void load_bill(struct load *load, const char *method, double seconds);

void load_add_counters(const struct load *load, cJSON *counters);

#endif
