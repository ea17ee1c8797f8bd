/* Archives: what is read out of them, and with what words others are refused.
 */
#include "tests/harness/reading.h"
#include "tests/harness/zipped.h"
#include "xml/zip.h"

#include <string.h>
#include <unistd.h>

#define ORDER(number)                                                                                              \
	"<ЗаказНаряд><Номер>" number "</Номер><Дата>2020-12-24</Дата>"                                \
	"<Состояние>Закрыт</Состояние><Организация>О</Организация>" \
	"<Сумма>1</Сумма><Клиент/></ЗаказНаряд>"
#define TEXT "<ЗаказНаряды>" ORDER("7") ORDER("8") "</ЗаказНаряды>\n"

#define FILE_(...)                                        \
	{                                                 \
		.name = "Message_AA_B24.xml", __VA_ARGS__ \
	}
#define ONE(...) .files = { FILE_(__VA_ARGS__) }, .archive = { .count = 1 }

static const struct row {
	const char *name;
	struct zipped_file files[2];
	struct zipped archive;
	int reading;
	const char *says; /* part of the fault; NULL: it is whole */
	guint line;
} rows[] = {
	{ "deflated", ONE(.bytes = TEXT) },
	{ "stored", ONE(.bytes = TEXT, .stored = true) },
	{ "data descriptor", ONE(.bytes = TEXT, .descriptor = true) },
	{ "stored with a data descriptor",
	  ONE(.bytes = TEXT, .stored = true, .descriptor = true) },
	{ "sizes in a ZIP64 field", ONE(.bytes = TEXT, .zip64 = true) },
	{ "ZIP64 with a descriptor",
	  ONE(.bytes = TEXT, .zip64 = true, .descriptor = true) },
	{ "ZIP64 end", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1, .zip64 = true } },
	{ "ZIP64 all over", .files = { FILE_(.bytes = TEXT, .zip64 = true) },
	  .archive = { .count = 1, .zip64 = true } },
	{ "comment", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1,
	               .comment = "PK\x05\x06 and more than an end record "
	                          "takes" } },
	{ "name that would leave a folder",
	  .files = { { .name = "../../../etc/passwd", .bytes = TEXT } },
	  .archive = { .count = 1 } },
	{ "name of a device", .files = { { .name = "C:\\CON", .bytes = TEXT } },
	  .archive = { .count = 1 } },
	{ "no name", .files = { { .name = "", .bytes = TEXT } },
	  .archive = { .count = 1 } },
	{ "name in the DOS encoding",
	  .files = { { .name = "\x8E\xA1\xAC\xA5\xAD.XML", .bytes = TEXT } },
	  .archive = { .count = 1 } },
	{ "folder before it",
	  .files = { { .name = "обмен/", .bytes = "", .stored = true },
	             { .name = "обмен/a.xml", .bytes = TEXT } },
	  .archive = { .count = 2 } },
	{ "mark of UTF-8 inside", ONE(.bytes = "\xEF\xBB\xBF" TEXT) },
	{ "windows-1251 inside",
	  ONE(.bytes = "<?xml version='1.0' encoding='windows-1251'?>"
	               "<\xC7\xE0\xEA\xE0\xE7\xCD\xE0\xF0\xFF\xE4\xFB/>") },

	{ "no file", .archive = { .count = 0 }, READING_REJECTED,
	  "нет ни одного файла" },
	{ "only a folder",
	  .files = { { .name = "a/", .bytes = "", .stored = true } },
	  .archive = { .count = 1 }, READING_REJECTED, "нет ни одного файла" },
	{ "two files",
	  .files = { { .name = "a.xml", .bytes = TEXT },
	             { .name = "\x8E\xA1.xml", .bytes = TEXT } },
	  .archive = { .count = 2 }, READING_REJECTED,
	  "несколько файлов («a.xml», «Об.xml»)" },
	{ "file that the end does not count",
	  .files = { { .name = "a.xml", .bytes = TEXT },
	             { .name = "b.xml", .bytes = TEXT } },
	  .archive = { .count = 2, .entries_off = -1 }, READING_REJECTED,
	  "оглавление не сходится" },
	{ "password", ONE(.bytes = TEXT, .flags = 1), READING_REJECTED,
	  "закрыт паролем" },
	{ "AES, as WinZip does it",
	  ONE(.bytes = TEXT, .flags = 1, .method = 99), READING_REJECTED,
	  "закрыт паролем" },
	{ "Deflate64", ONE(.bytes = TEXT, .method = 9), READING_REJECTED,
	  "способом № 9" },
	{ "LZMA", ONE(.bytes = TEXT, .method = 14), READING_REJECTED,
	  "способом № 14" },
	{ "volumes", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1, .disk = 1 }, READING_REJECTED, "на тома" },
	{ "CRC", ONE(.bytes = TEXT, .crc_off = 1), READING_REJECTED,
	  "контрольная сумма" },
	{ "CRC, stored", ONE(.bytes = TEXT, .stored = true, .crc_off = 1),
	  READING_REJECTED, "контрольная сумма" },
	{ "larger than said", ONE(.bytes = TEXT, .size_off = -1),
	  READING_REJECTED, "распаковывается больше" },
	{ "smaller than said", ONE(.bytes = TEXT, .size_off = 1),
	  READING_REJECTED, "длина файла" },
	{ "stored, of two lengths",
	  ONE(.bytes = TEXT, .stored = true, .size_off = 1), READING_REJECTED,
	  "оглавление не сходится" },
	{ "more packed than there is", ONE(.bytes = TEXT, .packed_off = 1),
	  READING_REJECTED, "оглавление не сходится" },
	{ "packed data cut short", ONE(.bytes = TEXT, .packed_off = -3),
	  READING_REJECTED, "не распаковывается" },
	{ "too large",
	  ONE(.bytes = TEXT, .zip64 = true,
	      .size_off = G_GINT64_CONSTANT(1) << 33),
	  READING_REJECTED, "занял бы 8.0 ГБ" },
	{ "too large to be true",
	  ONE(.bytes = TEXT, .zip64 = true, .size_off = G_MININT64 / 2),
	  READING_REJECTED, "не больше 4 ГБ" },
	{ "directory elsewhere", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1, .directory_off = -1 }, READING_REJECTED,
	  "оглавление не сходится" },
	{ "directory behind the end", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1, .directory_off = 1000 }, READING_REJECTED,
	  "оглавление не сходится" },
	{ "directory at no place", .files = { FILE_(.bytes = TEXT) },
	  .archive = { .count = 1, .zip64 = true, .directory_off = -200 },
	  READING_REJECTED, "оглавление не сходится" },

	{ "empty file", ONE(.bytes = "", .stored = true), READING_REJECTED,
	  "Файл в архиве пуст" },
	{ "document cut", ONE(.bytes = "<ЗаказНаряды>" ORDER("7")),
	  READING_REJECTED, "Файл в архиве обрывается на байте" },
	{ "NULs", ONE(.bytes = TEXT "\0\0\0", .length = sizeof(TEXT) + 2),
	  READING_REJECTED, "стоят нулевые байты" },
	{ "archive in it", ONE(.bytes = "PK\x03\x04xxxxxxxxxxxxxxxxxxxxxxxxx"),
	  READING_REJECTED, "ещё один архив" },
	{ "gzip in it", ONE(.bytes = "\x1F\x8B\x08xxxxxxxxxxxxxxxxxxxxxxx"),
	  READING_REJECTED, "gzip" },
	{ "UTF-16 without a mark in it",
	  ONE(.bytes = "<\0a\0/\0>\0", .length = 8), READING_REJECTED,
	  "метки порядка байтов" },
	{ "picture", ONE(.bytes = "\xFF\xD8\xFF\xE0 not XML at all, no"),
	  READING_REJECTED, "не XML", .line = 1 },
	{ "fault has the line of the document",
	  ONE(.bytes = "<ЗаказНаряды>\n<x/></ЗаказНаряды>"), READING_REJECTED,
	  "«x»", .line = 2 },
};

static GByteArray *make(const struct row *row)
{
	struct zipped archive = row->archive;

	archive.files = row->files;
	return zipped_make(&archive);
}

static void check_hash(const struct reading_case *made, const GByteArray *zip)
{
	g_autofree char *sha256 = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, zip->data, zip->len);

	g_assert_cmpstr(made->file.sha256, ==, sha256);
	g_assert_cmpuint(made->file.size, ==, zip->len);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GByteArray) zip = make(row);
	struct reading_case made;

	reading_of_bytes(&made, (const char *)zip->data, zip->len, NULL);
	check_hash(&made, zip);
	if (!row->says) {
		for (guint i = 0; i < made.file.faults->len; i++)
			g_test_message("%s", reading_fault(&made, i)->text);
		g_assert_cmpint(made.reading, ==, READING_WHOLE);
		g_assert_cmpstr(made.file.format, ==, "orders");
		g_assert_true(made.orders->len == 2 || made.orders->len == 0);
	} else {
		const struct message *fault = reading_fault(&made, 0);

		g_test_message("%s", fault->text);
		g_assert_cmpint(made.reading, ==, row->reading);
		g_assert_nonnull(strstr(fault->text, row->says));
		g_assert_true(g_utf8_validate(fault->text, -1, NULL));
		g_assert_cmpuint(fault->line, ==, row->line);
	}
	reading_clear(&made);
}

/* Whoever is still writing an archive has not written its end. */
static void test_prefixes(void)
{
	g_autoptr(GByteArray) zip = zipped_text("a.xml", TEXT);
	struct order_reader *reader = reading_reader();

	for (guint length = 1; length < zip->len; length++) {
		struct reading_case made;

		reading_with(&made, reader, (const char *)zip->data, length,
		             NULL);
		g_assert_cmpint(made.reading, ==, READING_INCOMPLETE);
		g_assert_cmpint(reading_fault(&made, 0)->code, ==,
		                MESSAGE_INCOMPLETE);
		reading_clear(&made);
	}
	order_reader_free(reader);
}

/* As a copy by Windows looks before its end has come. */
static void test_zeros_behind(void)
{
	g_autoptr(GByteArray) zip = zipped_text("a.xml", TEXT);
	struct reading_case made;

	memset(zip->data + 100, 0, zip->len - 100);
	reading_of_bytes(&made, (const char *)zip->data, zip->len, NULL);
	g_assert_cmpint(made.reading, ==, READING_INCOMPLETE);
	reading_clear(&made);
}

static char *print_all(const struct reading_case *made)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < made->orders->len; i++) {
		g_autofree char *order = reading_print(reading_order(made, i));

		g_string_append(text, order);
	}
	return g_string_free(text, FALSE);
}

/* Whatever single byte is changed: the file is refused, or nothing changed. */
static void test_flips(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GByteArray) zip = make(row);
	struct order_reader *reader = reading_reader();
	g_autofree char *expected = NULL;
	struct reading_case made;

	reading_with(&made, reader, (const char *)zip->data, zip->len, NULL);
	expected = print_all(&made);
	g_assert_cmpstr(expected, !=, "");
	reading_clear(&made);
	for (guint i = 0; i < zip->len; i++) {
		guint8 flip = (guint8)(1 << i % 8);

		zip->data[i] ^= flip;
		reading_with(&made, reader, (const char *)zip->data, zip->len,
		             NULL);
		if (made.reading == READING_WHOLE) {
			g_autofree char *got = print_all(&made);

			g_assert_cmpstr(got, ==, expected);
		}
		reading_clear(&made);
		zip->data[i] ^= flip;
	}
	order_reader_free(reader);
}

/* 64 MB of blanks in an archive of 64 KB: read, in no memory. */
static void test_bomb(void)
{
	const gsize length = 64 * 1024 * 1024;
	g_autofree char *text = g_malloc(length);
	struct zipped_file file = { .name = "a.xml", .bytes = text };
	struct zipped archive = { .files = &file, .count = 1 };
	g_autoptr(GByteArray) zip = NULL;
	struct reading_case made;

	memset(text, ' ', length);
	memcpy(text, "<ЗаказНаряды>", strlen("<ЗаказНаряды>"));
	memcpy(text + length - strlen("</ЗаказНаряды>"), "</ЗаказНаряды>",
	       strlen("</ЗаказНаряды>"));
	file.length = length;
	zip = zipped_make(&archive);
	g_assert_cmpuint(zip->len, <, 80 * 1024);
	reading_of_bytes(&made, (const char *)zip->data, zip->len, NULL);
	g_assert_cmpint(made.reading, ==, READING_REJECTED);
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, "мегабайта"));
	check_hash(&made, zip);
	reading_clear(&made);
}

static void test_closed(void)
{
	struct zip_entry entry;
	char *why = NULL;

	g_assert_cmpint(zip_find(-1, &entry, &why), ==, ZIP_FAILED);
	g_assert_null(why);
}

static void add(const char *what, const struct row *row, GTestDataFunc function)
{
	g_autofree char *path = g_strdup_printf("/zip/%s/%s", what, row->name);

	g_test_add_data_func(path, row, function);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		add("archive", &rows[i], test_row);
	/* Deflated, stored, with a descriptor, ZIP64. */
	for (gsize i = 0; i < 8; i += i < 2 ? 1 : 2)
		add("flips", &rows[i], test_flips);
	g_test_add_func("/zip/prefixes", test_prefixes);
	g_test_add_func("/zip/zeros behind", test_zeros_behind);
	g_test_add_func("/zip/bomb", test_bomb);
	g_test_add_func("/zip/closed", test_closed);
	return g_test_run();
}
