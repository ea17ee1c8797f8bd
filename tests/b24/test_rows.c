/*
 * Rows in the moods that portals have: numbers as texts, nothing as null, "",
 * false, 0 or [].
 */
#include "b24/rows.h"
#include "core/when.h"
#include "tests/harness/world.h"

#include <string.h>

static void test_text(void)
{
	static const struct {
		const char *json;
		const char *text;
	} values[] = {
		{ "{\"x\":\"a\"}", "a" },
		{ "{\"x\":\"\"}", "" },
		{ "{\"x\":null}", "" },
		{ "{\"x\":false}", "" },
		{ "{\"x\":true}", "Y" },
		{ "{\"x\":[]}", "" },
		{ "{\"x\":{}}", "" },
		{ "{}", "" },
		{ "{\"x\":12}", "12" },
		{ "{\"x\":-1}", "-1" },
		{ "{\"x\":9007199254740991}", "9007199254740991" },
		{ "{\"x\":999.9}", "999.9" },
		{ "{\"x\":1e300}", "1e+300" },
		{ "{\"x\":[\"a\",\"b\"]}", "a" },
		{ "{\"X\":\"a\"}", "" },
		{ "{\"x\":1e400}", "inf" },
		{ "{\"x\":[[[\"a\"]]]}", "a" },
		{ "{\"x\":\"\xd0\xff\"}", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "{\"x\":\"a\",\"x\":\"b\"}", "a" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		cJSON *row = cJSON_Parse(values[i].json);
		g_autofree char *text = rows_text(row, "x");

		g_test_message("%s", values[i].json);
		g_assert_cmpstr(text, ==, values[i].text);
		cJSON_Delete(row);
	}
}

static void test_number(void)
{
	static const struct {
		const char *json;
		gint64 number;
	} values[] = {
		{ "{\"x\":12}", 12 },
		{ "{\"x\":\"12\"}", 12 },
		{ "{\"x\":null}", 0 },
		{ "{}", 0 },
		{ "{\"x\":1e300}", 0 },
		{ "{\"x\":\"x\"}", 0 },
		{ "{\"x\":[5]}", 0 },
		{ "{\"x\":\"-3\"}", -3 },
		{ "{\"x\":\" 12 \"}", 12 },
		{ "{\"x\":\"12x\"}", 0 },
		{ "{\"x\":\"1 2\"}", 0 },
		{ "{\"x\":\"\"}", 0 },
		{ "{\"x\":\" \"}", 0 },
		{ "{\"x\":1.5}", 0 },
		{ "{\"x\":\"1.5\"}", 0 },
		{ "{\"x\":1e400}", 0 },
		{ "{\"x\":true}", 0 },
		{ "{\"x\":9007199254740991}", 9007199254740991 },
		{ "{\"x\":\"9007199254740991\"}", 9007199254740991 },
		{ "{\"x\":9007199254740992}", 0 },
		{ "{\"x\":\"9007199254740993\"}", 0 },
		{ "{\"x\":\"-9007199254740993\"}", 0 },
		{ "{\"x\":\"99999999999999999999\"}", 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		cJSON *row = cJSON_Parse(values[i].json);

		g_test_message("%s", values[i].json);
		g_assert_cmpint(rows_number(row, "x"), ==, values[i].number);
		cJSON_Delete(row);
	}
}

/* The same deal as the universal methods write it, and as a sloppier one. */
static const char *const deals[] = {
	"{\"id\":17,\"categoryId\":1,\"stageId\":\"C1:NEW\",\"opportunity\":"
	"12500.5,\"isManualOpportunity\":\"Y\",\"currencyId\":\"RUB\","
	"\"UF_CRM_ID_1C\":\"7\",\"originatorId\":\"1C-AlfaAuto\",\"originId\":"
	"\"7/2020\",\"createdTime\":\"2020-12-20T10:00:00+03:00\",\"sourceId\":"
	"\"CALL\",\"title\":\"Т\",\"contactId\":84,\"contactIds\":[85,84],"
	"\"begindate\":\"2020-12-24T03:00:00+03:00\",\"comments\":\"x\"}",
	"{\"id\":\"17\",\"categoryId\":\"1\",\"stageId\":\"C1:NEW\","
	"\"opportunity\":\"12500.50\",\"isManualOpportunity\":true,"
	"\"currencyId\":\"RUB\",\"UF_CRM_ID_1C\":7,\"originatorId\":"
	"\"1C-AlfaAuto\",\"originId\":\"7/2020\",\"createdTime\":"
	"\"2020-12-20T09:00:00+02:00\",\"sourceId\":\"CALL\",\"title\":\"Т\","
	"\"contactId\":\"84\",\"contactIds\":[\"85\",\"84\"],\"begindate\":"
	"\"2020-12-24T03:00:00+03:00\",\"comments\":\"x\"}",
};

static void assert_deal(const struct deal *deal, gint64 created)
{
	g_assert_cmpint(deal->id, ==, 17);
	g_assert_cmpint(deal->funnel, ==, 1);
	g_assert_cmpstr(deal->stage, ==, "C1:NEW");
	g_assert_cmpint(deal->amount, ==, 1250050);
	g_assert_true(deal->amount_manual);
	g_assert_cmpstr(deal->currency, ==, "RUB");
	g_assert_cmpstr(deal->number, ==, "7");
	g_assert_cmpstr(deal->originator, ==, "1C-AlfaAuto");
	g_assert_cmpstr(deal->origin, ==, "7/2020");
	g_assert_cmpint(deal->created, ==, created);
	g_assert_cmpstr(deal->source, ==, "CALL");
	g_assert_cmpuint(deal->contacts->len, ==, 2);
	g_assert_cmpint(g_array_index(deal->contacts, gint64, 0), ==, 84);
	g_assert_cmpstr(deal_field(deal, "comments"), ==, "x");
	g_assert_cmpstr(deal_field(deal, "begindate"), ==,
	                "2020-12-24T03:00:00+03:00");
}

static void test_deal(void)
{
	struct world *world = world_new("[fields]\ncomments = reason\n", "");
	gint64 created;

	g_assert_true(when_read("2020-12-20T10:00:00",
	                        world->settings->timezone, &created));
	for (gsize i = 0; i < G_N_ELEMENTS(deals); i++) {
		cJSON *row = cJSON_Parse(deals[i]);
		struct deal *deal = rows_deal(row, world->rules);

		g_test_message("deal %zu", i);
		g_assert(deal);
		assert_deal(deal, created);
		deal_free(deal);
		cJSON_Delete(row);
	}
	world_free(world);
}

static void test_bare(void)
{
	struct world *world = world_new(NULL, "");
	cJSON *row = cJSON_Parse("{\"id\":3}");
	cJSON *none = cJSON_Parse("{\"title\":\"x\"}");
	struct deal *deal = rows_deal(row, world->rules);

	g_assert_cmpstr(deal->number, ==, "");
	g_assert_cmpstr(deal->stage, ==, "");
	g_assert_cmpint(deal->amount, ==, 0);
	g_assert_cmpint(deal->created, ==, 0);
	g_assert_false(deal->amount_manual);
	g_assert_cmpuint(deal->contacts->len, ==, 0);
	g_assert_null(rows_deal(none, world->rules));
	g_assert_null(rows_contact(none, world->rules));
	deal_free(deal);
	cJSON_Delete(row);
	cJSON_Delete(none);
	world_free(world);
}

static void test_contact(void)
{
	struct world *world = world_new("[contact]\narea_code = 846\n", "");
	cJSON *row = cJSON_Parse(
		"{\"ID\":\"55\",\"LAST_NAME\":\"Петров\",\"NAME\":null,"
		"\"SECOND_NAME\":\"\",\"ORIGINATOR_ID\":null,\"ORIGIN_ID\":"
		"null,"
		"\"PHONE\":[{\"ID\":\"1\",\"VALUE\":\"8 (927) 000-12-34, "
		"+7 927 000-12-35\"},{\"VALUE\":\"200-11-22\"},"
		"{\"VALUE\":\"+79270001234\"},{\"VALUE\":\"позже\"}]}");
	struct contact *contact = rows_contact(row, world->rules);

	g_assert_cmpint(contact->id, ==, 55);
	g_assert_cmpstr(contact->last, ==, "Петров");
	g_assert_cmpstr(contact->first, ==, "");
	g_assert_cmpstr(contact->origin, ==, "");
	g_assert_cmpuint(contact->phones->len, ==, 3);
	g_assert_cmpstr(contact->phones->pdata[0], ==, "+79270001234");
	g_assert_cmpstr(contact->phones->pdata[1], ==, "+79270001235");
	g_assert_cmpstr(contact->phones->pdata[2], ==, "+78462001122");
	contact_free(contact);
	cJSON_Delete(row);
	world_free(world);
}

/* Nobody has so many; they must not take their square. */
static void test_many(void)
{
	enum { MANY = 200000 };
	struct world *world = world_new(NULL, "");
	g_autoptr(GString) ids = g_string_new("{\"id\":3,\"contactIds\":[");
	g_autoptr(GString) phones = g_string_new("{\"ID\":3,\"PHONE\":[");
	struct contact *contact;
	struct deal *deal;
	cJSON *row;

	for (guint i = 1; i <= MANY; i++) {
		g_string_append_printf(ids, "%u%s", i, i < MANY ? "," : "]}");
		g_string_append_printf(phones, "{\"VALUE\":\"+7927%07u\"}%s", i,
		                       i < MANY ? "," : "]}");
	}
	row = cJSON_Parse(ids->str);
	deal = rows_deal(row, world->rules);
	g_assert_cmpuint(deal->contacts->len, ==, 1000);
	g_assert_cmpint(g_array_index(deal->contacts, gint64, 999), ==, 1000);
	deal_free(deal);
	cJSON_Delete(row);
	row = cJSON_Parse(phones->str);
	contact = rows_contact(row, world->rules);
	g_assert_cmpuint(contact->phones->len, ==, 1000);
	contact_free(contact);
	cJSON_Delete(row);
	world_free(world);
}

static bool selects(const cJSON *select, const char *name, guint times)
{
	const cJSON *one;
	guint count = 0;

	cJSON_ArrayForEach (one, select) {
		count += !strcmp(one->valuestring, name);
	}
	return count == times;
}

static void test_select(void)
{
	struct world *world = world_new(
		"[fields]\ncomments = reason\nUF_CRM_VIN = car.vin\n", "");
	cJSON *deal = rows_select_deal(world->rules);
	cJSON *contact = rows_select_contact();

	g_assert_true(selects(deal, "id", 1));
	g_assert_true(selects(deal, "UF_CRM_ID_1C", 1));
	g_assert_true(selects(deal, "UF_CRM_VIN", 1));
	g_assert_true(selects(deal, "comments", 1));
	g_assert_true(selects(deal, "begindate", 1));
	g_assert_true(selects(deal, "contactIds", 1));
	g_assert_true(selects(deal, "*", 0));
	g_assert_true(selects(contact, "PHONE", 1));
	cJSON_Delete(deal);
	cJSON_Delete(contact);
	world_free(world);
}

static void test_list(void)
{
	cJSON *item = cJSON_Parse("{\"items\":[1,2]}");
	cJSON *legacy = cJSON_Parse("[1]");
	cJSON *empty = cJSON_Parse("[]");
	cJSON *other = cJSON_Parse("{\"items\":5}");
	cJSON *object = cJSON_Parse("{\"items\":{\"0\":1,\"2\":2}}");
	cJSON *row = cJSON_Parse("{\"items\":{\"0\":1,\"id\":2}}");
	cJSON *text = cJSON_Parse("\"items\"");

	g_assert_cmpint(cJSON_GetArraySize(rows_list(item)), ==, 2);
	g_assert_cmpint(cJSON_GetArraySize(rows_list(legacy)), ==, 1);
	g_assert_nonnull(rows_list(empty));
	g_assert_null(rows_list(other));
	g_assert_null(rows_list(NULL));
	g_assert_cmpint(cJSON_GetArraySize(rows_list(object)), ==, 2);
	g_assert_null(rows_list(row));
	g_assert_null(rows_list(text));
	cJSON_Delete(object);
	cJSON_Delete(row);
	cJSON_Delete(text);
	cJSON_Delete(item);
	cJSON_Delete(legacy);
	cJSON_Delete(empty);
	cJSON_Delete(other);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rows/text", test_text);
	g_test_add_func("/rows/number", test_number);
	g_test_add_func("/rows/deal", test_deal);
	g_test_add_func("/rows/bare", test_bare);
	g_test_add_func("/rows/contact", test_contact);
	g_test_add_func("/rows/many", test_many);
	g_test_add_func("/rows/select", test_select);
	g_test_add_func("/rows/list", test_list);
	return g_test_run();
}
