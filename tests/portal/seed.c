/*
 * The seed: its parts in their order; dictionaries, users, user fields.
 * Settings are in seed_settings.c, deals and contacts in seed_entity.c.
 */
#include "tests/portal/seed.h"

#include "tests/portal/php.h"
#include "tests/portal/seed_parts.h"
#include "tests/portal/seed_rows.h"
#include "tests/portal/userfield.h"

#include <string.h>

static const char *text_of(const cJSON *row, const char *key,
                           const char *otherwise)
{
	const char *text = seed_text(row, key);

	return text ? text : otherwise;
}

static char default_semantics(const char *code)
{
	const char *bare = strchr(code, ':');

	bare = bare ? bare + 1 : code;
	if (strcmp(bare, "WON") == 0)
		return 'S';
	if (strcmp(bare, "LOSE") == 0 || strcmp(bare, "APOLOGY") == 0)
		return 'F';
	return 'P';
}

static bool load_stage(struct portal *portal, const struct funnel *funnel,
                       const cJSON *row, int place, GError **error)
{
	static const char *const known[] = { "code",      "name",  "sort",
		                             "semantics", "color", NULL };
	const char *bare = text_of(row, "code", NULL);
	const char *semantics = text_of(row, "semantics", NULL);

	if (!seed_check_keys(row, "stage", known, error))
		return false;
	if (!bare || !text_of(row, "name", NULL) ||
	    (semantics &&
	     (strlen(semantics) != 1 || !strchr("PSF", *semantics)))) {
		seed_error(error,
		           "funnel %" G_GINT64_FORMAT
		           ": a stage needs code, name, and P, S or "
		           "F as semantics",
		           funnel->id);
		return false;
	}
	g_autofree char *code = dictionary_full_code(funnel->id, bare);
	struct status *status = dictionary_add_status(
		portal->dictionary, funnel->entity, code,
		text_of(row, "name", NULL), seed_int(row, "sort", place * 10));
	status->stage = true;
	status->system = strcmp(bare, "NEW") == 0 || strcmp(bare, "WON") == 0 ||
	                 strcmp(bare, "LOSE") == 0;
	status->semantics = default_semantics(code);
	if (semantics)
		status->semantics = *semantics;
	status->apology = g_str_has_suffix(code, "APOLOGY");
	g_free(status->color);
	status->color = g_strdup(text_of(row, "color", "#39A8EF"));
	return true;
}

static void set_default(const struct dictionary *dictionary,
                        const struct funnel *funnel)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		struct funnel *other = dictionary->funnels->pdata[i];

		other->is_default = other == funnel;
	}
}

static bool load_funnel(struct portal *portal, const cJSON *row, GError **error)
{
	static const char *const known[] = { "id",      "name",   "sort",
		                             "default", "stages", NULL };
	const cJSON *stages = php_get(row, "stages");
	const cJSON *stage;
	int place = 1;

	if (!seed_check_keys(row, "funnel", known, error))
		return false;
	struct funnel *funnel = dictionary_add_funnel(
		portal->dictionary, seed_int(row, "id", 0),
		text_of(row, "name", "Общая"));
	funnel->sort = seed_int(row, "sort", funnel->sort);
	if (seed_int(row, "default", false))
		set_default(portal->dictionary, funnel);
	if (!stages) {
		if (!dictionary_first_stage(portal->dictionary, funnel))
			dictionary_add_stages(portal->dictionary, funnel);
		return true;
	}
	dictionary_drop_entity(portal->dictionary, funnel->entity);
	cJSON_ArrayForEach (stage, stages) {
		if (!load_stage(portal, funnel, stage, place++, error))
			return false;
	}
	return true;
}

static bool load_status(struct portal *portal, const cJSON *row, GError **error)
{
	static const char *const known[] = { "entity", "code", "name", "sort",
		                             NULL };
	const char *code = text_of(row, "code", NULL);

	if (!seed_check_keys(row, "status", known, error))
		return false;
	if (!code) {
		seed_error(error, "a status needs a code");
		return false;
	}
	dictionary_add_status(
		portal->dictionary, text_of(row, "entity", "SOURCE"), code,
		text_of(row, "name", code), seed_int(row, "sort", 500));
	return true;
}

static bool load_user(struct portal *portal, const cJSON *row, GError **error)
{
	gint64 id = php_int(php_get(row, "ID"));
	cJSON *user = (cJSON *)portal_user(portal, id);
	const cJSON *value;

	if (id <= 0) {
		seed_error(error, "a user needs an ID");
		return false;
	}
	if (!user) {
		user = cJSON_CreateObject();
		cJSON_AddItemToArray(portal->users, user);
	}
	cJSON_ArrayForEach (value, row)
		php_put(user, value->string, cJSON_Duplicate(value, TRUE));
	return true;
}

static void copy(cJSON *to, const char *name, const cJSON *row, const char *key)
{
	const cJSON *value = php_get(row, key);

	if (cJSON_IsBool(value))
		cJSON_AddStringToObject(to, name,
		                        cJSON_IsTrue(value) ? "Y" : "N");
	else if (value)
		cJSON_AddItemToObject(to, name, cJSON_Duplicate(value, TRUE));
}

static cJSON *list_of(const cJSON *values)
{
	cJSON *list = cJSON_CreateArray();
	const cJSON *value;

	cJSON_ArrayForEach (value, values) {
		cJSON *item = cJSON_CreateObject();

		cJSON_AddItemToObject(item, "VALUE",
		                      cJSON_Duplicate(value, TRUE));
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

static bool load_deal_field(struct portal *portal, const cJSON *row,
                            GError **error)
{
	static const char *const known[] = {
		"name",        "type",     "label",     "listLabel",
		"filterLabel", "multiple", "mandatory", "showFilter",
		"sort",        "xmlId",    "list",      NULL
	};
	g_autoptr(cJSON) fields = cJSON_CreateObject();
	g_autofree char *why = NULL;
	const char *code;

	if (!seed_check_keys(row, "dealFields", known, error))
		return false;
	copy(fields, "FIELD_NAME", row, "name");
	cJSON_AddStringToObject(fields, "USER_TYPE_ID",
	                        text_of(row, "type", "string"));
	copy(fields, "LABEL", row, "label");
	copy(fields, "LIST_COLUMN_LABEL", row, "listLabel");
	copy(fields, "LIST_FILTER_LABEL", row, "filterLabel");
	copy(fields, "MULTIPLE", row, "multiple");
	copy(fields, "MANDATORY", row, "mandatory");
	copy(fields, "SHOW_FILTER", row, "showFilter");
	copy(fields, "SORT", row, "sort");
	copy(fields, "XML_ID", row, "xmlId");
	cJSON_AddItemToObject(fields, "LIST", list_of(php_get(row, "list")));
	if (userfield_add(portal, portal->store->deal, fields, &code, &why))
		return true;
	seed_error(error, "dealFields: %s", why);
	return false;
}

typedef bool (*loader)(struct portal *, const cJSON *, GError **);

static bool load_each(struct portal *portal, const cJSON *seed, const char *key,
                      loader load, GError **error)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, php_get(seed, key)) {
		if (!load(portal, row, error))
			return false;
	}
	return true;
}

static bool check_lists(const cJSON *seed, const char *const *lists,
                        GError **error)
{
	for (; *lists; lists++) {
		const cJSON *left = php_get(seed, *lists);

		if (!left || (cJSON_IsArray(left) && !left->child))
			continue;
		seed_error(error, "%s: not a list", *lists);
		return false;
	}
	return true;
}

static bool load_rows(struct portal *portal, struct seed_rows *rows,
                      loader load, GError **error)
{
	GError *bad = NULL;

	for (;;) {
		g_autoptr(cJSON) row = seed_rows_next(rows, &bad);

		if (!row || !load(portal, row, &bad))
			break;
	}
	if (!bad)
		return true;
	g_propagate_error(error, bad);
	return false;
}

static bool load_dataset(struct portal *portal, const cJSON *dataset,
                         GError **error)
{
	g_autoptr(cJSON) seed = seed_of_dataset(dataset);
	char *text = cJSON_PrintUnformatted(seed);
	bool good = seed_load(portal, text, strlen(text), error);

	cJSON_free(text);
	return good;
}

bool seed_load(struct portal *portal, const char *text, size_t length,
               GError **error)
{
	static const char *const known[] = {
		"settings", "hooks",   "tokens",    "app",      "users",
		"funnels",  "sources", "statuses",  "contacts", "dealFields",
		"deals",    "leads",   "companies", NULL
	};
	static const struct {
		const char *key;
		loader load;
	} parts[] = {
		{ "hooks", seed_hook },
		{ "tokens", seed_token },
		{ "users", load_user },
		{ "funnels", load_funnel },
		{ "sources", load_status },
		{ "statuses", load_status },
		{ "dealFields", load_deal_field },
		{ "leads", seed_lead },
		{ "companies", seed_company },
	};
	static const char *const lists[] = { "contacts", "deals", NULL };
	struct seed_rows rows[2];
	g_autoptr(cJSON) seed = seed_rows_cut(text, length, lists, rows);

	if (!cJSON_IsObject(seed)) {
		seed_error(error, "the seed is not a JSON object");
		return false;
	}
	if (php_get(seed, "entities"))
		return load_dataset(portal, seed, error);
	if (!seed_check_keys(seed, "seed", known, error) ||
	    !check_lists(seed, lists, error) ||
	    !seed_settings(portal, php_get(seed, "settings"), error) ||
	    (php_get(seed, "app") &&
	     !seed_app(portal, php_get(seed, "app"), error)))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!load_each(portal, seed, parts[i].key, parts[i].load,
		               error))
			return false;
	}
	return load_rows(portal, &rows[0], seed_contact, error) &&
	       load_rows(portal, &rows[1], seed_deal, error);
}
