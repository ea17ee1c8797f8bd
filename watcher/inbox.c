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

#include "watcher/floor.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
	SLOW_FACTOR = 8,   /* quiet time without leases: 2 s becomes 16 s */
	LOOK_MS = 5 * 1000 /* what was claimed must not wait for the rest */
};

enum fate {
	FATE_TAKE,
	FATE_WAIT,
	FATE_LEAVE,
};

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

/* Likewise. */
static int decide(struct bridge *bridge, const struct spool_options *options,
                  const struct spool_file *file, GError **error)
{
	bool late = file->unchanged_ms >= options->patience_ms;
	/* After a long batch a reply of ours seems to have waited, too. */
	int fate = late && !has_replies(bridge)
	                   ? FATE_TAKE
	                   : read_fate(bridge, file, error);

	return late && fate == FATE_WAIT ? FATE_TAKE : fate;
}

static bool take_file(struct bridge *bridge,
                      const struct spool_options *options,
                      const struct spool_file *file, guint *claimed,
                      GError **error)
{
	GError *failure = NULL;
	int fate;

	if (!floor_fits(bridge->settings, file->size)) {
		spool_stick(bridge->spool, file,
		            "для него не хватает места на диске: освободите "
		            "место");
		return true;
	}
	fate = decide(bridge, options, file, error);
	if (fate < 0)
		return false;
	if (fate != FATE_TAKE) {
		spool_put_off(bridge->spool, file,
		              fate == FATE_WAIT ? SPOOL_WAITS : SPOOL_STAYS);
		return true;
	}
	if (spool_claim(bridge->spool, file, &failure))
		(*claimed)++;
	if (failure == NULL)
		return true;
	g_propagate_error(error, failure);
	return false;
}

/* A file that cannot be read must not keep the others; *go_on: there may be
 * more. */
static bool take_next(struct bridge *bridge,
                      const struct spool_options *options, guint *claimed,
                      bool *go_on, GError **error)
{
	g_autoptr(GError) failure = NULL;
	struct spool_file *file = spool_next(bridge->spool, &failure);
	bool ok = failure == NULL;

	*go_on = file != NULL;
	if (file != NULL)
		ok = take_file(bridge, options, file, claimed, &failure);
	spool_file_free(file);
	if (!ok && error != NULL)
		*error = g_steal_pointer(&failure);
	return ok;
}

static bool is_above_floor(const struct bridge *bridge)
{
	g_autofree char *fault = floor_fault(bridge->settings, false);

	return fault == NULL;
}

bool inbox_take(struct bridge *bridge, guint most, guint *claimed_r,
                gint64 *next_ms_r, GError **error)
{
	gint64 quiet = bridge->settings->quiet_seconds * 1000;
	struct spool_options options = {
		.quiet_ms = quiet,
		.quiet_slow_ms = quiet * SLOW_FACTOR,
		.patience_ms = bridge->settings->incomplete_minutes * 60 * 1000,
	};
	gint64 now_ms = g_get_monotonic_time() / 1000;
	guint claimed = 0;
	bool go_on = true;
	bool ok = spool_scan(bridge->spool, &options, now_ms, error);

	if (!ok)
		return false;
	while (go_on && claimed < most &&
	       g_get_monotonic_time() / 1000 - now_ms < LOOK_MS &&
	       is_above_floor(bridge))
		ok = take_next(bridge, &options, &claimed, &go_on,
		               ok ? error : NULL) &&
		     ok;
	*claimed_r = claimed;
	*next_ms_r = spool_again_ms(bridge->spool);
	return ok;
}
