/*
 * The table of roles and paths. Its bytes are items of a record: names in the
 * order of their ids, then for every path an item whose field is the role and
 * whose text are the ids plus one.
 */
#include "xml/onec_paths.h"

#include "core/text.h"
#include "xml/records.h"

#include <string.h>

enum {
	FIELD_NAME = 255,
	TITLES_MOST = 4096, /* that are remembered */
};

/* A title, folded; and what stands before its first bracket. */
struct title {
	char *whole, *cut; /* cut: NULL where there is no bracket */
};

struct onec_paths {
	GHashTable *ids;           /* folded name → id + 1 */
	GPtrArray *names, *titles; /* by id; titles are folded */
	GArray *roles[ROLES];      /* of struct onec_path */
	GHashTable *folded; /* title → struct title: those seen lately */
};

G_STATIC_ASSERT((int)ROLES < (int)FIELD_NAME);

static void title_free(gpointer data)
{
	struct title *title = data;

	g_free(title->whole);
	g_free(title->cut);
	g_free(title);
}

struct onec_paths *onec_paths_new(void)
{
	struct onec_paths *paths = g_new0(struct onec_paths, 1);

	paths->ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	paths->names = g_ptr_array_new_with_free_func(g_free);
	paths->titles = g_ptr_array_new_with_free_func(g_free);
	paths->folded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                      title_free);
	for (int i = 0; i < ROLES; i++)
		paths->roles[i] =
			g_array_new(FALSE, FALSE, sizeof(struct onec_path));
	return paths;
}

void onec_paths_free(struct onec_paths *paths)
{
	if (!paths)
		return;
	g_hash_table_unref(paths->ids);
	g_ptr_array_unref(paths->names);
	g_ptr_array_unref(paths->titles);
	g_hash_table_unref(paths->folded);
	for (int i = 0; i < ROLES; i++)
		g_array_unref(paths->roles[i]);
	g_free(paths);
}

/* Letters and digits alone: people put blanks, dots and dashes as they like. */
static char *fold_title(const char *title)
{
	g_autofree char *folded = text_fold(title, TEXT_BLANKS);
	GString *plain = g_string_new(NULL);

	for (const char *p = folded; *p; p = g_utf8_next_char(p))
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			g_string_append_unichar(plain, g_utf8_get_char(p));
	return g_string_free(plain, FALSE);
}

int onec_paths_id(const struct onec_paths *paths, const char *name)
{
	g_autofree char *folded = text_fold(name, TEXT_CASE);

	return GPOINTER_TO_INT(g_hash_table_lookup(paths->ids, folded)) - 1;
}

/* The id of a name, a new one where it has none; -1 where there is no room. */
static int add_name(struct onec_paths *paths, const char *name)
{
	int id = onec_paths_id(paths, name);

	if (id >= 0)
		return id;
	if (paths->names->len >= ONEC_NAMES_MOST)
		return -1;
	g_ptr_array_add(paths->names, g_strdup(name));
	g_ptr_array_add(paths->titles, fold_title(name));
	g_hash_table_insert(paths->ids, text_fold(name, TEXT_CASE),
	                    GUINT_TO_POINTER(paths->names->len));
	return (int)paths->names->len - 1;
}

static bool add_step(struct onec_paths *paths, struct onec_path *path,
                     const char *text)
{
	g_autofree char *name = text_trim(text);
	int id = name ? add_name(paths, name) : -1;

	if (id < 0 || path->count == ONEC_STEPS)
		return false;
	path->step[path->count++] = (guint8)id;
	return true;
}

void onec_paths_add(struct onec_paths *paths, enum role role, const char *text)
{
	g_auto(GStrv) steps = g_strsplit(text, ".", -1);
	struct onec_path path = { 0 };

	if (paths->roles[role]->len >= ONEC_PATHS_MOST)
		return;
	for (guint i = 0; steps[i]; i++)
		if (!add_step(paths, &path, steps[i]))
			return;
	if (path.count)
		g_array_append_val(paths->roles[role], path);
}

guint onec_paths_count(const struct onec_paths *paths)
{
	return paths->names->len;
}

const char *onec_paths_name(const struct onec_paths *paths, guint id)
{
	return g_ptr_array_index(paths->names, id);
}

const struct onec_path *onec_paths_role(const struct onec_paths *paths,
                                        enum role role, guint *count_r)
{
	*count_r = paths->roles[role]->len;
	return (const struct onec_path *)(const void *)paths->roles[role]->data;
}

bool onec_paths_plays(const struct onec_paths *paths, enum role role, guint id)
{
	guint count;
	const struct onec_path *list = onec_paths_role(paths, role, &count);

	for (guint i = 0; i < count; i++)
		if (list[i].count == 1 && list[i].step[0] == id)
			return true;
	return false;
}

/* Every order of a file has the same properties. */
static const struct title *fold(const struct onec_paths *paths,
                                const char *text)
{
	struct title *title = g_hash_table_lookup(paths->folded, text);
	const char *bracket;

	if (title)
		return title;
	if (g_hash_table_size(paths->folded) >= TITLES_MOST)
		g_hash_table_remove_all(paths->folded);
	title = g_new0(struct title, 1);
	title->whole = fold_title(text);
	bracket = strchr(text, '(');
	if (bracket) {
		g_autofree char *before =
			g_strndup(text, (gsize)(bracket - text));

		title->cut = fold_title(before);
	}
	g_hash_table_insert(paths->folded, g_strdup(text), title);
	return title;
}

bool onec_paths_titled(const struct onec_paths *paths, guint id,
                       const char *title)
{
	const char *wanted = g_ptr_array_index(paths->titles, id);
	const struct title *folded = fold(paths, title);

	return strcmp(folded->whole, wanted) == 0 ||
	       (folded->cut && strcmp(folded->cut, wanted) == 0);
}

void onec_paths_save(const struct onec_paths *paths, GByteArray *to)
{
	for (guint i = 0; i < paths->names->len; i++)
		record_text(to, FIELD_NAME, onec_paths_name(paths, i));
	for (guint role = 0; role < ROLES; role++) {
		guint count;
		const struct onec_path *list =
			onec_paths_role(paths, (enum role)role, &count);

		for (guint i = 0; i < count; i++) {
			char ids[ONEC_STEPS + 1] = { 0 };

			for (guint j = 0; j < list[i].count; j++)
				ids[j] = (char)(list[i].step[j] + 1);
			record_text(to, (guint8)role, ids);
		}
	}
}

static bool load_path(struct onec_paths *paths, const struct record_item *item)
{
	struct onec_path path = { 0 };

	if (item->field >= ROLES || !item->length ||
	    item->length > ONEC_STEPS ||
	    paths->roles[item->field]->len >= ONEC_PATHS_MOST)
		return false;
	for (gsize i = 0; i < item->length; i++) {
		guint8 id = (guint8)item->text[i];

		if (id == 0 || id > paths->names->len)
			return false;
		path.step[path.count++] = (guint8)(id - 1);
	}
	g_array_append_val(paths->roles[item->field], path);
	return true;
}

struct onec_paths *onec_paths_load(const guint8 *bytes, gsize length)
{
	struct onec_paths *paths = onec_paths_new();
	struct record_item item;
	gsize at = 0;
	bool good = true;

	while (good && record_next(bytes, length, &at, &item)) {
		if (item.field == FIELD_NAME) {
			g_autofree char *name =
				g_strndup(item.text, item.length);

			good = item.is_text && add_name(paths, name) >= 0;
		} else {
			good = item.is_text && load_path(paths, &item);
		}
	}
	if (!good)
		g_clear_pointer(&paths, onec_paths_free);
	return paths;
}
