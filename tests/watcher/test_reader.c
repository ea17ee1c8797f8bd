/*
 * Reading in a confined child: the same as without one for good files, and for
 * every way in which a child can end, what becomes of its file. What a hijacked
 * child would try is tried in its place.
 */
#include "watcher/reader_p.h"

#include "tests/harness/reading.h"
#include "xml/order_file.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { END_MS = 20 * 1000 };

/* What the test and the child in its place tell each other. */
struct shared {
	char what;
	volatile int times; /* how often a child did so */
	int number;         /* of a system call */
	long arguments[3];
	long result, code;
	int open; /* descriptors */
	gsize length;
	guint8 bytes[4096];
};

static struct shared *shared;

/* ---- in the child ---- */

/* Volatile: it is to happen. */
static void fall(void)
{
	volatile char *volatile nowhere = NULL;

	*nowhere = 1;
}

static void loop(void)
{
	for (volatile guint i = 0;;)
		i = i + 1;
}

static void eat(void)
{
	/* Not more than a page of each: that takes time as well. */
	for (gsize i = 0; i < 4096; i++)
		*(volatile char *)g_malloc(1024 * 1024) = 1;
}

static void fill_disk(int records)
{
	static char much[1024 * 1024];

	for (int i = 0; i < 4096; i++)
		if (write(records, much, sizeof(much)) < 0)
			return;
}

static void count_open(void)
{
	for (int fd = 0; fd < 1024; fd++)
		shared->open += lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF;
}

static void answer_bytes(int paper)
{
	reader_paper_write(paper, shared->bytes, shared->length);
}

static void in_child(int source, int records, int paper)
{
	char byte;

	shared->times++;
	switch (shared->what) {
	case 'c':
		shared->result =
			syscall(shared->number, shared->arguments[0],
		                shared->arguments[1], shared->arguments[2]);
		shared->code = errno;
		break;
	case 'l':
		loop();
		break;
	case 's':
		fall();
		break;
	case 'm':
		eat();
		break;
	case 'f':
		fill_disk(records);
		break;
	case 'o':
		count_open();
		break;
	case 'w':
		while (read(source, &byte, 1) == 1)
			;
		break;
	case '1': /* the first one dies */
		if (shared->times == 1)
			fall();
		answer_bytes(paper);
		break;
	default:
		answer_bytes(paper);
	}
}

/* ---- around it ---- */

static struct settings *settings_with(const char *more)
{
	g_autofree char *text = g_strdup_printf(
		"[deal]\nid_field = id_1C\n[stages]\nзакрыт = WON\n%s", more);
	struct settings *settings = settings_read(text, strlen(text), "", NULL);

	g_assert_nonnull(settings);
	return settings;
}

static struct reader *start_patient(guint patience)
{
	const struct reader_options options = {
		.instead = in_child,
		.seconds = 1,
		.patience = patience,
	};
	g_autoptr(GError) error = NULL;
	struct reader *reader = reader_start(&options, &error);

	g_assert_no_error(error);
	memset(shared, 0, sizeof(*shared));
	return reader;
}

static struct reader *start(void)
{
	return start_patient(3);
}

/* One reading; its only fault, or NULL. Owned. */
static char *fault_of(struct reader *reader, int fd, int reading)
{
	struct settings *settings = settings_with("");
	struct order_source *source = NULL;
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int result = reader_read(reader, fd, settings, &file, &source, &error);
	char *fault = NULL;

	g_assert_no_error(error);
	g_assert_cmpint(result, ==, reading);
	g_assert_null(source);
	if (file.faults->len)
		fault = g_strdup(
			((struct message *)file.faults->pdata[0])->text);
	g_assert_cmpuint(strlen(file.sha256), ==, 64);
	order_file_clear(&file);
	settings_free(settings);
	return fault;
}

static void test_dies(gconstpointer data)
{
	const char *const *row = data;
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autofree char *fault = NULL;

	shared->what = row[0][0];
	fault = fault_of(reader, fd, READING_REJECTED);
	g_test_message("%s", fault);
	g_assert_nonnull(strstr(fault, "дважды"));
	g_assert_nonnull(strstr(fault, row[1]));
	/* Two and no more; and the next file is read. */
	g_assert_cmpint(shared->times, ==, 2);
	shared->what = 'o';
	g_free(g_steal_pointer(&fault));
	fault = fault_of(reader, fd, READING_REJECTED);
	g_assert_cmpint(shared->times, ==, 4);
	close(fd);
	reader_stop(reader);
}

/* ---- calls ---- */

enum kind { KILLED, ABSENT, FREE };

static const struct forbidden {
	const char *name;
	enum kind kind;
	long arguments[3];
	bool sanitizers_need_it;
} calls[] = {
	{ "socket", KILLED, { 2, 1, 0 }, false },
	{ "connect", KILLED, { 3, 0, 0 }, false },
	{ "bind", KILLED, { 3, 0, 0 }, false },
	{ "sendto", KILLED, { 3, 0, 0 }, false },
	{ "sendmsg", KILLED, { 3, 0, 0 }, false },
	{ "recvmsg", KILLED, { 3, 0, 0 }, false },
	{ "fork", KILLED, { 0 }, false },
	{ "vfork", KILLED, { 0 }, false },
	{ "clone", KILLED, { 17, 0, 0 }, false },
	{ "clone3", KILLED, { 0 }, false },
	{ "execve", KILLED, { 0 }, false },
	{ "execveat", KILLED, { 0 }, false },
	{ "kill", KILLED, { 0, 0, 0 }, false },
	{ "ptrace", KILLED, { 0 }, false },
	{ "process_vm_readv", KILLED, { 1 }, false },
	{ "setrlimit", KILLED, { 0 }, false },
	{ "prlimit64", KILLED, { 0 }, false },
	{ "prctl", KILLED, { PR_SET_DUMPABLE, 1 }, false },
	{ "seccomp", KILLED, { 0 }, false },
	{ "ioctl", KILLED, { 0 }, false },
	{ "fcntl", KILLED, { 0 }, false },
	{ "dup", KILLED, { 0 }, false },
	{ "dup2", KILLED, { 0, 9 }, false },
	{ "unlink", KILLED, { 0 }, false },
	{ "rename", KILLED, { 0 }, false },
	{ "mkdir", KILLED, { 0 }, false },
	{ "chmod", KILLED, { 0 }, false },
	{ "stat", KILLED, { 0 }, false },
	{ "newfstatat", KILLED, { 0 }, false },
	{ "getdents64", KILLED, { 0 }, false },
	{ "openat2", KILLED, { 0 }, false },
	{ "creat", KILLED, { 0 }, false },
	{ "mount", KILLED, { 0 }, false },
	{ "bpf", KILLED, { 0 }, false },
	{ "io_uring_setup", KILLED, { 1 }, false },
	{ "userfaultfd", KILLED, { 0 }, false },
	{ "memfd_create", KILLED, { 0 }, false },
	{ "getppid", KILLED, { 0 }, false },
	{ "uname", KILLED, { 0 }, false },
	/* Memory that is to be run. */
	{ "mprotect", KILLED, { 0, 4096, PROT_READ | PROT_EXEC }, true },
	{ "mmap", KILLED, { 0, 4096, PROT_READ | PROT_EXEC }, true },
	/* iconv_open() asks, and goes without. */
	{ "open", ABSENT, { 0 }, false },
	{ "openat", ABSENT, { AT_FDCWD }, false },
	/* The same way, to see that it shows. */
	{ "lseek", FREE, { 1000, 0, 0 }, false },
};

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

static void try_call(struct reader *reader, int fd,
                     const struct forbidden *call)
{
	g_autofree char *fault = NULL;
	g_autofree char *word = g_strdup_printf("сигнал %d", SIGSYS);

	g_test_message("%s", call->name);
	shared->what = 'c';
	shared->times = 0;
	shared->result = 12345;
	shared->number = seccomp_syscall_resolve_name(call->name);
	memcpy(shared->arguments, call->arguments, sizeof(call->arguments));
	g_assert_cmpint(shared->number, !=, __NR_SCMP_ERROR);
	fault = fault_of(reader, fd, READING_REJECTED);
	if (call->kind == KILLED) {
		g_assert_cmpint(shared->result, ==, 12345);
		g_assert_nonnull(strstr(fault, word));
		return;
	}
	g_assert_cmpint(shared->result, ==, -1);
	g_assert_cmpint(shared->code, ==,
	                call->kind == ABSENT ? ENOENT : EBADF);
	g_assert_null(strstr(fault, word));
}

static void test_calls(void)
{
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);

	for (gsize i = 0; i < G_N_ELEMENTS(calls); i++)
		if (!SANITIZED || !calls[i].sanitizers_need_it)
			try_call(reader, fd, &calls[i]);
	close(fd);
	reader_stop(reader);
}

static void test_descriptors(void)
{
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);

	shared->what = 'o';
	g_free(fault_of(reader, fd, READING_REJECTED));
	/* Twice: three, and three to nowhere. */
	g_assert_cmpint(shared->times, ==, 2);
	g_assert_cmpint(shared->open, ==, 2 * 6);
	close(fd);
	reader_stop(reader);
}

/* ---- limits ---- */

static void test_limits(void)
{
	static const struct {
		const char *head;
		off_t size;
		guint64 seconds, mib, disk;
	} rows[] = {
		{ "<a/>", 4, 30, 512, 64 },
		{ "<a/>", 100 * 1000 * 1000, 40, 535, 445 },
		{ "<a/>", 1000 * 1000 * 1000, 130, 750, 3878 },
		{ "PK\3\4", 1000, 30, 512, 67 },
		{ "PK\3\4", 1000 * 1000, 133, 758, 4000 },
		{ "PK\3\4", 100 * 1000 * 1000, 459, 1536, 16448 },
		/* One that is stored. */
		{ "PK\3\4", 5000 * 1000 * (off_t)1000, 530, 1704, 19137 },
	};
	static const struct reader_options usual;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		int fd = reading_fd(rows[i].head, 4);
		struct reader_limits limits;

		g_assert_cmpint(ftruncate(fd, rows[i].size), ==, 0);
		limits = reader_limits_of(fd, &usual);
		g_test_message("%" G_GSIZE_FORMAT, i);
		g_assert_cmpuint(limits.seconds, ==, rows[i].seconds);
		g_assert_cmpuint(limits.memory >> 20, ==, rows[i].mib);
		g_assert_cmpuint(limits.size >> 20, ==, rows[i].disk);
		g_assert_cmpuint(limits.patience, >=, 3 * rows[i].seconds - 2);
		close(fd);
	}
}

/* ---- answers ---- */

static GByteArray *packed(int reading, const char *format, guint64 orders,
                          guint faults)
{
	struct order_file file = { .format = format, .orders = orders };
	GByteArray *bytes = g_byte_array_new();

	memset(file.sha256, 'a', 64);
	file.faults =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	for (guint i = 0; i < faults; i++)
		g_ptr_array_add(file.faults,
		                message_said(MESSAGE_INVALID, "ошибка"));
	order_file_pack(bytes, reading, &file, NULL);
	g_ptr_array_unref(file.faults);
	return bytes;
}

static void put(const GByteArray *bytes)
{
	g_assert_cmpuint(bytes->len, <=, sizeof(shared->bytes));
	memcpy(shared->bytes, bytes->data, bytes->len);
	shared->length = bytes->len;
}

static void test_once(void)
{
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autoptr(GByteArray) bytes = packed(READING_REJECTED, NULL, 0, 1);
	g_autofree char *fault = NULL;

	put(bytes);
	shared->what = '1';
	fault = fault_of(reader, fd, READING_REJECTED);
	g_assert_cmpstr(fault, ==, "ошибка");
	g_assert_cmpint(shared->times, ==, 2);
	close(fd);
	reader_stop(reader);
}

static void refuse(struct reader *reader, int fd, const GByteArray *bytes)
{
	g_autofree char *fault = NULL;

	put(bytes);
	shared->what = 'a';
	shared->times = 0;
	fault = fault_of(reader, fd, READING_REJECTED);
	g_assert_nonnull(strstr(fault, "сбивается"));
	g_assert_cmpint(shared->times, ==, 2);
}

static void test_garbage(void)
{
	static const struct {
		int reading;
		const char *format;
		guint64 orders;
		guint faults;
	} rows[] = {
		{ READING_WHOLE, "orders", 0, 0 },  /* and no records */
		{ READING_WHOLE, "orders", 7, 0 },  /* likewise */
		{ READING_WHOLE, NULL, 0, 0 },      /* of no format */
		{ READING_WHOLE, "нет", 0, 0 },     /* of none that is */
		{ READING_WHOLE, "orders", 0, 1 },  /* with a fault */
		{ READING_REJECTED, NULL, 0, 0 },   /* without one */
		{ READING_REJECTED, NULL, 0, 101 }, /* with too many */
		{ READING_INCOMPLETE + 1, NULL, 0, 1 },
	};
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autoptr(GByteArray) good = packed(READING_REJECTED, NULL, 0, 1);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes =
			packed(rows[i].reading, rows[i].format, rows[i].orders,
		               rows[i].faults);

		refuse(reader, fd, bytes);
	}
	g_byte_array_append(good, (const guint8 *)"\377", 1);
	refuse(reader, fd, good);
	g_byte_array_set_size(good, 0);
	refuse(reader, fd, good);
	close(fd);
	reader_stop(reader);
}

/* ---- the same as without ---- */

static void print_file(GString *to, int reading, const struct order_file *file)
{
	g_string_append_printf(to,
	                       "%d %s %s %s %" G_GINT64_FORMAT
	                       " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
	                       reading, file->format ? file->format : "-",
	                       file->sha256,
	                       file->exported_text ? file->exported_text : "-",
	                       file->exported, file->size, file->orders);
	if (file->message)
		g_string_append_printf(to, "%s %" G_GUINT64_FORMAT "\n",
		                       file->message->plan,
		                       file->message->number);
	if (file->kd2_message)
		g_string_append_printf(to, "%s %" G_GUINT64_FORMAT "\n",
		                       file->kd2_message->plan,
		                       file->kd2_message->number);
	for (guint i = 0; i < file->faults->len; i++) {
		const struct message *fault = file->faults->pdata[i];

		g_string_append_printf(to, "%d %u:%u %s %s\n", fault->code,
		                       fault->line, fault->column,
		                       fault->number ? fault->number : "-",
		                       fault->text);
	}
	g_string_append_printf(to, "%" G_GUINT64_FORMAT "\n",
	                       file->faults_more);
}

static void print_orders(GString *to, struct order_source *source)
{
	g_autoptr(GPtrArray) orders =
		g_ptr_array_new_with_free_func((GDestroyNotify)order_free);
	guint count = 0;

	g_assert_true(order_source_next(source, 1000, orders, &count, NULL));
	for (guint i = 0; i < orders->len; i++) {
		g_autofree char *order = reading_print(orders->pdata[i]);

		g_string_append(to, order);
	}
}

/* Everything that comes out, also of what cannot be read. */
static char *all_of(struct reader *confined, struct order_reader *reader,
                    int fd, const struct settings *settings)
{
	GString *text = g_string_new(NULL);
	struct order_source *source = NULL;
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int reading = confined ? reader_read(confined, fd, settings, &file,
	                                     &source, &error)
	                       : order_reader_read(reader, fd, settings, &file,
	                                           &source, &error);

	if (reading < 0) {
		g_string_append(text, error->message);
		return g_string_free(text, FALSE);
	}
	print_file(text, reading, &file);
	g_assert_cmpint(source != NULL, ==, reading == READING_WHOLE);
	if (source)
		print_orders(text, source);
	order_source_free(source);
	order_file_clear(&file);
	return g_string_free(text, FALSE);
}

static guint compare_files(struct reader *confined, struct order_reader *reader,
                           const struct settings *settings, const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	guint count = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *here = NULL, *there = NULL;
		int fd;

		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			count +=
				compare_files(confined, reader, settings, path);
			continue;
		}
		fd = open(path, O_RDONLY | O_CLOEXEC);
		g_assert_cmpint(fd, >=, 0);
		here = all_of(NULL, reader, fd, settings);
		there = all_of(confined, NULL, fd, settings);
		g_assert_cmpstr(there, ==, here);
		close(fd);
		count++;
	}
	return count;
}

static void test_same(void)
{
	struct reader *confined = reader_start(NULL, NULL);
	struct order_reader *reader = reading_reader();
	struct settings *settings = settings_with("");
	guint count = compare_files(confined, reader, settings, "samples") +
	              compare_files(confined, reader, settings, "tests/cases") +
	              compare_files(confined, reader, settings,
	                            "tests/fuzz/corpus/zip");

	g_assert_cmpuint(count, >, 100);
	order_reader_free(reader);
	settings_free(settings);
	reader_stop(confined);
}

/* Encodings: those that were prepared, one that there is and that was not, and
 * one that there is not. */
static void test_encodings(void)
{
	static const char *const names[] = { "windows-1251", "cp1251",
		                             "CP1251",       "WINDOWS-1251",
		                             "KOI8-R",       "KLINGON",
		                             "UTF-7",        "ISO-8859-5" };
	struct reader *confined = reader_start(NULL, NULL);
	struct order_reader *reader = reading_reader();
	struct settings *settings = settings_with("");

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = g_strdup_printf(
			"<?xml version=\"1.0\" encoding=\"%s\"?>\n"
			"<\xC7\xE0\xEA\xE0\xE7\xCD\xE0\xF0\xFF\xE4\xFB/>",
			names[i]);
		int fd = reading_fd(text, strlen(text));
		g_autofree char *here = all_of(NULL, reader, fd, settings);
		g_autofree char *there = all_of(confined, NULL, fd, settings);

		g_test_message("%s: %s", names[i], there);
		g_assert_null(strstr(there, "дважды"));
		if (i < 4)
			g_assert_cmpstr(there, ==, here);
		else
			g_assert_nonnull(strstr(there, names[i]));
		close(fd);
	}
	order_reader_free(reader);
	settings_free(settings);
	reader_stop(confined);
}

static void test_names(void)
{
	static const char *const more[] = {
		"", "[1c]\nstate = Номер\n", "[1c]\norder = Документ.Другой\n",
		"[1c]\nclient_phone =\nphone = Телефон; Ещё.Телефон\n", ""
	};
	struct reader *confined = reader_start(NULL, NULL);
	struct order_reader *reader = reading_reader();
	int fd = open("samples/kd2.xml", O_RDONLY | O_CLOEXEC);
	g_autofree char *first = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(more); i++) {
		struct settings *settings = settings_with(more[i]);
		g_autofree char *here = all_of(NULL, reader, fd, settings);
		g_autofree char *there = all_of(confined, NULL, fd, settings);

		g_assert_cmpstr(there, ==, here);
		if (i == 1 || i == 2)
			g_assert_cmpstr(there, !=, first);
		if (!first)
			first = g_steal_pointer(&there);
		settings_free(settings);
	}
	close(fd);
	order_reader_free(reader);
	reader_stop(confined);
}

/* An answer that no pipe holds. */
static void test_big(void)
{
	GString *text = g_string_new(NULL);
	struct reader *confined = reader_start(NULL, NULL);
	struct order_reader *reader = reading_reader();
	struct settings *settings = settings_with("");
	g_autofree char *long_text = g_strnfill(300 * 1000, '7');
	g_autofree char *here = NULL, *there = NULL;
	int fd;

	g_string_append_printf(text, "<ЗаказНаряды Выгружен=\"%s\">\n",
	                       long_text);
	for (int i = 0; i < 150; i++)
		g_string_append_printf(text,
		                       "<ЗаказНаряд><Номер>%d</Номер><Чужое/>"
		                       "</ЗаказНаряд>\n",
		                       i);
	g_string_append(text, "</ЗаказНаряды>\n");
	fd = reading_fd(text->str, text->len);
	here = all_of(NULL, reader, fd, settings);
	there = all_of(confined, NULL, fd, settings);
	g_assert_cmpstr(there, ==, here);
	g_assert_cmpuint(strlen(there), >, 300 * 1000);
	g_assert_true(g_str_has_suffix(there, "\n50\n"));
	close(fd);
	g_string_free(text, TRUE);
	order_reader_free(reader);
	settings_free(settings);
	reader_stop(confined);
}

/* ---- processes ---- */

static char *proc_text(pid_t pid, const char *name)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/%s", (int)pid, name);
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

/* The process of this name whose parent this is; 0: none. */
static pid_t child_of(pid_t parent, const char *name)
{
	g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
	g_autofree char *wanted = g_strdup_printf("Name:\t%s\n", name);
	g_autofree char *line = g_strdup_printf("\nPPid:\t%d\n", (int)parent);
	const char *entry;

	while ((entry = g_dir_read_name(dir))) {
		pid_t pid = (pid_t)g_ascii_strtoll(entry, NULL, 10);
		g_autofree char *status = pid ? proc_text(pid, "status") : NULL;

		if (status && g_str_has_prefix(status, wanted) &&
		    strstr(status, line) && !strstr(status, "State:\tZ"))
			return pid;
	}
	return 0;
}

static pid_t wait_for_child(pid_t parent, const char *name)
{
	gint64 until = g_get_monotonic_time() + END_MS * 1000;
	pid_t pid;

	while (!(pid = child_of(parent, name)) &&
	       g_get_monotonic_time() < until)
		g_usleep(2000);
	g_assert_cmpint(pid, >, 0);
	return pid;
}

static bool wait_for_end(pid_t pid)
{
	gint64 until = g_get_monotonic_time() + END_MS * 1000;

	while (kill(pid, 0) == 0 && g_get_monotonic_time() < until) {
		g_autofree char *status = proc_text(pid, "status");

		/* Whose new parent does not wait for it. */
		if (!status || strstr(status, "State:\tZ"))
			return true;
		g_usleep(2000);
	}
	return kill(pid, 0) != 0;
}

struct blocked {
	struct reader *reader;
	int fd;
	char *fault;
};

static gpointer read_blocked(gpointer data)
{
	struct blocked *blocked = data;
	struct settings *settings = settings_with("");
	struct order_source *source = NULL;
	struct order_file file = { 0 };
	g_autoptr(GError) error = NULL;
	int reading = reader_read(blocked->reader, blocked->fd, settings, &file,
	                          &source, &error);

	g_assert_null(source);
	if (reading < 0)
		blocked->fault = g_strdup(error->message);
	order_file_clear(&file);
	settings_free(settings);
	return NULL;
}

/* Whether the memory of a process, all that can be read of it, has a text. */
static bool holds(pid_t pid, const char *text, gsize length)
{
	g_autofree char *maps = proc_text(pid, "maps");
	g_autofree char *path = g_strdup_printf("/proc/%d/mem", (int)pid);
	g_auto(GStrv) lines = g_strsplit(maps ? maps : "", "\n", -1);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool found = false;
	gsize seen = 0;

	g_assert_cmpint(fd, >=, 0);
	for (guint i = 0; lines[i] && !found; i++) {
		char *end;
		guint64 from = g_ascii_strtoull(lines[i], &end, 16);
		guint64 to =
			*end == '-' ? g_ascii_strtoull(end + 1, &end, 16) : 0;
		g_autofree char *bytes = NULL;
		ssize_t got;

		/* Not the sanitizer's terabytes. */
		if (to <= from || to - from > 512 * 1024 * 1024)
			continue;
		bytes = g_malloc(to - from);
		got = pread(fd, bytes, to - from, (off_t)from);
		if (got > 0)
			seen += (gsize)got;
		found = got > 0 &&
		        memmem(bytes, (gsize)got, text, length) != NULL;
		if (bytes)
			memset(bytes, 0, to - from);
	}
	close(fd);
	g_assert_cmpuint(seen, >, 100 * 1024);
	return found;
}

/* What the program learns after the start is in none of its readers. */
static void test_secret(void)
{
	struct reader *reader = start_patient(120);
	struct blocked blocked = { .reader = reader };
	g_autoptr(GString) secret = g_string_new("s3cret-");
	int ends[2];
	GThread *thread;
	pid_t keeper, serving, child;

	for (int i = 0; i < 20; i++)
		g_string_append_c(secret, (char)('a' + i));
	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	blocked.fd = ends[0];
	shared->what = 'w';
	thread = g_thread_new(NULL, read_blocked, &blocked);
	keeper = wait_for_child(getpid(), "b24-keeper");
	serving = wait_for_child(keeper, "b24-reader");
	child = wait_for_child(serving, "b24-read-file");
	g_assert_true(holds(getpid(), secret->str, secret->len));
	g_assert_false(holds(keeper, secret->str, secret->len));
	g_assert_false(holds(serving, secret->str, secret->len));
	g_assert_false(holds(child, secret->str, secret->len));
	close(ends[1]);
	g_thread_join(thread);
	close(ends[0]);
	g_free(blocked.fault);
	reader_stop(reader);
}

/* Waits, and is told so: nothing blocks for ever. */
static void test_blocks(void)
{
	struct reader *reader = start();
	struct blocked blocked = { .reader = reader };
	gint64 begun = g_get_monotonic_time();
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	blocked.fd = ends[0];
	shared->what = 'w';
	read_blocked(&blocked);
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 20 * G_USEC_PER_SEC);
	g_assert_cmpint(shared->times, ==, 2);
	/* A pipe cannot be hashed, so it is an error and no verdict. */
	g_assert_nonnull(blocked.fault);
	g_free(blocked.fault);
	close(ends[0]);
	close(ends[1]);
	reader_stop(reader);
}

/* Told to end while it reads: soon, and without a verdict on the file. */
static void test_wake(void)
{
	struct reader *reader = start_patient(120);
	struct blocked blocked = { .reader = reader };
	gint64 begun = g_get_monotonic_time();
	int ends[2], wake[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	g_assert_cmpint(pipe2(wake, O_CLOEXEC), ==, 0);
	g_assert_cmpint(write(wake[1], "", 1), ==, 1);
	reader_wake(reader, wake[0]);
	blocked.fd = ends[0];
	shared->what = 'w';
	read_blocked(&blocked);
	reader_stop(reader);
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 10 * G_USEC_PER_SEC);
	g_assert_nonnull(strstr(blocked.fault, "не дочитан"));
	g_free(blocked.fault);
	for (int i = 0; i < 2; i++) {
		close(ends[i]);
		close(wake[i]);
	}
}

static void count_beat(void *context)
{
	++*(guint *)context;
}

/* A file may take longer than a watchdog waits. */
static void test_beats(void)
{
	struct reader *reader = start();
	struct blocked blocked = { .reader = reader };
	guint beats = 0;
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	reader_beat(reader, count_beat, &beats);
	blocked.fd = ends[0];
	shared->what = 'w';
	read_blocked(&blocked);
	g_assert_cmpint(shared->times, ==, 2);
	g_assert_cmpuint(beats, >=, 4);
	g_assert_cmpuint(beats, <, 20);
	g_free(blocked.fault);
	close(ends[0]);
	close(ends[1]);
	reader_stop(reader);
}

/* The reader itself is killed: the keeper starts another. */
static void test_reader_killed(void)
{
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autoptr(GByteArray) bytes = packed(READING_REJECTED, NULL, 0, 1);
	pid_t keeper = wait_for_child(getpid(), "b24-keeper");

	put(bytes);
	shared->what = 'a';
	for (int i = 0; i < 3; i++) {
		pid_t serving = wait_for_child(keeper, "b24-reader");
		g_autofree char *fault = NULL;

		g_assert_cmpint(kill(serving, SIGKILL), ==, 0);
		g_assert_true(wait_for_end(serving));
		fault = fault_of(reader, fd, READING_REJECTED);
		g_assert_cmpstr(fault, ==, "ошибка");
	}
	close(fd);
	reader_stop(reader);
}

/* The keeper too: nothing reads any more, and that is said at once. */
static void test_keeper_killed(void)
{
	struct reader *reader = start();
	struct settings *settings = settings_with("");
	struct order_source *source = NULL;
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int fd = reading_fd("<a/>", 4);
	pid_t keeper = wait_for_child(getpid(), "b24-keeper");
	pid_t serving = wait_for_child(keeper, "b24-reader");

	g_assert_false(reader_is_gone(reader));
	g_assert_cmpint(kill(keeper, SIGKILL), ==, 0);
	g_assert_true(wait_for_end(serving));
	g_assert_true(reader_is_gone(reader));
	g_assert_cmpint(
		reader_read(reader, fd, settings, &file, &source, &error), ==,
		-1);
	g_assert_error(error, G_FILE_ERROR, (int)G_FILE_ERROR_PIPE);
	g_assert_false(reader_ready(reader, NULL));
	close(fd);
	settings_free(settings);
	reader_stop(reader);
}

/* Signals that mean the program. */
static void test_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autoptr(GByteArray) bytes = packed(READING_REJECTED, NULL, 0, 1);
	pid_t keeper = wait_for_child(getpid(), "b24-keeper");
	pid_t serving = wait_for_child(keeper, "b24-reader");
	g_autofree char *fault = NULL;

	put(bytes);
	shared->what = 'a';
	g_assert_true(reader_ready(reader, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
		kill(keeper, signals[i]);
		kill(serving, signals[i]);
	}
	fault = fault_of(reader, fd, READING_REJECTED);
	g_assert_cmpstr(fault, ==, "ошибка");
	g_assert_cmpint(child_of(keeper, "b24-reader"), ==, serving);
	close(fd);
	reader_stop(reader);
	g_assert_cmpint(kill(keeper, 0), !=, 0);
}

/* The program is killed: nobody stays behind, whatever he is at. */
static void test_program_killed(void)
{
	int ends[2], status;
	pid_t program, keeper, serving, child;

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	memset(shared, 0, sizeof(*shared));
	program = fork();
	if (program == 0) {
		struct blocked blocked = { .reader = start_patient(120),
			                   .fd = ends[0] };

		shared->what = 'w';
		read_blocked(&blocked);
		_exit(1);
	}
	keeper = wait_for_child(program, "b24-keeper");
	serving = wait_for_child(keeper, "b24-reader");
	child = wait_for_child(serving, "b24-read-file");
	g_assert_cmpint(kill(program, SIGKILL), ==, 0);
	g_assert_cmpint(waitpid(program, &status, 0), ==, program);
	g_assert_true(wait_for_end(keeper));
	g_assert_true(wait_for_end(serving));
	g_assert_true(wait_for_end(child));
	close(ends[0]);
	close(ends[1]);
}

static guint count_fds(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)pid);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(dir))
		count++;
	return count;
}

/* What waits for a file may die or hang before there is one: the file is read
 * by another, and so is the next. */
static void test_next(gconstpointer data)
{
	int signal_number = GPOINTER_TO_INT(data);
	const struct reader_options options = { .patience = 1 };
	struct reader *reader = reader_start(&options, NULL);
	int bad = reading_fd("<rubbish/>", 10),
	    worse = reading_fd("<refuse/>", 9);
	pid_t keeper, serving;

	g_assert_nonnull(reader);
	keeper = wait_for_child(getpid(), "b24-keeper");
	serving = wait_for_child(keeper, "b24-reader");
	for (int i = 0; i < 3; i++) {
		g_autofree char *fault =
			fault_of(reader, bad, READING_REJECTED);
		g_autofree char *other = NULL;
		pid_t next = wait_for_child(serving, "b24-next");

		g_assert_nonnull(strstr(fault, "rubbish"));
		g_assert_cmpint(kill(next, signal_number), ==, 0);
		other = fault_of(reader, worse, READING_REJECTED);
		g_assert_nonnull(strstr(other, "refuse"));
	}
	close(bad);
	close(worse);
	reader_stop(reader);
}

/* It closes its last one behind the verdict. */
static bool has_fds(pid_t pid, guint wanted)
{
	gint64 until = g_get_monotonic_time() + END_MS * 1000;

	while (count_fds(pid) != wanted && g_get_monotonic_time() < until)
		g_usleep(1000);
	return count_fds(pid) == wanted;
}

/* Three for none, that of the requests, both ends of the pair to the child that
 * waits, and the text that it warms up with. */
enum { READER_OPEN = 7 };

/* Nothing grows: descriptors, processes. */
static void test_flat(void)
{
	struct reader *reader = start();
	int fd = reading_fd("<a/>", 4);
	g_autoptr(GByteArray) bytes = packed(READING_REJECTED, NULL, 0, 1);
	pid_t keeper = wait_for_child(getpid(), "b24-keeper");
	pid_t serving;
	guint here;

	put(bytes);
	shared->what = 'a';
	g_free(fault_of(reader, fd, READING_REJECTED));
	serving = wait_for_child(keeper, "b24-reader");
	here = count_fds(getpid());
	g_assert_true(has_fds(serving, READER_OPEN));
	for (int i = 0; i < 200; i++)
		g_free(fault_of(reader, fd, READING_REJECTED));
	g_assert_cmpuint(count_fds(getpid()), ==, here);
	g_assert_true(has_fds(serving, READER_OPEN));
	g_assert_cmpint(child_of(serving, "b24-read-file"), ==, 0);
	close(fd);
	reader_stop(reader);
}

int main(int argc, char **argv)
{
	static const char *const ends[][2] = {
		{ "loops", "за отведённое время" },
		{ "segv", "сигнал 11" },
		{ "memory", "памяти" },
		{ "file", "на диске" },
	};
	/* What the first letter of each is to do, for the rows of `ends`. */
	guint count = G_N_ELEMENTS(ends);

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(shared != MAP_FAILED);
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < count; i++) {
		g_autofree char *path =
			g_strconcat("/reader/dies/", ends[i][0], NULL);

		/* Sanitizers have no bound, and catch the fall. */
		if (!SANITIZED || ends[i][0][0] == 'l' || ends[i][0][0] == 'f')
			g_test_add_data_func(path, ends[i], test_dies);
	}
	g_test_add_func("/reader/once", test_once);
	g_test_add_func("/reader/calls", test_calls);
	g_test_add_func("/reader/descriptors", test_descriptors);
	g_test_add_func("/reader/limits", test_limits);
	g_test_add_func("/reader/garbage", test_garbage);
	g_test_add_func("/reader/same", test_same);
	g_test_add_func("/reader/encodings", test_encodings);
	g_test_add_func("/reader/names", test_names);
	g_test_add_func("/reader/big", test_big);
	g_test_add_func("/reader/secret", test_secret);
	g_test_add_func("/reader/blocks", test_blocks);
	g_test_add_func("/reader/wake", test_wake);
	g_test_add_func("/reader/beats", test_beats);
	g_test_add_func("/reader/reader-killed", test_reader_killed);
	g_test_add_func("/reader/keeper-killed", test_keeper_killed);
	g_test_add_func("/reader/signals", test_signals);
	g_test_add_func("/reader/program-killed", test_program_killed);
	g_test_add_data_func("/reader/next-killed", GINT_TO_POINTER(SIGKILL),
	                     test_next);
	g_test_add_data_func("/reader/next-stopped", GINT_TO_POINTER(SIGSTOP),
	                     test_next);
	g_test_add_func("/reader/flat", test_flat);
	return g_test_run();
}
