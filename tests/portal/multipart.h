#ifndef PORTAL_MULTIPART_H
#define PORTAL_MULTIPART_H

#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The parameters of a multipart/form-data body, as PHP makes $_POST of one;
 * `type` is the Content-Type with its boundary. A part with a file name is a
 * file and no parameter. Never NULL; owned by the caller.
 */
cJSON *multipart_read(const char *type, const char *body, size_t length);

#endif
