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
	BATCH_READS_LEAST = 5,
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
 * Takes out of the queue what may go into one request now, at most `most`
 * commands, in their order: those whose method has used up its running time
 * stay, and a command whose text a batch would change goes alone. NULL where
 * none may leave; then *wait_ms_r is when to ask again. What is taken must be
 * sent or given back.
 */
GPtrArray *batch_pick(struct portal *portal, GPtrArray *queue, guint most,
                      gint64 *wait_ms_r);
void batch_give_back(struct portal *portal, GPtrArray *picked);

/* A request with its commands, not owned. */
struct batch {
	GPtrArray *commands;
	bool write;
	bool alone; /* one command, not packed */
	struct reply reply;
};

/* Sends picked commands in one request on its way. Takes the array. */
void batch_begin(struct portal *portal, GPtrArray *picked, bool write);

/*
 * Waits up to `ms` for one to end, and sets the kinds of its commands. NULL:
 * none did. One that was not run as a whole leaves them all with that kind.
 */
struct batch *batch_next(struct portal *portal, gint64 ms);
void batch_free(struct batch *batch);

/*
 * Carries reads out, all of them, and repeats what was not run, only that.
 * False where one of them failed for good, unless `spare`: then refused ones
 * are left with their kind and text.
 */
bool batch_read(struct portal *portal, const GPtrArray *commands, bool spare,
                GError **error);

#endif
