#ifndef XML_WRITE_ALL_H
#define XML_WRITE_ALL_H

#include <stdbool.h>
#include <stddef.h>

/* Writes all of it, however little a call takes. False with errno: of what was
 * written so far nothing is known. */
bool write_all(int fd, const void *bytes, size_t length);

#endif
