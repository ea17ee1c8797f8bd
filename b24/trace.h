#ifndef B24_TRACE_H
#define B24_TRACE_H

#include "b24/http.h"

/*
 * One exchange with the portal as lines for the log of `debug = yes`:
 *
 *     REST → batch, команд: 2
 *     REST →   c0 crm.item.list entityTypeId=2 filter[@ufCrm_1]=[3000004876] …
 *     REST →   c1 crm.duplicate.findbycomm type=PHONE values=[…1234, …1234] …
 *     REST ← HTTP 200, 231 мс, 1043 байт
 *     REST ←   c0 crm.item.list: ok, строк: 1
 *     REST ←     {"id":17,"title":"З…з","stageId":"NEW","ufCrm_1":"3000004876"}
 *     REST ←   c1 crm.duplicate.findbycomm: ok {"CONTACT":[55]}
 *
 * Names, phones and whatever people typed keep only their ends (core/mask.h);
 * funnels, stages, fields and sources are shown, for they are nobody's. At most
 * 16 KiB an exchange, shared fairly among its commands; what was left out is
 * counted. Whatever the portal sends, each line begins as above, and holds
 * nothing that a terminal would act on.
 */

/* Knows which user field holds the order's number: it is the only one that
 * deals are filtered by, and its values are shown. */
struct trace;

/* `tell` gets the lines of each exchange. */
struct trace *trace_new(void (*tell)(void *context, const char *text),
                        void *context);
void trace_free(struct trace *trace);

/* For struct http_options: the context is a struct trace. */
void trace_exchange(void *trace, const struct http_trace *exchange);

/* The lines, without a newline at the end; owned by the caller. */
char *trace_text(struct trace *trace, const struct http_trace *exchange);

#endif
