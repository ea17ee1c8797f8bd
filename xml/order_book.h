#ifndef XML_ORDER_BOOK_H
#define XML_ORDER_BOOK_H

#include "core/order.h"
#include "xml/records.h"
#include "xml/things.h"

/*
 * The writing side of the record file: orders go in while the pass runs, and
 * what comes out is a descriptor that order_source.h reads, with nothing in
 * memory but what one order takes.
 */

/* The items of an order's record. The paths of order.h come first. Attributes
 * of 1C's objects stand beside them (onec_node.h): which of them means what is
 * looked up when the order is taken. */
enum order_item {
	ITEM_REF = ORDER_PATHS,
	ITEM_LINE,
	ITEM_DELETED,
	ITEM_STATE_REF,
	ITEM_STATE_PREDEFINED,
	ITEM_ORGANIZATION_REF,
	ITEM_CURRENCY,
	ITEM_PHONE,
	ITEM_CLIENT_REF,
	ITEM_CLIENT_NAME,
	ITEM_CLIENT_LAST,
	ITEM_CLIENT_FIRST,
	ITEM_CLIENT_MIDDLE,
	ITEM_CLIENT_KIND,
	ITEM_CLIENT_PHONE,
	ITEM_CLIENT_MAIL,
	/* A row begins; the number is the id of its section plus one, or 0. */
	ITEM_WORK,
	ITEM_GOOD,
	ITEM_ROW_NAME,
	ITEM_ROW_QUANTITY,
	ITEM_ROW_SUM,
	ITEM_REMOVED,
};

enum { LEFT_TYPE = 0 };

/* The owner of an order's record; that of a thing's facts is the thing plus
 * one.
 */
enum { RECORD_ORDER };

/* Every so many orders their place is remembered. */
enum { ORDER_BOOK_STEP = 64 };

/* The last bytes of a record file. */
struct order_book_end {
	guint64 magic;
	guint64 orders, things;
	guint64 places_at;     /* guint64 for every ORDER_BOOK_STEP orders */
	guint64 superseded_at; /* a bit an order */
	guint64 things_at;     /* guint64 a thing: its last facts */
	guint64 paths_at, paths_length; /* onec_paths.h; length 0: none */
	guint64 left_at, left_length;   /* of objects: see `left` */
};

#define ORDER_BOOK_MAGIC G_GUINT64_CONSTANT(0x62323472656c6f6b)

struct order_book {
	struct records records;
	struct things things;
	GArray *places, *keys; /* of guint64 */
	GByteArray *paths;     /* what onec_paths_save() wrote, or empty */
	/* Items: what some objects have that nobody knows a use for. A type
	 * (LEFT_TYPE), and ONEC_ITEM_LEFT and ONEC_ITEM_EXAMPLE behind it. */
	GByteArray *left;
	guint64 orders;
	bool spoiled;  /* the file is bad: orders are only counted */
	bool outgrown; /* an order or object is larger than one can be */
	GByteArray *record;
	GString *ref, *number, *date; /* of the order being written */
};

/* Takes the descriptor of an empty file (records_file). */
void order_book_open(struct order_book *book, int fd);
void order_book_clear(struct order_book *book);

void order_book_begin(struct order_book *book, guint line);
/* What says nothing (value.h) is not written, and no text twice. */
void order_book_text(struct order_book *book, enum order_item item,
                     const char *text);
void order_book_number(struct order_book *book, enum order_item item,
                       guint32 number);
void order_book_append(struct order_book *book, const GByteArray *items);
/* Which document it is, besides its GUID; NULL where it does not say. */
void order_book_known(struct order_book *book, const char *number,
                      const char *date);
void order_book_end(struct order_book *book);
/* The file has documents of this type, which are no orders. */
void order_book_other(struct order_book *book, const char *type);
/* For whatever grows in memory with one order: sets `outgrown` in time. */
void order_book_measure(struct order_book *book, gsize length);

/* Writes the indexes. The descriptor is the caller's; -1 for an error. */
int order_book_finish(struct order_book *book, GError **error);

#endif
