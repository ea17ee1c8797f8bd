/*
 * Learns what a portal has, in two requests: who we are there and the deal's
 * fields, funnels and sources; then the stages of every funnel. For `check`
 * the same two carry what else can be proved without writing.
 *
 * Refuses to take a part that the portal did not show for an empty one.
 */
#include "b24/portal.h"

#include "b24/learn_fields.h"
#include "b24/learn_p.h"
#include "b24/learn_rows.h"
#include "b24/rows.h"
#include "core/dictionary.h"
#include "core/examine.h"

enum { FUNNELS_MOST = 1000 };

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
	FIRST_CONTACTS, /* for `check`: whether they may be read */
};

/* ---- commands ---- */

void lesson_add(GPtrArray *commands, const char *method, cJSON *params)
{
	g_ptr_array_add(commands, command_new(method, params));
}

cJSON *lesson_entity(int type)
{
	cJSON *params = cJSON_CreateObject();

	cJSON_AddNumberToObject(params, "entityTypeId", type);
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

static GPtrArray *first_commands(const struct lesson *lesson)
{
	GPtrArray *commands = commands_new();

	lesson_add(commands, "profile", NULL);
	lesson_add(commands, "scope", NULL);
	lesson_add(commands, "server.time", NULL);
	lesson_add(commands, "crm.category.list",
	           lesson_entity(ENTITY_TYPE_DEAL));
	lesson_add(commands, "crm.item.fields",
	           lesson_entity(ENTITY_TYPE_DEAL));
	lesson_add(commands, "crm.deal.fields", NULL);
	lesson_add(commands, "crm.deal.userfield.list", label_params());
	lesson_add(commands, "crm.status.list", status_params("SOURCE"));
	if (lesson->users)
		lesson_add(commands, "crm.item.fields",
		           lesson_entity(ENTITY_TYPE_CONTACT));
	return commands;
}

static const struct command *at(const GPtrArray *commands, guint place)
{
	return commands->pdata[place];
}

static bool is_answered(const GPtrArray *commands, guint place)
{
	return at(commands, place)->kind == ANSWER_OK;
}

/* A command that the webhook has no right to fails the batch as a whole; what
 * else is in it was carried out all the same. `proof`: the place of a command
 * that every webhook may give. */
static bool ask(struct lesson *lesson, const GPtrArray *commands, guint proof,
                GError **error)
{
	g_autoptr(GError) failure = NULL;

	if (batch_read(lesson->portal, commands, true, &failure))
		return true;
	if (g_error_matches(failure, PORTAL_ERROR, PORTAL_STOP) &&
	    is_answered(commands, proof))
		return true;
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

/* ---- the first request ---- */

void lesson_note(struct dictionary *dictionary, enum portal_part part,
                 const struct command *command)
{
	if (command->kind == ANSWER_OK || dictionary->refused[part])
		return;
	dictionary->refused[part] =
		g_strdup(command->text ? command->text : "не ответил");
}

static void note_empty(struct dictionary *dictionary, enum portal_part part,
                       const GPtrArray *rows)
{
	if (!rows->len && !dictionary->refused[part])
		dictionary->refused[part] = g_strdup("список пуст");
}

static void read_first(struct lesson *lesson, const GPtrArray *commands)
{
	struct dictionary *dictionary = lesson->dictionary;

	learn_owner(at(commands, FIRST_PROFILE)->result, dictionary);
	learn_scopes(at(commands, FIRST_SCOPE)->result, dictionary);
	learn_time(at(commands, FIRST_TIME)->result, dictionary);
	learn_funnels(at(commands, FIRST_FUNNELS)->result, dictionary);
	learn_fields(at(commands, FIRST_FIELDS)->result,
	             at(commands, FIRST_OLD_FIELDS)->result,
	             at(commands, FIRST_LABELS)->result, dictionary);
	learn_sources(at(commands, FIRST_SOURCES)->result, dictionary);
	lesson_note(dictionary, PART_FUNNELS, at(commands, FIRST_FUNNELS));
	lesson_note(dictionary, PART_FIELDS, at(commands, FIRST_FIELDS));
	lesson_note(dictionary, PART_SOURCES, at(commands, FIRST_SOURCES));
	note_empty(dictionary, PART_FUNNELS, dictionary->funnels);
	note_empty(dictionary, PART_FIELDS, dictionary->fields);
	if (lesson->users)
		lesson_note(dictionary, PART_CONTACTS,
		            at(commands, FIRST_CONTACTS));
}

static bool is_likely(const GPtrArray *commands, GError **error)
{
	const struct command *scope = at(commands, FIRST_SCOPE);

	if (scope->kind != ANSWER_OK || rows_list(scope->result))
		return true;
	g_set_error_literal(error, PORTAL_ERROR, PORTAL_GARBLED,
	                    "Портал отвечает не так, как Битрикс24: права "
	                    "вебхука (scope) — не список. Проверьте адрес "
	                    "вебхука.");
	return false;
}

static bool learn_first(struct lesson *lesson, GError **error)
{
	g_autoptr(GPtrArray) commands = first_commands(lesson);
	struct transport *transport = lesson->portal->transport;
	struct dictionary *dictionary = lesson->dictionary;
	g_autofree char *before = g_strdup(transport->address(transport));

	if (!ask(lesson, commands, FIRST_SCOPE, error))
		return false;
	dictionary->local_time = transport->wall(transport);
	dictionary->address = g_strdup(transport->address(transport));
	if (g_strcmp0(before, dictionary->address) != 0)
		dictionary->moved_from = g_steal_pointer(&before);
	if (!is_likely(commands, error))
		return false;
	read_first(lesson, commands);
	if (dictionary->funnels->len <= FUNNELS_MOST)
		return true;
	g_set_error(error, PORTAL_ERROR, PORTAL_GARBLED,
	            "Портал ответил, что воронок %u, а больше %d их не бывает. "
	            "Проверьте адрес вебхука.",
	            dictionary->funnels->len, FUNNELS_MOST);
	return false;
}

/* ---- the second one ---- */

/* Funnel 0 is DEAL_STAGE, the others DEAL_STAGE_n (docs: crm.status.list). */
static void add_stages(const struct lesson *lesson, GPtrArray *commands)
{
	const GPtrArray *funnels = lesson->dictionary->funnels;

	for (guint i = 0; i < funnels->len; i++) {
		const struct funnel *funnel = funnels->pdata[i];
		g_autofree char *entity = NULL;

		entity = funnel->id ? g_strdup_printf(
					      "DEAL_STAGE_%" G_GINT64_FORMAT,
					      funnel->id)
		                    : g_strdup("DEAL_STAGE");
		lesson_add(commands, "crm.status.list", status_params(entity));
	}
}

/* Each takes its commands in the order in which they were added. */
static void read_stages(struct lesson *lesson, const GPtrArray *commands,
                        guint *next)
{
	struct dictionary *dictionary = lesson->dictionary;

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct command *command = commands->pdata[(*next)++];

		lesson_note(dictionary, PART_STAGES, command);
		learn_stages(command->result, dictionary->funnels->pdata[i]);
	}
}

static bool learn_second(struct lesson *lesson, GError **error)
{
	g_autoptr(GPtrArray) commands = commands_new();
	guint next = 0;

	add_stages(lesson, commands);
	learn_more_add(lesson, commands);
	if (!ask(lesson, commands, 0, error))
		return false;
	read_stages(lesson, commands, &next);
	learn_more_read(lesson, commands, &next);
	return true;
}

/* ---- both ---- */

static struct dictionary *learn(struct lesson *lesson, GError **error)
{
	lesson->dictionary = dictionary_new();
	if (!learn_first(lesson, error) ||
	    (lesson->dictionary->scope_crm &&
	     !lesson->dictionary->refused[PART_FUNNELS] &&
	     !learn_second(lesson, error)))
		g_clear_pointer(&lesson->dictionary, dictionary_free);
	return lesson->dictionary;
}

struct dictionary *portal_learn_all(struct portal *portal, const GArray *users,
                                    GError **error)
{
	struct lesson lesson = { .portal = portal, .users = users };

	return learn(&lesson, error);
}

struct dictionary *portal_learn(struct portal *portal, GError **error)
{
	struct lesson lesson = { .portal = portal };
	struct dictionary *dictionary = learn(&lesson, error);
	g_autoptr(GPtrArray) findings = NULL;
	g_autofree char *fatal = NULL;

	if (!dictionary)
		return NULL;
	findings = examine_portal(dictionary);
	fatal = findings_fatal(findings, NULL);
	if (!fatal)
		return dictionary;
	g_set_error_literal(error, PORTAL_ERROR, PORTAL_STOP, fatal);
	dictionary_free(dictionary);
	return NULL;
}
