/* Pages from templates: what each tag does, and that nothing gets in unescaped.
 */
#include "web/template.h"

#include "web/asset.h"

#include <string.h>

/* Templates of a test: name, text, …, NULL. */
static const char *find(void *context, const char *name)
{
	for (const char *const *at = context; *at != NULL; at += 2)
		if (strcmp(at[0], name) == 0)
			return at[1];
	return NULL;
}

static char *render(const char *const *files, const char *model, GError **error)
{
	const struct template_source source = { find, (void *)files };
	cJSON *json = cJSON_Parse(model);
	char *text;

	g_assert_nonnull(json);
	text = template_render(&source, "t", json, error);
	cJSON_Delete(json);
	return text;
}

struct row {
	const char *name, *template, *model, *expected; /* NULL: broken */
};

static const struct row rows[] = {
	{ "plain", "a{b}}c", "{}", "a{b}}c" },
	{ "empty", "", "{}", "" },
	{ "value", "<{{a}}>", "{\"a\":\"x\"}", "<x>" },
	{ "lacks", "<{{a}}>", "{}", "<>" },
	{ "null", "<{{a}}>", "{\"a\":null}", "<>" },
	{ "false", "<{{a}}>", "{\"a\":false}", "<>" },
	{ "number", "{{a}} {{b}} {{c}}", "{\"a\":7,\"b\":-1.5,\"c\":12345678}",
	  "7 -1.5 12345678" },
	{ "text", "{{a}}", "{\"a\":\"<b>&\\\"'</b>\"}",
	  "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;" },
	{ "attribute", "<a title=\"{{a}}\">", "{\"a\":\"\\\" onclick=\\\"x\"}",
	  "<a title=\"&quot; onclick=&quot;x\">" },
	{ "value is no template", "{{a}}", "{\"a\":\"{{b}}\",\"b\":\"x\"}",
	  "{{b}}" },
	{ "true", "{{#a}}x{{/a}}", "{\"a\":true}", "x" },
	{ "text is something", "{{#a}}{{.}}{{/a}}", "{\"a\":\"<\"}", "&lt;" },
	{ "number is something", "{{#a}}{{.}}{{/a}}", "{\"a\":3}", "3" },
	{ "nothing: false", "{{#a}}x{{/a}}", "{\"a\":false}", "" },
	{ "nothing: empty", "{{#a}}x{{/a}}", "{\"a\":\"\"}", "" },
	{ "nothing: zero", "{{#a}}x{{/a}}", "{\"a\":0}", "" },
	{ "nothing: null", "{{#a}}x{{/a}}", "{\"a\":null}", "" },
	{ "nothing: no item", "{{#a}}x{{/a}}", "{\"a\":[]}", "" },
	{ "nothing: lacks", "{{#a}}x{{/a}}", "{}", "" },
	{ "object", "{{#a}}{{b}}{{/a}}", "{\"a\":{\"b\":\"x\"}}", "x" },
	{ "empty object", "{{#a}}x{{/a}}", "{\"a\":{}}", "x" },
	{ "items", "{{#a}}{{b}},{{/a}}", "{\"a\":[{\"b\":1},{\"b\":2}]}",
	  "1,2," },
	{ "texts", "{{#a}}{{.}},{{/a}}", "{\"a\":[\"x\",\"<\"]}", "x,&lt;," },
	{ "outer names", "{{#a}}{{b}}{{c}}{{/a}}",
	  "{\"a\":[{\"b\":1}],\"c\":\"o\",\"b\":\"no\"}", "1o" },
	{ "inner first", "{{#a}}{{b}}{{/a}}{{b}}",
	  "{\"a\":{\"b\":\"in\"},\"b\":\"out\"}", "inout" },
	{ "not", "{{^a}}x{{/a}}", "{}", "x" },
	{ "not: something", "{{^a}}x{{/a}}", "{\"a\":true}", "" },
	{ "same name inside", "{{#a}}[{{#a}}x{{/a}}]{{/a}}", "{\"a\":true}",
	  "[x]" },
	{ "not of the same name", "{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\":false}",
	  "y" },
	{ "file", "{{>u}}!", "{\"a\":\"<\"}", "u&lt;!" },
	{ "file by name", "{{>*which}}", "{\"which\":\"u\",\"a\":1}", "u1" },
	{ "no such file", "{{>v}}", "{}", NULL },
	{ "no file by name", "{{>*which}}", "{}", NULL },
	{ "file of itself", "{{>t}}", "{}", NULL },
	{ "tag without end", "a{{b", "{\"b\":1}", NULL },
	{ "tag without name", "a{{}}", "{}", NULL },
	{ "section without name", "a{{#}}x{{/}}", "{}", NULL },
	{ "section without end", "{{#a}}x", "{\"a\":true}", NULL },
	{ "unused section without end", "{{#a}}x", "{}", NULL },
	{ "crossed", "{{#a}}{{#b}}{{/a}}{{/b}}", "{\"a\":1,\"b\":1}", NULL },
	{ "end alone", "{{/a}}", "{}", NULL },
	{ "name too long",
	  "{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "}}",
	  "{}", NULL },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *const files[] = { "t", row->template, "u", "u{{a}}", NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *got = render(files, row->model, &error);

	g_assert_cmpstr(got, ==, row->expected);
	if (row->expected == NULL)
		g_assert_error(error, TEMPLATE_ERROR, TEMPLATE_BROKEN);
	else
		g_assert_no_error(error);
}

/* Twenty sections are a page, a hundred are a mistake. */
static void test_deep(void)
{
	for (int deep = 20; deep <= 100; deep += 80) {
		g_autoptr(GString) text = g_string_new("x");
		const char *files[] = { "t", NULL, NULL };
		g_autoptr(GError) error = NULL;
		g_autofree char *got = NULL;

		for (int i = 0; i < deep; i++) {
			g_autofree char *open =
				g_strdup_printf("{{#a%d}}", i % 2);
			g_autofree char *close =
				g_strdup_printf("{{/a%d}}", i % 2);

			g_string_prepend(text, open);
			g_string_append(text, close);
		}
		files[1] = text->str;
		got = render(files, "{\"a0\":true,\"a1\":true}", &error);
		g_assert_cmpstr(got, ==, deep == 20 ? "x" : NULL);
	}
}

/* Every character that HTML may take for markup, through both doors. */
static void test_escape(void)
{
	g_autoptr(GString) out = g_string_new("-");

	template_escape(out, "a<b>c&d\"e'f — Ж");
	g_assert_cmpstr(out->str, ==, "-a&lt;b&gt;c&amp;d&quot;e&#39;f — Ж");
}

/* Every page is whole: with nothing to show it still can be shown. */
static void test_pages(void)
{
	const struct template_source source = { asset_template, NULL };
	guint pages = 0;

	for (const struct asset *asset = assets; asset->name; asset++) {
		g_autofree char *name = g_strdup(asset->name);
		g_autoptr(GError) error = NULL;
		g_autofree char *html = NULL;
		/* start.html names its forms by the model. */
		cJSON *model = cJSON_Parse("{\"page\":\"fail\"}");

		if (g_str_has_suffix(name, ".html")) {
			name[strlen(name) - strlen(".html")] = '\0';
			html = template_render(&source, name, model, &error);
			g_assert_no_error(error);
			g_assert_nonnull(html);
			g_assert_null(strstr(html, "{{"));
			pages++;
		}
		cJSON_Delete(model);
	}
	g_assert_cmpuint(pages, >, 30);
}

/* Whatever a browser would run or apply in place: the page's policy forbids it,
 * so it would be dead. */
static void test_nothing_inline(void)
{
	static const char *const never[] = {
		"<script>", "<style",   " style=",   " onclick",    " onsubmit",
		" onload",  " onerror", " onchange", "javascript:", "<iframe",
		"<base",    "<object",  "<embed",
	};

	for (const struct asset *asset = assets; asset->name; asset++)
		for (gsize i = 0; i < G_N_ELEMENTS(never); i++)
			if (g_str_has_suffix(asset->name, ".html") &&
			    strstr((const char *)asset->text, never[i]))
				g_error("%s has %s", asset->name, never[i]);
}

/* Values stand in quotes, or escaping would not hold them. */
static void test_quoted(void)
{
	g_autoptr(GRegex) bare = g_regex_new("\\s[a-z-]+=\\{\\{", 0, 0, NULL);

	for (const struct asset *asset = assets; asset->name; asset++)
		if (g_str_has_suffix(asset->name, ".html") &&
		    g_regex_match(bare, (const char *)asset->text, 0, NULL))
			g_error("%s", asset->name);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/template/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/template/deep", test_deep);
	g_test_add_func("/template/escape", test_escape);
	g_test_add_func("/template/pages", test_pages);
	g_test_add_func("/template/nothing inline", test_nothing_inline);
	g_test_add_func("/template/quoted", test_quoted);
	return g_test_run();
}
