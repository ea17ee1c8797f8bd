#ifndef HARNESS_FAKE_H
#define HARNESS_FAKE_H

#include "b24/transport.h"

#include <cjson/cJSON.h>

/*
 * A transport that a test scripts, with a clock of its own: hours pass in no
 * time. Batches are taken apart, so that a script sees single commands.
 */

struct fake_command {
	char *method;
	char *query; /* decoded once: `filter[@originId][0]=…`; "" if none */
	gint64 at_ms;
	guint request; /* from 0 */
	bool write;
};

struct fake {
	struct transport transport; /* first */
	gint64 now_ms;
	gint64 wall;
	gint64 stop_ms; /* wait_ms() says that we are to end from then; 0: no */
	gint64 cost_ms; /* that every request takes */
	gint64 spent_ms; /* more of the one that is being answered; run() may
	                    add to it */
	GPtrArray *commands; /* of struct fake_command: all that was sent */
	guint requests;
	GPtrArray *under_way; /* requests that have left and not landed */
	guint most_under_way;
	GRand *order;   /* they land in an order of its choice; NULL: as they
	                   left. Owned */
	guint in_batch; /* commands of the request that is being answered */

	/* What becomes of a whole request; may be NULL. True: `answer` is
	 * filled and no command is run. */
	bool (*whole)(struct fake *fake, guint request, const char *method,
	              bool write, struct transport_answer *answer);
	/* The result of a command, or an object with `error`; NULL: it is in
	 * neither map. Owned by whoever asks. */
	cJSON *(*run)(struct fake *fake, const struct fake_command *command);
	/* After the commands have run; may be NULL. True: `answer` takes the
	 * place of theirs. */
	bool (*after)(struct fake *fake, guint request, bool write,
	              struct transport_answer *answer);
	gpointer context;
	guint moves;
};

struct fake *fake_new(void);
void fake_free(struct fake *fake);

/* Fills an answer. Copies. */
void fake_say(struct transport_answer *answer, long status, const char *body);
void fake_fate(struct transport_answer *answer, enum transport_fate fate);

/* The value of a key in a decoded query, owned by the caller, or NULL. */
char *fake_value(const struct fake_command *command, const char *key);
/* How many keys begin with this. */
guint fake_values(const struct fake_command *command, const char *prefix);
/* How many commands of a method were sent. */
guint fake_count(const struct fake *fake, const char *method);

cJSON *fake_json(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif
