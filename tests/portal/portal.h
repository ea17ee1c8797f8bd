#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "tests/portal/auth.h"
#include "tests/portal/clock.h"
#include "tests/portal/dictionary.h"
#include "tests/portal/duplicates.h"
#include "tests/portal/fault.h"
#include "tests/portal/journal.h"
#include "tests/portal/limit.h"
#include "tests/portal/load.h"
#include "tests/portal/store.h"

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * One Bitrix24 portal: what it holds, how it is set, what it is told to do
 * wrong. Everything hangs off this struct; there is no other state. HTTP is
 * not in here: a request is plain texts, so that tests need no socket.
 */

enum family { FAMILY_LEGACY, FAMILY_ITEM };

/* Where Bitrix24's documents disagree, or portals differ: README.md. */
struct settings {
	bool local_midnight;    /* dates as T00:00:00, not shifted */
	bool whole_time;        /* time.start is an integer */
	bool text_errors;       /* the code 100 is a text */
	bool app_info;          /* app.info answers a webhook */
	bool exact_phones;      /* the duplicate index does not normalise */
	bool comm_codes;        /* findbycomm: its errors have codes */
	bool limit_html;        /* 503 of the rate limiter is a page */
	bool exact_start;       /* crm.item.list does not round `start` */
	bool batch_errors;      /* 400 and 405 for the batch as a whole */
	bool read_only;         /* the callers may not write */
	bool unordered;         /* lists without an order have none */
	bool strict_stages;     /* crm.item.*: a foreign stage is an error */
	bool keeps_values;      /* crm.item.update cannot empty a field */
	bool english;           /* the portal's language; else Russian */
	unsigned secret_status; /* of a wrong secret: 401 or 403 */
	unsigned scope_status;  /* of insufficient_scope: 401 or 403 */
	unsigned http_status;   /* of a webhook by plain HTTP; 0: lets it */
	bool sleep;             /* costs are waited for, not only counted */
};

enum down { DOWN_NOT, DOWN_DROP, DOWN_HTML };

struct app; /* oauth.h */

struct portal {
	struct settings settings;
	GPtrArray *hooks;  /* of struct hook, owned */
	struct hook *hook; /* the first of them */
	struct app *app;   /* or NULL */
	struct duplicates *duplicates;
	struct clock clock;
	struct store *store;
	struct dictionary *dictionary;
	struct bucket bucket;
	struct operating *operating;
	struct faults *faults;
	struct journal *journal;
	struct load *load;
	struct workers *workers;
	cJSON *users;     /* rows of the seed */
	guint64 requests; /* REST requests since the start */
	guint64 answered; /* of them, also by breaking the line */
	enum down down;
	guint64 postponed; /* requests that a fault keeps from beginning */

	/* Of the request that is being carried out, see work.h. */
	guint64 number;
	const struct hook *caller;
	double lead; /* s: its costs that the clock has not passed */
};

struct request {
	const char *verb;
	const char *path;          /* percent-decoded */
	const char *query;         /* raw, or NULL */
	const char *type;          /* Content-Type, or NULL */
	const char *authorization; /* the header, or NULL */
	const char *client;        /* its address, or NULL */
	const char *body;
	size_t length;
	bool last_try; /* END_AGAIN is no answer */
};

enum ending {
	END_WHOLE,
	END_DROP,
	END_RESET,
	END_TRUNCATE,
	END_DRIP,  /* a byte at a time */
	END_AGAIN, /* nothing was done: to be handed in later */
};

struct answer {
	unsigned status;
	const char *type;
	char *location; /* or NULL */
	GString *body;
	enum ending ending;
	gint64 delay_ms; /* before it is sent; it has been carried out */
	gint64 drip_ms;  /* between its bytes */
};

struct work;

struct portal *portal_new(void);
void portal_free(struct portal *portal);

/*
 * A request as it arrives. NULL where it is answered at once: refused, or one
 * of the double's own. Else the answer is empty, and the work is the caller's
 * to hand to the workers.
 */
struct work *portal_take(struct portal *portal, const struct request *request,
                         struct answer *answer);
/* Both at once, for who does not care how long it takes: costs are waited for
 * by a virtual clock only; what a fault makes late is not done at all. */
void portal_handle(struct portal *portal, const struct request *request,
                   struct answer *answer);
void answer_clear(struct answer *answer);

/* Whether costs are waited for, and do not only count. */
bool portal_waits(const struct portal *portal);
/* µs since 1970, as the request that is being carried out sees it. */
gint64 portal_now(const struct portal *portal);

/* A text in the portal's language. */
const char *portal_says(const struct portal *portal, const char *russian,
                        const char *english) G_GNUC_FORMAT(2) G_GNUC_FORMAT(3);

/* The row of a user in the seed, or NULL. */
const cJSON *portal_user(const struct portal *portal, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cJSON, cJSON_Delete)

#endif
