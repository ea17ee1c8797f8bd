/* Pages of both families, and what lists leave out. */
#include "tests/portal/probe.h"

static const char shy[] =
	"{\"contacts\":[{\"id\":5,\"phones\":[\"+79270001234\"]},"
	"{\"id\":6,\"categoryId\":3,\"phones\":[\"+79270001234\"]},"
	"{\"id\":7,\"denied\":true,\"phones\":[\"+79270001234\"]}],"
	"\"deals\":[{\"id\":1,\"denied\":true},{\"id\":2}]}";

static const struct probe_row hidden[] = {
	{ "contacts of category 0 only", NULL, NULL, "crm.contact.list",
	  "{\"select\":[\"ID\"]}", "result", "[{\"ID\":\"5\"}]" },
	{ "the total, too", NULL, NULL, "crm.contact.list", "{}", "total",
	  "1" },
	{ "without a count", NULL, NULL, "crm.contact.list",
	  "{\"select\":[\"ID\"],\"start\":-1}", "result", "[{\"ID\":\"5\"}]" },
	{ "nor by its id", NULL, NULL, "crm.contact.get", "{\"id\":6}",
	  "error_description", "\"Not found\"" },
	{ "the items have it", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":3,\"select\":[\"id\"]}", "result/items",
	  "[{\"id\":5},{\"id\":6}]" },
	{ "the duplicate index has all", NULL, NULL, "crm.duplicate.findbycomm",
	  "{\"type\":\"PHONE\",\"values\":[\"+79270001234\"]}", "result",
	  "{\"CONTACT\":[5,6,7]}" },
	{ "a deal that may not be seen", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"select\":[\"id\"]}", "result/items",
	  "[{\"id\":2}]" },
	{ "nor got", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":1}", "error", "\"ACCESS_DENIED\"" },
	{ "nor written", NULL, NULL, "crm.deal.update",
	  "{\"id\":1,\"fields\":{}}", "error_description",
	  "\"Access denied.\"" },
	{ .name = NULL },
};

static const struct probe_row pages[] = {
	{ "50 a page", NULL, NULL, "crm.item.list", "{\"entityTypeId\":2}",
	  "next", "50" },
	{ "total", NULL, NULL, "crm.item.list", "{\"entityTypeId\":2}", "total",
	  "120" },
	{ "the last page has no next", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":100}", "next", "(none)" },
	{ "item start is rounded down", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":75}", "result/items/0/id", "51" },
	{ "item page past the end is empty", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":500}", "result/items", "[]" },
	{ "item start -1 has no total", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":-1}", "total", "(none)" },
	{ "item start -1 has no next", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":\"-1\"}", "next", "(none)" },
	{ "keyset", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":-1,\"order\":{\"id\":\"ASC\"},"
	  "\"filter\":{\">id\":100},\"select\":[\"id\"]}",
	  "result/items/0/id", "101" },
	{ "keyset stops at a page", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":-1,\"filter\":{\">id\":10},"
	  "\"select\":[\"id\"]}",
	  "result/items/50", "(none)" },
	{ "descending keyset", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"start\":-1,\"order\":{\"id\":\"DESC\"},"
	  "\"select\":[\"id\"]}",
	  "result/items/0/id", "120" },
	{ "legacy start is rounded down", NULL, NULL, "crm.deal.list",
	  "{\"start\":75}", "result/0/ID", "\"51\"" },
	{ "legacy page past the end is the first", NULL, NULL, "crm.deal.list",
	  "{\"start\":500}", "result/0/ID", "\"1\"" },
	{ "legacy start -1 has total 0", NULL, NULL, "crm.deal.list",
	  "{\"start\":-1}", "total", "0" },
	{ "legacy start -1 has no next", NULL, NULL, "crm.deal.list",
	  "{\"start\":-1}", "next", "(none)" },
	{ "START in capitals is not read", NULL, NULL, "crm.deal.list",
	  "{\"START\":50}", "result/0/ID", "\"1\"" },
	{ "legacy next", NULL, NULL, "crm.deal.list", "{\"start\":50}", "next",
	  "100" },
	{ .name = NULL },
};

static char *many_deals(void)
{
	GString *text = g_string_new("{\"deals\":[");

	for (int i = 1; i <= 120; i++)
		g_string_append_printf(text, "%s{\"id\":%d}", i > 1 ? "," : "",
		                       i);
	g_string_append(text, "]}");
	return g_string_free(text, FALSE);
}

int main(int argc, char **argv)
{
	g_autofree char *many = many_deals();

	g_test_init(&argc, &argv, NULL);
	probe_add("page", many, pages);
	probe_add("page/hidden", shy, hidden);
	return g_test_run();
}
