/*
 * Where values come from, and what is left, for a person who names the
 * attributes of a base.
 */
#include "xml/order_take_p.h"

#include "xml/onec_words.h"

void take_told(struct order_taker *taker, enum role role, const char *path,
               const char *value)
{
	struct order_origin *origin;

	if (!taker->explain || !value)
		return;
	origin = g_new0(struct order_origin, 1);
	origin->key = role < ROLES ? onec_words_key(role) : NULL;
	origin->path = g_strdup(path);
	origin->value = g_strdup(value);
	g_ptr_array_add(taker->order->origins, origin);
}

/* ---- additional properties that nobody knows a use for ---- */

static bool names_property(const struct onec_paths *paths,
                           const struct onec_path *path, guint section,
                           const char *title)
{
	if (path->count == 1)
		return onec_paths_titled(paths, path->step[0], title);
	return path->step[0] == section &&
	       onec_paths_titled(paths, path->step[1], title);
}

static bool is_known(const struct onec_paths *paths, guint section,
                     const char *title)
{
	for (int role = 0; role <= ROLE_CAR_PLATE; role++) {
		guint count;
		const struct onec_path *list =
			onec_paths_role(paths, (enum role)role, &count);

		for (guint i = 0; i < count; i++)
			if (names_property(paths, &list[i], section, title))
				return true;
	}
	return false;
}

/* `ДополнительныеРеквизиты.Гос номер`, which can be written into settings. */
static char *property_path(const struct onec_paths *paths, guint section,
                           const char *title)
{
	g_auto(GStrv) parts = g_strsplit(title, "(", 2);
	g_auto(GStrv) words = g_strsplit(parts[0], ".", -1);
	g_autofree char *name = g_strjoinv("", words);

	return g_strdup_printf("%s.%s", onec_paths_name(paths, section),
	                       g_strstrip(name));
}

static void tell_property(struct order_taker *taker,
                          const struct onec_value *value)
{
	struct onec_follow *follow = &taker->follow;
	g_autofree char *title = NULL, *path = NULL, *text = NULL;
	struct onec_found key = { .text = (char *)value->key.text,
		                  .thing = value->key.thing };
	struct onec_found found = { .text = (char *)value->value.text,
		                    .thing = value->value.thing };

	if (!value->keyed ||
	    !onec_paths_plays(follow->paths, ROLE_PROPERTIES, value->id))
		return;
	title = take_text_of(taker, &key);
	text = take_text_of(taker, &found);
	if (!title || !text || is_known(follow->paths, value->id, title))
		return;
	path = property_path(follow->paths, value->id, title);
	take_told(taker, ROLES, path, text);
}

void take_left_properties(struct order_taker *taker)
{
	for (guint i = 0; i < onec_node_count(taker->object); i++) {
		struct onec_value value = onec_node_at(taker->object, i);

		tell_property(taker, &value);
	}
}
