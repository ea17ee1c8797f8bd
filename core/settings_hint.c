/*
 * The name that somebody meant who typed another. Refuses to guess where
 * nothing is near.
 */
#include "core/settings_p.h"

#include "core/near.h"

#include <string.h>

#define NAME_MOST 40 /* bytes; every name of ours is shorter */

char *settings_hint(const char *typed, const char *const *names)
{
	const char *nearest = NULL;
	guint least = G_MAXUINT;

	if (!*typed || strlen(typed) > NAME_MOST)
		return g_strdup("");
	for (; *names; names++) {
		guint changes = near_distance(typed, *names);

		if (changes < least) {
			least = changes;
			nearest = *names;
		}
	}
	if (!nearest || !near_miss(least, nearest))
		return g_strdup("");
	return g_strdup_printf(" Может быть, %s?", nearest);
}
