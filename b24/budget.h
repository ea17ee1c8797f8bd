#ifndef B24_BUDGET_H
#define B24_BUDGET_H

#include <glib.h>
#include <stdbool.h>

/*
 * The running time of methods. Bitrix24 adds up, minute by minute, how long
 * each method of a webhook ran in the last ten minutes; who has used up his
 * 480 s (420 on portals of one's own) gets OPERATION_TIME_LIMIT for that
 * method, and only for it, until the oldest minute is forgotten (docs:
 * settings/performance/limits). The budget keeps the same ten minutes, put
 * right by what answers say, so that we stop short of the limit.
 *
 * Times are seconds of the portal's clock, for it is its minutes that count;
 * they may be wrong by one. Methods are compared by their text.
 */
struct budget;

struct budget *budget_new(void);
void budget_free(struct budget *budget);

/* An answer says that so many seconds of a method are used up. */
void budget_said(struct budget *budget, const char *method, double used_s,
                 gint64 now_s);

/* An answer says that one call ran for so long. Where answers do not, what a
 * call costs is guessed from what they say of the method. */
void budget_took(struct budget *budget, const char *method, double seconds);

/* A method was refused. `reset_s`: in how many seconds its oldest minute is
 * forgotten, as its last answer said; 0: it did not. */
void budget_refused(struct budget *budget, const char *method, gint64 reset_s,
                    gint64 now_s);

/* Whether a call of the method may leave; then it counts as being under way
 * until budget_ended(), or budget_not_made() after all: that tells nothing of
 * what is used up. If not, *wait_s_r is when to ask again, at least 1. */
bool budget_begin(struct budget *budget, const char *method, gint64 now_s,
                  gint64 *wait_s_r);
void budget_ended(struct budget *budget, const char *method, guint calls);
void budget_not_made(struct budget *budget, const char *method, guint calls);

#endif
