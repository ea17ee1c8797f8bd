/*
 * Orders out of the record file, a window at a time. Nothing of the file is
 * kept in memory: indexes too are read where they lie.
 */
#include "xml/order_source.h"

#include "xml/order_book.h"
#include "xml/order_take.h"
#include "xml/thing_view.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 128 * 1024 };

struct order_source {
	int fd;
	struct order_book_end end;
	struct records_view orders, indexes;
	struct thing_view *things;
	guint64 position; /* of the next order */
	guint64 place;    /* of its record, or of one before it */
	bool sought;      /* place is to be looked up */
};

struct order_source *order_source_new(int fd, GError **error)
{
	struct order_source *source = g_new0(struct order_source, 1);
	off_t size = lseek(fd, 0, SEEK_END);
	const struct order_book_end *end = NULL;

	source->fd = fd;
	records_view_init(&source->orders, fd, WINDOW);
	records_view_init(&source->indexes, fd, sizeof(*end));
	if (size >= (off_t)sizeof(*end))
		end = records_view_get(&source->indexes,
		                       (guint64)size - sizeof(*end),
		                       sizeof(*end), error);
	if (!end || end->magic != ORDER_BOOK_MAGIC) {
		if (error && !*error)
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO,
			            "временный файл испорчен");
		order_source_free(source);
		return NULL;
	}
	source->end = *end;
	source->things = thing_view_new(fd, end->things_at, end->things);
	source->sought = true;
	return source;
}

void order_source_free(struct order_source *source)
{
	if (!source)
		return;
	records_view_clear(&source->orders);
	records_view_clear(&source->indexes);
	thing_view_free(source->things);
	close(source->fd);
	g_free(source);
}

void order_source_seek(struct order_source *source, guint64 position)
{
	source->position = MIN(position, source->end.orders);
	source->sought = true;
}

/* The next order's record, from `place` on; what is between belongs to things.
 */
static const struct record_head *next_order(struct order_source *source,
                                            GError **error)
{
	for (;;) {
		const struct record_head *head = records_view_record(
			&source->orders, source->place, error);
		gsize length;

		if (!head)
			return NULL;
		length = sizeof(*head) + head->length;
		source->place += (length + RECORDS_ALIGN - 1) / RECORDS_ALIGN *
		                 RECORDS_ALIGN;
		if (head->kind == RECORD_ORDER)
			return head;
	}
}

/* Goes to `position` from the remembered place before it. */
static bool go(struct order_source *source, GError **error)
{
	guint64 step = source->position / ORDER_BOOK_STEP;
	const guint64 *place = records_view_get(
		&source->indexes, source->end.places_at + step * sizeof(*place),
		sizeof(*place), error);

	if (!place)
		return false;
	source->place = *place;
	for (guint64 i = step * ORDER_BOOK_STEP; i < source->position; i++)
		if (!next_order(source, error))
			return false;
	source->sought = false;
	return true;
}

static bool is_superseded(struct order_source *source, bool *superseded_r,
                          GError **error)
{
	guint64 at = source->position;
	const guint8 *byte = records_view_get(
		&source->indexes, source->end.superseded_at + at / 8, 1, error);

	if (!byte)
		return false;
	*superseded_r = *byte >> at % 8 & 1;
	return true;
}

static struct order *next(struct order_source *source, GError **error)
{
	const struct record_head *head;
	struct order *order;

	if (source->sought && !go(source, error))
		return NULL;
	head = next_order(source, error);
	if (!head)
		return NULL;
	order = order_new();
	order->exported = source->end.exported;
	if (!order_take(order, head, source->things, error) ||
	    !is_superseded(source, &order->superseded, error)) {
		order_free(order);
		return NULL;
	}
	source->position++;
	return order;
}

bool order_source_next(struct order_source *source, guint most,
                       GPtrArray *orders, guint *count_r, GError **error)
{
	guint count = 0;

	while (count < most && source->position < source->end.orders) {
		struct order *order = next(source, error);

		if (!order)
			return false;
		g_ptr_array_add(orders, order);
		count++;
	}
	*count_r = count;
	return true;
}
