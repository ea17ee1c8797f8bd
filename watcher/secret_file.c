/*
 * Reads a secret from a file and makes sure that it is one: everything is
 * asked of the open descriptor, so that what was checked is what is read.
 *
 * Refuses a file that others can read instead of mending it: who knows how
 * long it was open, and a secret that was is to be replaced.
 */
#include "watcher/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_MOST = 4096 };

static const char bom[] = "\xEF\xBB\xBF"; /* as Notepad writes it */

static bool refuse(GError **error, GFileError code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Always false. */
static bool refuse(GError **error, GFileError code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	if (error != NULL)
		*error = g_error_new_valist(G_FILE_ERROR, (gint)code, format,
		                            arguments);
	va_end(arguments);
	return false;
}

static char *user_name(uid_t id)
{
	const struct passwd *user = getpwuid(id);
	return user != NULL ? g_strdup(user->pw_name)
	                    : g_strdup_printf("#%u", (unsigned)id);
}

static bool is_newer(const struct stat *a, const struct stat *b)
{
	if (a->st_ctim.tv_sec != b->st_ctim.tv_sec)
		return a->st_ctim.tv_sec > b->st_ctim.tv_sec;
	return a->st_ctim.tv_nsec > b->st_ctim.tv_nsec;
}

char *secret_file_place(const char *path)
{
	const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *credential = NULL;
	struct stat ours, theirs;

	if (credentials == NULL || credentials[0] == '\0')
		return g_strdup(path);
	credential = g_build_filename(credentials, name, NULL);
	if (lstat(credential, &theirs) != 0 || !S_ISREG(theirs.st_mode))
		return g_strdup(path);
	if (stat(path, &ours) == 0 && is_newer(&ours, &theirs) &&
	    faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0)
		return g_strdup(path);
	return g_steal_pointer(&credential);
}

static bool in_credentials(const char *path)
{
	const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
	if (credentials == NULL || credentials[0] == '\0')
		return false;
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat a, b;
	return stat(folder, &a) == 0 && stat(credentials, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool check(int fd, const char *path, GError **error)
{
	struct stat about;
	if (fstat(fd, &about) != 0)
		return refuse(error, g_file_error_from_errno(errno),
		              "Файл «%s»: %s.", path, g_strerror(errno));
	if (!S_ISREG(about.st_mode))
		return refuse(error, G_FILE_ERROR_INVAL,
		              "«%s» — не обычный файл. Сохраните секрет в "
		              "файл и укажите его.",
		              path);
	if (about.st_uid != geteuid() && about.st_uid != 0) {
		g_autofree char *owner = user_name(about.st_uid);
		g_autofree char *we = user_name(geteuid());
		return refuse(error, G_FILE_ERROR_PERM,
		              "Файл «%s» принадлежит пользователю %s, а "
		              "b24bridge запущен от имени %s. Запустите так: "
		              "sudo -u '%s' b24bridge … — или отдайте файл: "
		              "chown '%s' '%s'",
		              path, owner, we, owner, we, path);
	}
	if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0 && !in_credentials(path))
		return refuse(error, G_FILE_ERROR_PERM,
		              "Файл «%s» доступен не только владельцу. "
		              "Исправьте: chmod 600 '%s'. Если его могли "
		              "прочесть, выпустите новый секрет.",
		              path, path);
	return true;
}

static bool read_all(int fd, const char *path, char *text, size_t size,
                     size_t *length_r, GError **error)
{
	size_t length = 0;
	while (length < size) {
		ssize_t got = read(fd, text + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(error, g_file_error_from_errno(errno),
			              "Файл «%s»: %s.", path,
			              g_strerror(errno));
		if (got == 0)
			break;
		length += (size_t)got;
	}
	if (length > SECRET_MOST)
		return refuse(error, G_FILE_ERROR_INVAL,
		              "Файл «%s» больше 4 КиБ: это не секрет. Укажите "
		              "файл с одной строкой.",
		              path);
	*length_r = length;
	return true;
}

static char *trim(const char *text, size_t length, const char *path,
                  GError **error)
{
	if (memchr(text, '\0', length) != NULL ||
	    !g_utf8_validate(text, (gssize)length, NULL)) {
		refuse(error, G_FILE_ERROR_INVAL,
		       "Файл «%s» — не текст в UTF-8. Сохраните секрет одной "
		       "строкой в UTF-8.",
		       path);
		return NULL;
	}
	const char *begin = text, *end = text + length;
	if (length >= sizeof(bom) - 1 && memcmp(text, bom, 3) == 0)
		begin += sizeof(bom) - 1;
	while (begin < end && g_ascii_isspace(*begin))
		begin++;
	while (end > begin && g_ascii_isspace(end[-1]))
		end--;
	if (begin == end) {
		refuse(error, G_FILE_ERROR_INVAL,
		       "Файл «%s» пуст. Запишите в него секрет одной строкой.",
		       path);
		return NULL;
	}
	return g_strndup(begin, (gsize)(end - begin));
}

static char *read_at(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	                            O_CLOEXEC);
	if (fd < 0) {
		bool link = errno == ELOOP;
		refuse(error, g_file_error_from_errno(errno),
		       "Файл «%s» не читается: %s.%s", path, g_strerror(errno),
		       link ? " Ссылка не подойдёт: укажите сам файл." : "");
		return NULL;
	}
	char text[SECRET_MOST + 1];
	size_t length = 0;
	char *secret = NULL;
	if (check(fd, path, error) &&
	    read_all(fd, path, text, sizeof(text), &length, error))
		secret = trim(text, length, path, error);
	explicit_bzero(text, sizeof(text));
	close(fd);
	return secret;
}

char *secret_file_read(const char *path, GError **error)
{
	g_autofree char *place = secret_file_place(path);

	return read_at(place, error);
}

void secret_file_wipe(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	g_free(secret);
}
