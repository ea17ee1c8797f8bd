#ifndef PORTAL_CLOCK_H
#define PORTAL_CLOCK_H

#include <glib.h>
#include <stdbool.h>

/*
 * The portal's time: the machine's, moved by a fixed amount, standing still, or
 * virtual: passing only by what is waited for. And times as Bitrix24 writes
 * them, in the portal's zone.
 */

struct clock {
	gint64 moved;  /* µs that the portal is ahead of the machine */
	bool frozen;   /* then `still` is the time */
	gint64 still;  /* µs since 1970 */
	int offset;    /* the portal's zone, seconds east of UTC */
	gint64 played; /* µs that tests, or a virtual clock, let pass */
	bool virtual;  /* then it is frozen, too */
};

gint64 clock_now(const struct clock *clock);     /* µs since 1970 */
gint64 clock_seconds(const struct clock *clock); /* s since 1970 */
/* For rates: never stands still except where a test froze the clock. */
gint64 clock_tick(const struct clock *clock);

void clock_set(struct clock *clock, gint64 seconds);
void clock_freeze(struct clock *clock, gint64 seconds);
void clock_skip(struct clock *clock, double seconds);
void clock_make_virtual(struct clock *clock, gint64 seconds);

/* µs, for what is due later: it goes on where a test froze the clock. */
gint64 clock_timeline(const struct clock *clock);
/* A virtual clock jumps there, unless it is there already; another one is
 * left to itself. */
void clock_reach(struct clock *clock, gint64 timeline);

/* `2026-08-30T14:29:00+03:00`; owned by the caller. */
char *clock_iso(const struct clock *clock, gint64 seconds);
/* `2026-08-30` in the portal's zone; owned by the caller. */
char *clock_day(const struct clock *clock, gint64 seconds);

/*
 * Reads ISO 8601 with or without time and zone, and DD.MM.YYYY[ HH:MM[:SS]].
 * A time without a zone is the portal's. False where the text is none.
 */
bool clock_read(const struct clock *clock, const char *text, gint64 *seconds_r);

#endif
