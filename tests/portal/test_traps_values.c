/* Traps around values: phones, user fields, texts, time, limits. */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"

#include <string.h>

#define GROUP "portal/traps"
#define FIND "crm.duplicate.findbycomm"
#define ASK(values) "{\"type\":\"PHONE\",\"values\":[" values "]}"
#define TOUCH(phones) "{\"id\":55,\"fields\":{\"PHONE\":[" phones "]}}"
#define BOTH "state/contacts/1/fm"
#define OLD                                                              \
	"{\"id\":5,\"typeId\":\"PHONE\",\"value\":\"+7 927 000-12-34\"," \
	"\"valueType\":\"WORK\"}"

static const char seed[] =
	"{\"dealFields\":[{\"name\":\"UF_CRM_ID_1C\",\"label\":\"id_1C\"},"
	"{\"name\":\"UF_CRM_N\"},{\"name\":\"UF_CRM_MY_FIELD\"},"
	"{\"name\":\"UF_CRM_1721244707107\"},{\"name\":\"UF_CRM_2_163\"},"
	"{\"name\":\"UF_CRM_FLAG\",\"type\":\"boolean\"}],"
	"\"contacts\":[{\"id\":12,\"phones\":[\"89121234567\"]},"
	"{\"id\":55,\"lastName\":\"Семёнов\",\"phones\":[{\"id\":5,"
	"\"value\":\"+7 927 000-12-34\"}]},{\"id\":56,\"phones\":["
	"\"9121234567\"]},{\"id\":57,\"phones\":[\"+79121234568 доб. 12\"]},"
	"{\"id\":58}],"
	"\"deals\":[{\"id\":1,\"title\":\"Счёт <\\\"Ё\\\"/&>\","
	"\"UF_CRM_N\":\"15\",\"UF_CRM_FLAG\":\"Y\"},"
	"{\"id\":2,\"title\":\"Другой\",\"UF_CRM_N\":\"150\"}]}";

static const struct probe_row phones[] = {
	{ "35-phone-is-not-in-a-list", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":55}}", "result/0/PHONE", "(none)" },
	{ "35-the-star-is-not-enough", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":55},\"select\":[\"*\",\"UF_*\"]}",
	  "result/0/PHONE", "(none)" },
	{ "35-by-name-it-is", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":55},\"select\":[\"PHONE\"]}", "result/0/PHONE",
	  "[{\"ID\":\"5\",\"VALUE_TYPE\":\"WORK\",\"VALUE\":"
	  "\"+7 927 000-12-34\",\"TYPE_ID\":\"PHONE\"}]" },
	{ "35-of-nobody-s-there-is-no-key", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"ID\":58},\"select\":[\"ID\",\"PHONE\"]}", "result/0",
	  "{\"ID\":\"58\"}" },
	{ "36-without-an-id-it-adds", NULL, NULL, "crm.contact.update",
	  TOUCH("{\"VALUE\":\"+79\",\"VALUE_TYPE\":\"MOBILE\"}"), BOTH,
	  "[{\"id\":5,\"typeId\":\"PHONE\",\"value\":\"+7 927 000-12-34\","
	  "\"valueType\":\"WORK\"},{\"id\":8,\"typeId\":\"PHONE\",\"value\":"
	  "\"+79\",\"valueType\":\"MOBILE\"}]" },
	{ "36-an-id-alone-deletes", NULL, NULL, "crm.contact.update",
	  TOUCH("{\"ID\":5}"), BOTH, "(none)" },
	{ "36-so-does-an-empty-value", NULL, NULL, "crm.contact.update",
	  TOUCH("{\"ID\":5,\"VALUE\":\"\"}"), BOTH, "(none)" },
	{ "36-and-DELETE", NULL, NULL, "crm.contact.update",
	  TOUCH("{\"ID\":5,\"VALUE\":\"+79\",\"DELETE\":\"Y\"}"), BOTH,
	  "(none)" },
	{ "36-an-empty-list-changes-nothing", NULL, NULL, "crm.contact.update",
	  TOUCH(""), BOTH, "[" OLD "]" },
	{ "37-a-filter-takes-the-stored-text", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"PHONE\":\"+7 927 000-12-34\"}}", "total", "1" },
	{ "37-not-the-number", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"PHONE\":\"+79270001234\"}}", "total", "0" },
	{ "37-with-a-prefix-all-rows-come", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"=PHONE\":\"+79270001234\"}}", "total", "5" },
	{ "37-of-an-array-the-first-value-counts", NULL, NULL,
	  "crm.contact.list",
	  "{\"filter\":{\"PHONE\":[\"x\",\"+7 927 000-12-34\"]}}", "total",
	  "0" },
	{ "38-8-is-7", NULL, NULL, FIND, ASK("\"+7 (912) 123-45-67\""),
	  "result", "{\"CONTACT\":[12]}" },
	{ "38-7-is-8", NULL, NULL, FIND, ASK("\"79121234567\""), "result",
	  "{\"CONTACT\":[12]}" },
	{ "38-ten-digits-are-another-number", NULL, NULL, FIND,
	  ASK("\"912 123-45-67\""), "result", "{\"CONTACT\":[56]}" },
	{ "39-the-answer-is-not-per-value", NULL, NULL, FIND,
	  ASK("\"89121234567\",\"79270001234\",\"89121234567\""), "result",
	  "{\"CONTACT\":[12,55]}" },
	{ "39-a-number-is-no-value", NULL, NULL, FIND, ASK("79121234567"),
	  "result", "[]" },
	{ "68-an-extension-in-letters-spoils-the-number", NULL, NULL, FIND,
	  ASK("\"+79121234568\""), "result", "[]" },
	{ "68-it-is-part-of-it", NULL, NULL, FIND, ASK("\"7912123456812\""),
	  "result", "{\"CONTACT\":[57]}" },
	{ .name = NULL },
};

static const struct probe_row fields[] = {
	{ "42-the-title-of-a-user-field-is-its-code", NULL, NULL,
	  "crm.deal.fields", "{}", "result/UF_CRM_ID_1C/title",
	  "\"UF_CRM_ID_1C\"" },
	{ "42-the-label-is-elsewhere", NULL, NULL, "crm.deal.fields", "{}",
	  "result/UF_CRM_ID_1C/listLabel", "\"id_1C\"" },
	{ "42-userfield.list-needs-LANG", NULL, NULL, "crm.deal.userfield.list",
	  "{}", "result/0/EDIT_FORM_LABEL", "(none)" },
	{ "42-with-it-the-label-is-there", NULL, NULL,
	  "crm.deal.userfield.list", "{\"filter\":{\"LANG\":\"ru\"}}",
	  "result/0/EDIT_FORM_LABEL", "\"id_1C\"" },
	{ "43-digits-and-letters-keep-their-spelling", NULL, NULL,
	  "crm.item.fields", "{\"entityTypeId\":2}",
	  "result/fields/ufCrm_ID_1C/upperName", "\"UF_CRM_ID_1C\"" },
	{ "43-letters-do-not", NULL, NULL, "crm.item.fields",
	  "{\"entityTypeId\":2}", "result/fields/ufCrmMyField/upperName",
	  "\"UF_CRM_MY_FIELD\"" },
	{ "43-digits-alone-do", NULL, NULL, "crm.item.fields",
	  "{\"entityTypeId\":2}", "result/fields/ufCrm_1721244707107/type",
	  "\"string\"" },
	{ "43-a-number-in-front-takes-no-line", NULL, NULL, "crm.item.fields",
	  "{\"entityTypeId\":2}", "result/fields/ufCrm2_163/type",
	  "\"string\"" },
	{ "44-useOriginalUfNames-is-Y", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":1,\"useOriginalUfNames\":\"Y\"}",
	  "result/item/UF_CRM_N", "\"15\"" },
	{ "44-and-not-true", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":1,\"useOriginalUfNames\":true}",
	  "result/item/UF_CRM_N", "(none)" },
	{ "44-nor-y", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":1,\"useOriginalUfNames\":\"y\"}",
	  "result/item/UF_CRM_N", "(none)" },
	{ "44-with-select-only-user-fields-are-left", NULL, NULL,
	  "crm.item.list",
	  "{\"entityTypeId\":2,\"useOriginalUfNames\":\"Y\",\"select\":"
	  "[\"id\",\"UF_CRM_N\"]}",
	  "result/items", "[{\"UF_CRM_N\":\"15\"},{\"UF_CRM_N\":\"150\"}]" },
	{ "44-or-nothing", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"useOriginalUfNames\":\"Y\",\"select\":"
	  "[\"id\"]}",
	  "result/items", "[[],[]]" },
	{ "45-a-boolean-reads-Y", NULL, NULL, "crm.item.get",
	  "{\"entityTypeId\":2,\"id\":1}", "result/item/ufCrmFlag", "\"Y\"" },
	{ "45-and-is-filtered-by-1", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"ufCrmFlag\":1}}", "total", "1" },
	{ "45-by-Y-the-others-come", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"ufCrmFlag\":\"Y\"},\"select\":"
	  "[\"id\"]}",
	  "result/items", "[{\"id\":2}]" },
	{ "59-a-bare-key-searches-for-a-part", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"UF_CRM_N\":\"15\"}}", "total", "2" },
	{ "59-with-a-sign-for-the-whole", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"=UF_CRM_N\":\"15\"}}", "total", "1" },
	{ "59-not-in-crm.item.list", NULL, NULL, "crm.item.list",
	  "{\"entityTypeId\":2,\"filter\":{\"ufCrmN\":\"15\"}}", "total", "1" },
	{ "60-an-empty-list-drops-the-condition", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"@ID\":[]}}", "total", "2" },
	{ "60-and-is-counted", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"@ID\":[]}}", "journal/dropped_filters", "1" },
	{ "61-a-raw-equals-in-a-key-destroys-the-filter", NULL, NULL, "batch",
	  "{\"cmd\":{\"a\":\"crm.deal.list?filter[=ID]=1\"}}",
	  "result/result_total/a", "2" },
	{ "61-encoded-it-filters", NULL, NULL, "batch",
	  "{\"cmd\":{\"a\":\"crm.deal.list?filter[%3DID]=1\"}}",
	  "result/result_total/a", "1" },
	{ "62-user-fields-come-when-selected", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"ID\":1},\"select\":[\"*\"]}", "result/0/UF_CRM_N",
	  "(none)" },
	{ "62-only", NULL, NULL, "crm.deal.list",
	  "{\"filter\":{\"ID\":1},\"select\":[\"UF_CRM_N\"]}", "result/0",
	  "{\"UF_CRM_N\":\"15\"}" },
	{ "66-a-contact-without-a-name-gets-one", NULL, NULL, "crm.contact.add",
	  "{}", "state/contacts/5/lastName", "\"Контакт #59\"" },
	{ "67-filters-know-no-case-and-no-ё", NULL, NULL, "crm.contact.list",
	  "{\"filter\":{\"=LAST_NAME\":\"СЕМЕНОВ\"}}", "total", "1" },
	{ .name = NULL },
};

/* Of 21 values the last is not looked for. */
static void test_many_values(void)
{
	struct portal *portal = probe_portal(seed);
	g_autoptr(GString) text = g_string_new("{\"type\":\"PHONE\","
	                                       "\"values\":[");

	for (int i = 0; i < 20; i++)
		g_string_append_printf(text, "\"+7000000000%d\",", i);
	g_string_append(text, "\"+79270001234\"]}");
	probe_expect(portal, FIND, text->str, "result", "[]");
	portal_free(portal);
}

/* Whoever has 20 hides those that come later: LEAD, CONTACT, COMPANY. */
static void test_hidden_kinds(void)
{
	g_autoptr(GString) text = g_string_new("{\"leads\":[");

	for (int i = 1; i <= 20; i++)
		g_string_append_printf(text,
		                       "%s{\"id\":%d,\"phones\":[\"+79990000000"
		                       "\"]}",
		                       i > 1 ? "," : "", i);
	g_string_append(text, "],\"contacts\":[{\"id\":3,\"phones\":[\"8999000"
	                      "0000\"]}],\"companies\":[{\"id\":4,\"phones\":["
	                      "\"79990000000\",\"+7111\"]}]}");
	struct portal *portal = probe_portal(text->str);
	probe_expect(portal, FIND, ASK("\"+79990000000\""), "result/CONTACT",
	             "(none)");
	probe_expect(portal, FIND, ASK("\"+79990000000\""), "result/LEAD/19",
	             "20");
	probe_expect(portal, FIND, ASK("\"+7111\""), "result",
	             "{\"COMPANY\":[4]}");
	probe_expect(portal, FIND,
	             "{\"type\":\"PHONE\",\"entity_type\":\"CONTACT\","
	             "\"values\":[\"+79990000000\"]}",
	             "result", "{\"CONTACT\":[3]}");
	portal_free(portal);
}

/* The bytes, for whoever compares them. */
static void test_escapes(void)
{
	struct portal *portal = probe_portal(seed);
	g_autofree char *body =
		probe_raw(portal, "crm.deal.list",
	                  "{\"filter\":{\"ID\":1},\"select\":[\"TITLE\"]}");

	g_assert_nonnull(strstr(body, "\"TITLE\":\"Счёт \\u003C\\u0022Ё"
	                              "\\u0022\\/\\u0026\\u003E\""));
	portal_free(portal);
}

static void test_language(void)
{
	struct portal *russian = probe_portal(seed);
	struct portal *english =
		probe_portal("{\"settings\":{\"language\":\"en\"}}");
	static const char lost[] = "{\"entityTypeId\":2,\"id\":9}";

	probe_expect(russian, "crm.item.get", lost, "error_description",
	             "\"Элемент не найден\"");
	probe_expect(english, "crm.item.get", lost, "error_description",
	             "\"Element not found\"");
	probe_expect(english, "crm.item.get", lost, "error", "\"NOT_FOUND\"");
	probe_expect(english, "crm.item.add",
	             "{\"entityTypeId\":2,\"fields\":{}}", "result/item/title",
	             "\"Deal #1\"");
	portal_free(russian);
	portal_free(english);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add(GROUP, seed, phones);
	probe_add(GROUP, seed, fields);
	g_test_add_func("/" GROUP "/39-more-than-20-values-are-cut",
	                test_many_values);
	g_test_add_func("/" GROUP "/39-20-hits-hide-the-later-kinds",
	                test_hidden_kinds);
	g_test_add_func("/" GROUP "/51-descriptions-are-localised",
	                test_language);
	g_test_add_func("/" GROUP "/53-output-is-escaped", test_escapes);
	return g_test_run();
}
