/*
 * What a file is, whatever it is called.
 */
#include "watcher/file_hash.h"

#include <errno.h>
#include <unistd.h>

char *file_hash(int fd, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guchar buffer[64 * 1024];
	off_t offset = 0;
	ssize_t got;

	while ((got = pread(fd, buffer, sizeof(buffer), offset)) > 0) {
		g_checksum_update(sum, buffer, got);
		offset += got;
	}
	if (got == 0)
		return g_strdup(g_checksum_get_string(sum));
	g_set_error_literal(error, G_FILE_ERROR,
	                    (gint)g_file_error_from_errno(errno),
	                    g_strerror(errno));
	return NULL;
}
