/* Writes what only its owner may read. */
#include "web/save_secret.h"

#include "watcher/folder.h"
#include "watcher/secret_file.h"
#include "web/replace_file.h"

#include <errno.h>
#include <string.h>

bool save_secret(const char *path, const char *text, GError **error)
{
	char *line = g_strconcat(text, "\n", NULL);
	bool ok = replace_file(path, line, strlen(line), true);

	if (!ok)
		folder_fail(error, errno,
		            "%s не записан (нужно право писать в эту папку)",
		            path);
	secret_file_wipe(line);
	return ok;
}
