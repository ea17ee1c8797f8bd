/*
 * Looks for the ack that a kill kept from being recorded.
 *
 * Refuses to guess: where name, content, time or sums differ it is another
 * passage's, and a second ack does less harm than none.
 */
#include "watcher/ack_found.h"

#include "watcher/spool_names.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ROWS_MOST = 10 * 1000, /* of one name; more are no work of 1C */
	HEAD_BYTES = 8 * 1024, /* holds the longest name, every byte escaped */
	TAIL_BYTES = 1024,
};

#define STAMP "00000000T000000Z"

/* The ack's name up to its time. */
static char *stem_of(const char *source)
{
	g_autofree char *name = spool_name_ack(source, STAMP, 1);

	name[strlen(name) - strlen(STAMP ".ack.xml")] = '\0';
	return g_steal_pointer(&name);
}

/* Up to `most` bytes at `from` (negative: of the end); owned. */
static char *piece(int fd, off_t from, gsize most)
{
	g_autofree char *text = g_malloc0(most + 1);
	struct stat about;
	ssize_t got;

	if (fstat(fd, &about) != 0)
		return g_strdup("");
	if (from < 0)
		from = MAX(0, about.st_size + from);
	got = pread(fd, text, most, from);
	text[MAX(0, got)] = '\0';
	return g_steal_pointer(&text);
}

/* The sums and the outcome, without the time. */
static char *sums_of(int fd)
{
	static const char time[] = " Обработан=\"";
	g_autofree char *tail = piece(fd, -TAIL_BYTES, TAIL_BYTES);
	char *sums = g_strrstr(tail, "<Итоги ");
	char *from = sums != NULL ? strstr(sums, time) : NULL;
	char *to = from != NULL ? strchr(from + strlen(time), '"') : NULL;

	if (to == NULL)
		return NULL;
	*from = '\0';
	return g_strconcat(sums, to + 1, NULL);
}

static bool says_the_same(int fd, const struct ack_sought *sought)
{
	g_autofree char *hash = g_strdup_printf(" Хеш=\"%s\"", sought->sha256);
	g_autofree char *head = piece(fd, 0, HEAD_BYTES);
	g_autofree char *sums = sums_of(fd);
	g_autofree char *ours = sums_of(sought->fd);
	const char *order = strstr(head, "<ЗаказНаряд ");
	const char *found = strstr(head, hash);

	return found != NULL && (order == NULL || found < order) &&
	       sums != NULL && g_strcmp0(sums, ours) == 0;
}

static bool is_it(struct spool *spool, const char *name, gint64 since,
                  const struct ack_sought *sought)
{
	struct stat about;
	int fd = spool_open_file(spool, SPOOL_ACK, name, NULL);
	bool same = fd >= 0 && fstat(fd, &about) == 0 &&
	            about.st_mtim.tv_sec >= since && says_the_same(fd, sought);

	if (fd >= 0)
		close(fd);
	return same;
}

static bool is_known(const GPtrArray *rows, const char *ack)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct history_file *row = rows->pdata[i];

		if (g_strcmp0(row->ack, ack) == 0)
			return true;
	}
	return false;
}

/* G_MAXINT64: the row is not there. */
static gint64 received(const GPtrArray *rows, gint64 id)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct history_file *row = rows->pdata[i];

		if (row->id == id)
			return row->received;
	}
	return G_MAXINT64;
}

bool ack_found(struct spool *spool, struct history *history,
               const GPtrArray *acks, const struct ack_sought *sought,
               char **name_r, GError **error)
{
	g_autofree char *stem = stem_of(sought->source);
	g_autoptr(GPtrArray) rows =
		history_files(history, sought->source, ROWS_MOST, error);
	gint64 since;

	if (rows == NULL)
		return false;
	since = received(rows, sought->row);
	*name_r = NULL;
	for (guint i = acks->len; i-- > 0 && *name_r == NULL;) {
		const char *name = acks->pdata[i];

		if (g_str_has_prefix(name, stem) &&
		    g_str_has_suffix(name, ".ack.xml") &&
		    !is_known(rows, name) && is_it(spool, name, since, sought))
			*name_r = g_strdup(name);
	}
	/* The kill may have come before the rename was synced. */
	return *name_r == NULL || spool_sync(spool, SPOOL_ACK, error);
}
