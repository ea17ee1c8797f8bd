/*
 * JSON writers: one that escapes as PHP does with the flags of Bitrix24, one
 * for golden files.
 *
 * Does not decide between `[]` and `{}`: php_normal() did.
 */
#include "tests/portal/json.h"

#include "tests/portal/php.h"

#include <string.h>

#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029

struct writer {
	GString *out;
	bool pretty;
};

static const char *short_escape(gunichar c)
{
	switch (c) {
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '\\':
		return "\\\\";
	default:
		return NULL;
	}
}

/* What has to be looked at before it is written. */
static bool is_special(const struct writer *writer, unsigned char byte)
{
	if (byte < 0x20 || byte == '"' || byte == '\\')
		return true;
	if (writer->pretty)
		return false;
	/* 0xe2 begins the two line ends that only Unicode knows. */
	return byte == 0xe2 || byte == '\'' || byte == '<' || byte == '>' ||
	       byte == '&' || byte == '/';
}

static void write_special(const struct writer *writer, gunichar c)
{
	const char *escape = short_escape(c);

	if (escape)
		g_string_append(writer->out, escape);
	else if (c == '/')
		g_string_append(writer->out, "\\/");
	else if (c == '"' && writer->pretty)
		g_string_append(writer->out, "\\\"");
	else if (c < 0x80 || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR)
		g_string_append_printf(writer->out, "\\u%04X", c);
	else
		g_string_append_unichar(writer->out, c);
}

static void write_text(const struct writer *writer, const char *text)
{
	g_autofree char *valid = NULL;
	const char *at = text;

	if (!g_utf8_validate(text, -1, NULL)) {
		valid = g_utf8_make_valid(text, -1);
		at = valid;
	}
	g_string_append_c(writer->out, '"');
	while (*at) {
		size_t length = 0;

		while (at[length] &&
		       !is_special(writer, (unsigned char)at[length]))
			length++;
		g_string_append_len(writer->out, at, (gssize)length);
		at += length;
		if (!*at)
			break;
		write_special(writer, g_utf8_get_char(at));
		at = g_utf8_next_char(at);
	}
	g_string_append_c(writer->out, '"');
}

static void indent(const struct writer *writer, int depth)
{
	if (!writer->pretty)
		return;
	g_string_append_c(writer->out, '\n');
	for (int i = 0; i < depth; i++)
		g_string_append(writer->out, "  ");
}

static int by_key(gconstpointer a, gconstpointer b)
{
	const cJSON *const *left = a;
	const cJSON *const *right = b;

	return strcmp((*left)->string, (*right)->string);
}

static void write_value(const struct writer *writer, const cJSON *tree,
                        int depth);

static void write_child(const struct writer *writer, const cJSON *child,
                        bool first, int depth)
{
	if (!first)
		g_string_append_c(writer->out, ',');
	indent(writer, depth);
	if (child->string) {
		write_text(writer, child->string);
		g_string_append(writer->out, writer->pretty ? ": " : ":");
	}
	write_value(writer, child, depth);
}

static void write_sorted(const struct writer *writer, const cJSON *object,
                         int depth)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (cJSON *child = object->child; child; child = child->next)
		g_ptr_array_add(all, child);
	g_ptr_array_sort(all, by_key);
	for (guint i = 0; i < all->len; i++)
		write_child(writer, all->pdata[i], i == 0, depth);
}

static void write_array(const struct writer *writer, const cJSON *tree,
                        int depth)
{
	bool list = cJSON_IsArray(tree);

	g_string_append_c(writer->out, list ? '[' : '{');
	if (writer->pretty && !list) {
		write_sorted(writer, tree, depth + 1);
	} else {
		for (cJSON *c = tree->child; c; c = c->next)
			write_child(writer, c, c == tree->child, depth + 1);
	}
	if (tree->child)
		indent(writer, depth);
	g_string_append_c(writer->out, list ? ']' : '}');
}

static void write_value(const struct writer *writer, const cJSON *tree,
                        int depth)
{
	if (php_is_array(tree)) {
		write_array(writer, tree, depth);
	} else if (cJSON_IsString(tree)) {
		write_text(writer, tree->valuestring);
	} else if (cJSON_IsNumber(tree)) {
		g_autofree char *text = php_string(tree);
		g_string_append(writer->out, text);
	} else if (cJSON_IsRaw(tree)) {
		g_string_append(writer->out, tree->valuestring);
	} else if (cJSON_IsBool(tree)) {
		g_string_append(writer->out,
		                cJSON_IsTrue(tree) ? "true" : "false");
	} else {
		g_string_append(writer->out, "null");
	}
}

void json_wire(GString *out, const cJSON *tree)
{
	struct writer writer = { .out = out, .pretty = false };

	write_value(&writer, tree, 0);
}

void json_pretty(GString *out, const cJSON *tree, int depth)
{
	struct writer writer = { .out = out, .pretty = true };

	write_value(&writer, tree, depth);
}
