#ifndef CMD_ONCE_P_H
#define CMD_ONCE_P_H

#include "cmd/command.h"
#include "cmd/progress.h"

/* What the two ways of `once` share: doing it ourselves (once.c) and handing
 * the files to the daemon that has the folder (once_hand_over.c). */

struct once {
	struct progress *progress;
	struct totals totals;
	bool failed; /* a file rejected or an order failed */
	bool held;
};

/* An exchange_listener's: notes what became of a file and tells it. */
void once_file(void *context, const char *name, enum file_state state,
               const struct totals *totals, const char *ack, const char *why);

/* A file that is not what it should be is said and passed over; false where
 * the error ends the command. */
bool once_pass_over(struct once *once, GError **error);

int once_status(const struct once *once);

/* Puts the files into in/ and waits for what becomes of them. */
int once_hand_over(const struct command_line *line, struct once *once,
                   const GPtrArray *paths, bool force);

#endif
