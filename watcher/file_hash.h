#ifndef WATCHER_FILE_HASH_H
#define WATCHER_FILE_HASH_H

#include <glib.h>

/* SHA-256 of a file from its start, in lower case; owned. NULL: error. */
char *file_hash(int fd, GError **error);

#endif
