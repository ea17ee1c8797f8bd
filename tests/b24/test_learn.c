/*
 * What `check` learns, from a portal whose answers a test makes up: people,
 * what somebody who is no administrator sees, parts that are refused. What a
 * plain portal answers is in test_portal.c and tests/check.t.
 */
#include "b24/portal.h"
#include "core/dictionary.h"
#include "tests/harness/fake.h"

#include <string.h>

#define NO_SCOPE "{\"error\":\"insufficient_scope\",\"error_description\":\"\"}"
#define DENIED "{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Нет\"}"
#define MANY 51 /* one more than user.get shows at a time */

/* A method's answer in place of the usual one. `with` is part of its query. */
struct answer_row {
	const char *method, *with, *json;
};

static const struct answer_row usual[] = {
	{ "profile", "",
	  "{\"ID\":\"1\",\"ADMIN\":true,\"NAME\":\"Обмен\",\"LAST_NAME\":"
	  "\"\"}" },
	{ "scope", "", "[\"crm\",\"user_brief\"]" },
	{ "server.time", "", "\"2026-01-01T03:00:00+03:00\"" },
	{ "crm.category.list", "",
	  "{\"categories\":[{\"id\":0,\"name\":\"Общая\",\"isDefault\":\"Y\"},"
	  "{\"id\":3,\"name\":\"Цех\",\"isDefault\":\"N\"}]}" },
	{ "crm.item.fields", "",
	  "{\"fields\":{\"title\":{\"type\":\"string\",\"title\":\"Имя\"}}}" },
	{ "crm.deal.fields", "", "{}" },
	{ "crm.deal.userfield.list", "", "[]" },
	{ "crm.status.list", "",
	  "[{\"STATUS_ID\":\"NEW\",\"NAME\":\"Новая\",\"SORT\":\"10\"}]" },
	{ "user.get", "",
	  "[{\"ID\":\"7\",\"ACTIVE\":true,\"NAME\":\"Иван\",\"LAST_NAME\":"
	  "\"Петров\"},{\"ID\":\"8\",\"ACTIVE\":false,\"NAME\":\"Анна\"}]" },
	{ "crm.item.list", "", "{\"items\":[]}" },
};

enum { CHANGES = 4 };

struct row {
	const char *name;
	bool plain; /* as the exchange learns */
	guint users;
	struct answer_row changed[CHANGES];
	guint requests, user_gets, item_lists;
	const char *seen; /* as described below; NULL: an error */
};

#define NO_ADMIN                                                                 \
	{                                                                        \
		"profile", "",                                                   \
			"{\"ID\":\"1\",\"ADMIN\":false,\"NAME\":\"Обмен\"}" \
	}
#define OTHERS(type)                                   \
	{                                              \
		"crm.item.list", "entityTypeId=" type, \
			"{\"items\":[{\"id\":5}]}"     \
	}

static const struct row rows[] = {
	{ .name = "the exchange asks for nothing more",
	  .plain = true,
	  .users = 2,
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 1, users none" },
	{ .name = "nobody is responsible",
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 1, users" },
	{ .name = "people, one of them dismissed",
	  .users = 2,
	  .requests = 2,
	  .user_gets = 1,
	  .seen = "owner 1 admin, stages 1 1, users 7 Иван Петров, 8 Анна -" },
	{ .name = "more people than a page",
	  .users = MANY,
	  .changed = { { "user.get", "FILTER[ID][1]", "[]" } },
	  .requests = 2,
	  .user_gets = 2,
	  .seen = "owner 1 admin, stages 1 1, users 7 Иван Петров, 8 Анна -" },
	{ .name = "no right to read people",
	  .users = 2,
	  .changed = { { "scope", "", "[\"crm\"]" } },
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 1, users none" },
	{ .name = "a right that does not do",
	  .users = 2,
	  .changed = { { "user.get", "", NO_SCOPE } },
	  .requests = 2,
	  .user_gets = 1,
	  .seen = "owner 1 admin, stages 1 1, users none, refused 5" },
	{ .name = "people are denied",
	  .users = 2,
	  .changed = { { "user.get", "", DENIED } },
	  .requests = 2,
	  .user_gets = 1,
	  .seen = "owner 1 admin, stages 1 1, users none, refused 5" },
	{ .name = "a filter that was dropped",
	  .users = 2,
	  .changed = { { "user.get", "",
	                 "[{\"ID\":\"1\",\"ACTIVE\":true},{\"ID\":\"2\","
	                 "\"ACTIVE\":true}]" } },
	  .requests = 2,
	  .user_gets = 1,
	  .seen = "owner 1 admin, stages 1 1, users none, refused 5" },
	{ .name = "activity that is not shown is no dismissal",
	  .users = 2,
	  .changed = { { "user.get", "", "[{\"ID\":\"7\",\"NAME\":\"Я\"}]" } },
	  .requests = 2,
	  .user_gets = 1,
	  .seen = "owner 1 admin, stages 1 1, users 7 Я" },
	{ .name = "no administrator, who sees his own",
	  .changed = { NO_ADMIN },
	  .requests = 2,
	  .item_lists = 2,
	  .seen = "owner 1, stages 1 1, sees 1 1, users" },
	{ .name = "no administrator, who sees more",
	  .changed = { NO_ADMIN, OTHERS("2"), OTHERS("3") },
	  .requests = 2,
	  .item_lists = 2,
	  .seen = "owner 1, stages 1 1, sees 2 2, users" },
	{ .name = "no administrator, who may not list contacts",
	  .changed = { NO_ADMIN,
	               OTHERS("2"),
	               { "crm.item.list", "entityTypeId=3", DENIED } },
	  .requests = 2,
	  .item_lists = 2,
	  .seen = "owner 1, stages 1 1, sees 2 0, users" },
	{ .name = "no right to CRM",
	  .users = 2,
	  .changed = { { "scope", "", "[\"user\"]" },
	               { "crm.", "", NO_SCOPE } },
	  .requests = 1,
	  .seen = "owner 1 admin, no crm, users none, refused 0 1 2 4" },
	{ .name = "fields that are denied",
	  .changed = { { "crm.item.fields", "", DENIED } },
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 1, users, refused 1 4" },
	{ .name = "contacts that are denied",
	  .changed = { { "crm.item.fields", "entityTypeId=3", DENIED } },
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 1, users, refused 4" },
	{ .name = "no funnel is shown",
	  .changed = { { "crm.category.list", "", "{\"categories\":[]}" } },
	  .requests = 1,
	  .seen = "owner 1 admin, users none, refused 0" },
	{ .name = "stages that are denied",
	  .changed = { { "crm.status.list", "DEAL_STAGE_3", DENIED } },
	  .requests = 2,
	  .seen = "owner 1 admin, stages 1 0, users, refused 3" },
	{ .name = "an owner who is gone",
	  .changed = { { "profile", "", "[]" } },
	  .requests = 2,
	  .seen = "owner 0, stages 1 1, users" },
	{ .name = "the exchange stops without sources",
	  .plain = true,
	  .changed = { { "crm.status.list", "SOURCE", DENIED } },
	  .requests = 2,
	  .seen = NULL },
};

static const struct answer_row *find(const struct answer_row *answers,
                                     gsize count,
                                     const struct fake_command *command)
{
	for (gsize i = 0; i < count; i++) {
		const struct answer_row *answer = &answers[i];

		if (answer->method &&
		    g_str_has_prefix(command->method, answer->method) &&
		    strstr(command->query, answer->with))
			return answer;
	}
	return NULL;
}

static cJSON *run_command(struct fake *fake, const struct fake_command *command)
{
	const struct row *row = fake->context;
	const struct answer_row *answer = find(row->changed, CHANGES, command);

	if (!answer)
		answer = find(usual, G_N_ELEMENTS(usual), command);
	g_assert_nonnull(answer);
	return cJSON_Parse(answer->json);
}

static void describe_users(GString *text, const GPtrArray *users)
{
	g_string_append(text, ", users");
	if (!users) {
		g_string_append(text, " none");
		return;
	}
	for (guint i = 0; i < users->len; i++) {
		const struct user *user = users->pdata[i];

		g_string_append_printf(text, "%s %" G_GINT64_FORMAT " %s%s",
		                       i > 0 ? "," : "", user->id, user->name,
		                       user->active ? "" : " -");
	}
}

static char *describe(const struct dictionary *dictionary)
{
	GString *text = g_string_new(NULL);
	bool refused = false;

	g_string_append_printf(text, "owner %" G_GINT64_FORMAT "%s",
	                       dictionary->owner,
	                       dictionary->owner_admin ? " admin" : "");
	if (!dictionary->scope_crm)
		g_string_append(text, ", no crm");
	for (guint i = 0; dictionary->scope_crm && i < dictionary->funnels->len;
	     i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		g_string_append_printf(text, "%s %u", i > 0 ? "" : ", stages",
		                       funnel->stages->len);
	}
	if (dictionary->sees_deals != SIGHT_UNKNOWN)
		g_string_append_printf(text, ", sees %d %d",
		                       (int)dictionary->sees_deals,
		                       (int)dictionary->sees_contacts);
	describe_users(text, dictionary->users);
	for (int i = 0; i < PORTAL_PARTS; i++) {
		if (!dictionary->refused[i])
			continue;
		g_string_append_printf(text, "%s %d",
		                       refused ? "" : ", refused", i);
		refused = true;
	}
	return g_string_free(text, FALSE);
}

static void run(gconstpointer data)
{
	const struct row *row = data;
	struct portal_options options = { 2, 50 };
	struct fake *fake = fake_new();
	struct portal *portal = portal_new(&fake->transport, &options);
	g_autoptr(GArray) users = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary;

	fake->run = run_command;
	fake->context = (gpointer)row;
	for (guint i = 0; i < row->users; i++) {
		gint64 id = 7 + i;

		g_array_append_val(users, id);
	}
	dictionary = row->plain ? portal_learn(portal, &error)
	                        : portal_learn_all(portal, users, &error);
	g_assert_cmpuint(fake->requests, ==, row->requests);
	g_assert_cmpuint(fake_count(fake, "user.get"), ==, row->user_gets);
	g_assert_cmpuint(fake_count(fake, "crm.item.list"), ==,
	                 row->item_lists);
	if (row->seen) {
		g_autofree char *seen = NULL;

		g_assert_no_error(error);
		seen = describe(dictionary);
		g_assert_cmpstr(seen, ==, row->seen);
	} else if (row->plain) {
		g_assert_error(error, PORTAL_ERROR, PORTAL_STOP);
	} else {
		g_assert_no_error(error);
	}
	dictionary_free(dictionary);
	portal_free(portal);
	fake_free(fake);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/learn/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	return g_test_run();
}
