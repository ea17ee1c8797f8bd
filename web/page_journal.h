#ifndef WEB_PAGE_JOURNAL_H
#define WEB_PAGE_JOURNAL_H

#include "web/site.h"

/* «Журнал»: orders and files, what happened to each, acks, once more. */
struct response *page_journal_get(struct visit *visit);
/* GET /journal/order?number=…: field by field. */
struct response *page_journal_order(struct visit *visit);
/* GET /journal/ack?name=…, and the same as a file to save. */
struct response *page_journal_ack(struct visit *visit);
struct response *page_journal_ack_file(struct visit *visit);
/* POST /journal/repeat: the source of `file` (row id) goes into in/ again. */
struct response *page_journal_repeat(struct visit *visit);

#endif
