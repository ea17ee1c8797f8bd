/* Contacts of a deal, deleting, importing. */
#include "tests/portal/probe.h"

#define ADD "crm.deal.contact.add"
#define DROP "crm.deal.contact.delete"
#define SET "crm.deal.contact.items.set"
#define LINKS "crm.deal.contact.items.get"
#define D17 "{\"id\":17}"
#define F(fields) "{\"id\":17,\"fields\":{" fields "}}"
#define I(items) "{\"id\":17,\"items\":[" items "]}"
#define L(id, sort, primary)                                      \
	"{\"CONTACT_ID\":" id ",\"SORT\":" sort ",\"ROLE_ID\":0," \
	"\"IS_PRIMARY\":\"" primary "\"}"
#define BOTH L("55", "10", "Y") "," L("56", "20", "N")
#define NO_OWNER                                                         \
	"\"The parameter \\u0027ownerEntityID\\u0027 is invalid or not " \
	"defined.\""

static const char seed[] =
	"{\"contacts\":[{\"id\":55},{\"id\":56},{\"id\":57}],"
	"\"deals\":[{\"id\":17,\"contactIds\":[55,56],\"createdTime\":"
	"\"2020-12-20T10:00:00+03:00\"},{\"id\":18},"
	"{\"id\":19,\"contactIds\":[56,55]}]}";

static const struct probe_row links[] = {
	{ "as they are", NULL, NULL, LINKS, D17, "result", "[" BOTH "]" },
	{ "none", NULL, NULL, LINKS, "{\"id\":18}", "result", "[]" },
	{ "add puts it last", ADD, F("\"CONTACT_ID\":57"), LINKS, D17, "result",
	  "[" BOTH "," L("57", "30", "N") "]" },
	{ "add with a place", ADD, F("\"CONTACT_ID\":57,\"SORT\":5"), LINKS,
	  D17, "result", "[" L("57", "5", "N") "," BOTH "]" },
	{ "add as the primary one", ADD,
	  F("\"CONTACT_ID\":57,\"IS_PRIMARY\":\"Y\""), "crm.deal.get", D17,
	  "result/CONTACT_ID", "\"57\"" },
	{ "there is one primary", ADD,
	  F("\"CONTACT_ID\":57,\"IS_PRIMARY\":\"Y\""), LINKS, D17, "result",
	  "[" L("55", "10", "N") "," L("56", "20", "N") "," L("57", "30",
	                                                      "Y") "]" },
	{ "the first is primary", ADD,
	  "{\"id\":18,\"fields\":{\"CONTACT_ID\":57}}", LINKS, "{\"id\":18}",
	  "result", "[" L("57", "10", "Y") "]" },
	{ "again is false", NULL, NULL, ADD, F("\"CONTACT_ID\":55"), "result",
	  "false" },
	{ "and changes nothing", ADD,
	  F("\"CONTACT_ID\":56,\"IS_PRIMARY\":\"Y\""), LINKS, D17, "result",
	  "[" BOTH "]" },
	{ "a new one is a change", NULL, NULL, ADD, F("\"CONTACT_ID\":57"),
	  "state/deals/0/updatedTime", "\"2020-12-26T12:00:00+03:00\"" },
	{ "drop", DROP, F("\"CONTACT_ID\":56"), LINKS, D17, "result",
	  "[" L("55", "10", "Y") "]" },
	{ "drop is true", NULL, NULL, DROP, F("\"CONTACT_ID\":56"), "result",
	  "true" },
	{ "drop what is not there", NULL, NULL, DROP, F("\"CONTACT_ID\":57"),
	  "result", "false" },
	{ "without the primary one the first is", DROP, F("\"CONTACT_ID\":55"),
	  LINKS, D17, "result", "[" L("56", "20", "Y") "]" },
	{ "set", SET,
	  I("{\"CONTACT_ID\":57,\"SORT\":200},{\"CONTACT_ID\":55,\"SORT\":"
	    "100,\"IS_PRIMARY\":\"Y\"}"),
	  LINKS, D17, "result",
	  "[" L("55", "100", "Y") "," L("57", "200", "N") "]" },
	{ "set without places", SET,
	  I("{\"CONTACT_ID\":57},{\"CONTACT_ID\":56}"), LINKS, D17, "result",
	  "[" L("57", "10", "Y") "," L("56", "20", "N") "]" },
	{ "set with two primaries", SET,
	  I("{\"CONTACT_ID\":57},{\"CONTACT_ID\":56,\"IS_PRIMARY\":\"Y\"},"
	    "{\"CONTACT_ID\":55,\"IS_PRIMARY\":\"Y\"}"),
	  LINKS, D17, "result",
	  "[" L("57", "10", "N") "," L("56", "20", "Y") "," L("55", "30",
	                                                      "N") "]" },
	{ "set one twice", SET,
	  I("{\"CONTACT_ID\":57,\"SORT\":5},{\"CONTACT_ID\":57}"), LINKS, D17,
	  "result", "[" L("57", "5", "Y") "]" },
	{ "set one that is not there", SET,
	  I("{\"CONTACT_ID\":99,\"IS_PRIMARY\":\"Y\"},{\"CONTACT_ID\":57}"),
	  LINKS, D17, "result", "[" L("57", "20", "Y") "]" },
	{ "set in items", SET, I("{\"CONTACT_ID\":57},{\"CONTACT_ID\":56}"),
	  "crm.item.get", "{\"entityTypeId\":2,\"id\":17}",
	  "result/item/contactIds", "[57,56]" },
	{ "set nothing", NULL, NULL, SET, I(""), "state/deals/0/contactIds",
	  "(none)" },
	{ "delete all", NULL, NULL, "crm.deal.contact.items.delete", D17,
	  "state/deals/0/contactIds", "(none)" },
	{ "fields", NULL, NULL, "crm.deal.contact.fields", "{}",
	  "result/CONTACT_ID/isRequired", "true" },
	{ "no id", NULL, NULL, ADD, "{}", "error_description", NO_OWNER },
	{ "no id of items", NULL, NULL, LINKS, "{\"id\":0}",
	  "error_description",
	  "\"The parameter ownerEntityID is invalid or not defined.\"" },
	{ "no fields to add", NULL, NULL, ADD, D17, "error_description",
	  "\"The parameter \\u0027fields\\u0027 must be array.\"" },
	{ "none to drop", NULL, NULL, DROP, D17, "error_description",
	  "\"The parameter \\u0027item\\u0027 must be array.\"" },
	{ "no items", NULL, NULL, SET, D17, "error_description",
	  "\"The parameter items must be array.\"" },
	{ "no contact", NULL, NULL, ADD, F("\"SORT\":1"), "error_description",
	  "\"The parameter \\u0027fields\\u0027 is not valid.\"" },
	{ "no deal", NULL, NULL, SET, "{\"id\":9,\"items\":[]}",
	  "error_description", "\"Not found.\"" },
	{ "no deal to empty", NULL, NULL, "crm.deal.contact.items.delete",
	  "{\"id\":9}", "error_description", "\"Not found\"" },
	{ .name = NULL },
};

static const struct probe_row deletes[] = {
	{ "a deal", NULL, NULL, "crm.deal.delete", D17, "result", "true" },
	{ "it is gone", "crm.deal.delete", D17, "crm.deal.get", D17,
	  "error_description", "\"Not found\"" },
	{ "no deal", NULL, NULL, "crm.deal.delete", "{\"id\":9}",
	  "error_description", "\"Not found\"" },
	{ "no id", NULL, NULL, "crm.deal.delete", "{}", "error_description",
	  "\"ID is not defined or invalid.\"" },
	{ "its number is not used again", "crm.deal.delete", "{\"id\":19}",
	  "crm.deal.add", "{}", "result", "20" },
	{ "a contact", NULL, NULL, "crm.contact.delete", "{\"id\":55}",
	  "result", "true" },
	{ "its deals forget it", NULL, NULL, "crm.contact.delete",
	  "{\"id\":55}", "state/deals/0/contactIds", "[56]" },
	{ "all of them", NULL, NULL, "crm.contact.delete", "{\"id\":55}",
	  "state/deals/2/contactIds", "[56]" },
	{ "and have another primary one", "crm.contact.delete", "{\"id\":55}",
	  "crm.deal.get", D17, "result/CONTACT_ID", "\"56\"" },
	{ "no contact", NULL, NULL, "crm.contact.delete", "{\"id\":9}", "error",
	  "\"ERROR_CORE\"" },
	{ "an item", NULL, NULL, "crm.item.delete",
	  "{\"entityTypeId\":2,\"id\":17}", "result", "[]" },
	{ "it is gone, too", "crm.item.delete",
	  "{\"entityTypeId\":2,\"id\":17}", "crm.deal.get", D17, "status",
	  "400" },
	{ "a contact as an item", NULL, NULL, "crm.item.delete",
	  "{\"entityTypeId\":3,\"id\":55}", "state/deals/0/contactIds",
	  "[56]" },
	{ "no item", NULL, NULL, "crm.item.delete",
	  "{\"entityTypeId\":2,\"id\":9}", "error", "\"NOT_FOUND\"" },
	{ "of no type", NULL, NULL, "crm.item.delete",
	  "{\"entityTypeId\":31,\"id\":9}", "error", "\"NOT_FOUND\"" },
	{ .name = NULL },
};

#define IMPORT "crm.item.import"
#define NEW(fields) "{\"entityTypeId\":2,\"fields\":{" fields "}}"
#define BAD "\"CRM_FIELD_ERROR_VALUE_NOT_VALID\""

static const struct probe_row imports[] = {
	{ "answers an id only", NULL, NULL, IMPORT, NEW("\"title\":\"A\""),
	  "result", "{\"item\":{\"id\":18}}" },
	{ "keeps when it was made", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-22T10:00:00+03:00\""),
	  "state/deals/1/createdTime", "\"2020-12-22T10:00:00+03:00\"" },
	{ "and moved", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-22T10:00:00+03:00\",\"movedTime\":"
	      "\"2020-12-23T10:00:00+03:00\""),
	  "state/deals/1/movedTime", "\"2020-12-23T10:00:00+03:00\"" },
	{ "and by whom", NULL, NULL, IMPORT, NEW("\"createdBy\":7"),
	  "state/deals/1/createdBy", "7" },
	{ "not before the last one", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-19T10:00:00+03:00\""), "error", BAD },
	{ "not ahead", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-27T10:00:00+03:00\""), "error", BAD },
	{ "not changed before made", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-22T10:00:00+03:00\",\"updatedTime\""
	      ":\"2020-12-21T10:00:00+03:00\""),
	  "error_description",
	  "\"Неверное значение поля \\u0022UPDATED_TIME\\u0022\"" },
	{ "not moved after changed", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-22T10:00:00+03:00\",\"updatedTime\""
	      ":\"2020-12-23T10:00:00+03:00\",\"movedTime\":"
	      "\"2020-12-24T10:00:00+03:00\""),
	  "error_description",
	  "\"Неверное значение поля \\u0022MOVED_TIME\\u0022\"" },
	{ "what fails makes nothing", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-19T10:00:00+03:00\""), "state/deals/1",
	  "(none)" },
	{ "no fields", NULL, NULL, IMPORT, "{\"entityTypeId\":2}", "error",
	  "100" },
	{ "a contact's phones in capitals", NULL, NULL, IMPORT,
	  "{\"entityTypeId\":3,\"fields\":{\"name\":\"A\",\"PHONE\":[{"
	  "\"VALUE\":\"+79\",\"VALUE_TYPE\":\"WORK\"}]}}",
	  "state/contacts/1/fm/0/value", "\"+79\"" },
	{ "several", NULL, NULL, "crm.item.batchImport",
	  "{\"entityTypeId\":2,\"data\":[{\"title\":\"A\"},{\"currencyId\":"
	  "\"XXX\"},{\"title\":\"C\"}]}",
	  "result",
	  "{\"items\":[{\"item\":{\"id\":18}},{\"error\":" BAD ","
	  "\"error_description\":\"Неверное значение поля "
	  "\\u0022CURRENCY_ID\\u0022\"},{\"item\":{\"id\":19}}]}" },
	{ "too many", NULL, NULL, "crm.item.batchImport",
	  "{\"entityTypeId\":2,\"data\":[[],[],[],[],[],[],[],[],[],[],[],[],"
	  "[],[],[],[],[],[],[],[],[]]}",
	  "error", "\"MAX_IMPORT_BATCH_SIZE_EXCEEDED\"" },
	{ "a contact of the old method", NULL, NULL, "crm.contact.add",
	  "{\"fields\":{\"NAME\":\"A\",\"DATE_CREATE\":"
	  "\"2020-12-22T10:00:00+03:00\"},\"params\":{\"IMPORT\":\"Y\"}}",
	  "state/contacts/1/createdTime", "\"2020-12-22T10:00:00+03:00\"" },
	{ "not without its flag", NULL, NULL, "crm.contact.add",
	  "{\"fields\":{\"NAME\":\"A\",\"DATE_CREATE\":"
	  "\"2020-12-22T10:00:00+03:00\"}}",
	  "state/contacts/1/createdTime", "\"2020-12-26T12:00:00+03:00\"" },
	{ .name = NULL },
};

static const char past[] =
	"{\"contacts\":[{\"id\":55,\"createdTime\":"
	"\"2020-12-20T10:00:00+03:00\"}],\"deals\":[{\"id\":17,"
	"\"createdTime\":\"2020-12-20T10:00:00+03:00\"}]}";
static const char clerk[] = "{\"settings\":{\"admin\":false}}";

static const struct probe_row by_clerk[] = {
	{ "a past is for administrators", NULL, NULL, IMPORT,
	  NEW("\"createdTime\":\"2020-12-22T10:00:00+03:00\""), "error", BAD },
	{ "the rest is not", NULL, NULL, IMPORT, NEW("\"title\":\"A\""),
	  "status", "200" },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add("portal/links", seed, links);
	probe_add("portal/delete", seed, deletes);
	probe_add("portal/import", past, imports);
	probe_add("portal/import/clerk", clerk, by_clerk);
	return g_test_run();
}
