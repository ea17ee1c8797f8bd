/*
 * Walking from object to object. Names of things are asked for while the
 * values of another are looked at; that is why a place is a number, and its
 * values are fetched anew after every step.
 */
#include "xml/onec_follow.h"

#include <string.h>

void onec_found_clear(struct onec_found *found)
{
	g_clear_pointer(&found->text, g_free);
	g_clear_pointer(&found->path, g_free);
}

/* The values at a place; NULL for an error. */
static const struct onec_node *node_of(struct onec_follow *follow,
                                       struct onec_place place)
{
	const struct thing_facts *facts;

	if (place.node || follow->error)
		return place.node;
	facts = thing_view_get(follow->view, place.thing, &follow->error);
	return facts ? facts->node : NULL;
}

/* Whether the row or the property is the one that the step names. */
static bool is_key(struct onec_follow *follow, const struct onec_operand *key,
                   guint step)
{
	const char *name = key->text;

	if (!name)
		name = thing_view_called(follow->view, key->thing,
		                         &follow->error);
	return name && onec_paths_titled(follow->paths, step, name);
}

/* In a section, or with `section` -1 in any that holds properties: the newest
 * row, which of properties is the only one. */
static bool find_row(struct onec_follow *follow, const struct onec_node *node,
                     int section, guint step, struct onec_value *value_r)
{
	for (guint i = onec_node_count(node); i-- > 0;) {
		struct onec_value value = onec_node_at(node, i);
		bool wanted = section < 0 ? onec_paths_plays(follow->paths,
		                                             ROLE_PROPERTIES,
		                                             value.id)
		                          : value.id == (guint)section;

		if (!wanted || !is_key(follow, &value.key, step))
			continue;
		*value_r = value;
		return true;
	}
	return false;
}

static bool walk(struct onec_follow *follow, struct onec_place place,
                 const struct onec_path *path, guint at,
                 struct onec_found *found_r);

/* Where a value leads to, with the steps from `at` on. */
static bool go_on(struct onec_follow *follow, const struct onec_operand *value,
                  const struct onec_path *path, guint at,
                  struct onec_found *found_r)
{
	struct onec_place next = { .thing = value->thing };

	if (at < path->count)
		return !value->text && walk(follow, next, path, at, found_r);
	*found_r = (struct onec_found){
		.text = g_strdup(value->text),
		.thing = value->text ? THING_NONE : value->thing,
		.path = g_strdup(follow->trail->str),
	};
	return true;
}

static void leave_trail(const struct onec_follow *follow, guint id)
{
	GString *trail = follow->trail;

	g_string_append_printf(trail, "%s%s", trail->len ? "." : "",
	                       onec_paths_name(follow->paths, id));
}

static bool walk(struct onec_follow *follow, struct onec_place place,
                 const struct onec_path *path, guint at,
                 struct onec_found *found_r)
{
	const struct onec_node *node = node_of(follow, place);
	guint step = path->step[at];
	gsize mark = follow->trail->len;
	struct onec_operand value;
	struct onec_value row;

	if (node && onec_node_find(node, step, &value)) {
		leave_trail(follow, step);
		if (go_on(follow, &value, path, at + 1, found_r))
			return true;
		g_string_truncate(follow->trail, mark);
		node = node_of(follow, place);
	}
	if (node && at + 1 < path->count &&
	    find_row(follow, node, (int)step, path->step[at + 1], &row)) {
		leave_trail(follow, step);
		leave_trail(follow, path->step[at + 1]);
		if (go_on(follow, &row.value, path, at + 2, found_r))
			return true;
		g_string_truncate(follow->trail, mark);
		node = node_of(follow, place);
	}
	if (node && find_row(follow, node, -1, step, &row)) {
		leave_trail(follow, row.id);
		leave_trail(follow, step);
		if (go_on(follow, &row.value, path, at + 1, found_r))
			return true;
		g_string_truncate(follow->trail, mark);
	}
	return false;
}

bool onec_follow_path(struct onec_follow *follow, struct onec_place from,
                      const struct onec_path *path, struct onec_found *found_r)
{
	g_string_truncate(follow->trail, 0);
	return !follow->error && walk(follow, from, path, 0, found_r);
}

bool onec_follow(struct onec_follow *follow, struct onec_place from,
                 enum role role, struct onec_found *found_r)
{
	guint count;
	const struct onec_path *list =
		onec_paths_role(follow->paths, role, &count);

	for (guint i = 0; i < count; i++)
		if (onec_follow_path(follow, from, &list[i], found_r))
			return true;
	return false;
}
