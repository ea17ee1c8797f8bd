#ifndef CMD_CHECK_FILE_H
#define CMD_CHECK_FILE_H

#include "watcher/bridge.h"

#include <glib.h>

/* Whether these files of 1C are valid, and what is read out of their first
 * orders: which attribute gave which value, and which nobody asked for.
 * EX_OK, or 1 where one is not. */
int check_files(struct bridge *bridge, const GPtrArray *names);

#endif
