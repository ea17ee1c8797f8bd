/* Pages of settings as a browser gets and sends them: whatever the file says, a
 * form that nobody touched changes nothing. */
#include "tests/harness/world.h"
#include "tests/web/browser.h"
#include "web/form.h"
#include "web/page_organizations.h"
#include "web/page_settings.h"
#include "web/page_stages.h"

#include <locale.h>
#include <string.h>

static const struct page {
	const char *path;
	site_handler *get, *post;
} pages[] = {
	{ "/connect", page_settings_get, page_settings_post },
	{ "/deals", page_settings_get, page_settings_post },
	{ "/contacts", page_settings_get, page_settings_post },
	{ "/exchange", page_settings_get, page_settings_post },
	{ "/names", page_settings_get, page_settings_post },
	{ "/debug", page_settings_get, page_settings_post },
	{ "/organizations", page_organizations_get, page_organizations_post },
	{ "/stages", page_stages_get, page_stages_post },
};

/* ---- every setting has its page ---- */

static guint count_name(const struct browser *browser, const char *name)
{
	const cJSON *section, *field;
	guint count = 0;

	cJSON_ArrayForEach (section, cJSON_GetObjectItem(browser->visit.model,
	                                                 "sections")) {
		cJSON_ArrayForEach (field,
		                    cJSON_GetObjectItem(section, "fields"))
			count += g_strcmp0(cJSON_GetStringValue(
						   cJSON_GetObjectItem(field,
			                                               "name")),
			                   name) == 0;
	}
	return count;
}

static void test_every_row(void)
{
	struct browser *browser = browser_new("[deal]\nid_field = x\n");
	size_t count;
	const struct settings_row *rows = settings_rows(&count);
	g_autofree guint *shown = g_new0(guint, count);

	for (gsize i = 0; i < G_N_ELEMENTS(pages) - 2; i++) {
		browser_go(browser, pages[i].path, pages[i].get, NULL);
		for (size_t j = 0; j < count; j++) {
			g_autofree char *name = g_strdup_printf(
				"%s.%s", rows[j].group, rows[j].key);

			shown[j] += count_name(browser, name);
		}
	}
	for (size_t j = 0; j < count; j++) {
		bool own = strcmp(rows[j].key, "organizations") == 0 ||
		           strcmp(rows[j].key, "final_stages") == 0;

		if (shown[j] != !own)
			g_error("[%s] %s is shown %u times", rows[j].group,
			        rows[j].key, shown[j]);
		g_assert_cmpint(page_settings_shows(rows[j].group, rows[j].key),
		                ==, !own);
	}
	browser_free(browser);
}

/* ---- a form that nobody touched ---- */

static const char *pick(GRand *random, const char *const *list)
{
	guint count = g_strv_length((char **)list);

	return list[g_rand_int_range(random, 0, (gint)count)];
}

/* Good values, odd ones, and such that break the file. */
static const char *random_value(GRand *random, const struct settings_row *row)
{
	static const char *const any[] = {
		"",
		"yes",
		"no",
		"7",
		"0030",
		"maybe",
		"-1",
		"2020-12-01",
		"Общая",
		"Кузовной цех",
		"0",
		"1",
		"id_1C",
		"<b>&\"'",
		"a;b; ;c",
		"b; a",
		"; ;",
		"Мойка; Общая",
		"NEW",
		"Новая; C1:WON",
		"hold",
		"/x/y",
		"127.0.0.1:1",
		"до  двух  пробелов",
		"2020-12-01T10:00:00",
		"один; Один",
		"{number}",
		"WEB",
		NULL,
	};
	static const char *const flags[] = { "yes", "no", "no", NULL };

	if (row->type == SETTINGS_YES_NO && g_rand_int(random) % 8 > 0)
		return pick(random, flags);
	if (row->type == SETTINGS_CHOICE && g_rand_int(random) % 8 > 0)
		return pick(random, row->choices);
	if (row->type == SETTINGS_NUMBER && g_rand_int(random) % 8 > 0)
		return "77";
	if (row->type == SETTINGS_PATH && g_rand_int(random) % 8 > 0)
		return "/srv/x";
	return pick(random, any);
}

static void add_rows(GString *text, GRand *random,
                     const struct settings_row *rows, size_t count,
                     const char *group)
{
	const char *last = NULL;

	for (size_t i = 0; i < count; i++) {
		if (group == NULL && g_strcmp0(last, rows[i].group) != 0)
			g_string_append_printf(text, "\n# x\n[%s]\n",
			                       rows[i].group);
		last = rows[i].group;
		if (strcmp(rows[i].key, "state") == 0 &&
		    strcmp(rows[i].group, "exchange") == 0)
			g_string_append(text, "state = @DIR@/state\n");
		else if (g_rand_boolean(random))
			g_string_append_printf(
				text, "%s%s=  %s \n", rows[i].key,
				g_rand_boolean(random) ? " " : "",
				random_value(random, &rows[i]));
	}
}

static char *random_file(GRand *random)
{
	static const char *const states[] = { "закрыт", "В работе", "x<y",
		                              "начать работу", NULL };
	static const char *const stages[] = { "Новая",     "в работе", "WON",
		                              "нет такой", "UC_DONE",  NULL };
	static const char *const funnels[] = { "", " Кузовной цех", " 2",
		                               " Нет её", NULL };
	static const char *const names[] = { "СТО Маяк", "ИП «О'Хара» & <b>",
		                             NULL };
	GString *text = g_string_new(NULL);
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	add_rows(text, random, rows, count, NULL);
	for (int i = 0; funnels[i] != NULL; i++) {
		if (g_rand_boolean(random))
			continue;
		g_string_append_printf(text, "[stages%s]\n", funnels[i]);
		for (int j = 0; states[j] != NULL; j++)
			if (g_rand_boolean(random))
				g_string_append_printf(text, "%s = %s\n",
				                       states[j],
				                       pick(random, stages));
	}
	rows = settings_organization_rows(&count);
	for (int i = 0; names[i] != NULL; i++) {
		if (g_rand_boolean(random))
			continue;
		g_string_append_printf(text, "[organization %s]\n", names[i]);
		add_rows(text, random, rows, count, names[i]);
	}
	if (g_rand_boolean(random))
		g_string_append(text, "[fields]\ncomments = reason\n"
		                      "UF_CRM_Нет = car.vin\n");
	return g_string_free(text, FALSE);
}

static void check_untouched(struct browser *browser, const struct page *page)
{
	const char *html = browser_go(browser, page->path, page->get, NULL);
	struct fields *sent;

	g_assert_cmpuint(browser->response->status, ==, 200);
	sent = browser_form(html, page->path);
	g_assert_nonnull(sent);
	html = browser_go(browser, page->path, page->post, sent);
	if (strstr(html, "Ничего не изменилось") == NULL) {
		g_autofree char *text = browser_read(browser);
		cJSON *changes =
			cJSON_GetObjectItem(browser->visit.model, "changes");
		char *printed = changes ? cJSON_Print(changes) : NULL;

		g_error("%s:\n%s\n%s", page->path, text,
		        printed ? printed : html);
	}
}

static void test_untouched(void)
{
	guint32 seed = (guint32)g_test_rand_int();
	GRand *random = g_rand_new_with_seed(seed);
	struct browser *browser = browser_new(NULL);
	int good = 0;

	g_test_message("seed %u", seed);
	for (int i = 0; i < 60; i++) {
		g_autofree char *text = random_file(random);

		browser_write(browser, text);
		g_clear_pointer(&browser->portal, dictionary_free);
		if (i % 2 == 0)
			browser->portal = world_dictionary();
		for (gsize j = 0; j < G_N_ELEMENTS(pages); j++)
			check_untouched(browser, &pages[j]);
		good += browser->visit.file->settings != NULL;
	}
	g_test_message("%d of 60 files parse", good);
	g_rand_free(random);
	browser_free(browser);
}

/* What once came back as a change, or ended the process. */
static void test_untouched_odd(void)
{
	static const char *const files[] = {
		/* Boxes of success stages cannot be ticked, so are not sent. */
		"final_stages = Новая; WON; C1:LOSE; нет такой\n",
		"funnels = Мойка; нет такой; Общая\n",
		"[exchange]\nsince = 2020-12-01T10:00:00\n",
		"[exchange]\norganizations = один; Один\n",
		"[stages Кузовной цех]\nв работе = новая\n",
		"[stages 1]\nв работе = новая\n[stages]\nв работе = x\n",
		"create = maybe\nphone_match_days = много\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *text = g_strconcat(
			"[deal]\nid_field = id_1C\n", files[i], NULL);
		struct browser *browser = browser_new(text);

		browser->portal = world_dictionary();
		for (gsize j = 0; j < G_N_ELEMENTS(pages); j++)
			check_untouched(browser, &pages[j]);
		browser_free(browser);
	}
}

/* The sample as it stands, and what a first visitor sees. */
static void test_untouched_sample(void)
{
	g_autofree char *text = settings_sample();
	struct browser *browser = browser_new(NULL);

	for (int i = 0; i < 2; i++) {
		browser->portal = i > 0 ? world_dictionary() : NULL;
		for (gsize j = 0; j < G_N_ELEMENTS(pages); j++)
			check_untouched(browser, &pages[j]);
		if (i == 0)
			browser_write(browser, text);
	}
	browser_free(browser);
}

/* ---- files that do not parse ---- */

/* Pages open, say what is wrong, and know the folders of the file itself. */
static void test_broken(void)
{
	static const struct {
		const char *text, *line;
	} rows[] = {
		{ "[exchange]\nstate = @DIR@/state\n[deal]\nnonsense\n",
		  "conf:4" },
		{ "[exchange]\nstate = @DIR@/state\ndebug = maybe\n[deal]\n"
		  "id_field = x\n",
		  "conf:3" },
		{ "[exchange]\nstate = @DIR@/state\n[wrong]\na = b\n[deal]\n"
		  "id_field = x\n",
		  "conf:3" },
		{ "[exchange]\nstate = @DIR@/state\n[deal]\nid_field = \xCF\n",
		  "conf:4" },
		{ "[exchange]\nstate = @DIR@/state\n", "id_field" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct browser *browser = browser_new(rows[i].text);

		for (gsize j = 0; j < G_N_ELEMENTS(pages); j++) {
			const char *html = browser_go(browser, pages[j].path,
			                              pages[j].get, NULL);

			g_assert_nonnull(strstr(html, rows[i].line));
			g_assert_nonnull(strstr(html, "action=\"/restore\""));
			g_assert_cmpstr(browser->visit.settings->state, ==,
			                browser->scratch->state);
		}
		browser_free(browser);
	}
}

/* A file of another kind altogether: NULs, as UTF-16 has them. */
static void test_nuls(void)
{
	static const char text[] = "[\0d\0e\0a\0l\0]\0\n\0";
	struct browser *browser = browser_new(NULL);

	g_assert_true(
		g_file_set_contents(browser->path, text, sizeof(text), NULL));
	for (gsize j = 0; j < G_N_ELEMENTS(pages); j++) {
		struct fields *sent = browser_form(
			browser_go(browser, pages[j].path, pages[j].get, NULL),
			pages[j].path);

		g_assert_nonnull(sent);
		browser_go(browser, pages[j].path, pages[j].post, sent);
	}
	browser_free(browser);
}

/* ---- organizations ---- */

/* «Only those ticked», and none is: an empty list would mean all of them. */
static void test_no_organization(void)
{
	struct browser *browser = browser_new("[deal]\nid_field = x\n"
	                                      "[exchange]\n"
	                                      "state = @DIR@/state\n"
	                                      "organizations = СТО Маяк\n");
	struct fields *sent = fields_new();
	const char *html;

	g_assert_true(fields_add(sent, "which", "some", 4, false));
	html = browser_go(browser, "/organizations", page_organizations_post,
	                  sent);
	g_assert_nonnull(strstr(html, "Отметьте хотя бы одну"));
	g_assert_null(cJSON_GetObjectItem(browser->visit.model, "changes"));
	browser_free(browser);
}

int main(int argc, char *argv[])
{
	setlocale(LC_CTYPE, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pages/every row", test_every_row);
	g_test_add_func("/pages/untouched", test_untouched);
	g_test_add_func("/pages/untouched odd", test_untouched_odd);
	g_test_add_func("/pages/untouched sample", test_untouched_sample);
	g_test_add_func("/pages/broken", test_broken);
	g_test_add_func("/pages/NULs", test_nuls);
	g_test_add_func("/pages/no organization", test_no_organization);
	return g_test_run();
}
