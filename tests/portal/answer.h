#ifndef PORTAL_ANSWER_H
#define PORTAL_ANSWER_H

#include "tests/portal/portal.h"

/*
 * Filling an answer.
 */

#define ANSWER_JSON "application/json; charset=utf-8"
#define ANSWER_HTML "text/html; charset=utf-8"

/* Empty, as JSON with status 200. */
void answer_init(struct answer *answer);
void answer_html(struct answer *answer, unsigned status, const char *text);
/* Takes the body. */
void answer_json(struct answer *answer, unsigned status, cJSON *body);
/* `code` is JSON: "\"NOT_FOUND\"", "100". */
void answer_error(struct answer *answer, unsigned status, const char *code,
                  const char *text);

#endif
