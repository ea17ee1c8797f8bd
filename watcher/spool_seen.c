/*
 * The memory of spool_scan. It is a cache: losing it with the process costs
 * each file one quiet time, and an incomplete one another reading. It holds no
 * more than what in/ holds, and has an upper bound beside that.
 */
#include "watcher/spool_seen.h"

enum {
	/* Names beyond this wait until others are taken: a folder of millions
	 * must not be held in memory. */
	SEEN_MOST = 100 * 1000,
	/* Of those that are in the way for ever some are told of; they must not
	 * keep others out. */
	LASTING_MOST = 1000
};

const char *seen_obstacle(const struct stat *about)
{
	if (S_ISLNK(about->st_mode))
		return "это ссылка: положите сам файл";
	if (!S_ISREG(about->st_mode))
		return "это не обычный файл: уберите его";
	/* Through the other name it could be changed after it was taken. */
	if (about->st_nlink != 1)
		return "у файла есть второе имя (жёсткая ссылка): положите "
		       "копию";
	return NULL;
}

void seen_block(struct seen *seen, const char *why, gint64 now_ms)
{
	if (seen->obstacle != why)
		seen->obstacle_ms = now_ms;
	seen->obstacle = why;
}

void seen_renew(struct seen *seen, const struct spool_identity *identity,
                gint64 now_ms)
{
	seen->identity = *identity;
	seen->since_ms = now_ms;
	seen->off = SPOOL_ASKED;
	seen->stuck_ms = 0;
}

/* NULL: the table is full. */
static struct seen *add(struct spool *spool, const char *name, bool lasting)
{
	struct seen *seen;
	if (g_hash_table_size(spool->seen) >= SEEN_MOST ||
	    (lasting && spool->lasting >= LASTING_MOST))
		return NULL;
	spool->lasting += lasting;
	seen = g_new0(struct seen, 1);
	g_hash_table_insert(spool->seen, g_strdup(name), seen);
	return seen;
}

void seen_note(struct spool *spool, const char *name, const struct stat *about,
               gint64 now_ms)
{
	struct spool_identity identity = spool_identity(about);
	struct seen *seen = g_hash_table_lookup(spool->seen, name);
	const char *obstacle = seen_obstacle(about);
	bool new = seen == NULL;
	if (new)
		seen = add(spool, name, obstacle != NULL);
	if (seen == NULL)
		return;
	if (new || !spool_identity_same(&seen->identity, &identity))
		seen_renew(seen, &identity, now_ms);
	seen->owner = about->st_uid;
	seen->present = true;
	if (obstacle != NULL || seen->lasting)
		seen_block(seen, obstacle, now_ms);
	seen->lasting = obstacle != NULL;
}

static gboolean is_gone(gpointer name, gpointer value, gpointer context)
{
	struct seen *seen = value;
	guint *lasting = context;
	bool gone = !seen->present;
	(void)name;
	seen->present = false;
	*lasting += !gone && seen->lasting;
	return gone;
}

void seen_forget(struct spool *spool)
{
	spool->lasting = 0;
	g_hash_table_foreach_remove(spool->seen, is_gone, &spool->lasting);
}

GPtrArray *spool_obstacles(const struct spool *spool, gint64 now_ms)
{
	GPtrArray *obstacles = g_ptr_array_new_with_free_func(
		(GDestroyNotify)spool_obstacle_free);
	GHashTableIter iter;
	gpointer name, value;
	g_hash_table_iter_init(&iter, spool->seen);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		const struct seen *seen = value;
		if (seen->obstacle == NULL)
			continue;
		struct spool_obstacle *obstacle =
			g_new0(struct spool_obstacle, 1);
		obstacle->name = g_strdup(name);
		obstacle->why = seen->obstacle;
		obstacle->for_ms = now_ms - seen->obstacle_ms;
		g_ptr_array_add(obstacles, obstacle);
	}
	return obstacles;
}

void spool_obstacle_free(struct spool_obstacle *obstacle)
{
	if (obstacle == NULL)
		return;
	g_free(obstacle->name);
	g_free(obstacle);
}
