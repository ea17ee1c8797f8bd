#ifndef B24_ASK_P_H
#define B24_ASK_P_H

#include "b24/ask.h"

/*
 * What ask.c (questions) and ask_answer.c (answers) share.
 */

enum {
	PAGE = 50,        /* rows of any list, always */
	PHONES_MOST = 20, /* values of crm.duplicate.findbycomm, and its ids */
	PAGES_MOST = 200,
	HOLDER_PAGES_MOST = 20, /* a phone of a thousand people names none */
};

struct question {
	enum ask what;
	GPtrArray *values; /* owned strings, as they came */
	GHashTable *keys;  /* set: what a row must have one of */
	guint page;        /* from 0 */
	gint64 after;      /* the last id of the page before */
};

struct question *question_new(enum ask what);
void question_free(gpointer question);
bool question_of_deals(enum ask what);

/* Makes the question's command of its values. Takes the question. */
void ask_add(const struct asker *asker, struct question *question,
             GPtrArray *commands);
/* A command that lists deals or contacts. Takes the filter. */
struct command *ask_list(const struct asker *asker, enum ask what,
                         cJSON *filter);

#endif
