/*
 * Bar, orders done, rate; on stdout, and only where that is a terminal.
 */
#include "cmd/progress.h"

#include "core/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_CELLS = 30, LINE_BYTES = 16 * 1024 };

struct progress {
	bool terminal;
	bool shown;
	gint64 began_us;
};

struct progress *progress_new(void)
{
	struct progress *progress = g_new0(struct progress, 1);

	progress->terminal = isatty(STDOUT_FILENO) == 1;
	progress->began_us = g_get_monotonic_time();
	return progress;
}

void progress_free(struct progress *progress)
{
	g_free(progress);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stdout);
	progress->shown = false;
	fflush(stdout);
}

static void print_bar(guint64 done, guint64 all)
{
	guint64 cells = all > 0 ? done * BAR_CELLS / all : 0;

	putchar('[');
	for (guint64 i = 0; i < BAR_CELLS; i++)
		fputs(i < cells ? "█" : "·", stdout);
	putchar(']');
}

void progress_show(struct progress *progress, guint64 done, guint64 all)
{
	gint64 us = g_get_monotonic_time() - progress->began_us;

	if (!progress->terminal || all == 0)
		return;
	progress_end(progress);
	print_bar(done, all);
	printf(" %" G_GUINT64_FORMAT " из %" G_GUINT64_FORMAT
	       ", %.0f заказ-нарядов/с",
	       done, all, us > 0 ? (double)done * 1e6 / (double)us : 0.0);
	fflush(stdout);
	progress->shown = true;
}

void progress_line(struct progress *progress, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	progress_end(progress);
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autofree char *plain = text_plain(lines[i], LINE_BYTES);

		puts(plain);
	}
}
