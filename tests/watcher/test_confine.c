/* What a process can still reach, asked in children that give it up. */
#include "watcher/confine.h"

#include "tests/watcher/scratch.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct fixture {
	struct scratch *scratch;
	char *write, *read, *none, *run;
	int listener;
	guint16 port;
	struct confine *confine;
	int version; /* in the child */
};

static char *folder(const struct fixture *f, const char *name)
{
	char *path = g_build_filename(f->scratch->root, name, NULL);
	g_autofree char *file = g_build_filename(path, "file", NULL);
	g_autofree char *other = g_build_filename(path, "sub", NULL);

	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(other, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, "#!/bin/true\n", -1, NULL));
	g_assert_cmpint(chmod(file, 0700), ==, 0);
	return path;
}

static void listen_somewhere(struct fixture *f)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	f->listener = socket(AF_INET, SOCK_STREAM, 0);
	g_assert_cmpint(bind(f->listener, (struct sockaddr *)&address, size),
	                ==, 0);
	g_assert_cmpint(listen(f->listener, 5), ==, 0);
	getsockname(f->listener, (struct sockaddr *)&address, &size);
	f->port = ntohs(address.sin_port);
}

static void begin(struct fixture *f)
{
	f->scratch = scratch_new();
	f->write = folder(f, "write");
	f->read = folder(f, "read");
	f->none = folder(f, "none");
	f->run = folder(f, "run");
	listen_somewhere(f);
	f->confine = confine_new();
	confine_allow(f->confine, f->write, CONFINE_WRITE);
	confine_allow(f->confine, f->read, CONFINE_READ);
	confine_allow(f->confine, "/usr", CONFINE_RUN);
	confine_allow(f->confine, "/lib", CONFINE_RUN);
	confine_allow(f->confine, "/lib64", CONFINE_RUN);
	confine_allow(f->confine, "/bin", CONFINE_RUN);
	confine_allow(f->confine, "", CONFINE_WRITE);
	confine_allow(f->confine, NULL, CONFINE_WRITE);
	confine_allow(f->confine, "/not/there", CONFINE_WRITE);
}

static void end(struct fixture *f)
{
	confine_free(f->confine);
	close(f->listener);
	g_free(f->write);
	g_free(f->read);
	g_free(f->none);
	g_free(f->run);
	scratch_free(f->scratch);
}

/* 0, or the errno. */
static int try_open(const char *where, const char *name, int flags)
{
	g_autofree char *path = g_build_filename(where, name, NULL);
	int fd = open(path, flags, 0600);
	int code = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return code;
}

static int try_rename(const char *from, const char *to)
{
	g_autofree char *a = g_build_filename(from, "file", NULL);
	g_autofree char *b = g_build_filename(to, "sub", "new", NULL);

	return rename(a, b) == 0 ? 0 : errno;
}

static int try_connect(guint16 port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int code;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	code = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0
	               ? 0
	               : errno;
	close(fd);
	return code;
}

static int try_run(const char *path)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		execl(path, path, (char *)NULL);
		_exit(99);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define WANT(expression, expected)                                       \
	do {                                                             \
		int got = (expression);                                  \
		if (got != (expected)) {                                 \
			fprintf(stderr, "# %s: %d\n", #expression, got); \
			good = false;                                    \
		}                                                        \
	} while (0)

static bool files_are_confined(const struct fixture *f)
{
	bool good = true;
	g_autofree char *own = g_build_filename(f->run, "file", NULL);

	WANT(try_open(f->read, "file", O_RDONLY), 0);
	WANT(try_open(f->read, "file", O_WRONLY), EACCES);
	WANT(try_open(f->read, "new", O_WRONLY | O_CREAT), EACCES);
	WANT(try_open(f->none, "file", O_RDONLY), EACCES);
	WANT(try_open(f->none, ".", O_RDONLY | O_DIRECTORY), EACCES);
	WANT(try_open("/", "etc/passwd", O_RDONLY), EACCES);
	WANT(try_open(f->write, "new", O_WRONLY | O_CREAT | O_TRUNC), 0);
	WANT(try_open(f->write, "new", O_WRONLY | O_CREAT | O_TRUNC), 0);
	WANT(try_rename(f->write, f->write), 0);
	WANT(try_run("/usr/bin/true"), 0);
	WANT(try_run(own), 99);
	return good;
}

static bool ports_are_confined(const struct fixture *f)
{
	bool good = true;

	/* Nobody listens there, and nobody is asked. */
	if (f->version >= 4)
		WANT(try_connect(9), EACCES);
	WANT(try_connect(f->port), 0);
	return good;
}

static bool is_given_up(const struct fixture *f)
{
	struct rlimit core = { 1, 1 };
	bool good = true;

	(void)f;
	confine_process();
	getrlimit(RLIMIT_CORE, &core);
	WANT((int)core.rlim_cur, 0);
	WANT((int)core.rlim_max, 0);
	WANT(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	WANT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
	return good;
}

/* What a child says of itself; 77: there is no Landlock. */
static int ask(struct fixture *f, bool (*question)(const struct fixture *),
               bool enter)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		f->version = enter ? confine_enter(f->confine) : 0;
		if (enter && f->version == 0)
			_exit(77);
		_exit(question(f) ? 0 : 1);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(struct fixture *f, bool (*question)(const struct fixture *),
                   bool enter)
{
	int said = ask(f, question, enter);

	if (said == 77)
		g_test_skip("no Landlock in this kernel");
	else
		g_assert_cmpint(said, ==, 0);
}

static void test_files(void)
{
	struct fixture f;

	begin(&f);
	expect(&f, files_are_confined, true);
	end(&f);
}

static void test_ports(void)
{
	struct fixture f;

	begin(&f);
	confine_allow_port(f.confine, f.port);
	expect(&f, ports_are_confined, true);
	end(&f);
}

static bool no_port_is_confined(const struct fixture *f)
{
	bool good = true;

	WANT(try_connect(9), ECONNREFUSED);
	WANT(try_connect(f->port), 0);
	return good;
}

static void test_no_ports(void)
{
	struct fixture f;

	begin(&f);
	expect(&f, no_port_is_confined, true);
	end(&f);
}

static void test_process(void)
{
	struct fixture f;

	begin(&f);
	expect(&f, is_given_up, false);
	end(&f);
}

static void test_covers(void)
{
	static const struct {
		const char *below, *name;
		enum confine_access access;
		bool within;
	} rows[] = {
		{ "write", "", CONFINE_WRITE, true },
		{ "write", "", CONFINE_READ, true },
		{ "write", "sub", CONFINE_WRITE, true },
		{ "write", "not yet", CONFINE_WRITE, true },
		{ "write", "no/folder", CONFINE_WRITE, false },
		{ "write", "../none", CONFINE_WRITE, false },
		{ "read", "file", CONFINE_READ, true },
		{ "read", "file", CONFINE_WRITE, false },
		{ "none", "file", CONFINE_READ, false },
		/* A name that only begins like it. */
		{ "write-not", "", CONFINE_WRITE, false },
	};
	struct fixture f;

	begin(&f);
	g_free(folder(&f, "write-not"));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_build_filename(
			f.scratch->root, rows[i].below, rows[i].name, NULL);

		g_test_message("%s", path);
		g_assert_true(confine_covers(f.confine, path, rows[i].access) ==
		              rows[i].within);
	}
	g_assert_true(confine_covers(f.confine, "", CONFINE_WRITE));
	g_assert_true(confine_covers(f.confine, NULL, CONFINE_WRITE));
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/confine/files", test_files);
	g_test_add_func("/confine/ports", test_ports);
	g_test_add_func("/confine/no ports", test_no_ports);
	g_test_add_func("/confine/process", test_process);
	g_test_add_func("/confine/covers", test_covers);
	return g_test_run();
}
