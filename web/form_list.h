#ifndef WEB_FORM_LIST_H
#define WEB_FORM_LIST_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * Options of a choice while they are gathered: {value, label, selected,
 * unknown}. What is set now is matched by any of an option's names.
 */
struct form_list;

/* `now`: what is set, with `several` a list with semicolons. `nothing`: the
 * label of the empty choice, NULL for none. */
struct form_list *form_list_new(const char *now, bool several,
                                const char *nothing);
void form_list_free(struct form_list *list);

/* An option and up to three names under which the file may know it (NULL:
 * fewer). A value that was offered before is passed over. */
void form_list_offer(struct form_list *list, const char *value,
                     const char *label, const char *name, const char *other,
                     const char *third);

/* All of them, with those that are set and were not offered. Frees the list. */
cJSON *form_list_end(struct form_list *list);

#endif
