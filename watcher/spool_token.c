/*
 * One instance a folder where flock(2) does not work, as on some network
 * mounts: a file that only one can make, with the computer, its boot and the
 * process in it. Whoever finds one of a process that is no more takes it over;
 * of another computer nobody here can know, so a person has to.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TOKEN ".b24bridge.claim"

enum { TOKEN_BYTES = 512, START_FIELD = 22 };

static char *first_line(const char *path)
{
	char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return g_strdup("?");
	text[strcspn(text, "\n ")] = '\0';
	return text;
}

/* When a process began, in ticks since the boot: its number is used again. */
static char *start_of(const char *pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/stat", pid);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL) ||
	    strrchr(text, ')') == NULL)
		return NULL;
	/* Behind the name, which may hold anything, come the third and so on.
	 */
	g_auto(GStrv) fields = g_strsplit(strrchr(text, ')') + 2, " ", 0);
	return g_strv_length(fields) > START_FIELD - 3
	               ? g_strdup(fields[START_FIELD - 3])
	               : NULL;
}

static char *own_text(void)
{
	g_autofree char *boot = first_line("/proc/sys/kernel/random/boot_id");
	g_autofree char *pid = g_strdup_printf("%ld", (long)getpid());
	g_autofree char *start = start_of(pid);
	return g_strdup_printf("%s %s %s %s\n", g_get_host_name(), boot, pid,
	                       start != NULL ? start : "?");
}

/* "" where there is none. */
static char *read_token(int dir, const char *name)
{
	char text[TOKEN_BYTES] = "";
	int fd = spool_at_open(dir, name, O_RDONLY, 0);
	ssize_t got = fd >= 0 ? pread(fd, text, sizeof(text) - 1, 0) : 0;
	if (fd >= 0)
		close(fd);
	text[MAX(got, 0)] = '\0';
	return g_strdup(text);
}

/* Of this computer, and its process is no more. */
static bool is_stale(const char *text)
{
	g_autofree char *ours = own_text();
	g_auto(GStrv) there = g_strsplit_set(text, " \n", 0);
	g_auto(GStrv) here = g_strsplit_set(ours, " \n", 0);
	if (g_strv_length(there) < 4 || strcmp(there[0], here[0]) != 0)
		return false;
	g_autofree char *start = start_of(there[2]);
	return strcmp(there[1], here[1]) != 0 || start == NULL ||
	       strcmp(start, there[3]) != 0;
}

/* Moved aside first: of two who find it stale, one gets it. */
static void remove_stale(int dir, const char *text)
{
	g_autofree char *aside = spool_name_hidden(g_random_int());
	g_autofree char *moved = NULL;
	if (renameat(dir, TOKEN, dir, aside) != 0)
		return;
	moved = read_token(dir, aside);
	if (strcmp(moved, text) == 0)
		unlinkat(dir, aside, 0);
	else
		spool_at_rename(dir, aside, dir, TOKEN, false);
}

static bool make(int dir)
{
	g_autofree char *text = own_text();
	int fd = spool_at_open(dir, TOKEN, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (fd < 0)
		return false;
	bool made = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
	made = close(fd) == 0 && made;
	if (!made) {
		int code = errno;
		unlinkat(dir, TOKEN, 0);
		errno = code;
	}
	return made;
}

bool spool_token_take(int dir, const char *path, GError **error)
{
	if (make(dir))
		return true;
	if (errno == EEXIST) {
		g_autofree char *text = read_token(dir, TOKEN);
		if (is_stale(text))
			remove_stale(dir, text);
		if (make(dir))
			return true;
	}
	if (errno != EEXIST)
		return folder_fail(error, errno, "Файл «%s/" TOKEN "»", path);
	g_autofree char *text = read_token(dir, TOKEN);
	g_autofree char *plain = spool_name_plain(g_strchomp(text));
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
	            "Папкой «%s» уже занимается другой b24bridge: %s "
	            "(компьютер, его запуск, процесс). Остановите его; если "
	            "его больше нет, удалите файл «%s/" TOKEN "».",
	            path, plain, path);
	return false;
}

void spool_token_drop(int dir)
{
	g_autofree char *text = read_token(dir, TOKEN);
	g_autofree char *ours = own_text();
	if (strcmp(text, ours) == 0)
		unlinkat(dir, TOKEN, 0);
}
