/*
 * Leads and companies of a seed: an id, phones, addresses, and no more.
 */
#include "tests/portal/comm.h"
#include "tests/portal/php.h"
#include "tests/portal/seed_parts.h"

static void add_values(struct portal *portal, const char *kind, gint64 id,
                       const char *type, const cJSON *list)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, list) {
		const char *text = cJSON_GetStringValue(value);
		g_autofree char *key = comm_key(portal->store->exact_phones,
		                                type, text ? text : "");

		if (key)
			duplicates_add(portal->duplicates, kind, key, id);
	}
}

static bool seed_other(struct portal *portal, const cJSON *row,
                       const char *kind, GError **error)
{
	static const char *const known[] = { "id", "phones", "emails", NULL };
	gint64 id = php_int(php_get(row, "id"));

	if (!seed_check_keys(row, kind, known, error))
		return false;
	if (id <= 0) {
		seed_error(error, "a %s needs an id", kind);
		return false;
	}
	add_values(portal, kind, id, "PHONE", php_get(row, "phones"));
	add_values(portal, kind, id, "EMAIL", php_get(row, "emails"));
	return true;
}

bool seed_lead(struct portal *portal, const cJSON *row, GError **error)
{
	return seed_other(portal, row, "LEAD", error);
}

bool seed_company(struct portal *portal, const cJSON *row, GError **error)
{
	return seed_other(portal, row, "COMPANY", error);
}
