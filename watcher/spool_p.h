#ifndef WATCHER_SPOOL_P_H
#define WATCHER_SPOOL_P_H

#include "watcher/spool.h"
#include "watcher/spool_turns.h"

#include <sys/stat.h>

/* What the files of spool share. */

/* A file as we saw it. The inode alone proves nothing: it is used again. */
struct spool_identity {
	dev_t device;
	ino_t inode;
	guint64 size;
	struct timespec modified, changed;
};

struct spool {
	char *path;
	const char *remote; /* the kind of network it lies on, or NULL */
	bool token;         /* of spool_token.c: taken */
	int root;
	int folders[SPOOL_FOLDERS];
	int locks[2];     /* of the state and of the folder; -1: not taken */
	GHashTable *seen; /* name in in/ → struct seen (spool_seen.h) */
	guint lasting;    /* of those, obstacles for ever */
	/* The last look. */
	struct spool_options options;
	gint64 now_ms, again_ms;
	gint64 looked_us, look_us; /* when it ended, what it took; monotonic */
	GArray *turns;             /* of struct turn, with their seen */
	guint turn;                /* the next */
	char *synced_day; /* the last one of archive/, as a path; or NULL */
	GHashTable *own;  /* name in work/ → struct own (spool_own.c) */
};

const char *spool_folder_name(enum spool_folder folder);

/* The folders are still those of the path: made again where one lacks; an
 * error where the root is another one, as after an unmount. */
bool spool_check(struct spool *spool, GError **error);

/* ---- spool_identity.c ---- */

struct spool_identity spool_identity(const struct stat *about);
bool spool_identity_same(const struct spool_identity *a,
                         const struct spool_identity *b);
/* A rename changes ctime, so whoever renamed does not compare it. */
bool spool_identity_moved(const struct spool_identity *before,
                          const struct spool_identity *after);

enum spool_lease {
	LEASE_GRANTED, /* nobody has it open for writing; held by this fd */
	LEASE_BUSY,    /* somebody has */
	LEASE_NONE,    /* this file system or user gets none */
};
enum spool_lease spool_lease(int fd);
bool spool_lease_held(int fd); /* nobody opened it for writing since */

/* ---- spool_scan.c, spool_next.c ---- */

void spool_again_in(struct spool *spool, gint64 ms);

/* ---- spool_copy.c ---- */

/*
 * A synced copy of the content, with its SHA-256 in lower case; `to` is empty,
 * and worth nothing after an error: G_FILE_ERROR_INVAL of what is no regular
 * file, G_FILE_ERROR_AGAIN where it changed meanwhile. `came`: marks the copy
 * as one of work/, that came then; NULL: it is for others.
 */
bool spool_copy(int from, int to, const char *plain,
                const struct timespec *came, char sha256_r[SPOOL_HASH],
                GError **error);

/* ---- spool_own.c ---- */

bool spool_own_mark(int fd, const struct timespec *came);
/* The open file is the one that this process made under the name. */
bool spool_own_note(struct spool *spool, const char *name, int fd,
                    const char *sha256);
void spool_own_forget(struct spool *spool, const char *name);
bool spool_is_own(const struct spool *spool, const char *name,
                  const struct stat *about);

/* Puts a copy of the open file in the place of work/NAME, synced. On an error
 * work/NAME is the one or the other, and not ours; G_FILE_ERROR_AGAIN where it
 * changed meanwhile. `leased`: the descriptor holds a lease. */
bool spool_own(struct spool *spool, const char *name, int fd, bool leased,
               GError **error);

/* ---- spool_lock.c ---- */

/* A lock file in a folder, made where it lacks and never removed. -1: error,
 * G_FILE_ERROR_AGAIN where another one has it. *real_r: as of spool_at_lock. */
int spool_lock(int dir, const char *name, const char *path, bool *real_r,
               GError **error);
#define SPOOL_STATE_LOCK "lock"
#define SPOOL_FOLDER_LOCK ".b24bridge.lock"

/* ---- spool_token.c ---- */

/* Errors as of spool_lock. */
bool spool_token_take(int dir, const char *path, GError **error);
void spool_token_drop(int dir);

/* ---- spool_move.c ---- */

/* Leaves errno. Some network mounts cannot sync a folder: there it is the
 * server's to do. */
bool spool_sync_folder(const struct spool *spool, int dir);

/*
 * Renames to the first free of the numbered names, synced, target first; where
 * that fails the file is moved back. *name_r: the name it got.
 */
bool spool_rename(struct spool *spool, int from, const char *name, int to,
                  const char *wanted, char **name_r, GError **error);

/*
 * The second half of a claim: the file that was moved is the one that was
 * looked at, as it was then. Where it is not, it is put back. in/ may hold a
 * new file of that name by now; then the old one gets a number, for it is
 * somebody's unfinished writing, and neither may be lost: the scan finds both.
 */
bool spool_claim_check(struct spool *spool, const struct spool_file *file,
                       GError **error);

#endif
