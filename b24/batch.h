#ifndef B24_BATCH_H
#define B24_BATCH_H

#include "b24/call.h"

/*
 * Many commands in one request. Results are found by key, never by position;
 * each command gets an end of its own.
 */
enum {
	BATCH_MOST = 50,         /* the portal's */
	BATCH_WRITES_FIRST = 10, /* 50 writes take from 5 s to over 60 */
};

struct command {
	const char *method;
	cJSON *params;          /* owned */
	char *query;            /* the params, as a batch carries them */
	enum answer_kind kind;  /* ANSWER_NONE: not sent */
	cJSON *result;          /* owned; ANSWER_OK only */
	char *text;             /* for people; not with ANSWER_OK */
	gpointer context;       /* the caller's */
	GDestroyNotify release; /* for the context, or NULL */
};

/* Takes the params. */
struct command *command_new(const char *method, cJSON *params);
void command_free(struct command *command);

/* An array of commands that frees them. */
GPtrArray *commands_new(void);

/*
 * How many of the commands from `from` on go into one request, at most
 * `most`: a command whose text a batch would change goes alone.
 */
guint batch_span(const GPtrArray *commands, guint from, guint most);

/*
 * Sends commands[from .. from + count) in one request, once, and sets their
 * kinds. A batch that was not run as a whole leaves them all with that kind.
 * Nothing waits here; call_wait() comes before.
 */
void batch_send(struct portal *portal, const GPtrArray *commands, guint from,
                guint count, bool write, struct reply *reply_r);

/*
 * Carries reads out, all of them, and repeats what was not run, only that.
 * False where one of them failed for good, unless `spare`: then refused ones
 * are left with their kind and text.
 */
bool batch_read(struct portal *portal, const GPtrArray *commands, bool spare,
                GError **error);

#endif
