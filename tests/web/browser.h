#ifndef TESTS_WEB_BROWSER_H
#define TESTS_WEB_BROWSER_H

#include "core/dictionary.h"
#include "tests/watcher/scratch.h"
#include "web/settings_readable.h"
#include "web/site.h"

#include <libxml/HTMLparser.h>

/*
 * A page without a server: a settings file in a folder of its own, a visit to a
 * page of it, and what a browser would send of the forms in its HTML.
 */
struct browser {
	struct scratch *scratch;
	char *path; /* of the settings file */
	struct site site;
	struct dictionary *portal; /* or NULL; owned */
	struct visit visit;        /* the last one */
	struct response *response; /* its answer */
};

static inline void browser_write(struct browser *browser, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "@DIR@", -1);
	g_autofree char *whole = g_strjoinv(browser->scratch->root, parts);

	g_assert_true(g_file_set_contents(browser->path, whole, -1, NULL));
}

/* `text`: of the settings file, `@DIR@` the folder; NULL: there is none. */
static inline struct browser *browser_new(const char *text)
{
	struct browser *browser = g_new0(struct browser, 1);

	browser->scratch = scratch_new();
	browser->path = g_build_filename(browser->scratch->root, "conf", NULL);
	browser->site.settings_path = browser->path;
	browser->site.wake = -1;
	browser->site.guard = guard_new("127.0.0.1");
	g_mutex_init(&browser->site.saving);
	g_assert_cmpint(g_mkdir(browser->scratch->state, 0700), ==, 0);
	if (text != NULL)
		browser_write(browser, text);
	return browser;
}

static inline void leave(struct browser *browser)
{
	response_free(browser->response);
	request_free(browser->visit.request);
	cJSON_Delete(browser->visit.model);
	settings_text_free(browser->visit.file);
	settings_free(browser->visit.readable);
	browser->visit = (struct visit){ 0 };
	browser->response = NULL;
}

static inline void browser_free(struct browser *browser)
{
	leave(browser);
	dictionary_free(browser->portal);
	guard_free(browser->site.guard);
	g_mutex_clear(&browser->site.saving);
	scratch_free(browser->scratch);
	g_free(browser->path);
	g_free(browser);
}

static inline char *browser_read(const struct browser *browser)
{
	char *text = NULL;

	g_file_get_contents(browser->path, &text, NULL, NULL);
	return text;
}

/* Visits a page by its handler. `sent`: taken; NULL: a GET. The answer's body,
 * which lives until the next visit. */
static inline const char *browser_go(struct browser *browser, const char *path,
                                     site_handler *handler, struct fields *sent)
{
	struct visit *visit = &browser->visit;
	g_autoptr(GError) error = NULL;

	leave(browser);
	visit->site = &browser->site;
	visit->request = request_new(sent != NULL, path);
	visit->request->csrf = g_strdup("csrf");
	if (sent != NULL) {
		fields_free(visit->request->fields);
		visit->request->fields = sent;
	}
	visit->model = cJSON_CreateObject();
	visit->file = settings_text_load(browser->path, &error);
	g_assert_no_error(error);
	if (visit->file->settings == NULL)
		visit->readable = settings_readable(visit->file);
	visit->settings = visit->file->settings != NULL ? visit->file->settings
	                                                : visit->readable;
	visit->portal = browser->portal;
	browser->response = handler(visit);
	/* A page may have fetched other lists; here none does. */
	g_assert_true(visit->portal == browser->portal);
	g_assert_nonnull(browser->response);
	return browser->response->body != NULL ? browser->response->body : "";
}

/* ---- forms ---- */

static inline char *attribute(xmlNodePtr node, const char *name)
{
	xmlChar *value = xmlGetProp(node, BAD_CAST name);
	char *copy = g_strdup((const char *)value);

	xmlFree(value);
	return copy;
}

static inline bool is(xmlNodePtr node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

static inline void send(struct fields *fields, const char *name,
                        const char *value)
{
	g_assert_true(fields_add(fields, name, value, strlen(value), false));
}

/* <input type=number> and <input type=date> drop what is none. */
static inline bool is_shown(const char *type, const char *value)
{
	if (strcmp(type, "number") == 0)
		return strspn(value, "0123456789") == strlen(value);
	if (strcmp(type, "date") == 0)
		return *value == '\0' ||
		       g_regex_match_simple("^\\d{4}-\\d\\d-\\d\\d$", value, 0,
		                            0);
	return true;
}

static inline void send_input(struct fields *fields, xmlNodePtr node,
                              const char *name)
{
	g_autofree char *value = attribute(node, "value");
	g_autofree char *type = attribute(node, "type");
	bool tick = g_strcmp0(type, "checkbox") == 0 ||
	            g_strcmp0(type, "radio") == 0;

	g_assert_nonnull(type);
	if (tick && !xmlHasProp(node, BAD_CAST "checked"))
		return;
	g_assert_nonnull(value);
	send(fields, name, is_shown(type, value) ? value : "");
}

static inline void find_options(xmlNodePtr node, xmlNodePtr *first_r,
                                xmlNodePtr *selected_r)
{
	for (; node != NULL; node = node->next) {
		if (!is(node, "option"))
			continue;
		if (*first_r == NULL)
			*first_r = node;
		if (xmlHasProp(node, BAD_CAST "selected"))
			*selected_r = node;
	}
}

static inline void send_select(struct fields *fields, xmlNodePtr node,
                               const char *name)
{
	xmlNodePtr first = NULL, selected = NULL;
	g_autofree char *value = NULL;

	find_options(node->children, &first, &selected);
	if (selected == NULL)
		selected = first;
	g_assert_nonnull(selected);
	value = attribute(selected, "value");
	g_assert_nonnull(value);
	send(fields, name, value);
}

/* Line ends are CRLF on the wire. */
static inline void send_area(struct fields *fields, xmlNodePtr node,
                             const char *name)
{
	xmlChar *text = xmlNodeGetContent(node);
	g_auto(GStrv) lines = g_strsplit((const char *)text, "\n", -1);
	g_autofree char *value = g_strjoinv("\r\n", lines);

	send(fields, name, value);
	xmlFree(text);
}

static inline void send_controls(struct fields *fields, xmlNodePtr node)
{
	for (; node != NULL; node = node->next) {
		g_autofree char *name = NULL;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		name = attribute(node, "name");
		if (name == NULL || xmlHasProp(node, BAD_CAST "disabled"))
			send_controls(fields, node->children);
		else if (is(node, "input"))
			send_input(fields, node, name);
		else if (is(node, "select"))
			send_select(fields, node, name);
		else if (is(node, "textarea"))
			send_area(fields, node, name);
		else
			send_controls(fields, node->children);
	}
}

static inline void find_form(xmlNodePtr node, const char *action,
                             xmlNodePtr *form_r)
{
	for (; node != NULL; node = node->next) {
		g_autofree char *to = NULL;

		if (is(node, "form"))
			to = attribute(node, "action");
		if (*form_r == NULL && g_strcmp0(to, action) == 0)
			*form_r = node;
		find_form(node->children, action, form_r);
	}
}

/* What a browser sends of the first form with this action, nothing touched;
 * owned, NULL where there is no such form. */
static inline struct fields *browser_form(const char *html, const char *action)
{
	htmlDocPtr document = htmlReadMemory(
		html, (int)strlen(html), NULL, "UTF-8",
		HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	struct fields *fields = NULL;
	xmlNodePtr form = NULL;

	g_assert_nonnull(document);
	find_form(xmlDocGetRootElement(document), action, &form);
	if (form != NULL) {
		fields = fields_new();
		send_controls(fields, form->children);
	}
	xmlFreeDoc(document);
	return fields;
}

#endif
