#ifndef WEB_REPLACE_FILE_H
#define WEB_REPLACE_FILE_H

#include <glib.h>
#include <stdbool.h>

/*
 * Puts a text in a file's place, whole or not at all: written aside, synced,
 * renamed, and the folder synced. The file keeps its owner as far as we may
 * give it away, so that root's saving does not lock the daemon out. `secret`:
 * it is 0600 from its first byte on; else it keeps mode and group, and a new
 * one is for its owner alone. False with errno.
 */
bool replace_file(const char *path, const char *text, gsize length,
                  bool secret);

#endif
