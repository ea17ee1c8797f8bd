/*
 * Preloaded into the bridge: clocks that a test moves, and waits that pass
 * faster than they say.
 *
 * FAULT_CLOCK names a file of two 64-bit numbers, nanoseconds that are added
 * to CLOCK_REALTIME and to CLOCK_MONOTONIC (and their likes). The test writes
 * to it while the program runs; every process maps the same page.
 *
 * FAULT_SPEED=N: a poll() that waits for no socket lasts an Nth of its time,
 * and both clocks are moved on by the rest. So a rule that says "75 seconds"
 * is kept to the second by every clock that the bridge can see, and costs a
 * test less than one. What waits for the network lasts as long as it lasts.
 *
 * Refuses to touch the kernel's own clock: files keep their true times.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SECOND = 1000 * 1000 * 1000, MILLI = 1000 * 1000 };

struct shift {
	_Atomic int64_t wall, monotonic;
};

static struct shift none;
static struct shift *shift = &none;
static int64_t speed = 1;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("FAULT_CLOCK");
	const char *times = getenv("FAULT_SPEED");
	int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *page = MAP_FAILED;

	if (fd >= 0) {
		page = mmap(NULL, sizeof(*shift), PROT_READ | PROT_WRITE,
		            MAP_SHARED, fd, 0);
		close(fd);
	}
	if (page != MAP_FAILED)
		shift = page;
	if (times != NULL)
		speed = strtol(times, NULL, 10);
	if (speed < 1)
		speed = 1;
}

static int64_t true_time(clockid_t clock)
{
	struct timespec now = { 0 };

	syscall(SYS_clock_gettime, clock, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static int64_t shifted(clockid_t clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI:
		return true_time(clock) + shift->wall;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_BOOTTIME:
		return true_time(clock) + shift->monotonic;
	default:
		return true_time(clock);
	}
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int64_t time = shifted(clock);

	now->tv_sec = time / SECOND;
	now->tv_nsec = time % SECOND;
	return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	int64_t time = shifted(CLOCK_REALTIME);

	(void)zone;
	now->tv_sec = time / SECOND;
	now->tv_usec = time % SECOND / 1000;
	return 0;
}

time_t time(time_t *now_r)
{
	time_t now = shifted(CLOCK_REALTIME) / SECOND;

	if (now_r != NULL)
		*now_r = now;
	return now;
}

static int waits_for_network(const struct pollfd *fds, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		struct stat about;

		if (fds[i].fd >= 0 && fstat(fds[i].fd, &about) == 0 &&
		    S_ISSOCK(about.st_mode))
			return 1;
	}
	return 0;
}

static int wait_truly(struct pollfd *fds, nfds_t count, int64_t ns)
{
	struct timespec left = { ns / SECOND, ns % SECOND };

	return (int)syscall(SYS_ppoll, fds, count, ns < 0 ? NULL : &left, NULL,
	                    0);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	int64_t before, over;
	int ready;

	if (timeout < 0)
		return wait_truly(fds, count, -1);
	if (speed == 1 || waits_for_network(fds, count))
		return wait_truly(fds, count, (int64_t)timeout * MILLI);
	before = true_time(CLOCK_MONOTONIC);
	ready = wait_truly(fds, count, (int64_t)timeout * MILLI / speed);
	over = (true_time(CLOCK_MONOTONIC) - before) * (speed - 1);
	if (over > (int64_t)timeout * MILLI)
		over = (int64_t)timeout * MILLI;
	atomic_fetch_add(&shift->wall, over);
	atomic_fetch_add(&shift->monotonic, over);
	return ready;
}
