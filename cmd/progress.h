#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <glib.h>

/*
 * Progress for who watches: a bar on a terminal, with lines scrolling above
 * it; plain lines where the output is a file or a pipe.
 */

struct progress;

struct progress *progress_new(void);
void progress_free(struct progress *progress);

void progress_show(struct progress *progress, guint64 done, guint64 all);
void progress_line(struct progress *progress, const char *text);

/* Takes the bar away. */
void progress_end(struct progress *progress);

#endif
