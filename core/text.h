#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <glib.h>
#include <stdbool.h>

/*
 * Text as people type it, made comparable. Every comparison of names in the
 * bridge goes through text_fold(), so that two places never disagree.
 * All texts are UTF-8; NULL is allowed everywhere and means empty.
 */

enum text_fold {
	TEXT_CASE = 0, /* letter case, ё/е, outer and repeated blanks, marks
	                  that nobody sees: always */
	TEXT_BLANKS = 1 << 0, /* inner blanks too: ВРаботе = В работе */
	TEXT_LOOKALIKE = 1 << 1, /* Latin TC = Cyrillic ТС, for numbers */
};

/* A key that is equal for texts which mean the same; never NULL. Owned by
 * the caller. */
char *text_fold(const char *text, unsigned how);

bool text_same(const char *a, const char *b, unsigned how);

/* Replaces an owned text by a copy of another; NULL is kept as NULL. */
static inline void text_set(char **text, const char *value)
{
	char *copy = g_strdup(value);

	g_free(*text);
	*text = copy;
}

/* The text without outer blanks (also no-break ones), owned by the caller;
 * NULL where nothing is left. */
char *text_trim(const char *text);

/* A GUID in lower case without braces, owned by the caller; NULL where the
 * text is none, empty or the zero GUID, which 1C writes for "no reference". */
char *text_guid(const char *text);

/* A copy with what XML 1.0 and a log line cannot hold (control characters,
 * broken UTF-8) replaced by '?', tabs and line ends by blanks; never NULL, at
 * most `most` bytes, cut at a letter. */
char *text_plain(const char *text, size_t most);

#endif
