/*
 * Records on disk. An order of a file of a million is put aside here instead
 * of in memory. It refuses to go on after a failed write: a full disk is said
 * once, and the file of 1C is read again later. On the way back it refuses to
 * believe a length, a place or a text: who wrote them may have been taken over
 * by what it read.
 */
#include "xml/records.h"

#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 };

enum item_kind { ITEM_TEXT, ITEM_NUMBER };

struct item_head {
	guint8 field;
	guint8 kind;
	guint32 length; /* or the number */
} __attribute__((packed));

static void item(GByteArray *record, guint8 field, enum item_kind kind,
                 guint32 length)
{
	struct item_head head = { field, (guint8)kind, length };

	g_byte_array_append(record, (const guint8 *)&head, sizeof(head));
}

void record_text(GByteArray *record, guint8 field, const char *text)
{
	guint32 length = (guint32)strlen(text);

	item(record, field, ITEM_TEXT, length);
	g_byte_array_append(record, (const guint8 *)text, length);
}

void record_number(GByteArray *record, guint8 field, guint32 number)
{
	item(record, field, ITEM_NUMBER, number);
}

bool record_next(const guint8 *record, gsize length, gsize *at,
                 struct record_item *item_r)
{
	struct item_head head;

	if (length - *at < sizeof(head))
		return false;
	memcpy(&head, record + *at, sizeof(head));
	*at += sizeof(head);
	*item_r = (struct record_item){ .field = head.field,
		                        .is_text = head.kind == ITEM_TEXT };
	if (!item_r->is_text) {
		item_r->number = head.length;
		return true;
	}
	if (length - *at < head.length)
		return false;
	item_r->text = (const char *)record + *at;
	item_r->length = head.length;
	if (!g_utf8_validate_len(item_r->text, item_r->length, NULL))
		return false;
	*at += head.length;
	return true;
}

static void file_error(GError **error, int code, const char *what)
{
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code),
	            "%s: %s", what, g_strerror(code));
}

int records_file(GError **error)
{
	g_autofree char *name = NULL;
	int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL,
	              0600);

	if (fd >= 0)
		return fd;
	/* Not every file system knows O_TMPFILE. */
	name = g_build_filename(g_get_tmp_dir(), "b24bridge-XXXXXX", NULL);
	fd = g_mkstemp_full(name, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		file_error(error, errno,
		           "временный файл не создаётся, проверьте TMPDIR");
		return -1;
	}
	unlink(name);
	return fd;
}

void records_init(struct records *records, int fd)
{
	/* Offset 0 means none. */
	static const guint64 start = 0;

	*records = (struct records){ .fd = fd };
	records->buffer = g_byte_array_sized_new(BUFFER);
	records_raw(records, &start, sizeof(start));
}

bool records_open(struct records *records, GError **error)
{
	int fd = records_file(error);

	*records = (struct records){ .fd = -1 };
	if (fd < 0)
		return false;
	records_init(records, fd);
	return true;
}

void records_clear(struct records *records)
{
	if (records->buffer) {
		g_byte_array_unref(records->buffer);
		if (records->fd >= 0)
			close(records->fd);
	}
	g_clear_error(&records->error);
	*records = (struct records){ .fd = -1 };
}

static void flush(struct records *records)
{
	const GByteArray *buffer = records->buffer;

	if (!records->error &&
	    !write_all(records->fd, buffer->data, buffer->len))
		file_error(&records->error, errno,
		           "временный файл не пишется, проверьте место "
		           "на диске в TMPDIR");
	g_byte_array_set_size(records->buffer, 0);
}

guint64 records_raw(struct records *records, gconstpointer data, gsize length)
{
	static const guint8 zeros[RECORDS_ALIGN];
	guint64 offset = records->size;
	gsize odd = length % RECORDS_ALIGN;

	if (length)
		g_byte_array_append(records->buffer, data, (guint)length);
	if (odd) {
		g_byte_array_append(records->buffer, zeros,
		                    RECORDS_ALIGN - (guint)odd);
		length += RECORDS_ALIGN - odd;
	}
	records->size += length;
	if (records->buffer->len >= BUFFER)
		flush(records);
	return offset;
}

guint64 records_add(struct records *records, const struct record_head *head,
                    const guint8 *record)
{
	guint64 offset = records_raw(records, head, sizeof(*head));

	records_raw(records, record, head->length);
	return offset;
}

bool records_flush(struct records *records, GError **error)
{
	flush(records);
	if (!records->error)
		return true;
	if (error)
		*error = g_error_copy(records->error);
	return false;
}

int records_take(struct records *records)
{
	int fd = records->fd;

	records->fd = -1;
	return fd;
}

void records_view_init(struct records_view *view, int fd, gsize room)
{
	struct stat about;

	*view = (struct records_view){ .fd = fd, .room = room };
	if (fstat(fd, &about) == 0 && about.st_size > 0)
		view->size = (guint64)about.st_size;
	view->window = g_malloc(room);
}

void records_view_clear(struct records_view *view)
{
	g_clear_pointer(&view->window, g_free);
}

static bool fill(struct records_view *view, guint64 offset, GError **error)
{
	view->start = offset;
	view->length = 0;
	while (view->length < view->room) {
		ssize_t got = pread(view->fd, view->window + view->length,
		                    view->room - view->length,
		                    (off_t)(offset + view->length));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			file_error(error, errno, "временный файл не читается");
			return false;
		}
		if (got == 0)
			break;
		view->length += (gsize)got;
	}
	return true;
}

bool records_spoiled(GError **error)
{
	if (error && !*error)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO,
		            "временный файл испорчен");
	return false;
}

bool records_view_has(const struct records_view *view, guint64 offset,
                      guint64 length)
{
	return length <= RECORD_MOST && offset <= view->size &&
	       length <= view->size - offset;
}

const void *records_view_get(struct records_view *view, guint64 offset,
                             gsize length, GError **error)
{
	guint64 start = offset - offset % RECORDS_ALIGN;
	gsize need = (gsize)(offset - start) + length;

	if (!records_view_has(view, offset, length)) {
		records_spoiled(error);
		return NULL;
	}
	if (need > view->room) {
		view->room = need;
		view->window = g_realloc(view->window, need);
		view->length = 0;
	}
	if (offset < view->start ||
	    offset + length > view->start + view->length) {
		if (!fill(view, start, error))
			return NULL;
		if (view->length < need) {
			records_spoiled(error);
			return NULL;
		}
	}
	return view->window + (offset - view->start);
}

const struct record_head *records_view_record(struct records_view *view,
                                              guint64 offset, GError **error)
{
	const struct record_head *head;

	if (offset % RECORDS_ALIGN != 0) {
		records_spoiled(error);
		return NULL;
	}
	head = records_view_get(view, offset, sizeof(*head), error);
	if (!head)
		return NULL;
	/* The head moves where the window has to. */
	return records_view_get(view, offset, sizeof(*head) + head->length,
	                        error);
}
