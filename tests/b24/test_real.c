/*
 * Answers that real portals gave, where a collection of them lies beside the
 * repository (B24_REAL_RESPONSES, else ../shared/real-responses). The project
 * does not carry it and does not need it.
 */
#include "b24/answer.h"
#include "b24/rows.h"

#include <string.h>

static char *folder(void)
{
	const char *said = g_getenv("B24_REAL_RESPONSES");

	return said ? g_strdup(said)
	            : g_build_filename("..", "shared", "real-responses", NULL);
}

static bool read_real(const char *name, struct answer *answer)
{
	g_autofree char *where = folder();
	g_autofree char *path = g_build_filename(where, name, NULL);
	char *text = NULL;
	struct transport_answer from = { .fate = TRANSPORT_ANSWERED,
		                         .status = 200 };

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_test_skip("no recorded answers here");
		return false;
	}
	from.body = g_string_new(text);
	g_free(text);
	answer_read(&from, answer);
	transport_answer_clear(&from);
	return true;
}

/* Of each recording: how many commands have a result and how many an error.
 * 0 and 0: it is no batch. */
static const struct row {
	const char *name;
	int results, errors;
} rows[] = {
	{ "batch_list_empty.json", 1, 0 },
	{ "call_batch.json", 2, 0 },
	{ "call_single_success.json", 1, 0 },
	{ "catalog_document_element_list.1-of-2.json", 0, 0 },
	{ "catalog_document_element_list.2-of-2.json", 1, 0 },
	{ "crm_company_contact_items_get.json", 1, 0 },
	{ "crm_contact_add_batch.json", 1, 0 },
	{ "crm_dealcategory_stage_list_batch_of_one.json", 1, 0 },
	{ "crm_get_batch_mix_success_and_errors.json", 1, 2 },
	{ "crm_item_add.json", 1, 0 },
	{ "crm_item_list.json", 0, 0 },
	{ "crm_lead_fields_success.json", 0, 0 },
	{ "crm_lead_get_batch_error.json", 0, 1 },
	{ "crm_lead_list_several_pages_success.1-of-4.json", 0, 0 },
	{ "crm_lead_list_several_pages_success.2-of-4.json", 50, 0 },
	{ "crm_lead_list_several_pages_success.3-of-4.json", 50, 0 },
	{ "crm_lead_list_several_pages_success.4-of-4.json", 50, 0 },
	{ "crm_stagehistory_list.json", 1, 0 },
	{ "lists_element_add_batch.json", 2, 0 },
	{ "single_add.json", 0, 0 },
	{ "stagehistory.1-of-2.json", 0, 0 },
	{ "stagehistory.2-of-2.json", 9, 0 },
	{ "task_elapseditem_getlist_mixed_types.json", 50, 0 },
};

static const cJSON *map_of(const struct answer *answer, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(answer->result, name);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct answer answer;
	const cJSON *results;

	if (!read_real(row->name, &answer))
		return;
	g_assert_cmpint(answer.kind, ==, ANSWER_OK);
	results = map_of(&answer, "result");
	if (row->results || row->errors) {
		g_assert_cmpint(cJSON_GetArraySize(results), ==, row->results);
		g_assert_cmpint(
			cJSON_GetArraySize(map_of(&answer, "result_error")), ==,
			row->errors);
	} else {
		g_assert_null(map_of(&answer, "result_error"));
	}
	answer_clear(&answer);
}

/* Keys 0 and 1 made a list of the errors and left the results an object. */
static void test_mixed(void)
{
	struct answer answer;
	const cJSON *error;
	char *text = NULL;

	if (!read_real("crm_get_batch_mix_success_and_errors.json", &answer))
		return;
	g_assert_nonnull(answer_entry(map_of(&answer, "result"), "35943"));
	g_assert_null(answer_entry(map_of(&answer, "result_error"), "35943"));
	error = answer_entry(map_of(&answer, "result_error"), "1");
	g_assert_cmpint(answer_read_error(error, 0, &text), ==, ANSWER_REFUSED);
	g_assert_cmpstr(text, ==, "Not found");
	g_free(text);
	answer_clear(&answer);
}

static void test_item(void)
{
	struct answer answer;
	const cJSON *entry;
	const cJSON *item;

	if (!read_real("crm_item_add.json", &answer))
		return;
	entry = answer_entry(map_of(&answer, "result"), "order0000000000");
	item = cJSON_GetObjectItemCaseSensitive(entry, "item");
	g_assert_cmpint(rows_number(item, "id"), ==, 247);
	answer_clear(&answer);
}

static void test_list(void)
{
	struct answer answer;

	if (!read_real("crm_item_list.json", &answer))
		return;
	g_assert_cmpint(cJSON_GetArraySize(rows_list(answer.result)), ==, 3);
	answer_clear(&answer);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/real/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/real/mixed", test_mixed);
	g_test_add_func("/real/item", test_item);
	g_test_add_func("/real/list", test_list);
	return g_test_run();
}
