/*
 * What leaves when, with several requests under way: one method that has used
 * up its time stays behind, the others go on.
 */
#include "b24/convoy.h"
#include "tests/harness/fake.h"

#include <string.h>

struct scene {
	struct fake *fake;
	struct portal *portal;
	GPtrArray *commands;
	GPtrArray *queue;
	struct convoy convoy;
	GHashTable *done; /* command → number of its request, from 1 */
	guint landings;
	guint veto_at; /* landing or leaving that fails; 0: none */
	guint leavings;
	double used_s[10]; /* by batches, in each of ten minutes */
	gint64 minute;
	guint refused;
	gint64 free_ms; /* crm.item.add is refused before */
};

static cJSON *run(struct fake *fake, const struct fake_command *command)
{
	const struct scene *scene = fake->context;

	if (!strcmp(command->method, "crm.item.add") &&
	    fake->now_ms < scene->free_ms)
		return fake_json("{\"error\":\"OPERATION_TIME_LIMIT\"}");
	return fake_json("{\"item\":{\"id\":1}}");
}

static bool leave(gpointer context, const GPtrArray *commands, GError **error)
{
	struct scene *scene = context;

	g_assert_cmpuint(commands->len, >, 0);
	if (++scene->leavings != scene->veto_at)
		return true;
	g_set_error_literal(error, PORTAL_ERROR, PORTAL_STOP, "veto");
	return false;
}

static bool landed(gpointer context, const struct batch *batch, GError **error)
{
	struct scene *scene = context;

	scene->landings++;
	for (guint i = 0; i < batch->commands->len; i++) {
		struct command *command = batch->commands->pdata[i];

		if (command->kind == ANSWER_OK)
			g_assert_true(g_hash_table_insert(
				scene->done, command,
				GUINT_TO_POINTER(scene->landings)));
	}
	return convoy_again(&scene->convoy, batch, false, error);
}

static void add(struct scene *scene, const char *method, guint count)
{
	for (guint i = 0; i < count; i++) {
		struct command *command = command_new(method, NULL);

		g_ptr_array_add(scene->commands, command);
		g_ptr_array_add(scene->queue, command);
	}
}

static void scene_begin(struct scene *scene)
{
	struct portal_options options = { 2, 50 };

	*scene = (struct scene){ 0 };
	scene->fake = fake_new();
	scene->fake->context = scene;
	scene->fake->run = run;
	scene->portal = portal_new(&scene->fake->transport, &options);
	scene->commands = commands_new();
	scene->queue = g_ptr_array_new();
	scene->done = g_hash_table_new(NULL, NULL);
	scene->convoy = (struct convoy){ .portal = scene->portal,
		                         .write = true,
		                         .queue = scene->queue,
		                         .leave = leave,
		                         .landed = landed,
		                         .context = scene };
}

static void scene_end(struct scene *scene)
{
	g_assert_cmpuint(scene->portal->under_way, ==, 0);
	portal_free(scene->portal);
	fake_free(scene->fake);
	g_ptr_array_unref(scene->commands);
	g_ptr_array_unref(scene->queue);
	g_hash_table_unref(scene->done);
}

static void test_all(void)
{
	struct scene scene;

	scene_begin(&scene);
	add(&scene, "crm.item.add", 300);
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(g_hash_table_size(scene.done), ==, 300);
	g_assert_cmpuint(scene.leavings, ==, scene.landings);
	g_assert_cmpuint(scene.fake->most_under_way, >, 2);
	g_assert_cmpuint(portal_counts(scene.portal)->most_under_way, ==,
	                 scene.fake->most_under_way);
	g_assert_cmpuint(portal_counts(scene.portal)->commands, ==, 300);
	scene_end(&scene);
}

/* crm.item.add is barred for a minute: updates, which came after, go first. */
static void test_one_parked(void)
{
	struct scene scene;
	gint64 begun;

	scene_begin(&scene);
	begun = scene.fake->now_ms;
	scene.free_ms = begun + 50 * 1000;
	add(&scene, "crm.item.add", 30);
	add(&scene, "crm.item.update", 100);
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(g_hash_table_size(scene.done), ==, 130);
	for (guint i = 0; i < scene.fake->commands->len; i++) {
		const struct fake_command *sent =
			scene.fake->commands->pdata[i];

		if (!strcmp(sent->method, "crm.item.update"))
			g_assert_cmpint(sent->at_ms - begun, <, 10 * 1000);
	}
	g_assert_cmpint(scene.fake->now_ms - begun, <, 70 * 1000);
	/* Refused are only those that were under way together. */
	g_assert_cmpuint(fake_count(scene.fake, "crm.item.add"), <=, 60);
	scene_end(&scene);
}

enum { COST_S = 4 };

static double used_now(struct scene *scene)
{
	gint64 minute = scene->fake->now_ms / 60000;
	double sum = 0;

	for (; scene->minute < minute; scene->minute++)
		scene->used_s[(scene->minute + 1) % 10] = 0;
	for (guint i = 0; i < G_N_ELEMENTS(scene->used_s); i++)
		sum += scene->used_s[i];
	return sum;
}

static bool bar_used_up(struct fake *fake, guint request, const char *method,
                        bool write, struct transport_answer *answer)
{
	struct scene *scene = fake->context;

	(void)request;
	(void)method;
	(void)write;
	if (used_now(scene) < 480)
		return false;
	scene->refused++;
	fake_say(answer, 429, "{\"error\":\"OPERATION_TIME_LIMIT\"}");
	return true;
}

/* The portal says how much is used up. */
static bool say_used(struct fake *fake, guint request, bool write,
                     struct transport_answer *answer)
{
	struct scene *scene = fake->context;
	cJSON *json = cJSON_Parse(answer->body->str);
	char *text;

	(void)request;
	(void)write;
	scene->used_s[scene->minute % 10] += COST_S * fake->in_batch;
	cJSON_AddItemToObject(json, "time",
	                      fake_json("{\"finish\":1,\"operating\":%.1f,"
	                                "\"operating_reset_at\":400}",
	                                used_now(scene)));
	text = cJSON_PrintUnformatted(json);
	g_string_assign(answer->body, text);
	free(text);
	cJSON_Delete(json);
	return false;
}

static void test_slows_down(void)
{
	struct scene scene;
	gint64 begun;

	scene_begin(&scene);
	scene.fake->whole = bar_used_up;
	scene.fake->after = say_used;
	begun = scene.fake->now_ms;
	add(&scene, "crm.item.add", 600);
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(g_hash_table_size(scene.done), ==, 600);
	g_assert_cmpuint(scene.refused, <=, 1);
	/* 2,400 s of work at 480 s in ten minutes, the first at once. */
	g_assert_cmpint(scene.fake->now_ms - begun, >=, 35 * 60 * 1000);
	g_assert_cmpint(scene.fake->now_ms - begun, <=, 55 * 60 * 1000);
	scene_end(&scene);
}

/* A veto: what is under way still lands, nothing more leaves. */
static void test_veto(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene);
	scene.veto_at = 4;
	add(&scene, "crm.item.add", 300);
	g_assert_false(convoy_run(&scene.convoy, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_STOP);
	g_assert_cmpuint(scene.landings, ==, 3);
	g_assert_cmpuint(scene.fake->requests, ==, 3);
	scene_end(&scene);
}

static void test_held(void)
{
	struct scene scene;

	scene_begin(&scene);
	add(&scene, "crm.item.add", 30);
	scene.convoy.hold = true;
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(scene.fake->requests, ==, 0);
	scene.convoy.hold = false;
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(g_hash_table_size(scene.done), ==, 30);
	scene_end(&scene);
}

static bool no_way(struct fake *fake, guint request, const char *method,
                   bool write, struct transport_answer *answer)
{
	const struct scene *scene = fake->context;

	(void)request;
	(void)method;
	(void)write;
	if (fake->now_ms >= scene->free_ms)
		return false;
	fake_fate(answer, TRANSPORT_NOT_SENT);
	return true;
}

/* An outage of seconds that meets several requests at once is one miss, not
 * as many as there are requests. */
static void test_blip(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene.fake->whole = no_way;
	scene.portal->writes.open = 8;
	scene.free_ms = scene.fake->now_ms + 1500;
	add(&scene, "crm.item.update", 300);
	g_assert_true(convoy_run(&scene.convoy, NULL));
	g_assert_cmpuint(g_hash_table_size(scene.done), ==, 300);
	scene_end(&scene);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/convoy/all", test_all);
	g_test_add_func("/convoy/one-parked", test_one_parked);
	g_test_add_func("/convoy/slows-down", test_slows_down);
	g_test_add_func("/convoy/veto", test_veto);
	g_test_add_func("/convoy/held", test_held);
	g_test_add_func("/convoy/blip", test_blip);
	return g_test_run();
}
