/* Finds kept files by the history's rows and opens them through the spool. */
#include "web/kept.h"

#include "watcher/history_browse.h"
#include "watcher/spool.h"
#include "watcher/spool_names.h"
#include "web/model.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct spool *open_spool(const struct visit *visit, GError **error)
{
	return spool_open(visit->settings->folder, visit->settings->state,
	                  false, error);
}

/* ---- acks ---- */

static char *read_all(int fd, gsize most)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char buffer[64 * 1024];
	gssize got;

	while (text->len < most &&
	       (got = read(fd, buffer, MIN(sizeof(buffer), most - text->len))) >
	               0)
		g_string_append_len(text, buffer, got);
	/* Not in the middle of a letter. */
	return g_utf8_make_valid(text->str, (gssize)text->len);
}

int kept_ack_open(const struct visit *visit, const char *name, GError **error)
{
	struct spool *spool;
	int fd;

	if (!spool_name_single(name) || !g_str_has_suffix(name, ".xml")) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "Такого ответа нет.");
		return -1;
	}
	spool = open_spool(visit, error);
	if (spool == NULL)
		return -1;
	fd = spool_open_file(spool, SPOOL_ACK, name, error);
	spool_close(spool);
	return fd;
}

char *kept_ack(const struct visit *visit, const char *name, gsize most,
               GError **error)
{
	int fd = kept_ack_open(visit, name, error);
	char *text;

	if (fd < 0)
		return NULL;
	text = read_all(fd, most);
	close(fd);
	return text;
}

/* ---- sources ---- */

/* "archive/2020-12/26/orders.xml" → the folder and what is below it. */
static bool part_path(const char *path, enum spool_folder *folder_r,
                      const char **below_r)
{
	static const struct {
		const char *prefix;
		enum spool_folder folder;
	} folders[] = { { "archive/", SPOOL_ARCHIVE },
		        { "error/", SPOOL_ERROR },
		        { "held/", SPOOL_HELD } };

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (!g_str_has_prefix(path, folders[i].prefix))
			continue;
		*folder_r = folders[i].folder;
		*below_r = path + strlen(folders[i].prefix);
		return true;
	}
	return false;
}

static char *kept_path(const struct visit *visit, gint64 id, GError **error)
{
	const struct browse browse = { .file = id, .most = 1 };
	struct history *history =
		history_open(visit->settings->state, true, NULL, error);
	cJSON *rows;
	char *path = NULL;

	if (history == NULL)
		return NULL;
	rows = id > 0 ? history_browse_files(history, &browse, error) : NULL;
	if (cJSON_GetArraySize(rows) == 1)
		path = g_strdup(
			model_text(cJSON_GetArrayItem(rows, 0), "kept"));
	cJSON_Delete(rows);
	history_close(history);
	return path;
}

static int open_kept(struct spool *spool, const char *path, GError **error)
{
	enum spool_folder folder;
	const char *below;

	if (path == NULL || !part_path(path, &folder, &below)) {
		if (error != NULL && *error == NULL)
			g_set_error(
				error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
				"Этот файл больше не хранится (см. «Хранить "
				"файлы 1С дней»).");
		return -1;
	}
	return spool_open_file(spool, folder, below, error);
}

int kept_open(const struct visit *visit, gint64 id, char **name_r,
              GError **error)
{
	g_autofree char *path = kept_path(visit, id, error);
	struct spool *spool = path != NULL ? open_spool(visit, error) : NULL;
	int fd;

	if (spool == NULL && path != NULL)
		return -1;
	fd = open_kept(spool, path, error);
	if (fd >= 0)
		*name_r = g_path_get_basename(path);
	if (spool != NULL)
		spool_close(spool);
	return fd;
}

/* ---- into in/ ---- */

char *kept_drop(const struct visit *visit, const char *name, int fd,
                GError **error)
{
	struct spool *spool = open_spool(visit, error);
	char *got = NULL;

	if (spool == NULL)
		return NULL;
	if (!spool_name_single(name) || !spool_name_accepted(name))
		g_set_error(
			error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			"«%s»: имя файла должно кончаться на .xml или .zip.",
			name);
	else if (!spool_put(spool, SPOOL_IN, name, fd, &got, error))
		got = NULL;
	spool_close(spool);
	return got;
}

char *kept_repeat(const struct visit *visit, gint64 id, GError **error)
{
	g_autofree char *name = NULL;
	char *got;
	int fd = kept_open(visit, id, &name, error);

	if (fd < 0)
		return NULL;
	got = kept_drop(visit, name, fd, error);
	close(fd);
	return got;
}
