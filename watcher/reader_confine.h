#ifndef WATCHER_READER_CONFINE_H
#define WATCHER_READER_CONFINE_H

#include "watcher/reader_p.h"

/*
 * What the reader and its children may still do. The system calls are a table
 * with a reason for each; what it lacks kills the child, and fails in the
 * reader.
 *
 * Under sanitizers, which take addresses without end, read files of /proc and
 * write reports, memory has no bound and some more calls are allowed: that is
 * this file's alone.
 */

/* No network, no exec, no files: seccomp, and Landlock where the kernel has it.
 * False with errno where seccomp does not work. */
bool confine_reader(void);

/* The child's filter, made once, as the kernel takes it: to make it takes
 * longer than to read a small file. For the rest of the process; NULL with
 * errno. */
const struct sock_fprog *confine_child_filter(void);

/* For good: limits, then the filter. False with errno. */
bool confine_child(const struct sock_fprog *filter,
                   const struct reader_limits *limits);

#endif
