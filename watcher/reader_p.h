#ifndef WATCHER_READER_P_H
#define WATCHER_READER_P_H

#include "watcher/reader.h"

#include <sys/types.h>

/*
 * Between reader.c, which asks, reader_serve.c, which is the keeper and the
 * reader, reader_next.c, where a child waits, and reader_child.c, in which it
 * reads one file.
 *
 * A request is one packet with descriptors; its answer is one verdict on the
 * pipe that came with it, whose end without one says that the reader died. The
 * paper is a memfd of PAPER_MOST bytes that cannot grow: on it lie the names of
 * [1c] for the reader, then the answer of the child.
 */

enum reader_ask {
	ASK_READY, /* with PIPE */
	ASK_READ,  /* with all */
};

enum reader_fd { READER_PIPE, READER_SOURCE, READER_RECORDS, READER_PAPER };
enum { READER_FDS = 4 };
/* Where requests come, in the reader: the first after stderr. */
enum { READER_REQUESTS = 3 };

enum reader_end {
	END_READY,
	END_ANSWERED,
	END_NO_SCHEMA,  /* the paper is not used: `text` says what */
	END_NO_CHILD,   /* fork failed; detail: errno */
	END_TIME,       /* processor or wall clock; detail: seconds */
	END_MEMORY,     /* detail: MiB */
	END_SIZE,       /* of what it wrote; detail: MiB */
	END_UNCONFINED, /* it could not be confined; detail: errno */
	END_SIGNAL,     /* detail: which */
	END_ODD,        /* no answer that the program gives; detail: status */
};

struct reader_verdict {
	enum reader_end end;
	int detail;
	char text[500];
};

/* What stands on a paper: its length, then bytes. */
struct reader_paper {
	guint32 length;
};
enum { PAPER_MOST = 16 * 1024 * 1024 };

/* How a child ends where it is not killed. */
enum { CHILD_DONE, CHILD_MEMORY = 10, CHILD_UNCONFINED, CHILD_ODD };

/* ---- limits (reader_limits.c) ---- */

struct reader_limits {
	guint64 seconds;  /* of the processor */
	guint64 patience; /* of the wall clock */
	guint64 memory;   /* bytes of addresses */
	guint64 size;     /* bytes of any file that it writes */
};

/* For the file of this descriptor. */
struct reader_limits reader_limits_of(int fd,
                                      const struct reader_options *options);

/* ---- papers (reader_paper.c) ---- */

/* A new one; -1: errno. */
int reader_paper_new(void);
bool reader_paper_write(int fd, gconstpointer bytes, gsize length);
/* Owned; NULL for what is none. */
GByteArray *reader_paper_read(int fd);

/* ---- names of [1c] (reader_names.c) ---- */

/* Keys that settings must have. */
#define READER_NAMES_HEAD "[deal]\nid_field = id\n[stages]\nx = x\n"

/* As the text of a settings file, owned. */
char *reader_names_text(const struct settings *settings);

/* ---- warming up (reader_warm.c) ---- */

struct reader_work;
struct sock_fprog;

/* A descriptor of a small file of orders; -1: errno. */
int reader_warm_text(void);
/* In the reader, before it is confined: what children need and cannot open,
 * and what they need not do each. */
void reader_warm(const struct reader_work *work);
/* Reads the text, in the reader and in each child that waits. */
void reader_warm_read(const struct reader_work *work);

/* ---- processes ---- */

/* The keeper; does not return. `fd`: where requests come. */
void reader_keep(int fd, pid_t program,
                 const struct reader_options *options) G_GNUC_NORETURN;

/* What every child needs. */
struct reader_work {
	struct order_reader *reader;
	const struct settings *settings;
	const struct reader_options *options;
	int first; /* a text to warm up with, or -1 */
	const struct sock_fprog *filter;
	pid_t parent;
};

/* What a child does before it has a file; does not end it. */
void reader_child_begin(const struct reader_work *work);
/* And with it; does not return. */
void reader_child(const struct reader_work *work, const int *fds,
                  const struct reader_limits *limits) G_GNUC_NORETURN;
/* Reads, and answers on the paper. How a child ends. */
int reader_child_read(const struct reader_work *work, const int *fds);

/* ---- the child that waits for its file (reader_next.c) ---- */

struct reader_next {
	pid_t pid;   /* 0: there is none */
	int ends[2]; /* the reader's and the child's */
};

/* False with errno. */
bool reader_next_open(struct reader_next *next);
/* Unless one waits; false with errno. */
bool reader_next_fork(struct reader_next *next, const struct reader_work *work);
/* The one that waits has outdated settings. */
void reader_next_drop(struct reader_next *next);
/* Of children that ended nothing is left. */
void reader_next_reap(struct reader_next *next);
/* It reads now, and is the caller's to wait for; -1 with errno. */
pid_t reader_next_give(struct reader_next *next, const struct reader_work *work,
                       const int *fds, const struct reader_limits *limits);

/* One packet of `length` bytes with so many descriptors. */
bool reader_send(int to, gconstpointer bytes, gsize length, const int *fds,
                 int count);
/* How many descriptors came with it; -1 at the end, and for what is none. */
int reader_receive(int from, int flags, gpointer bytes_r, gsize length,
                   int fds[READER_FDS]);

#endif
