/* Contact information as 1C packs it into a text: three spellings, and what
 * somebody may put there instead. */
#include "xml/contact_info.h"

#include "core/phone.h"

#include <string.h>

#define SSL "http://www.v8.1c.ru/ssl/contactinfo"
#define XSI "http://www.w3.org/2001/XMLSchema-instance"
#define KI(attributes, inner)                                         \
	"<КонтактнаяИнформация xmlns=\"" SSL "\" xmlns:xsi=\"" XSI    \
	"\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"" attributes \
	">" inner "</КонтактнаяИнформация>"
#define PARTS "КодСтраны=\"7\" КодГорода=\"846\" Номер=\"200-00-17\""
#define E164 "+78462000017"

/* `phones`, `mails`: joined by "|"; NULL phones: not contact information. */
static const struct row {
	const char *name, *text, *phones, *mails, *unsorted;
} rows[] = {
	{ "XML as 1C writes it",
	  KI(" Представление=\"+7 (846) 200-00-17\"",
	     "<Комментарий/><Состав xsi:type=\"НомерТелефона\" " PARTS
	     " Добавочный=\"12\"/>"),
	  "+7 (846) 200-00-17", "", NULL },
	{ "XML with a declaration of another encoding",
	  "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" KI(
		  "", "<Состав xsi:type=\"НомерТелефона\" " PARTS "/>"),
	  "+7 (846) 200-00-17", "", NULL },
	{ "XML in another namespace, with a prefix",
	  "<ci:КонтактнаяИнформация "
	  "xmlns:ci=\"http://www.v8.1c.ru/ssl/contactinfo_ru\" "
	  "xmlns:xsi=\"" XSI "\"><ci:Состав xsi:type=\"ci:НомерТелефона\" "
	  "КодСтраны=\"+7\" КодГорода=\"927\" Номер=\"0001234\"/>"
	  "</ci:КонтактнаяИнформация>",
	  "+7 (927) 0001234", "", NULL },
	{ "XML in no namespace, parts as elements",
	  "<КонтактнаяИнформация><Телефон><КодСтраны>7</КодСтраны>"
	  "<КодГорода>846</КодГорода><Номер>200-00-17</Номер>"
	  "<Добавочный>5</Добавочный></Телефон></КонтактнаяИнформация>",
	  "+7 (846) 200-00-17", "", NULL },
	{ "XML with two phones",
	  "<КонтактнаяИнформация><Телефон " PARTS "/><Телефон КодСтраны=\"7\" "
	  "КодГорода=\"927\" Номер=\"0001234\"/></КонтактнаяИнформация>",
	  "+7 (846) 200-00-17|+7 (927) 0001234", "", NULL },
	{ "XML with the whole number in one part",
	  KI(" Представление=\"8 927 000-12-34\"",
	     "<Состав xsi:type=\"НомерТелефона\" Номер=\"89270001234\" "
	     "Добавочный=\"\"/>"),
	  "89270001234", "", NULL },
	{ "XML whose parts say less than the presentation",
	  KI(" Представление=\"+7 (846) 200-00-17\"",
	     "<Состав xsi:type=\"НомерТелефона\" Номер=\"200-00-17\"/>"),
	  "+7 (846) 200-00-17", "", NULL },
	{ "XML with the presentation alone",
	  KI(" Представление=\"+7, 9270001234\"", ""), "", "",
	  "+7, 9270001234" },
	{ "XML with kind and presentation alone",
	  KI(" Представление=\"+7, 9270001234\"",
	     "<Состав xsi:type=\"НомерТелефона\"/>"),
	  "+7, 9270001234", "", NULL },
	{ "XML that is cut still has its presentation",
	  "<КонтактнаяИнформация xmlns=\"" SSL
	  "\" Представление=\"+7 (846) 200-00-17\"><Состав xsi:ty",
	  "", "", "+7 (846) 200-00-17" },
	{ "XML of a mail address",
	  KI(" Представление=\"p@example.ru\"",
	     "<Состав xsi:type=\"ЭлектроннаяПочта\" "
	     "Значение=\"p@example.ru\"/>"),
	  "", "p@example.ru", NULL },
	{ "XML of a fax",
	  KI(" Представление=\"+7 (846) 200-00-18\"",
	     "<Состав xsi:type=\"НомерФакса\" " PARTS "/>"),
	  "", "", NULL },
	{ "XML of an address",
	  KI(" Представление=\"443001, Самара г, Садовая, дом № 7\"",
	     "<Состав xsi:type=\"Адрес\" Страна=\"РОССИЯ\"><Состав "
	     "xsi:type=\"АдресРФ\"><ДопАдрЭл ТипАдрЭл=\"10100000\" "
	     "Значение=\"443001\"/><ДопАдрЭл><Номер Тип=\"1010\" "
	     "Значение=\"7\"/></ДопАдрЭл></Состав></Состав>"),
	  "", "", NULL },
	{ "XML with an entity",
	  "<КонтактнаяИнформация "
	  "Представление=\"&lt;&quot;+79270001234&quot;&gt;\"/>",
	  "", "", "<\"+79270001234\">" },
	{ "XML of something else", "<Адрес><Номер>9270001234</Номер></Адрес>",
	  NULL, NULL, NULL },
	{ "a text that begins like XML", "<не отвечает>", NULL, NULL, NULL },
	{ "a DOCTYPE",
	  "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
	  "<КонтактнаяИнформация><Телефон><Номер>&e;</Номер></Телефон>"
	  "</КонтактнаяИнформация>",
	  NULL, NULL, NULL },
	{ "an entity that nobody declared",
	  "<КонтактнаяИнформация><Телефон " PARTS "/>&e;"
	  "</КонтактнаяИнформация>",
	  "+7 (846) 200-00-17", "", NULL },

	{ "JSON as 1C writes it",
	  "{\"version\":4,\"value\":\"+7 (846) 200-00-17\",\"comment\":\"\","
	  "\"type\":\"Телефон\",\"countryCode\":\"7\",\"areaCode\":\"846\","
	  "\"number\":\"200-00-17\",\"extNumber\":\"12\"}",
	  "+7 (846) 200-00-17", "", NULL },
	{ "JSON with capitals and without a kind",
	  "{\"CountryCode\":\"8\",\"AreaCode\":\"846\",\"Number\":\"2000017\"}",
	  "8 (846) 2000017", "", NULL },
	{ "JSON with the value alone",
	  "{\"value\":\"89270001234\",\"type\":\"Телефон\"}", "89270001234", "",
	  NULL },
	{ "JSON of a mail address",
	  "{\"value\":\"p@example.ru\",\"type\":\"АдресЭлектроннойПочты\"}", "",
	  "p@example.ru", NULL },
	{ "JSON of a mail address without a kind",
	  "{\"value\":\"p@example.ru\"}", "", "p@example.ru", NULL },
	{ "JSON of an address",
	  "{\"value\":\"443001, Самара\",\"type\":\"Адрес\","
	  "\"countryCode\":\"643\",\"ZIPcode\":\"443001\"}",
	  "", "", NULL },
	{ "JSON without a kind", "{\"value\":\"9270001234\"}", "", "",
	  "9270001234" },
	{ "JSON of other types of values",
	  "{\"value\":[1],\"number\":{\"a\":2},\"type\":5}", NULL, NULL, NULL },
	{ "JSON of something else", "{\"a\":\"9270001234\"}", NULL, NULL,
	  NULL },
	{ "JSON that is cut", "{\"value\":\"9270001234\"", NULL, NULL, NULL },

	{ "lines as old bases have them",
	  "КодСтраны=7\nКодГорода=846\nНомерТелефона=200-00-17\n"
	  "Добавочный=12\nКомментарий=",
	  "+7 (846) 200-00-17", "", NULL },
	{ "lines with carriage returns and blanks",
	  "КодСтраны= +7\r\nКодГорода=846 \r\nНомер=2000017\r\n",
	  "+7 (846) 2000017", "", NULL },
	{ "lines without a number",
	  "Представление=8 927 000-12-34\nКодСтраны=\nКодГорода=\n",
	  "8 927 000-12-34", "", NULL },
	{ "lines of something else", "Номер=9270001234\nЦех=5", NULL, NULL,
	  NULL },

	{ "a plain number", "+7 927 000-12-34", NULL, NULL, NULL },
	{ "nothing", "", NULL, NULL, NULL },
	{ "blanks", " \r\n\t", NULL, NULL, NULL },
	{ "blanks before", "\r\n {\"value\":\"1\",\"type\":\"Телефон\"}", "1",
	  "", NULL },
};

static char *join(const GPtrArray *list)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(text, "%s%s", i ? "|" : "",
		                       (char *)list->pdata[i]);
	return g_string_free(text, FALSE);
}

static void test_row(gconstpointer data)
{
	struct contact_reader *reader = contact_reader_new();
	const struct row *row = data;
	g_autofree char *phones = NULL, *mails = NULL;
	struct contact_info info;

	g_assert_cmpint(contact_info_read(reader, &info, row->text), ==,
	                row->phones != NULL);
	if (!row->phones) {
		contact_reader_free(reader);
		return;
	}
	phones = join(info.phones);
	mails = join(info.mails);
	g_assert_cmpstr(phones, ==, row->phones);
	g_assert_cmpstr(mails, ==, row->mails);
	g_assert_cmpstr(info.unsorted, ==, row->unsorted);
	contact_info_clear(&info);
	g_assert_null(info.phones);
	contact_reader_free(reader);
}

/* What is put together here is what core/phone.h reads. */
static void test_numbers(void)
{
	struct contact_reader *reader = contact_reader_new();
	static const char *const texts[] = {
		KI("", "<Состав xsi:type=\"НомерТелефона\" " PARTS
		       " Добавочный=\"123\"/>"),
		"{\"type\":\"Телефон\",\"countryCode\":\"7\","
		"\"areaCode\":\"846\",\"number\":\"2000017\"}",
		"КодСтраны=8\nКодГорода=846\nНомерТелефона=200 00 17",
		"КодСтраны=\nКодГорода=(846)\nНомерТелефона=200-00-17",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) numbers =
			g_ptr_array_new_with_free_func(g_free);
		struct contact_info info;

		g_assert_true(contact_info_read(reader, &info, texts[i]));
		g_assert_cmpuint(info.phones->len, ==, 1);
		phone_read(info.phones->pdata[0], NULL, NULL, numbers, NULL);
		g_assert_cmpuint(numbers->len, ==, 1);
		g_assert_cmpstr(numbers->pdata[0], ==, E164);
		contact_info_clear(&info);
	}
	contact_reader_free(reader);
}

static void test_kinds(void)
{
	static const struct {
		const char *word;
		enum contact_kind kind;
	} kinds[] = {
		{ NULL, CONTACT_UNSAID },
		{ "", CONTACT_UNSAID },
		{ "Телефон", CONTACT_PHONE },
		{ "ТелефонРабочий", CONTACT_PHONE },
		{ "Мобильный", CONTACT_PHONE },
		{ "ПользовательскаяКИТелефон", CONTACT_PHONE },
		{ "АдресЭлектроннойПочты", CONTACT_MAIL },
		{ "Электронная почта", CONTACT_MAIL },
		{ "E-mail", CONTACT_MAIL },
		{ "ПочтовыйАдрес", CONTACT_OTHER },
		{ "Факс", CONTACT_OTHER },
		{ "Skype", CONTACT_OTHER },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		g_assert_cmpint(contact_kind_of(kinds[i].word), ==,
		                kinds[i].kind);
}

/* ---- what nobody writes by accident ---- */

static char *repeat(const char *head, const char *part, guint count,
                    const char *tail)
{
	GString *text = g_string_new(head);

	for (guint i = 0; i < count; i++)
		g_string_append(text, part);
	g_string_append(text, tail);
	return g_string_free(text, FALSE);
}

static void test_hostile(void)
{
	struct contact_reader *reader = contact_reader_new();
	g_autofree char *deep =
		repeat("<КонтактнаяИнформация>", "<Состав>", 3000, "");
	g_autofree char *many = repeat("<КонтактнаяИнформация>",
	                               "<Телефон Номер=\"9270001234\"/>", 1000,
	                               "</КонтактнаяИнформация>");
	g_autofree char *nested = repeat("{\"value\":", "[", 30000, "");
	g_autofree char *large = repeat("{\"value\":\"", "9", 70000, "\"}");
	g_autofree char *start =
		repeat("<КонтактнаяИнформация>", "<Состав>", 20, "");
	g_autoptr(GString) far = g_string_new(start);
	struct contact_info info;

	g_assert_true(contact_info_read(reader, &info, deep));
	g_assert_cmpuint(info.phones->len, ==, 0);
	contact_info_clear(&info);
	g_string_append(far, "<Телефон Номер=\"9270001234\"/>");
	g_assert_true(contact_info_read(reader, &info, far->str));
	g_assert_cmpuint(info.phones->len, ==, 0);
	contact_info_clear(&info);
	g_assert_true(contact_info_read(reader, &info, many));
	g_assert_cmpuint(info.phones->len, ==, 20);
	contact_info_clear(&info);
	g_assert_false(contact_info_read(reader, &info, nested));
	g_assert_false(contact_info_read(reader, &info, large));
	contact_reader_free(reader);
}

/* Good texts with bytes changed, cut out and doubled: no crash, no leak, no
 * endless list. */
static void test_damaged(void)
{
	struct contact_reader *reader = contact_reader_new();
	guint32 seed = (guint32)g_test_rand_int();

	g_test_message("seed %u", seed);
	for (guint round = 0; round < 20000; round++) {
		const struct row *row =
			&rows[g_test_rand_int_range(0, G_N_ELEMENTS(rows))];
		g_autoptr(GString) text = g_string_new(row->text);
		struct contact_info info;
		int changes = g_test_rand_int_range(1, 6);

		while (changes-- > 0 && text->len) {
			gsize at = (gsize)g_test_rand_int_range(
				0, (gint32)text->len);

			switch (g_test_rand_int_range(0, 4)) {
			case 0:
				text->str[at] =
					(char)g_test_rand_int_range(1, 256);
				break;
			case 1:
				g_string_truncate(text, at);
				break;
			case 2:
				g_string_erase(text, (gssize)at, 1);
				break;
			default:
				/* A text in a text. */
				g_string_insert(text, (gssize)at, row->text);
			}
		}
		if (!contact_info_read(reader, &info, text->str))
			continue;
		g_assert_cmpuint(info.phones->len + info.mails->len, <=, 40);
		contact_info_clear(&info);
	}
	contact_reader_free(reader);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/contact_info/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/contact_info/numbers", test_numbers);
	g_test_add_func("/contact_info/kinds", test_kinds);
	g_test_add_func("/contact_info/hostile", test_hostile);
	g_test_add_func("/contact_info/damaged", test_damaged);
	return g_test_run();
}
