/*
 * Orders out of the record file, a window at a time. Nothing of the file is
 * kept in memory: indexes too are read where they lie.
 */
#include "xml/order_source.h"

#include "xml/order_book.h"
#include "xml/order_take.h"
#include "xml/references.h"
#include "xml/thing_view.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	WINDOW = 128 * 1024,
	GUIDS_MOST = 20 * 1000,        /* that are asked for at a time */
	TAKEN_MOST = 16 * 1024 * 1024, /* bytes of records, likewise */
};

/* Behind them come the numbers of things that the file lacks. */
#define THINGS_MOST (G_MAXUINT32 / 2)

struct order_source {
	int fd;
	struct order_book_end end;
	gint64 exported; /* of the file */
	struct records_view orders, indexes;
	struct thing_view *things;
	struct onec_paths *paths; /* NULL: the format has none */
	struct order_taker *taker;
	guint64 position; /* of the next order */
	guint64 place;    /* of its record, or of one before it */
	bool sought;      /* place is to be looked up */
	guint64 taken;    /* bytes of the records of this window */
	struct references *references;
};

static bool load_paths(struct order_source *source, GError **error)
{
	const struct order_book_end *end = &source->end;
	const guint8 *bytes;

	if (!end->paths_length)
		return true;
	bytes = records_view_get(&source->indexes, end->paths_at,
	                         end->paths_length, error);
	source->paths =
		bytes ? onec_paths_load(bytes, end->paths_length) : NULL;
	return source->paths || records_spoiled(error);
}

/* An index of so many entries. */
static bool is_there(const struct order_source *source, guint64 at,
                     guint64 count, gsize entry)
{
	guint64 size = source->indexes.size;

	return at % RECORDS_ALIGN == 0 && at <= size &&
	       count <= (size - at) / entry;
}

/* What the end of the file says of the rest can be. */
static bool is_sound(const struct order_source *source)
{
	const struct order_book_end *end = &source->end;

	return end->things < THINGS_MOST &&
	       is_there(source, 0, end->orders, sizeof(struct record_head)) &&
	       is_there(source, end->places_at,
	                end->orders / ORDER_BOOK_STEP +
	                        (end->orders % ORDER_BOOK_STEP != 0),
	                sizeof(guint64)) &&
	       is_there(source, end->superseded_at, end->orders / 8 + 1, 1) &&
	       is_there(source, end->things_at, end->things, sizeof(guint64)) &&
	       is_there(source, end->paths_at, end->paths_length, 1) &&
	       is_there(source, end->left_at, end->left_length, 1);
}

static bool read_end(struct order_source *source, guint64 orders,
                     GError **error)
{
	const struct order_book_end *end = NULL;
	guint64 size = source->indexes.size;

	if (size >= sizeof(*end) && size % RECORDS_ALIGN == 0)
		end = records_view_get(&source->indexes, size - sizeof(*end),
		                       sizeof(*end), error);
	if (!end || end->magic != ORDER_BOOK_MAGIC)
		return records_spoiled(error);
	source->end = *end;
	return (end->orders == orders && is_sound(source)) ||
	       records_spoiled(error);
}

struct order_source *order_source_new(int fd, const struct order_file *file,
                                      GError **error)
{
	struct order_source *source = g_new0(struct order_source, 1);

	source->fd = fd;
	source->exported = file->exported;
	source->sought = true;
	records_view_init(&source->orders, fd, WINDOW);
	records_view_init(&source->indexes, fd, sizeof(source->end));
	if (!read_end(source, file->orders, error) ||
	    !load_paths(source, error)) {
		order_source_free(source);
		return NULL;
	}
	source->things = thing_view_new(fd, source->end.things_at,
	                                source->end.things, source->paths);
	source->references = references_new(source->things);
	source->taker = order_taker_new(source->things, source->paths);
	return source;
}

void order_source_free(struct order_source *source)
{
	if (!source)
		return;
	references_free(source->references);
	records_view_clear(&source->orders);
	records_view_clear(&source->indexes);
	order_taker_free(source->taker);
	thing_view_free(source->things);
	onec_paths_free(source->paths);
	close(source->fd);
	g_free(source);
}

void order_source_seek(struct order_source *source, guint64 position)
{
	source->position = MIN(position, source->end.orders);
	source->sought = true;
}

void order_source_explain(struct order_source *source)
{
	order_taker_explain(source->taker);
}

void order_left_free(gpointer data)
{
	struct order_left *left = data;

	g_free(left->type);
	g_free(left->path);
	g_free(left->value);
	g_free(left);
}

static void add_left(GPtrArray *list, const char *type, const char *path,
                     const char *value)
{
	struct order_left *left;

	for (guint i = 0; i < list->len; i++) {
		const struct order_left *known = list->pdata[i];

		if (strcmp(known->type, type) == 0 &&
		    strcmp(known->path, path) == 0)
			return;
	}
	left = g_new0(struct order_left, 1);
	left->type = g_strdup(type);
	left->path = g_strdup(path);
	left->value = g_strdup(value);
	g_ptr_array_add(list, left);
}

bool order_source_left(struct order_source *source, GPtrArray *left,
                       GError **error)
{
	const struct order_book_end *end = &source->end;
	g_autofree char *type = NULL, *path = NULL;
	const guint8 *bytes = records_view_get(&source->indexes, end->left_at,
	                                       end->left_length, error);
	struct record_item item;
	gsize at = 0;

	if (!bytes)
		return false;
	while (record_next(bytes, end->left_length, &at, &item)) {
		g_autofree char *text =
			item.is_text ? g_strndup(item.text, item.length) : NULL;
		const char *value = text;

		if (item.field == LEFT_TYPE) {
			g_free(type);
			type = g_steal_pointer(&text);
			continue;
		}
		if (item.field == ONEC_ITEM_LEFT) {
			g_free(path);
			path = g_steal_pointer(&text);
			continue;
		}
		if (!value)
			value = thing_view_called(source->things, item.number,
			                          error);
		if (!value)
			return false;
		if (type && path)
			add_left(left, type, path, value);
	}
	return true;
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
		if (head->owner == RECORD_ORDER)
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
	source->taken += head->length;
	order = order_new();
	order->exported = source->exported;
	if (!order_take(source->taker, order, head, error) ||
	    !is_superseded(source, &order->superseded, error)) {
		order_free(order);
		return NULL;
	}
	source->position++;
	return order;
}

/* ---- what earlier files taught ---- */

void order_source_refer(struct order_source *source,
                        const struct learned_store *store, gint64 exported)
{
	references_use(source->references, store, exported);
}

bool order_source_teach(struct order_source *source, GError **error)
{
	return references_teach(source->references, (guint32)source->end.things,
	                        error);
}

/* Asks for what the next orders refer to, all at once, and goes back to the
 * first of them. *count_r: how many that holds for. */
static bool prepare(struct order_source *source, guint most, guint *count_r,
                    GError **error)
{
	guint64 position = source->position, place;
	struct thing_wants wants;
	guint count = 0;
	bool good = true;

	if (source->sought && !go(source, error))
		return false;
	place = source->place;
	thing_wants_init(&wants);
	while (good && count < most && position + count < source->end.orders &&
	       g_hash_table_size(wants.guids) < GUIDS_MOST) {
		const struct record_head *head = next_order(source, error);

		good = head &&
		       order_take_wants(head, source->things, &wants, error);
		count++;
	}
	source->place = place;
	*count_r = count;
	good = good && references_look_up(source->references, &wants, error);
	thing_wants_clear(&wants);
	return good;
}

bool order_source_next(struct order_source *source, guint most,
                       GPtrArray *orders, guint *count_r, GError **error)
{
	guint count = 0;

	source->taken = 0;
	if (references_used(source->references) &&
	    source->position < source->end.orders &&
	    !prepare(source, most, &most, error))
		return false;
	while (count < most && source->position < source->end.orders &&
	       source->taken < TAKEN_MOST) {
		struct order *order = next(source, error);

		if (!order)
			return false;
		g_ptr_array_add(orders, order);
		count++;
	}
	*count_r = count;
	return true;
}
