#ifndef B24_ASK_H
#define B24_ASK_H

#include "b24/batch.h"
#include "core/rules.h"
#include "core/snapshot.h"

/*
 * The questions of a look-up, each one command with many values, and what
 * their answers are worth. Ids are decimal texts here, so that all questions
 * look alike.
 */

enum ask {
	ASK_NUMBER,  /* deals whose id field has one of these numbers */
	ASK_MARK,    /* deals with one of our marks */
	ASK_DEAL,    /* deals with these ids */
	ASK_DEALS,   /* open deals of these contacts in these funnels */
	ASK_CONTACT, /* contacts with these ids */
	ASK_CLIENT,  /* contacts with one of our marks */
	ASK_PHONE,   /* ids of contacts that may hold one of these phones */
	ASK_HOLDER,  /* contacts that hold this one phone, as it is written */
	ASK_KINDS
};

struct asker {
	const struct rules *rules;
	struct snapshot *snapshot; /* gets the rows */
	const GArray *funnels;     /* of gint64: ASK_DEALS */
};

/* Appends commands that ask for all of the values (strings). */
void ask_pack(const struct asker *asker, enum ask what, const GPtrArray *values,
              GPtrArray *commands);

/* Ids of contacts that a command of ASK_PHONE found, and its phones. */
typedef void (*ask_found)(gpointer context, const GPtrArray *phones,
                          const GArray *ids);

/*
 * Takes the answer of a command that ask_pack() made: rows go into the
 * snapshot. Appends to `more` what must be asked because the answer was full.
 * False with PORTAL_GARBLED where a row was not asked for: then the portal has
 * dropped the filter, and rows mean nothing.
 */
bool ask_take(const struct asker *asker, struct command *command,
              GPtrArray *more, ask_found found, gpointer context,
              GError **error);

#endif
