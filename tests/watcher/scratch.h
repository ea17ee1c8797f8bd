#ifndef TESTS_WATCHER_SCRATCH_H
#define TESTS_WATCHER_SCRATCH_H

#include "watcher/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of a test's own, with an exchange folder and a state in it. */
struct scratch {
	char *root, *folder, *state;
	struct spool *spool; /* NULL until scratch_open */
};

static inline struct scratch *scratch_new(void)
{
	struct scratch *scratch = g_new0(struct scratch, 1);
	g_autoptr(GError) error = NULL;
	scratch->root = g_dir_make_tmp("b24bridge-XXXXXX", &error);
	g_assert_no_error(error);
	scratch->folder = g_build_filename(scratch->root, "exchange", NULL);
	scratch->state = g_build_filename(scratch->root, "state", NULL);
	return scratch;
}

static inline void scratch_close(struct scratch *scratch)
{
	spool_close(scratch->spool);
	scratch->spool = NULL;
}

static inline void scratch_open(struct scratch *scratch)
{
	g_autoptr(GError) error = NULL;
	scratch_close(scratch);
	scratch->spool =
		spool_open(scratch->folder, scratch->state, true, &error);
	g_assert_no_error(error);
	g_assert_nonnull(scratch->spool);
}

static inline int scratch_remove(const char *path, const struct stat *about,
                                 int kind, struct FTW *where)
{
	(void)about, (void)kind, (void)where;
	return remove(path);
}

static inline void scratch_free(struct scratch *scratch)
{
	scratch_close(scratch);
	nftw(scratch->root, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
	g_free(scratch->root);
	g_free(scratch->folder);
	g_free(scratch->state);
	g_free(scratch);
}

/* A path below the exchange folder; owned. */
static inline char *scratch_path(const struct scratch *scratch,
                                 const char *below)
{
	return g_build_filename(scratch->folder, below, NULL);
}

static inline void scratch_write(const struct scratch *scratch,
                                 const char *below, const char *text)
{
	g_autofree char *path = scratch_path(scratch, below);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, text, strlen(text)), ==,
	                (gssize)strlen(text));
	g_assert_cmpint(close(fd), ==, 0);
}

/* The text of a file; NULL where there is none. Owned. */
static inline char *scratch_read(const struct scratch *scratch,
                                 const char *below)
{
	g_autofree char *path = scratch_path(scratch, below);
	char *text = NULL;
	g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

static inline void scratch_expect(const struct scratch *scratch,
                                  const char *below, const char *text)
{
	g_autofree char *found = scratch_read(scratch, below);
	if (g_strcmp0(found, text) != 0)
		g_test_message("%s: «%s» instead of «%s»", below,
		               found != NULL ? found : "(none)",
		               text != NULL ? text : "(none)");
	g_assert_cmpstr(found, ==, text);
}

/* How many names there are in a folder, hidden ones too. */
static inline guint scratch_count(const struct scratch *scratch,
                                  const char *below)
{
	g_autofree char *path = scratch_path(scratch, below);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint count = 0;
	while (dir != NULL && g_dir_read_name(dir) != NULL)
		count++;
	return count;
}

#endif
