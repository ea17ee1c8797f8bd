/*
 * Looks at in/: what is there, and whose turn it is.
 *
 * A look costs as much as there is in in/, and with a flood there are many: so
 * where one took long, the turns that are left of it are used up for a while
 * instead, and looking costs a tenth of the time at most.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_seen.h"

#include <errno.h>
#include <fcntl.h>

enum {
	LONG_US = 20 * 1000,
	SPARED = 10, /* times what a look costs */
};

struct look {
	struct spool *spool;
	gint64 now_ms;
};

static bool visit(int dir, const char *name, void *context)
{
	struct stat about;
	const struct look *look = context;
	if (spool_name_accepted(name) &&
	    fstatat(dir, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISDIR(about.st_mode))
		seen_note(look->spool, name, &about, look->now_ms);
	return true;
}

void spool_again_in(struct spool *spool, gint64 ms)
{
	if (spool->again_ms < 0 || ms < spool->again_ms)
		spool->again_ms = MAX(ms, 0);
}

/* How long until there is a point in opening the file; -1: not as it is. */
static gint64 idle_ms(const struct spool *spool, const struct seen *seen)
{
	const struct spool_options *options = &spool->options;
	gint64 unchanged = spool->now_ms - seen->since_ms;
	gint64 idle = options->quiet_ms - unchanged;
	if (seen->lasting || seen->off == SPOOL_STAYS)
		return -1;
	if (seen->off == SPOOL_WAITS)
		idle = MAX(idle, options->patience_ms - unchanged);
	return MAX(MAX(idle, seen->stuck_ms - spool->now_ms), 0);
}

/* Those whose time has come, in the order to take them. */
static void find_turns(struct spool *spool)
{
	GHashTableIter iter;
	gpointer name, value;
	g_array_set_size(spool->turns, 0);
	spool->turn = 0;
	g_hash_table_iter_init(&iter, spool->seen);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		struct seen *seen = value;
		gint64 idle = idle_ms(spool, seen);
		struct turn turn = {
			.name = name,
			.came = seen->identity.changed,
			.owner = seen->owner,
			.data = seen,
		};
		if (idle == 0)
			g_array_append_val(spool->turns, turn);
		else if (idle > 0)
			spool_again_in(spool, idle);
	}
	turns_sort(spool->turns);
}

static bool is_spared(const struct spool *spool)
{
	return spool->turn < spool->turns->len && spool->look_us >= LONG_US &&
	       g_get_monotonic_time() - spool->looked_us <
	               SPARED * spool->look_us;
}

bool spool_scan(struct spool *spool, const struct spool_options *options,
                gint64 now_ms, GError **error)
{
	struct look look = { spool, now_ms };
	gint64 begin = g_get_monotonic_time();
	if (!spool_check(spool, error))
		return false;
	spool->options = *options;
	spool->now_ms = now_ms;
	spool->again_ms = -1;
	if (is_spared(spool))
		return true;
	if (spool_at_each(spool->folders[SPOOL_IN], visit, &look) != 0)
		return folder_fail(error, errno, "Папка «%s/in»", spool->path);
	seen_forget(spool);
	find_turns(spool);
	spool->looked_us = g_get_monotonic_time();
	spool->look_us = spool->looked_us - begin;
	return true;
}

gint64 spool_again_ms(const struct spool *spool)
{
	return spool->turn < spool->turns->len ? 0 : spool->again_ms;
}
