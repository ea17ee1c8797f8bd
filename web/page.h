#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "core/finding.h"
#include "web/form.h"
#include "web/site.h"

#include <glib.h>

/*
 * What pages are made of. A handler fills visit->model and ends with
 * page_show(); the template gets the model with what every page has: menu,
 * CSRF token, faults of the settings file, the lists' age.
 */

enum page_tone { PAGE_GOOD, PAGE_REMARK, PAGE_BAD };

/* A line above the page's content. */
void page_notice(struct visit *visit, enum page_tone tone, const char *format,
                 ...) G_GNUC_PRINTF(3, 4);

/* `template`: a file of web/pages/; `title`: what the page is called. */
struct response *page_show(struct visit *visit, guint status,
                           const char *template, const char *title);
/* The page that says why there is none. */
struct response *page_fail(struct visit *visit, guint status, const char *text);
/* Of an error, which is freed. */
struct response *page_error(struct visit *visit, GError *error);

/* Model helpers; NULL texts become "". */
void page_text(cJSON *object, const char *name, const char *text);
/* For behind a question mark of an address: whatever is not a letter, a digit
 * or one of "-._~" is escaped. */
void page_query(cJSON *object, const char *name, const char *text);
void page_number(cJSON *object, const char *name, gint64 number);
cJSON *page_list(cJSON *object, const char *name);
cJSON *page_add(cJSON *list); /* a new object at its end */

/* A finding as the model of finding.html. */
void page_finding(cJSON *list, const struct finding *finding);

/* "сегодня в 12:03", "24.12.2020 в 12:03" in the settings' zone. Owned. */
char *page_time(const struct visit *visit, gint64 when);

/* The right form of a Russian noun: page_count(3, "файл", "файла", "файлов").
 */
const char *page_plural(gint64 count, const char *one, const char *few,
                        const char *many);

#endif
