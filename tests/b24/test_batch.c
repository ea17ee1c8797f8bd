/*
 * Packing, and what becomes of commands when answers are partial.
 */
#include "b24/batch.h"
#include "b24/query.h"
#include "tests/harness/fake.h"

#include <stdlib.h>
#include <string.h>

static struct portal *portal_to(struct fake *fake)
{
	struct portal_options options = { 1000, 1000 };

	return portal_new(&fake->transport, &options);
}

static GPtrArray *many(guint count)
{
	GPtrArray *commands = commands_new();

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(
			commands,
			command_new("get", fake_json("{\"id\":%u}", i)));
	return commands;
}

static cJSON *run_echo(struct fake *fake, const struct fake_command *command)
{
	g_autofree char *id = fake_value(command, "id");

	(void)fake;
	return fake_json("{\"id\":%s}", id);
}

static void assert_echoed(const GPtrArray *commands)
{
	for (guint i = 0; i < commands->len; i++) {
		const struct command *command = commands->pdata[i];
		const cJSON *id = cJSON_GetObjectItem(command->result, "id");

		g_assert_cmpint(command->kind, ==, ANSWER_OK);
		g_assert_cmpint((int)id->valuedouble, ==, (int)i);
	}
}

static const struct packing {
	const char *name;
	guint commands, requests;
} packings[] = {
	{ "none", 0, 0 },  { "one", 1, 1 },    { "full", 50, 1 },
	{ "more", 51, 2 }, { "many", 200, 4 }, { "odd", 201, 5 },
};

static void test_packing(gconstpointer data)
{
	const struct packing *packing = data;
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(packing->commands);
	g_autoptr(GError) error = NULL;

	fake->run = run_echo;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(fake->requests, ==, packing->requests);
	g_assert_cmpuint(fake->commands->len, ==, packing->commands);
	assert_echoed(commands);
	portal_free(portal);
	fake_free(fake);
}

/* ---- some are not run ---- */

static cJSON *run_every_third_late(struct fake *fake,
                                   const struct fake_command *command)
{
	g_autofree char *id = fake_value(command, "id");
	gint64 number = g_ascii_strtoll(id, NULL, 10);

	if (command->request == 0 && number % 3 == 0)
		return fake_json("{\"error\":\"%s\"}",
		                 (const char *)fake->context);
	if (command->request == 0 && number % 3 == 1)
		return NULL;
	return run_echo(fake, command);
}

static void test_partly(gconstpointer code)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(30);
	g_autoptr(GError) error = NULL;

	fake->run = run_every_third_late;
	fake->context = (gpointer)code;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_no_error(error);
	assert_echoed(commands);
	g_assert_cmpuint(fake->requests, ==, 2);
	g_assert_cmpuint(fake->commands->len, ==, 30 + 20);
	portal_free(portal);
	fake_free(fake);
}

/* ---- failures ---- */

static cJSON *run_refused(struct fake *fake, const struct fake_command *command)
{
	g_autofree char *id = fake_value(command, "id");

	if (!strcmp(id, "1"))
		return fake_json("{\"error\":\"%s\",\"error_description\":"
		                 "\"No\"}",
		                 (const char *)fake->context);
	return run_echo(fake, command);
}

static const struct failing {
	const char *name;
	const char *code;
	bool spare;
	int error; /* -1: none */
} failings[] = {
	{ "refused", "INVALID_ARG_VALUE", false, PORTAL_SETUP },
	{ "refused-spared", "INVALID_ARG_VALUE", true, -1 },
	{ "missing-spared", "NOT_FOUND", true, -1 },
	{ "missing", "NOT_FOUND", false, PORTAL_SETUP },
	{ "scope", "insufficient_scope", false, PORTAL_STOP },
	{ "scope-spared", "insufficient_scope", true, PORTAL_STOP },
	{ "for-ever-limited", "QUERY_LIMIT_EXCEEDED", true, PORTAL_RETRY },
	{ "for-ever-parked", "OPERATION_TIME_LIMIT", true, PORTAL_RETRY },
	{ "for-ever-broken", "INTERNAL_SERVER_ERROR", true, PORTAL_RETRY },
};

static void test_failing(gconstpointer data)
{
	const struct failing *failing = data;
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(3);
	g_autoptr(GError) error = NULL;
	bool ok;

	fake->run = run_refused;
	fake->context = (gpointer)failing->code;
	ok = batch_read(portal, commands, failing->spare, &error);
	if (failing->error < 0) {
		const struct command *command = commands->pdata[1];

		g_assert_no_error(error);
		g_assert_true(ok);
		g_assert_cmpint(command->kind, !=, ANSWER_OK);
		g_assert_cmpstr(command->text, !=, NULL);
		g_assert_null(command->result);
	} else {
		g_assert_false(ok);
		g_assert_error(error, PORTAL_ERROR, failing->error);
	}
	g_assert_cmpint(fake->now_ms, <, 60 * 60 * 1000);
	portal_free(portal);
	fake_free(fake);
}

/* ---- whole requests ---- */

static bool lose_two(struct fake *fake, guint request, const char *method,
                     bool write, struct transport_answer *answer)
{
	(void)fake;
	(void)method;
	(void)write;
	if (request >= 2)
		return false;
	fake_fate(answer, TRANSPORT_LOST);
	return true;
}

/* A read that is lost is asked for again, in smaller requests: perhaps it was
 * too much for the portal's 60 s. */
static void test_lost(void)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(50);
	g_autoptr(GError) error = NULL;

	fake->run = run_echo;
	fake->whole = lose_two;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_no_error(error);
	assert_echoed(commands);
	/* 50 and 25 are lost; then 12, 24 and the rest. */
	g_assert_cmpuint(fake->requests, ==, 5);
	g_assert_cmpuint(portal->reads.size, >, 12);
	portal_free(portal);
	fake_free(fake);
}

static bool never(struct fake *fake, guint request, const char *method,
                  bool write, struct transport_answer *answer)
{
	(void)request;
	(void)method;
	(void)write;
	fake_fate(answer, (enum transport_fate)GPOINTER_TO_INT(fake->context));
	return true;
}

static void test_outage(void)
{
	static const struct {
		enum transport_fate fate;
		enum portal_error error;
		guint requests;
	} rows[] = { { TRANSPORT_NOT_SENT, PORTAL_RETRY, 3 },
		     { TRANSPORT_LOST, PORTAL_RETRY, 3 },
		     { TRANSPORT_STOPPED, PORTAL_STOPPED, 1 } };

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fake *fake = fake_new();
		struct portal *portal = portal_to(fake);
		g_autoptr(GPtrArray) commands = many(3);
		g_autoptr(GError) error = NULL;

		fake->whole = never;
		fake->context = GINT_TO_POINTER((int)rows[i].fate);
		g_assert_false(batch_read(portal, commands, false, &error));
		g_assert_error(error, PORTAL_ERROR, (gint)rows[i].error);
		g_assert_cmpuint(fake->requests, ==, rows[i].requests);
		g_assert_cmpint(fake->now_ms, <, 15000);
		portal_free(portal);
		fake_free(fake);
	}
}

static void test_stopped_waiting(void)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(3);
	g_autoptr(GError) error = NULL;

	fake->whole = never;
	fake->context = GINT_TO_POINTER(TRANSPORT_NOT_SENT);
	fake->stop_ms = fake->now_ms + 1000;
	g_assert_false(batch_read(portal, commands, false, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_STOPPED);
	g_assert_cmpuint(fake->requests, ==, 1);
	portal_free(portal);
	fake_free(fake);
}

/* Text that a batch would change goes alone, as JSON. */
static void test_alone(void)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(5);
	g_autoptr(GError) error = NULL;
	struct command *command = commands->pdata[2];

	cJSON_AddStringToObject(command->params, "t", "see $result[c0][ID]");
	fake->run = run_echo;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_no_error(error);
	assert_echoed(commands);
	g_assert_cmpuint(fake->requests, ==, 3);
	for (guint i = 0; i < fake->commands->len; i++) {
		const struct fake_command *sent = fake->commands->pdata[i];
		g_autofree char *text = fake_value(sent, "t");

		if (sent->request == 1)
			g_assert_cmpstr(text, ==, "see $result[c0][ID]");
		else
			g_assert_null(text);
	}
	portal_free(portal);
	fake_free(fake);
}

static guint picked_of(struct portal *portal, const GPtrArray *commands,
                       guint most)
{
	g_autoptr(GPtrArray) queue = g_ptr_array_new();
	GPtrArray *picked;
	gint64 wait;
	guint count;

	g_ptr_array_extend(queue, (GPtrArray *)commands, NULL, NULL);
	picked = batch_pick(portal, queue, most, &wait);
	g_assert_nonnull(picked);
	count = picked->len;
	g_assert_cmpuint(queue->len, ==, commands->len - count);
	batch_give_back(portal, picked);
	return count;
}

static void test_large(void)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(10);
	g_autofree char *long_text = g_strnfill(300 * 1024, 'x');

	for (guint i = 0; i < commands->len; i++) {
		struct command *command = commands->pdata[i];

		cJSON_AddStringToObject(command->params, "t", long_text);
	}
	g_assert_cmpuint(picked_of(portal, commands, 50), ==, 3);
	g_ptr_array_remove_range(commands, 0, 9);
	g_assert_cmpuint(picked_of(portal, commands, 50), ==, 1);
	portal_free(portal);
	fake_free(fake);
}

/* ---- limits ---- */

static bool moved_once(struct fake *fake, guint request, const char *method,
                       bool write, struct transport_answer *answer)
{
	(void)method;
	(void)write;
	if (request > 0)
		return false;
	fake_say(answer, 302, "<html>");
	answer->location = g_strdup(fake->context);
	return true;
}

static void test_moved(void)
{
	static const struct {
		const char *location;
		bool ok;
	} rows[] = { { "https://new.example/", true },
		     { "https://login.example/", false } };

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fake *fake = fake_new();
		struct portal *portal = portal_to(fake);
		g_autoptr(GPtrArray) commands = many(3);
		g_autoptr(GError) error = NULL;

		fake->run = run_echo;
		fake->whole = moved_once;
		fake->context = (gpointer)rows[i].location;
		g_assert_true(batch_read(portal, commands, false, &error) ==
		              rows[i].ok);
		if (rows[i].ok)
			assert_echoed(commands);
		else
			g_assert_error(error, PORTAL_ERROR, PORTAL_STOP);
		g_assert_cmpuint(fake->moves, ==, 1);
		portal_free(portal);
		fake_free(fake);
	}
}

static cJSON *run_parked(struct fake *fake, const struct fake_command *command)
{
	g_autofree char *id = fake_value(command, "id");

	if (command->request == 1 && !strcmp(id, "1"))
		return fake_json("{\"error\":\"OPERATION_TIME_LIMIT\"}");
	return run_echo(fake, command);
}

static bool tell_reset(struct fake *fake, guint request, bool write,
                       struct transport_answer *answer)
{
	cJSON *json;
	char *text;

	(void)fake;
	(void)write;
	if (request != 0)
		return false;
	json = cJSON_Parse(answer->body->str);
	cJSON_AddItemToObject(json, "time",
	                      fake_json("{\"operating\":1,\"start\":1000000000,"
	                                "\"operating_reset_at\":1000000200}"));
	text = cJSON_PrintUnformatted(json);
	g_string_assign(answer->body, text);
	free(text);
	cJSON_Delete(json);
	return true;
}

/* The refusal says no time: that of the last success counts. */
static void test_parked(void)
{
	struct fake *fake = fake_new();
	struct portal *portal = portal_to(fake);
	g_autoptr(GPtrArray) commands = many(3);
	g_autoptr(GError) error = NULL;
	gint64 begun;

	fake->run = run_parked;
	fake->after = tell_reset;
	g_assert_true(batch_read(portal, commands, false, &error));
	begun = fake->now_ms;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_no_error(error);
	assert_echoed(commands);
	g_assert_cmpint(fake->now_ms - begun, >=, 198000);
	g_assert_cmpint(fake->now_ms - begun, <=, 202000);
	g_assert_cmpuint(fake->commands->len, ==, 3 + 3 + 1);
	portal_free(portal);
	fake_free(fake);
}

static void test_paced(void)
{
	struct fake *fake = fake_new();
	struct portal_options options = { 2, 50 };
	struct portal *portal = portal_new(&fake->transport, &options);
	g_autoptr(GPtrArray) commands = many(150 * 50);
	g_autoptr(GError) error = NULL;

	fake->run = run_echo;
	fake->cost_ms = 1;
	g_assert_true(batch_read(portal, commands, false, &error));
	g_assert_cmpuint(fake->requests, ==, 150);
	g_assert_cmpint(fake->now_ms, >=, 49000);
	g_assert_cmpint(fake->now_ms, <=, 52000);
	g_assert_cmpuint(portal_counts(portal)->waited_ms, >=, 48000);
	g_assert_cmpuint(portal_counts(portal)->requests, ==, 150);
	g_assert_cmpuint(portal_counts(portal)->commands, ==, 7500);
	g_assert_cmpuint(portal_counts(portal)->writes, ==, 0);
	portal_free(portal);
	fake_free(fake);
}

static void add_row(const char *table, const char *name, gconstpointer row,
                    GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/batch/%s/%s", table, name);

	g_test_add_data_func(path, row, test);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(packings); i++)
		add_row("packing", packings[i].name, &packings[i],
		        test_packing);
	for (gsize i = 0; i < G_N_ELEMENTS(failings); i++)
		add_row("failing", failings[i].name, &failings[i],
		        test_failing);
	g_test_add_data_func("/batch/partly-limited", "QUERY_LIMIT_EXCEEDED",
	                     test_partly);
	g_test_add_data_func("/batch/partly-parked", "OPERATION_TIME_LIMIT",
	                     test_partly);
	g_test_add_data_func("/batch/partly-broken", "INTERNAL_SERVER_ERROR",
	                     test_partly);
	g_test_add_func("/batch/lost", test_lost);
	g_test_add_func("/batch/outage", test_outage);
	g_test_add_func("/batch/stopped-waiting", test_stopped_waiting);
	g_test_add_func("/batch/alone", test_alone);
	g_test_add_func("/batch/large", test_large);
	g_test_add_func("/batch/moved", test_moved);
	g_test_add_func("/batch/parked", test_parked);
	g_test_add_func("/batch/paced", test_paced);
	return g_test_run();
}
