#ifndef WATCHER_STATUS_P_H
#define WATCHER_STATUS_P_H

#include "watcher/history.h"
#include "watcher/status.h"

/* What the files of status share. */

/* status_queue.c: "queue"; and the files of held/ as rows of "held_files",
 * for which the history may be NULL. */
void status_add_queue(cJSON *report, const char *folder, gint64 now);
void status_add_held(cJSON *report, const char *folder,
                     struct history *history);

/* status_history.c: what only the history knows. */
void status_add_history(cJSON *report, const struct settings *settings,
                        gint64 now);

/* status_problems.c: "level" and "problems", judged from all the rest. */
void status_add_problems(cJSON *report);

#endif
