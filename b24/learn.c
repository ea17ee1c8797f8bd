/*
 * Learns what a portal has, in two requests: who we are there and the deal's
 * fields, funnels and sources; then the stages of every funnel.
 */
#include "b24/portal.h"

#include "b24/batch.h"
#include "b24/learn_fields.h"
#include "b24/rows.h"
#include "core/dictionary.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* The commands of the first request, by their place. */
enum first {
	FIRST_PROFILE,
	FIRST_SCOPE,
	FIRST_TIME,
	FIRST_FUNNELS,
	FIRST_FIELDS,     /* names, codes, types */
	FIRST_OLD_FIELDS, /* labels of user fields */
	FIRST_LABELS,     /* the same, in Russian */
	FIRST_SOURCES,
};

static cJSON *of_deals(void)
{
	cJSON *params = cJSON_CreateObject();

	cJSON_AddNumberToObject(params, "entityTypeId", ENTITY_TYPE_DEAL);
	return params;
}

static cJSON *status_params(const char *entity)
{
	cJSON *params = cJSON_CreateObject();

	cJSON_AddStringToObject(cJSON_AddObjectToObject(params, "filter"),
	                        "ENTITY_ID", entity);
	cJSON_AddStringToObject(cJSON_AddObjectToObject(params, "order"),
	                        "SORT", "ASC");
	return params;
}

/* Without LANG the labels are left out (docs: crm.deal.userfield.list). */
static cJSON *label_params(void)
{
	cJSON *params = cJSON_CreateObject();

	cJSON_AddStringToObject(cJSON_AddObjectToObject(params, "filter"),
	                        "LANG", "ru");
	return params;
}

static GPtrArray *first_commands(void)
{
	GPtrArray *commands = commands_new();

	g_ptr_array_add(commands, command_new("profile", NULL));
	g_ptr_array_add(commands, command_new("scope", NULL));
	g_ptr_array_add(commands, command_new("server.time", NULL));
	g_ptr_array_add(commands, command_new("crm.category.list", of_deals()));
	g_ptr_array_add(commands, command_new("crm.item.fields", of_deals()));
	g_ptr_array_add(commands, command_new("crm.deal.fields", NULL));
	g_ptr_array_add(commands,
	                command_new("crm.deal.userfield.list", label_params()));
	g_ptr_array_add(commands, command_new("crm.status.list",
	                                      status_params("SOURCE")));
	return commands;
}

static const struct command *at(const GPtrArray *commands, guint place)
{
	return commands->pdata[place];
}

static void read_owner(const cJSON *profile, struct dictionary *dictionary)
{
	g_autofree char *first = rows_text(profile, "NAME");
	g_autofree char *last = rows_text(profile, "LAST_NAME");
	g_autofree char *admin = rows_text(profile, "ADMIN");

	dictionary->owner = rows_number(profile, "ID");
	dictionary->owner_admin = !strcmp(admin, "Y");
	g_free(dictionary->owner_name);
	dictionary->owner_name =
		g_strstrip(g_strconcat(first, " ", last, NULL));
}

static bool has_scope(const cJSON *scopes, const char *name)
{
	const cJSON *scope;

	cJSON_ArrayForEach (scope, scopes) {
		if (cJSON_IsString(scope) &&
		    !g_ascii_strcasecmp(scope->valuestring, name))
			return true;
	}
	return false;
}

static int by_sort(gconstpointer a, gconstpointer b)
{
	const cJSON *one = *(const cJSON *const *)a;
	const cJSON *other = *(const cJSON *const *)b;
	gint64 x = rows_number(one, "sort") + rows_number(one, "SORT");
	gint64 y = rows_number(other, "sort") + rows_number(other, "SORT");

	return (x > y) - (x < y);
}

/* The rows in the order of their SORT, whatever the portal made of ours. */
static GPtrArray *sorted(const cJSON *rows)
{
	GPtrArray *list = g_ptr_array_new();
	const cJSON *row;

	cJSON_ArrayForEach (row, rows) {
		g_ptr_array_add(list, (gpointer)row);
	}
	g_ptr_array_sort(list, by_sort);
	return list;
}

static void read_funnels(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GPtrArray) rows =
		sorted(cJSON_GetObjectItemCaseSensitive(result, "categories"));

	for (guint i = 0; i < rows->len; i++) {
		struct funnel *funnel = g_new0(struct funnel, 1);
		g_autofree char *is_default =
			rows_text(rows->pdata[i], "isDefault");

		funnel->id = rows_number(rows->pdata[i], "id");
		funnel->name = rows_text(rows->pdata[i], "name");
		funnel->is_default = !strcmp(is_default, "Y");
		funnel->stages = g_ptr_array_new_with_free_func(
			(GDestroyNotify)stage_free);
		g_ptr_array_add(dictionary->funnels, funnel);
	}
}

static enum semantics read_semantics(const cJSON *row)
{
	const cJSON *extra = cJSON_GetObjectItemCaseSensitive(row, "EXTRA");
	g_autofree char *letter = rows_text(row, "SEMANTICS");
	g_autofree char *word = rows_text(extra, "SEMANTICS");

	if (!strcmp(letter, "S") || !strcmp(word, "success"))
		return STAGE_SUCCESS;
	if (!strcmp(letter, "F") || !strcmp(word, "failure") ||
	    !strcmp(word, "apology"))
		return STAGE_FAILURE;
	return STAGE_PROCESS;
}

static void read_stages(const cJSON *result, struct funnel *funnel)
{
	g_autoptr(GPtrArray) rows = sorted(result);

	for (guint i = 0; i < rows->len; i++) {
		struct stage *stage = g_new0(struct stage, 1);

		stage->id = rows_text(rows->pdata[i], "STATUS_ID");
		stage->name = rows_text(rows->pdata[i], "NAME");
		stage->semantics = read_semantics(rows->pdata[i]);
		g_ptr_array_add(funnel->stages, stage);
	}
}

static void read_sources(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GPtrArray) rows = sorted(result);

	for (guint i = 0; i < rows->len; i++) {
		struct source *source = g_new0(struct source, 1);

		source->id = rows_text(rows->pdata[i], "STATUS_ID");
		source->name = rows_text(rows->pdata[i], "NAME");
		g_ptr_array_add(dictionary->sources, source);
	}
}

static void read_time(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 when;

	if (cJSON_IsString(result) &&
	    when_read(result->valuestring, utc, &when) && when != WHEN_NONE)
		dictionary->server_time = when;
}

/* Labels may be denied to those who are no administrators; the rest may not. */
static bool is_answered(const GPtrArray *commands, GError **error)
{
	if (at(commands, FIRST_SCOPE)->kind == ANSWER_OK &&
	    !has_scope(at(commands, FIRST_SCOPE)->result, "crm")) {
		g_set_error_literal(
			error, PORTAL_ERROR, PORTAL_STOP,
			"У вебхука нет права CRM (crm). Отметьте его в "
			"карточке вебхука в Битрикс24 и сохраните её.");
		return false;
	}
	for (guint i = 0; i < commands->len; i++) {
		const struct command *command = at(commands, i);

		if (command->kind == ANSWER_OK || i == FIRST_OLD_FIELDS ||
		    i == FIRST_LABELS || i == FIRST_TIME)
			continue;
		g_set_error(error, PORTAL_ERROR, PORTAL_STOP,
		            "Портал не дал прочитать свои справочники (%s): "
		            "%s. Владельцу вебхука нужен доступ к CRM.",
		            command->method, command->text);
		return false;
	}
	return true;
}

static void read_first(const GPtrArray *commands, struct dictionary *dictionary)
{
	read_owner(at(commands, FIRST_PROFILE)->result, dictionary);
	dictionary->scope_crm =
		has_scope(at(commands, FIRST_SCOPE)->result, "crm");
	read_time(at(commands, FIRST_TIME)->result, dictionary);
	read_funnels(at(commands, FIRST_FUNNELS)->result, dictionary);
	learn_fields(at(commands, FIRST_FIELDS)->result,
	             at(commands, FIRST_OLD_FIELDS)->result,
	             at(commands, FIRST_LABELS)->result, dictionary);
	read_sources(at(commands, FIRST_SOURCES)->result, dictionary);
}

/* Funnel 0 is DEAL_STAGE, the others DEAL_STAGE_n (docs: crm.status.list). */
static bool learn_stages(struct portal *portal, struct dictionary *dictionary,
                         GError **error)
{
	g_autoptr(GPtrArray) commands = commands_new();

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];
		g_autofree char *entity = NULL;

		entity = funnel->id ? g_strdup_printf(
					      "DEAL_STAGE_%" G_GINT64_FORMAT,
					      funnel->id)
		                    : g_strdup("DEAL_STAGE");
		g_ptr_array_add(commands, command_new("crm.status.list",
		                                      status_params(entity)));
	}
	if (!batch_read(portal, commands, false, error))
		return false;
	for (guint i = 0; i < dictionary->funnels->len; i++)
		read_stages(at(commands, i)->result,
		            dictionary->funnels->pdata[i]);
	return true;
}

struct dictionary *portal_learn(struct portal *portal, GError **error)
{
	g_autoptr(GPtrArray) commands = first_commands();
	struct dictionary *dictionary;

	if (!batch_read(portal, commands, true, error) ||
	    !is_answered(commands, error))
		return NULL;
	dictionary = dictionary_new();
	g_free(dictionary->address);
	dictionary->address =
		g_strdup(portal->transport->address(portal->transport));
	read_first(commands, dictionary);
	if (!dictionary->funnels->len || !dictionary->fields->len) {
		g_set_error_literal(error, PORTAL_ERROR, PORTAL_GARBLED,
		                    "Портал ответил, что у сделок нет воронок "
		                    "или полей. Проверьте доступ владельца "
		                    "вебхука к CRM.");
		dictionary_free(dictionary);
		return NULL;
	}
	if (!learn_stages(portal, dictionary, error)) {
		dictionary_free(dictionary);
		return NULL;
	}
	return dictionary;
}
