/*
 * A line of the log without what tells of people.
 *
 * Refuses to understand the line: what may be a person's is masked, and some
 * names of stages and folders with it.
 */
#include "watcher/logbook.h"

#include "core/mask.h"

#include <string.h>

/* Behind the time and the level, which hold nobody's data. */
static const char *text_of(const char *line)
{
	const char *blank = strchr(line, ' ');

	if (!g_ascii_isdigit(line[0]) || blank == NULL)
		return line;
	blank = strchr(blank + 1, ' ');
	return blank != NULL ? blank + 1 : line;
}

typedef char *mask_function(const char *text);

/* Each match of the pattern as the function has it; group 1, where there is
 * one, is what is masked. */
struct replacement {
	mask_function *mask;
};

static gboolean replace(const GMatchInfo *match, GString *out, gpointer data)
{
	const struct replacement *replacement = data;
	g_autofree char *found = g_match_info_fetch(match, 0);
	g_autofree char *masked = replacement->mask(found);

	g_string_append(out, masked);
	return FALSE;
}

static char *keep(const char *text)
{
	return g_strdup(text);
}

/* `№ 3000004876` is what support asks for; the rest may be phones. */
static char *number(const char *text)
{
	return strncmp(text, "№", strlen("№")) == 0 ? keep(text)
	                                            : mask_numbers(text);
}

char *logbook_masked(const char *line)
{
	static const struct {
		const char *pattern;
		struct replacement replacement;
	} rules[] = {
		{ "[^\\s«»<>]+@[^\\s«»<>]+", { mask_words } },
		{ "«[^«»]*»", { mask_words } },
		/* Two words and more with capitals: somebody's name. */
		{ "\\b\\p{Lu}\\p{L}+(?:[ -]\\p{Lu}(?:\\p{L}+|\\.))+",
		  { mask_words } },
		{ "№ ?[\\p{L}\\d/-]+|[\\d(+][\\d ().+-]+", { number } },
	};
	const char *from = text_of(line);
	g_autofree char *text = g_utf8_make_valid(from, -1);

	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		g_autoptr(GRegex) regex =
			g_regex_new(rules[i].pattern, 0, 0, NULL);
		char *masked =
			regex != NULL
				? g_regex_replace_eval(
					  regex, text, -1, 0, 0, replace,
					  (gpointer)&rules[i].replacement, NULL)
				: NULL;

		/* Rather nothing than somebody's data. */
		if (masked == NULL)
			masked = mask_words(text);
		g_free(text);
		text = masked;
	}
	return g_strdup_printf("%.*s%s", (int)(from - line), line, text);
}
