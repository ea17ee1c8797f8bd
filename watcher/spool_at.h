#ifndef WATCHER_SPOOL_AT_H
#define WATCHER_SPOOL_AT_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * File operations below an open folder, with the care that a folder needs in
 * which others write: nothing is followed out of it, nothing is replaced.
 * They return as system calls do and leave errno.
 */

/* Opens a path below `dir`: no link on the way, none at the end. Never hangs
 * (FIFO) and never gets a terminal. */
int spool_at_open(int dir, const char *path, int flags, mode_t mode);

/* The same without openat2(2): for kernels and filters that lack it. */
int spool_at_walk(int dir, const char *path, int flags, mode_t mode);

/*
 * Renames, never onto another file (EEXIST). `foreign`: others write to the
 * folder that it comes from, so between two calls the name there may come to
 * mean another file; where it is false, only we write to that folder.
 */
int spool_at_rename(int from, const char *old_name, int to,
                    const char *new_name, bool foreign);

/* Takes the lock of an open file, or none where the file system has no locks:
 * *real_r. */
bool spool_at_lock(int fd, bool *real_r);

/* A new hidden file, locked for as long as the descriptor is open. */
int spool_at_create(int dir, char **hidden_r);

/* Removes the hidden files that nobody writes to any more. */
int spool_at_sweep(int dir);

/* Calls `visit` for each name but . and .., in no order, until it returns
 * false. */
typedef bool (*spool_at_visitor)(int dir, const char *name, void *context);
int spool_at_each(int dir, spool_at_visitor visit, void *context);

#endif
