/*
 * A copy to a share as Windows makes it: the whole size first, then the data.
 * In between the file is as long as it will be, and all zeros.
 *
 * usage: copy FILE smb://USER:PASSWORD@HOST:PORT/SHARE/NAME <go
 *
 * Prints "sized" when the size is set, and waits for a line on its input before
 * it writes. Ends with 1 and a word where anything failed. Refuses files of
 * more than 1 MiB: what a test copies is small.
 */
#include <glib.h>
#include <libsmbclient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MOST = 1024 * 1024 };

/* The name and the password stand in the address. */
static void no_password(const char *server, const char *share, char *workgroup,
                        int workgroup_size, char *user, int user_size,
                        char *password, int password_size)
{
	(void)server;
	(void)share;
	(void)workgroup;
	(void)workgroup_size;
	(void)user;
	(void)user_size;
	(void)password;
	(void)password_size;
}

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void wait_for_a_line(void)
{
	char line[64];

	puts("sized");
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL)
		exit(EXIT_FAILURE);
}

static void copy(const char *data, gsize length, const char *address)
{
	int fd = smbc_open(address, O_WRONLY | O_CREAT | O_TRUNC, 0640);
	gsize done = 0;

	if (fd < 0)
		fail("smbc_open");
	if (smbc_ftruncate(fd, (off_t)length) != 0)
		fail("smbc_ftruncate");
	wait_for_a_line();
	while (done < length) {
		ssize_t count = smbc_write(fd, data + done, length - done);

		if (count <= 0)
			fail("smbc_write");
		done += (gsize)count;
	}
	if (smbc_close(fd) != 0)
		fail("smbc_close");
}

int main(int argc, char **argv)
{
	g_autofree char *data = NULL;
	gsize length = 0;

	if (argc != 3) {
		fputs("usage: copy FILE smb://…\n", stderr);
		return 64;
	}
	if (!g_file_get_contents(argv[1], &data, &length, NULL) ||
	    length > SIZE_MOST)
		fail(argv[1]);
	if (smbc_init(no_password, 0) != 0)
		fail("smbc_init");
	copy(data, length, argv[2]);
	return EXIT_SUCCESS;
}
