/*
 * Looks at a folder before it is used: whose it is, who may write to it, on
 * what kind of file system it lies.
 *
 * Refuses rather than mends: a folder that is not as it should be was made so
 * by somebody, and the error says which command makes it right.
 */
#include "watcher/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char folder_fuse[] = "FUSE";

static const char *advice(int code)
{
	switch (code) {
	case ENOSPC:
	case EDQUOT:
		return " Освободите место на диске.";
	case EACCES:
	case EPERM:
		return " Дайте пользователю службы права на этот путь.";
	case EROFS:
		return " Диск подключён только для чтения: проверьте его и "
		       "подключите заново.";
	case EXDEV:
		return " Папки обмена должны лежать на одном диске и в одной "
		       "точке монтирования.";
	case EMFILE:
	case ENFILE:
		return " Слишком много открытых файлов: увеличьте LimitNOFILE "
		       "службы.";
	case EIO:
		return " Диск отвечает ошибкой: проверьте его (dmesg).";
	default:
		return "";
	}
}

bool folder_fail(GError **error, int code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
	            "%s: %s.%s", text, g_strerror(code), advice(code));
	return false;
}

bool folder_remote(int fd, const char *path, const char **kind_r,
                   GError **error)
{
	/* Not all of these have a name in linux/magic.h of every age. */
	static const struct {
		unsigned long magic;
		const char *name;
	} remote[] = {
		{ 0x6969, "NFS" },        { 0xFF534D42, "CIFS" },
		{ 0xFE534D42, "SMB2" },   { 0x517B, "SMB" },
		{ 0x5346414F, "AFS" },    { 0x00C36400, "Ceph" },
		{ 0x73757245, "Coda" },   { 0x0BD00BD0, "Lustre" },
		{ 0x7461636F, "OCFS2" },  { 0x01161970, "GFS2" },
		{ 0x01021997, "9p" },     { 0x786F4256, "vboxsf" },
		{ 0xBACBACBC, "vmhgfs" }, { 0x65735546, folder_fuse },
	};
	struct statfs about;
	if (fstatfs(fd, &about) != 0)
		return folder_fail(error, errno, "Папка «%s»", path);
	*kind_r = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(remote); i++) {
		/* f_type is signed on some machines and 32 bits on others. */
		if (((unsigned long)about.f_type & 0xFFFFFFFFUL) ==
		    remote[i].magic)
			*kind_r = remote[i].name;
	}
	return true;
}

char *folder_remote_note(const char *path, const char *kind)
{
	return g_strdup_printf(
		"Папка «%s» лежит на сетевом диске (%s): о новых файлах там "
		"не узнать сразу, она просматривается раз в rescan_seconds, и "
		"файлы берутся позже. Надёжнее папка на диске этого "
		"компьютера, которую 1С открывает по сети.",
		path, kind);
}

/* Behind FUSE there is a local disk as often as not. */
static bool check_local(int fd, const char *path, GError **error)
{
	const char *kind = NULL;
	if (!folder_remote(fd, path, &kind, error))
		return false;
	if (kind == NULL || strcmp(kind, folder_fuse) == 0)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
	            "Папка «%s» лежит на сетевом диске (%s), там не "
	            "действуют блокировки. Укажите папку на диске этого "
	            "компьютера.",
	            path, kind);
	return false;
}

static bool check_state(int fd, const char *path, GError **error)
{
	struct stat about;
	if (fstat(fd, &about) != 0)
		return folder_fail(error, errno, "Папка «%s»", path);
	if (about.st_uid != geteuid()) {
		const struct passwd *owner = getpwuid(about.st_uid);
		g_autofree char *id =
			g_strdup_printf("#%u", (unsigned)about.st_uid);
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
		            "Папка «%s» принадлежит другому пользователю. "
		            "Запустите от его имени: sudo -u '%s' b24bridge …",
		            path, owner != NULL ? owner->pw_name : id);
		return false;
	}
	if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
		            "В папку «%s» может писать не только её владелец. "
		            "Исправьте: chmod 700 '%s'",
		            path, path);
		return false;
	}
	return check_local(fd, path, error);
}

int folder_open_state(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0700) != 0) {
		folder_fail(error, errno, "Папка «%s» не создаётся", path);
		return -1;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		folder_fail(error, errno, "Папка «%s» не открывается", path);
		return -1;
	}
	if (!check_state(fd, path, error)) {
		close(fd);
		return -1;
	}
	return fd;
}
