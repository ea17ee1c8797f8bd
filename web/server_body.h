#ifndef WEB_SERVER_BODY_H
#define WEB_SERVER_BODY_H

#include "web/request.h"

#include <microhttpd.h>

/* The body of a POST, as it comes: fields into request->fields, one file into
 * request->upload. Bounded; what is too much is thrown away as it comes. */
struct body;

/* NULL: not the body of a form. */
struct body *body_new(struct MHD_Connection *connection,
                      struct request *request);
void body_free(struct body *body);

/* False where there is no use in reading on: more than allowed came. */
bool body_take(struct body *body, const char *data, gsize length);
/* All is there. NULL: all is well; else a text for people, static. */
const char *body_end(struct body *body);

extern const char body_too_long[];

#endif
