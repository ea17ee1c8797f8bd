#ifndef WEB_TEMPLATE_H
#define WEB_TEMPLATE_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * Pages as plain HTML files with holes, filled from a JSON model. The syntax
 * is a part of Mustache (mustache.github.io, mustache(5)):
 *
 *   {{name}}              the value, escaped for HTML text and quoted
 *                         attributes; nothing where there is none
 *   {{.}}                 the value at hand
 *   {{#name}}…{{/name}}   once for true, a text, a number or an object, once
 *                         for each item of an array; not at all for false,
 *                         null, "", 0, [] and what is not there
 *   {{^name}}…{{/name}}   the other way round
 *   {{>name}}             the file name.html; {{>*name}} that which the value
 *                         of `name` names
 *
 * Names are looked for from the innermost section outwards. There is no way to
 * put a value in unescaped: what a client of a car service is called can never
 * become part of a page.
 */

#define TEMPLATE_ERROR (template_error_quark())
GQuark template_error_quark(void);
enum template_error { TEMPLATE_BROKEN };

/* The text of a template by its name, or NULL; owned by the source. */
struct template_source {
	const char *(*find)(void *context, const char *name);
	void *context;
};

/* NULL where a template is broken or lacks; owned by the caller. */
char *template_render(const struct template_source *source, const char *name,
                      const cJSON *model, GError **error);

/* Appends a text, escaped. */
void template_escape(GString *out, const char *text);

#endif
