#ifndef WATCHER_SPOOL_NAMES_H
#define WATCHER_SPOOL_NAMES_H

#include <glib.h>
#include <stdbool.h>

/*
 * Names of files in the exchange folder, as bytes: any name that the file
 * system takes is a valid one. No I/O here.
 */

/* in/ takes files of this name (contract, "Folders"). */
bool spool_name_accepted(const char *name);

/* What spool_create and spool_put name a file that is not whole yet. */
char *spool_name_hidden(guint64 number);
bool spool_name_is_hidden(const char *name);

/* One of ours in ack/: *.ack.xml or *.load.xml. */
bool spool_name_is_ack(const char *name);

/* What a name has in common with those that differ in their numbers alone:
 * every run of hex digits that holds a decimal one, or is long, is one sign;
 * letter case is none. Owned. */
char *spool_name_kind(const char *name);

/* A name and no path. */
bool spool_name_single(const char *name);

/* The n-th name to try: as it is for 1, then with -2, -3 … before its ending.
 * Where that is too long for a file system the name is cut at a letter and
 * ends in ~ and 8 hex digits of its hash. */
char *spool_name_numbered(const char *name, guint n);

/* The n-th name to try for the ack of this source, and for the file that 1C
 * loads beside it; `stamp` as of when_stamp. */
char *spool_name_ack(const char *source, const char *stamp, guint n);
char *spool_name_load(const char *source, const char *stamp, guint n);

#endif
