/*
 * An ack that was published and not recorded is found; anybody else's is not.
 */
#include "watcher/ack_found.h"

#include "tests/watcher/scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECEIVED = 1608998400 }; /* 2020-12-26 */

#define SHA "5555555555555555555555555555555555555555555555555555555555555555"
#define OTHER "6666666666666666666666666666666666666666666666666666666666666666"
#define NAME "orders.20201226T160000Z.ack.xml"
#define ACK(sha, time, done)                                                     \
	"<РезультатОбмена Файл=\"orders.xml\" Хеш=\"" sha                        \
	"\" Получен=\"1\">\n  <ЗаказНаряд Номер=\"1\"/>\n" \
	"  <Итоги Итог=\"Выполнен\" Обработан=\"" time                           \
	"\" Всего=\"1\" Создано=\"" done "\"/>\n</РезультатОбмена>\n"

struct sought_case {
	const char *what, *name, *text;
	gint64 written;    /* seconds behind the row */
	const char *known; /* the ack of an earlier row */
	bool found;
};

static const struct sought_case cases[] = {
	{ "as published", NAME, ACK(SHA, "2", "1"), 1, NULL, true },
	{ "in the same second", NAME, ACK(SHA, "2", "1"), 0, NULL, true },
	{ "with a number", "orders.20201226T160000Z-2.ack.xml",
	  ACK(SHA, "2", "1"), 1, NULL, true },
	{ "of an earlier passage", NAME, ACK(SHA, "2", "1"), 1, NAME, false },
	{ "older than the row", NAME, ACK(SHA, "2", "1"), -1, NULL, false },
	{ "of other content", NAME, ACK(OTHER, "2", "1"), 1, NULL, false },
	{ "with other sums", NAME, ACK(SHA, "2", "0"), 1, NULL, false },
	{ "cut off", NAME, "<РезультатОбмена Хеш=\"" SHA "\">", 1, NULL,
	  false },
	{ "of another file", "order.20201226T160000Z.ack.xml",
	  ACK(SHA, "2", "1"), 1, NULL, false },
	{ "what 1C loads", "orders.20201226T160000Z.load.xml",
	  ACK(SHA, "2", "1"), 1, NULL, false },
	{ "the content named by an order", NAME,
	  "<РезультатОбмена Файл=\"a\">\n  <ЗаказНаряд Номер=\"1\" Хеш=\"" SHA
	  "\"/>\n  <Итоги Итог=\"Выполнен\" Обработан=\"2\" Всего=\"1\" "
	  "Создано=\"1\"/>\n</РезультатОбмена>\n",
	  1, NULL, false },
};

static gint64 begin_row(struct history *history)
{
	gint64 row;
	bool resumed;

	g_assert_true(history_begin_file(history, "orders.xml", SHA, "orders",
	                                 RECEIVED, RECEIVED, &row, &resumed,
	                                 NULL));
	return row;
}

static void end_row(struct history *history, const char *ack)
{
	struct totals totals = { 0 };

	g_assert_true(history_end_file(history, begin_row(history), FILE_DONE,
	                               ack, "archive/orders.xml", &totals,
	                               RECEIVED, NULL));
}

static void write_ack(struct scratch *scratch, const struct sought_case *c)
{
	g_autofree char *path = g_build_filename("ack", c->name, NULL);
	g_autofree char *whole = g_build_filename(scratch->folder, path, NULL);
	struct timespec when[2] = { { .tv_sec = RECEIVED + c->written },
		                    { .tv_sec = RECEIVED + c->written } };

	scratch_write(scratch, path, c->text);
	g_assert_cmpint(utimensat(AT_FDCWD, whole, when, 0), ==, 0);
}

static void test_case(gconstpointer data)
{
	const struct sought_case *c = data;
	struct scratch *scratch = scratch_new();
	struct ack_sought sought = { .source = "orders.xml", .sha256 = SHA };
	struct history *history;
	g_autoptr(GPtrArray) acks = NULL;
	g_autofree char *hidden = NULL;
	g_autofree char *name = NULL;
	const char *ours = ACK(SHA, "9", "1");

	scratch_open(scratch);
	history = history_open(scratch->state, false, NULL, NULL);
	g_assert_nonnull(history);
	if (c->known != NULL)
		end_row(history, c->known);
	sought.row = begin_row(history);
	write_ack(scratch, c);
	acks = spool_list(scratch->spool, SPOOL_ACK, NULL);
	sought.fd = spool_create(scratch->spool, &hidden, NULL);
	g_assert_cmpint(write(sought.fd, ours, strlen(ours)), ==,
	                (gssize)strlen(ours));
	g_assert_true(
		ack_found(scratch->spool, history, acks, &sought, &name, NULL));
	g_assert_cmpstr(name, ==, c->found ? c->name : NULL);
	close(sought.fd);
	spool_discard(scratch->spool, hidden);
	history_close(history);
	scratch_free(scratch);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path =
			g_strdup_printf("/ack_found/%s", cases[i].what);

		g_test_add_data_func(path, &cases[i], test_case);
	}
	return g_test_run();
}
