/* Records: what is put aside comes back, wherever windows end. */
#include "xml/records.h"

#include <string.h>
#include <unistd.h>

static void test_items(void)
{
	g_autoptr(GByteArray) record = g_byte_array_new();
	struct record_item item;
	gsize at = 0;

	record_text(record, 1, "Петров");
	record_number(record, 2, 4000000000U);
	record_text(record, 3, "");
	g_assert_true(record_next(record->data, record->len, &at, &item));
	g_assert_cmpuint(item.field, ==, 1);
	g_assert_true(item.is_text);
	g_assert_cmpuint(item.length, ==, strlen("Петров"));
	g_assert_true(memcmp(item.text, "Петров", strlen("Петров")) == 0);
	g_assert_true(record_next(record->data, record->len, &at, &item));
	g_assert_cmpuint(item.field, ==, 2);
	g_assert_false(item.is_text);
	g_assert_cmpuint(item.number, ==, 4000000000U);
	g_assert_true(record_next(record->data, record->len, &at, &item));
	g_assert_true(item.is_text);
	g_assert_cmpuint(item.length, ==, 0);
	g_assert_false(record_next(record->data, record->len, &at, &item));
	/* A cut record ends, and nothing is read behind it. */
	for (gsize cut = 0; cut < record->len; cut++) {
		guint count = 0;

		at = 0;
		while (record_next(record->data, cut, &at, &item))
			count++;
		g_assert_cmpuint(count, <, 3);
	}
}

static void test_file(gconstpointer data)
{
	gsize room = GPOINTER_TO_SIZE(data);
	enum { COUNT = 400 };
	guint64 places[COUNT];
	struct records records;
	struct records_view view;
	g_autoptr(GError) error = NULL;
	int fd;

	g_assert_true(records_open(&records, &error));
	for (guint i = 0; i < COUNT; i++) {
		g_autofree guint8 *bytes = g_malloc(i * 7 + 1);
		struct record_head head = { .length = i * 7,
			                    .owner = i,
			                    .previous = i ? places[i - 1] : 0 };

		memset(bytes, (int)(i & 0xFF), i * 7 + 1);
		places[i] = records_add(&records, &head, bytes);
		g_assert_cmpuint(places[i], >, 0);
		g_assert_cmpuint(places[i] % RECORDS_ALIGN, ==, 0);
	}
	g_assert_true(records_flush(&records, &error));
	fd = records_take(&records);
	records_clear(&records);
	records_view_init(&view, fd, room);
	for (guint turn = 0; turn < COUNT * 3; turn++) {
		guint i = turn < COUNT ? turn : turn * 7919 % COUNT;
		const struct record_head *head =
			records_view_record(&view, places[i], &error);
		const guint8 *bytes = (const guint8 *)(head + 1);

		g_assert_no_error(error);
		g_assert_cmpuint(head->length, ==, i * 7);
		g_assert_cmpuint(head->owner, ==, i);
		g_assert_cmpuint(head->previous, ==, i ? places[i - 1] : 0);
		for (guint j = 0; j < head->length; j++)
			g_assert_cmpuint(bytes[j], ==, i & 0xFF);
	}
	g_assert_null(
		records_view_get(&view, places[COUNT - 1], 100000, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
	records_view_clear(&view);
	close(fd);
}

static void test_no_folder(void)
{
	struct records records;
	g_autoptr(GError) error = NULL;

	/* g_get_tmp_dir() asks once, so this is a process of its own. */
	if (g_test_subprocess()) {
		g_setenv("TMPDIR", "/nowhere/at/all", TRUE);
		g_assert_false(records_open(&records, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
		g_assert_nonnull(strstr(error->message, "TMPDIR"));
		return;
	}
	g_test_trap_subprocess(NULL, 0, 0);
	g_test_trap_assert_passed();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/records/items", test_items);
	g_test_add_data_func("/records/small window", GSIZE_TO_POINTER(16),
	                     test_file);
	g_test_add_data_func("/records/odd window", GSIZE_TO_POINTER(1001),
	                     test_file);
	g_test_add_data_func("/records/large window",
	                     GSIZE_TO_POINTER(10 * 1024 * 1024), test_file);
	g_test_add_func("/records/no folder", test_no_folder);
	return g_test_run();
}
