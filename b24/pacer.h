#ifndef B24_PACER_H
#define B24_PACER_H

#include <glib.h>

/*
 * When the next request may leave. Bitrix24 counts requests in a leaky bucket
 * (burst X, drained by Y a second) and refuses what overflows it. Pure over a
 * clock that the caller reads; one pacer serves a whole process.
 */
struct pacer;

struct pacer *pacer_new(gint64 requests_per_second, gint64 burst, guint32 seed);
void pacer_free(struct pacer *pacer);

/* Other limits from now on; what has left still counts. */
void pacer_set_limits(struct pacer *pacer, gint64 requests_per_second,
                      gint64 burst);

/* Milliseconds until a request may be sent; 0: now. */
gint64 pacer_wait_ms(struct pacer *pacer, gint64 now_ms);

/* A request leaves. */
void pacer_sent(struct pacer *pacer, gint64 now_ms);

/* It was carried out, or refused for its own sake: no more slowing down. */
void pacer_well(struct pacer *pacer);

/* QUERY_LIMIT_EXCEEDED for a request of `sent_ms`: the bucket is full, whoever
 * filled it. Each further one doubles the wait, up to 30 s, with jitter; those
 * that were under way together count as one. */
void pacer_overflow(struct pacer *pacer, gint64 sent_ms, gint64 now_ms);

/* The portal was not reached: nothing leaves for so long and half as much
 * again, so that two programs that were turned away together do not come back
 * together. */
void pacer_bar(struct pacer *pacer, gint64 now_ms, gint64 ms);

#endif
