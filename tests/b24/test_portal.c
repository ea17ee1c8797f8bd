/*
 * The three verbs against the double of a Bitrix24: over the wire, with its
 * traps, and with the time that waits take passed at once on both sides.
 */
#include "b24/http.h"
#include "b24/portal.h"
#include "core/stages.h"
#include "tests/harness/double.h"
#include "tests/harness/world.h"

#include <string.h>

/* Real requests, but time only passes where somebody waits. */
struct clocked {
	struct transport transport; /* first */
	struct transport *real;
	struct portal_double *portal;
	gint64 passed_ms;
};

static void clocked_begin(struct transport *self, const char *method,
                          const char *body, bool write, gpointer tag)
{
	struct transport *real = ((struct clocked *)self)->real;

	real->begin(real, method, body, write, tag);
}

static gpointer clocked_next(struct transport *self, gint64 ms,
                             struct transport_answer *answer_r)
{
	struct transport *real = ((struct clocked *)self)->real;

	return real->next(real, ms, answer_r);
}

static gint64 clocked_now_ms(struct transport *self)
{
	struct clocked *clocked = (struct clocked *)self;

	return clocked->real->now_ms(clocked->real) + clocked->passed_ms;
}

static gint64 clocked_wall(struct transport *self)
{
	struct clocked *clocked = (struct clocked *)self;

	return clocked->real->wall(clocked->real) + clocked->passed_ms / 1000;
}

static bool clocked_wait_ms(struct transport *self, gint64 ms)
{
	struct clocked *clocked = (struct clocked *)self;
	g_autofree char *path =
		g_strdup_printf("/_clock?skip=%.3f", (double)ms / 1000);
	g_autofree char *said = double_tell(clocked->portal, path, "");

	clocked->passed_ms += ms;
	return true;
}

static bool clocked_moved(struct transport *self, const char *location)
{
	struct transport *real = ((struct clocked *)self)->real;

	return real->moved(real, location);
}

static const char *clocked_address(struct transport *self)
{
	struct transport *real = ((struct clocked *)self)->real;

	return real->address(real);
}

/* ---- a portal, its double and a world of settings and orders ---- */

struct site {
	struct portal_double *portal_double;
	struct clocked clocked;
	struct portal *portal;
	struct dictionary *dictionary;
	struct world *world; /* its settings and orders */
	struct rules *rules;
	struct snapshot *snapshot;
	struct plan *plan;
	GPtrArray *intended; /* steps of the request that is being sent */
	guint sent;          /* that were intended */
};

static const char fields[] =
	"\"dealFields\":[{\"name\":\"UF_CRM_ID_1C\",\"type\":\"string\","
	"\"label\":\"id_1C\"},{\"name\":\"VIN\",\"label\":\"VIN\"}],"
	"\"funnels\":[{\"id\":0,\"name\":\"Общая\",\"default\":true,"
	"\"stages\":[{\"code\":\"NEW\",\"name\":\"Новая\"},"
	"{\"code\":\"EXECUTING\",\"name\":\"В работе\"},"
	"{\"code\":\"UC_DONE\",\"name\":\"Выполнено\"},"
	"{\"code\":\"WON\",\"name\":\"Завершено успешно\",\"semantics\":\"S\"},"
	"{\"code\":\"LOSE\",\"name\":\"Отказ\",\"semantics\":\"F\"},"
	"{\"code\":\"UC_OLD\",\"name\":\"Архив\",\"semantics\":\"F\"}]},"
	"{\"id\":3,\"name\":\"Кузовной цех\"}]";

static bool intend(void *context, const GPtrArray *steps, GError **error)
{
	struct site *site = context;

	(void)error;
	g_assert_cmpuint(steps->len, >, 0);
	site->sent += steps->len;
	for (guint i = 0; i < steps->len; i++)
		g_ptr_array_add(site->intended, steps->pdata[i]);
	return true;
}

static bool settle(void *context, const GPtrArray *steps, GError **error)
{
	struct site *site = context;

	(void)error;
	for (guint i = 0; i < steps->len; i++)
		g_assert_true(
			g_ptr_array_remove(site->intended, steps->pdata[i]));
	return true;
}

/* `seed`: contacts and deals, JSON members, or "". */
static struct site *site_new(const char *seed, const char *settings,
                             const char *orders, const char *const *options)
{
	struct site *site = g_new0(struct site, 1);
	g_autofree char *whole =
		g_strdup_printf("{%s%s%s}", fields, *seed ? "," : "", seed);
	struct http_options http = { .timeout_seconds = 90, .wake = -1 };
	struct portal_options pace = { 2, 50 };
	g_autoptr(GPtrArray) problems = NULL;
	g_autofree char *fatal = NULL;
	g_autoptr(GError) error = NULL;

	site->portal_double = double_start(whole, options);
	http.webhook = site->portal_double->webhook;
	site->clocked.real = http_transport_new(&http, &error);
	g_assert_no_error(error);
	site->clocked.portal = site->portal_double;
	site->clocked.transport = (struct transport){
		clocked_begin,   clocked_next,  clocked_now_ms, clocked_wall,
		clocked_wait_ms, clocked_moved, clocked_address
	};
	site->portal = portal_new(&site->clocked.transport, &pace);
	site->dictionary = portal_learn(site->portal, &error);
	g_assert_no_error(error);
	site->world = world_new(settings, orders);
	site->rules =
		rules_new(site->world->settings, site->dictionary, &problems);
	fatal = findings_fatal(problems, "test.conf");
	g_assert_cmpstr(fatal, ==, NULL);
	site->intended = g_ptr_array_new();
	return site;
}

static void site_forget(struct site *site)
{
	plan_free(site->plan);
	site->plan = NULL;
	snapshot_free(site->snapshot);
	site->snapshot = NULL;
	g_ptr_array_set_size(site->intended, 0);
	site->sent = 0;
}

static void site_free(struct site *site)
{
	g_assert_cmpuint(double_count(site->portal_double, "dropped_filters"),
	                 ==, 0);
	g_assert_cmpuint(double_count(site->portal_double, "doubled_marks"), ==,
	                 0);
	site_forget(site);
	g_ptr_array_unref(site->intended);
	rules_free(site->rules);
	world_free(site->world);
	dictionary_free(site->dictionary);
	portal_free(site->portal);
	http_transport_free(site->clocked.real);
	double_stop(site->portal_double);
	g_free(site);
}

static void fault(struct site *site, const char *line)
{
	g_autofree char *said =
		double_tell(site->portal_double, "/_fault", line);
}

static void clear_faults(struct site *site)
{
	g_autofree char *said =
		double_tell(site->portal_double, "/_fault?clear=1", "");
}

/* Looks up and plans; how many steps there are. */
static guint site_plan(struct site *site)
{
	g_autoptr(GError) error = NULL;

	site_forget(site);
	site->snapshot = snapshot_new(site->world->settings->originator);
	portal_look_up(site->portal, site->world->orders, site->rules,
	               site->snapshot, &error);
	g_assert_no_error(error);
	site->plan = plan_build(site->world->orders, site->snapshot,
	                        site->world->memory, site->rules);
	return site->plan->steps->len;
}

static bool site_apply(struct site *site, GError **error)
{
	struct portal_journal journal = { intend, settle, site };

	return portal_apply(site->portal, site->plan, site->rules, &journal,
	                    error);
}

/* Applies; all is done, and planning again finds nothing to do. */
static void site_settle(struct site *site)
{
	g_autoptr(GError) error = NULL;
	bool ok = site_apply(site, &error);

	g_assert_no_error(error);
	g_assert_true(ok);
	for (guint i = 0; i < site->plan->steps->len; i++) {
		const struct step *step = site->plan->steps->pdata[i];

		if (step->result != STEP_DONE)
			g_test_message("step %u: %s", i,
			               step->refusal ? step->refusal : "-");
		g_assert_cmpint(step->result, ==, STEP_DONE);
		g_assert_cmpint(step->id, >, 0);
	}
	g_assert_cmpuint(site->intended->len, ==, 0);
	clear_faults(site);
	g_assert_cmpuint(site_plan(site), ==, 0);
}

/* ---- learning ---- */

static void assert_funnels(const struct dictionary *dictionary)
{
	const struct funnel *funnel = dictionary_funnel(dictionary, 0);
	static const struct {
		const char *id;
		const char *name;
		enum semantics semantics;
	} stages[] = {
		{ "NEW", "Новая", STAGE_PROCESS },
		{ "EXECUTING", "В работе", STAGE_PROCESS },
		{ "UC_DONE", "Выполнено", STAGE_PROCESS },
		{ "WON", "Завершено успешно", STAGE_SUCCESS },
		{ "LOSE", "Отказ", STAGE_FAILURE },
		{ "UC_OLD", "Архив", STAGE_FAILURE },
	};

	g_assert_cmpuint(dictionary->funnels->len, ==, 2);
	g_assert_true(funnel->is_default);
	g_assert_cmpstr(funnel->name, ==, "Общая");
	g_assert_cmpuint(funnel->stages->len, ==, G_N_ELEMENTS(stages));
	for (guint i = 0; i < G_N_ELEMENTS(stages); i++) {
		const struct stage *stage = funnel->stages->pdata[i];

		g_assert_cmpstr(stage->id, ==, stages[i].id);
		g_assert_cmpstr(stage->name, ==, stages[i].name);
		g_assert_cmpint(stage->semantics, ==, stages[i].semantics);
	}
	g_assert_nonnull(
		funnel_stage(dictionary_funnel(dictionary, 3), "C3:WON"));
}

static void assert_fields(const struct dictionary *dictionary)
{
	const struct deal_field *field;
	guint hits;

	field = dictionary_field(dictionary, "id_1c", &hits);
	g_assert_nonnull(field);
	g_assert_cmpstr(field->code, ==, "UF_CRM_ID_1C");
	g_assert_cmpstr(field->name, ==, "ufCrm_ID_1C");
	g_assert_cmpstr(field->type, ==, "string");
	g_assert_true(field->user);
	g_assert_false(field->multiple);
	field = dictionary_field(dictionary, "begindate", &hits);
	g_assert_cmpstr(field->type, ==, "date");
	g_assert_false(field->user);
}

static void test_learn(void)
{
	struct site *site = site_new("", NULL, "", NULL);
	const struct dictionary *dictionary = site->dictionary;

	g_assert_cmpuint(portal_counts(site->portal)->requests, ==, 2);
	g_assert_cmpint(dictionary->owner, ==, 1);
	g_assert_true(dictionary->owner_admin);
	g_assert_true(dictionary->scope_crm);
	g_assert_cmpint(dictionary->server_time, >, 0);
	g_assert_true(
		g_str_has_prefix(dictionary->address, "http://127.0.0.1:"));
	g_assert_cmpuint(dictionary->sources->len, >, 0);
	assert_funnels(dictionary);
	assert_fields(dictionary);
	site_free(site);
}

static void expect_learn(struct site *site, enum portal_error code,
                         const char *word)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(portal_learn(site->portal, &error));
	g_assert_error(error, PORTAL_ERROR, (gint)code);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, word));
}

static void test_learn_refused(void)
{
	struct site *site = site_new("", NULL, "", NULL);

	fault(site, "expired\n");
	expect_learn(site, PORTAL_STOP, "вебхук");
	fault(site, "deleted\n");
	expect_learn(site, PORTAL_STOP, "удалён");
	fault(site, "403html\n");
	expect_learn(site, PORTAL_STOP, "вебхук");
	fault(site, "500html count=3\n");
	expect_learn(site, PORTAL_RETRY, "500");
	/* Without end, for libcurl tries a read again on a new line. */
	fault(site, "reset-before count=0\n");
	expect_learn(site, PORTAL_RETRY, "связь");
	clear_faults(site);
	site_free(site);
}

/* What passes by itself is waited out: a limit, a short outage. */
static void test_learn_waits(void)
{
	static const char *const faults[] = {
		"503 count=5\n",
		"429 count=2\n",
		"500html count=2\n",
		"truncate\n",
		"limit-in-batch command=c4\n",
		"html200\n",
	};
	struct site *site = site_new("", NULL, "", NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		struct dictionary *dictionary;
		g_autoptr(GError) error = NULL;

		g_test_message("%s", faults[i]);
		fault(site, faults[i]);
		dictionary = portal_learn(site->portal, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(dictionary->funnels->len, ==, 2);
		dictionary_free(dictionary);
	}
	site_free(site);
}

static void test_no_scope(void)
{
	static const char seed[] = "{\"settings\":{\"scopes\":[\"user\"]}}";
	struct site *site = site_new("", NULL, "", NULL);
	g_autofree char *said =
		double_tell(site->portal_double, "/_seed", seed);

	expect_learn(site, PORTAL_STOP, "права CRM");
	site_free(site);
}

static void test_make_field(void)
{
	struct site *site = site_new("", NULL, "", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *code = portal_make_id_field(
		site->portal, "Номер заказ-наряда", &error);
	struct dictionary *dictionary;
	const struct deal_field *field;
	guint hits;

	g_assert_no_error(error);
	dictionary = portal_learn(site->portal, &error);
	g_assert_no_error(error);
	field = dictionary_field(dictionary, "номер заказ-наряда", &hits);
	g_assert_cmpstr(field->code, ==, code);
	g_assert_cmpstr(field->type, ==, "string");
	dictionary_free(dictionary);
	g_clear_pointer(&code, g_free);
	code = portal_make_id_field(site->portal, "Номер", &error);
	g_assert_null(code);
	g_assert_error(error, PORTAL_ERROR, PORTAL_SETUP);
	site_free(site);
}

/* ---- matching and writing ---- */

/* A deal to be found in every way, and what the plan says of it. */
static const struct found {
	const char *name;
	const char *seed;
	const char *order;
	enum match match;
	gint64 deal, contact; /* 0: new */
} founds[] = {
	{ "number", "\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"7\"}]", "",
	  MATCH_ID, 17, 0 },
	{ "number-in-latin",
	  "\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"TC0007\"}]",
	  "number=ТС0007", MATCH_ID, 17, 0 },
	{ "number-half-latin",
	  "\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"тC0007\"}]",
	  "number=ТС0007", MATCH_ID, 17, 0 },
	{ "mark",
	  "\"deals\":[{\"id\":17,\"originatorId\":\"1C-AlfaAuto\","
	  "\"originId\":\"8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\"}]",
	  "ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c", MATCH_MARK, 17, 0 },
	{ "mark-of-number",
	  "\"deals\":[{\"id\":17,\"originatorId\":\"1C-AlfaAuto\","
	  "\"originId\":\"7/2020\"}]",
	  "ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c", MATCH_MARK, 17, 0 },
	{ "foreign-mark",
	  "\"deals\":[{\"id\":17,\"originatorId\":\"SHOP\","
	  "\"originId\":\"7/2020\"}]",
	  "", MATCH_NEW, 0, 0 },
	{ "phone",
	  "\"contacts\":[{\"id\":55,\"phones\":[\"8 (927) 000-12-34\"]}],"
	  "\"deals\":[{\"id\":17,\"contactIds\":[55]}]",
	  "client.phone=+79270001234", MATCH_PHONE, 17, 55 },
	{ "phone-of-ten-digits",
	  "\"contacts\":[{\"id\":55,\"phones\":[\"9270001234\"]}],"
	  "\"deals\":[{\"id\":17,\"contactIds\":[55]}]",
	  "client.phone=+79270001234", MATCH_PHONE, 17, 55 },
	{ "phone-of-second-contact",
	  "\"contacts\":[{\"id\":54,\"lastName\":\"Иной\"},"
	  "{\"id\":55,\"phones\":[\"+79270001234\"]}],"
	  "\"deals\":[{\"id\":17,\"contactIds\":[54,55]}]",
	  "client.phone=+79270001234", MATCH_PHONE, 17, 55 },
	{ "phone-but-closed",
	  "\"contacts\":[{\"id\":55,\"phones\":[\"+79270001234\"]}],"
	  "\"deals\":[{\"id\":17,\"contactIds\":[55],\"stageId\":\"WON\"}]",
	  "client.phone=+79270001234", MATCH_NEW, 0, 55 },
	{ "phone-but-other-funnel",
	  "\"contacts\":[{\"id\":55,\"phones\":[\"+79270001234\"]}],"
	  "\"deals\":[{\"id\":17,\"contactIds\":[55],\"categoryId\":3,"
	  "\"stageId\":\"C3:NEW\"}]",
	  "client.phone=+79270001234", MATCH_NEW, 0, 55 },
	{ "nobody", "", "client.phone=+79270001234", MATCH_NEW, 0, 0 },
	{ "client-mark",
	  "\"contacts\":[{\"id\":55,\"originatorId\":\"1C-AlfaAuto\","
	  "\"originId\":\"3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c\"}]",
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c "
	  "client.phone=+79270001234",
	  MATCH_NEW, 0, 55 },
	{ "plus-ampersand-hash",
	  "\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"7+8&9#1%2\"}]",
	  "number=7+8&9#1%2", MATCH_ID, 17, 0 },
	{ "reference-in-number",
	  "\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"$result[c0]\"}]",
	  "number=$result[c0]", MATCH_ID, 17, 0 },
};

static const char *const this_day[] = { "--now", "2020-12-24T12:00:00+03:00",
	                                NULL };

static void test_found(gconstpointer data)
{
	const struct found *found = data;
	g_autofree char *line = g_strdup_printf(
		"order client.last=Петров client.first=Пётр %s", found->order);
	struct site *site = site_new(found->seed, NULL, line, this_day);
	const struct verdict *verdict;

	g_assert_cmpuint(site_plan(site), >, 0);
	verdict = site->plan->verdicts->pdata[0];
	g_assert_cmpint(verdict->match, ==, found->match);
	g_assert_cmpint(verdict->deal, ==, found->deal);
	if (found->contact)
		g_assert_cmpint(verdict->contact, ==, found->contact);
	site_settle(site);
	site_free(site);
}

/* All that an order can bring, in one write each, and none the second time. */
static const char full_order[] =
	"order number=3000004876 ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c "
	"amount=30110.10 state=Закрыт date=2020-12-24T17:42:46 "
	"client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c client.last=Петров "
	"client.first=Пётр client.middle=Петрович client.phone=+79270001234 "
	"client.phone=+78462000000 client.mail=p@example.ru car.vin=X&Y#1+2";

static void test_whole(void)
{
	struct site *site =
		site_new("", "source = CALL\n[fields]\nUF_CRM_VIN = car.vin\n",
	                 full_order, this_day);
	g_autofree char *state = NULL;

	g_assert_cmpuint(site_plan(site), ==, 2);
	site_settle(site);
	state = double_tell(site->portal_double, "/_state?volatile=0", NULL);
	g_test_message("%s", state);
	g_assert_nonnull(strstr(state, "\"UF_CRM_VIN\": \"X&Y#1+2\""));
	g_assert_nonnull(strstr(state, "30110.1"));
	g_assert_nonnull(strstr(state, "\"WON\""));
	g_assert_nonnull(strstr(state, "+78462000000"));
	g_assert_nonnull(strstr(state, "p@example.ru"));
	g_assert_nonnull(strstr(state, "2020-12-24"));
	g_assert_cmpuint(double_count(site->portal_double, "idle_writes"), ==,
	                 0);
	site_free(site);
}

/* Every way in which a request can go wrong, with an add and an update of each
 * entity in flight: nothing is lost, nothing is sent twice. */
static const struct trouble {
	const char *name;
	const char *fault;
} troubles[] = {
	{ "none", "" },
	{ "limit", "503 write=1 count=4\n" },
	{ "operating", "429 write=1\n" },
	{ "reset-before", "reset-before write=1\n" },
	{ "reset-after", "reset-after write=1\n" },
	{ "reset-after-both-waves", "reset-after write=1 count=2\n" },
	{ "truncate", "truncate write=1\n" },
	{ "html-after", "502html write=1 executed=1\n" },
	{ "html-before", "502html write=1\n" },
	{ "internal-after", "500 write=1 executed=1\n" },
	{ "html-200-after", "html200 write=1 executed=1\n" },
	{ "one-of-the-batch", "limit-in-batch method=crm.item.add\n" },
	{ "one-limited", "query-limit-in-batch method=crm.item.update\n" },
	{ "lost-and-unfindable-for-a-while", "reset-after write=1\nlag:40s\n" },
	{ "lost-then-limited", "reset-after write=1\n503 skip=1 count=3\n" },
	{ "lost-then-down", "reset-after write=1\n500html skip=1 count=2\n" },
};

static const char trouble_seed[] =
	"\"contacts\":[{\"id\":55,\"lastName\":\"Сидоров\",\"phones\":"
	"[\"+79270005678\"]}],\"deals\":[{\"id\":17,\"contactIds\":[55],"
	"\"UF_CRM_ID_1C\":\"8\"},{\"id\":18,\"UF_CRM_ID_1C\":\"9\"}]";

static const char trouble_orders[] =
	"order number=7 client.last=Петров client.phone=+79270001234\n"
	"order number=8 client.last=Сидоров client.first=Сидор "
	"client.phone=+79270005678 state=Закрыт\n"
	"order number=9 amount=5.00 client.last=Иванов "
	"client.phone=+79270009999\n"
	"order number=10 client.last=Иванов client.phone=+79270009999\n";

static void test_trouble(gconstpointer data)
{
	const struct trouble *trouble = data;
	struct site *site =
		site_new(trouble_seed, NULL, trouble_orders, this_day);

	g_assert_cmpuint(site_plan(site), ==, 7);
	if (*trouble->fault)
		fault(site, trouble->fault);
	site_settle(site);
	g_assert_cmpuint(double_count(site->portal_double, "idle_writes"), ==,
	                 0);
	g_assert_cmpuint(double_count(site->portal_double, "doubled_marks"), ==,
	                 0);
	site_free(site);
}

/* A portal that is down: what did not run stays waiting, and goes on later. */
static void test_down(void)
{
	struct site *site =
		site_new(trouble_seed, NULL, trouble_orders, this_day);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(site_plan(site), ==, 7);
	fault(site, "503 write=1 count=0\n");
	g_assert_false(site_apply(site, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_RETRY);
	for (guint i = 0; i < site->plan->steps->len; i++)
		g_assert_cmpint(
			((struct step *)site->plan->steps->pdata[i])->result,
			==, STEP_WAITING);
	g_assert_cmpuint(double_count(site->portal_double, "writes"), ==, 0);
	clear_faults(site);
	site_settle(site);
	site_free(site);
}

static void test_stop_at_refusal(void)
{
	struct site *site =
		site_new(trouble_seed, NULL, trouble_orders, this_day);
	g_autoptr(GError) error = NULL;

	g_assert_cmpuint(site_plan(site), ==, 7);
	fault(site, "expired write=1\n");
	g_assert_false(site_apply(site, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_STOP);
	g_assert_cmpuint(site->intended->len, ==, 0);
	site_settle(site);
	site_free(site);
}

/* The portal's no to one row is that order's alone. */
static void test_one_refused(void)
{
	struct site *site =
		site_new(trouble_seed, NULL, trouble_orders, this_day);
	g_autoptr(GError) error = NULL;
	guint refused = 0;

	g_assert_cmpuint(site_plan(site), ==, 7);
	fault(site, "error-in-batch method=crm.item.update\n");
	g_assert_true(site_apply(site, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < site->plan->steps->len; i++) {
		const struct step *step = site->plan->steps->pdata[i];

		if (step->result == STEP_REFUSED) {
			g_assert_nonnull(step->refusal);
			refused++;
		} else {
			g_assert_cmpint(step->result, ==, STEP_DONE);
		}
	}
	g_assert_cmpuint(refused, ==, 1);
	site_free(site);
}

/* ---- how many requests ---- */

enum { WINDOW = 2000 };

static char *many_orders(guint orders, guint clients)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < orders; i++)
		g_string_append_printf(
			text,
			"order number=30%06u "
			"ref=00000000-0000-4000-8000-0000%08u "
			"client.ref=11111111-0000-4000-8000-0000%08u "
			"client.last=Клиент%u client.phone=+7927%07u\n",
			i, i, i % clients, i % clients, i % clients);
	return g_string_free(text, FALSE);
}

/* A portal without limits takes thousands of writes in no time, but the
 * requests are counted. */
static void test_counts(void)
{
	static const char *const options[] = { "--now",
		                               "2020-12-24T12:00:00+03:00",
		                               "--no-limit", NULL };
	static const struct {
		guint clients, most; /* requests of a look-up of new orders */
	} rows[] = { { 1000, 4 }, { 2000, 6 } };

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *orders = many_orders(WINDOW, rows[i].clients);
		struct site *site = site_new("", NULL, orders, options);
		const struct portal_counts *counts =
			portal_counts(site->portal);
		guint64 before = counts->requests;

		g_assert_cmpuint(site_plan(site), ==, WINDOW + rows[i].clients);
		g_test_message("new: %u", (guint)(counts->requests - before));
		g_assert_cmpuint(counts->requests - before, <=, rows[i].most);
		if (rows[i].clients == 1000) {
			site_settle(site);
			g_assert_cmpuint(double_count(site->portal_double,
			                              "idle_writes"),
			                 ==, 0);
			before = counts->requests;
			g_assert_cmpuint(site_plan(site), ==, 0);
			g_assert_cmpuint(counts->requests - before, ==, 2);
		}
		site_free(site);
	}
}

/* 1,000 new orders of 500 clients, each write of which runs for a second:
 * 1,500 s of the 480 that Bitrix24 allows in ten minutes. In every way in
 * which portals tell of it, it is waited for beforehand. */
static const struct running {
	const char *name, *mode;
	guint refused; /* commands, at most */
	gint64 least_s, most_s;
} runnings[] = {
	{ "nested", "nested", 0, 20 * 60, 35 * 60 },
	{ "batch", "batch", 0, 20 * 60, 35 * 60 },
	{ "absent", "absent", 0, 0, 60 },
};

static void test_running(gconstpointer data)
{
	const struct running *running = data;
	const char *const options[] = {
		"--now",       "2020-12-24T12:00:00+03:00",
		"--operating", running->mode,
		"--cost",      "crm.item.add=1",
		NULL
	};
	g_autofree char *orders = many_orders(1000, 500);
	struct site *site = site_new("", NULL, orders, options);
	gint64 passed;

	g_assert_cmpuint(site_plan(site), ==, 1500);
	passed = site->clocked.passed_ms;
	site_settle(site);
	passed = (site->clocked.passed_ms - passed) / 1000;
	g_test_message("%u s, %u refused", (guint)passed,
	               double_count(site->portal_double, "failed"));
	g_assert_cmpuint(double_count(site->portal_double, "failed"), <=,
	                 running->refused);
	g_assert_cmpint(passed, >=, running->least_s);
	g_assert_cmpint(passed, <=, running->most_s);
	site_free(site);
}

static void add_row(const char *table, const char *name, gconstpointer row,
                    GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/portal/%s/%s", table, name);

	g_test_add_data_func(path, row, test);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/portal/learn", test_learn);
	g_test_add_func("/portal/learn-refused", test_learn_refused);
	g_test_add_func("/portal/learn-waits", test_learn_waits);
	g_test_add_func("/portal/no-scope", test_no_scope);
	g_test_add_func("/portal/make-field", test_make_field);
	for (gsize i = 0; i < G_N_ELEMENTS(founds); i++)
		add_row("found", founds[i].name, &founds[i], test_found);
	g_test_add_func("/portal/whole", test_whole);
	for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++)
		add_row("trouble", troubles[i].name, &troubles[i],
		        test_trouble);
	g_test_add_func("/portal/down", test_down);
	g_test_add_func("/portal/stop-at-refusal", test_stop_at_refusal);
	g_test_add_func("/portal/one-refused", test_one_refused);
	g_test_add_func("/portal/counts", test_counts);
	for (gsize i = 0; i < G_N_ELEMENTS(runnings); i++)
		add_row("running", runnings[i].name, &runnings[i],
		        test_running);
	return g_test_run();
}
