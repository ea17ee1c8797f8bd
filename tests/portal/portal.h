#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "tests/portal/clock.h"
#include "tests/portal/dictionary.h"
#include "tests/portal/fault.h"
#include "tests/portal/journal.h"
#include "tests/portal/limit.h"
#include "tests/portal/store.h"

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * One Bitrix24 portal: what it holds, how it is set, what it is told to do
 * wrong. Everything hangs off this struct; there is no other state. HTTP is
 * not in here: portal_handle() takes a request as plain texts, so that tests
 * need no socket.
 */

enum family { FAMILY_LEGACY, FAMILY_ITEM };

struct settings {
	char *secret;
	gint64 user; /* the webhook's owner */
	bool admin;
	GStrv scopes;
	bool local_midnight;    /* dates as T00:00:00, not shifted */
	bool whole_time;        /* time.start is an integer */
	unsigned secret_status; /* of a wrong secret: 401 or 403 */
	bool sleep;             /* costs are waited for, not only counted */
};

enum down { DOWN_NOT, DOWN_DROP, DOWN_HTML };

struct portal {
	struct settings settings;
	struct clock clock;
	struct store *store;
	struct dictionary *dictionary;
	struct bucket bucket;
	struct operating *operating;
	struct faults *faults;
	struct journal *journal;
	cJSON *users;     /* rows of the seed */
	guint64 requests; /* REST requests since the start */
	double spent;     /* seconds that the request under way cost */
	guint64 cut; /* commands that the batch under way may run; 0: all */
	enum down down;
	guint64 postponed; /* requests that are yet to be carried out */
};

struct request {
	const char *verb;
	const char *path;  /* percent-decoded */
	const char *query; /* raw, or NULL */
	const char *type;  /* Content-Type, or NULL */
	const char *body;
	size_t length;
	bool postponed; /* handed in again after answer.postponed_ms */
};

enum ending { END_WHOLE, END_DROP, END_RESET, END_TRUNCATE };

struct answer {
	unsigned status;
	const char *type;
	char *location; /* or NULL */
	GString *body;
	enum ending ending;
	gint64 delay_ms;     /* before it is sent; it has been carried out */
	gint64 postponed_ms; /* nothing was done: hand it in again then */
};

struct portal *portal_new(void);
void portal_free(struct portal *portal);

void portal_handle(struct portal *portal, const struct request *request,
                   struct answer *answer);
void answer_clear(struct answer *answer);

/* The user row of the webhook's owner. */
const cJSON *portal_user(const struct portal *portal, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cJSON, cJSON_Delete)

#endif
