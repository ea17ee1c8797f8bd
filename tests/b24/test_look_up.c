/*
 * Look-ups against a portal whose answers a test makes up: filters that were
 * dropped, pages that are full, indexes that cut. What a real portal answers
 * is in test_portal.c.
 */
#include "b24/portal.h"
#include "tests/harness/fake.h"
#include "tests/harness/world.h"

#include <string.h>

struct scene {
	struct fake *fake;
	struct portal *portal;
	struct world *world; /* its snapshot is filled */
	gconstpointer row;   /* of the table */
};

static void scene_begin(struct scene *scene, const char *orders,
                        cJSON *(*run)(struct fake *,
                                      const struct fake_command *))
{
	struct portal_options options = { 2, 50 };

	scene->fake = fake_new();
	scene->fake->run = run;
	scene->fake->context = scene;
	scene->portal = portal_new(&scene->fake->transport, &options);
	scene->world = world_new(NULL, orders);
}

static void scene_end(struct scene *scene)
{
	world_free(scene->world);
	portal_free(scene->portal);
	fake_free(scene->fake);
}

static bool scene_look(struct scene *scene, GError **error)
{
	return portal_look_up(scene->portal, scene->world->orders,
	                      scene->world->rules, scene->world->snapshot,
	                      error);
}

static cJSON *items(cJSON *list)
{
	cJSON *result = cJSON_CreateObject();

	cJSON_AddItemToObject(result, "items", list);
	return result;
}

static bool asks(const struct fake_command *command, const char *key)
{
	return fake_values(command, key) > 0;
}

/* What a command asks for: "number", "mark", "deals", "contact", "client",
 * "phone", "holder". */
static const char *question(const struct fake_command *command)
{
	static const struct {
		const char *key;
		const char *name;
	} keys[] = {
		{ "filter[@UF_CRM_ID_1C]", "number" },
		{ "filter[@originId]", "mark" },
		{ "filter[@contactIds]", "deals" },
		{ "filter[@id]", "deal" },
		{ "filter[@ID]", "contact" },
		{ "filter[@ORIGIN_ID]", "client" },
		{ "values[", "phone" },
		{ "filter[PHONE]", "holder" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (asks(command, keys[i].key))
			return keys[i].name;
	return "?";
}

static cJSON *nothing(const struct fake_command *command)
{
	return !strcmp(command->method, "crm.item.list")
	               ? items(cJSON_CreateArray())
	               : cJSON_CreateArray();
}

/* ---- dropped filters ---- */

static const char order[] =
	"order number=7 ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c "
	"client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c client.last=Петров "
	"client.phone=+79270001234";

static const struct dropped {
	const char *question; /* the one whose answer is wrong */
	const char *row;
	bool ok;
} dropped[] = {
	{ "number", "{\"id\":1,\"UF_CRM_ID_1C\":\"8\"}", false },
	{ "number", "{\"id\":1,\"UF_CRM_ID_1C\":null}", false },
	{ "number", "{\"id\":1}", false },
	{ "number", "{\"UF_CRM_ID_1C\":\"7\"}", false },
	{ "number", "{\"id\":1,\"UF_CRM_ID_1C\":\"7 \"}", true },
	{ "mark",
	  "{\"id\":1,\"originatorId\":\"SHOP\","
	  "\"originId\":\"8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\"}",
	  false },
	{ "mark", "{\"id\":1,\"originatorId\":\"1C-AlfaAuto\"}", false },
	{ "mark",
	  "{\"id\":1,\"originatorId\":\"1c-alfaauto\","
	  "\"originId\":\"8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C\"}",
	  true },
	{ "deals",
	  "{\"id\":1,\"contactId\":56,\"categoryId\":0,"
	  "\"stageSemanticId\":\"P\"}",
	  false },
	{ "deals",
	  "{\"id\":1,\"contactId\":55,\"categoryId\":1,"
	  "\"stageSemanticId\":\"P\"}",
	  false },
	{ "deals",
	  "{\"id\":1,\"contactId\":55,\"categoryId\":0,"
	  "\"stageSemanticId\":\"S\"}",
	  false },
	{ "deals",
	  "{\"id\":1,\"contactIds\":[9,\"55\"],\"contactId\":9,"
	  "\"categoryId\":0,\"stageSemanticId\":\"P\"}",
	  true },
	{ "contact", "{\"ID\":\"56\"}", false },
	{ "contact", "{\"ID\":\"55\"}", true },
	{ "client", "{\"ID\":\"1\",\"ORIGINATOR_ID\":null}", false },
	{ "client",
	  "{\"ID\":\"1\",\"ORIGINATOR_ID\":\"1C-AlfaAuto\","
	  "\"ORIGIN_ID\":\"3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c\"}",
	  true },
};

static cJSON *run_dropped(struct fake *fake, const struct fake_command *command)
{
	const struct dropped *dropping = ((struct scene *)fake->context)->row;
	const char *asked = question(command);

	if (!strcmp(asked, dropping->question)) {
		cJSON *list = cJSON_CreateArray();

		cJSON_AddItemToArray(list, cJSON_Parse(dropping->row));
		return !strcmp(command->method, "crm.item.list") ? items(list)
		                                                 : list;
	}
	if (!strcmp(asked, "phone"))
		return fake_json("{\"CONTACT\":[55]}");
	return nothing(command);
}

static void test_dropped(gconstpointer data)
{
	const struct dropped *dropping = data;
	struct scene scene;
	g_autoptr(GError) error = NULL;
	bool ok;

	scene_begin(&scene, order, run_dropped);
	scene.row = dropping;
	ok = scene_look(&scene, &error);
	if (dropping->ok) {
		g_assert_no_error(error);
		g_assert_true(ok);
	} else {
		g_assert_false(ok);
		g_assert_error(error, PORTAL_ERROR, PORTAL_GARBLED);
		g_assert_nonnull(strstr(error->message,
		                        strcasestr(dropping->row, "\"id\"")
		                                ? "не применил отбор"
		                                : "нет списка записей"));
	}
	scene_end(&scene);
}

/* ---- answers of other shapes ---- */

/* What is no list of rows with ids is said to be so, and never a match. */
static const char *const shapes[] = {
	"true",
	"\"items\"",
	"{\"items\":5}",
	"{\"items\":{\"a\":{\"id\":1,\"UF_CRM_ID_1C\":\"7\"}}}",
	"{\"items\":[5]}",
	"{\"items\":[[]]}",
	"{\"items\":[{\"id\":\"1x\",\"UF_CRM_ID_1C\":\"7\"}]}",
	"{\"items\":[{\"id\":1.5,\"UF_CRM_ID_1C\":\"7\"}]}",
	"{\"items\":[{\"id\":-1,\"UF_CRM_ID_1C\":\"7\"}]}",
	"{\"items\":[{\"id\":1e400,\"UF_CRM_ID_1C\":\"7\"}]}",
	"{\"items\":[{\"id\":\"9007199254740993\",\"UF_CRM_ID_1C\":\"7\"}]}",
};

static cJSON *run_shape(struct fake *fake, const struct fake_command *command)
{
	(void)command;
	return cJSON_Parse(((struct scene *)fake->context)->row);
}

static void test_shape(gconstpointer data)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, order, run_shape);
	scene.row = data;
	g_assert_false(scene_look(&scene, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_GARBLED);
	g_assert_nonnull(strstr(error->message, "нет списка записей"));
	g_assert_cmpuint(g_hash_table_size(scene.world->snapshot->deals), ==,
	                 0);
	scene_end(&scene);
}

/* A list that PHP wrote as an object is a list all the same. */
static cJSON *run_object(struct fake *fake, const struct fake_command *command)
{
	(void)fake;
	if (strcmp(question(command), "number") != 0)
		return nothing(command);
	return fake_json("{\"items\":{\"0\":{\"id\":1,\"UF_CRM_ID_1C\":\"7\"},"
	                 "\"2\":{\"id\":\" 2 \",\"UF_CRM_ID_1C\":\"7\"}}}");
}

static void test_object(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, order, run_object);
	g_assert_true(scene_look(&scene, &error));
	g_assert_no_error(error);
	g_assert_nonnull(snapshot_deal(scene.world->snapshot, 1));
	g_assert_nonnull(snapshot_deal(scene.world->snapshot, 2));
	scene_end(&scene);
}

static cJSON *run_refused(struct fake *fake, const struct fake_command *command)
{
	(void)command;
	(void)fake;
	return fake_json("{\"error\":\"INVALID_ARG_VALUE\","
	                 "\"error_description\":\"Invalid filter\"}");
}

static void test_refused(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, order, run_refused);
	g_assert_false(scene_look(&scene, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_SETUP);
	scene_end(&scene);
}

/* ---- pages ---- */

enum { SAME = 120 };

/* A number that a hundred deals have, fifty a page. */
static cJSON *run_pages(struct fake *fake, const struct fake_command *command)
{
	g_autofree char *after = fake_value(command, "filter[>id]");
	gint64 id = after ? g_ascii_strtoll(after, NULL, 10) : 0;
	cJSON *list;

	(void)fake;
	if (strcmp(question(command), "number") != 0)
		return nothing(command);
	list = cJSON_CreateArray();
	for (guint i = 0; i < 50 && id < SAME; i++)
		cJSON_AddItemToArray(list, fake_json("{\"id\":%" G_GINT64_FORMAT
		                                     ",\"UF_CRM_ID_1C\":\"7\"}",
		                                     ++id));
	return items(list);
}

static void test_pages(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, "order number=7 client.last=А", run_pages);
	g_assert_true(scene_look(&scene, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(scene.world->snapshot->deals), ==,
	                 SAME);
	for (guint i = 0; i < scene.fake->commands->len; i++) {
		const struct fake_command *command =
			scene.fake->commands->pdata[i];
		g_autofree char *start = fake_value(command, "start");

		g_assert_cmpstr(start, ==, "-1");
	}
	scene_end(&scene);
}

static cJSON *run_endless(struct fake *fake, const struct fake_command *command)
{
	cJSON *list = cJSON_CreateArray();

	(void)fake;
	(void)command;
	for (guint i = 0; i < 50; i++)
		cJSON_AddItemToArray(
			list,
			fake_json("{\"id\":%u,\"UF_CRM_ID_1C\":\"7\"}", i + 1));
	return items(list);
}

/* A page that comes again and again must not keep us for ever. */
static void test_endless(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, "order number=7 client.last=А", run_endless);
	g_assert_false(scene_look(&scene, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_GARBLED);
	g_assert_cmpuint(scene.fake->requests, ==, 2);
	scene_end(&scene);
}

/* ---- the index of duplicates cuts at twenty ---- */

/* +79270000001 is that of three people, +79270000002 that of thirty. */
static cJSON *run_crowd(struct fake *fake, const struct fake_command *command)
{
	const char *asked = question(command);
	cJSON *list = cJSON_CreateArray();
	bool crowd = strstr(command->query, "9270000012") != NULL;
	bool few = strstr(command->query, "9270000011") != NULL;

	(void)fake;
	if (!strcmp(asked, "phone")) {
		cJSON *result = cJSON_CreateObject();

		for (guint i = 0; i < 20 && (crowd || i < 3); i++)
			cJSON_AddItemToArray(
				list,
				cJSON_CreateNumber((few ? 1 : 101) + (int)i));
		cJSON_AddItemToObject(result, "CONTACT", list);
		return result;
	}
	for (guint i = 0; !strcmp(asked, "holder") && i < 30; i++)
		if (strstr(command->query, "=+79270000012"))
			cJSON_AddItemToArray(
				list, fake_json("{\"ID\":\"%u\",\"PHONE\":[{"
			                        "\"VALUE\":\"89270000012\"}]}",
			                        101 + i));
	if (!strcmp(asked, "holder"))
		return list;
	cJSON_Delete(list);
	return nothing(command);
}

static void test_crowd(void)
{
	struct scene scene;
	const GPtrArray *holders;
	g_autoptr(GError) error = NULL;
	guint phones = 0;
	guint texts = 0;

	scene_begin(&scene,
	            "order number=1 client.last=А client.phone=+79270000011\n"
	            "order number=2 client.last=Б client.phone=+79270000012",
	            run_crowd);
	g_assert_true(scene_look(&scene, &error));
	g_assert_no_error(error);
	holders =
		snapshot_contacts_phoned(scene.world->snapshot, "+79270000012");
	g_assert_nonnull(holders);
	g_assert_cmpuint(holders->len, ==, 30);
	for (guint i = 0; i < scene.fake->commands->len; i++) {
		const char *asked = question(scene.fake->commands->pdata[i]);

		phones += !strcmp(asked, "phone");
		texts += !strcmp(asked, "holder");
	}
	/* Both together; each alone; then the crowd's by its three texts. */
	g_assert_cmpuint(phones, ==, 3);
	g_assert_cmpuint(texts, ==, 3);
	scene_end(&scene);
}

/* ---- what is asked, and what is not ---- */

static const struct laziness {
	const char *name;
	const char *orders;
	const char *questions; /* each kind once, in the order asked */
} lazies[] = {
	{ "nothing-to-ask", "", "" },
	{ "failed", "order number= client.last=А client.phone=+79270001234",
	  "" },
	{ "superseded-is-skipped",
	  "order number=7 superseded=yes client.last=А", "" },
	{ "number-only", "order number=8 client.last=А", "number mark client" },
	{ "found-whole",
	  "order number=7 client.last=Петров client.phone=+79270001234 "
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c",
	  "number contact" },
	{ "found-other-phone",
	  "order number=7 client.last=Петров client.phone=+79270009999 "
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c",
	  "number contact client phone" },
	{ "found-other-client",
	  "order number=7 client.last=Петров client.phone=+79270001234 "
	  "client.ref=44444444-45e6-11ea-9c2a-00155d0a1b2c",
	  "number contact" },
	{ "found-no-phone",
	  "order number=7 client.last=Петров "
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c",
	  "number contact" },
	{ "found-own-phone",
	  "order number=7 phone=+79270001111 client.last=Петров "
	  "client.phone=+79270001234",
	  "number contact phone" },
	{ "new",
	  "order number=8 client.last=Петров client.phone=+79270001234 "
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c",
	  "number mark client phone deals contact" },
};

/* Deal 17 has number 7 and contact 55, who is marked and phoned. */
static cJSON *run_lazy(struct fake *fake, const struct fake_command *command)
{
	const char *asked = question(command);

	(void)fake;
	if (!strcmp(asked, "number") && strstr(command->query, "=7"))
		return fake_json("{\"items\":[{\"id\":17,\"UF_CRM_ID_1C\":"
		                 "\"7\",\"contactId\":55,\"createdTime\":"
		                 "\"2020-12-20T10:00:00+03:00\"}]}");
	if (!strcmp(asked, "contact"))
		return fake_json(
			"[{\"ID\":\"55\",\"ORIGINATOR_ID\":\"1C-AlfaAuto\","
			"\"ORIGIN_ID\":\"3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"
			"\",\"PHONE\":[{\"VALUE\":\"8 927 000-12-34\"}]}]");
	if (!strcmp(asked, "phone") && strstr(command->query, "0001234"))
		return fake_json("{\"CONTACT\":[55]}");
	return nothing(command);
}

static void test_lazy(gconstpointer data)
{
	const struct laziness *lazy = data;
	g_autoptr(GString) questions = g_string_new(NULL);
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene, lazy->orders, run_lazy);
	g_assert_true(scene_look(&scene, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < scene.fake->commands->len; i++) {
		const char *asked = question(scene.fake->commands->pdata[i]);

		if (!strstr(questions->str, asked) || !strcmp(asked, "deal"))
			g_string_append_printf(questions, "%s%s",
			                       questions->len ? " " : "",
			                       asked);
	}
	g_assert_cmpstr(questions->str, ==, lazy->questions);
	scene_end(&scene);
}

/* ---- deals by id ---- */

static cJSON *run_ids(struct fake *fake, const struct fake_command *command)
{
	cJSON *list = cJSON_CreateArray();

	(void)fake;
	for (guint i = 0; i < 50; i++) {
		g_autofree char *key = g_strdup_printf("filter[@id][%u]", i);
		g_autofree char *id = fake_value(command, key);

		if (id && strcmp(id, "5") != 0)
			cJSON_AddItemToArray(list,
			                     fake_json("{\"id\":%s}", id));
	}
	return items(list);
}

static void test_deals(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	scene_begin(&scene, "", run_ids);
	for (gint64 id = 1; id <= 120; id++)
		g_array_append_val(ids, id);
	g_assert_true(portal_look_up_deals(scene.portal, ids,
	                                   scene.world->rules,
	                                   scene.world->snapshot, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(scene.fake->requests, ==, 1);
	g_assert_cmpuint(scene.fake->commands->len, ==, 3);
	g_assert_nonnull(snapshot_deal(scene.world->snapshot, 120));
	g_assert_null(snapshot_deal(scene.world->snapshot, 5));
	scene_end(&scene);
}

static void add_row(const char *table, const char *name, gconstpointer row,
                    GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/look-up/%s/%s", table, name);

	g_test_add_data_func(path, row, test);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(dropped); i++) {
		g_autofree char *name =
			g_strdup_printf("%s-%zu", dropped[i].question, i);

		add_row("dropped", name, &dropped[i], test_dropped);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(lazies); i++)
		add_row("lazy", lazies[i].name, &lazies[i], test_lazy);
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *path =
			g_strdup_printf("/look-up/shape/%zu", i);

		g_test_add_data_func(path, shapes[i], test_shape);
	}
	g_test_add_func("/look-up/object", test_object);
	g_test_add_func("/look-up/refused", test_refused);
	g_test_add_func("/look-up/pages", test_pages);
	g_test_add_func("/look-up/endless", test_endless);
	g_test_add_func("/look-up/crowd", test_crowd);
	g_test_add_func("/look-up/deals", test_deals);
	return g_test_run();
}
