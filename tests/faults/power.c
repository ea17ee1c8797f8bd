/*
 * Cuts the power of a file system: what is not on its disk now never was.
 *
 * usage: power FOLDER
 *
 * ext4 only (EXT4_IOC_SHUTDOWN, no log flush). What runs on gets EIO.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CUT _IOR('X', 125, uint32_t)
enum { NO_LOG_FLUSH = 2 };

int main(int argc, char **argv)
{
	uint32_t how = NO_LOG_FLUSH;
	int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	int status = 0;

	if (fd < 0 || ioctl(fd, CUT, &how) != 0) {
		perror(argc == 2 ? argv[1] : "power FOLDER");
		status = 1;
	}
	if (fd >= 0)
		close(fd);
	return status;
}
