/*
 * The name that somebody meant who typed another. Refuses to guess where
 * nothing is near.
 */
#include "core/settings_p.h"

#include <string.h>

#define NAME_MOST 40 /* bytes; every name of ours is shorter */

/* Letters to change, add, drop or swap with their neighbour, so as to get from
 * one text to the other. */
static guint distance(const char *a, const char *b)
{
	guint rows[3][NAME_MOST + 1];
	size_t length = strlen(b);

	for (guint j = 0; j <= length; j++)
		rows[0][j] = j;
	for (guint i = 1; a[i - 1]; i++) {
		guint *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const guint *second = rows[(i + 1) % 3];

		row[0] = i;
		for (guint j = 1; j <= length; j++) {
			guint cost = a[i - 1] == b[j - 1] ? 0 : 1;

			row[j] = MIN(MIN(row[j - 1], above[j]) + 1,
			             above[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], second[j - 2] + 1);
		}
	}
	return rows[strlen(a) % 3][length];
}

char *settings_hint(const char *typed, const char *const *names)
{
	g_autofree char *lower = g_ascii_strdown(typed, -1);
	const char *nearest = NULL;
	guint least = G_MAXUINT;

	if (!*typed || strlen(typed) > NAME_MOST)
		return g_strdup("");
	for (; *names; names++) {
		guint changes = distance(lower, *names);

		if (changes < least) {
			least = changes;
			nearest = *names;
		}
	}
	if (!nearest || least > 1 + strlen(nearest) / 4)
		return g_strdup("");
	return g_strdup_printf(" Может быть, %s?", nearest);
}
