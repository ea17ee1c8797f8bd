/*
 * Compiling a filter: operations, names, values.
 *
 * The traps are here on purpose: a legacy filter loses what it does not
 * understand, an empty list is no condition, a bare key on a string user
 * field searches for a substring.
 */
#include "tests/portal/filter_node.h"
#include "tests/portal/php.h"
#include "tests/portal/value.h"

#include <string.h>

struct operation {
	const char *prefix;
	enum filter_op op;
	bool negated;
	bool item_only;
	bool substring; /* the % are ours */
};

/* Longer prefixes first. */
static const struct operation operations[] = {
	{ "!=%", FILTER_LIKE, true, true, false },
	{ "!%=", FILTER_LIKE, true, true, false },
	{ "!%", FILTER_LIKE, true, true, true },
	{ "!@", FILTER_EQUAL, true, false, false },
	{ "!=", FILTER_EQUAL, true, false, false },
	{ ">=", FILTER_GREATER_EQUAL, false, false, false },
	{ "<=", FILTER_LESS_EQUAL, false, false, false },
	{ "=%", FILTER_LIKE, false, false, false },
	{ "%=", FILTER_LIKE, false, false, false },
	{ "@", FILTER_EQUAL, false, false, false },
	{ "%", FILTER_LIKE, false, false, true },
	{ ">", FILTER_GREATER, false, false, false },
	{ "<", FILTER_LESS, false, false, false },
	{ "=", FILTER_EQUAL, false, false, false },
	{ "!", FILTER_EQUAL, true, false, false },
	{ "", FILTER_EQUAL, false, false, false },
};

struct compile {
	const struct filter_source *source;
	char *error;
};

static void node_free(gpointer data)
{
	struct filter_node *node = data;

	if (node->children)
		g_ptr_array_unref(node->children);
	if (node->operands)
		g_ptr_array_unref(node->operands);
	if (node->numbers)
		g_array_unref(node->numbers);
	g_free(node);
}

static struct filter_node *group_new(bool any)
{
	struct filter_node *node = g_new0(struct filter_node, 1);

	node->what = any ? NODE_OR : NODE_AND;
	node->children = g_ptr_array_new_with_free_func(node_free);
	return node;
}

static const struct operation *operation_of(const char *key, enum family family)
{
	const struct operation *at = operations;

	while (!g_str_has_prefix(key, at->prefix) ||
	       (at->item_only && family == FAMILY_LEGACY))
		at++;
	return at;
}

struct field *filter_field(const struct filter_source *source, const char *name)
{
	struct field *field = NULL;

	if (source->family == FAMILY_LEGACY) {
		field = kind_field(source->kind, name);
		if (field && field->flags & (FIELD_NO_LEGACY | FIELD_UNLISTED))
			field = NULL;
		return field;
	}
	if (source->original_names && g_str_has_prefix(name, "UF_"))
		return kind_field(source->kind, name);
	field = kind_camel(source->kind, name);
	if (field && field->id && source->original_names)
		return NULL;
	return field && field->flags & FIELD_NO_ITEM ? NULL : field;
}

static void drop(const struct compile *compile, const char *key)
{
	journal_dropped(compile->source->portal->journal,
	                compile->source->method, key);
}

static bool only_equals(const struct field *field)
{
	return strcmp(field->type, "crm_status") == 0 ||
	       strcmp(field->type, "crm_contact") == 0 ||
	       strcmp(field->type, "crm_company") == 0;
}

/* A bare key on a string user field that the filter shows as a mask. */
static bool is_mask(const struct compile *compile, const struct field *field,
                    const struct operation *operation)
{
	return compile->source->family == FAMILY_LEGACY && field->id &&
	       !*operation->prefix && strcmp(field->type, "string") == 0 &&
	       strchr("ES", *field->show_filter);
}

static void add_operand(const struct compile *compile, struct filter_node *leaf,
                        const cJSON *value, bool substring)
{
	char *text = NULL;

	if (leaf->op == FILTER_LIKE) {
		g_autofree char *plain = php_string(value);
		g_autoptr(GString) folded = g_string_new(NULL);
		store_fold(folded, plain ? plain : "");
		text = g_strdup_printf(substring ? "%%%s%%" : "%s",
		                       folded->str);
	} else {
		text = value_operand(compile->source->portal, leaf->field,
		                     value);
	}
	g_ptr_array_add(leaf->operands, text);
}

/* Of an array PHONE takes the first value, and only that. */
static void fill(const struct compile *compile, struct filter_node *leaf,
                 const cJSON *value, bool substring)
{
	const cJSON *element;

	if (!php_is_array(value)) {
		add_operand(compile, leaf, value, substring);
		return;
	}
	cJSON_ArrayForEach (element, value) {
		if (php_is_array(element))
			continue;
		add_operand(compile, leaf, element, substring);
		if (leaf->field->shape == SHAPE_COMM)
			break;
	}
}

static GArray *numbers_of(const GPtrArray *operands)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < operands->len; i++) {
		double number = g_ascii_strtod(operands->pdata[i], NULL);

		g_array_append_val(numbers, number);
	}
	return numbers;
}

static struct filter_node *leaf_new(const struct compile *compile,
                                    const struct field *field,
                                    const struct operation *operation,
                                    const cJSON *value)
{
	struct filter_node *leaf = g_new0(struct filter_node, 1);
	bool substring = operation->substring;

	leaf->what = NODE_LEAF;
	leaf->field = field;
	leaf->op = operation->op;
	leaf->negated = operation->negated;
	leaf->operands = g_ptr_array_new_with_free_func(g_free);
	if (is_mask(compile, field, operation)) {
		leaf->op = FILTER_LIKE;
		substring = true;
	}
	if (compile->source->family == FAMILY_LEGACY &&
	    leaf->op == FILTER_LIKE && only_equals(field))
		leaf->op = FILTER_EQUAL;
	fill(compile, leaf, value, substring);
	if (leaf->op != FILTER_LIKE && field_is_number(field))
		leaf->numbers = numbers_of(leaf->operands);
	return leaf;
}

/* No operand, no condition. */
static struct filter_node *unless_empty(const struct compile *compile,
                                        const char *key,
                                        struct filter_node *leaf)
{
	if (leaf->operands->len)
		return leaf;
	drop(compile, key);
	node_free(leaf);
	return NULL;
}

static bool is_blank_mask(const struct compile *compile,
                          const struct field *field,
                          const struct operation *operation, const cJSON *value)
{
	return is_mask(compile, field, operation) &&
	       (!value || cJSON_IsNull(value) ||
	        (cJSON_IsString(value) && !*value->valuestring));
}

static struct filter_node *compile_legacy(const struct compile *compile,
                                          const char *key, const cJSON *value)
{
	const struct operation *operation = operation_of(key, FAMILY_LEGACY);
	const struct field *field =
		filter_field(compile->source, key + strlen(operation->prefix));

	if (!field || (field->shape == SHAPE_COMM && *operation->prefix) ||
	    is_blank_mask(compile, field, operation, value)) {
		drop(compile, key);
		return NULL;
	}
	return unless_empty(compile, key,
	                    leaf_new(compile, field, operation, value));
}

static bool is_flat_list(const cJSON *value)
{
	const cJSON *element;

	if (!php_is_array(value))
		return true;
	if (!cJSON_IsArray(value))
		return false;
	cJSON_ArrayForEach (element, value) {
		if (php_is_array(element))
			return false;
	}
	return true;
}

static struct filter_node *compile_item(struct compile *compile,
                                        const char *key, const cJSON *value)
{
	const struct operation *operation = operation_of(key, FAMILY_ITEM);
	const char *name = key + strlen(operation->prefix);
	const struct field *field = filter_field(compile->source, name);

	if (!field || !is_flat_list(value)) {
		compile->error =
			g_strdup_printf("Invalid filter: field '%s' %s", name,
		                        field ? "has invalid value"
		                              : "is not allowed in filter");
		return NULL;
	}
	return unless_empty(compile, key,
	                    leaf_new(compile, field, operation, value));
}

static bool is_group_key(const char *key)
{
	return *key && strspn(key, "0123456789") == strlen(key);
}

static struct filter_node *compile_group(struct compile *compile,
                                         const cJSON *conditions)
{
	bool item = compile->source->family == FAMILY_ITEM;
	const cJSON *logic = item ? php_get(conditions, "logic") : NULL;
	const char *word = cJSON_GetStringValue(logic);
	struct filter_node *group =
		group_new(word && g_ascii_strcasecmp(word, "OR") == 0);
	g_autofree char *owned = NULL;
	const cJSON *value;
	int index = 0;

	cJSON_ArrayForEach (value, conditions) {
		const char *key = php_key(value, index++, &owned);
		struct filter_node *child = NULL;

		if (value == logic)
			continue;
		if (!item)
			child = compile_legacy(compile, key, value);
		else if (is_group_key(key) && php_is_array(value))
			child = compile_group(compile, value);
		else
			child = compile_item(compile, key, value);
		if (child)
			g_ptr_array_add(group->children, child);
		if (compile->error)
			break;
	}
	return group;
}

struct filter *filter_new(const struct filter_source *source,
                          const cJSON *conditions, char **error_r)
{
	struct compile compile = { .source = source };
	struct filter *filter = g_new0(struct filter, 1);

	filter->portal = source->portal;
	filter->kind = source->kind;
	filter->root = compile_group(&compile, conditions);
	if (compile.error) {
		*error_r = compile.error;
		filter_free(filter);
		return NULL;
	}
	return filter;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	node_free(filter->root);
	g_free(filter);
}
