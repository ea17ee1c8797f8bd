/* Fetches and keeps what forms offer. */
#include "web/lists.h"

#include "core/dictionary_json.h"
#include "watcher/bridge.h"

#include <cjson/cJSON.h>
#include <unistd.h>

enum { MOST_BYTES = 8 * 1024 * 1024 };

static char *path_of(const char *state)
{
	return g_build_filename(state, "portal.json", NULL);
}

struct dictionary *lists_load(const char *state, gint64 *when_r)
{
	g_autofree char *path = path_of(state);
	g_autofree char *text = NULL;
	struct dictionary *dictionary;
	gsize length = 0;
	cJSON *json;

	if (!g_file_get_contents(path, &text, &length, NULL) ||
	    length > MOST_BYTES)
		return NULL;
	json = cJSON_ParseWithLength(text, length);
	*when_r = (gint64)cJSON_GetNumberValue(
		cJSON_GetObjectItemCaseSensitive(json, "fetched"));
	dictionary = json != NULL ? dictionary_of_json(json) : NULL;
	cJSON_Delete(json);
	return dictionary;
}

/* Only a convenience: not kept is fetched again. */
static void keep(const char *state, const struct dictionary *dictionary,
                 gint64 when)
{
	g_autofree char *path = path_of(state);
	cJSON *json = dictionary_to_json(dictionary);
	char *text;

	cJSON_AddNumberToObject(json, "fetched", (double)when);
	text = cJSON_PrintUnformatted(json);
	g_mkdir_with_parents(state, 0700);
	g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
	                         0600, NULL);
	cJSON_free(text);
	cJSON_Delete(json);
}

void lists_forget(const char *state)
{
	g_autofree char *path = path_of(state);

	unlink(path);
}

struct dictionary *lists_fetch(const char *settings_path, int wake,
                               gint64 *when_r, GError **error)
{
	const struct bridge_options options = { .settings_path = settings_path,
		                                .want = BRIDGE_PORTAL,
		                                .wake = wake };
	struct bridge *bridge = bridge_open(&options, error);
	struct dictionary *dictionary;

	if (bridge == NULL)
		return NULL;
	dictionary = portal_learn(bridge->portal, error);
	if (dictionary != NULL) {
		g_autoptr(GPtrArray) users = portal_users(bridge->portal, NULL);

		if (users != NULL) {
			g_clear_pointer(&dictionary->users, g_ptr_array_unref);
			dictionary->users = g_steal_pointer(&users);
		}
		*when_r = g_get_real_time() / G_USEC_PER_SEC;
		keep(bridge->settings->state, dictionary, *when_r);
	}
	bridge_close(bridge);
	return dictionary;
}
