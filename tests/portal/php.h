#ifndef PORTAL_PHP_H
#define PORTAL_PHP_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * Values as PHP sees them. Bitrix24 is a PHP program and its traps come from
 * there: how a query string becomes an array, what "12abc" is as a number,
 * when an array is a list.
 *
 * A PHP array is a cJSON Array where its keys are 0..n-1 in order (so an
 * empty one is too) and a cJSON Object otherwise. php_normal() brings any
 * tree into that form; everything that comes in and goes out passes it.
 */

/* By parse_str(): percent-decoding once, '+' is a space, a[b][]=c nests. */
cJSON *php_query(const char *text);
/* One of its assignments: the name `filter[ID]` is taken apart. */
void php_assign(cJSON *root, const char *name, const char *value);

/* NULL where the text is no JSON array or object, or no UTF-8: json_decode()
 * gives no parameters then, and no error. */
cJSON *php_json(const char *text, size_t length);

/* Takes the tree and gives it back. */
cJSON *php_normal(cJSON *tree);

/* Every key of `from` (which is freed) into `into`, replacing. */
cJSON *php_merge(cJSON *into, cJSON *from);

/* $map[$key] = $item, or $map[] = $item where the key is NULL. */
void php_put(cJSON *map, const char *key, cJSON *item);

bool php_is_array(const cJSON *value);
gint64 php_int(const cJSON *value); /* (int)$value; a full array is 1 */
double php_float(const cJSON *value);
bool php_true(const cJSON *value);

/* (string)$value, owned by the caller; NULL for an array. */
char *php_string(const cJSON *value);

/* By key ("0", "1" … in a list); NULL where there is none. */
const cJSON *php_get(const cJSON *array, const char *key);
const cJSON *php_get_caseless(const cJSON *array, const char *key);

/* The key of the child at `index` while walking an array; `*owned` keeps a
 * number's text and is to be g_free()d. */
const char *php_key(const cJSON *child, int index, char **owned);

#endif
