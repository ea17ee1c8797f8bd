/*
 * The parameters of a request as people read them: decoded, lists together,
 * what is selected last, for it is always the same.
 */
#include "b24/trace_p.h"

#include "b24/rows.h"
#include "core/text.h"

#include <string.h>

struct pairs {
	struct trace *trace;
	GString *out;
	bool open;
	bool selects; /* this turn is for what is selected, else for the rest */
	char *list;   /* the path of the list that is being written, or NULL */
};

/* The last part of `filter[@b][0]` that is no index, without the filter's
 * operator: `b`. Owned. */
static char *name_of(const char *path)
{
	g_auto(GStrv) parts = g_strsplit_set(path, "[]", -1);
	const char *name = "";

	for (char **part = parts; *part; part++)
		if (strspn(*part, "0123456789") != strlen(*part))
			name = *part;
	return g_strdup(name + strspn(name, "@=%!<>"));
}

/* Deals are filtered by no user field but that of the number. */
static void learn_id_field(struct trace *trace, const char *path,
                           const char *name)
{
	if (!g_str_has_prefix(path, "filter[") ||
	    g_ascii_strncasecmp(name, "uf", 2) != 0)
		return;
	g_free(trace->id_field);
	trace->id_field = g_strdup(name);
}

/* The length of the path without its index; 0 where it has none. */
static gsize list_length(const char *path)
{
	const char *index = strrchr(path, '[');
	gsize digits = index ? strspn(index + 1, "0123456789") : 0;

	return digits && !strcmp(index + 1 + digits, "]")
	               ? (gsize)(index - path)
	               : 0;
}

static void end_list(struct pairs *pairs)
{
	if (pairs->list)
		g_string_append_c(pairs->out, ']');
	g_clear_pointer(&pairs->list, g_free);
}

static void begin_pair(struct pairs *pairs, const char *path)
{
	gsize length = list_length(path);

	if (length && pairs->list && strlen(pairs->list) == length &&
	    !strncmp(pairs->list, path, length)) {
		g_string_append(pairs->out, ", ");
		return;
	}
	end_list(pairs);
	g_string_append_c(pairs->out, ' ');
	if (!length) {
		g_string_append_printf(pairs->out, "%s=", path);
		return;
	}
	pairs->list = g_strndup(path, length);
	g_string_append_printf(pairs->out, "%s=[", pairs->list);
}

static void append_pair(struct pairs *pairs, const char *path,
                        const char *value)
{
	const char *quote = strpbrk(value, " ,=\"\n") ? "\"" : "";
	g_autofree char *plain = text_plain(path, G_MAXSIZE);
	g_autofree char *name = NULL;
	g_autofree char *text = NULL;

	if (pairs->selects != g_str_has_prefix(path, "select"))
		return;
	name = name_of(path);
	learn_id_field(pairs->trace, path, name);
	text = trace_shown(pairs->trace, pairs->open, name, value);
	begin_pair(pairs, plain);
	g_string_append_printf(pairs->out, "%s%s%s", quote, text, quote);
}

/* `path` is the key so far; it is as it was when this returns. */
static void append_tree(struct pairs *pairs, GString *path, const cJSON *value)
{
	gsize length = path->len;
	const cJSON *child;
	int index = 0;

	cJSON_ArrayForEach (child, value) {
		g_autofree char *number = g_strdup_printf("%d", index++);
		g_autofree char *text = rows_value(child);

		g_string_append_printf(path, length ? "[%s]" : "%s",
		                       child->string ? child->string : number);
		if (cJSON_IsArray(child) || cJSON_IsObject(child))
			append_tree(pairs, path, child);
		else
			append_pair(pairs, path->str, text);
		g_string_truncate(path, length);
	}
}

void trace_append_params(struct trace *trace, GString *out, const char *method,
                         const cJSON *params)
{
	struct pairs pairs = { .trace = trace,
		               .out = out,
		               .open = trace_request_is_open(method) };
	g_autoptr(GString) path = g_string_new(NULL);

	append_tree(&pairs, path, params);
	end_list(&pairs);
	pairs.selects = true;
	append_tree(&pairs, path, params);
	end_list(&pairs);
}

/* Once, and `+` is a blank; what is no encoding stays. Owned. */
static char *decoded(const char *text, gsize length)
{
	GString *out = g_string_sized_new(length);

	for (gsize i = 0; i < length; i++) {
		char c = text[i] == '+' ? ' ' : text[i];

		if (c == '%' && i + 2 < length &&
		    g_ascii_isxdigit(text[i + 1]) &&
		    g_ascii_isxdigit(text[i + 2])) {
			c = (char)(g_ascii_xdigit_value(text[i + 1]) * 16 +
			           g_ascii_xdigit_value(text[i + 2]));
			i += 2;
		}
		g_string_append_c(out, c ? c : '?');
	}
	return g_string_free(out, FALSE);
}

static void append_query(struct pairs *pairs, const char *query)
{
	while (*query) {
		gsize length = strcspn(query, "&");
		gsize key = MIN(strcspn(query, "="), length);
		gsize skip = MIN(key + 1, length);
		g_autofree char *path = decoded(query, key);
		g_autofree char *value = decoded(query + skip, length - skip);

		append_pair(pairs, path, value);
		query += length + (query[length] == '&');
	}
	end_list(pairs);
}

void trace_append_query(struct trace *trace, GString *out, const char *method,
                        const char *query)
{
	struct pairs pairs = { .trace = trace,
		               .out = out,
		               .open = trace_request_is_open(method) };

	append_query(&pairs, query);
	pairs.selects = true;
	append_query(&pairs, query);
}
