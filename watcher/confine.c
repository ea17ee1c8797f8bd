/*
 * Gives up what is not needed. Best effort: a kernel that knows less confines
 * less, and the unit of systemd confines beside it.
 *
 * The constants are the kernel's (include/uapi/linux/landlock.h); the headers
 * of Debian 12 end before some of them.
 */
#include "watcher/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FS_REFER (1ULL << 13)     /* version 2 */
#define FS_TRUNCATE (1ULL << 14)  /* version 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* version 5 */
#define NET_CONNECT (1ULL << 1)   /* version 4 */
#define RULE_PORT 2

/* As the kernel has it from version 4 on. */
struct ruleset {
	guint64 fs, net;
};

struct port_rule {
	guint64 access, port;
};

enum {
	FILE_READ = LANDLOCK_ACCESS_FS_READ_FILE,
	FILE_ANY = FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |
	           LANDLOCK_ACCESS_FS_EXECUTE,
	READ = FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR,
	RUN = READ | LANDLOCK_ACCESS_FS_EXECUTE,
	/* All of version 1: bits 0 to 12. */
	ALL = (1 << 13) - 1,
	WRITE = ALL & ~LANDLOCK_ACCESS_FS_EXECUTE,
};

struct place {
	char *path; /* without links */
	enum confine_access access;
};

struct confine {
	GArray *places; /* of struct place */
	GArray *ports;  /* of guint16 */
};

void confine_process(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
}

static void clear_place(gpointer data)
{
	free(((struct place *)data)->path);
}

struct confine *confine_new(void)
{
	struct confine *confine = g_new0(struct confine, 1);

	confine->places = g_array_new(FALSE, FALSE, sizeof(struct place));
	g_array_set_clear_func(confine->places, clear_place);
	confine->ports = g_array_new(FALSE, FALSE, sizeof(guint16));
	return confine;
}

void confine_free(struct confine *confine)
{
	if (confine == NULL)
		return;
	g_array_unref(confine->places);
	g_array_unref(confine->ports);
	g_free(confine);
}

void confine_allow(struct confine *confine, const char *path,
                   enum confine_access access)
{
	struct place place = { .access = access };

	if (path == NULL || path[0] == '\0')
		return;
	place.path = realpath(path, NULL);
	if (place.path != NULL)
		g_array_append_val(confine->places, place);
}

void confine_allow_beside(struct confine *confine, const char *path,
                          enum confine_access access)
{
	g_autofree char *folder = NULL;
	g_autofree char *real_folder = NULL;
	char *real;

	if (path == NULL || path[0] == '\0')
		return;
	folder = g_path_get_dirname(path);
	confine_allow(confine, folder, access);
	real = realpath(path, NULL);
	if (real == NULL)
		return;
	real_folder = g_path_get_dirname(real);
	if (g_strcmp0(real_folder, folder) != 0)
		confine_allow(confine, real_folder, access);
	free(real);
}

void confine_allow_port(struct confine *confine, guint16 port)
{
	g_array_append_val(confine->ports, port);
}

/* ---- Landlock ---- */

static guint64 file_rights(int version)
{
	guint64 rights = ALL;

	if (version >= 2)
		rights |= FS_REFER;
	if (version >= 3)
		rights |= FS_TRUNCATE;
	if (version >= 5)
		rights |= FS_IOCTL_DEV;
	return rights;
}

static guint64 rights_of(enum confine_access access, bool folder)
{
	guint64 rights = access == CONFINE_READ ? READ
	                 : access == CONFINE_RUN
	                         ? (guint64)RUN
	                         : WRITE | FS_REFER | FS_TRUNCATE;

	return folder ? rights : rights & (FILE_ANY | FS_TRUNCATE);
}

static bool add_place(int ruleset, const struct place *place, int version)
{
	struct landlock_path_beneath_attr rule = { 0 };
	struct stat about;
	long added;

	rule.parent_fd = open(place->path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true; /* it went away: nothing to be allowed */
	if (fstat(rule.parent_fd, &about) != 0) {
		close(rule.parent_fd);
		return false;
	}
	rule.allowed_access = rights_of(place->access, S_ISDIR(about.st_mode)) &
	                      file_rights(version);
	added = syscall(SYS_landlock_add_rule, ruleset,
	                LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return added == 0;
}

static bool add_port(int ruleset, guint16 port)
{
	struct port_rule rule = { .access = NET_CONNECT, .port = port };

	return syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) ==
	       0;
}

static bool add_all(const struct confine *confine, int ruleset, int version)
{
	for (guint i = 0; i < confine->places->len; i++)
		if (!add_place(ruleset,
		               &g_array_index(confine->places, struct place, i),
		               version))
			return false;
	for (guint i = 0; version >= 4 && i < confine->ports->len; i++)
		if (!add_port(ruleset,
		              g_array_index(confine->ports, guint16, i)))
			return false;
	return true;
}

int confine_enter(struct confine *confine)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	                       LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset rules = { 0 };
	bool good;
	int ruleset;

	if (version <= 0)
		return 0;
	rules.fs = file_rights((int)version);
	if (version >= 4 && confine->ports->len > 0)
		rules.net = NET_CONNECT;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules,
	                       version >= 4 ? sizeof(rules) : sizeof(rules.fs),
	                       0);
	if (ruleset < 0)
		return 0;
	good = add_all(confine, ruleset, (int)version) &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return good ? (int)version : 0;
}

/* ---- what is within ---- */

static bool is_within(const char *path, const struct place *place,
                      enum confine_access access)
{
	size_t length = strlen(place->path);

	if (access != place->access && access != CONFINE_READ)
		return false;
	return strncmp(path, place->path, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/' ||
	        place->path[length - 1] == '/');
}

/* What is not there yet is where its folder is. */
static char *whole_path(const char *path)
{
	char *real = realpath(path, NULL);
	g_autofree char *folder = NULL;

	if (real != NULL || errno != ENOENT)
		return real;
	folder = g_path_get_dirname(path);
	return realpath(folder, NULL);
}

bool confine_covers(const struct confine *confine, const char *path,
                    enum confine_access access)
{
	char *real;
	bool within = false;

	if (path == NULL || path[0] == '\0')
		return true;
	real = whole_path(path);
	for (guint i = 0; real != NULL && i < confine->places->len; i++)
		within |= is_within(
			real, &g_array_index(confine->places, struct place, i),
			access);
	free(real);
	return within;
}
