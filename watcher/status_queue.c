/*
 * Files on their way: what stands in in/, work/ and held/.
 *
 * Refuses to count for ever: a folder may hold anything.
 */
#include "watcher/status_p.h"

#include "watcher/history_p.h"
#include "watcher/spool.h"
#include "watcher/spool_names.h"

#include "core/when.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef void each_file(void *context, const char *name,
                       const struct stat *about);

/* Regular files of a name that the bridge takes. */
static void each(const char *folder, const char *below, each_file *visit,
                 void *context)
{
	g_autofree char *path = g_build_filename(folder, below, NULL);
	DIR *dir = opendir(path);
	const struct dirent *entry;
	guint left = STATUS_COUNTED;

	if (dir == NULL)
		return;
	while (left-- > 0 && (entry = readdir(dir)) != NULL) {
		struct stat about;

		if (spool_name_accepted(entry->d_name) &&
		    fstatat(dirfd(dir), entry->d_name, &about,
		            AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(about.st_mode))
			visit(context, entry->d_name, &about);
	}
	closedir(dir);
}

/* ---- in/ and work/ ---- */

struct waiting {
	guint count;
	gint64 oldest; /* when it came; WHEN_NONE: there is none */
};

/* A sender's clock sets mtime; ctime is when it came to us. */
static void count(void *context, const char *name, const struct stat *about)
{
	struct waiting *waiting = context;

	(void)name;
	waiting->count++;
	if (waiting->oldest == WHEN_NONE ||
	    about->st_ctim.tv_sec < waiting->oldest)
		waiting->oldest = about->st_ctim.tv_sec;
}

void status_add_queue(cJSON *report, const char *folder, gint64 now)
{
	static const char *const names[] = { "in", "work" };
	cJSON *queue = cJSON_AddObjectToObject(report, "queue");
	gint64 oldest = WHEN_NONE;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct waiting waiting = { .oldest = WHEN_NONE };

		each(folder, names[i], count, &waiting);
		cJSON_AddNumberToObject(queue, names[i], waiting.count);
		if (waiting.oldest != WHEN_NONE &&
		    (oldest == WHEN_NONE || waiting.oldest < oldest))
			oldest = waiting.oldest;
	}
	if (oldest != WHEN_NONE)
		cJSON_AddNumberToObject(queue, "oldest_seconds",
		                        (double)MAX(now - oldest, 0));
	else
		cJSON_AddNullToObject(queue, "oldest_seconds");
}

/* ---- held/ ---- */

struct held {
	char *name;
	gint64 bytes, since;
};

static void held_free(gpointer data)
{
	struct held *held = data;

	g_free(held->name);
	g_free(held);
}

static void add(void *context, const char *name, const struct stat *about)
{
	struct held *held = g_new0(struct held, 1);

	held->name = g_strdup(name);
	held->bytes = about->st_size;
	held->since = about->st_ctim.tv_sec;
	g_ptr_array_add(context, held);
}

static gint by_age(gconstpointer a, gconstpointer b)
{
	const struct held *one = *(const struct held *const *)a;
	const struct held *other = *(const struct held *const *)b;

	if (one->since != other->since)
		return one->since < other->since ? -1 : 1;
	return strcmp(one->name, other->name);
}

/* What is not known stays null: the history may be new, the file a person's. */
static void add_reason(cJSON *row, struct history *history, const char *name)
{
	g_autofree char *kept = g_build_filename("held", name, NULL);
	g_autoptr(history_query) query = NULL;
	bool found = false;

	if (history != NULL)
		query = history_query_new(
			history,
			"SELECT brake, count_all, why FROM file"
			" INDEXED BY file_held"
			" WHERE state = 'held' AND kept = ?1"
			" ORDER BY id DESC LIMIT 1",
			NULL);
	if (query != NULL) {
		history_bind_text(query, 1, kept);
		found = history_next(history, query, &found, NULL) && found;
	}
	history_add_id(row, "count", found ? history_number(query, 0) : 0);
	history_add_id(row, "orders", found ? history_number(query, 1) : 0);
	history_add_text(row, "why", found ? history_text(query, 2) : NULL);
}

void status_add_held(cJSON *report, const char *folder, struct history *history)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(held_free);
	cJSON *list = cJSON_AddArrayToObject(report, "held_files");

	each(folder, "held", add, files);
	g_ptr_array_sort(files, by_age);
	for (guint i = 0; i < files->len && i < STATUS_HELD; i++) {
		const struct held *held = files->pdata[i];
		g_autofree char *plain = spool_name_plain(held->name);
		cJSON *row = cJSON_CreateObject();

		history_add_text(row, "name", plain);
		if (strcmp(plain, held->name) != 0)
			history_add_text(row, "raw", held->name);
		cJSON_AddNumberToObject(row, "bytes", (double)held->bytes);
		history_add_when(row, "since", held->since);
		add_reason(row, history, held->name);
		cJSON_AddItemToArray(list, row);
	}
}
