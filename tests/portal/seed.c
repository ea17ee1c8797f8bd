/*
 * The seed: settings, dictionaries, user fields; deals and contacts are in
 * seed_entity.c.
 */
#include "tests/portal/seed.h"

#include "tests/portal/php.h"
#include "tests/portal/userfield.h"

#include <string.h>

void seed_error(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s",
	            text);
}

static const char *text_of(const cJSON *row, const char *key,
                           const char *otherwise)
{
	const char *text = cJSON_GetStringValue(php_get(row, key));

	return text ? text : otherwise;
}

static int int_of(const cJSON *row, const char *key, int otherwise)
{
	const cJSON *value = php_get(row, key);

	return value ? (int)php_int(value) : otherwise;
}

/* Every key of the row is among `known` (NULL-terminated). */
static bool check_keys(const cJSON *row, const char *what,
                       const char *const *known, GError **error)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, row) {
		if (value->string && g_strv_contains(known, value->string))
			continue;
		seed_error(error, "%s: unknown key \"%s\"", what,
		           value->string ? value->string : "?");
		return false;
	}
	return true;
}

static bool read_zone(struct portal *portal, const char *zone, GError **error)
{
	g_autofree char *text = g_strconcat("1970-01-01T00:00:00", zone, NULL);
	gint64 seconds;

	if (!zone)
		return true;
	if (!clock_read(&portal->clock, text, &seconds)) {
		seed_error(error, "settings: bad timezone \"%s\"", zone);
		return false;
	}
	portal->clock.offset = (int)-seconds;
	return true;
}

static GStrv strv_of(const cJSON *list)
{
	GStrvBuilder *builder = g_strv_builder_new();
	const cJSON *value;

	cJSON_ArrayForEach (value, list) {
		if (cJSON_IsString(value))
			g_strv_builder_add(builder, value->valuestring);
	}
	GStrv all = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return all;
}

static void replace_strv(GStrv *to, const cJSON *list)
{
	if (!list)
		return;
	g_strfreev(*to);
	*to = strv_of(list);
}

static bool load_settings(struct portal *portal, const cJSON *row,
                          GError **error)
{
	static const char *const known[] = { "secret",     "user",
		                             "admin",      "scopes",
		                             "timezone",   "localMidnight",
		                             "wholeTime",  "secretStatus",
		                             "currencies", NULL };
	struct settings *settings = &portal->settings;
	const char *secret = text_of(row, "secret", NULL);

	if (!check_keys(row, "settings", known, error) ||
	    !read_zone(portal, text_of(row, "timezone", NULL), error))
		return false;
	if (secret) {
		g_free(settings->secret);
		settings->secret = g_strdup(secret);
	}
	settings->user = int_of(row, "user", (int)settings->user);
	settings->admin = int_of(row, "admin", settings->admin);
	settings->local_midnight =
		int_of(row, "localMidnight", settings->local_midnight);
	settings->whole_time = int_of(row, "wholeTime", settings->whole_time);
	settings->secret_status = (unsigned)int_of(
		row, "secretStatus", (int)settings->secret_status);
	replace_strv(&settings->scopes, php_get(row, "scopes"));
	replace_strv(&portal->dictionary->currencies,
	             php_get(row, "currencies"));
	return true;
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

	if (!check_keys(row, "stage", known, error))
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
		text_of(row, "name", NULL), int_of(row, "sort", place * 10));
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

	if (!check_keys(row, "funnel", known, error))
		return false;
	struct funnel *funnel =
		dictionary_add_funnel(portal->dictionary, int_of(row, "id", 0),
	                              text_of(row, "name", "Общая"));
	funnel->sort = int_of(row, "sort", funnel->sort);
	if (int_of(row, "default", false))
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

	if (!check_keys(row, "status", known, error))
		return false;
	if (!code) {
		seed_error(error, "a status needs a code");
		return false;
	}
	dictionary_add_status(
		portal->dictionary, text_of(row, "entity", "SOURCE"), code,
		text_of(row, "name", code), int_of(row, "sort", 500));
	return true;
}

static bool load_user(struct portal *portal, const cJSON *row, GError **error)
{
	(void)error;
	cJSON_AddItemToArray(portal->users, cJSON_Duplicate(row, TRUE));
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

	if (!check_keys(row, "dealFields", known, error))
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

bool seed_load(struct portal *portal, const char *text, size_t length,
               GError **error)
{
	static const char *const known[] = {
		"settings", "users",      "funnels", "sources", "statuses",
		"contacts", "dealFields", "deals",   NULL
	};
	static const struct {
		const char *key;
		loader load;
	} parts[] = {
		{ "users", load_user },
		{ "funnels", load_funnel },
		{ "sources", load_status },
		{ "statuses", load_status },
		{ "dealFields", load_deal_field },
		{ "contacts", seed_contact },
		{ "deals", seed_deal },
	};
	g_autoptr(cJSON) seed = cJSON_ParseWithLength(text, length);

	if (!cJSON_IsObject(seed)) {
		seed_error(error, "the seed is not a JSON object");
		return false;
	}
	if (!check_keys(seed, "seed", known, error) ||
	    !load_settings(portal, php_get(seed, "settings"), error))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!load_each(portal, seed, parts[i].key, parts[i].load,
		               error))
			return false;
	}
	return true;
}
