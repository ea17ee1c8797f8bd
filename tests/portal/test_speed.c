/*
 * A portal with very many deals: how long what a client asks takes.
 *
 * `test_speed -m perf` measures with SPEED_DEALS deals (100,000 where it is
 * not set) and as many contacts; otherwise a small portal, and only that no
 * answer is wrong.
 */
#include "tests/portal/probe.h"
#include "tests/portal/seed.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COMMANDS = 50, VALUES = 40 };

static guint deals(void)
{
	const char *wanted = g_getenv("SPEED_DEALS");

	if (!g_test_perf())
		return 2 * COMMANDS * VALUES;
	return wanted ? (guint)g_ascii_strtoull(wanted, NULL, 10) : 100000;
}

static void add_contact(GString *seed, guint i)
{
	g_string_append_printf(
		seed,
		"%s{\"id\":%u,\"lastName\":\"Фамилия%u\",\"name\":\"Имя\","
		"\"phones\":[\"+7 927 %03u-%02u-%02u\"],\"originatorId\":"
		"\"1C-AlfaAuto\",\"originId\":\"%08x-45f0-11eb-9c2a-"
		"00155d0a1b2c\"}",
		i > 1 ? "," : "", i, i, i / 10000, i / 100 % 100, i % 100, i);
}

static void add_deal(GString *seed, guint i)
{
	g_string_append_printf(
		seed,
		"%s{\"id\":%u,\"title\":\"Заказ-наряд № %u\",\"stageId\":"
		"\"%s\",\"opportunity\":%u,\"contactIds\":[%u],"
		"\"UF_CRM_ID_1C\":\"3%09u\",\"originatorId\":\"1C-AlfaAuto\","
		"\"originId\":\"%08x-45f0-11eb-9c2a-00155d0a1b2d\"}",
		i > 1 ? "," : "", i, i, i % 3 ? "WON" : "EXECUTING", i, i, i,
		i);
}

static GString *seed_text(guint count)
{
	GString *seed = g_string_new(
		"{\"dealFields\":[{\"name\":\"UF_CRM_ID_1C\"}],\"contacts\":[");

	for (guint i = 1; i <= count; i++)
		add_contact(seed, i);
	g_string_append(seed, "],\"deals\":[");
	for (guint i = 1; i <= count; i++)
		add_deal(seed, i);
	g_string_append(seed, "]}");
	return seed;
}

static double resident_mb(void)
{
	g_autofree char *text = NULL;
	const char *line;

	if (!g_file_get_contents("/proc/self/status", &text, NULL, NULL))
		return 0;
	line = strstr(text, "VmRSS:");
	return line ? g_ascii_strtod(line + strlen("VmRSS:"), NULL) / 1024 : 0;
}

/* Other programs on the machine must not count. */
static double cpu_ms(void)
{
	return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

/* ---- what is asked ---- */

/* Which deal the nth value of a batch is about: all over the portal. */
static guint pick(guint n, guint count)
{
	return 1 + (guint)((guint64)n * 7919 % count);
}

typedef void (*writer)(GString *command, guint i);

#define LIST_OF_DEALS                                              \
	"crm.item.list?entityTypeId=2&start=-1&order%5Bid%5D=ASC"  \
	"&select%5B%5D=id&select%5B%5D=title&select%5B%5D=stageId" \
	"&select%5B%5D=contactIds&select%5B%5D=ufCrm_ID_1C"
#define LIST_OF_CONTACTS                                              \
	"crm.contact.list?start=-1&order%5BID%5D=ASC&select%5B%5D=ID" \
	"&select%5B%5D=NAME&select%5B%5D=LAST_NAME&select%5B%5D=PHONE"

static void write_number(GString *command, guint i)
{
	g_string_append_printf(
		command, "&filter%%5B%%40ufCrm_ID_1C%%5D%%5B%%5D=3%09u", i);
}

static void write_mark(GString *command, guint i)
{
	g_string_append_printf(command,
	                       "&filter%%5B%%40originId%%5D%%5B%%5D="
	                       "%08X-45F0-11EB-9C2A-00155D0A1B2D",
	                       i);
}

static void write_contact(GString *command, guint i)
{
	g_string_append_printf(command,
	                       "&filter%%5B%%40contactIds%%5D%%5B%%5D=%u", i);
}

static void write_id(GString *command, guint i)
{
	g_string_append_printf(command, "&filter%%5B%%40id%%5D%%5B%%5D=%u", i);
}

static void write_contact_id(GString *command, guint i)
{
	g_string_append_printf(command, "&filter%%5B%%40ID%%5D%%5B%%5D=%u", i);
}

static void write_client(GString *command, guint i)
{
	g_string_append_printf(command,
	                       "&filter%%5B%%40ORIGIN_ID%%5D%%5B%%5D="
	                       "%08x-45f0-11eb-9c2a-00155d0a1b2c",
	                       i);
}

static void write_phone(GString *command, guint i)
{
	g_string_append_printf(command, "&values%%5B%%5D=8927%03u%02u%02u",
	                       i / 10000, i / 100 % 100, i % 100);
}

static void write_add(GString *command, guint i)
{
	g_string_append_printf(
		command,
		"&fields%%5Btitle%%5D=Neu%%20%u&fields%%5BcontactIds%%5D%%5B"
		"%%5D=%u&fields%%5BufCrm_ID_1C%%5D=4%09u"
		"&fields%%5BstageId%%5D=WON",
		i, i, i);
}

static void write_update(GString *command, guint i)
{
	g_string_append_printf(command,
	                       "&id=%u&fields%%5BstageId%%5D=LOSE"
	                       "&fields%%5Bopportunity%%5D=%u.50",
	                       i, i);
}

static const struct {
	const char *name, *head;
	writer write;
	guint values;
	/* Where the first command's answer is not empty. */
	const char *path;
} kinds[] = {
	{ "crm.item.list @ufCrm, 40 values", LIST_OF_DEALS, write_number,
	  VALUES, "result/result/c0/items/39/id" },
	{ "crm.item.list @originId, 40 values", LIST_OF_DEALS, write_mark,
	  VALUES, "result/result/c0/items/39/id" },
	{ "crm.item.list @contactIds, 40 values", LIST_OF_DEALS, write_contact,
	  VALUES, "result/result/c0/items/39/id" },
	{ "crm.item.list @id, 40 values", LIST_OF_DEALS, write_id, VALUES,
	  "result/result/c0/items/39/id" },
	{ "crm.contact.list @ID, 40 values", LIST_OF_CONTACTS, write_contact_id,
	  VALUES, "result/result/c0/39/ID" },
	{ "crm.contact.list @ORIGIN_ID, 40 values", LIST_OF_CONTACTS,
	  write_client, VALUES, "result/result/c0/39/ID" },
	{ "crm.duplicate.findbycomm, 20 values",
	  "crm.duplicate.findbycomm?type=PHONE&entity_type=CONTACT",
	  write_phone, 20, "result/result/c0/CONTACT/19" },
	{ "crm.item.update", "crm.item.update?entityTypeId=2", write_update, 1,
	  "result/result/c0/item/id" },
	{ "crm.item.add", "crm.item.add?entityTypeId=2", write_add, 1,
	  "result/result/c0/item/id" },
};

static char *batch_text(gsize kind, guint count)
{
	GString *body = g_string_new("{\"halt\":0,\"cmd\":{");

	for (guint c = 0; c < COMMANDS; c++) {
		g_string_append_printf(body, "%s\"c%u\":\"", c ? "," : "", c);
		g_string_append(body, kinds[kind].head);
		for (guint v = 0; v < kinds[kind].values; v++)
			kinds[kind].write(
				body, pick(c * kinds[kind].values + v, count));
		g_string_append_c(body, '"');
	}
	g_string_append(body, "}}");
	return g_string_free(body, FALSE);
}

static double ask_ms(struct portal *portal, const char *body, GString *out)
{
	struct request request = { .verb = "POST",
		                   .path = "/rest/1/secret/batch",
		                   .type = "application/json",
		                   .body = body,
		                   .length = strlen(body) };
	struct answer answer;
	double from = cpu_ms();
	double ms;

	portal_handle(portal, &request, &answer);
	ms = cpu_ms() - from;
	g_string_assign(out, answer.body->str);
	answer_clear(&answer);
	return ms;
}

static void time_kind(struct portal *portal, gsize kind, guint count)
{
	g_autofree char *body = batch_text(kind, count);
	g_autoptr(GString) said = g_string_new(NULL);
	guint rounds = g_test_perf() ? 5 : 1;
	double best = G_MAXDOUBLE;

	for (guint i = 0; i < rounds; i++)
		best = MIN(best, ask_ms(portal, body, said));
	g_autoptr(cJSON) tree = cJSON_Parse(said->str);
	g_autofree char *found = probe_at(tree, kinds[kind].path);
	g_test_message("%s", kinds[kind].name);
	g_assert_cmpstr(found, !=, "(none)");
	if (g_test_perf())
		g_test_minimized_result(best, "50 × %s: %.2f ms",
		                        kinds[kind].name, best);
}

static void time_control(struct portal *portal, const char *path)
{
	struct request request = { .verb = "GET", .path = path, .body = "" };
	struct answer answer;
	double from = cpu_ms();
	double ms;

	portal_handle(portal, &request, &answer);
	ms = cpu_ms() - from;
	g_assert_cmpuint(answer.status, ==, 200);
	if (g_test_perf())
		g_test_minimized_result(ms, "GET %s: %.0f ms, %.1f MB", path,
		                        ms, (double)answer.body->len / 1e6);
	answer_clear(&answer);
}

static void test_many(void)
{
	guint count = deals();
	g_autoptr(GString) seed = seed_text(count);
	double before = resident_mb();
	double from = cpu_ms();
	struct portal *portal = probe_portal(seed->str);
	double seconds = (cpu_ms() - from) / 1000;

	g_assert_cmpuint(portal->store->deal->all->len, ==, count);
	if (g_test_perf())
		g_test_minimized_result(
			seconds,
			"seed of %u deals and contacts (%.0f MB): %.2f s, "
			"%.0f MB resident (%.0f before)",
			count, (double)seed->len / 1e6, seconds, resident_mb(),
			before);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		time_kind(portal, i, count);
	time_control(portal, "/_journal");
	time_control(portal, "/_state");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/speed/many", test_many);
	return g_test_run();
}
