/*
 * Starts, asks and ends a b24portal. It speaks just enough HTTP for that.
 */
#include "tests/harness/double.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { UP_MS = 10000, TELL_SECONDS = 20 };

/* `make check` says where programs are built; a test that is started by hand
 * lies in tests/LAYER below that folder. */
static char *program(void)
{
	const char *build = g_getenv("B");
	g_autofree char *self = NULL;
	g_autofree char *layer = NULL;
	g_autofree char *tests = NULL;
	g_autofree char *folder = NULL;

	if (build)
		return g_build_filename(build, "b24portal", NULL);
	self = g_file_read_link("/proc/self/exe", NULL);
	layer = g_path_get_dirname(self);
	tests = g_path_get_dirname(layer);
	folder = g_path_get_dirname(tests);
	return g_build_filename(folder, "b24portal", NULL);
}

static void die_with_test(gpointer data)
{
	(void)data;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static guint wait_for_port(const struct portal_double *portal, const char *file)
{
	gint64 end = g_get_monotonic_time() + UP_MS * G_TIME_SPAN_MILLISECOND;
	g_autofree char *text = NULL;

	while (!g_file_get_contents(file, &text, NULL, NULL)) {
		int status;

		if (waitpid(portal->pid, &status, WNOHANG) != 0)
			g_error("b24portal ended before it listened");
		if (g_get_monotonic_time() > end)
			g_error("b24portal does not listen");
		g_usleep(5000);
	}
	return (guint)g_ascii_strtoull(text, NULL, 10);
}

struct portal_double *double_start(const char *seed, const char *const *options)
{
	struct portal_double *portal = g_new0(struct portal_double, 1);
	g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *file = NULL;
	char *seed_file;

	portal->folder = g_dir_make_tmp("b24double-XXXXXX", &error);
	g_assert_no_error(error);
	file = g_build_filename(portal->folder, "port", NULL);
	seed_file = g_build_filename(portal->folder, "seed.json", NULL);
	g_file_set_contents(seed_file, seed ? seed : "{}", -1, &error);
	g_assert_no_error(error);
	g_ptr_array_add(arguments, program());
	g_ptr_array_add(arguments, g_strdup("--port-file"));
	g_ptr_array_add(arguments, g_strdup(file));
	g_ptr_array_add(arguments, g_strdup("--seed"));
	g_ptr_array_add(arguments, seed_file);
	for (; options && *options; options++)
		g_ptr_array_add(arguments, g_strdup(*options));
	g_ptr_array_add(arguments, NULL);
	g_spawn_async(NULL, (char **)arguments->pdata, NULL,
	              G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
	              die_with_test, NULL, &portal->pid, &error);
	g_assert_no_error(error);
	portal->port = wait_for_port(portal, file);
	portal->webhook = g_strdup_printf("http://127.0.0.1:%u/rest/1/secret/",
	                                  portal->port);
	return portal;
}

static void forget(const struct portal_double *portal, const char *name)
{
	g_autofree char *path = g_build_filename(portal->folder, name, NULL);

	g_remove(path);
}

void double_stop(struct portal_double *portal)
{
	int status;

	if (!portal)
		return;
	kill(portal->pid, SIGTERM);
	waitpid(portal->pid, &status, 0);
	g_spawn_close_pid(portal->pid);
	forget(portal, "port");
	forget(portal, "seed.json");
	g_rmdir(portal->folder);
	g_free(portal->folder);
	g_free(portal->webhook);
	g_free(portal);
}

static int connect_to(guint port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((guint16)port) };
	struct timeval limit = { .tv_sec = TELL_SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g_assert_cmpint(fd, >=, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	g_assert_cmpint(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), ==,
		0);
	return fd;
}

char *double_tell(const struct portal_double *portal, const char *path,
                  const char *body)
{
	int fd = connect_to(portal->port);
	g_autoptr(GString) text = g_string_new(NULL);
	char chunk[16384];
	ssize_t got;
	const char *end;

	g_string_printf(text,
	                "%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\n"
	                "Content-Length: %zu\r\n\r\n%s",
	                body ? "POST" : "GET", path, body ? strlen(body) : 0,
	                body ? body : "");
	g_assert_cmpint(send(fd, text->str, text->len, MSG_NOSIGNAL), ==,
	                (gssize)text->len);
	g_string_truncate(text, 0);
	while ((got = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		g_string_append_len(text, chunk, got);
	close(fd);
	if (!g_str_has_prefix(text->str, "HTTP/1.") ||
	    !strstr(text->str, " 200 "))
		g_error("the double says of %s: %s", path, text->str);
	end = strstr(text->str, "\r\n\r\n");
	g_assert_nonnull(end);
	return g_strdup(end + 4);
}

guint double_count(const struct portal_double *portal, const char *counter)
{
	g_autofree char *text = double_tell(portal, "/_journal", NULL);
	cJSON *json = cJSON_Parse(text);
	const cJSON *count = cJSON_GetObjectItem(
		cJSON_GetObjectItem(json, "counters"), counter);
	guint value;

	g_assert_true(cJSON_IsNumber(count));
	value = (guint)count->valuedouble;
	cJSON_Delete(json);
	return value;
}
