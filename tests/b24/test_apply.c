/*
 * Every fate of a write, for adds and updates of deals and contacts, with a
 * clock that runs through the 75 s at once. What must never happen, whatever
 * the fate: a second execution of an add.
 */
#include "b24/portal.h"
#include "core/plan_p.h"
#include "tests/harness/fake.h"
#include "tests/harness/world.h"

#include <stdlib.h>
#include <string.h>

enum fate {
	FATE_OK,
	FATE_NOT_SENT,     /* no connection */
	FATE_LIMIT,        /* 503 QUERY_LIMIT_EXCEEDED */
	FATE_PARK,         /* 429 OPERATION_TIME_LIMIT */
	FATE_INSIDE_LIMIT, /* the same in result_error */
	FATE_LOST,         /* the line breaks, nothing was done */
	FATE_LOST_DONE,    /* the line breaks, it was done */
	FATE_LOST_LATE,    /* … it is done 55 s later */
	FATE_PAGE,         /* 502 HTML, nothing was done */
	FATE_PAGE_DONE,
	FATE_CUT_DONE, /* half a body */
	FATE_ABSENT,   /* in neither map, nothing was done */
	FATE_ABSENT_DONE,
	FATE_EMPTY_DONE, /* a result without an item */
	FATE_REFUSED,
	FATE_MISSING,
	FATE_EXPIRED, /* 401 */
};

enum { LATE_MS = 55 * 1000, SETTLE_MS = PORTAL_SETTLE_SECONDS * 1000 };

/* An entity of the portal that the test plays. */
struct thing {
	gint64 id;
	char *origin;
	char *value;     /* of lastName or comments */
	gint64 shown_ms; /* when the add or the change takes effect */
	guint executed;
};

struct shop {
	struct fake *fake;
	enum fate fates[8]; /* of the 1st, 2nd … request that writes */
	guint writes;       /* requests that wrote */
	enum fate fate;     /* of the one that is being answered */
	GPtrArray *things;
	GPtrArray *intended; /* of the journal, not settled */
	guint intents;
	bool journal_fails;
	const char *kept; /* the stage that the portal answers, or NULL */
	guint fail_reads; /* so many reads find no connection */
	gint64 first_write_ms;
	guint largest; /* request, in commands */
	int write_ms;  /* that a write takes */
	GRand *random; /* chooses the fates, where there is one; owned */
};

static void thing_free(gpointer data)
{
	struct thing *thing = data;

	g_free(thing->origin);
	g_free(thing->value);
	g_free(thing);
}

static bool is_done(enum fate fate)
{
	return fate == FATE_OK || fate == FATE_LOST_DONE ||
	       fate == FATE_LOST_LATE || fate == FATE_PAGE_DONE ||
	       fate == FATE_CUT_DONE || fate == FATE_ABSENT_DONE ||
	       fate == FATE_EMPTY_DONE;
}

static struct thing *find_thing(const struct shop *shop, gint64 id)
{
	for (guint i = 0; i < shop->things->len; i++) {
		struct thing *thing = shop->things->pdata[i];

		if (thing->id == id)
			return thing;
	}
	return NULL;
}

static struct thing *add_thing(struct shop *shop, char *origin, char *value)
{
	struct thing *thing = g_new0(struct thing, 1);

	thing->id = 100 + (gint64)shop->things->len;
	thing->origin = origin;
	thing->value = value;
	thing->shown_ms = shop->fake->now_ms;
	g_ptr_array_add(shop->things, thing);
	return thing;
}

static char *sent_value(const struct fake_command *command)
{
	char *value = fake_value(command, "fields[lastName]");

	return value ? value : fake_value(command, "fields[comments]");
}

static gint64 sent_id(const struct fake_command *command)
{
	g_autofree char *id = fake_value(command, "id");

	return g_ascii_strtoll(id, NULL, 10);
}

static void do_write(struct shop *shop, const struct fake_command *command,
                     struct thing **thing_r)
{
	struct thing *thing;

	if (!strcmp(command->method, "crm.item.add")) {
		thing = add_thing(shop, fake_value(command, "fields[originId]"),
		                  sent_value(command));
	} else {
		thing = find_thing(shop, sent_id(command));
		if (!thing)
			g_error("an update of what is not there");
		g_free(thing->value);
		thing->value = sent_value(command);
	}
	thing->executed++;
	if (shop->fate == FATE_LOST_LATE)
		thing->shown_ms = shop->fake->now_ms + LATE_MS;
	*thing_r = thing;
}

static cJSON *item_of(const struct thing *thing, const char *stage)
{
	return fake_json("{\"id\":%" G_GINT64_FORMAT ",\"stageId\":\"%s\","
	                 "\"originatorId\":\"1C-AlfaAuto\",\"originId\":"
	                 "\"%s\",\"lastName\":\"%s\",\"comments\":\"%s\"}",
	                 thing->id, stage, thing->origin, thing->value,
	                 thing->value);
}

static cJSON *under(const char *name, cJSON *value)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToObject(object, name, value);
	return object;
}

static cJSON *run_write(struct shop *shop, const struct fake_command *command)
{
	struct thing *thing = NULL;

	switch (shop->fate) {
	case FATE_INSIDE_LIMIT:
		return fake_json("{\"error\":\"OPERATION_TIME_LIMIT\"}");
	case FATE_REFUSED:
		return fake_json("{\"error\":\"\",\"error_description\":"
		                 "\"Не заполнено поле\"}");
	case FATE_MISSING:
		return fake_json("{\"error\":\"NOT_FOUND\"}");
	default:
		break;
	}
	if (is_done(shop->fate))
		do_write(shop, command, &thing);
	if (shop->fate == FATE_ABSENT || shop->fate == FATE_ABSENT_DONE)
		return NULL;
	if (shop->fate == FATE_EMPTY_DONE)
		return fake_json("{}");
	return thing ? under("item",
	                     item_of(thing, shop->kept ? shop->kept : "WON"))
	             : cJSON_CreateTrue();
}

static bool is_asked(const struct fake_command *command, const char *origin)
{
	for (guint i = 0;; i++) {
		g_autofree char *key =
			g_strdup_printf("filter[@originId][%u]", i);
		g_autofree char *asked = fake_value(command, key);

		if (!asked)
			return false;
		if (!strcmp(asked, origin))
			return true;
	}
}

static cJSON *run_read(struct shop *shop, const struct fake_command *command)
{
	gint64 now = shop->fake->now_ms;
	cJSON *items = cJSON_CreateArray();
	struct thing *thing;

	if (!strcmp(command->method, "crm.item.get")) {
		cJSON_Delete(items);
		thing = find_thing(shop, sent_id(command));
		if (!thing)
			return fake_json("{\"error\":\"NOT_FOUND\"}");
		if (thing->shown_ms > now)
			return under("item",
			             fake_json("{\"id\":%" G_GINT64_FORMAT
			                       ",\"comments\":\"old\","
			                       "\"lastName\":\"old\"}",
			                       thing->id));
		return under("item", item_of(thing, "WON"));
	}
	for (guint i = 0; i < shop->things->len; i++) {
		thing = shop->things->pdata[i];
		if (thing->shown_ms <= now && is_asked(command, thing->origin))
			cJSON_AddItemToArray(items, item_of(thing, "WON"));
	}
	return under("items", items);
}

static cJSON *run(struct fake *fake, const struct fake_command *command)
{
	struct shop *shop = fake->context;

	return command->write ? run_write(shop, command)
	                      : run_read(shop, command);
}

/* Any, but that most go well and none ends the run. */
static enum fate next_fate(const struct shop *shop)
{
	if (shop->random && g_rand_int_range(shop->random, 0, 3))
		return FATE_OK;
	if (shop->random)
		return (enum fate)g_rand_int_range(shop->random, FATE_OK,
		                                   FATE_EXPIRED);
	g_assert_cmpuint(shop->writes, <, G_N_ELEMENTS(shop->fates));
	return shop->fates[shop->writes];
}

static bool whole(struct fake *fake, guint request, const char *method,
                  bool write, struct transport_answer *answer)
{
	struct shop *shop = fake->context;

	(void)request;
	(void)method;
	if (!write && shop->fail_reads) {
		shop->fail_reads--;
		fake_fate(answer, TRANSPORT_NOT_SENT);
		return true;
	}
	if (!write)
		return false;
	shop->fate = next_fate(shop);
	if (!shop->writes++)
		shop->first_write_ms = fake->now_ms;
	switch (shop->fate) {
	case FATE_NOT_SENT:
		fake_fate(answer, TRANSPORT_NOT_SENT);
		return true;
	case FATE_LIMIT:
		fake_say(answer, 503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\"}");
		return true;
	case FATE_PARK:
		fake_say(answer, 429, "{\"error\":\"OPERATION_TIME_LIMIT\"}");
		return true;
	case FATE_EXPIRED:
		fake_say(answer, 401, "{\"error\":\"expired_token\"}");
		return true;
	case FATE_LOST:
		fake_fate(answer, TRANSPORT_LOST);
		return true;
	case FATE_PAGE:
		fake_say(answer, 502, "<html>");
		return true;
	default:
		return false;
	}
}

static bool after(struct fake *fake, guint request, bool write,
                  struct transport_answer *answer)
{
	struct shop *shop = fake->context;

	(void)request;
	if (!write)
		return false;
	g_assert_cmpuint(fake->in_batch, <=, shop->intended->len);
	switch (shop->fate) {
	case FATE_LOST_DONE:
	case FATE_LOST_LATE:
		fake_fate(answer, TRANSPORT_LOST);
		return true;
	case FATE_PAGE_DONE:
		fake_say(answer, 502, "<html>");
		return true;
	case FATE_CUT_DONE:
		g_string_truncate(answer->body, answer->body->len / 2);
		return true;
	default:
		return false;
	}
}

/* ---- the journal ---- */

static bool intend(void *context, const GPtrArray *steps, GError **error)
{
	struct shop *shop = context;

	if (shop->journal_fails) {
		g_set_error_literal(error, g_quark_from_string("test"), 1,
		                    "disk full");
		return false;
	}
	for (guint i = 0; i < steps->len; i++)
		g_assert_false(g_ptr_array_find(shop->intended, steps->pdata[i],
		                                NULL));
	g_ptr_array_extend(shop->intended, (GPtrArray *)steps, NULL, NULL);
	shop->intents++;
	return true;
}

static bool settle(void *context, const GPtrArray *steps, GError **error)
{
	struct shop *shop = context;

	(void)error;
	for (guint i = 0; i < steps->len; i++)
		g_assert_true(
			g_ptr_array_remove(shop->intended, steps->pdata[i]));
	return true;
}

/* ---- a plan ---- */

static void free_step(gpointer data)
{
	struct step *step = data;

	g_ptr_array_unref(step->changes);
	g_free(step->originator);
	g_free(step->origin);
	g_free(step->refusal);
	g_free(step->kept);
	g_free(step);
}

static struct step *add_step(GPtrArray *steps, enum entity entity, gint64 id,
                             const char *origin)
{
	struct step *step = g_new0(struct step, 1);
	const char *field = entity == ENTITY_DEAL ? "comments" : "lastName";

	step->entity = entity;
	step->verb = id ? STEP_UPDATE : STEP_ADD;
	step->id = id;
	step->changes = g_ptr_array_new_with_free_func(change_free);
	g_ptr_array_add(step->changes,
	                change_new(field, VALUE_TEXT, NULL, "new"));
	if (entity == ENTITY_DEAL)
		g_ptr_array_add(step->changes,
		                change_new("stageId", VALUE_TEXT, NULL, "WON"));
	if (!id) {
		step->originator = g_strdup("1C-AlfaAuto");
		step->origin = g_strdup(origin);
	}
	g_ptr_array_add(steps, step);
	return step;
}

struct scene {
	struct shop shop;
	struct fake *fake;
	struct portal *portal;
	struct world *world;
	struct plan plan;
};

static void scene_begin(struct scene *scene)
{
	struct portal_options options = { 2, 50 };

	*scene = (struct scene){ 0 };
	scene->fake = fake_new();
	scene->fake->run = run;
	scene->fake->whole = whole;
	scene->fake->after = after;
	scene->fake->context = &scene->shop;
	scene->shop.fake = scene->fake;
	scene->shop.things = g_ptr_array_new_with_free_func(thing_free);
	scene->shop.intended = g_ptr_array_new();
	scene->portal = portal_new(&scene->fake->transport, &options);
	scene->world = world_new(NULL, "");
	scene->plan.steps = g_ptr_array_new_with_free_func(free_step);
}

static void scene_end(struct scene *scene)
{
	g_ptr_array_unref(scene->plan.steps);
	world_free(scene->world);
	portal_free(scene->portal);
	g_ptr_array_unref(scene->shop.things);
	g_ptr_array_unref(scene->shop.intended);
	g_clear_pointer(&scene->shop.random, g_rand_free);
	fake_free(scene->fake);
}

static bool scene_apply(struct scene *scene, GError **error)
{
	struct portal_journal journal = { intend, settle, &scene->shop };

	return portal_apply(scene->portal, &scene->plan, scene->world->rules,
	                    &journal, error);
}

/* ---- one step, every fate ---- */

enum { NOTHING = -1 }; /* no error */

static const struct row {
	const char *name;
	enum fate fates[3];
	enum step_result result; /* of an add */
	int error;               /* enum portal_error, or NOTHING */
	guint sent;              /* requests that wrote */
	guint executed;
	gint64 least_ms, most_ms; /* from the first write to the end */
} rows[] = {
	{ "ok", { FATE_OK }, STEP_DONE, NOTHING, 1, 1, 0, 100 },
	{ "not-sent",
	  { FATE_NOT_SENT, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  1000,
	  10000 },
	{ "never-sent",
	  { FATE_NOT_SENT, FATE_NOT_SENT, FATE_NOT_SENT },
	  STEP_WAITING,
	  PORTAL_RETRY,
	  3,
	  0,
	  2000,
	  15000 },
	{ "limit",
	  { FATE_LIMIT, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  1000,
	  5000 },
	{ "park",
	  { FATE_PARK, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  60000,
	  62000 },
	{ "inside-limit",
	  { FATE_INSIDE_LIMIT, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  60000,
	  62000 },
	{ "lost",
	  { FATE_LOST, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  SETTLE_MS,
	  SETTLE_MS + 5000 },
	{ "lost-done", { FATE_LOST_DONE }, STEP_DONE, NOTHING, 1, 1, 0, 1000 },
	{ "lost-late",
	  { FATE_LOST_LATE },
	  STEP_DONE,
	  NOTHING,
	  1,
	  1,
	  LATE_MS,
	  SETTLE_MS + 1000 },
	{ "lost-twice",
	  { FATE_LOST, FATE_LOST_DONE },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  SETTLE_MS,
	  SETTLE_MS + 5000 },
	{ "lost-for-good",
	  { FATE_LOST, FATE_LOST },
	  STEP_UNSURE,
	  NOTHING,
	  2,
	  0,
	  2 * SETTLE_MS,
	  2 * SETTLE_MS + 10000 },
	{ "lost-then-limited",
	  { FATE_LOST, FATE_LIMIT, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  3,
	  1,
	  SETTLE_MS,
	  SETTLE_MS + 10000 },
	{ "page",
	  { FATE_PAGE, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  SETTLE_MS,
	  SETTLE_MS + 5000 },
	{ "page-done", { FATE_PAGE_DONE }, STEP_DONE, NOTHING, 1, 1, 0, 1000 },
	{ "cut-done", { FATE_CUT_DONE }, STEP_DONE, NOTHING, 1, 1, 0, 1000 },
	{ "absent",
	  { FATE_ABSENT, FATE_OK },
	  STEP_DONE,
	  NOTHING,
	  2,
	  1,
	  SETTLE_MS,
	  SETTLE_MS + 5000 },
	{ "absent-done",
	  { FATE_ABSENT_DONE },
	  STEP_DONE,
	  NOTHING,
	  1,
	  1,
	  0,
	  1000 },
	{ "empty-done",
	  { FATE_EMPTY_DONE },
	  STEP_DONE,
	  NOTHING,
	  1,
	  1,
	  0,
	  1000 },
	{ "refused", { FATE_REFUSED }, STEP_REFUSED, NOTHING, 1, 0, 0, 1000 },
	{ "missing", { FATE_MISSING }, STEP_REFUSED, NOTHING, 1, 0, 0, 1000 },
	{ "expired",
	  { FATE_EXPIRED },
	  STEP_WAITING,
	  PORTAL_STOP,
	  1,
	  0,
	  0,
	  1000 },
};

static const struct kind {
	const char *name;
	enum entity entity;
	bool update;
} kinds[] = {
	{ "add-contact", ENTITY_CONTACT, false },
	{ "update-contact", ENTITY_CONTACT, true },
	{ "add-deal", ENTITY_DEAL, false },
	{ "update-deal", ENTITY_DEAL, true },
};

struct trial {
	const struct row *row;
	const struct kind *kind;
};

static void assert_row(const struct scene *scene, const struct row *row,
                       const struct step *step, guint executed)
{
	const struct shop *shop = &scene->shop;
	gint64 took = scene->fake->now_ms - shop->first_write_ms;

	g_assert_cmpint(step->result, ==, row->result);
	g_assert_cmpuint(shop->writes, ==, row->sent);
	g_assert_cmpuint(executed, ==, row->executed);
	g_assert_cmpint(took, >=, row->least_ms);
	g_assert_cmpint(took, <=, row->most_ms);
	g_assert_cmpuint(shop->intended->len, ==, 0);
	g_assert_cmpuint(shop->intents, ==, row->sent);
	g_assert_true((step->refusal != NULL) == (row->result == STEP_REFUSED));
	g_assert_true(step->gone == (row->fates[0] == FATE_MISSING));
	if (row->result == STEP_DONE)
		g_assert_cmpint(step->id, >, 0);
}

static void test_trial(gconstpointer data)
{
	const struct trial *trial = data;
	const struct row *row = trial->row;
	const struct kind *kind = trial->kind;
	g_autoptr(GError) error = NULL;
	struct thing *thing = NULL;
	struct scene scene;
	struct step *step;
	guint executed = 0;
	bool ok;

	scene_begin(&scene);
	memcpy(scene.shop.fates, row->fates, sizeof(row->fates));
	if (kind->update)
		thing = add_thing(&scene.shop, g_strdup("other"),
		                  g_strdup("old"));
	step = add_step(scene.plan.steps, kind->entity, thing ? thing->id : 0,
	                "mark");
	ok = scene_apply(&scene, &error);
	for (guint i = 0; i < scene.shop.things->len; i++)
		executed +=
			((struct thing *)scene.shop.things->pdata[i])->executed;
	g_assert_true(ok == (row->error == NOTHING));
	if (!ok)
		g_assert_error(error, PORTAL_ERROR, row->error);
	assert_row(&scene, row, step, executed);
	scene_end(&scene);
}

/* ---- waves ---- */

static void test_contact_first(void)
{
	struct scene scene;
	struct step *contact;
	struct step *deal;
	const struct fake_command *sent;
	g_autofree char *linked = NULL;
	g_autofree char *id = NULL;

	scene_begin(&scene);
	contact = add_step(scene.plan.steps, ENTITY_CONTACT, 0, "client");
	deal = add_step(scene.plan.steps, ENTITY_DEAL, 0, "doc");
	deal->contact = contact;
	g_assert_true(scene_apply(&scene, NULL));
	g_assert_cmpint(contact->result, ==, STEP_DONE);
	g_assert_cmpint(deal->result, ==, STEP_DONE);
	sent = scene.fake->commands->pdata[1];
	linked = fake_value(sent, "fields[contactIds][0]");
	id = g_strdup_printf("%" G_GINT64_FORMAT, contact->id);
	g_assert_cmpstr(linked, ==, id);
	scene_end(&scene);
}

/* A deal leaves when its own contact is there, and not when all of them are;
 * but never before an older one. */
static void test_released(void)
{
	enum { CLIENTS = 25 };
	struct scene scene;
	struct step *contacts[CLIENTS];
	gint64 first_deal_ms = 0;
	gint64 last_contact_ms = 0;
	guint deals = 0;

	scene_begin(&scene);
	scene.fake->cost_ms = 1000;
	for (guint i = 0; i < CLIENTS; i++) {
		g_autofree char *mark = g_strdup_printf("c%02u", i);

		contacts[i] =
			add_step(scene.plan.steps, ENTITY_CONTACT, 0, mark);
	}
	for (guint i = 0; i < CLIENTS; i++) {
		g_autofree char *mark = g_strdup_printf("d%02u", i);

		add_step(scene.plan.steps, ENTITY_DEAL, 0, mark)->contact =
			contacts[i];
	}
	g_assert_true(scene_apply(&scene, NULL));
	for (guint i = 0; i < scene.fake->commands->len; i++) {
		const struct fake_command *command =
			scene.fake->commands->pdata[i];
		g_autofree char *mark = fake_value(command, "fields[originId]");
		g_autofree char *next = g_strdup_printf("d%02u", deals);

		if (mark[0] == 'c') {
			last_contact_ms = command->at_ms;
			continue;
		}
		if (deals++ == 0)
			first_deal_ms = command->at_ms;
		g_assert_cmpstr(mark, ==, next);
	}
	g_assert_cmpuint(deals, ==, CLIENTS);
	g_assert_cmpint(first_deal_ms, <=, last_contact_ms);
	scene_end(&scene);
}

/* What becomes of a deal whose contact does not come about. */
static void test_contact_fails(void)
{
	static const struct {
		enum fate fates[4];
		bool update, bare;
		enum step_result deal;
		guint writes;
	} cases[] = {
		{ { FATE_REFUSED }, false, false, STEP_REFUSED, 1 },
		{ { FATE_LOST, FATE_LOST }, false, false, STEP_UNSURE, 2 },
		{ { FATE_REFUSED, FATE_OK }, true, false, STEP_DONE, 2 },
		{ { FATE_REFUSED }, true, true, STEP_REFUSED, 1 },
		{ { FATE_LOST, FATE_LOST, FATE_OK },
		  true,
		  false,
		  STEP_DONE,
		  3 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scene scene;
		struct step *contact;
		struct step *deal;

		scene_begin(&scene);
		memcpy(scene.shop.fates, cases[i].fates,
		       sizeof(cases[i].fates));
		if (cases[i].update)
			add_thing(&scene.shop, g_strdup("other"),
			          g_strdup("old"));
		contact = add_step(scene.plan.steps, ENTITY_CONTACT, 0, "c");
		deal = add_step(scene.plan.steps, ENTITY_DEAL,
		                cases[i].update ? 100 : 0, "d");
		deal->contact = contact;
		if (cases[i].bare)
			g_ptr_array_set_size(deal->changes, 0);
		g_assert_true(scene_apply(&scene, NULL));
		g_assert_cmpint(deal->result, ==, cases[i].deal);
		g_assert_cmpuint(scene.shop.writes, ==, cases[i].writes);
		if (deal->result == STEP_REFUSED)
			g_assert_cmpstr(deal->refusal, ==, contact->refusal);
		scene_end(&scene);
	}
}

/* A batch that is lost after half of it was done: the other half, and only
 * that, goes again. */
static bool lose_half(struct fake *fake, guint request, bool write,
                      struct transport_answer *answer)
{
	if (!write || request != 0)
		return false;
	(void)fake;
	fake_fate(answer, TRANSPORT_LOST);
	return true;
}

static cJSON *run_half(struct fake *fake, const struct fake_command *command)
{
	struct shop *shop = fake->context;
	g_autofree char *origin = fake_value(command, "fields[originId]");

	shop->fate = FATE_OK;
	if (command->write && command->request == 0 &&
	    origin[strlen(origin) - 1] % 2)
		return NULL;
	return run(fake, command);
}

static void test_half(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene);
	scene.fake->run = run_half;
	scene.fake->after = lose_half;
	for (guint i = 0; i < 10; i++) {
		g_autofree char *origin = g_strdup_printf("doc-%u", i);

		add_step(scene.plan.steps, ENTITY_DEAL, 0, origin);
	}
	g_assert_true(scene_apply(&scene, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < 10; i++) {
		const struct step *step = scene.plan.steps->pdata[i];
		const struct thing *thing = find_thing(&scene.shop, step->id);

		g_assert_cmpint(step->result, ==, STEP_DONE);
		g_assert_cmpstr(thing ? thing->origin : NULL, ==, step->origin);
	}
	g_assert_cmpuint(scene.shop.things->len, ==, 10);
	g_assert_cmpuint(fake_count(scene.fake, "crm.item.add"), ==, 15);
	scene_end(&scene);
}

/* ---- stage, journal, stopping, outages ---- */

static void test_kept_stage(void)
{
	static const struct {
		const char *answered;
		const char *kept;
	} cases[] = { { "WON", NULL }, { "NEW", "NEW" }, { "", NULL } };

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scene scene;
		struct step *step;

		scene_begin(&scene);
		scene.shop.kept = cases[i].answered;
		add_thing(&scene.shop, g_strdup("other"), g_strdup("old"));
		step = add_step(scene.plan.steps, ENTITY_DEAL, 100, NULL);
		g_assert_true(scene_apply(&scene, NULL));
		g_assert_cmpint(step->result, ==, STEP_DONE);
		g_assert_cmpstr(step->kept, ==, cases[i].kept);
		scene_end(&scene);
	}
}

/* No intent, no write. */
static void test_journal_fails(void)
{
	struct scene scene;
	struct step *step;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene);
	scene.shop.journal_fails = true;
	step = add_step(scene.plan.steps, ENTITY_DEAL, 0, "doc");
	g_assert_false(scene_apply(&scene, &error));
	g_assert_cmpstr(error->message, ==, "disk full");
	g_assert_cmpuint(scene.fake->requests, ==, 0);
	g_assert_cmpint(step->result, ==, STEP_WAITING);
	scene_end(&scene);
}

/* We are to end while an answer is lost: nothing is decided, and the intent
 * stays open for the next start. */
static void test_stopped(void)
{
	struct scene scene;
	struct step *lost;
	struct step *next;
	g_autoptr(GError) error = NULL;

	scene_begin(&scene);
	scene.shop.fates[0] = FATE_LOST;
	scene.fake->stop_ms = scene.fake->now_ms + 10000;
	lost = add_step(scene.plan.steps, ENTITY_CONTACT, 0, "c");
	next = add_step(scene.plan.steps, ENTITY_DEAL, 0, "d");
	next->contact = lost;
	g_assert_false(scene_apply(&scene, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_STOPPED);
	g_assert_cmpint(lost->result, ==, STEP_UNSURE);
	g_assert_cmpint(next->result, ==, STEP_WAITING);
	g_assert_cmpuint(scene.shop.intended->len, ==, 1);
	g_assert_true(scene.shop.intended->pdata[0] == lost);
	scene_end(&scene);
}

/* A portal that is away while we ask decides nothing; where it is away to the
 * end, nothing is settled either. */
static void test_outage_while_asking(void)
{
	static const struct {
		guint fail_reads;
		bool ok;
	} cases[] = { { 2, true }, { 8, true }, { 1000, false } };

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scene scene;
		struct step *step;
		g_autoptr(GError) error = NULL;

		scene_begin(&scene);
		scene.shop.fates[0] = FATE_LOST_DONE;
		scene.shop.fail_reads = cases[i].fail_reads;
		step = add_step(scene.plan.steps, ENTITY_DEAL, 0, "doc");
		g_assert_true(scene_apply(&scene, &error) == cases[i].ok);
		g_assert_cmpuint(scene.shop.writes, ==, 1);
		g_assert_cmpuint(scene.shop.things->len, ==, 1);
		if (cases[i].ok) {
			g_assert_cmpint(step->result, ==, STEP_DONE);
			g_assert_cmpuint(scene.shop.intended->len, ==, 0);
		} else {
			g_assert_error(error, PORTAL_ERROR, PORTAL_RETRY);
			g_assert_cmpint(step->result, ==, STEP_UNSURE);
			g_assert_cmpuint(scene.shop.intended->len, ==, 1);
			g_assert_cmpint(scene.fake->now_ms, >=, SETTLE_MS);
		}
		scene_end(&scene);
	}
}

/* An add that nobody could ask for is never sent again. */
static void test_no_mark(void)
{
	struct scene scene;
	struct step *step;

	scene_begin(&scene);
	scene.shop.fates[0] = FATE_LOST;
	step = add_step(scene.plan.steps, ENTITY_CONTACT, 0, NULL);
	g_assert_true(scene_apply(&scene, NULL));
	g_assert_cmpint(step->result, ==, STEP_UNSURE);
	g_assert_cmpuint(scene.shop.writes, ==, 1);
	g_assert_cmpuint(scene.shop.intended->len, ==, 0);
	scene_end(&scene);
}

/* What is settled already is not touched. */
static void test_settled_before(void)
{
	static const enum step_result results[] = { STEP_DONE, STEP_REFUSED,
		                                    STEP_UNSURE };
	struct scene scene;

	scene_begin(&scene);
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++)
		add_step(scene.plan.steps, ENTITY_DEAL, 0, "d")->result =
			results[i];
	g_assert_true(scene_apply(&scene, NULL));
	g_assert_cmpuint(scene.fake->requests, ==, 0);
	scene_end(&scene);
}

/* ---- many at once ---- */

#ifdef __SANITIZE_ADDRESS__
enum { MANY = 120, WORLDS = 40 }; /* each takes ten times as long */
#else
enum { MANY = 120, WORLDS = 200 };
#endif

static void add_many(struct scene *scene, GRand *random)
{
	for (guint i = 0; i < MANY; i++) {
		g_autofree char *mark = g_strdup_printf("m%u", i);
		enum entity entity =
			g_rand_boolean(random) ? ENTITY_DEAL : ENTITY_CONTACT;
		struct thing *thing = NULL;

		if (g_rand_boolean(random))
			thing = add_thing(&scene->shop, g_strdup("other"),
			                  g_strdup("old"));
		add_step(scene->plan.steps, entity, thing ? thing->id : 0,
		         mark);
	}
}

static guint executed_of(const struct scene *scene, const char *mark)
{
	guint executed = 0;

	for (guint i = 0; i < scene->shop.things->len; i++) {
		const struct thing *thing = scene->shop.things->pdata[i];

		if (!g_strcmp0(thing->origin, mark))
			executed += thing->executed;
	}
	return executed;
}

static void assert_step(const struct scene *scene, const struct step *step)
{
	guint executed = step->origin ? executed_of(scene, step->origin) : 0;

	g_assert_cmpint(step->result, !=, STEP_WAITING);
	g_assert_cmpuint(executed, <=, 1);
	if (step->result == STEP_DONE)
		g_assert_cmpint(step->id, >, 0);
	if (step->result == STEP_DONE && step->origin)
		g_assert_cmpuint(executed, ==, 1);
	if (step->result == STEP_REFUSED)
		g_assert_cmpuint(executed, ==, 0);
}

/* Whatever becomes of requests that are under way together, in whatever order
 * they end: no add is carried out twice, and every step comes to an end. */
static void test_many(void)
{
	guint32 seed = (guint32)g_test_rand_int_range(0, G_MAXINT32);
	guint most = 0;

	g_test_message("seed %u", seed);
	for (guint i = 0; i < WORLDS; i++) {
		struct scene scene;

		scene_begin(&scene);
		scene.shop.random = g_rand_new_with_seed(seed + i);
		scene.fake->order = g_rand_new_with_seed(seed + i);
		add_many(&scene, scene.shop.random);
		for (guint runs = 0; !scene_apply(&scene, NULL); runs++)
			g_assert_cmpuint(runs, <, 20);
		for (guint j = 0; j < scene.plan.steps->len; j++)
			assert_step(&scene, scene.plan.steps->pdata[j]);
		g_assert_cmpuint(scene.shop.intended->len, ==, 0);
		most = MAX(most, scene.fake->most_under_way);
		scene_end(&scene);
	}
	g_assert_cmpuint(most, >, 2);
}

/* ---- sizes ---- */

static cJSON *run_slowly(struct fake *fake, const struct fake_command *command)
{
	struct shop *shop = fake->context;

	(void)command;
	fake->spent_ms += shop->write_ms;
	return under("item", fake_json("{\"id\":%u}", 1 + fake->commands->len));
}

static bool note_size(struct fake *fake, guint request, bool write,
                      struct transport_answer *answer)
{
	struct shop *shop = fake->context;

	(void)request;
	(void)answer;
	g_assert_true(write);
	shop->largest = MAX(shop->largest, fake->in_batch);
	return false;
}

static void test_sizes(void)
{
	static const struct {
		int write_ms;
		guint most, least_requests, most_requests;
	} cases[] = {
		{ 10, 50, 24, 28 },     /* 10, 20, 40, 50 … */
		{ 1000, 20, 50, 53 },   /* 20 s of them */
		{ 5000, 10, 245, 250 }, /* 4 of them, after the first 10 */
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct portal_options options = { 1000, 1000 };
		struct scene scene;

		scene_begin(&scene);
		portal_free(scene.portal);
		scene.portal = portal_new(&scene.fake->transport, &options);
		scene.fake->run = run_slowly;
		scene.fake->cost_ms = 0;
		scene.fake->whole = NULL;
		scene.fake->after = note_size;
		scene.shop.write_ms = cases[i].write_ms;
		for (guint j = 0; j < 1000; j++)
			add_step(scene.plan.steps, ENTITY_DEAL, 0, "d");
		g_assert_true(scene_apply(&scene, NULL));
		g_test_message("%u requests, %u commands at most, %u at once",
		               scene.fake->requests, scene.shop.largest,
		               scene.fake->most_under_way);
		g_assert_cmpuint(scene.shop.largest, ==, cases[i].most);
		g_assert_cmpuint(scene.fake->requests, >=,
		                 cases[i].least_requests);
		g_assert_cmpuint(scene.fake->requests, <=,
		                 cases[i].most_requests);
		scene_end(&scene);
	}
}

int main(int argc, char **argv)
{
	static struct trial trials[G_N_ELEMENTS(rows) * G_N_ELEMENTS(kinds)];
	gsize count = 0;

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (gsize j = 0; j < G_N_ELEMENTS(kinds); j++) {
			g_autofree char *path = g_strdup_printf(
				"/apply/%s/%s", rows[i].name, kinds[j].name);

			trials[count] = (struct trial){ &rows[i], &kinds[j] };
			g_test_add_data_func(path, &trials[count++],
			                     test_trial);
		}
	}
	g_test_add_func("/apply/contact-first", test_contact_first);
	g_test_add_func("/apply/released", test_released);
	g_test_add_func("/apply/contact-fails", test_contact_fails);
	g_test_add_func("/apply/half", test_half);
	g_test_add_func("/apply/kept-stage", test_kept_stage);
	g_test_add_func("/apply/journal-fails", test_journal_fails);
	g_test_add_func("/apply/stopped", test_stopped);
	g_test_add_func("/apply/outage-while-asking", test_outage_while_asking);
	g_test_add_func("/apply/no-mark", test_no_mark);
	g_test_add_func("/apply/settled-before", test_settled_before);
	g_test_add_func("/apply/many", test_many);
	g_test_add_func("/apply/sizes", test_sizes);
	return g_test_run();
}
