/* The log as a file: written, rotated, followed, masked. */
#include "tests/watcher/scratch.h"
#include "watcher/logbook.h"

#include <cjson/cJSON.h>

struct book {
	struct scratch *scratch;
	struct logbook *logbook;
	gint64 place;
};

static struct book begin(void)
{
	struct book book = { .scratch = scratch_new(), .place = -1 };
	g_assert_cmpint(g_mkdir(book.scratch->state, 0700), ==, 0);
	book.logbook = logbook_open(book.scratch->state);
	return book;
}

static void end(struct book *book)
{
	logbook_close(book->logbook);
	scratch_free(book->scratch);
}

static char *path_of(const struct book *book, const char *name)
{
	return g_build_filename(book->scratch->state, name, NULL);
}

static void add(struct book *book, enum daemon_level level, const char *text)
{
	g_autofree char *why = logbook_add(book->logbook, level, text);
	g_assert_null(why);
}

/* What is new since the last time, without the times. */
static char *follow(struct book *book, gsize most)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_assert_true(logbook_tail(book->scratch->state, book->place, most,
	                           false, &text, &book->place, &error));
	g_assert_no_error(error);
	g_assert_cmpint(book->place, >=, 0);
	g_assert_cmpint(book->place, <, G_GINT64_CONSTANT(1) << 53);
	GString *plain = g_string_new(NULL);
	for (const char *line = text; *line != '\0';) {
		const char *end = strchr(line, '\n') + 1;
		const char *rest = line;
		if (g_ascii_isdigit(line[0]))
			rest = strchr(line, ' ') + 1;
		g_string_append_len(plain, rest, end - rest);
		line = end;
	}
	return g_string_free(plain, FALSE);
}

static void expect(struct book *book, const char *expected)
{
	g_autofree char *text = follow(book, 0);
	g_assert_cmpstr(text, ==, expected);
}

static void test_followed(void)
{
	struct book book = begin();
	g_autofree char *path = path_of(&book, "log");
	struct stat about;
	expect(&book, "");
	add(&book, DAEMON_NOTE, "one");
	g_assert_cmpint(stat(path, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 07777, ==, 0600);
	expect(&book, "note one\n");
	expect(&book, "");
	add(&book, DAEMON_ERROR, "two\nthree");
	add(&book, DAEMON_WARNING, "fo\x01ur\xff");
	add(&book, DAEMON_DEBUG, "five");
	expect(&book, "error two\nerror three\nwarning fo?ur?\ndebug five\n");
	/* Another one goes on with the same file. */
	logbook_close(book.logbook);
	book.logbook = logbook_open(book.scratch->state);
	add(&book, DAEMON_NOTE, "six");
	expect(&book, "note six\n");
	end(&book);
}

/* A line that is being written is not one yet. */
static void test_torn(void)
{
	struct book book = begin();
	g_autofree char *path = path_of(&book, "log");
	add(&book, DAEMON_NOTE, "one");
	int fd = open(path, O_WRONLY | O_APPEND);
	g_assert_cmpint(write(fd, "tw", 2), ==, 2);
	expect(&book, "note one\n");
	expect(&book, "");
	g_assert_cmpint(write(fd, "o\n", 2), ==, 2);
	expect(&book, "two\n");
	close(fd);
	end(&book);
}

static void fill(struct book *book, guint from, guint count)
{
	g_autofree char *pad = g_strnfill(1000, '.');
	for (guint i = from; i < from + count; i++) {
		g_autofree char *text = g_strdup_printf("%u %s", i, pad);
		add(book, DAEMON_NOTE, text);
	}
}

/* Nothing is skipped and nothing twice, however often the log moves on. */
static void test_rotated(void)
{
	struct book book = begin();
	g_autofree char *path = path_of(&book, "log");
	g_autofree char *old_path = path_of(&book, "log.1");
	struct stat log, old;
	guint next = 0;
	expect(&book, "");
	for (guint round = 0; round < 6; round++) {
		g_autofree char *text = NULL;
		fill(&book, round * 4000, 4000);
		do {
			g_free(text);
			text = follow(&book, 0);
			g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
			for (guint i = 0;
			     lines[i] != NULL && lines[i][0] != '\0'; i++) {
				guint64 number = g_ascii_strtoull(
					lines[i] + strlen("note "), NULL, 10);
				g_assert_cmpuint(number, ==, next);
				next++;
			}
		} while (text[0] != '\0');
		g_assert_cmpuint(next, ==, (round + 1) * 4000);
	}
	g_assert_cmpint(stat(path, &log), ==, 0);
	g_assert_cmpint(stat(old_path, &old), ==, 0);
	g_assert_cmpint(log.st_size, <=, LOGBOOK_BYTES);
	g_assert_cmpint(old.st_size, <=, LOGBOOK_BYTES);
	g_assert_cmpint(old.st_size, >, LOGBOOK_BYTES - 2000);
	end(&book);
}

/* Of a long log the end, from a line's begin; and never more than asked. */
static void test_end(void)
{
	struct book book = begin();
	fill(&book, 0, 200);
	g_autofree char *text = follow(&book, 0);
	g_assert_true(g_str_has_prefix(text, "note "));
	g_assert_true(g_str_has_suffix(text, ".\n"));
	g_assert_nonnull(strstr(text, "note 199 "));
	g_assert_cmpuint(strlen(text), <=, LOGBOOK_TAIL);
	g_assert_cmpuint(strlen(text), >, LOGBOOK_TAIL / 2);
	fill(&book, 200, 200);
	g_clear_pointer(&text, g_free);
	text = follow(&book, 1);
	g_assert_true(g_str_has_prefix(text, "note 200 "));
	g_assert_cmpuint(strlen(text), <=, LOGBOOK_LEAST);
	end(&book);
}

/* A place that nobody knows any more is the oldest line. */
static void test_lost_place(void)
{
	struct book book = begin();
	g_autofree char *path = path_of(&book, "log");
	add(&book, DAEMON_NOTE, "one");
	expect(&book, "note one\n");
	g_assert_cmpint(unlink(path), ==, 0);
	add(&book, DAEMON_NOTE, "two");
	expect(&book, "note two\n");
	book.place = 12345;
	expect(&book, "note two\n");
	end(&book);
}

static void test_unwritable(void)
{
	struct book book = begin();
	g_autofree char *path = path_of(&book, "log");
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_autofree char *why = logbook_add(book.logbook, DAEMON_NOTE, "one");
	g_assert_nonnull(why);
	g_assert_nonnull(strstr(why, path));
	/* Once. */
	add(&book, DAEMON_NOTE, "two");
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_assert_false(logbook_tail(book.scratch->state, -1, 0, false, &text,
	                            &book.place, &error));
	g_assert_nonnull(error);
	/* And it goes on when it can. */
	g_assert_cmpint(rmdir(path), ==, 0);
	add(&book, DAEMON_NOTE, "three");
	expect(&book, "note three\n");
	end(&book);
}

static void test_masked(void)
{
	static const struct {
		const char *line, *masked;
	} rows[] = {
		{ "2020-12-24T17:42:46+03:00 note Обмен начат.",
		  "2020-12-24T17:42:46+03:00 note Обмен начат." },
		{ "2020-12-24T17:42:46+03:00 error a.xml: № 3000004876: "
		  "Обновлен, сделка 17: stageId: NEW → WON",
		  "2020-12-24T17:42:46+03:00 error a.xml: № 3000004876: "
		  "Обновлен, сделка 17: stageId: NEW → WON" },
		{ "телефон +7 927 000-12-34, другой 8(927)0001235",
		  "телефон +…1234, другой …1235" },
		{ "почта petrov.p@mail.example нет",
		  "почта p…v.…@m…l.e…e нет" },
		{ "Клиент Петров Пётр Петрович не найден",
		  "К…т П…в П…р П…ч не найден" },
		{ "клиент Петров П. П. не найден",
		  "клиент П…в …. …. не найден" },
		{ "контакт «Петров»: нет", "контакт «П…в»: нет" },
		{ "Сумма 110.00, 12 файлов", "Сумма 110.00, 12 файлов" },
		{ "", "" },
		{ "\xff 9270001234", "\xef\xbf\xbd …1234" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *masked = logbook_masked(rows[i].line);
		if (strcmp(masked, rows[i].masked) != 0)
			g_test_message("row %u", i);
		g_assert_cmpstr(masked, ==, rows[i].masked);
	}
}

static void test_masked_tail(void)
{
	struct book book = begin();
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	add(&book, DAEMON_WARNING, "телефон 89270001234\nдва");
	g_assert_true(logbook_tail(book.scratch->state, -1, 0, true, &text,
	                           &book.place, &error));
	g_assert_null(strstr(text, "8927"));
	g_assert_nonnull(strstr(text, " warning телефон …1234\n"));
	g_assert_true(g_str_has_suffix(text, " warning два\n"));
	end(&book);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/logbook/followed", test_followed);
	g_test_add_func("/logbook/torn", test_torn);
	g_test_add_func("/logbook/rotated", test_rotated);
	g_test_add_func("/logbook/end", test_end);
	g_test_add_func("/logbook/lost_place", test_lost_place);
	g_test_add_func("/logbook/unwritable", test_unwritable);
	g_test_add_func("/logbook/masked", test_masked);
	g_test_add_func("/logbook/masked_tail", test_masked_tail);
	return g_test_run();
}
