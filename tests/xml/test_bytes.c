/* Bytes on their way to the parser. */
#include "tests/harness/reading.h"
#include "xml/bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct row {
	const char *name;
	const char *bytes;
	gsize length;
	enum bytes_kind kind;
	gsize given; /* how much the parser gets */
	bool nul;
} rows[] = {
	{ "empty", "", 0, BYTES_PLAIN, 0, false },
	{ "one byte", "<", 1, BYTES_PLAIN, 1, false },
	{ "plain", "<a/>\n", 5, BYTES_PLAIN, 5, false },
	{ "UTF-8", "\xEF\xBB\xBF<a/>", 7, BYTES_UTF8, 7, false },
	{ "UTF-16 little", "\xFF\xFE<\0a\0", 6, BYTES_UTF16, 6, false },
	{ "UTF-16 big", "\xFE\xFF\0<\0a", 6, BYTES_UTF16, 6, false },
	{ "UTF-16 bare", "<\0a\0/\0>\0", 8, BYTES_UTF16_BARE, 1, true },
	{ "UTF-32", "\xFF\xFE\0\0<\0\0\0", 8, BYTES_UTF32, 2, true },
	{ "gzip", "\x1F\x8B\x08", 3, BYTES_GZIP, 3, false },
	{ "zip without an end", "PK\x03\x04x", 5, BYTES_ZIP, 0, false },
	{ "zip that has begun", "PK", 2, BYTES_ZIP, 0, false },
	{ "NULs alone", "\0\0\0\0\0\0", 6, BYTES_PLAIN, 0, true },
	{ "NUL behind", "<a/>\0", 5, BYTES_PLAIN, 4, true },
	{ "NUL inside", "<a\0/>", 5, BYTES_PLAIN, 2, true },
	{ "UTF-16, letters of two NULs", "\xFF\xFE\0\x04\0\x05", 6, BYTES_UTF16,
	  6, false },
	{ "UTF-16, a NUL", "\xFF\xFE<\0\0\0x\0", 8, BYTES_UTF16, 4, true },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;

	/* In pieces of any size. */
	for (int most = 1; most < 10; most++) {
		int fd = reading_fd(row->bytes, row->length);
		g_autofree char *sha256 = g_compute_checksum_for_data(
			G_CHECKSUM_SHA256, (const guchar *)row->bytes,
			row->length);
		char given[32], hash[BYTES_HASH];
		gsize sum = 0;
		struct bytes bytes;
		int got;

		if (row->kind == BYTES_UTF16 && row->nul && most % 2)
			most++;
		bytes_init(&bytes, fd);
		g_assert_cmpint(bytes.kind, ==, row->kind);
		while ((got = bytes_read(&bytes, given + sum, most)) > 0)
			sum += (gsize)got;
		g_assert_cmpint(got, ==, 0);
		g_assert_cmpuint(sum, ==, row->given);
		g_assert_true(memcmp(given, row->bytes, row->given) == 0);
		bytes_drain(&bytes);
		g_assert_true(bytes.nul == row->nul);
		g_assert_true(bytes.end);
		g_assert_cmpuint(bytes.file_size, ==, row->length);
		g_assert_true(bytes.unfinished == (row->kind == BYTES_ZIP));
		bytes_hash(&bytes, hash);
		g_assert_cmpstr(hash, ==, sha256);
		bytes_clear(&bytes);
		close(fd);
	}
}

/* Behind what the parser took: the hash is the file's, and a NUL there says
 * that it is not ready. */
static void test_drain(void)
{
	g_autofree char *text = g_malloc0(100000);
	g_autofree char *sha256 = NULL;
	struct bytes bytes;
	char some[10], hash[BYTES_HASH];
	int fd;

	memset(text, 'x', 99999);
	sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
	                                     (const guchar *)text, 100000);
	fd = reading_fd(text, 100000);
	bytes_init(&bytes, fd);
	g_assert_cmpint(bytes_read(&bytes, some, sizeof(some)), >, 0);
	bytes_drain(&bytes);
	g_assert_cmpint(bytes_read(&bytes, some, sizeof(some)), ==, 0);
	g_assert_cmpuint(bytes.file_size, ==, 100000);
	g_assert_true(bytes.nul);
	bytes_hash(&bytes, hash);
	g_assert_cmpstr(hash, ==, sha256);
	bytes_clear(&bytes);
	close(fd);
}

static void test_error(void)
{
	struct bytes bytes;
	char some[10];

	bytes_init(&bytes, -1);
	g_assert_cmpint(bytes.error, ==, EBADF);
	g_assert_cmpint(bytes_read(&bytes, some, sizeof(some)), ==, -1);
	bytes_drain(&bytes);
	bytes_clear(&bytes);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/bytes/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/bytes/drain", test_drain);
	g_test_add_func("/bytes/error", test_error);
	return g_test_run();
}
