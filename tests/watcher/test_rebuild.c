/* A history told anew by the folders. */
#include "tests/watcher/past.h"
#include "watcher/rebuild.h"

#include "xml/ack_writer.h"

enum { DAY = 1608984007 /* 2020-12-26T12:00:07Z */ };

struct fixture {
	struct scratch *scratch;
	struct history *history;
	struct settings settings; /* the zone alone */
};

static void begin(struct fixture *f)
{
	f->scratch = scratch_new();
	scratch_open(f->scratch);
	f->history = NULL;
	f->settings = (struct settings){ .timezone = g_time_zone_new_utc() };
}

static void end(struct fixture *f)
{
	history_close(f->history);
	g_time_zone_unref(f->settings.timezone);
	scratch_free(f->scratch);
}

/* As a start of the bridge; the note, owned. */
static char *start(struct fixture *f)
{
	g_autoptr(GError) error = NULL;
	char *note = NULL;

	history_close(f->history);
	f->history = history_open_own(f->scratch->state, NULL, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(rebuild_history(f->scratch->spool, f->history,
	                              &f->settings, NULL, &note, &error));
	g_assert_no_error(error);
	return note;
}

struct row {
	enum outcome_kind kind;
	const char *ref, *number, *exported;
	gint64 deal;
};

static char *write_ack(struct fixture *f, const char *sha256,
                       const struct row *row, gint64 when)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *stamp = when_zoned(when, f->settings.timezone);
	struct ack_header header = { .file = "orders.xml",
		                     .sha256 = sha256,
		                     .format = "orders",
		                     .exported = row->exported,
		                     .received = stamp };
	struct totals totals = { .all = 1 };
	struct outcome *outcome =
		past_outcome(row->kind, row->number, row->deal);
	char *hidden = NULL, *name = NULL;
	int fd = spool_create(f->scratch->spool, &hidden, &error);
	struct ack_writer *writer = ack_writer_new(fd, &header, &error);

	text_set(&outcome->ref, row->ref);
	text_set(&outcome->date, "2020-12-24T17:42:46");
	totals.of[row->kind] = 1;
	past_change(outcome, ENTITY_DEAL, "stageId", "NEW", "WON");
	g_assert_true(ack_writer_order(writer, outcome, &error));
	g_assert_true(
		ack_writer_finish(writer, ACK_DONE, &totals, stamp, &error));
	ack_writer_free(writer);
	g_assert_true(spool_publish(f->scratch->spool, fd, hidden, "orders.xml",
	                            when, &name, &error));
	g_assert_no_error(error);
	close(fd);
	g_free(hidden);
	outcome_free(outcome);
	return name;
}

static const struct memory_document *recall(struct fixture *f,
                                            struct memory *memory,
                                            const char *key)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(keys, (gpointer)key);
	g_assert_true(
		history_recall_documents(f->history, keys, memory, &error));
	return memory_document(memory, key);
}

static void test_orders(void)
{
	static const struct {
		struct row row;
		const char *key;
		gint64 exported; /* 0: nothing is remembered */
	} rows[] = {
		{ { OUTCOME_CREATED, "guid", "1", "2020-12-26T11:00:00", 17 },
		  "guid",
		  DAY - 3607 },
		{ { OUTCOME_UNCHANGED, NULL, "7", "2020-12-26T11:00:00", 17 },
		  "7/2020",
		  DAY - 3607 },
		{ { OUTCOME_UPDATED, "g", "1", NULL, 18 }, "g", DAY },
		/* Ahead of its time, by a wrong clock or by malice. */
		{ { OUTCOME_UPDATED, "g", "1", "2099-01-01T00:00:00", 18 },
		  "g",
		  DAY },
		{ { OUTCOME_FAILED, "g", "1", "2020-12-26T11:00:00", 18 },
		  "g",
		  0 },
		{ { OUTCOME_SKIPPED, "g", "1", "2020-12-26T11:00:00", 18 },
		  "g",
		  0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fixture f;
		struct memory *memory = memory_new();
		g_autofree char *ack = NULL;
		g_autofree char *note = NULL;
		g_autofree char *again = NULL;

		begin(&f);
		ack = write_ack(&f, "sha", &rows[i].row, DAY);
		note = start(&f);
		g_assert_nonnull(note);
		const struct memory_document *document =
			recall(&f, memory, rows[i].key);
		g_assert_true((document != NULL) == (rows[i].exported != 0));
		if (document != NULL) {
			g_assert_cmpint(document->exported, ==,
			                rows[i].exported);
			g_assert_cmpint(document->deal, ==, rows[i].row.deal);
			g_assert_cmpstr(document->stage, ==, "WON");
		}
		struct history_file *file =
			history_find_file(f.history, "sha", 0, NULL);
		g_assert_cmpstr(file->ack, ==, ack);
		g_assert_cmpint(file->received, ==, DAY);
		g_assert_cmpint(file->finished, ==, DAY);
		history_file_free(file);
		again = start(&f);
		g_assert_null(again);
		memory_free(memory);
		end(&f);
	}
}

static guint files(struct fixture *f)
{
	g_autoptr(GPtrArray) all = history_files(f->history, NULL, 99, NULL);

	return all->len;
}

/* An older copy keeps what it has, and gets the rest. */
static void test_older(void)
{
	static const struct row row = { OUTCOME_CREATED, "g", "1", NULL, 17 };
	struct fixture f;
	g_autofree char *one = NULL, *two = NULL, *note = NULL, *no = NULL;

	begin(&f);
	one = write_ack(&f, "sha 1", &row, DAY);
	no = start(&f);
	g_assert_cmpuint(files(&f), ==, 1);
	two = write_ack(&f, "sha 2", &row, DAY + 5);
	g_assert_true(history_note_loss(f.history, DAY, NULL));
	note = start(&f);
	g_assert_cmpuint(files(&f), ==, 2);
	end(&f);
}

static void make_linked(const char *path)
{
	g_autofree char *other = g_strconcat(path, ".other", NULL);

	g_assert_cmpint(link(path, other), ==, 0);
}

static void make_writable(const char *path)
{
	g_assert_cmpint(chmod(path, 0666), ==, 0);
}

static void make_foreign(const char *path)
{
	if (geteuid() == 0)
		g_assert_cmpint(chown(path, 12345, 12345), ==, 0);
	else
		make_writable(path);
}

static void make_short(const char *path)
{
	g_assert_cmpint(truncate(path, 300), ==, 0);
}

static void make_link(const char *path)
{
	g_autofree char *other = g_strconcat(path, ".other", NULL);

	g_assert_cmpint(rename(path, other), ==, 0);
	g_assert_cmpint(symlink(other, path), ==, 0);
}

/* Others may write there. */
static void test_not_ours(void)
{
	static void (*const acts[])(const char *) = {
		make_linked, make_writable, make_foreign, make_short, make_link,
	};
	static const struct row row = { OUTCOME_CREATED, "g", "1", NULL, 17 };

	for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
		struct fixture f;
		g_autofree char *ack = NULL, *path = NULL, *note = NULL;

		begin(&f);
		ack = write_ack(&f, "sha", &row, DAY);
		path = g_build_filename(f.scratch->folder, "ack", ack, NULL);
		acts[i](path);
		note = start(&f);
		g_test_message("%zu", i);
		g_assert_cmpuint(files(&f), ==, 0);
		end(&f);
	}
}

/* Until when writes may have been sent of which a new history knows nothing. */
static void test_traces(void)
{
	static const struct row row = { OUTCOME_CREATED, "g", "1", NULL, 17 };
	g_autoptr(GError) error = NULL;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	for (int work = 0; work < 2; work++) {
		for (int acks = 0; acks < 2; acks++) {
			struct fixture f;
			g_autofree char *ack = NULL, *note = NULL;
			gint64 newest = 0;
			guint count = 9;

			begin(&f);
			if (acks)
				ack = write_ack(&f, "sha", &row, DAY);
			if (work) {
				g_autofree char *path =
					g_build_filename(f.scratch->folder,
				                         "work", "b.xml", NULL);
				g_assert_true(g_file_set_contents(path, "x", 1,
				                                  NULL));
			}
			note = start(&f);
			g_assert_true(history_unknown(f.history, &newest,
			                              &count, &error));
			g_assert_cmpuint(count, ==, work || acks);
			if (work)
				g_assert_cmpint(newest, >=, now);
			else if (acks)
				g_assert_cmpint(newest, ==, DAY);
			end(&f);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rebuild/orders", test_orders);
	g_test_add_func("/rebuild/older", test_older);
	g_test_add_func("/rebuild/not ours", test_not_ours);
	g_test_add_func("/rebuild/traces", test_traces);
	return g_test_run();
}
