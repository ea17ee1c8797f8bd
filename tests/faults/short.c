/*
 * Preloaded into the bridge: every read and every write does less than it was
 * asked to, as the kernel may at any time.
 *
 * Refuses to lie: what it says was read or written was.
 */
#define _LARGEFILE64_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Less than a line is never torn on any file system that we know. */
enum { SMALL = 64 };

static size_t less(size_t count)
{
	return count > SMALL ? count / 3 + 1 : count;
}

ssize_t read(int fd, void *to, size_t count)
{
	return syscall(SYS_read, fd, to, less(count));
}

/* libseccomp writes its filter in one call and looks no further; the kernel
 * never takes less of it. */
static int whole = -1;

int memfd_create(const char *name, unsigned flags);

int memfd_create(const char *name, unsigned flags)
{
	int fd = (int)syscall(SYS_memfd_create, name, flags);

	if (strcmp(name, "b24-filter") == 0)
		whole = fd;
	return fd;
}

ssize_t write(int fd, const void *from, size_t count)
{
	if (fd == whole) {
		whole = -1;
		return syscall(SYS_write, fd, from, count);
	}
	return syscall(SYS_write, fd, from, less(count));
}

ssize_t pread(int fd, void *to, size_t count, off_t at)
{
	return syscall(SYS_pread64, fd, to, less(count), at);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at)
{
	return syscall(SYS_pwrite64, fd, from, less(count), at);
}

ssize_t pread64(int fd, void *to, size_t count, off_t at)
{
	return pread(fd, to, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off_t at)
{
	return pwrite(fd, from, count, at);
}

ssize_t recv(int fd, void *to, size_t count, int flags)
{
	return syscall(SYS_recvfrom, fd, to, less(count), flags, NULL, NULL);
}

ssize_t send(int fd, const void *from, size_t count, int flags)
{
	return syscall(SYS_sendto, fd, from, less(count), flags, NULL, 0);
}
