#ifndef XML_RECORDS_H
#define XML_RECORDS_H

#include <glib.h>
#include <stdbool.h>

/*
 * The record file: what a pass over a file of 1C puts aside until the file
 * proved whole. It has no name, so nobody else finds it and nothing is left of
 * it after a crash. Byte order and sizes are this machine's.
 *
 * A record is a list of items; an item is a text, or the number of a thing
 * (things.h) that other records of the same file tell about.
 */

/* Heads and indexes lie at multiples of this. */
enum { RECORDS_ALIGN = 8 };

/* Bytes of a record, or of an index that is read at once: three times what an
 * order may measure (order_book_measure). */
#define RECORD_MOST (48u * 1024 * 1024)

struct record_head {
	guint32 length;   /* of what follows the head */
	guint32 owner;    /* whose it is: the writer's */
	guint64 previous; /* offset of another record, or 0: none */
};

/* ---- making a record ---- */

void record_text(GByteArray *record, guint8 field, const char *text);
void record_number(GByteArray *record, guint8 field, guint32 number);

/* ---- looking into one ---- */

struct record_item {
	guint8 field;
	bool is_text;
	guint32 number;   /* of a thing, or a number; not for texts */
	const char *text; /* not ended by NUL */
	gsize length;
};

/* Steps through a record; *at begins at 0. False at the end, and at what is no
 * item: a length that leads out, a text that is no UTF-8. */
bool record_next(const guint8 *record, gsize length, gsize *at,
                 struct record_item *item_r);

/* ---- the file, while it is written ---- */

struct records {
	int fd;
	guint64 size; /* with what is in the buffer; never 0 */
	GByteArray *buffer;
	GError *error; /* the first one; nothing is written after it */
};

/* Where such files are made: a descriptor that is the caller's, to read and to
 * write; -1 for an error of G_FILE_ERROR. */
int records_file(GError **error);

/* Takes the descriptor of an empty file. */
void records_init(struct records *records, int fd);

/* Both. Errors are of G_FILE_ERROR. */
bool records_open(struct records *records, GError **error);
void records_clear(struct records *records);

/* The offset of what is added, which is aligned. After an error it still
 * counts, in vain. */
guint64 records_add(struct records *records, const struct record_head *head,
                    const guint8 *record);
guint64 records_raw(struct records *records, gconstpointer data, gsize length);
bool records_flush(struct records *records, GError **error);
/* The descriptor, which is the caller's from now on. */
int records_take(struct records *records);

/* ---- and while it is read ---- */

struct records_view {
	int fd; /* not owned */
	guint8 *window;
	gsize room, length;
	guint64 start;
	guint64 size; /* of the file */
};

void records_view_init(struct records_view *view, int fd, gsize room);
void records_view_clear(struct records_view *view);

/* Whether so much is there, and is no more than may be read at once. */
bool records_view_has(const struct records_view *view, guint64 offset,
                      guint64 length);

/* Sets an error of G_FILE_ERROR where there is none yet; false. */
bool records_spoiled(GError **error);

/* `length` bytes at `offset`, valid until the next call; NULL for an error. */
const void *records_view_get(struct records_view *view, guint64 offset,
                             gsize length, GError **error);

/* A record: its head, with the items right behind it. */
const struct record_head *records_view_record(struct records_view *view,
                                              guint64 offset, GError **error);

#endif
