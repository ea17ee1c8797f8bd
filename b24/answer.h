#ifndef B24_ANSWER_H
#define B24_ANSWER_H

#include "b24/transport.h"

#include <cjson/cJSON.h>
#include <glib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cJSON, cJSON_Delete)

/*
 * What an answer means for the request that it answers: was it carried out,
 * and what is to be done next. The portal's code decides first and the HTTP
 * status second (Bitrix24 docs disagree about statuses, see answer.c).
 */
enum answer_kind {
	ANSWER_NONE,     /* not sent yet */
	ANSWER_OK,       /* carried out */
	ANSWER_LIMIT,    /* not run: too many requests, wait a little */
	ANSWER_PARK,     /* not run: the method's running time is used up */
	ANSWER_NOT_SENT, /* not run: no connection */
	ANSWER_STOPPED,  /* not run: we are to end */
	ANSWER_MOVED,    /* not run: the portal has another address */
	ANSWER_STOP,     /* not run: secret, rights or plan */
	ANSWER_REFUSED,  /* not run: this request is wrong in itself */
	ANSWER_MISSING,  /* not run: there is no such entity (any more) */
	ANSWER_UNKNOWN,  /* perhaps run: nobody knows */
};

struct answer {
	enum answer_kind kind;
	cJSON *json;         /* the whole body, or NULL where it is none */
	const cJSON *result; /* in `json`; NULL unless ANSWER_OK */
	char *text;          /* for people; NULL with ANSWER_OK */
};

void answer_read(const struct transport_answer *from, struct answer *answer_r);
void answer_clear(struct answer *answer);

/* The same for one entry of a batch's `result_error`: status 0. *text_r may
 * be set to text owned by the caller. */
enum answer_kind answer_read_error(const cJSON *error, long status,
                                   char **text_r);

/* An entry of one of the five maps of a batch, which PHP writes as an object,
 * as an array where its keys are 0, 1, 2 … and as `[]` where it is empty. */
const cJSON *answer_entry(const cJSON *map, const char *key);

/* What a `time` object says of the running time of a method in the last ten
 * minutes (docs: data-types, time). */
struct answer_running {
	double used_s;
	double took_s; /* the call itself; -1: not said */
	/* By the portal's clock, whole seconds; 0: not said. */
	gint64 reset_at;   /* when the oldest minute is forgotten */
	gint64 started_at; /* when the portal began with the request */
};

/* False where it says nothing of running time. */
bool answer_running(const cJSON *time, struct answer_running *running_r);

#endif
