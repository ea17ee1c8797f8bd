/*
 * PHP's arrays and casts on cJSON trees. Query strings are in php_query.c,
 * JSON in php_json.c.
 *
 * Refuses nothing: as in PHP, what cannot be understood becomes something
 * else without a word. That is the point of this double.
 */
#include "tests/portal/php.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_index(const char *key)
{
	size_t length = strspn(key, "0123456789");

	if (!length || key[length] || length > 15)
		return false;
	return key[0] != '0' || length == 1;
}

static double next_index(const cJSON *map)
{
	gint64 next = 0;
	const cJSON *child;

	cJSON_ArrayForEach (child, map) {
		if (is_index(child->string))
			next = MAX(next, strtoll(child->string, NULL, 10) + 1);
	}
	return (double)next;
}

/* A map has no number of its own: that is where it keeps the next index of a
 * list that grows, for looking at all of it each time is quadratic. */
static void push(cJSON *map, cJSON *item)
{
	double next = map->valuedouble > 0 ? map->valuedouble : next_index(map);
	char key[32];

	g_snprintf(key, sizeof(key), "%.0f", next);
	cJSON_AddItemToObject(map, key, item);
	map->valuedouble = next + 1;
}

void php_put(cJSON *map, const char *key, cJSON *item)
{
	if (!key) {
		push(map, item);
		return;
	}
	if (is_index(key))
		map->valuedouble = 0;
	if (cJSON_GetObjectItemCaseSensitive(map, key))
		cJSON_ReplaceItemInObjectCaseSensitive(map, key, item);
	else
		cJSON_AddItemToObject(map, key, item);
}

/* json_decode() keeps the place of the first of two equal keys and the value
 * of the last. */
static bool has_doubled(const cJSON *object)
{
	int few = 8;

	for (const cJSON *one = object->child; one; one = one->next) {
		if (!few--)
			return true; /* too many to look at each pair */
		for (const cJSON *two = one->next; two; two = two->next) {
			if (strcmp(one->string, two->string) == 0)
				return true;
		}
	}
	return false;
}

static void drop_doubled(cJSON *object)
{
	if (!has_doubled(object))
		return;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	cJSON *next;

	for (cJSON *child = object->child; child; child = next) {
		next = child->next;
		cJSON *first = g_hash_table_lookup(seen, child->string);
		if (first) {
			cJSON_DetachItemViaPointer(object, child);
			g_hash_table_remove(seen, child->string);
			cJSON_ReplaceItemViaPointer(object, first, child);
		}
		g_hash_table_insert(seen, child->string, child);
	}
}

static bool is_list(const cJSON *object)
{
	char expected[24];
	int index = 0;

	for (const cJSON *child = object->child; child; child = child->next) {
		g_snprintf(expected, sizeof(expected), "%d", index++);
		if (strcmp(child->string, expected) != 0)
			return false;
	}
	return true;
}

cJSON *php_normal(cJSON *tree)
{
	if (cJSON_IsObject(tree)) {
		drop_doubled(tree);
		if (is_list(tree)) {
			tree->type = (tree->type & ~0xff) | cJSON_Array;
			for (cJSON *c = tree->child; c; c = c->next) {
				if (!(c->type & cJSON_StringIsConst))
					cJSON_free(c->string);
				c->type &= ~cJSON_StringIsConst;
				c->string = NULL;
			}
		}
	}
	if (php_is_array(tree)) {
		for (cJSON *child = tree->child; child; child = child->next)
			php_normal(child);
	}
	return tree;
}

static cJSON *as_object(cJSON *array)
{
	if (!cJSON_IsArray(array))
		return array;
	int index = 0;
	for (cJSON *child = array->child; child; child = child->next) {
		g_autofree char *key = g_strdup_printf("%d", index++);
		child->string = cJSON_malloc(strlen(key) + 1);
		g_strlcpy(child->string, key, strlen(key) + 1);
	}
	array->type = (array->type & ~0xff) | cJSON_Object;
	return array;
}

cJSON *php_merge(cJSON *into, cJSON *from)
{
	if (!from)
		return into;
	as_object(into);
	as_object(from);
	while (from->child) {
		cJSON *child = cJSON_DetachItemViaPointer(from, from->child);
		g_autofree char *key = g_strdup(child->string);
		php_put(into, key, child);
	}
	cJSON_Delete(from);
	return php_normal(into);
}

bool php_is_array(const cJSON *value)
{
	return cJSON_IsArray(value) || cJSON_IsObject(value);
}

double php_float(const cJSON *value)
{
	if (php_is_array(value))
		return value->child ? 1 : 0;
	if (cJSON_IsNumber(value))
		return value->valuedouble;
	if (cJSON_IsTrue(value))
		return 1;
	if (!cJSON_IsString(value))
		return 0;
	const char *text = value->valuestring;
	while (g_ascii_isspace(*text))
		text++;
	size_t sign = *text == '-' || *text == '+' ? 1 : 0;
	/* strtod() reads "inf", "nan" and hexadecimals; PHP reads 0. */
	if (!g_ascii_isdigit(text[sign]) && text[sign] != '.')
		return 0;
	if (text[sign] == '0' && (text[sign + 1] | 0x20) == 'x')
		return 0;
	return g_ascii_strtod(text, NULL);
}

gint64 php_int(const cJSON *value)
{
	double number = php_float(value);

	if (!isfinite(number) || fabs(number) > 9e15)
		return 0;
	return (gint64)number;
}

bool php_true(const cJSON *value)
{
	if (php_is_array(value))
		return value->child != NULL;
	if (cJSON_IsString(value))
		return *value->valuestring &&
		       strcmp(value->valuestring, "0") != 0;
	return cJSON_IsTrue(value) ||
	       (cJSON_IsNumber(value) && value->valuedouble != 0);
}

char *php_string(const cJSON *value)
{
	if (php_is_array(value))
		return NULL;
	if (cJSON_IsString(value))
		return g_strdup(value->valuestring);
	if (cJSON_IsTrue(value))
		return g_strdup("1");
	if (!cJSON_IsNumber(value))
		return g_strdup("");
	double number = value->valuedouble;
	if (number == floor(number) && fabs(number) < 1e15 &&
	    (number != 0 || !signbit(number)))
		return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)number);
	if (number == 0)
		return g_strdup("-0");
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];
	for (int digits = 15; digits <= 17; digits++) {
		char format[8];
		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(buffer, sizeof(buffer), format, number);
		if (g_ascii_strtod(buffer, NULL) == number)
			break;
	}
	return g_strdup(buffer);
}

const cJSON *php_get(const cJSON *array, const char *key)
{
	if (cJSON_IsObject(array))
		return cJSON_GetObjectItemCaseSensitive(array, key);
	if (cJSON_IsArray(array) && is_index(key) && strlen(key) < 9)
		return cJSON_GetArrayItem(array, (int)strtol(key, NULL, 10));
	return NULL;
}

const cJSON *php_get_caseless(const cJSON *array, const char *key)
{
	const cJSON *child;

	if (!cJSON_IsObject(array))
		return NULL;
	cJSON_ArrayForEach (child, array) {
		if (g_ascii_strcasecmp(child->string, key) == 0)
			return child;
	}
	return NULL;
}

const char *php_key(const cJSON *child, int index, char **owned)
{
	if (child->string)
		return child->string;
	g_free(*owned);
	*owned = g_strdup_printf("%d", index);
	return *owned;
}
