/* Replies as files: what they are called, what stands in them by the XSD that
 * 1C's messages are read by, and what a folder holds when writing fails. */
#include "tests/watcher/scratch.h"
#include "watcher/reply.h"

#include "tests/harness/reading.h"

static struct exchange_message reply_of(const char *from, const char *to,
                                        guint64 number)
{
	return (struct exchange_message){
		.plan = (char *)"ОбменСПорталом",
		.from = (char *)from,
		.to = (char *)to,
		.number = number,
		.received = 7,
	};
}

/* ---- names ---- */

static const struct row {
	const char *name, *from, *to, *file;
} rows[] = {
	{ "plain", "B24", "ЦБ", "Message_B24_ЦБ.xml" },
	{ "blanks stay", "Б 24", "000 001", "Message_Б 24_000 001.xml" },
	{ "another folder", "../../etc", "/x", "Message_.._.._etc__x.xml" },
	{ "what Windows lacks", "a\\b:c*d?e", "\"<>|",
	  "Message_a_b_c_d_e_____.xml" },
	{ "lines", "a\nb\tc", "\x7f", "Message_a_b_c__.xml" },
	{ "nothing", "", "", "Message__.xml" },
};

static void test_name(gconstpointer data)
{
	const struct row *row = data;
	struct exchange_message reply = reply_of(row->from, row->to, 1);
	g_autofree char *name = reply_name(&reply);

	g_assert_cmpstr(name, ==, row->file);
}

/* A file's name has 255 bytes. */
static void test_long_names(void)
{
	g_autofree char *latin = g_strnfill(5000, 'x');
	GString *wide = g_string_new(NULL);
	struct exchange_message reply;
	g_autofree char *name = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append(wide, "Я");
	reply = reply_of(latin, wide->str, 1);
	name = reply_name(&reply);
	g_assert_cmpuint(strlen(name), <=, 255);
	g_assert_true(g_utf8_validate(name, -1, NULL));
	g_string_free(wide, TRUE);
}

/* ---- text ---- */

static void expect_read(const struct exchange_message *reply)
{
	g_autofree char *text = exchange_message_text(reply);
	struct reading_case made;
	const struct exchange_message *read;

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "v8msg");
	g_assert_cmpuint(made.orders->len, ==, 0);
	g_assert_cmpuint(made.file.faults->len, ==, 0);
	read = made.file.message;
	g_assert_nonnull(read);
	g_assert_cmpstr(read->plan, ==, reply->plan);
	g_assert_cmpstr(read->from, ==, reply->from);
	g_assert_cmpstr(read->to, ==, reply->to);
	g_assert_cmpuint(read->number, ==, reply->number);
	g_assert_cmpuint(read->received, ==, reply->received);
	reading_clear(&made);
}

static void test_text(void)
{
	struct exchange_message reply = reply_of("B24", "ЦБ", 12);

	expect_read(&reply);
	reply.from = (char *)"<&\">'";
	reply.to = (char *)"]]>";
	reply.number = reply.received = 999999999999999;
	expect_read(&reply);
}

/* ---- files ---- */

/* Owned. */
static char *folder_of(struct scratch *scratch)
{
	g_autofree char *path = scratch_path(scratch, "");

	g_assert_cmpint(g_mkdir_with_parents(path, 0755), ==, 0);
	return g_steal_pointer(&path);
}

static void put(const char *folder, guint64 number)
{
	struct exchange_message reply = reply_of("B24", "ЦБ", number);
	g_autoptr(GError) error = NULL;

	g_assert_true(reply_write(folder, &reply, &error));
	g_assert_no_error(error);
}

static void expect_number(struct scratch *scratch, const char *number)
{
	g_autofree char *text = scratch_read(scratch, "Message_B24_ЦБ.xml");

	g_assert_nonnull(text);
	if (strstr(text, number) == NULL)
		g_error("«%s» is not in «%s»", number, text);
}

static void test_replaced(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *folder = folder_of(scratch);

	put(folder, 1);
	expect_number(scratch, "MessageNo>1<");
	put(folder, 2);
	expect_number(scratch, "MessageNo>2<");
	g_assert_cmpuint(scratch_count(scratch, "."), ==, 1);
	scratch_free(scratch);
}

/* A reader who has the old one open reads it to its end. */
static void test_renamed(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *folder = folder_of(scratch);
	g_autofree char *path = scratch_path(scratch, "Message_B24_ЦБ.xml");
	char text[2000] = "";
	int fd;

	put(folder, 1);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	g_assert_cmpint(fd, >=, 0);
	put(folder, 2);
	g_assert_cmpint(read(fd, text, sizeof(text) - 1), >, 0);
	g_assert_nonnull(strstr(text, "MessageNo>1<"));
	g_assert_nonnull(strstr(text, "</v8msg:Message>"));
	close(fd);
	scratch_free(scratch);
}

static void expect_failure(const char *folder, const char *word)
{
	struct exchange_message reply = reply_of("B24", "ЦБ", 3);
	g_autoptr(GError) error = NULL;

	g_assert_false(reply_write(folder, &reply, &error));
	g_assert_nonnull(error);
	g_assert_true(error->domain == G_FILE_ERROR);
	if (strstr(error->message, word) == NULL)
		g_error("«%s» is not in «%s»", word, error->message);
}

static void test_no_folder(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *folder = scratch_path(scratch, "away");

	expect_failure(folder, "reply_folder");
	g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	scratch_free(scratch);
}

/* Something else has the reply's name: it stays, and nothing is left. */
static void test_no_place(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *folder = folder_of(scratch);
	g_autofree char *path = scratch_path(scratch, "Message_B24_ЦБ.xml");

	g_assert_cmpint(g_mkdir(path, 0755), ==, 0);
	expect_failure(folder, "Message_B24_ЦБ.xml");
	g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
	g_assert_cmpuint(scratch_count(scratch, "."), ==, 1);
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/reply/name/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_name);
	}
	g_test_add_func("/reply/long_names", test_long_names);
	g_test_add_func("/reply/text", test_text);
	g_test_add_func("/reply/replaced", test_replaced);
	g_test_add_func("/reply/renamed", test_renamed);
	g_test_add_func("/reply/no_folder", test_no_folder);
	g_test_add_func("/reply/no_place", test_no_place);
	return g_test_run();
}
