/*
 * Names of a 1C configuration, looked up fast: each spelling that a file uses
 * is compared as people would once, and then known.
 */
#include "xml/onec_names.h"

#include "core/text.h"
#include "xml/onec_words.h"

#include <string.h>

enum {
	SEEN_MOST = 10000, /* spellings */
	RECENT = 256,
};

/* A name asked for lately, at the place where it stood. */
struct recent {
	const char *place, *text;
	int id;
};

struct onec_names {
	const struct settings *settings; /* not owned */
	struct onec_paths *paths;
	guint8 use[ONEC_NAMES_MOST];
	bool far;
	const char *order;            /* the format's own, or NULL */
	GHashTable *seen;             /* name as written → id + 1, or 0 */
	GHashTable *sections, *types; /* as written → enum */
	struct recent recent[RECENT]; /* texts belong to `seen` */
};

const char *onec_names_last(const char *type)
{
	const char *dot = strrchr(type, '.');

	return dot ? dot + 1 : type;
}

/* ---- what ids are kept for ---- */

/* Where the values that a role's paths begin with are. */
static unsigned use_of(enum role role)
{
	if (role <= ROLE_MASTER)
		return USE_ORDER;
	/* The order's own are only for ROLE_PHONE. */
	if (role == ROLE_CLIENT_PHONE || role == ROLE_CLIENT_MAIL)
		return USE_THING;
	if (role <= ROLE_CAR_PLATE)
		return USE_ORDER | USE_THING;
	if (role <= ROLE_ROW_SUM)
		return USE_ROW;
	if (role <= ROLE_CODE)
		return USE_THING;
	return 0;
}

static void use_path(struct onec_names *names, enum role role,
                     const struct onec_path *path)
{
	unsigned first = use_of(role);

	if (path->count > 1 && first == USE_THING)
		first |= USE_ORDER;
	names->use[path->step[0]] |= (guint8)first;
	for (guint i = 1; i < path->count; i++) {
		names->use[path->step[i - 1]] |= USE_OUTER;
		names->use[path->step[i]] |= USE_INNER;
	}
}

static void make_uses(struct onec_names *names)
{
	for (int role = 0; role < ROLES; role++) {
		guint count;
		const struct onec_path *list =
			onec_paths_role(names->paths, (enum role)role, &count);

		for (guint i = 0; i < count; i++)
			use_path(names, (enum role)role, &list[i]);
	}
}

/* ---- making ---- */

static GHashTable *table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void add_sections(struct onec_names *names, enum role role, GStrv list)
{
	for (; *list; list++)
		onec_paths_add(names->paths, role, onec_names_last(*list));
}

static void add_dialect(struct onec_names *names,
                        const struct onec_dialect *dialect)
{
	for (gsize i = 0; dialect->words[i].path; i++)
		onec_paths_add(names->paths, dialect->words[i].role,
		               dialect->words[i].path);
	if (!settings_line(names->settings, "1c", "order"))
		names->order = dialect->order;
}

struct onec_names *onec_names_new(const struct settings *settings,
                                  const struct onec_dialect *dialect)
{
	struct onec_names *names = g_new0(struct onec_names, 1);

	names->settings = settings;
	names->paths = onec_paths_new();
	names->seen = table();
	names->sections = table();
	names->types = table();
	names->far = onec_words_add(names->paths, &settings->names);
	add_sections(names, ROLE_WORKS, settings->names.works);
	add_sections(names, ROLE_GOODS, settings->names.goods);
	add_sections(names, ROLE_PROPERTIES, settings->names.properties);
	if (dialect)
		add_dialect(names, dialect);
	make_uses(names);
	return names;
}

void onec_names_free(struct onec_names *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->seen);
	g_hash_table_unref(names->sections);
	g_hash_table_unref(names->types);
	onec_paths_free(names->paths);
	g_free(names);
}

const struct onec_paths *onec_names_paths(const struct onec_names *names)
{
	return names->paths;
}

guint onec_names_count(const struct onec_names *names)
{
	return onec_paths_count(names->paths);
}

bool onec_names_far(const struct onec_names *names)
{
	return names->far;
}

unsigned onec_names_use(const struct onec_names *names, guint id)
{
	return names->use[id];
}

/* Remembers a spelling; not without end, for a file may have any number. */
static void keep(GHashTable *table, const char *text, guint what)
{
	if (g_hash_table_size(table) < SEEN_MOST)
		g_hash_table_insert(table, g_strdup(text),
		                    GUINT_TO_POINTER(what));
}

/* Most readers give names that stand at the same place every time. */
static struct recent *recent_of(struct onec_names *names, const char *attribute)
{
	enum { ALIGNED = 3 };

	return &names->recent[((gsize)attribute >> ALIGNED) % RECENT];
}

int onec_names_id(struct onec_names *names, const char *attribute)
{
	struct recent *recent = recent_of(names, attribute);
	gpointer text, known;
	int id;

	if (recent->place == attribute && strcmp(recent->text, attribute) == 0)
		return recent->id;
	if (!g_hash_table_lookup_extended(names->seen, attribute, &text,
	                                  &known)) {
		id = onec_paths_id(names->paths, attribute);
		keep(names->seen, attribute, (guint)(id + 1));
		return id;
	}
	id = GPOINTER_TO_INT(known) - 1;
	*recent = (struct recent){ attribute, text, id };
	return id;
}

/* ---- sections and types ---- */

static bool among(GStrv list, const char *name)
{
	for (guint i = 0; list && list[i]; i++)
		if (text_same(onec_names_last(list[i]), onec_names_last(name),
		              TEXT_CASE))
			return true;
	return false;
}

static bool plays(const struct onec_names *names, enum role role,
                  const char *name)
{
	int id = onec_paths_id(names->paths, onec_names_last(name));

	return id >= 0 && onec_paths_plays(names->paths, role, (guint)id);
}

static enum section section_of(const struct onec_names *names, const char *name)
{
	if (plays(names, ROLE_WORKS, name))
		return SECTION_WORKS;
	if (plays(names, ROLE_GOODS, name))
		return SECTION_GOODS;
	if (among(names->settings->names.contact_info, name))
		return SECTION_CONTACTS;
	if (plays(names, ROLE_PROPERTIES, name))
		return SECTION_PROPERTIES;
	return SECTION_NONE;
}

static bool is_order(const struct onec_names *names, const char *type)
{
	GStrv list = names->settings->names.order;

	if (names->order && text_same(names->order, type, TEXT_CASE))
		return true;
	for (guint i = 0; list && list[i]; i++)
		if (text_same(list[i], type, TEXT_CASE) ||
		    (!strchr(list[i], '.') &&
		     g_str_has_prefix(type, "Документ.") &&
		     text_same(list[i], onec_names_last(type), TEXT_CASE)))
			return true;
	return false;
}

/* Orders refer to no other document or register that matters by itself, and a
 * base is full of them. */
static enum onec_type type_of(const struct onec_names *names, const char *type)
{
	bool is_register = g_str_has_prefix(type, "РегистрСведений.");

	if (is_order(names, type))
		return TYPE_ORDER;
	if (is_register && among(names->settings->names.contact_info, type))
		return TYPE_CONTACTS;
	if (is_register && plays(names, ROLE_PROPERTIES, type))
		return TYPE_PROPERTIES;
	if (is_register || g_str_has_prefix(type, "Документ."))
		return TYPE_PASSED;
	return TYPE_THING;
}

enum section onec_names_section(struct onec_names *names, const char *name)
{
	gpointer known;
	enum section section;

	if (g_hash_table_lookup_extended(names->sections, name, NULL, &known))
		return GPOINTER_TO_UINT(known);
	section = section_of(names, name);
	keep(names->sections, name, section);
	return section;
}

enum onec_type onec_names_type(struct onec_names *names, const char *type)
{
	gpointer known;
	enum onec_type kind;

	if (g_hash_table_lookup_extended(names->types, type, NULL, &known))
		return GPOINTER_TO_UINT(known);
	kind = type_of(names, type);
	keep(names->types, type, kind);
	return kind;
}
