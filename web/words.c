/* Lists as the settings file writes them. */
#include "web/words.h"

#include "core/text.h"

#include <glib.h>

static bool holds_all(char **words, char **others)
{
	for (gsize i = 0; others[i] != NULL; i++) {
		bool found = text_same(others[i], NULL, TEXT_CASE);

		for (gsize j = 0; words[j] != NULL && !found; j++)
			found = text_same(words[j], others[i], TEXT_CASE);
		if (!found)
			return false;
	}
	return true;
}

bool words_same(const char *a, const char *b)
{
	g_auto(GStrv) x = g_strsplit(a, ";", -1);
	g_auto(GStrv) y = g_strsplit(b, ";", -1);

	return holds_all(x, y) && holds_all(y, x);
}
