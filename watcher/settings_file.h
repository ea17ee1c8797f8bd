#ifndef WATCHER_SETTINGS_FILE_H
#define WATCHER_SETTINGS_FILE_H

#include "core/settings.h"

#include <glib.h>

/*
 * The settings file from disk. NULL on failure: either *faults_r (owned) says
 * what is wrong in it, or the error why it could not be read.
 * *sha256_r (may be NULL): of its bytes, owned.
 */
struct settings *settings_file_read(const char *path, GPtrArray **faults_r,
                                    char **sha256_r, GError **error);

#endif
