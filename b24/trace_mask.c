/*
 * Answers as a log may hold them. It knows the methods that carry nobody's
 * data; of all others every value is masked whose name does not say that it is
 * harmless.
 */
#include "b24/trace_p.h"

#include "b24/answer.h"
#include "b24/number.h"
#include "core/mask.h"
#include "core/text.h"

#include <string.h>

enum { VALUE_MOST = 4000 };

/* Methods whose values are nobody's data. */
static const struct open {
	const char *method;
	bool request, answer;
} open_methods[] = {
	{ "crm.category.list", true, true },
	{ "crm.deal.fields", true, true },
	{ "crm.deal.userfield.add", true, true },
	{ "crm.deal.userfield.list", true, true },
	{ "crm.duplicate.findbycomm", false, true }, /* ids */
	{ "crm.item.fields", true, true },
	{ "crm.status.list", true, true },
	{ "scope", true, true },
	{ "server.time", true, true },
};

static const struct open *find_open(const char *method)
{
	static const struct open closed = { "", false, false };

	for (gsize i = 0; i < G_N_ELEMENTS(open_methods); i++)
		if (!strcmp(open_methods[i].method, method))
			return &open_methods[i];
	return &closed;
}

bool trace_request_is_open(const char *method)
{
	return find_open(method)->request;
}

bool trace_answer_is_open(const char *method)
{
	return find_open(method)->answer;
}

char *trace_words(const char *text)
{
	g_autofree char *plain = text_plain(text, G_MAXSIZE);

	return mask_numbers(plain);
}

/* A megabyte of somebody's comment is cut before it is masked. */
static char *cut(const char *value, gsize *rest_r)
{
	gsize length = strlen(value);
	gsize keep = MIN(length, VALUE_MOST);

	while (keep < length && keep > 0 &&
	       ((guchar)value[keep] & 0xC0) == 0x80)
		keep--;
	*rest_r = length - keep;
	return g_strndup(value, keep);
}

char *trace_shown(const struct trace *trace, bool open, const char *name,
                  const char *value)
{
	gsize rest;
	g_autofree char *begin = cut(value, &rest);
	g_autofree char *plain = text_plain(begin, G_MAXSIZE);
	char *shown;

	if (open || (name && !g_strcmp0(name, trace->id_field)))
		shown = g_steal_pointer(&plain);
	else
		shown = mask_value(name, plain);
	if (rest) {
		g_autofree char *whole = shown;

		shown = g_strdup_printf("%s… ещё %" G_GSIZE_FORMAT " байт",
		                        whole, rest);
	}
	return shown;
}

/* ---- JSON ---- */

static void append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void append_plain(const struct trace *trace, GString *out, bool open,
                         const char *name, const cJSON *value)
{
	g_autofree char *number = NULL;
	g_autofree char *text = NULL;

	if (cJSON_IsString(value)) {
		text = trace_shown(trace, open, name, value->valuestring);
		append_quoted(out, text);
	} else if (cJSON_IsNumber(value)) {
		number = number_text(value->valuedouble);
		text = trace_shown(trace, open || !name, name, number);
		g_string_append(out, text);
	} else if (cJSON_IsBool(value)) {
		g_string_append(out, cJSON_IsTrue(value) ? "true" : "false");
	} else {
		g_string_append(out, "null");
	}
}

/* Names nest as deep as cJSON reads, which is a thousand. An index is no name:
 * what stands in a list has the name of the list. */
static void append_json(const struct trace *trace, GString *out, bool open,
                        const char *name, const cJSON *value)
{
	bool list = cJSON_IsArray(value);
	const cJSON *child;

	if (!list && !cJSON_IsObject(value)) {
		append_plain(trace, out, open, name, value);
		return;
	}
	g_string_append_c(out, list ? '[' : '{');
	cJSON_ArrayForEach (child, value) {
		const char *key = child->string;

		if (child != value->child)
			g_string_append_c(out, ',');
		if (key) {
			g_autofree char *plain = trace_words(key);

			append_quoted(out, plain);
			g_string_append_c(out, ':');
		}
		if (!key || strspn(key, "0123456789") == strlen(key))
			key = name;
		append_json(trace, out, open, key, child);
	}
	g_string_append_c(out, list ? ']' : '}');
}

void trace_append_result(const struct trace *trace, GString *out,
                         const char *method, const cJSON *result)
{
	append_json(trace, out, trace_answer_is_open(method), NULL, result);
}

/* ---- what is no JSON, or no longer ---- */

/* The length of the string at `text`, with both its quotes if it has them. */
static gsize string_length(const char *text)
{
	gsize length = 1;

	while (text[length] && text[length] != '"')
		length += text[length] == '\\' && text[length + 1] ? 2 : 1;
	return length + (text[length] == '"');
}

static void append_string(const struct trace *trace, GString *out,
                          const char *text, gsize length, char **name)
{
	g_autoptr(cJSON) string = cJSON_ParseWithLength(text, length);
	g_autofree char *shown = NULL;
	const char *behind = text + length;

	if (!cJSON_IsString(string)) {
		g_string_append(out, "\"…");
		return;
	}
	if (behind[strspn(behind, " \t\r\n")] == ':') {
		g_free(*name);
		*name = g_strdup(string->valuestring);
		shown = trace_words(*name);
	} else {
		shown = trace_shown(trace, false, *name, string->valuestring);
	}
	append_quoted(out, shown);
}

/* JSON that was cut or garbled on its way: its strings and numbers, each by
 * the last name before it. */
static void append_broken(const struct trace *trace, GString *out,
                          const char *text)
{
	static const char digits[] = "+-.0123456789";
	g_autofree char *name = NULL;

	while (*text) {
		gsize length = strspn(text, digits);
		g_autofree char *piece = NULL;
		g_autofree char *shown = NULL;

		if (*text == '"') {
			length = string_length(text);
			append_string(trace, out, text, length, &name);
			text += length;
			continue;
		}
		if (!length)
			length = strcspn(text, "\"+-.0123456789");
		piece = g_strndup(text, length);
		shown = trace_shown(trace, false,
		                    strchr(digits, *text) ? name : NULL, piece);
		g_string_append(out, shown);
		text += length;
	}
}

void trace_append_page(const struct trace *trace, GString *out,
                       const char *body)
{
	g_autofree char *words = NULL;

	body += strspn(body, " \t\r\n");
	if (*body == '{' || *body == '[') {
		append_broken(trace, out, body);
		return;
	}
	words = trace_words(body);
	g_string_append(out, words);
}
