/* Outcomes, memory, what may be tried again, and what `show` tells. */
#include "tests/watcher/past.h"
#include "watcher/history_p.h"

static guint rows_of(struct past *past, const char *table)
{
	g_autofree char *sql =
		g_strdup_printf("SELECT count(*) FROM %s", table);
	sqlite3_stmt *query;
	g_assert_cmpint(
		sqlite3_prepare_v2(past->history->db, sql, -1, &query, NULL),
		==, SQLITE_OK);
	g_assert_cmpint(sqlite3_step(query), ==, SQLITE_ROW);
	guint count = (guint)sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return count;
}

/* ---- outcomes ---- */

static struct outcome *full_outcome(void)
{
	struct outcome *outcome = past_outcome(OUTCOME_UPDATED, "ТС01", 17);
	outcome->match = MATCH_PHONE;
	outcome->contact = 55;
	text_set(&outcome->ref, "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c");
	text_set(&outcome->date, "2020-12-24T17:42:46");
	text_set(&outcome->link, "https://portal.example/crm/deal/details/17/");
	outcome->contact_before = contact_new(55);
	text_set(&outcome->contact_before->last, "Петров");
	g_ptr_array_add(outcome->contact_before->phones,
	                g_strdup("+79270001234"));
	past_change(outcome, ENTITY_DEAL, "stageId", "NEW", "WON");
	past_change(outcome, ENTITY_CONTACT, "PHONE", NULL, "+79270001235");
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_SEVERAL_DEALS, "Две: 17, 12."));
	return outcome;
}

static char *text_of(const struct outcome *outcome)
{
	cJSON *json = outcome_to_json(outcome);
	char *text = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	return text;
}

/* An interrupted file goes on with what it had decided. */
static void test_round_trip(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	gint64 file = past_begin(past, "a.xml", "1", 100);
	struct outcome *outcome = full_outcome();
	char *before = text_of(outcome);
	past_record(past, file, G_MAXUINT32, "key", outcome, 101);
	past_reopen(past);
	struct outcome *found = NULL;
	g_assert_true(history_outcome(past->history, file, G_MAXUINT32, &found,
	                              &error));
	g_assert_nonnull(found);
	char *after = text_of(found);
	g_assert_cmpstr(before, ==, after);
	outcome_free(found);
	cJSON_free(before);
	cJSON_free(after);

	static const struct {
		gint64 file;
		guint64 position;
	} none[] = { { 1, 0 }, { 2, G_MAXUINT32 } };
	for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
		found = (struct outcome *)&none;
		g_assert_true(history_outcome(past->history, none[i].file,
		                              none[i].position, &found,
		                              &error));
		g_assert_null(found);
	}
	past_free(past);
}

static void test_replaced(void)
{
	struct past *past = past_new();
	struct outcome *found = NULL;
	gint64 file = past_begin(past, "a.xml", "1", 100);
	past_record(past, file, 0, "key", full_outcome(), 101);
	past_record(past, file, 0, "key", past_outcome(OUTCOME_HELD, "ТС01", 0),
	            102);
	g_assert_cmpuint(rows_of(past, "outcome"), ==, 1);
	g_assert_cmpuint(rows_of(past, "change"), ==, 0);
	g_assert_true(history_outcome(past->history, file, 0, &found, NULL));
	g_assert_cmpint(found->kind, ==, OUTCOME_HELD);
	outcome_free(found);
	past_free(past);
}

/* A window is in whole or not at all. */
static void test_one_transaction(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	gint64 file = past_begin(past, "a.xml", "1", 100);
	struct outcome *outcome = past_outcome(OUTCOME_CREATED, "1", 17);
	struct history_order orders[] = {
		{ .file = file,
		  .key = "a",
		  .outcome = outcome,
		  .exported = 50,
		  .date = WHEN_NONE },
		{ .file = file + 1000, /* no such file */
		  .key = "b",
		  .outcome = outcome,
		  .exported = WHEN_NONE,
		  .date = WHEN_NONE },
	};
	g_assert_false(history_record(past->history, orders, 2, 101, &error));
	g_assert_error(error, HISTORY_ERROR, HISTORY_FAILED);
	g_assert_cmpuint(rows_of(past, "outcome"), ==, 0);
	g_assert_cmpuint(rows_of(past, "document"), ==, 0);
	g_clear_error(&error);
	/* And the history works on. */
	g_assert_true(history_record(past->history, orders, 1, 101, &error));
	g_assert_no_error(error);
	outcome_free(outcome);
	past_free(past);
}

/* 1C sends everything again and again: that must not fill the disk. */
static void test_repeats_are_not_kept(void)
{
	static const struct {
		const char *name;
		enum outcome_kind kind;
		guint kept;
	} rows[] = {
		{ "unchanged", OUTCOME_UNCHANGED, 1 },
		{ "skipped", OUTCOME_SKIPPED, 1 },
		{ "held", OUTCOME_HELD, 1 },
		{ "failed", OUTCOME_FAILED, 1 },
		{ "created", OUTCOME_CREATED, 3 },
		{ "updated", OUTCOME_UPDATED, 3 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct past *past = past_new();
		g_test_message("%s", rows[i].name);
		for (gint64 now = 100; now < 103; now++) {
			g_autofree char *sha256 =
				g_strdup_printf("%d", (int)now);
			past_file(past, sha256, "kept", "key", rows[i].kind,
			          "1", now);
		}
		g_assert_cmpuint(rows_of(past, "outcome"), ==, rows[i].kept);
		past_free(past);
	}
}

static void test_what_differs_is_kept(void)
{
	struct past *past = past_new();
	past_file(past, "1", "kept", "key", OUTCOME_UNCHANGED, "1", 100);
	past_file(past, "2", "kept", "other", OUTCOME_UNCHANGED, "2", 101);
	past_file(past, "3", "kept", "key", OUTCOME_HELD, "1", 102);
	past_file(past, "4", "kept", "key", OUTCOME_UNCHANGED, "1", 103);
	g_assert_cmpuint(rows_of(past, "outcome"), ==, 4);
	past_free(past);
}

/* Its ack is not written yet. */
static void test_open_file_is_kept(void)
{
	struct past *past = past_new();
	gint64 open = past_begin(past, "open.xml", "1", 100);
	past_record(past, open, 0, "key",
	            past_outcome(OUTCOME_UNCHANGED, "1", 0), 100);
	past_file(past, "2", "kept", "key", OUTCOME_UNCHANGED, "1", 101);
	struct outcome *found = NULL;
	g_assert_true(history_outcome(past->history, open, 0, &found, NULL));
	g_assert_nonnull(found);
	outcome_free(found);
	past_free(past);
}

/* ---- memory ---- */

struct said {
	const char *key;
	gint64 exported, deal;
	const char *state, *stage;
	gint64 contact, date;
};

static void say(struct past *past, const struct said *said)
{
	g_autoptr(GError) error = NULL;
	gint64 file = past_begin(past, "a.xml", "1", 100);
	struct outcome *outcome =
		past_outcome(OUTCOME_UPDATED, "1", said->deal);
	outcome->contact = said->contact;
	struct history_order order = {
		.file = file,
		.key = said->key,
		.outcome = outcome,
		.exported = said->exported,
		.state = said->state,
		.stage = said->stage,
		.named_contact = said->contact,
		.date = said->date,
	};
	g_assert_true(history_record(past->history, &order, 1, 100, &error));
	g_assert_no_error(error);
	outcome_free(outcome);
}

static struct memory *recall(struct past *past)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 ids[] = { 55, 56 };
	g_ptr_array_add(keys, (gpointer) "a");
	g_ptr_array_add(keys, NULL);
	g_ptr_array_add(keys, (gpointer) "unknown");
	g_array_append_vals(contacts, ids, 2);
	struct memory *memory = memory_new();
	past_reopen(past);
	g_assert_true(
		history_recall_documents(past->history, keys, memory, &error));
	g_assert_true(history_recall_contacts(past->history, contacts, memory,
	                                      &error));
	g_assert_no_error(error);
	return memory;
}

static const struct memory_row {
	const char *name;
	struct said first, second;
	bool none;
	gint64 exported, deal;
	const char *state, *stage;
	gint64 named;
} memory_rows[] = {
	{ .name = "once",
	  .first = { "a", 50, 17, "закрыт", "WON", 55, 40 },
	  .exported = 50,
	  .deal = 17,
	  .state = "закрыт",
	  .stage = "WON",
	  .named = 40 },
	{ .name = "newer wins",
	  .first = { "a", 50, 17, "вработе", "NEW", 55, 40 },
	  .second = { "a", 60, 18, "закрыт", "WON", 55, 41 },
	  .exported = 60,
	  .deal = 18,
	  .state = "закрыт",
	  .stage = "WON",
	  .named = 41 },
	{ .name = "older that was forced does not age it",
	  .first = { "a", 60, 17, "закрыт", "WON", 55, 41 },
	  .second = { "a", 50, 17, "вработе", "NEW", 55, 40 },
	  .exported = 60,
	  .deal = 17,
	  .state = "вработе",
	  .stage = "NEW",
	  .named = 41 },
	{ .name = "what is not said stays",
	  .first = { "a", 50, 17, "закрыт", "WON", 55, 40 },
	  .second = { "a", 60, 0, NULL, NULL, 0, 50 },
	  .exported = 60,
	  .deal = 17,
	  .state = "закрыт",
	  .stage = "WON",
	  .named = 40 },
	{ .name = "not carried out",
	  .first = { "a", WHEN_NONE, 17, "закрыт", "WON", 0, 0 },
	  .none = true,
	  .named = WHEN_NONE },
	{ .name = "no date names nobody",
	  .first = { "a", 50, 17, "закрыт", "WON", 55, WHEN_NONE },
	  .exported = 50,
	  .deal = 17,
	  .state = "закрыт",
	  .stage = "WON",
	  .named = WHEN_NONE },
};

static void expect_memory(const struct memory *memory,
                          const struct memory_row *row)
{
	const struct memory_document *document = memory_document(memory, "a");
	g_assert_true((document == NULL) == row->none);
	if (document == NULL)
		return;
	g_assert_cmpint(document->exported, ==, row->exported);
	g_assert_cmpint(document->deal, ==, row->deal);
	g_assert_cmpint(document->contact, ==, 55);
	g_assert_cmpstr(document->state, ==, row->state);
	g_assert_cmpstr(document->stage, ==, row->stage);
}

static void test_memory(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(memory_rows); i++) {
		const struct memory_row *row = &memory_rows[i];
		struct past *past = past_new();
		g_test_message("%s", row->name);
		say(past, &row->first);
		if (row->second.key != NULL)
			say(past, &row->second);
		struct memory *memory = recall(past);
		expect_memory(memory, row);
		g_assert_cmpint(memory_named(memory, 55), ==, row->named);
		g_assert_cmpint(memory_named(memory, 56), ==, WHEN_NONE);
		g_assert_null(memory_document(memory, "unknown"));
		memory_free(memory);
		past_free(past);
	}
}

/* Files go, memory stays. */
static void test_memory_outlives_files(void)
{
	struct past *past = past_new();
	static const struct said said = {
		"a", 50, 17, "закрыт", "WON", 55, 40
	};
	say(past, &said);
	past_end(past, 1, "kept", 100);
	g_assert_true(history_expire(past->history, 1000, NULL));
	g_assert_cmpuint(rows_of(past, "file"), ==, 0);
	g_assert_cmpuint(rows_of(past, "outcome"), ==, 0);
	struct memory *memory = recall(past);
	g_assert_nonnull(memory_document(memory, "a"));
	g_assert_cmpint(memory_named(memory, 55), ==, 40);
	memory_free(memory);
	past_free(past);
}

/* ---- what may be tried again ---- */

static void expect_retriable(struct past *past, const char *number,
                             bool held_only, gint64 since, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) paths = history_retriable(
		past->history, number, held_only, since, &error);
	g_assert_no_error(error);
	g_ptr_array_add(paths, NULL);
	g_autofree char *found = g_strjoinv(" ", (char **)paths->pdata);
	g_assert_cmpstr(found, ==, expected);
}

static void test_retriable(void)
{
	struct past *past = past_new();
	past_file(past, "1", "held-1", "a", OUTCOME_HELD, "ТС01", 100);
	past_file(past, "2", "failed-2", "b", OUTCOME_FAILED, "2", 200);
	past_file(past, "3", "fine-3", "c", OUTCOME_CREATED, "3", 300);
	past_file(past, "4", NULL, "d", OUTCOME_FAILED, "4", 400);
	past_file(past, "5", "old-5", "e", OUTCOME_FAILED, "5", 500);
	past_file(past, "6", "fine-6", "e", OUTCOME_UNCHANGED, "5", 600);
	static const struct {
		const char *number;
		bool held_only;
		gint64 since;
		const char *expected;
	} rows[] = {
		{ NULL, false, 0, "held-1 failed-2" },
		{ NULL, true, 0, "held-1" },
		{ NULL, false, 101, "failed-2" },
		{ NULL, false, 201, "" },
		{ "ТС01", false, 0, "held-1" },
		{ "TC01", false, 0, "held-1" }, /* Latin */
		{ " тс01 ", false, 0, "held-1" },
		{ "2", false, 0, "failed-2" },
		{ "2", true, 0, "" },
		{ "3", false, 0, "" },
		{ "5", false, 0, "" },
		{ "none", false, 0, "" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("row %u", i);
		expect_retriable(past, rows[i].number, rows[i].held_only,
		                 rows[i].since, rows[i].expected);
	}
	past_free(past);
}

/* A try that changes nothing must not keep an order young for ever: it is
 * tried for 14 days, not for ever. A change of kind begins anew. */
static void test_retriable_ages(void)
{
	struct past *past = past_new();
	past_file(past, "1", "try-1", "a", OUTCOME_HELD, "1", 100);
	past_file(past, "1", "try-2", "a", OUTCOME_HELD, "1", 200);
	gint64 id = past_begin(past, "a.xml", "2", 300);
	struct outcome *outcome = past_outcome(OUTCOME_HELD, "1", 0);
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_UNSURE, "other words"));
	past_record(past, id, 0, "a", outcome, 300);
	past_end(past, id, "try-3", 300);
	expect_retriable(past, NULL, true, 100, "try-3");
	expect_retriable(past, NULL, true, 101, "");
	past_file(past, "3", "wrong", "a", OUTCOME_FAILED, "1", 400);
	expect_retriable(past, NULL, false, 400, "wrong");
	past_file(past, "3", "again", "a", OUTCOME_HELD, "1", 500);
	expect_retriable(past, NULL, true, 500, "again");
	past_free(past);
}

/* An order without a number has no document. The same file dropped again must
 * not make two of it, or every retry would double the files. */
static void test_retriable_without_document(void)
{
	struct past *past = past_new();
	past_file(past, "1", "try-1", NULL, OUTCOME_FAILED, NULL, 100);
	past_file(past, "1", "try-2", NULL, OUTCOME_FAILED, NULL, 200);
	past_file(past, "2", "other", NULL, OUTCOME_FAILED, NULL, 300);
	expect_retriable(past, NULL, false, 0, "try-2 other");
	past_free(past);
}

/* A file is named once, however many of its orders wait. */
static void test_retriable_once(void)
{
	struct past *past = past_new();
	gint64 id = past_begin(past, "a.xml", "1", 100);
	past_record(past, id, 0, "a", past_outcome(OUTCOME_HELD, "1", 0), 100);
	past_record(past, id, 1, "b", past_outcome(OUTCOME_HELD, "2", 0), 100);
	past_end(past, id, "kept", 100);
	expect_retriable(past, NULL, false, 0, "kept");
	past_free(past);
}

/* ---- show ---- */

static const cJSON *at(const cJSON *json, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(json, key);
}

static const char *text_at(const cJSON *json, const char *key)
{
	return cJSON_GetStringValue(at(json, key));
}

static void expect_first(const cJSON *order)
{
	const cJSON *changes = at(order, "changes");
	const cJSON *deal = cJSON_GetArrayItem(changes, 0);
	const cJSON *contact = cJSON_GetArrayItem(changes, 1);
	g_assert_cmpstr(text_at(order, "file"), ==, "\\xff.xml");
	g_assert_cmpstr(text_at(order, "received"), ==,
	                "1970-01-01T00:01:40+00:00");
	g_assert_cmpstr(text_at(order, "kept"), ==, "archive/a.xml");
	g_assert_cmpstr(text_at(at(order, "outcome"), "outcome"), ==,
	                "Обновлен");
	g_assert_cmpint(cJSON_GetArraySize(changes), ==, 2);
	g_assert_cmpstr(text_at(deal, "entity"), ==, "deal");
	g_assert_cmpstr(text_at(deal, "field"), ==, "stageId");
	g_assert_cmpstr(text_at(deal, "from"), ==, "NEW");
	g_assert_cmpstr(text_at(deal, "to"), ==, "WON");
	g_assert_cmpstr(text_at(contact, "entity"), ==, "contact");
	g_assert_true(cJSON_IsNull(at(contact, "from")));
}

static void test_show(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	gint64 id = past_begin(past, "\xff.xml", "1", 100);
	past_record(past, id, 0, "key", full_outcome(), 101);
	past_end(past, id, "archive/a.xml", 102);
	past_file(past, "2", "kept", "key", OUTCOME_UNCHANGED, "ТС01", 200);

	/* Latin letters, as people type them. */
	cJSON *shown = history_show(past->history, "TC01", &error);
	g_assert_no_error(error);
	const cJSON *orders = at(shown, "orders");
	g_assert_cmpstr(text_at(shown, "number"), ==, "TC01");
	g_assert_cmpint(cJSON_GetArraySize(orders), ==, 2);
	expect_first(cJSON_GetArrayItem(orders, 0));
	const cJSON *second = cJSON_GetArrayItem(orders, 1);
	g_assert_cmpint(cJSON_GetArraySize(at(second, "changes")), ==, 0);
	cJSON_Delete(shown);

	g_assert_null(history_show(past->history, "unknown", &error));
	g_assert_no_error(error);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_orders/round_trip", test_round_trip);
	g_test_add_func("/history_orders/replaced", test_replaced);
	g_test_add_func("/history_orders/one_transaction",
	                test_one_transaction);
	g_test_add_func("/history_orders/repeats_are_not_kept",
	                test_repeats_are_not_kept);
	g_test_add_func("/history_orders/what_differs_is_kept",
	                test_what_differs_is_kept);
	g_test_add_func("/history_orders/open_file_is_kept",
	                test_open_file_is_kept);
	g_test_add_func("/history_memory/memory", test_memory);
	g_test_add_func("/history_memory/outlives_files",
	                test_memory_outlives_files);
	g_test_add_func("/history_retriable/retriable", test_retriable);
	g_test_add_func("/history_retriable/ages", test_retriable_ages);
	g_test_add_func("/history_retriable/without_document",
	                test_retriable_without_document);
	g_test_add_func("/history_retriable/once", test_retriable_once);
	g_test_add_func("/history_show/show", test_show);
	return g_test_run();
}
