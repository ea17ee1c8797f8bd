#ifndef WATCHER_READER_H
#define WATCHER_READER_H

#include "xml/order_reader.h"

/*
 * order_reader_read() in a process that can do nothing but read.
 *
 * Files come from a share that anybody may write to, and libxml2 is large. So
 * a file is read in a child of a process that was forked first thing in main(),
 * before the secret, curl or any thread:
 *
 *   the program ── keeper ── reader ── a child for each file
 *
 * The reader compiles the schemas, opens the converters of encodings, takes
 * itself network, files and exec away, and forks a child before there is a file
 * for it, so that its start costs nobody time. With its file it has three
 * descriptors (the file, the record file, the answer), as much processor time,
 * memory and file size as the file can need, and two dozen system calls
 * (reader_confine.h); it reads that one and ends. What it answers is not
 * believed (order_file.h, order_source.h). The keeper does nothing but start
 * another reader where one ends: it knows no secret either, and the program,
 * which does, never forks one.
 *
 * A child that dies is given one more chance; a file over which two died is
 * rejected with the reason, as if its content were wrong.
 *
 * All of them end with the program, and not before: signals of a terminal or
 * of systemd that mean the program do not mean them.
 */

struct reader;

struct reader_options {
	/* For tests: instead of reading, in the confined child. NULL: none. */
	void (*instead)(int source, int records, int answer);
	/* Likewise: seconds for a file of no length, of the processor and of
	 * the wall clock. 0: the usual. */
	guint seconds, patience;
};

/*
 * Starts the processes; to be called before there is anything that they must
 * not have. Returns at once; the schemas are compiled meanwhile. `options` may
 * be NULL. NULL on error.
 */
struct reader *reader_start(const struct reader_options *options,
                            GError **error);
/* Waits for their end, two seconds at most, then kills. */
void reader_stop(struct reader *reader);

/* Whether it reads: waits for the schemas. False and an error that says what
 * keeps it from doing so. */
bool reader_ready(struct reader *reader, GError **error);

/* Whether the keeper is gone, so that nothing will be read any more: only the
 * program's next start helps. */
bool reader_is_gone(const struct reader *reader);

/* Once this descriptor is readable (the program is to end) a reading that has
 * not ended after READER_WAKE_SECONDS is given up with an error: the file is as
 * good as before. -1: none. */
enum { READER_WAKE_SECONDS = 5 };
void reader_wake(struct reader *reader, int wake);

/* Called about once a second while a file is read, by the thread that waits for
 * it: that has an end of its own. NULL: none. */
void reader_beat(struct reader *reader, void (*beat)(void *context),
                 void *context);

/*
 * As order_reader_read(), and bounded in time. READING_REJECTED also for a file
 * that children died of. An error of G_FILE_ERROR also where the reader cannot
 * be reached: the file is as good as before. From any thread, one file at a
 * time.
 */
int reader_read(struct reader *reader, int fd, const struct settings *settings,
                struct order_file *file_r, struct order_source **source_r,
                GError **error);

#endif
