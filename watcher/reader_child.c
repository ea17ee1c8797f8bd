/*
 * One file. Whatever goes wrong here ends this process and no other: all it
 * leaves is an exit status and what it wrote.
 */
#include "watcher/reader_confine.h"
#include "xml/order_file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/* GLib's last word is that memory lacks: nothing else here is an error for
 * it. */
static void on_log(const char *domain G_GNUC_UNUSED, GLogLevelFlags level,
                   const char *text G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
	if (level & G_LOG_LEVEL_ERROR)
		_exit(CHILD_MEMORY);
}

/* All but three, and what stands for the standard ones. */
static bool keep_only(const int *fds)
{
	int kept[] = { STDERR_FILENO, fds[READER_SOURCE], fds[READER_RECORDS],
		       fds[READER_PAPER] };
	unsigned count = G_N_ELEMENTS(kept);

	for (unsigned i = 1; i < count; i++)
		for (unsigned j = i; j > 0 && kept[j - 1] > kept[j]; j--) {
			int lower = kept[j];

			kept[j] = kept[j - 1];
			kept[j - 1] = lower;
		}
	for (unsigned i = 0; i < count; i++) {
		unsigned from = (unsigned)kept[i] + 1;
		unsigned to = i + 1 < count ? (unsigned)kept[i + 1] - 1 : ~0U;

		if (from <= to && close_range(from, to, 0) != 0)
			return false;
	}
	return true;
}

static int answer(int reading, const struct order_file *file,
                  const GError *failure, int paper)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	order_file_pack(bytes, reading, file, failure);
	return reader_paper_write(paper, bytes->data, bytes->len) ? CHILD_DONE
	                                                          : CHILD_ODD;
}

int reader_child_read(const struct reader_work *work, const int *fds)
{
	struct order_file file = { 0 };
	GError *failure = NULL;
	int reading = order_reader_scan(work->reader, fds[READER_SOURCE],
	                                work->settings, fds[READER_RECORDS],
	                                &file, &failure);

	return answer(reading, &file, failure, fds[READER_PAPER]);
}

void reader_child_begin(const struct reader_work *work)
{
	prctl(PR_SET_NAME, "b24-next");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It died before the line above. */
	if (getppid() != work->parent)
		_exit(CHILD_ODD);
	g_log_set_default_handler(on_log, NULL);
	reader_warm_read(work);
}

void reader_child(const struct reader_work *work, const int *fds,
                  const struct reader_limits *limits)
{
	prctl(PR_SET_NAME, "b24-read-file");
	if (!keep_only(fds) || !confine_child(work->filter, limits))
		_exit(CHILD_UNCONFINED);
	if (work->options->instead) {
		work->options->instead(fds[READER_SOURCE], fds[READER_RECORDS],
		                       fds[READER_PAPER]);
		_exit(CHILD_DONE);
	}
	_exit(reader_child_read(work, fds));
}
