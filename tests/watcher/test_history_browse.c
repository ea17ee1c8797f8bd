/* What people find in the history. */
#include "tests/watcher/past.h"
#include "watcher/history_browse.h"
#include "watcher/history_p.h"

enum { NOON = 1608800400 /* 2020-12-24T09:00:00Z, noon in Moscow */ };

static const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *text_of(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);
	return cJSON_IsNull(item) ? "null" : cJSON_GetStringValue(item);
}

static double number_of(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);
	g_assert_true(cJSON_IsNumber(item));
	return item->valuedouble;
}

/* Reads as `status` and the page do: beside the daemon, writing nothing. */
static struct history *reader(const struct past *past)
{
	g_autoptr(GError) error = NULL;
	struct history *history =
		history_open(past->scratch->state, true, NULL, &error);
	g_assert_no_error(error);
	g_assert_nonnull(history);
	return history;
}

/* ---- a history with some of everything ---- */

static struct outcome *with_phone(struct outcome *outcome, const char *phone)
{
	outcome->contact = 55;
	outcome->contact_before = contact_new(55);
	g_ptr_array_add(outcome->contact_before->phones, g_strdup(phone));
	return outcome;
}

static void fill(struct past *past)
{
	gint64 file = past_begin(past, "Заказы_1.xml", "1", NOON);
	struct outcome *outcome = with_phone(
		past_outcome(OUTCOME_UPDATED, "TC01", 17), "+79270001234");
	past_change(outcome, ENTITY_DEAL, "stageId", "NEW", "WON");
	past_change(outcome, ENTITY_CONTACT, "PHONE", NULL, "+79270005678");
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_REFERENCE_UNKNOWN, "Машина."));
	past_record(past, file, 0, "a", outcome, NOON + 1);
	past_record(
		past, file, 1, "b",
		with_phone(past_outcome(OUTCOME_HELD, "2", 18), "+74951111234"),
		NOON + 2);
	past_end(past, file, "archive/1.xml", NOON + 3);
	file = past_begin(past, "100%_2.XML", "2", NOON + 1000);
	outcome = past_outcome(OUTCOME_FAILED, "3", 0);
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_STATE_UNMAPPED, "Нет стадии."));
	past_record(past, file, 0, "c", outcome, NOON + 1001);
	past_record(past, file, 1, "b", past_outcome(OUTCOME_CREATED, "2", 19),
	            NOON + 1002);
	past_record(past, file, 2, NULL, past_outcome(OUTCOME_SKIPPED, NULL, 0),
	            NOON + 1003);
	past_end(past, file, "archive/2.xml", NOON + 1004);
}

/* The deals and kinds of the rows that are found, newest first. */
static char *found(const cJSON *list)
{
	GString *text = g_string_new(NULL);
	const cJSON *row;
	g_assert_true(cJSON_IsArray(list));
	cJSON_ArrayForEach (row, list) {
		const cJSON *deal = member(row, "deal");
		g_string_append_printf(
			text, "%s%s:%.0f", text->len > 0 ? " " : "",
			text_of(row, "kind"),
			cJSON_IsNumber(deal) ? deal->valuedouble : 0);
	}
	return g_string_free(text, FALSE);
}

static void test_orders(void)
{
	static const struct {
		const char *name;
		struct browse browse;
		const char *found;
	} rows[] = {
		{ "all",
		  { 0 },
		  "skipped:0 created:19 failed:0 held:18 updated:17" },
		{ "at most", { .most = 2 }, "skipped:0 created:19" },
		{ "the next page",
		  { .before_id = 4 },
		  "failed:0 held:18 updated:17" },
		{ "look-alike letters", { .number = "ТС01" }, "updated:17" },
		{ "number", { .number = "2" }, "created:19 held:18" },
		{ "number and kind",
		  { .number = "2", .kind = "held" },
		  "held:18" },
		{ "part of a number", { .number = "TC0" }, "" },
		{ "no number",
		  { .number = "" },
		  "skipped:0 created:19 failed:0 held:18 updated:17" },
		{ "deal", { .deal = 18 }, "held:18" },
		{ "deal of another number", { .deal = 18, .number = "3" }, "" },
		{ "kind", { .kind = "failed" }, "failed:0" },
		{ "no such kind", { .kind = "lost" }, "" },
		{ "kind, next page", { .kind = "held", .before_id = 2 }, "" },
		{ "ends of phones",
		  { .phone_end = "1234" },
		  "held:18 updated:17" },
		{ "more of a phone",
		  { .phone_end = "000-12-34" },
		  "updated:17" },
		{ "a whole phone",
		  { .phone_end = "+7 927 000-12-34" },
		  "updated:17" },
		{ "a phone that was added",
		  { .phone_end = "5678" },
		  "updated:17" },
		{ "phone and kind",
		  { .phone_end = "1234", .kind = "held" },
		  "held:18" },
		{ "phone, one page",
		  { .phone_end = "1234", .most = 1 },
		  "held:18" },
		{ "too little of a phone", { .phone_end = "234" }, "" },
		{ "the middle of a phone", { .phone_end = "0001" }, "" },
		{ "no digits", { .phone_end = "%%%%" }, "" },
		{ "name", { .name = "Заказы" }, "held:18 updated:17" },
		{ "letter case of a name",
		  { .name = ".xml" },
		  "skipped:0 created:19 failed:0 held:18 updated:17" },
		{ "a name is no pattern",
		  { .name = "%" },
		  "skipped:0 created:19 failed:0" },
		{ "nor is _", { .name = "1_" }, "" },
		{ "name and kind",
		  { .name = "Заказы", .kind = "held" },
		  "held:18" },
		{ "file", { .file = 2 }, "skipped:0 created:19 failed:0" },
		{ "file and kind",
		  { .file = 2, .kind = "created" },
		  "created:19" },
		{ "file and a name of another",
		  { .file = 2, .name = "Зак" },
		  "" },
		{ "from", { .from = NOON + 1002 }, "skipped:0 created:19" },
		{ "to", { .to = NOON + 2 }, "updated:17" },
		{ "between",
		  { .from = NOON + 2, .to = NOON + 1002 },
		  "failed:0 held:18" },
		{ "between and kind",
		  { .from = NOON + 2, .to = NOON + 1003, .kind = "created" },
		  "created:19" },
		{ "between and name",
		  { .from = NOON + 2, .name = "Заказы" },
		  "held:18" },
		{ "a time without anything", { .from = NOON + 5000 }, "" },
		{ "before everything", { .to = NOON - 1 }, "" },
	};
	struct past *past = past_new();
	fill(past);
	struct history *history = reader(past);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		cJSON *list =
			history_browse_orders(history, &rows[i].browse, &error);
		g_assert_no_error(error);
		g_autofree char *text = found(list);
		if (strcmp(text, rows[i].found) != 0)
			g_test_message("%s: %s", rows[i].name, text);
		g_assert_cmpstr(text, ==, rows[i].found);
		cJSON_Delete(list);
	}
	history_close(history);
	past_free(past);
}

/* Every member that the page is promised. */
static void test_order_row(void)
{
	struct past *past = past_new();
	fill(past);
	struct browse browse = { .deal = 17 };
	cJSON *list = history_browse_orders(past->history, &browse, NULL);
	const cJSON *row = cJSON_GetArrayItem(list, 0);
	const cJSON *message = cJSON_GetArrayItem(member(row, "messages"), 0);
	g_assert_cmpfloat(number_of(row, "id"), ==, 1);
	g_assert_cmpfloat(number_of(row, "file_id"), ==, 1);
	g_assert_cmpstr(text_of(row, "file"), ==, "Заказы_1.xml");
	g_assert_cmpstr(text_of(row, "number"), ==, "TC01");
	g_assert_cmpstr(text_of(row, "date"), ==, "null");
	g_assert_cmpstr(text_of(row, "outcome_name"), ==, "Обновлен");
	g_assert_cmpstr(text_of(row, "match"), ==, "id");
	g_assert_cmpfloat(number_of(row, "contact"), ==, 55);
	g_assert_cmpstr(text_of(row, "link"), ==, "null");
	g_assert_cmpstr(text_of(row, "at"), ==, "2020-12-24T09:00:01+00:00");
	g_assert_cmpstr(text_of(message, "code"), ==, "reference_unknown");
	g_assert_cmpstr(text_of(message, "text"), ==, "Машина.");
	/* The order went well all the same. */
	g_assert_cmpstr(text_of(message, "kind"), ==, "warning");
	g_assert_cmpfloat(number_of(row, "changes"), ==, 2);
	cJSON_Delete(list);

	browse = (struct browse){ .kind = "failed" };
	list = history_browse_orders(past->history, &browse, NULL);
	row = cJSON_GetArrayItem(list, 0);
	message = cJSON_GetArrayItem(member(row, "messages"), 0);
	g_assert_cmpstr(text_of(message, "kind"), ==, "error");
	cJSON_Delete(list);
	past_free(past);
}

static void test_order_show(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	fill(past);
	cJSON *order = history_order_show(past->history, 1, &error);
	g_assert_no_error(error);
	const cJSON *change = cJSON_GetArrayItem(member(order, "changes"), 0);
	g_assert_cmpfloat(number_of(order, "id"), ==, 1);
	g_assert_cmpstr(text_of(order, "number"), ==, "TC01");
	g_assert_cmpstr(text_of(order, "ack"), ==, "a.ack");
	g_assert_cmpstr(text_of(change, "from"), ==, "NEW");
	g_assert_cmpstr(text_of(change, "to"), ==, "WON");
	cJSON_Delete(order);
	g_assert_null(history_order_show(past->history, 99, &error));
	g_assert_no_error(error);
	past_free(past);
}

/* ---- files ---- */

static void test_files(void)
{
	static const struct {
		struct browse browse;
		const char *ids;
	} rows[] = {
		{ { 0 }, "321" },
		{ { .most = 1 }, "3" },
		{ { .before_id = 3 }, "21" },
		{ { .name = "xml" }, "321" },
		{ { .name = "%_2" }, "2" },
		{ { .kind = "open" }, "3" },
		{ { .kind = "done" }, "21" },
		{ { .kind = "failed" }, "2" },
		{ { .kind = "created" }, "" },
		{ { .number = "2" }, "21" },
		{ { .number = "тс01" }, "1" },
		{ { .deal = 19 }, "2" },
		{ { .phone_end = "1234" }, "1" },
		{ { .phone_end = "23" }, "" },
		{ { .from = NOON + 1000 }, "32" },
		{ { .to = NOON + 1000 }, "1" },
		{ { .file = 2 }, "2" },
	};
	struct totals totals = { .all = 3, .of = { [OUTCOME_FAILED] = 1 } };
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	fill(past);
	g_assert_true(history_end_file(past->history, 2, FILE_DONE, "b.ack",
	                               "archive/2.xml", &totals, NOON + 1004,
	                               &error));
	past_begin(past, "3.xml", "3", NOON + 2000);
	struct history *history = reader(past);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) ids = g_string_new(NULL);
		cJSON *list =
			history_browse_files(history, &rows[i].browse, &error);
		const cJSON *row;
		g_assert_no_error(error);
		cJSON_ArrayForEach (row, list)
			g_string_append_printf(ids, "%.0f",
			                       number_of(row, "id"));
		g_test_message("row %u: %s", i, ids->str);
		g_assert_cmpstr(ids->str, ==, rows[i].ids);
		cJSON_Delete(list);
	}
	history_close(history);
	past_free(past);
}

static void test_file_row(void)
{
	struct totals totals = { .all = 21, .of = { 1, 2, 3, 4, 5, 6 } };
	struct past *past = past_new();
	struct browse browse = { 0 };
	gint64 id = past_begin(past, "\xff.xml", "1", NOON);
	g_assert_true(history_say_why(past->history, id, "Предел.", 300, NULL));
	g_assert_true(history_end_file(past->history, id, FILE_HELD, "a.ack",
	                               "held/a.xml", &totals, NOON + 9, NULL));
	cJSON *list = history_browse_files(past->history, &browse, NULL);
	const cJSON *row = cJSON_GetArrayItem(list, 0);
	const cJSON *counts = member(row, "totals");
	g_assert_cmpstr(text_of(row, "name"), ==, "\\xff.xml");
	g_assert_cmpstr(text_of(row, "state"), ==, "held");
	g_assert_cmpstr(text_of(row, "format"), ==, "orders");
	g_assert_cmpstr(text_of(row, "received"), ==,
	                "2020-12-24T09:00:00+00:00");
	g_assert_cmpstr(text_of(row, "finished"), ==,
	                "2020-12-24T09:00:09+00:00");
	g_assert_cmpstr(text_of(row, "ack"), ==, "a.ack");
	g_assert_cmpstr(text_of(row, "kept"), ==, "held/a.xml");
	g_assert_cmpstr(text_of(row, "why"), ==, "Предел.");
	g_assert_cmpfloat(number_of(counts, "all"), ==, 21);
	g_assert_cmpfloat(number_of(counts, "created"), ==, 1);
	g_assert_cmpfloat(number_of(counts, "failed"), ==, 6);
	cJSON_Delete(list);
	past_free(past);
}

/* ---- what waits ---- */

static void test_waiting(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	guint held = 9, failed = 9;
	fill(past); /* b was held and went well then; c failed */
	gint64 file = past_begin(past, "3.xml", "3", NOON + 2000);
	past_record(past, file, 0, "d", past_outcome(OUTCOME_HELD, "4", 0),
	            NOON + 2001);
	past_record(past, file, 1, "a", past_outcome(OUTCOME_HELD, "TC01", 17),
	            NOON + 2002);
	past_end(past, file, NULL, NOON + 2003);
	struct history *history = reader(past);
	cJSON *list = history_waiting(history, 0, &error);
	g_autofree char *text = found(list);
	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, "held:17 held:0 failed:0");
	g_assert_cmpstr(text_of(cJSON_GetArrayItem(list, 2), "since"), ==,
	                "2020-12-24T09:16:41+00:00");
	cJSON_Delete(list);
	list = history_waiting(history, 1, &error);
	g_assert_cmpint(cJSON_GetArraySize(list), ==, 1);
	cJSON_Delete(list);
	g_assert_true(history_waiting_counts(history, &held, &failed, &error));
	g_assert_cmpuint(held, ==, 2);
	g_assert_cmpuint(failed, ==, 1);
	history_close(history);

	/* What is expired waits no more. */
	g_assert_true(history_expire(past->history, NOON + 9999, &error));
	g_assert_true(
		history_waiting_counts(past->history, &held, &failed, &error));
	g_assert_cmpuint(held + failed, ==, 0);
	past_free(past);
}

/* ---- the database of the version before ---- */

/* What version 1 did not have is taken away; the rest is as it was. */
static void make_old(struct past *past)
{
	static const char sql[] =
		"DROP TABLE note;"
		"DROP TABLE seen; DROP TABLE waiting; DROP TABLE phone;"
		"DROP INDEX file_finished; DROP INDEX file_held;"
		"DROP INDEX outcome_at; DROP INDEX outcome_kind;"
		"DROP INDEX outcome_deal;"
		"ALTER TABLE file DROP COLUMN why;"
		"ALTER TABLE file DROP COLUMN brake;"
		/* A line that somebody cut must not stop the daemon. */
		"UPDATE outcome SET json = '{\"outcome\":' WHERE id = 3;"
		"PRAGMA user_version = 1;";
	g_autoptr(GError) error = NULL;
	g_assert_true(history_run(past->history, sql, &error));
	g_assert_no_error(error);
	history_close(past->history);
	past->history = NULL;
}

static void test_migrated(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	guint held, failed;
	fill(past);
	make_old(past);
	/* Who only reads says what to do. */
	g_assert_null(history_open(past->scratch->state, true, NULL, &error));
	g_assert_error(error, HISTORY_ERROR, HISTORY_FAILED);
	g_clear_error(&error);
	past_reopen(past);
	static const struct {
		struct browse browse;
		const char *found;
	} rows[] = {
		{ { .phone_end = "1234" }, "held:18 updated:17" },
		{ { .phone_end = "5678" }, "updated:17" },
		{ { .deal = 19 }, "created:19" },
		{ { .from = NOON + 1002 }, "skipped:0 created:19" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		cJSON *list = history_browse_orders(past->history,
		                                    &rows[i].browse, &error);
		g_autofree char *text = found(list);
		g_assert_no_error(error);
		g_assert_cmpstr(text, ==, rows[i].found);
		cJSON_Delete(list);
	}
	g_assert_true(
		history_waiting_counts(past->history, &held, &failed, &error));
	g_assert_cmpuint(held, ==, 0);
	g_assert_cmpuint(failed, ==, 1);
	cJSON *seen = history_seen(past->history, "state", &error);
	g_assert_cmpint(cJSON_GetArraySize(seen), ==, 0);
	cJSON_Delete(seen);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_browse/orders", test_orders);
	g_test_add_func("/history_browse/order_row", test_order_row);
	g_test_add_func("/history_browse/order_show", test_order_show);
	g_test_add_func("/history_browse/files", test_files);
	g_test_add_func("/history_browse/file_row", test_file_row);
	g_test_add_func("/history_browse/waiting", test_waiting);
	g_test_add_func("/history_browse/migrated", test_migrated);
	return g_test_run();
}
