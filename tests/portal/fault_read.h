#ifndef PORTAL_FAULT_READ_H
#define PORTAL_FAULT_READ_H

#include "tests/portal/fault.h"

/* A fault out of its line of text; NULL, with the error set, where a word of
 * it makes no sense. */
struct fault *fault_read(const char *spec, GError **error);

#endif
