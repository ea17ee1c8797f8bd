#ifndef WATCHER_REPLY_H
#define WATCHER_REPLY_H

#include "xml/exchange_message.h"

#include <stdbool.h>

/*
 * Replies of exchange plans as 1C looks for them: one file a pair of nodes,
 * `Message_<from>_<to>.xml`, which each newer reply takes the place of.
 */

/* The file's name. What no file system of 1C's has in a name becomes `_`.
 * Owned by the caller. */
char *reply_name(const struct exchange_message *reply);

/* Writes it aside, syncs, and renames it over the one before: whoever reads
 * the folder sees the old one or the new one, whole. Errors are of
 * G_FILE_ERROR and Russian. */
bool reply_write(const char *folder, const struct exchange_message *reply,
                 GError **error);

#endif
