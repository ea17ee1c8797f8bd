/*
 * Decides which files of in/ are complete: nobody has them open, they have
 * stopped changing (both known by the spool), and their document is whole to
 * the end tag, which only reading tells.
 *
 * Refuses to touch a file that may still be written. An incomplete one is read
 * again only when it changed, and once more at its deadline. Our replies to
 * exchange plans are 1C's to read, where it looks for them in this folder.
 */
#include "watcher/inbox.h"

#include <sys/stat.h>
#include <unistd.h>

enum { SLOW_FACTOR = 8 }; /* quiet time without leases: 2 s becomes 16 s */

enum fate {
	FATE_TAKE,
	FATE_WAIT,
	FATE_LEAVE, /* as long as it is as it is */
};

/* What a file that stays was like when it was read. */
struct memo {
	guint64 size;
	gint64 changed;
	enum fate fate;
};

struct inbox {
	GHashTable *staying; /* name → struct memo, owned */
};

struct inbox *inbox_new(void)
{
	struct inbox *inbox = g_new0(struct inbox, 1);

	inbox->staying =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return inbox;
}

void inbox_free(struct inbox *inbox)
{
	if (inbox == NULL)
		return;
	g_hash_table_unref(inbox->staying);
	g_free(inbox);
}

/* NULL where it was not read as it is now. */
static const struct memo *read_before(const struct inbox *inbox,
                                      const struct spool_file *file)
{
	const struct memo *memo =
		g_hash_table_lookup(inbox->staying, file->name);

	return memo != NULL && memo->size == file->size &&
	                       memo->changed == file->changed
	               ? memo
	               : NULL;
}

static void note_staying(struct inbox *inbox, const struct spool_file *file,
                         enum fate fate)
{
	struct memo memo = { .size = file->size,
		             .changed = file->changed,
		             .fate = fate };

	g_hash_table_replace(inbox->staying, g_strdup(file->name),
	                     g_memdup2(&memo, sizeof(memo)));
}

/* in/ is also where 1C looks for replies: it has one folder for both. */
static bool has_replies(const struct bridge *bridge)
{
	const char *replies = bridge->settings->reply_folder;
	g_autofree char *in =
		g_build_filename(spool_path(bridge->spool), "in", NULL);
	struct stat a, b;

	return replies != NULL && stat(replies, &a) == 0 && stat(in, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* An enum fate; -1 on error. One that readers die of is no longer waited for:
 * it is taken, and rejected with the reason. */
static int read_fate(struct bridge *bridge, const struct spool_file *file,
                     GError **error)
{
	struct order_source *source = NULL;
	struct order_file facts;
	int reading = reader_read(bridge->reader, file->fd, bridge->settings,
	                          &facts, &source, error);
	bool ours;

	if (reading < 0)
		return -1;
	ours = facts.message != NULL &&
	       exchange_message_is_ours(facts.message, facts.sha256) &&
	       has_replies(bridge);
	order_file_clear(&facts);
	order_source_free(source);
	if (ours)
		return FATE_LEAVE;
	return reading == READING_INCOMPLETE ? FATE_WAIT : FATE_TAKE;
}

/* How long the file may stay as it is; 0: it is time to take it. */
static gint64 patience(const struct bridge *bridge,
                       const struct spool_file *file)
{
	gint64 most = bridge->settings->incomplete_minutes * 60 * 1000;

	return MAX(most - file->unchanged_ms, 0);
}

/* Likewise. *wait_ms_r: how long the file may be waited for. */
static int decide(struct inbox *inbox, struct bridge *bridge,
                  const struct spool_file *file, gint64 *wait_ms_r,
                  GError **error)
{
	const struct memo *memo = read_before(inbox, file);
	int fate;

	*wait_ms_r = patience(bridge, file);
	if (memo != NULL && memo->fate == FATE_LEAVE)
		return FATE_LEAVE;
	if (*wait_ms_r == 0)
		return FATE_TAKE;
	if (memo != NULL)
		return FATE_WAIT;
	fate = read_fate(bridge, file, error);
	if (fate == FATE_WAIT || fate == FATE_LEAVE)
		note_staying(inbox, file, (enum fate)fate);
	return fate;
}

static void sooner(gint64 *next_ms, gint64 ms)
{
	if (*next_ms < 0 || ms < *next_ms)
		*next_ms = ms;
}

static bool take_file(struct inbox *inbox, struct bridge *bridge,
                      const struct spool_file *file, guint *claimed,
                      gint64 *next_ms, GError **error)
{
	GError *failure = NULL;
	gint64 wait_ms = 0;
	int fate = decide(inbox, bridge, file, &wait_ms, error);

	if (fate < 0)
		return false;
	if (fate == FATE_WAIT)
		sooner(next_ms, wait_ms);
	if (fate != FATE_TAKE)
		return true;
	if (spool_claim(bridge->spool, file, &failure)) {
		g_hash_table_remove(inbox->staying, file->name);
		(*claimed)++;
	} else if (failure != NULL) {
		g_propagate_error(error, failure);
		return false;
	}
	return true;
}

static void file_free(gpointer file)
{
	spool_file_free(file);
}

bool inbox_take(struct inbox *inbox, struct bridge *bridge, guint most,
                guint *claimed_r, gint64 *next_ms_r, GError **error)
{
	gint64 quiet = bridge->settings->quiet_seconds * 1000;
	struct spool_options options = {
		.quiet_ms = quiet,
		.quiet_slow_ms = quiet * SLOW_FACTOR,
	};
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	gint64 next_ms = -1;
	guint claimed = 0;
	bool ok = true;

	/* Incomplete files are the oldest: they must not crowd others out. */
	most += g_hash_table_size(inbox->staying);
	if (!spool_scan(bridge->spool, &options, g_get_monotonic_time() / 1000,
	                most, files, &next_ms, error))
		return false;
	/* A file that cannot be read must not keep the others. */
	for (guint i = 0; i < files->len; i++)
		ok = take_file(inbox, bridge, files->pdata[i], &claimed,
		               &next_ms, ok ? error : NULL) &&
		     ok;
	*claimed_r = claimed;
	*next_ms_r = next_ms;
	return ok;
}

/* ---- work/ ---- */

struct queued {
	char *name;
	gint64 came_ns;
};

static int first_come(gconstpointer a, gconstpointer b)
{
	const struct queued *one = a;
	const struct queued *other = b;

	if (one->came_ns != other->came_ns)
		return one->came_ns < other->came_ns ? -1 : 1;
	return g_strcmp0(one->name, other->name);
}

static gint64 came(struct bridge *bridge, const char *name)
{
	int fd = spool_open_file(bridge->spool, SPOOL_WORK, name, NULL);
	struct stat st = { 0 };
	struct timespec when;

	if (fd < 0)
		return G_MAXINT64;
	if (fstat(fd, &st) != 0)
		st.st_ctim.tv_sec = 0;
	close(fd);
	when = spool_came(&st);
	return when.tv_sec * G_GINT64_CONSTANT(1000000000) + when.tv_nsec;
}

GPtrArray *inbox_queue(struct bridge *bridge, GError **error)
{
	g_autoptr(GPtrArray) names =
		spool_list(bridge->spool, SPOOL_WORK, error);
	g_autoptr(GArray) queue =
		g_array_new(FALSE, FALSE, sizeof(struct queued));
	GPtrArray *sorted;

	if (names == NULL)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		struct queued one = { .name = names->pdata[i] };

		one.came_ns = came(bridge, one.name);
		if (one.came_ns != G_MAXINT64)
			g_array_append_val(queue, one);
	}
	g_array_sort(queue, first_come);
	sorted = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < queue->len; i++)
		g_ptr_array_add(
			sorted,
			g_strdup(g_array_index(queue, struct queued, i).name));
	return sorted;
}
