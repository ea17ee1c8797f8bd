/* Seeds good and bad, state and journal. */
#include "tests/portal/probe.h"

#include "tests/portal/control.h"
#include "tests/portal/seed.h"

#include <string.h>

static const struct {
	const char *name, *seed, *error;
} bad[] = {
	{ "no object", "[]", "the seed is not a JSON object" },
	{ "broken", "{", "the seed is not a JSON object" },
	{ "unknown part", "{\"deal\":[]}", "seed: unknown key \"deal\"" },
	{ "unknown field", "{\"deals\":[{\"id\":1,\"tittle\":\"x\"}]}",
	  "deal 1: unknown key \"tittle\"" },
	{ "unknown stage", "{\"deals\":[{\"id\":1,\"stageId\":\"X\"}]}",
	  "deal 1: no such stage: \"X\"" },
	{ "unknown funnel", "{\"deals\":[{\"id\":1,\"categoryId\":7}]}",
	  "deal 1: no such funnel: \"categoryId\"" },
	{ "unknown contact", "{\"deals\":[{\"id\":1,\"contactIds\":[7]}]}",
	  "deal 1: no such contact: \"7\"" },
	{ "bad date", "{\"deals\":[{\"id\":1,\"createdTime\":\"yesterday\"}]}",
	  "deal 1: bad value of \"DATE_CREATE\"" },
	{ "bad zone", "{\"settings\":{\"timezone\":\"Moscow\"}}",
	  "settings: bad timezone \"Moscow\"" },
	{ "bad field type",
	  "{\"dealFields\":[{\"name\":\"X\",\"type\":\"y\"}]}",
	  "dealFields: Указан неверный пользовательский тип." },
	{ "stage without a name",
	  "{\"funnels\":[{\"id\":1,\"stages\":[{\"code\":\"A\"}]}]}",
	  "funnel 1: a stage needs code, name, and P, S or F as "
	  "semantics" },
};

static void test_bad(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	struct portal *portal = portal_new();
	g_autoptr(GError) error = NULL;

	g_assert_false(
		seed_load(portal, bad[i].seed, strlen(bad[i].seed), &error));
	g_assert_cmpstr(error->message, ==, bad[i].error);
	portal_free(portal);
}

static const char seed[] =
	"{\"funnels\":[{\"id\":1,\"name\":\"Цех\"}],"
	"\"dealFields\":[{\"name\":\"UF_CRM_ID_1C\"}],"
	"\"contacts\":[{\"id\":55,\"lastName\":\"Петров\",\"phones\":["
	"\"+71\",{\"id\":90,\"value\":\"+72\",\"type\":\"HOME\"}],"
	"\"createdTime\":\"2020-12-01T10:00:00+03:00\"}],"
	"\"deals\":[{\"id\":17,\"CATEGORY_ID\":1,\"STAGE_ID\":\"WON\","
	"\"contactIds\":[55],\"ufCrm_ID_1C\":\"15\","
	"\"createdTime\":\"2020-12-20T10:00:00+03:00\"}]}";

static void put_seed(struct portal *portal, const char *text)
{
	g_autoptr(GError) error = NULL;

	seed_load(portal, text, strlen(text), &error);
	g_assert_no_error(error);
}

static char *deal_at(struct portal *portal, const char *path)
{
	g_autoptr(cJSON) answer = probe_ask(portal, "crm.item.get",
	                                    "{\"entityTypeId\":2,\"id\":17}");

	return probe_at(answer, path);
}

static void test_person(void)
{
	struct portal *portal = probe_portal(seed);

	put_seed(portal, "{\"deals\":[{\"id\":17,\"stageId\":\"NEW\"}]}");
	g_autofree char *stage = deal_at(portal, "result/item/stageId");
	g_autofree char *moved = deal_at(portal, "result/item/movedTime");
	g_autofree char *kept = deal_at(portal, "result/item/ufCrm_ID_1C");
	g_assert_cmpstr(stage, ==, "\"C1:NEW\"");
	g_assert_cmpstr(moved, ==, "\"2020-12-26T12:00:00+03:00\"");
	g_assert_cmpstr(kept, ==, "\"15\"");

	put_seed(portal, "{\"contacts\":[{\"id\":55,\"deleted\":true}]}");
	g_autofree char *ids = deal_at(portal, "result/item/contactIds");
	g_assert_cmpstr(ids, ==, "[]");

	put_seed(portal, "{\"deals\":[{\"id\":17,\"deleted\":true}]}");
	g_autofree char *gone = deal_at(portal, "error");
	g_assert_cmpstr(gone, ==, "\"NOT_FOUND\"");
	portal_free(portal);
}

static void test_default_funnel(void)
{
	struct portal *portal = probe_portal(
		"{\"funnels\":[{\"id\":3,\"name\":\"A\",\"default\":true}]}");
	g_autoptr(cJSON) answer = probe_ask(
		portal, "crm.item.add", "{\"entityTypeId\":2,\"fields\":{}}");
	g_autofree char *stage = probe_at(answer, "result/item/stageId");

	g_assert_cmpstr(stage, ==, "\"C3:NEW\"");
	portal_free(portal);
}

/* An index must forget what is no more: deleted, changed, moved. */
static void test_indexes(void)
{
	struct portal *portal = probe_portal(seed);
	static const char old[] =
		"{\"entityTypeId\":2,\"filter\":{\"=ufCrm_ID_1C\":\"15\"}}";

	put_seed(portal, "{\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"16\"}]}");
	g_autoptr(cJSON) first = probe_ask(portal, "crm.item.list", old);
	g_autofree char *before = probe_at(first, "total");
	g_assert_cmpstr(before, ==, "0");
	put_seed(portal, "{\"deals\":[{\"id\":17,\"UF_CRM_ID_1C\":\"15\"}]}");
	g_autoptr(cJSON) second = probe_ask(portal, "crm.item.list", old);
	g_autofree char *after = probe_at(second, "total");
	g_assert_cmpstr(after, ==, "1");
	put_seed(portal, "{\"deals\":[{\"id\":17,\"deleted\":true}]}");
	g_autoptr(cJSON) third = probe_ask(portal, "crm.item.list", old);
	g_autofree char *end = probe_at(third, "total");
	g_assert_cmpstr(end, ==, "0");
	portal_free(portal);
}

static void test_state(void)
{
	struct portal *portal = probe_portal(seed);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) stable = g_string_new(NULL);

	control_state(portal, true, all);
	control_state(portal, false, stable);
	g_assert_nonnull(strstr(all->str, "\"createdTime\": \"2020-12-20T"));
	g_assert_null(strstr(stable->str, "Time\""));
	g_assert_null(strstr(stable->str, "begindate"));
	g_assert_nonnull(strstr(stable->str, "\"UF_CRM_ID_1C\": \"15\""));
	g_assert_null(strstr(stable->str, "null"));
	portal_free(portal);
}

/* Two runs of one test must leave the same text. */
static void test_state_is_stable(void)
{
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);

	for (int i = 0; i < 2; i++) {
		struct portal *portal = probe_portal(seed);

		clock_skip(&portal->clock, i * 100000);
		cJSON_Delete(probe_ask(portal, "crm.deal.add", "{}"));
		cJSON_Delete(
			probe_ask(portal, "crm.item.update",
		                  "{\"entityTypeId\":2,\"id\":18,\"fields\":{"
		                  "\"stageId\":\"LOSE\"}}"));
		control_state(portal, false, i ? second : first);
		portal_free(portal);
	}
	g_assert_cmpstr(first->str, ==, second->str);
}

static void test_doubled(void)
{
	struct portal *portal = probe_portal(
		"{\"deals\":[{\"id\":1,\"originatorId\":\"1C\",\"originId\":"
		"\"a\"},{\"id\":2,\"originatorId\":\"1C\",\"originId\":\"a\"}"
		",{\"id\":3,\"originatorId\":\"1C\",\"originId\":\"b\"},"
		"{\"id\":4,\"originatorId\":\"X\",\"originId\":\"a\"},"
		"{\"id\":5},{\"id\":6}]}");
	g_autoptr(cJSON) journal =
		probe_http(portal, "GET", "/_journal", NULL, NULL, NULL);
	g_autofree char *marks = probe_at(journal, "counters/doubled_marks");

	g_assert_cmpstr(marks, ==, "2");
	portal_free(portal);
}

static void test_journal(void)
{
	struct portal *portal = probe_portal(seed);
	static const char same[] =
		"{\"entityTypeId\":2,\"id\":17,\"fields\":{\"stageId\":"
		"\"C1:WON\"}}";

	cJSON_Delete(probe_ask(portal, "crm.item.update", same));
	g_autoptr(cJSON) journal =
		probe_http(portal, "GET", "/_journal", NULL, NULL, NULL);
	g_autofree char *idle = probe_at(journal, "counters/idle_writes");
	g_autofree char *commands = probe_at(journal, "requests/0/commands");
	g_assert_cmpstr(idle, ==, "1");
	g_assert_cmpstr(commands, ==,
	                "[{\"method\":\"crm.item.update\",\"params\":{"
	                "\"entityTypeId\":2,\"id\":17,\"fields\":{"
	                "\"stageId\":\"C1:WON\"}}}]");
	cJSON_Delete(probe_http(portal, "POST", "/_reset_journal", NULL, NULL,
	                        NULL));
	g_assert_cmpuint(portal->journal->requests, ==, 0);
	portal_free(portal);
}

/* As Bitrix24's own simulator has them, but for the people. */
static const char dataset[] =
	"{\"$v\":1,\"seed\":7,\"entities\":{\"users\":[{\"ID\":\"6\","
	"\"ACTIVE\":true,\"NAME\":\"А\"}],"
	"\"categories\":[{\"id\":0,\"name\":\"Общая\",\"sort\":10,"
	"\"isDefault\":\"Y\"},{\"id\":2,\"name\":\"Сервис\",\"sort\":30,"
	"\"isDefault\":\"N\"}],"
	"\"statuses\":[{\"ENTITY_ID\":\"DEAL_STAGE\",\"STATUS_ID\":\"NEW\","
	"\"NAME\":\"Новая\",\"SORT\":\"10\",\"SEMANTICS\":null,\"COLOR\":"
	"\"#39A8EF\"},{\"ENTITY_ID\":\"DEAL_STAGE\",\"STATUS_ID\":\"C2:WON\","
	"\"NAME\":\"Готово\",\"SORT\":\"20\",\"SEMANTICS\":\"S\"},"
	"{\"ENTITY_ID\":\"SOURCE\",\"STATUS_ID\":\"S1\",\"NAME\":\"Сайт\","
	"\"SORT\":\"5\"}],"
	"\"contacts\":[{\"ID\":\"4\",\"NAME\":\"Б\",\"HAS_PHONE\":\"Y\","
	"\"PHONE\":[{\"ID\":\"3001\",\"VALUE\":\"+79161006733\","
	"\"VALUE_TYPE\":\"MOBILE\",\"TYPE_ID\":\"PHONE\"}]}],"
	"\"companies\":[{\"ID\":\"9\",\"PHONE\":[{\"VALUE\":"
	"\"+79161006733\"}]}],"
	"\"deals\":[{\"ID\":\"1\",\"TITLE\":\"В\",\"CATEGORY_ID\":\"2\","
	"\"STAGE_ID\":\"C2:WON\",\"CONTACT_ID\":\"4\",\"LEAD_ID\":null,"
	"\"OPPORTUNITY\":\"2222000.00\",\"BEGINDATE\":"
	"\"2026-04-15T00:00:00+03:00\"},{\"ID\":\"2\",\"CONTACT_ID\":null}],"
	"\"tasks\":[{\"id\":1}]}}";

static const struct probe_row of_dataset[] = {
	{ "deal", NULL, NULL, "crm.deal.get", "{\"id\":1}",
	  "result/OPPORTUNITY", "\"2222000.00\"" },
	{ "stage", NULL, NULL, "crm.deal.get", "{\"id\":1}",
	  "result/STAGE_SEMANTIC_ID", "\"S\"" },
	{ "contact of the deal", NULL, NULL, "crm.deal.get", "{\"id\":1}",
	  "result/CONTACT_ID", "\"4\"" },
	{ "no contact", NULL, NULL, "crm.deal.get", "{\"id\":2}",
	  "result/CONTACT_ID", "null" },
	{ "phone", NULL, NULL, "crm.contact.get", "{\"id\":4}",
	  "result/PHONE/0",
	  "{\"ID\":\"3001\",\"VALUE_TYPE\":\"MOBILE\",\"VALUE\":"
	  "\"+79161006733\",\"TYPE_ID\":\"PHONE\"}" },
	{ "company", NULL, NULL, "crm.duplicate.findbycomm",
	  "{\"type\":\"PHONE\",\"values\":[\"89161006733\"]}", "result",
	  "{\"CONTACT\":[4],\"COMPANY\":[9]}" },
	{ "funnels", NULL, NULL, "crm.category.list", "{\"entityTypeId\":2}",
	  "result/categories/1/name", "\"Сервис\"" },
	{ "stages of the funnel", NULL, NULL, "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"DEAL_STAGE_2\"}}", "result/0/STATUS_ID",
	  "\"C2:WON\"" },
	{ "source", NULL, NULL, "crm.status.list",
	  "{\"filter\":{\"ENTITY_ID\":\"SOURCE\"}}", "result/0/NAME",
	  "\"Сайт\"" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *path =
			g_strconcat("/seed/bad/", bad[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_bad);
	}
	g_test_add_func("/seed/as a person", test_person);
	g_test_add_func("/seed/default funnel", test_default_funnel);
	g_test_add_func("/seed/indexes", test_indexes);
	g_test_add_func("/state/times apart", test_state);
	g_test_add_func("/state/stable", test_state_is_stable);
	g_test_add_func("/journal/doubled marks", test_doubled);
	g_test_add_func("/journal/requests", test_journal);
	probe_add("seed/dataset", dataset, of_dataset);
	return g_test_run();
}
