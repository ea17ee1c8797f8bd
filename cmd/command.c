/*
 * What the commands share: their words, their errors, the bridge they open.
 */
#include "cmd/command.h"

#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { LINE_BYTES = 16 * 1024 };

void command_say(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autofree char *plain = text_plain(lines[i], LINE_BYTES);

		fprintf(stderr, "b24bridge: %s\n", plain);
	}
}

void command_print(const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *plain = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	plain = text_plain(text, LINE_BYTES);
	puts(plain);
}

int command_fail(GError *error)
{
	int status = bridge_exit_status(error);

	command_say(error->message);
	g_error_free(error);
	return status;
}

static bool set_flag(const struct command_flag *flags, size_t flag_count,
                     const char *word)
{
	for (size_t i = 0; i < flag_count; i++) {
		if (strcmp(flags[i].name, word) == 0) {
			*flags[i].value = true;
			return true;
		}
	}
	return false;
}

bool command_words(const struct command_line *line,
                   const struct command_flag *flags, size_t flag_count,
                   GPtrArray **names_r)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	bool only_names = false;

	for (int i = 0; i < line->count; i++) {
		char *word = line->words[i];

		if (!only_names && strcmp(word, "--") == 0) {
			only_names = true;
		} else if (only_names || word[0] != '-') {
			g_ptr_array_add(names, word);
		} else if (!set_flag(flags, flag_count, word)) {
			g_autofree char *text = g_strdup_printf(
				"ключ %s неизвестен, см. b24bridge help", word);

			command_say(text);
			return false;
		}
	}
	*names_r = g_steal_pointer(&names);
	return true;
}

bool command_flags(const struct command_line *line,
                   const struct command_flag *flags, size_t flag_count)
{
	g_autoptr(GPtrArray) names = NULL;
	g_autofree char *text = NULL;

	if (!command_words(line, flags, flag_count, &names))
		return false;
	if (names->len == 0)
		return true;
	text = g_strdup_printf("лишнее слово «%s», см. b24bridge help",
	                       (const char *)names->pdata[0]);
	command_say(text);
	return false;
}

/* The two that people meet; the rest is in the system's words. */
static const char *open_reason(int code)
{
	if (code == ENOENT)
		return "такого файла нет";
	if (code == EACCES)
		return "нет права читать этот файл";
	return g_strerror(code);
}

int command_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	g_autofree char *text = NULL;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	text = g_strdup_printf("%s: %s", path,
	                       fd < 0 ? open_reason(errno)
	                              : "это не файл: укажите файл");
	command_say(text);
	if (fd >= 0)
		close(fd);
	return -1;
}

static void note(void *context, const char *text)
{
	(void)context;
	command_say(text);
}

struct bridge *command_bridge(const struct command_line *line, unsigned want,
                              int *status_r)
{
	struct bridge_options options = {
		.settings_path = line->settings_path,
		.want = want,
		.reader = line->reader,
		.wake = -1,
		.trace = note,
		.note = note,
	};
	GError *error = NULL;
	struct bridge *bridge = bridge_open(&options, &error);

	if (bridge == NULL)
		*status_r = command_fail(error);
	return bridge;
}
