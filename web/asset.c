/* Finds the pages' files. */
#include "web/asset.h"

#include <glib.h>
#include <string.h>

const struct asset *asset_find(const char *name)
{
	for (const struct asset *asset = assets; asset->name != NULL; asset++)
		if (strcmp(asset->name, name) == 0)
			return asset;
	return NULL;
}

const char *asset_template(void *context, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".html", NULL);
	const struct asset *asset = asset_find(file);

	(void)context;
	return asset != NULL ? (const char *)asset->text : NULL;
}
