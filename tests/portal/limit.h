#ifndef PORTAL_LIMIT_H
#define PORTAL_LIMIT_H

#include <glib.h>
#include <stdbool.h>

/*
 * The two limits: how often (a leaky bucket in front of everything) and how
 * long (operating time per method over ten one-minute buckets). Bitrix24
 * docs: settings/performance/limits. And what calls cost, which nobody says in
 * advance: the more so with jitter.
 */

struct bucket {
	bool off;
	double burst, drain; /* X and Y of the docs */
	GHashTable *clients; /* address → its level; NULL until needed */
};

/* False where the request is one too many: of a client by its address, for
 * programs on one machine share the limit. */
bool bucket_take(struct bucket *bucket, const char *client, gint64 tick);
void bucket_clear(struct bucket *bucket);

enum operating_mode {
	OPERATING_NESTED, /* commands of a batch are billed one by one */
	OPERATING_BATCH,  /* `batch` is billed for all of them */
	OPERATING_ABSENT, /* the portal does not count */
	OPERATING_ZERO,   /* nor this one, but it says 0 */
};

struct operating {
	enum operating_mode mode;
	double limit;      /* seconds in ten minutes */
	GHashTable *costs; /* method → struct cost, owned */
	GHashTable *used;  /* caller and method → its ten minutes */
	GRand *random;     /* of the jitter; its seed is fixed */
};

struct cost { /* seconds a call */
	double seconds, jitter;
};

struct operating *operating_new(void);
void operating_free(struct operating *operating);

/* What this call of the method costs: as said for it, else for "*"
 * (but for batch), else 0;
 * with jitter another time something else. */
double operating_draw(struct operating *operating, const char *method);
void operating_set_cost(struct operating *operating, const char *method,
                        double seconds);
/* What the samples of Bitrix24's documentation took. */
void operating_documented_costs(struct operating *operating);
/* METHOD=SECONDS or METHOD=SECONDS±JITTER, or with +- for the ±. */
bool operating_read_cost(struct operating *operating, const char *text,
                         GError **error);

/*
 * `key` names caller and method. The call that crosses the limit is carried
 * out; the next one is not.
 */
bool operating_blocked(const struct operating *operating, const char *key,
                       gint64 now);
void operating_bill(struct operating *operating, const char *key, gint64 now,
                    double seconds);
double operating_sum(const struct operating *operating, const char *key,
                     gint64 now);
/* When the oldest minute leaves: ten minutes after the first call that it
 * recorded. Ten minutes from now where none is used. */
gint64 operating_reset_at(const struct operating *operating, const char *key,
                          gint64 now);

#endif
