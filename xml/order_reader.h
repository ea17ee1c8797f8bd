#ifndef XML_ORDER_READER_H
#define XML_ORDER_READER_H

#include "core/message.h"
#include "core/order.h"
#include "core/settings.h"
#include "xml/exchange_message.h"
#include "xml/learned.h"

#include <glib.h>
#include <stdbool.h>

/*
 * A file of 1C in, orders out, a window at a time, in bounded memory.
 *
 * order_reader_read() makes one streaming pass: it unpacks an archive, proves
 * the file well-formed and valid against the XSD that its root asks for, hashes
 * it, writes a record of each order and client to an unlinked file, and keeps
 * small indexes of what orders refer to (a client or its phones may stand
 * behind the order). Only a file that proved whole gives orders; they come
 * from the record file, so whoever writes into the source meanwhile changes
 * nothing.
 *
 * The pass alone is order_reader_scan(): the program makes it in a confined
 * process (watcher/reader.h) and opens what that wrote with order_source_new().
 * order_reader_read() is both, in this process.
 */

struct order_reader; /* compiled schemas; one a process */
struct order_source; /* the orders of one file */

enum reading {
	READING_WHOLE,      /* valid: orders can be taken */
	READING_REJECTED,   /* `faults` says why; nothing may be sent */
	READING_INCOMPLETE, /* ends before its end tag, is empty or has NULs:
	                       somebody may still be writing it; `faults` says
	                       what to say when nobody is */
};

struct order_file {
	const char *format;               /* "orders", "kd2"; NULL: not known */
	char *exported_text;              /* as the file says, or NULL */
	gint64 exported;                  /* WHEN_NONE: not said */
	struct exchange_message *message; /* its head, where it has one */
	/* Of КД2 3.x: says when it was written, so its number holds nothing
	 * back; it is answered in the load file. */
	struct exchange_message *kd2_message;
	char sha256[65]; /* of the file as it came, lower case */
	guint64 size;    /* its bytes */
	guint64 orders;
	GPtrArray *faults;   /* of struct message, at most 100, never NULL */
	guint64 faults_more; /* how many more there were */
};

/* NULL and an error where the built-in schemas do not compile. */
struct order_reader *order_reader_new(GError **error);
void order_reader_free(struct order_reader *reader);

/*
 * Reads from the start of fd, which stays open and is the caller's; the offset
 * is left anywhere. `settings` gives the names of [1c] and the time zone.
 * Fills *file_r (to be cleared) in every case but an error; *source_r only
 * for READING_WHOLE. Errors (-1, GError of G_FILE_ERROR) are of reading or of
 * the record file (disk full), never of the content.
 */
int order_reader_read(struct order_reader *reader, int fd,
                      const struct settings *settings,
                      struct order_file *file_r, struct order_source **source_r,
                      GError **error);
void order_file_clear(struct order_file *file);

/*
 * The same pass without its last step: the record file is written to
 * `records`, an empty file (records_file) that stays the caller's, and is
 * whole only for READING_WHOLE. Of `settings` only the names of [1c] count;
 * `exported` stays to be set by order_file_date(). Opens no file.
 */
int order_reader_scan(struct order_reader *reader, int fd,
                      const struct settings *settings, int records,
                      struct order_file *file_r, GError **error);

/* What the file says of its export, as a time. */
void order_file_date(struct order_file *file, GTimeZone *timezone);

/*
 * References that the file does not explain are looked up in the store from
 * now on, for every order that is taken; what it explains is newer or older
 * than that by `exported`. The store must outlive the source.
 */
void order_source_refer(struct order_source *source,
                        const struct learned_store *store, gint64 exported);

/* Tells the store what the whole file teaches. */
bool order_source_teach(struct order_source *source, GError **error);

/*
 * Appends at most `most` orders (struct order, owned by the array's owner) to
 * `orders`, in the order of the file. *count_r: how many, fewer where they are
 * large; 0 at the end.
 * An order that the same file repeats later has `superseded` set.
 */
bool order_source_next(struct order_source *source, guint most,
                       GPtrArray *orders, guint *count_r, GError **error);

/* Orders taken from now on have `origins`: for every value that 1C's objects
 * gave, which key of [1c] it is and on which path it was found; for the first
 * orders of a file also what nobody knows a use for. */
void order_source_explain(struct order_source *source);

/* What other objects of the file (clients, cars, registers) have that nobody
 * knows a use for: of each type and attribute one example, in the order of the
 * file. Of a few objects of each type alone; of documents that are no orders,
 * with an empty path, that there are such. */
struct order_left {
	char *type, *path, *value;
};

/* Appends struct order_left, to be freed with order_left_free(). */
bool order_source_left(struct order_source *source, GPtrArray *left,
                       GError **error);
void order_left_free(gpointer left);

/* Goes to the order with this number, from 0. */
void order_source_seek(struct order_source *source, guint64 position);
void order_source_free(struct order_source *source);

#endif
