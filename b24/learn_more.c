/*
 * What only `check` wants to know, in the second request that is made anyway:
 * the people who become responsible, and, of an owner who is no administrator,
 * whether he sees more than his own.
 *
 * Refuses to take a portal's word for who is not there where it showed people
 * whom nobody asked about.
 */
#include "b24/learn_p.h"

#include "b24/learn_rows.h"
#include "b24/rows.h"

enum { USERS_MOST = 50 }; /* a page of user.get */

/* Dismissed ones come too, for ACTIVE is not asked for (docs: user.get). */
static cJSON *users_params(const struct lesson *lesson, guint from)
{
	static const char *const select[] = { "ID", "ACTIVE", "NAME",
		                              "LAST_NAME" };
	const GArray *users = lesson->users;
	guint end = MIN(users->len, from + USERS_MOST);
	cJSON *params = cJSON_CreateObject();
	cJSON *ids = cJSON_CreateArray();

	for (guint i = from; i < end; i++)
		cJSON_AddItemToArray(
			ids, cJSON_CreateNumber(
				     (double)g_array_index(users, gint64, i)));
	cJSON_AddItemToObject(cJSON_AddObjectToObject(params, "FILTER"), "ID",
	                      ids);
	cJSON_AddItemToObject(
		params, "select",
		cJSON_CreateStringArray(select, G_N_ELEMENTS(select)));
	if (lesson->dictionary->owner_admin)
		cJSON_AddStringToObject(params, "ADMIN_MODE", "True");
	return params;
}

static void add_users(const struct lesson *lesson, GPtrArray *commands)
{
	if (!lesson->dictionary->scope_users)
		return;
	for (guint from = 0; from < lesson->users->len; from += USERS_MOST)
		lesson_add(commands, "user.get", users_params(lesson, from));
}

/* One that is not the owner's, if he sees any. */
static cJSON *others_params(const struct lesson *lesson, int type)
{
	cJSON *params = lesson_entity(type);

	cJSON_AddNumberToObject(cJSON_AddObjectToObject(params, "filter"),
	                        "!=assignedById",
	                        (double)lesson->dictionary->owner);
	cJSON_AddItemToObject(
		params, "select",
		cJSON_CreateStringArray((const char *const[]){ "id" }, 1));
	cJSON_AddNumberToObject(params, "start", -1);
	return params;
}

static void add_others(const struct lesson *lesson, GPtrArray *commands)
{
	if (lesson->dictionary->owner_admin || !lesson->dictionary->owner)
		return;
	lesson_add(commands, "crm.item.list",
	           others_params(lesson, ENTITY_TYPE_DEAL));
	lesson_add(commands, "crm.item.list",
	           others_params(lesson, ENTITY_TYPE_CONTACT));
}

static void read_users(struct lesson *lesson, const GPtrArray *commands,
                       guint *next)
{
	struct dictionary *dictionary = lesson->dictionary;
	GPtrArray *users =
		g_ptr_array_new_with_free_func((GDestroyNotify)user_free);

	for (guint from = 0; from < lesson->users->len; from += USERS_MOST) {
		const struct command *command = commands->pdata[(*next)++];

		lesson_note(dictionary, PART_USERS, command);
		if (!learn_users(command->result, lesson->users, users) &&
		    !dictionary->refused[PART_USERS])
			dictionary->refused[PART_USERS] =
				g_strdup("портал показал не тех, о ком его "
			                 "спросили");
	}
	if (dictionary->refused[PART_USERS])
		g_ptr_array_unref(users);
	else
		dictionary->users = users;
}

static enum sight read_sight(const struct command *command)
{
	if (command->kind != ANSWER_OK)
		return SIGHT_UNKNOWN;
	return cJSON_GetArraySize(rows_list(command->result)) > 0 ? SIGHT_OTHERS
	                                                          : SIGHT_OWN;
}

void learn_more_add(const struct lesson *lesson, GPtrArray *commands)
{
	if (!lesson->users)
		return;
	add_users(lesson, commands);
	add_others(lesson, commands);
}

void learn_more_read(struct lesson *lesson, const GPtrArray *commands,
                     guint *next)
{
	struct dictionary *dictionary = lesson->dictionary;

	if (lesson->users && dictionary->scope_users)
		read_users(lesson, commands, next);
	if (*next == commands->len)
		return;
	dictionary->sees_deals = read_sight(commands->pdata[(*next)++]);
	dictionary->sees_contacts = read_sight(commands->pdata[(*next)++]);
}
