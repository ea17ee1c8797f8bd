#ifndef B24_TRACE_P_H
#define B24_TRACE_P_H

#include "b24/trace.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What trace.c (lines and their bounds), trace_params.c (requests) and
 * trace_mask.c (answers) share.
 */

struct trace {
	void (*tell)(void *context, const char *text);
	void *context;
	char *id_field; /* the name of the order's number; NULL: not met yet */
};

/* Appends the parameters of a method, `a[b]=c d=[e, f]`: of a call, or of a
 * command of a batch (what stands behind its `?`). */
void trace_append_params(struct trace *trace, GString *out, const char *method,
                         const cJSON *params);
void trace_append_query(struct trace *trace, GString *out, const char *method,
                        const char *query);

/* Appends what a method answered with, as JSON on one line. */
void trace_append_result(const struct trace *trace, GString *out,
                         const char *method, const cJSON *result);

/* Appends an answer that is no JSON: a page, or JSON that was cut. */
void trace_append_page(const struct trace *trace, GString *out,
                       const char *body);

/* Whether all that the method is asked, or answers, is nobody's data. */
bool trace_request_is_open(const char *method);
bool trace_answer_is_open(const char *method);

/* A value as the log has it: `name` of its field may be NULL, `open`: it is
 * nobody's. On one line, owned by the caller. */
char *trace_shown(const struct trace *trace, bool open, const char *name,
                  const char *value);
/* Words of the portal: only numbers are masked. Owned likewise. */
char *trace_words(const char *text);

#endif
