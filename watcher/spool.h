#ifndef WATCHER_SPOOL_H
#define WATCHER_SPOOL_H

#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

/*
 * The folders under `[exchange] folder`: what stands where says how far a file
 * got (contract, "Folders"). Everything goes through descriptors of the
 * folders, so that nothing outside is followed; every move is synced, target
 * first; nothing is ever replaced.
 *
 * A sender may do anything to in/ at any time. Links, devices, folders and
 * names of other programs are left alone.
 */

enum spool_folder {
	SPOOL_IN,
	SPOOL_WORK,
	SPOOL_ACK,
	SPOOL_ARCHIVE,
	SPOOL_HELD,
	SPOOL_ERROR,
	SPOOL_FOLDERS
};

struct spool;

/* Makes the folders where they lack and refuses a state on a network, and a
 * folder that is not ours. `lock`: takes the lock of the folder and of the
 * state; another instance that has it gives G_FILE_ERROR_AGAIN (exit 75). */
struct spool *spool_open(const char *folder, const char *state, bool lock,
                         GError **error);
void spool_close(struct spool *spool);
const char *spool_path(const struct spool *spool); /* of the root */
/* Its in/, as of the last look, to be watched. */
int spool_in(const struct spool *spool);
/* The kind of network that the folder lies on (folder_remote), or NULL. There
 * no event tells of files, and none is taken before quiet_slow_ms. */
const char *spool_remote(const struct spool *spool);
bool spool_locked_by_other(const char *folder, const char *state);

/* ---- in/ ---- */

struct spool_options {
	gint64 quiet_ms;      /* unchanged for so long, lease granted */
	gint64 quiet_slow_ms; /* where the file system has no leases */
	gint64 patience_ms;   /* of what was put off */
};

struct spool_identity;

/* One file that nobody has open and that has been quiet long enough. */
struct spool_file {
	char *name;
	int fd; /* read only, lease held where there are leases */
	guint64 size;
	gint64 unchanged_ms; /* for how long we have seen it like this */
	bool leased;
	struct spool_identity *identity; /* owned */
};
void spool_file_free(struct spool_file *file);

/*
 * Looks at in/. Remembers between calls what it saw (name, size, mtime, ctime,
 * inode), by a monotonic clock, never by mtime; of what is gone nothing, and of
 * a flood a hundred thousand names at a time. `now_ms` is that clock.
 *
 * spool_next() gives the ready files then, one at a time, in their turns
 * (spool_turns.h); NULL without error: no more. spool_again_ms(): how long
 * until a file that is not ready now may be; -1: no such file.
 */
bool spool_scan(struct spool *spool, const struct spool_options *options,
                gint64 now_ms, GError **error);
struct spool_file *spool_next(struct spool *spool, GError **error);
gint64 spool_again_ms(const struct spool *spool);

enum spool_off {
	SPOOL_ASKED,
	SPOOL_WAITS, /* until it was unchanged for patience_ms */
	SPOOL_STAYS, /* for ever */
};
/* Not to be given again as long as it is as it is. */
void spool_put_off(struct spool *spool, const struct spool_file *file,
                   enum spool_off off);

/* Not to be given for a minute, unless it changes. `why` (a literal, Russian;
 * NULL: it was said) makes it an obstacle. */
void spool_stick(struct spool *spool, const struct spool_file *file,
                 const char *why);

/* A file named like one to take that cannot be taken: somebody has it open
 * for writing, it is a link, it may not be read or moved, or it is too large
 * for what is free. What the last scan saw; owned array of owned structs. */
struct spool_obstacle {
	char *name;
	const char *why; /* Russian: what, and what to do */
	gint64 for_ms;
};
GPtrArray *spool_obstacles(const struct spool *spool, gint64 now_ms);
void spool_obstacle_free(struct spool_obstacle *obstacle);

/* Nobody wrote to it since spool_next gave it, and the name still is it. */
bool spool_unchanged(struct spool *spool, const struct spool_file *file);

/*
 * in/NAME → work/NAME; then the file is checked once more, for a writer who
 * had it open writes into the moved file, and a synced copy takes its place:
 * whoever still has the old one open or linked changes nothing any more. False
 * without error where it was changed meanwhile (it is put back) or where work/
 * holds that name already (it waits), or where it may not be moved (an
 * obstacle): come again. After an error it is in in/ or in work/, whole, once.
 */
bool spool_claim(struct spool *spool, const struct spool_file *file,
                 GError **error);

enum { SPOOL_HASH = 65 };

/*
 * A file of work/ to read, made ours before where this process did not do so
 * yet; errors as of spool_open_file. Only what is read from this descriptor may
 * be carried out, archived, hashed. *sha256_r: of the content as it was copied;
 * whoever read it again compares, and comes again where the disk gave other
 * bytes.
 */
int spool_open_own(struct spool *spool, const char *name,
                   char sha256_r[SPOOL_HASH], GError **error);

/* When a file of work/ came: a copy has it from the one that it replaced. */
struct timespec spool_came(const struct stat *about);

/* ---- elsewhere ---- */

/* Files of work/ in their turns, at most `most`; not those that somebody still
 * writes to. Owned. */
GPtrArray *spool_queue(struct spool *spool, guint most, GError **error);

/* Names in a folder (not the hidden ones), sorted; owned. For archive/ and
 * error/ the files below, as paths. */
GPtrArray *spool_list(struct spool *spool, enum spool_folder folder,
                      GError **error);

/* A regular file of that name (archive/, error/: path) to read; -1: error. In
 * work/ with a lease: G_FILE_ERROR_AGAIN where somebody still has it open for
 * writing, which can be so after a crash in the middle of a claim. */
int spool_open_file(struct spool *spool, enum spool_folder folder,
                    const char *name, GError **error);

/* A durable copy of fd under work/ (once) or in/ (hand-over, retry), whole or
 * not at all; a taken name gets -2, -3 … before its ending. *name_r owned. */
bool spool_put(struct spool *spool, enum spool_folder folder, const char *name,
               int fd, char **name_r, GError **error);

/*
 * Moves work/NAME to archive/YYYY-MM/DD/, held/ or error/ (or held/NAME to
 * in/), never onto another file. *path_r: where it is now, below the root.
 * `day`: seconds, for archive/.
 */
bool spool_move(struct spool *spool, enum spool_folder from, const char *name,
                enum spool_folder to, gint64 day, char **path_r,
                GError **error);

/* A hidden file in ack/ to write to; published under ack's name for that
 * source (contract, "Ack") by spool_publish, at `now` in seconds. The
 * descriptor stays the caller's to close, in success and failure. What is not
 * published is removed by spool_discard, else when the spool opens next. */
int spool_create(struct spool *spool, char **hidden_r, GError **error);
bool spool_publish(struct spool *spool, int fd, const char *hidden,
                   const char *source, gint64 now, char **name_r,
                   GError **error);

/* The same with a second hidden file, whose name ends in .load.xml instead of
 * .ack.xml: it is there before the ack is. `load_fd` -1: there is none. */
bool spool_publish_with(struct spool *spool, int fd, const char *hidden,
                        int load_fd, const char *load_hidden,
                        const char *source, gint64 now, char **name_r,
                        GError **error);
void spool_discard(struct spool *spool, const char *hidden);

/* What was renamed in that folder is there after a power cut. */
bool spool_sync(struct spool *spool, enum spool_folder folder, GError **error);

/* Removes what has been there for more than `older_than` seconds; 0 keeps
 * all. For archive/ and error/ everything, and day folders left empty; for
 * ack/ what is ours: *.ack.xml and *.load.xml. */
bool spool_expire(struct spool *spool, enum spool_folder folder,
                  gint64 older_than, gint64 now, GError **error);

/* A name that a log, an ack or a terminal can hold: what it cannot becomes
 * \xHH, byte by byte, and a backslash two. Owned. */
char *spool_name_plain(const char *name);

#endif
