/* Where Bitrix24's documents disagree, the portal can be either. */
#include "tests/portal/probe.h"

#define HOOK "/rest/1/secret/"
#define ON(name) "{\"settings\":{\"" name "\":true}}"
#define FIND "crm.duplicate.findbycomm"
#define PEOPLE                                                        \
	"\"contacts\":[{\"id\":5,\"phones\":[\"+7 912 123-45-67\"],"  \
	"\"emails\":[\"A@b.ru\"]}],\"leads\":[{\"id\":6,\"phones\":[" \
	"\"8 912 1234567\"]}]}"
#define ASK(value) "{\"type\":\"PHONE\",\"values\":[\"" value "\"]}"

#define DEAL                                                             \
	"\"funnels\":[{\"id\":1,\"name\":\"B\"}],\"deals\":[{\"id\":17," \
	"\"comments\":\"x\"}]}"
#define MOVE(stage)                                                            \
	"{\"entityTypeId\":2,\"id\":17,\"fields\":{\"stageId\":\"" stage "\"}" \
	"}"
#define EMPTY "{\"entityTypeId\":2,\"id\":17,\"fields\":{\"comments\":\"\"}}"

struct switched {
	const char *name, *seed;
	const char *path, *body;
	const char *at, *expected;
};

static const struct switched rows[] = {
	{ "secret 401", "{}", "/rest/1/x/profile", "{}", "status", "401" },
	{ "secret 403", "{\"settings\":{\"secretStatus\":403}}",
	  "/rest/1/x/profile", "{}", "status", "403" },
	{ "secret 403 has its code", "{\"settings\":{\"secretStatus\":403}}",
	  "/rest/1/x/profile", "{}", "error", "\"INVALID_CREDENTIALS\"" },
	{ "scope 401", "{}", HOOK "user.get", "{}", "status", "401" },
	{ "scope 403", "{\"settings\":{\"scopeStatus\":403}}", HOOK "user.get",
	  "{}", "status", "403" },
	{ "scope 403 has its code", "{\"settings\":{\"scopeStatus\":403}}",
	  HOOK "user.get", "{}", "error", "\"insufficient_scope\"" },
	{ "plain http is let in", "{}", HOOK "scope", "{}", "status", "200" },
	{ "plain http 401", "{\"settings\":{\"httpStatus\":401}}", HOOK "scope",
	  "{}", "status", "401" },
	{ "plain http 400", "{\"settings\":{\"httpStatus\":400}}", HOOK "scope",
	  "{}", "error", "\"INVALID_REQUEST\"" },
	{ "plain http is told behind the method",
	  "{\"settings\":{\"httpStatus\":401}}", HOOK "nope", "{}", "status",
	  "404" },
	{ "plain http is nothing to a token",
	  "{\"settings\":{\"httpStatus\":401},\"tokens\":[{\"token\":\"a\"}]}",
	  "/rest/scope", "{\"auth\":\"a\"}", "status", "200" },
	{ "batch of batches inside", "{}", HOOK "batch",
	  "{\"cmd\":{\"a\":\"batch?cmd[]=scope\"}}",
	  "result/result_error/a/error", "\"ERROR_BATCH_METHOD_NOT_ALLOWED\"" },
	{ "batch of batches 405", ON("batchErrors"), HOOK "batch",
	  "{\"cmd\":{\"a\":\"BATCH?cmd[]=scope\"}}", "status", "405" },
	{ "batch of batches has its code", ON("batchErrors"), HOOK "batch",
	  "{\"cmd\":{\"a\":\"batch?cmd[]=scope\"}}", "error",
	  "\"ERROR_BATCH_METHOD_NOT_ALLOWED\"" },
	{ "a batch all the same", ON("batchErrors"), HOOK "batch",
	  "{\"cmd\":{\"a\":\"scope\"}}", "result/result/a", "[\"crm\"]" },
	{ "app.info refuses", "{}", HOOK "app.info", "{}", "error",
	  "\"ACCESS_DENIED\"" },
	{ "app.info answers", ON("appInfo"), HOOK "app.info", "{}", "result",
	  "{\"SCOPE\":[\"crm\"],\"LICENSE\":\"ru_basic\"}" },
	{ "phones are normalised", "{" PEOPLE, HOOK FIND, ASK("89121234567"),
	  "result", "{\"LEAD\":[6],\"CONTACT\":[5]}" },
	{ "phones are exact", "{\"settings\":{\"exactPhones\":true}," PEOPLE,
	  HOOK FIND, ASK("89121234567"), "result", "[]" },
	{ "phones are exact as written",
	  "{\"settings\":{\"exactPhones\":true}," PEOPLE, HOOK FIND,
	  ASK("+7 912 123-45-67"), "result", "{\"CONTACT\":[5]}" },
	{ "leads too", "{\"settings\":{\"exactPhones\":true}," PEOPLE,
	  HOOK FIND, ASK("8 912 1234567"), "result", "{\"LEAD\":[6]}" },
	{ "addresses are not", "{\"settings\":{\"exactPhones\":true}," PEOPLE,
	  HOOK FIND, "{\"type\":\"EMAIL\",\"values\":[\"a@B.ru\"]}", "result",
	  "{\"CONTACT\":[5]}" },
	{ "findbycomm without a code", "{}", HOOK FIND, "{}", "error", "\"\"" },
	{ "findbycomm with a code", ON("findbycommCodes"), HOOK FIND, "{}",
	  "error", "\"Communication type is not defined.\"" },
	{ "start with a fraction", "{}", HOOK "scope", "{}", "time/processing",
	  "0" },
	{ "100 is a number", "{}", HOOK "crm.item.add", "{\"entityTypeId\":2}",
	  "error", "100" },
	{ "100 is a text", ON("textErrors"), HOOK "crm.item.add",
	  "{\"entityTypeId\":2}", "error", "\"100\"" },
	{ "may write", "{}", HOOK "crm.deal.add", "{}", "result", "1" },
	{ "may not write", ON("readOnly"), HOOK "crm.deal.add", "{}",
	  "error_description", "\"Access denied.\"" },
	{ "may not by its code", ON("readOnly"), HOOK "crm.deal.add", "{}",
	  "error", "\"\"" },
	{ "may not write an item", ON("readOnly"), HOOK "crm.item.add",
	  "{\"entityTypeId\":2,\"fields\":{}}", "error", "\"ACCESS_DENIED\"" },
	{ "may read", ON("readOnly"), HOOK "crm.deal.list", "{}", "total",
	  "0" },
	{ "a foreign stage is dropped", "{" DEAL, HOOK "crm.item.update",
	  MOVE("C1:WON"), "result/item/stageId", "\"NEW\"" },
	{ "a foreign stage is an error",
	  "{\"settings\":{\"strictStages\":true}," DEAL, HOOK "crm.item.update",
	  MOVE("C1:WON"), "error", "\"CRM_FIELD_ERROR_VALUE_NOT_VALID\"" },
	{ "its own is none", "{\"settings\":{\"strictStages\":true}," DEAL,
	  HOOK "crm.item.update", MOVE("WON"), "result/item/stageId",
	  "\"WON\"" },
	{ "nor is that of the funnel it goes to",
	  "{\"settings\":{\"strictStages\":true}," DEAL, HOOK "crm.item.update",
	  MOVE("C1:WON\",\"categoryId\":\"1"), "result/item/stageId",
	  "\"C1:WON\"" },
	{ "the old method drops it all the same",
	  "{\"settings\":{\"strictStages\":true}," DEAL, HOOK "crm.deal.update",
	  "{\"id\":17,\"fields\":{\"STAGE_ID\":\"C1:WON\"}}", "result",
	  "true" },
	{ "an added one, too", "{\"settings\":{\"strictStages\":true}," DEAL,
	  HOOK "crm.item.add",
	  "{\"entityTypeId\":2,\"fields\":{\"stageId\":\"NOPE\"}}", "status",
	  "400" },
	{ "a value is emptied", "{" DEAL, HOOK "crm.item.update", EMPTY,
	  "result/item/comments", "\"\"" },
	{ "a value is kept", "{\"settings\":{\"keepsValues\":true}," DEAL,
	  HOOK "crm.item.update", EMPTY, "result/item/comments", "\"x\"" },
	{ "the old method empties it",
	  "{\"settings\":{\"keepsValues\":true}," DEAL, HOOK "crm.deal.update",
	  "{\"id\":17,\"fields\":{\"COMMENTS\":\"\"}}",
	  "state/deals/0/comments", "(none)" },
	{ "nothing was written", ON("readOnly"), HOOK "crm.deal.add", "{}",
	  "state/deals", "[]" },
};

static void test_row(gconstpointer data)
{
	const struct switched *row = data;
	struct portal *portal = probe_portal(row->seed);
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, row->path, NULL, NULL, row->body);
	g_autofree char *found = probe_find(portal, answer, row->at);

	g_assert_cmpstr(found, ==, row->expected);
	portal_free(portal);
}

/* More than 50 commands: as a whole, and nothing is done. */
static void test_too_many(void)
{
	struct portal *portal = probe_portal(ON("batchErrors"));
	g_autoptr(GString) text = g_string_new("{\"cmd\":[");

	for (int i = 0; i < 51; i++)
		g_string_append_printf(text, "%s\"crm.deal.add\"",
		                       i ? "," : "");
	g_string_append(text, "]}");
	probe_expect(portal, "batch", text->str, "error",
	             "\"ERROR_BATCH_LENGTH_EXCEEDED\"");
	probe_expect(portal, "batch", text->str, "status", "400");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 0);
	portal_free(portal);
}

/* Of a deleted portal, as each of three sources has it. */
static void test_deleted(void)
{
	static const struct {
		const char *spec, *status;
	} faults[] = { { "deleted", "403" },
		       { "deleted:500", "500" },
		       { "deleted:410", "410" } };
	struct portal *portal = probe_portal(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autoptr(GError) error = NULL;

		faults_add(portal->faults, faults[i].spec, &error);
		g_assert_no_error(error);
		probe_expect(portal, "scope", "{}", "status", faults[i].status);
	}
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/portal/switch/", rows[i].name, NULL);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/portal/switch/51 commands 400", test_too_many);
	g_test_add_func("/portal/switch/a deleted portal", test_deleted);
	return g_test_run();
}
