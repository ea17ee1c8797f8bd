/*
 * Dripping: a connection sleeps between two bytes.
 */
#include "tests/portal/drip.h"

struct drip {
	struct drips *all;
	struct MHD_Connection *connection;
	char *text;
	gint64 ms;
	gint64 due; /* monotonic µs */
};

struct drips *drips_new(void)
{
	struct drips *drips = g_new0(struct drips, 1);

	drips->waiting = g_ptr_array_new();
	return drips;
}

void drips_free(struct drips *drips)
{
	if (!drips)
		return;
	g_ptr_array_unref(drips->waiting);
	g_free(drips);
}

static ssize_t give_byte(void *data, uint64_t at, char *buffer, size_t most)
{
	struct drip *drip = data;
	gint64 now = g_get_monotonic_time();

	(void)most;
	if (drip->all->ended)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (now < drip->due) {
		g_ptr_array_add(drip->all->waiting, drip);
		MHD_suspend_connection(drip->connection);
		return 0;
	}
	drip->due = now + drip->ms * 1000;
	*buffer = drip->text[at];
	return 1;
}

static void drip_free(void *data)
{
	struct drip *drip = data;

	g_ptr_array_remove(drip->all->waiting, drip);
	g_free(drip->text);
	g_free(drip);
}

struct MHD_Response *drip_response(struct drips *drips,
                                   struct MHD_Connection *connection,
                                   char *text, size_t length, gint64 ms)
{
	struct drip *drip = g_new0(struct drip, 1);

	drip->all = drips;
	drip->connection = connection;
	drip->text = text;
	drip->ms = ms;
	return MHD_create_response_from_callback(length, 1, give_byte, drip,
	                                         drip_free);
}

gint64 drips_left(const struct drips *drips)
{
	gint64 now = g_get_monotonic_time();
	gint64 least = -1;

	for (guint i = 0; i < drips->waiting->len; i++) {
		const struct drip *drip = drips->waiting->pdata[i];
		gint64 left = MAX(0, drip->due - now);

		least = least < 0 ? left : MIN(least, left);
	}
	return least;
}

static void resume(struct drips *drips, gint64 until)
{
	for (guint i = drips->waiting->len; i > 0; i--) {
		struct drip *drip = drips->waiting->pdata[i - 1];

		if (drip->due > until)
			continue;
		g_ptr_array_remove_index(drips->waiting, i - 1);
		MHD_resume_connection(drip->connection);
	}
}

void drips_run(struct drips *drips)
{
	resume(drips, g_get_monotonic_time());
}

void drips_end(struct drips *drips)
{
	drips->ended = true;
	resume(drips, G_MAXINT64);
}
