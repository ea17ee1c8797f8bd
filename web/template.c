/*
 * Fills the holes of a page. Refuses templates that nest deeper than a page
 * has reason to, and tags that nobody closes.
 */
#include "web/template.h"

#include <string.h>

G_DEFINE_QUARK(template_error, template_error)

enum { DEEP = 32, NAME_MOST = 64 };

struct rendering {
	const struct template_source *source;
	const cJSON *stack[DEEP];
	guint depth;
	guint nested; /* files and sections */
	GString *out;
	GError **error;
};

struct tag {
	char kind; /* one of # ^ / > and 0 for a value */
	char name[NAME_MOST];
	const char *begin, *end; /* of the whole tag */
};

static bool fail(struct rendering *rendering, const char *what,
                 const char *name)
{
	g_set_error(rendering->error, TEMPLATE_ERROR, TEMPLATE_BROKEN,
	            "template: %s: %s", what, name);
	return false;
}

void template_escape(GString *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		default:
			g_string_append_c(out, *text);
		}
	}
}

/* ---- values ---- */

static const cJSON *look_up(const struct rendering *rendering, const char *name)
{
	if (strcmp(name, ".") == 0)
		return rendering->stack[rendering->depth - 1];
	for (guint i = rendering->depth; i-- > 0;) {
		const cJSON *value = cJSON_GetObjectItemCaseSensitive(
			rendering->stack[i], name);

		if (value != NULL)
			return value;
	}
	return NULL;
}

static bool is_something(const cJSON *value)
{
	if (cJSON_IsString(value))
		return value->valuestring[0] != '\0';
	if (cJSON_IsNumber(value))
		return value->valuedouble != 0;
	if (cJSON_IsArray(value))
		return value->child != NULL;
	return cJSON_IsTrue(value) || cJSON_IsObject(value);
}

static void put_value(const struct rendering *rendering, const cJSON *value)
{
	if (cJSON_IsString(value))
		template_escape(rendering->out, value->valuestring);
	else if (cJSON_IsNumber(value)) {
		char text[G_ASCII_DTOSTR_BUF_SIZE];

		/* As SVG and CSS have it, whatever the locale. */
		g_string_append(rendering->out,
		                g_ascii_formatd(text, sizeof(text), "%.9g",
		                                value->valuedouble));
	}
}

/* ---- tags ---- */

/* The next tag at or after `text`; *found_r false where there is none before
 * `stop`. */
static bool next_tag(struct rendering *rendering, const char *text,
                     const char *stop, struct tag *tag_r, bool *found_r)
{
	const char *open = g_strstr_len(text, stop - text, "{{");
	const char *close;
	size_t length;

	*found_r = open != NULL;
	if (open == NULL)
		return true;
	close = g_strstr_len(open, stop - open, "}}");
	if (close == NULL)
		return fail(rendering, "a tag without end", "");
	tag_r->begin = open;
	tag_r->end = close + 2;
	open += 2;
	tag_r->kind = strchr("#^/>", *open) != NULL ? *open++ : '\0';
	length = (size_t)(close - open);
	if (length == 0 || length >= NAME_MOST)
		return fail(rendering, "a tag without a fitting name", "");
	memcpy(tag_r->name, open, length);
	tag_r->name[length] = '\0';
	return true;
}

/* Where the section that `tag` opened ends: its closing tag. */
static bool closing(struct rendering *rendering, const struct tag *tag,
                    const char *stop, struct tag *close_r)
{
	const char *at = tag->end;
	guint open = 1;
	bool found;

	while (next_tag(rendering, at, stop, close_r, &found) && found) {
		at = close_r->end;
		if (strcmp(close_r->name, tag->name) != 0)
			continue;
		if (close_r->kind == '#' || close_r->kind == '^')
			open++;
		else if (close_r->kind == '/' && --open == 0)
			return true;
	}
	return fail(rendering, "a section without end", tag->name);
}

/* ---- rendering ---- */

static bool render(struct rendering *rendering, const char *text,
                   const char *stop);

static bool render_with(struct rendering *rendering, const cJSON *value,
                        const char *text, const char *stop)
{
	bool ok;

	if (rendering->depth == DEEP)
		return fail(rendering, "nested too deep", "");
	rendering->stack[rendering->depth++] = value;
	ok = render(rendering, text, stop);
	rendering->depth--;
	return ok;
}

static bool render_section(struct rendering *rendering, const struct tag *open,
                           const struct tag *close)
{
	const cJSON *value = look_up(rendering, open->name);
	const cJSON *item;

	if (open->kind == '^')
		return is_something(value) ||
		       render(rendering, open->end, close->begin);
	if (!is_something(value))
		return true;
	if (!cJSON_IsArray(value))
		return render_with(rendering, value, open->end, close->begin);
	cJSON_ArrayForEach (item, value) {
		if (!render_with(rendering, item, open->end, close->begin))
			return false;
	}
	return true;
}

static bool render_file(struct rendering *rendering, const char *name)
{
	const char *text;

	if (*name == '*') {
		const char *value =
			cJSON_GetStringValue(look_up(rendering, name + 1));

		if (value == NULL)
			return fail(rendering, "no file", name);
		name = value;
	}
	text = rendering->source->find(rendering->source->context, name);
	if (text == NULL)
		return fail(rendering, "no such file", name);
	return render(rendering, text, text + strlen(text));
}

/* One tag with what belongs to it; *next_r: where the text goes on. */
static bool render_tag(struct rendering *rendering, const struct tag *tag,
                       const char *stop, const char **next_r)
{
	struct tag close;

	*next_r = tag->end;
	switch (tag->kind) {
	case '#':
	case '^':
		if (!closing(rendering, tag, stop, &close) ||
		    !render_section(rendering, tag, &close))
			return false;
		*next_r = close.end;
		return true;
	case '>':
		return render_file(rendering, tag->name);
	case '/':
		return fail(rendering, "an end without a section", tag->name);
	default:
		put_value(rendering, look_up(rendering, tag->name));
		return true;
	}
}

static bool render(struct rendering *rendering, const char *text,
                   const char *stop)
{
	struct tag tag;
	bool found;

	if (++rendering->nested > DEEP)
		return fail(rendering, "nested too deep", "");
	while (text < stop) {
		if (!next_tag(rendering, text, stop, &tag, &found))
			return false;
		if (!found)
			break;
		g_string_append_len(rendering->out, text, tag.begin - text);
		if (!render_tag(rendering, &tag, stop, &text))
			return false;
	}
	g_string_append_len(rendering->out, text, stop - text);
	rendering->nested--;
	return true;
}

char *template_render(const struct template_source *source, const char *name,
                      const cJSON *model, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct rendering rendering = {
		.source = source,
		.stack = { model },
		.depth = 1,
		.out = out,
		.error = error,
	};

	if (!render_file(&rendering, name))
		return NULL;
	return g_string_free(g_steal_pointer(&out), FALSE);
}
