/*
 * Confinement, best first: seccomp takes away the calls, Landlock the files
 * should a call be left over, limits bound what remains.
 *
 * Refuses to go on without seccomp: a reader that could do all that the program
 * can would be no better than none.
 */
#include "watcher/reader_confine.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* ---- system calls ---- */

enum who {
	READER = 1 << 0, /* the reader alone */
	BOTH = 1 << 1,
	ABSENT = 1 << 2,    /* fails with ENOENT in both instead of killing */
	SANITIZER = 1 << 3, /* both, in builds with sanitizers */
};

static const struct call {
	int number;
	enum who who;
	const char *why;
} calls[] = {
	{ SCMP_SYS(pread64), BOTH, "the file of 1C" },
	{ SCMP_SYS(read), BOTH, "likewise" },
	{ SCMP_SYS(lseek), BOTH, "how long an archive is" },
	{ SCMP_SYS(write), BOTH, "the record file; the verdict" },
	{ SCMP_SYS(pwrite64), BOTH, "the answer" },
	{ SCMP_SYS(brk), BOTH, "memory" },
	{ SCMP_SYS(munmap), BOTH, "memory" },
	{ SCMP_SYS(mremap), BOTH, "memory" },
	{ SCMP_SYS(madvise), BOTH, "memory given back" },
	{ SCMP_SYS(futex), BOTH, "locks of GLib and libxml2" },
	{ SCMP_SYS(getrandom), BOTH, "seeds of hash tables" },
	{ SCMP_SYS(clock_gettime), BOTH, "where the vdso does not answer" },
	{ SCMP_SYS(gettimeofday), BOTH, "likewise" },
	{ SCMP_SYS(time), BOTH, "likewise: libxml2 seeds with it" },
	{ SCMP_SYS(exit_group), BOTH, "the end" },
	{ SCMP_SYS(exit), BOTH, "the end" },
	{ SCMP_SYS(rt_sigreturn), BOTH, "behind a signal of a debugger" },
	{ SCMP_SYS(restart_syscall), BOTH, "behind a stop" },

	/* glibc looks for converters of encodings that nobody prepared: the
	 * parser then says which encoding it does not know. */
	{ SCMP_SYS(openat), ABSENT, "iconv_open()" },
	{ SCMP_SYS(open), ABSENT, "iconv_open()" },
	{ SCMP_SYS(access), ABSENT, "iconv_open()" },

	{ SCMP_SYS(recvmsg), READER, "requests" },
	{ SCMP_SYS(sendmsg), READER, "a file for the child that waits" },
	{ SCMP_SYS(close), READER, "their descriptors" },
	{ SCMP_SYS(close_range), READER, "a child closes all but its own" },
	{ SCMP_SYS(dup2), READER, "and its standard error" },
	{ SCMP_SYS(fstat), READER, "how long a file is" },
	{ SCMP_SYS(newfstatat), READER, "likewise" },
	{ SCMP_SYS(clone), READER, "fork()" },
	{ SCMP_SYS(clone3), READER, "fork()" },
	{ SCMP_SYS(fork), READER, "fork()" },
	{ SCMP_SYS(set_robust_list), READER, "fork()" },
	{ SCMP_SYS(rseq), READER, "fork()" },
	{ SCMP_SYS(rt_sigprocmask), READER, "fork()" },
	{ SCMP_SYS(rt_sigaction), READER, "abort()" },
	{ SCMP_SYS(gettid), READER, "abort()" },
	{ SCMP_SYS(tgkill), READER, "abort()" },
	{ SCMP_SYS(getpid), READER, "who the child's parent is" },
	{ SCMP_SYS(getppid), READER, "and whether it lives" },
	{ SCMP_SYS(pidfd_open), READER, "waits for a child" },
	{ SCMP_SYS(poll), READER, "with an end" },
	{ SCMP_SYS(ppoll), READER, "likewise" },
	{ SCMP_SYS(kill), READER, "a child that does not end" },
	{ SCMP_SYS(wait4), READER, "how it ended" },
	{ SCMP_SYS(prctl), READER, "a child that dies with its parent" },
	{ SCMP_SYS(prlimit64), READER, "its limits" },
	{ SCMP_SYS(setrlimit), READER, "likewise" },
	{ SCMP_SYS(seccomp), READER, "its filter" },

	{ SCMP_SYS(mmap), SANITIZER, "shadow memory" },
	{ SCMP_SYS(mprotect), SANITIZER, "likewise" },
	{ SCMP_SYS(sigaltstack), SANITIZER, "reports" },
	{ SCMP_SYS(rt_sigaction), SANITIZER, "reports" },
	{ SCMP_SYS(rt_sigprocmask), SANITIZER, "reports" },
	{ SCMP_SYS(gettid), SANITIZER, "reports" },
	{ SCMP_SYS(getpid), SANITIZER, "reports" },
	{ SCMP_SYS(tgkill), SANITIZER, "reports" },
	{ SCMP_SYS(readlink), SANITIZER, "reports" },
	{ SCMP_SYS(close), SANITIZER, "reports" },
};

static uint32_t action_of(const struct call *call, bool is_reader)
{
	switch (call->who) {
	case READER:
		return is_reader ? SCMP_ACT_ALLOW : 0;
	case ABSENT:
		return SCMP_ACT_ERRNO(ENOENT);
	case SANITIZER:
		return SANITIZED ? SCMP_ACT_ALLOW : 0;
	default:
		return SCMP_ACT_ALLOW;
	}
}

/* Memory that is not to be run. */
static int allow_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp plain =
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	                            plain);

	if (code == 0)
		code = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
		                        SCMP_SYS(mprotect), 1, plain);
	return code;
}

/* NULL with errno. */
static scmp_filter_ctx filter_of(bool is_reader)
{
	scmp_filter_ctx filter = seccomp_init(
		is_reader ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
	int code = filter ? 0 : -ENOMEM;

	if (!code && !SANITIZED)
		code = allow_memory(filter);
	for (gsize i = 0; !code && i < G_N_ELEMENTS(calls); i++) {
		uint32_t action = action_of(&calls[i], is_reader);

		/* Not every machine has every call. */
		if (action && calls[i].number >= 0)
			code = seccomp_rule_add(filter, action, calls[i].number,
			                        0);
		if (code == -EEXIST)
			code = 0;
	}
	if (!code)
		return filter;
	if (filter)
		seccomp_release(filter);
	errno = -code;
	return NULL;
}

static bool load(scmp_filter_ctx filter)
{
	int code = seccomp_load(filter);

	if (code != 0)
		errno = -code;
	return code == 0;
}

static gpointer read_whole(int fd, gsize size)
{
	guint8 *bytes = g_malloc(size);

	for (gsize length = 0; length < size;) {
		ssize_t got =
			pread(fd, bytes + length, size - length, (off_t)length);

		if (got <= 0) {
			g_free(bytes);
			return NULL;
		}
		length += (gsize)got;
	}
	return bytes;
}

/* The program for the kernel that libseccomp makes of it; NULL with errno. */
static struct sock_fprog *program_of(scmp_filter_ctx filter)
{
	int fd = memfd_create("b24-filter", MFD_CLOEXEC);
	struct sock_fprog *program = NULL;
	struct stat about;
	int code = fd < 0 ? -errno : seccomp_export_bpf(filter, fd);

	if (code == 0 && fstat(fd, &about) == 0) {
		gsize size = (gsize)about.st_size;

		program = g_new0(struct sock_fprog, 1);
		program->len =
			(unsigned short)(size / sizeof(*program->filter));
		program->filter = read_whole(fd, size);
		if (!program->filter) {
			g_clear_pointer(&program, g_free);
			code = -EIO;
		}
	}
	if (fd >= 0)
		close(fd);
	if (code != 0)
		errno = -code;
	return program;
}

const struct sock_fprog *confine_child_filter(void)
{
	scmp_filter_ctx filter = filter_of(false);
	struct sock_fprog *program;

	if (!filter)
		return NULL;
	program = program_of(filter);
	seccomp_release(filter);
	return program;
}

/* ---- files ---- */

/* What the headers of Debian 12 may not name yet. */
#define LANDLOCK_REFER (1u << 13)
#define LANDLOCK_TRUNCATE (1u << 14)

/* No right to any file, where the kernel can: what is open stays so. */
static void shut_files(void)
{
	struct landlock_ruleset_attr rules = { 0 };
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	                   LANDLOCK_CREATE_RULESET_VERSION);
	long fd;

	if (abi < 1)
		return;
	rules.handled_access_fs = LANDLOCK_REFER - 1;
	if (abi >= 2)
		rules.handled_access_fs |= LANDLOCK_REFER;
	if (abi >= 3)
		rules.handled_access_fs |= LANDLOCK_TRUNCATE;
	fd = syscall(SYS_landlock_create_ruleset, &rules,
	             sizeof(rules.handled_access_fs), 0);
	if (fd < 0)
		return;
	syscall(SYS_landlock_restrict_self, (int)fd, 0);
	close((int)fd);
}

bool confine_reader(void)
{
	scmp_filter_ctx filter;
	bool loaded;

	prctl(PR_SET_DUMPABLE, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	if (!SANITIZED)
		shut_files();
	filter = filter_of(true);
	if (!filter)
		return false;
	loaded = load(filter);
	seccomp_release(filter);
	return loaded;
}

/* ---- limits ---- */

static bool limit(int what, guint64 soft, guint64 hard)
{
	struct rlimit most;

	if (getrlimit((__rlimit_resource_t)what, &most) != 0)
		return false;
	/* Whoever started the program may have set it lower. */
	most.rlim_max = MIN(most.rlim_max, hard);
	most.rlim_cur = MIN(most.rlim_max, soft);
	return setrlimit((__rlimit_resource_t)what, &most) == 0;
}

bool confine_child(const struct sock_fprog *filter,
                   const struct reader_limits *limits)
{
	/* Two seconds more, for the kernel to say that it was the time.
	 * Nobody could tell what it says there from the program's own log. */
	if (!SANITIZED && dup2(STDIN_FILENO, STDERR_FILENO) < 0)
		return false;
	return limit(RLIMIT_CPU, limits->seconds, limits->seconds + 2) &&
	       (SANITIZED ||
	        limit(RLIMIT_AS, limits->memory, limits->memory)) &&
	       limit(RLIMIT_FSIZE, limits->size, limits->size) &&
	       limit(RLIMIT_NOFILE, 0, 0) && limit(RLIMIT_CORE, 0, 0) &&
	       limit(RLIMIT_NPROC, 0, 0) &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, filter) == 0;
}
