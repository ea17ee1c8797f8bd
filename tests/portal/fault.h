#ifndef PORTAL_FAULT_H
#define PORTAL_FAULT_H

#include <glib.h>
#include <stdbool.h>

/*
 * What the portal is told to do wrong. A fault is a line of text:
 *
 *   KIND[:ARGUMENT] [method=NAME] [write=1] [alone=1] [request=N] [skip=N]
 *                   [count=N] [share=PERCENT] [command=KEY] [executed=1]
 *
 * It strikes a request that fits all its conditions, `skip` times later,
 * `count` times (1 where not said, 0 for ever). With a share it strikes only
 * so many of a hundred, drawn from a generator with a known seed; then for
 * ever where no count is said.
 */

enum fault_kind {
	FAULT_ANSWER,       /* instead of the true answer, another one */
	FAULT_RESET_BEFORE, /* nothing is done, the line breaks */
	FAULT_RESET_AFTER,  /* it is done, the line breaks */
	FAULT_TRUNCATE,     /* it is done, half of the answer arrives */
	FAULT_DELAY,        /* it is done, the answer comes late */
	FAULT_LATE,         /* it is done late, even where nobody waits */
	FAULT_CUT,      /* a batch ends after some commands: 60 s are over */
	FAULT_REDIRECT, /* 302 to the argument */
	FAULT_GARBAGE,  /* instead of the true answer, bytes */
	FAULT_HUGE,     /* instead of it, so many MiB of JSON */
	FAULT_DRIP,     /* it is done, the answer comes bit by bit */
	FAULT_ROTATE,   /* the webhook's secret is another from now on */
	FAULT_COMMAND,  /* one command of a batch fails */
	FAULT_LAG,      /* searches do not see what is new */
};

struct fault_answer { /* what FAULT_ANSWER and FAULT_COMMAND say */
	unsigned status;
	const char *code; /* JSON text of `error`; NULL for HTML */
	const char *text;
};

struct fault {
	enum fault_kind kind;
	struct fault_answer answer;
	char *spec;      /* as given, for the journal */
	char *argument;  /* or NULL */
	char *code;      /* the answer's, where it is not of the table */
	gint64 number;   /* the argument as one: ms, MiB; 0 where none */
	char *method;    /* or NULL */
	char *command;   /* or NULL */
	guint64 request; /* 0: any */
	gint64 skip, count;
	double share; /* of a hundred; 100 where not said */
	bool forever, write, alone, executed;
};

/* What a fault is asked whether it fits. */
struct fault_subject {
	guint64 request;
	/* Whether the request asks for this method, alone or in a batch. */
	bool (*asks)(const struct fault_subject *subject, const char *method);
	bool (*writes)(const struct fault_subject *subject);
	bool (*is_batch)(const struct fault_subject *subject);
};

/* For who needs it longer than it is set; NULL gives NULL. */
struct fault *fault_copy(const struct fault *fault);
void fault_free(struct fault *fault);

struct faults;

struct faults *faults_new(void);
void faults_free(struct faults *faults);
void faults_clear(struct faults *faults);
bool faults_add(struct faults *faults, const char *spec, GError **error);

/* Begins the generator anew; one of its own choice where nobody says. */
void faults_set_seed(struct faults *faults, guint32 seed);
guint32 faults_seed(const struct faults *faults);
/* The next byte of it. */
guchar faults_byte(struct faults *faults);

/*
 * The first fault that strikes this request, used up by one; NULL for none.
 * Valid until the next change.
 */
const struct fault *faults_strike(struct faults *faults,
                                  const struct fault_subject *subject);
/* The same for a command inside a batch (FAULT_COMMAND only). */
const struct fault *faults_strike_command(struct faults *faults,
                                          guint64 request, const char *key,
                                          const char *method);
/* How far searches lag: requests or seconds, 0 for not at all. */
void faults_lag(const struct faults *faults, guint64 *requests_r,
                double *seconds_r);

/* "every call that struck so far", for the journal: number of strikes. */
guint64 faults_struck(const struct faults *faults);

#endif
