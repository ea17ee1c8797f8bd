/*
 * Reads a settings file, whole and bounded.
 *
 * Refuses devices and what is longer than any settings can be.
 */
#include "watcher/settings_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 1024 * 1024 };

static bool fail(const char *path, GError **error)
{
	int code = errno;

	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
	            "%s: %s", path, g_strerror(code));
	return false;
}

static bool read_all(int fd, const char *path, GString *text, GError **error)
{
	char buffer[16 * 1024];
	ssize_t got;

	while ((got = read(fd, buffer, sizeof(buffer))) > 0) {
		g_string_append_len(text, buffer, got);
		if (text->len > MOST_BYTES) {
			errno = EFBIG;
			return fail(path, error);
		}
	}
	return got == 0 || fail(path, error);
}

static GString *read_file(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	g_autoptr(GString) text = g_string_new(NULL);
	struct stat st;
	bool ok;

	if (fd < 0) {
		fail(path, error);
		return NULL;
	}
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		errno = EINVAL;
		ok = fail(path, error);
	} else {
		ok = read_all(fd, path, text, error);
	}
	close(fd);
	return ok ? g_steal_pointer(&text) : NULL;
}

struct settings *settings_file_read(const char *path, GPtrArray **faults_r,
                                    char **sha256_r, GError **error)
{
	g_autoptr(GString) text = read_file(path, error);
	struct settings *settings;

	*faults_r = NULL;
	if (text == NULL)
		return NULL;
	settings = settings_read(text->str, text->len, path, faults_r);
	if (settings != NULL && sha256_r != NULL)
		*sha256_r = g_compute_checksum_for_data(
			G_CHECKSUM_SHA256, (const guchar *)text->str,
			text->len);
	return settings;
}
