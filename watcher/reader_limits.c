/*
 * What a file may cost, from its size alone. Of an archive the content counts,
 * which deflate cannot make more than some thousand times as large and the
 * reader of archives takes to 4 GB (zip.h): to ask the archive itself would be
 * to read it.
 */
#include "watcher/reader_p.h"

#include <sys/stat.h>
#include <unistd.h>

#define MIB G_GUINT64_CONSTANT(1048576)

enum {
	SECONDS = 30, /* of the processor, for a file of no length */
	BYTES_A_SECOND = 10 * 1000 * 1000, /* a tenth of what is usual */
	PATIENCE = 90,       /* the wall clock may be thrice that */
	DEFLATE_MOST = 1032, /* zlib's own bound, rounded up */
};

static guint64 content_most(int fd)
{
	struct stat about = { 0 };
	guint64 size;
	char head[2] = { 0 };

	if (fstat(fd, &about) != 0 || about.st_size < 0)
		return 0;
	size = (guint64)about.st_size;
	if (pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
	    head[0] == 'P' && head[1] == 'K')
		return MAX(size, MIN(size * DEFLATE_MOST, 4096 * MIB));
	return size;
}

struct reader_limits reader_limits_of(int fd,
                                      const struct reader_options *options)
{
	guint64 content = content_most(fd);
	guint64 more = content / BYTES_A_SECOND;
	guint seconds = options->seconds ? options->seconds : SECONDS;
	guint patience = options->patience ? options->patience : PATIENCE;

	return (struct reader_limits){
		.seconds = seconds + more,
		.patience = patience + 3 * more,
		/* Indexes take some dozen bytes an order or client. */
		.memory = 512 * MIB + content / 4,
		/* windows-1251 doubles, and every value has a head. */
		.size = 64 * MIB + 4 * content,
	};
}
