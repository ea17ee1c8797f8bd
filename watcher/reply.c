/*
 * The one file of ours that is replaced: 1C knows the reply by its name, and
 * of two numbers only the newer is of use.
 *
 * Refuses to make the folder: a share that is not mounted must not become an
 * empty folder that nobody looks into.
 */
#include "watcher/reply.h"

#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Node codes are short; of a long one enough stays to be told apart. */
enum { CODE_MOST = 100 };

static bool is_fit(gunichar letter)
{
	return g_unichar_isprint(letter) &&
	       (letter >= 0x80 || strchr("/\\:*?\"<>|", (int)letter) == NULL);
}

static void append_code(GString *name, const char *code)
{
	gsize first = name->len;

	for (; *code != '\0'; code = g_utf8_next_char(code)) {
		gunichar letter = g_utf8_get_char(code);

		if (name->len - first > CODE_MOST)
			return;
		g_string_append_unichar(name, is_fit(letter) ? letter : '_');
	}
}

char *reply_name(const struct exchange_message *reply)
{
	GString *name = g_string_new("Message_");

	append_code(name, reply->from);
	g_string_append_c(name, '_');
	append_code(name, reply->to);
	g_string_append(name, ".xml");
	return g_string_free(name, FALSE);
}

static bool put(int dir, const char *name, const char *text)
{
	g_autofree char *hidden = NULL;
	int fd = spool_at_create(dir, &hidden);
	bool good;
	int code;

	if (fd < 0)
		return false;
	good = write_all(fd, text, strlen(text)) && fsync(fd) == 0 &&
	       renameat(dir, hidden, dir, name) == 0 &&
	       (fsync(dir) == 0 || errno == EINVAL); /* on a network */
	code = errno;
	close(fd);
	if (!good)
		unlinkat(dir, hidden, 0);
	errno = code;
	return good;
}

bool reply_write(const char *folder, const struct exchange_message *reply,
                 GError **error)
{
	g_autofree char *name = reply_name(reply);
	g_autofree char *text = exchange_message_text(reply);
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (dir < 0)
		return folder_fail(error, errno,
		                   "Папка «%s» для ответов плана обмена "
		                   "([ack] reply_folder)",
		                   folder);
	/* What a kill left of an earlier try. */
	spool_at_sweep(dir);
	good = put(dir, name, text);
	if (!good)
		folder_fail(error, errno, "Ответ «%s/%s» не записывается",
		            folder, name);
	close(dir);
	return good;
}
