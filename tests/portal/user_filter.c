/*
 * Filtering users.
 *
 * Knows fields by what the rows hold: of 10 users nobody needs an index.
 */
#include "tests/portal/user_filter.h"

#include "tests/portal/php.h"

#include <string.h>

enum op { OP_EQUAL, OP_LESS, OP_AT_MOST, OP_MORE, OP_AT_LEAST, OP_LIKE };

struct condition {
	const char *field;
	enum op op;
	bool negated, substring;
	const cJSON *value;
};

/* Longer prefixes first. */
static const struct {
	const char *prefix;
	enum op op;
	bool negated, substring;
} prefixes[] = {
	{ "!=%", OP_LIKE, true, false },    { "!%=", OP_LIKE, true, false },
	{ "!%", OP_LIKE, true, true },      { "!@", OP_EQUAL, true, false },
	{ "!=", OP_EQUAL, true, false },    { ">=", OP_AT_LEAST, false, false },
	{ "<=", OP_AT_MOST, false, false }, { "=%", OP_LIKE, false, false },
	{ "%=", OP_LIKE, false, false },    { "@", OP_EQUAL, false, false },
	{ "%", OP_LIKE, false, true },      { ">", OP_MORE, false, false },
	{ "<", OP_LESS, false, false },     { "=", OP_EQUAL, false, false },
	{ "!", OP_EQUAL, true, false },     { "", OP_EQUAL, false, false },
};

static char *folded(const cJSON *value)
{
	g_autofree char *text = php_string(value);
	GString *out = g_string_new(NULL);

	store_fold(out, text ? text : "");
	return g_string_free(out, FALSE);
}

static bool is_number(const char *text)
{
	char *end = NULL;

	g_ascii_strtod(text, &end);
	return end != text && !*end;
}

static int compare_texts(const char *a, const char *b)
{
	if (is_number(a) && is_number(b)) {
		double left = g_ascii_strtod(a, NULL);
		double right = g_ascii_strtod(b, NULL);

		return left < right ? -1 : left > right;
	}
	return strcmp(a, b);
}

int user_compare(const cJSON *a, const cJSON *b)
{
	g_autofree char *left = folded(a);
	g_autofree char *right = folded(b);

	return compare_texts(left, right);
}

/* % is anything. */
static bool like(const char *text, const char *pattern)
{
	for (; *pattern && *pattern != '%'; pattern++, text++) {
		if (*pattern != *text)
			return false;
	}
	if (!*pattern)
		return !*text;
	do {
		if (like(text, pattern + 1))
			return true;
	} while (*text++);
	return false;
}

static bool meets(const struct condition *condition, const char *is,
                  const char *wanted)
{
	g_autofree char *pattern = NULL;
	int order = compare_texts(is, wanted);

	switch (condition->op) {
	case OP_LESS:
		return order < 0;
	case OP_AT_MOST:
		return order <= 0;
	case OP_MORE:
		return order > 0;
	case OP_AT_LEAST:
		return order >= 0;
	case OP_LIKE:
		pattern = condition->substring
		                  ? g_strdup_printf("%%%s%%", wanted)
		                  : g_strdup(wanted);
		return like(is, pattern);
	case OP_EQUAL:
		break;
	}
	return order == 0;
}

/* What is said of ACTIVE may be a letter. */
static char *wanted_text(const struct condition *condition, const cJSON *value)
{
	g_autofree char *text = folded(value);

	if (strcmp(condition->field, "ACTIVE") != 0)
		return g_steal_pointer(&text);
	return g_strdup(
		*text && strcmp(text, "n") != 0 && strcmp(text, "0") != 0 ? "1"
									  : "");
}

static bool meets_any(const struct condition *condition, const cJSON *is)
{
	g_autofree char *text = folded(is);
	const cJSON *value;

	if (!php_is_array(condition->value)) {
		g_autofree char *wanted =
			wanted_text(condition, condition->value);
		return meets(condition, text, wanted);
	}
	cJSON_ArrayForEach (value, condition->value) {
		g_autofree char *wanted = wanted_text(condition, value);
		if (meets(condition, text, wanted))
			return true;
	}
	return false;
}

/* Of a list, as UF_DEPARTMENT is, any element. */
static bool fits(const struct condition *condition, const cJSON *row)
{
	const cJSON *is = php_get(row, condition->field);
	const cJSON *element;
	bool any = false;

	if (!php_is_array(is))
		return meets_any(condition, is) != condition->negated;
	cJSON_ArrayForEach (element, is) {
		any |= meets_any(condition, element);
	}
	return any != condition->negated;
}

static cJSON *full_name(const cJSON *row)
{
	const char *name = cJSON_GetStringValue(php_get(row, "NAME"));
	const char *last = cJSON_GetStringValue(php_get(row, "LAST_NAME"));
	g_autofree char *both =
		g_strconcat(name ? name : "", " ", last ? last : "", NULL);

	return cJSON_CreateString(both);
}

static bool fits_name(const struct condition *condition, const cJSON *row)
{
	g_autoptr(cJSON) name = full_name(row);
	struct condition search = *condition;

	search.op = OP_LIKE;
	search.substring = true;
	return meets_any(&search, name);
}

static void apply(const struct condition *condition, GPtrArray *rows)
{
	bool by_name = strcmp(condition->field, "NAME_SEARCH") == 0;

	for (guint i = rows->len; i > 0; i--) {
		const cJSON *row = rows->pdata[i - 1];

		if (by_name ? !fits_name(condition, row)
		            : !fits(condition, row))
			g_ptr_array_remove_index(rows, i - 1);
	}
}

static bool is_parameter(const char *key)
{
	static const char *const names[] = {
		"sort",       "order",  "start",        "select", "auth",
		"admin_mode", "filter", "image_resize", NULL
	};
	g_autofree char *lower = g_ascii_strdown(key, -1);

	return g_strv_contains(names, lower);
}

static bool is_field(const char *name, const GPtrArray *rows)
{
	if (strcmp(name, "NAME_SEARCH") == 0)
		return true;
	for (guint i = 0; i < rows->len; i++) {
		if (php_get(rows->pdata[i], name))
			return true;
	}
	return false;
}

static bool read_condition(const cJSON *value, const GPtrArray *rows, char *key,
                           struct condition *condition)
{
	gsize at = 0;

	while (!g_str_has_prefix(key, prefixes[at].prefix))
		at++;
	*condition = (struct condition){
		.field = key + strlen(prefixes[at].prefix),
		.op = prefixes[at].op,
		.negated = prefixes[at].negated,
		.substring = prefixes[at].substring,
		.value = value,
	};
	if (php_is_array(value) && !value->child)
		return false;
	return is_field(condition->field, rows);
}

void user_filter(const struct call *call, const cJSON *filter, GPtrArray *rows)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, filter) {
		struct condition condition;

		if (!value->string ||
		    (filter == call->params && is_parameter(value->string)))
			continue;
		g_autofree char *key = g_ascii_strup(value->string, -1);
		if (read_condition(value, rows, key, &condition))
			apply(&condition, rows);
		else if (rows->len)
			journal_dropped(call->portal->journal,
			                call->method->name, value->string);
	}
}
