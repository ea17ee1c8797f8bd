/*
 * The child that waits for its file. It is forked before there is one, from a
 * reader that never read anything, and touches what reading touches: what that
 * costs passes while the program is busy elsewhere. It reads one file and no
 * other.
 *
 * Files go to it through a pair of sockets that the reader made before it could
 * no longer make any. What a child that died did not take is taken out again:
 * nobody reads a file that was meant for another.
 */
#include "watcher/reader_p.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

bool reader_next_open(struct reader_next *next)
{
	next->pid = 0;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
	                  next->ends) == 0;
}

/* ---- packets with descriptors ---- */

bool reader_send(int to, gconstpointer bytes, gsize length, const int *fds,
                 int count)
{
	union {
		char bytes[CMSG_SPACE(READER_FDS * sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec part = { .iov_base = (void *)bytes, .iov_len = length };
	struct msghdr packet = { .msg_iov = &part,
		                 .msg_iovlen = 1,
		                 .msg_control = control.bytes };
	struct cmsghdr *head;
	gsize room = (gsize)count * sizeof(int);
	ssize_t sent;

	packet.msg_controllen = CMSG_SPACE(room);
	head = CMSG_FIRSTHDR(&packet);
	if (!head || count > READER_FDS) {
		errno = EINVAL;
		return false;
	}
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(room);
	memcpy(CMSG_DATA(head), fds, room);
	do
		sent = sendmsg(to, &packet, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)length;
}

int reader_receive(int from, int flags, gpointer bytes_r, gsize length,
                   int fds[READER_FDS])
{
	union {
		char bytes[CMSG_SPACE(READER_FDS * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec part = { .iov_base = bytes_r, .iov_len = length };
	struct msghdr packet = { .msg_iov = &part,
		                 .msg_iovlen = 1,
		                 .msg_control = control.bytes,
		                 .msg_controllen = sizeof(control.bytes) };
	const struct cmsghdr *head;
	ssize_t got;
	gsize room;

	do
		got = recvmsg(from, &packet, MSG_CMSG_CLOEXEC | flags);
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)length)
		return -1;
	head = CMSG_FIRSTHDR(&packet);
	if (!head || head->cmsg_type != SCM_RIGHTS)
		return 0;
	room = head->cmsg_len - CMSG_LEN(0);
	memcpy(fds, CMSG_DATA(head), room);
	return (int)(room / sizeof(int));
}

/* ---- the child ---- */

static void wait_for_file(const struct reader_work *work,
                          int from) G_GNUC_NORETURN;

static void wait_for_file(const struct reader_work *work, int from)
{
	struct reader_limits limits;
	int fds[READER_FDS];

	/* Requests are the reader's: they end where it ends. */
	close(READER_REQUESTS);
	reader_child_begin(work);
	if (reader_receive(from, 0, &limits, sizeof(limits), fds) != READER_FDS)
		_exit(CHILD_ODD);
	reader_child(work, fds, &limits);
}

/* ---- the reader ---- */

static void take_back(const struct reader_next *next)
{
	struct reader_limits limits;
	int fds[READER_FDS];
	int count;

	while ((count = reader_receive(next->ends[1], MSG_DONTWAIT, &limits,
	                               sizeof(limits), fds)) >= 0)
		for (int i = 0; i < count; i++)
			close(fds[i]);
}

bool reader_next_fork(struct reader_next *next, const struct reader_work *work)
{
	if (next->pid > 0)
		return true;
	take_back(next);
	next->pid = fork();
	if (next->pid == 0)
		wait_for_file(work, next->ends[1]);
	return next->pid > 0;
}

void reader_next_drop(struct reader_next *next)
{
	if (next->pid <= 0)
		return;
	kill(next->pid, SIGKILL);
	while (waitpid(next->pid, NULL, 0) < 0 && errno == EINTR)
		;
	next->pid = 0;
}

void reader_next_reap(struct reader_next *next)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == next->pid)
			next->pid = 0;
}

pid_t reader_next_give(struct reader_next *next, const struct reader_work *work,
                       const int *fds, const struct reader_limits *limits)
{
	pid_t pid;

	reader_next_reap(next);
	if (!reader_next_fork(next, work))
		return -1;
	if (!reader_send(next->ends[0], limits, sizeof(*limits), fds,
	                 READER_FDS)) {
		int code = errno;

		reader_next_drop(next);
		errno = code;
		return -1;
	}
	pid = next->pid;
	next->pid = 0;
	return pid;
}
