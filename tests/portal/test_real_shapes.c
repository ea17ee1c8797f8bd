/*
 * The portal asked for what real portals were asked, and the shapes of both
 * answers side by side. The recordings lie beside the repository
 * (B24_REAL_RESPONSES, else ../shared/real-responses); the project does not
 * carry them and does not need them.
 */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"
#include "tests/portal/real_rows.h"

#include <string.h>

static char *folder(void)
{
	const char *said = g_getenv("B24_REAL_RESPONSES");

	return said ? g_strdup(said)
	            : g_build_filename("..", "shared", "real-responses", NULL);
}

static cJSON *read_real(const char *name)
{
	g_autofree char *where = folder();
	g_autofree char *path = g_build_filename(where, name, NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_test_skip("no recorded answers here");
		return NULL;
	}
	return cJSON_Parse(text);
}

/* Deals 1 … `count` of which the portal consists. */
static char *deals_seed(int count)
{
	GString *text = g_string_new("{\"deals\":[");

	for (int i = 1; i <= count; i++)
		g_string_append_printf(text, "%s{\"id\":%d,\"title\":\"%d\"}",
		                       i > 1 ? "," : "", i, i);
	g_string_append(text, "]}");
	return g_string_free(text, FALSE);
}

static struct portal *portal_for(const struct real *row)
{
	static const enum operating_mode modes[] = {
		[TIME_BARE] = OPERATING_ABSENT,
		[TIME_SUM] = OPERATING_ZERO,
		[TIME_WHOLE] = OPERATING_NESTED,
	};
	g_autofree char *made = row->seed ? NULL : deals_seed(row->deals);
	struct portal *portal = probe_portal(row->seed ? row->seed : made);

	portal->operating->mode = modes[row->time];
	return portal;
}

static cJSON *ask(struct portal *portal, const struct real *row,
                  const cJSON *theirs)
{
	g_autofree char *made = row->make ? row->make(theirs) : NULL;
	cJSON *ours = probe_ask(portal, row->method,
	                        row->params ? row->params : made);

	g_assert_cmpint((int)php_int(php_get(ours, "status")), ==, 200);
	cJSON_DeleteItemFromObjectCaseSensitive(ours, "status");
	return ours;
}

static void test_row(gconstpointer data)
{
	const struct real *row = data;
	g_autoptr(cJSON) theirs = read_real(row->file);

	if (!theirs)
		return;
	struct portal *portal = portal_for(row);
	g_autoptr(cJSON) ours = ask(portal, row, theirs);
	g_autofree char *difference =
		shape_differs(theirs, ours, row->differences, row->opaque);
	g_assert_cmpstr(difference, ==, NULL);
	portal_free(portal);
}

/* Totals and the next page are numbers worth comparing. */
static void test_values(void)
{
	static const struct {
		const char *file, *path;
	} same[] = {
		{ "batch_list_empty.json", "result/result_total" },
		{ "catalog_document_element_list.1-of-2.json", "next" },
		{ "catalog_document_element_list.1-of-2.json", "total" },
		{ "catalog_document_element_list.2-of-2.json",
		  "result/result_total" },
		{ "crm_get_batch_mix_success_and_errors.json",
		  "result/result_error" },
		{ "crm_lead_get_batch_error.json", "result/result_error" },
		{ "crm_item_list.json", "result/items/2/ufCrm11_1712074666" },
		{ "crm_item_list.json", "total" },
		{ "crm_lead_list_several_pages_success.1-of-4.json", "total" },
		{ "crm_lead_list_several_pages_success.2-of-4.json",
		  "result/result_next" },
		{ "crm_lead_list_several_pages_success.4-of-4.json",
		  "result/result_next" },
		{ "crm_lead_list_several_pages_success.4-of-4.json",
		  "result/result_total" },
		{ "stagehistory.2-of-2.json", "result/result_next" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
		const struct real *row = real_rows;
		g_autoptr(cJSON) theirs = read_real(same[i].file);

		if (!theirs)
			return;
		while (strcmp(row->file, same[i].file) != 0)
			row++;
		struct portal *portal = portal_for(row);
		g_autoptr(cJSON) ours = ask(portal, row, theirs);
		g_autofree char *left = probe_at(theirs, same[i].path);
		g_autofree char *right = probe_at(ours, same[i].path);
		g_assert_cmpstr(left, ==, right);
		portal_free(portal);
	}
}

static bool is_known(const char *name)
{
	for (const struct real *row = real_rows; row->file; row++) {
		if (strcmp(row->file, name) == 0)
			return true;
	}
	return g_strv_contains(real_unlike, name);
}

/* A recording that nobody holds the portal against is noticed. */
static void test_all(void)
{
	g_autofree char *where = folder();
	GDir *dir = g_dir_open(where, 0, NULL);
	const char *name;

	if (!dir) {
		g_test_skip("no recorded answers here");
		return;
	}
	while ((name = g_dir_read_name(dir))) {
		if (g_str_has_suffix(name, ".json") && !is_known(name))
			g_test_message("not in the table: %s", name);
		g_assert_true(!g_str_has_suffix(name, ".json") ||
		              is_known(name));
	}
	g_dir_close(dir);
}

/* The ruler itself. */
static void test_ruler(void)
{
	static const struct {
		const char *theirs, *ours, *difference;
	} pairs[] = {
		{ "{\"a\":1}", "{\"a\":2}", NULL },
		{ "{\"a\":1}", "{\"a\":null}", NULL },
		{ "{\"a\":1}", "{\"a\":\"1\"}",
		  "/a: theirs is number, ours text" },
		{ "{\"a\":[]}", "{\"a\":{}}",
		  "/a: theirs is list, ours object" },
		{ "{\"a\":1}", "{}", "/a: theirs is number, ours not there" },
		{ "{}", "{\"a\":1}", "/a: theirs is not there, ours number" },
		{ "[[1]]", "[[]]", "/0: theirs is full, ours empty" },
		{ "[1,\"x\"]", "[1]", "/1: theirs is text, ours number" },
		{ "[1]", "[1,\"x\"]", "/1: theirs is number, ours text" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autoptr(cJSON) theirs = cJSON_Parse(pairs[i].theirs);
		g_autoptr(cJSON) ours = cJSON_Parse(pairs[i].ours);
		g_autofree char *found =
			shape_differs(theirs, ours, NULL, NULL);

		g_assert_cmpstr(found, ==, pairs[i].difference);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (const struct real *row = real_rows; row->file; row++) {
		g_autofree char *path =
			g_strconcat("/portal/real/", row->file, NULL);
		g_test_add_data_func(path, row, test_row);
	}
	g_test_add_func("/portal/real/values", test_values);
	g_test_add_func("/portal/real/all of them", test_all);
	g_test_add_func("/portal/real/ruler", test_ruler);
	return g_test_run();
}
