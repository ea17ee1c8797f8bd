/* Which names are taken, and what ours are called. */
#include "watcher/spool.h"
#include "watcher/spool_names.h"

#include <limits.h>
#include <string.h>

static void test_accepted(void)
{
	static const struct {
		const char *name;
		bool accepted;
	} rows[] = {
		{ "orders.xml", true },
		{ "ORDERS.XML", true },
		{ "orders.Zip", true },
		{ "a.b.xml", true },
		{ "Заказы за 24.12.xml", true },
		{ "a\nb.xml", true },
		{ "\xff\xfe.xml", true },
		{ "-rf.xml", true },
		{ "%n%s.xml", true },
		{ "Message_A_B.xml", true },
		{ " .xml", true },
		{ ".xml", false },
		{ ".orders.xml", false },
		{ "._orders.xml", false },
		{ "~$orders.xml", false },
		{ "ConnectionCheckFile_1.xml", false },
		{ "connectioncheckfile_1.XML", false },
		{ "orders.xml.tmp", false },
		{ "orders.xml.part", false },
		{ "Thumbs.db", false },
		{ "desktop.ini", false },
		{ "orders", false },
		{ "xml", false },
		{ "ordersxml", false },
		{ "orders.xml ", false },
		{ "orders.xmlx", false },
		{ "", false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *shown = g_strescape(rows[i].name, NULL);
		g_test_message("«%s»", shown);
		g_assert_true(spool_name_accepted(rows[i].name) ==
		              rows[i].accepted);
	}
}

static void test_numbered(void)
{
	static const struct {
		const char *name;
		guint n;
		const char *expected;
	} rows[] = {
		{ "a.xml", 1, "a.xml" },
		{ "a.xml", 2, "a-2.xml" },
		{ "a.xml", 100, "a-100.xml" },
		{ "a.b.zip", 3, "a.b-3.zip" },
		{ "noending", 2, "noending-2" },
		{ ".hidden", 2, ".hidden-2" },
		{ "a.", 2, "a-2." },
		{ "a.this is no ending but text", 2,
		  "a.this is no ending but text-2" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got =
			spool_name_numbered(rows[i].name, rows[i].n);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

#define STAMP "20201226T180000Z"

static void test_ack(void)
{
	static const struct {
		const char *source;
		guint n;
		const char *expected;
	} rows[] = {
		{ "orders.xml", 1, "orders." STAMP ".ack.xml" },
		{ "orders.XML", 1, "orders." STAMP ".ack.xml" },
		{ "orders.zip", 1, "orders." STAMP ".ack.xml" },
		{ "orders.xml", 2, "orders." STAMP "-2.ack.xml" },
		{ "orders.xml.xml", 3, "orders.xml." STAMP "-3.ack.xml" },
		{ "orders.txt", 1, "orders.txt." STAMP ".ack.xml" },
		{ "Заказы.xml", 1, "Заказы." STAMP ".ack.xml" },
		{ "\xff.xml", 1, "\xff." STAMP ".ack.xml" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got =
			spool_name_ack(rows[i].source, STAMP, rows[i].n);
		g_assert_cmpstr(got, ==, rows[i].expected);
		g_autofree char *load =
			spool_name_load(rows[i].source, STAMP, rows[i].n);
		g_autoptr(GString) expected = g_string_new(rows[i].expected);
		g_string_replace(expected, ".ack.xml", ".load.xml", 0);
		g_assert_cmpstr(load, ==, expected->str);
	}
}

static char *repeated(const char *letter, guint count, const char *end)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < count; i++)
		g_string_append(text, letter);
	g_string_append(text, end);
	return g_string_free(text, FALSE);
}

/* Every length around the border, with letters of one to four bytes and with
 * bytes that are no letters. */
static void test_too_long(void)
{
	static const char *const letters[] = { "x", "ж", "€", "😀", "\xbf" };
	for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
		guint size = (guint)strlen(letters[i]);
		for (guint n = 1; n < 20000; n = n * 3 + 7) {
			for (guint k = 180 / size; k * size <= 251; k++) {
				g_autofree char *source =
					repeated(letters[i], k, ".xml");
				g_autofree char *ack =
					spool_name_ack(source, STAMP, n);
				g_autofree char *moved =
					spool_name_numbered(source, n);
				g_assert_cmpuint(strlen(ack), <=, NAME_MAX);
				g_assert_cmpuint(strlen(moved), <=, NAME_MAX);
				g_assert_true(
					g_str_has_suffix(ack, ".ack.xml"));
				g_assert_true(g_str_has_suffix(moved, ".xml"));
				if (g_utf8_validate(source, -1, NULL)) {
					g_assert_true(
						g_utf8_validate(ack, -1, NULL));
					g_assert_true(g_utf8_validate(moved, -1,
					                              NULL));
				}
			}
		}
	}
}

static void test_cut(void)
{
	/* 230 bytes before the ending are the most that fit uncut. */
	g_autofree char *most = repeated("x", 230, ".xml");
	g_autofree char *more = repeated("x", 231, ".xml");
	g_autofree char *other = repeated("x", 232, ".xml");
	g_autofree char *a = spool_name_ack(most, STAMP, 1);
	g_autofree char *b = spool_name_ack(more, STAMP, 1);
	g_autofree char *c = spool_name_ack(other, STAMP, 1);
	g_autofree char *stem = g_strndup(more, 231);
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, stem, -1);
	hash[8] = '\0';
	g_autofree char *begin = g_strndup(more, 230 - 9);
	g_autofree char *expected =
		g_strconcat(begin, "~", hash, "." STAMP ".ack.xml", NULL);
	g_assert_cmpuint(strlen(a), ==, NAME_MAX);
	g_assert_null(strchr(a, '~'));
	g_assert_cmpstr(b, ==, expected);
	g_assert_cmpstr(b, !=, c);
}

static void test_plain(void)
{
	static const struct {
		const char *name;
		const char *plain;
	} rows[] = {
		{ "orders.xml", "orders.xml" },
		{ "Заказы № 1.xml", "Заказы № 1.xml" },
		{ "a\n<0>b.xml", "a\\x0a<0>b.xml" },
		{ "\x1b[2Jb", "\\x1b[2Jb" },
		{ "\xff\xfe", "\\xff\\xfe" },
		{ "a\\x0a", "a\\\\x0a" },
		{ "\x7f", "\\x7f" },
		{ "\xc2\x85", "\\xc2\\x85" },          /* NEL */
		{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8" }, /* line separator */
		{ "\xe2\x80\xaelmx\xe2\x80\xac",       /* turns the direction */
		  "\\xe2\\x80\\xaelmx\\xe2\\x80\\xac" },
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" }, /* not for XML */
		{ "\xd0", "\\xd0" },                   /* half a letter */
		{ "", "" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = spool_name_plain(rows[i].name);
		g_assert_cmpstr(got, ==, rows[i].plain);
	}
}

/* Whatever the bytes: printable, and different names stay different. */
static void test_plain_random(void)
{
	g_autoptr(GHashTable) plains =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint round = 0; round < 2000; round++) {
		char name[9] = "";
		for (guint i = 0; i < 8; i++)
			name[i] = (char)g_test_rand_int_range(1, 256);
		char *plain = spool_name_plain(name);
		const char *other = g_hash_table_lookup(plains, plain);
		g_assert_true(g_utf8_validate(plain, -1, NULL));
		for (const char *at = plain; *at; at = g_utf8_next_char(at))
			g_assert_true(g_unichar_isprint(g_utf8_get_char(at)) ||
			              g_unichar_isgraph(g_utf8_get_char(at)) ||
			              g_utf8_get_char(at) >= 0x80);
		g_assert_true(other == NULL || strcmp(other, name) == 0);
		g_hash_table_replace(plains, plain, g_strdup(name));
	}
}

static void test_hidden(void)
{
	g_autofree char *hidden = spool_name_hidden(G_MAXUINT64);
	g_assert_true(spool_name_is_hidden(hidden));
	g_assert_true(hidden[0] == '.');
	g_assert_false(g_str_has_prefix(hidden, "Message"));
	g_assert_false(spool_name_accepted(hidden));
	g_assert_false(spool_name_is_hidden(".b24bridge.lock"));
	g_assert_false(spool_name_is_hidden("b24bridge-1.tmp"));
}

static void test_is_ack(void)
{
	g_assert_true(spool_name_is_ack("orders." STAMP ".ack.xml"));
	g_assert_true(spool_name_is_ack("orders." STAMP ".load.xml"));
	g_assert_false(spool_name_is_ack("orders.xml"));
	g_assert_false(spool_name_is_ack(".ack.xml"));
	g_assert_false(spool_name_is_ack("Message_A_B.xml"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_names/accepted", test_accepted);
	g_test_add_func("/spool_names/numbered", test_numbered);
	g_test_add_func("/spool_names/ack", test_ack);
	g_test_add_func("/spool_names/too_long", test_too_long);
	g_test_add_func("/spool_names/cut", test_cut);
	g_test_add_func("/spool_names/plain", test_plain);
	g_test_add_func("/spool_names/plain_random", test_plain_random);
	g_test_add_func("/spool_names/hidden", test_hidden);
	g_test_add_func("/spool_names/is_ack", test_is_ack);
	return g_test_run();
}
