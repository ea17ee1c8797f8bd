/*
 * Orders put aside. Of a document that stands twice in a file the later one
 * counts: its key is the GUID, else the number with the year of its date, for
 * numbers start again every year. Per order eight bytes stay in memory until
 * the end, and another eight while the doubled ones are looked for.
 */
#include "xml/order_book.h"

#include "core/text.h"
#include "xml/onec_node.h"
#include "xml/slots.h"
#include "xml/value.h"

#include <string.h>
#include <unistd.h>

void order_book_open(struct order_book *book, int fd)
{
	*book = (struct order_book){ 0 };
	records_init(&book->records, fd);
	things_init(&book->things, &book->records);
	book->places = g_array_new(FALSE, FALSE, sizeof(guint64));
	book->keys = g_array_new(FALSE, FALSE, sizeof(guint64));
	book->paths = g_byte_array_new();
	book->left = g_byte_array_new();
	book->record = g_byte_array_new();
	book->ref = g_string_new(NULL);
	book->number = g_string_new(NULL);
	book->date = g_string_new(NULL);
}

void order_book_clear(struct order_book *book)
{
	if (!book->record)
		return;
	records_clear(&book->records);
	things_clear(&book->things);
	g_array_unref(book->places);
	g_array_unref(book->keys);
	g_byte_array_unref(book->paths);
	g_byte_array_unref(book->left);
	g_byte_array_unref(book->record);
	g_string_free(book->ref, TRUE);
	g_string_free(book->number, TRUE);
	g_string_free(book->date, TRUE);
	*book = (struct order_book){ 0 };
}

void order_book_begin(struct order_book *book, guint line)
{
	g_byte_array_set_size(book->record, 0);
	g_string_truncate(book->ref, 0);
	g_string_truncate(book->number, 0);
	g_string_truncate(book->date, 0);
	record_number(book->record, ITEM_LINE, line);
}

static bool is_guid(enum order_item item)
{
	return item == ITEM_REF || item == ITEM_STATE_REF ||
	       item == ITEM_ORGANIZATION_REF || item == ITEM_CLIENT_REF;
}

void order_book_text(struct order_book *book, enum order_item item,
                     const char *text)
{
	g_autofree char *hold = NULL;
	const char *value = is_guid(item) ? value_guid(text, &hold)
	                                  : value_read(text, &hold);

	if (!value)
		return;
	record_text(book->record, (guint8)item, value);
	order_book_measure(book, book->record->len);
	if (item == ITEM_REF)
		g_string_assign(book->ref, value);
	else if ((int)item == ORDER_NUMBER)
		g_string_assign(book->number, value);
	else if ((int)item == ORDER_DATE)
		g_string_assign(book->date, value);
}

void order_book_number(struct order_book *book, enum order_item item,
                       guint32 number)
{
	record_number(book->record, (guint8)item, number);
	order_book_measure(book, book->record->len);
}

void order_book_append(struct order_book *book, const GByteArray *items)
{
	g_byte_array_append(book->record, items->data, items->len);
	order_book_measure(book, book->record->len);
}

static bool is_told(const GByteArray *left, const char *type)
{
	struct record_item item;
	gsize at = 0;

	while (record_next(left->data, left->len, &at, &item))
		if (item.field == LEFT_TYPE && item.length == strlen(type) &&
		    memcmp(item.text, type, item.length) == 0)
			return true;
	return false;
}

void order_book_other(struct order_book *book, const char *type)
{
	enum { LEFT_MOST = 16 * 1024, TYPE_MOST = 200 };
	g_autofree char *plain = text_plain(type, TYPE_MOST);

	if (book->left->len > LEFT_MOST || is_told(book->left, plain))
		return;
	record_text(book->left, LEFT_TYPE, plain);
	record_text(book->left, ONEC_ITEM_LEFT, "");
	record_text(book->left, ONEC_ITEM_EXAMPLE, "");
}

void order_book_known(struct order_book *book, const char *number,
                      const char *date)
{
	g_string_assign(book->number, number ? number : "");
	g_string_assign(book->date, date ? date : "");
}

void order_book_measure(struct order_book *book, gsize length)
{
	enum { MOST = 16 * 1024 * 1024 };

	if (length > MOST)
		book->outgrown = true;
}

/* 0 where nothing says which document it is. */
static guint64 key_of(const struct order_book *book)
{
	enum { YEAR = 4 };
	g_autoptr(GString) key = NULL;
	guint64 hash;

	if (book->ref->len) {
		hash = slots_hash(book->ref->str, book->ref->len);
		return hash ? hash : 1;
	}
	if (!book->number->len)
		return 0;
	key = g_string_new(book->number->str);
	g_string_append_c(key, '/');
	g_string_append_len(key, book->date->str,
	                    (gssize)MIN(book->date->len, YEAR));
	hash = slots_hash(key->str, key->len);
	return hash ? hash : 1;
}

void order_book_end(struct order_book *book)
{
	struct record_head head = { .length = book->record->len,
		                    .owner = RECORD_ORDER };
	guint64 key, place;

	if (book->spoiled) {
		book->orders++;
		return;
	}
	key = key_of(book);
	place = records_add(&book->records, &head, book->record->data);
	if (book->orders % ORDER_BOOK_STEP == 0)
		g_array_append_val(book->places, place);
	g_array_append_val(book->keys, key);
	book->orders++;
}

static guint64 key_hash(gconstpointer keys, guint32 position)
{
	return ((const guint64 *)keys)[position];
}

static bool key_same(gconstpointer keys, guint32 position, gconstpointer key)
{
	return ((const guint64 *)keys)[position] == *(const guint64 *)key;
}

/* From the last order to the first: who finds the key taken is repeated later.
 */
static GByteArray *superseded(const GArray *keys)
{
	const guint64 *key = (const guint64 *)(const void *)keys->data;
	GByteArray *bits = g_byte_array_new();
	struct slots slots;

	slots_init(&slots, key_hash, key_same, key);
	g_byte_array_set_size(bits, keys->len / 8 + 1);
	memset(bits->data, 0, bits->len);
	for (guint32 i = keys->len; i-- > 0;)
		if (key[i] &&
		    slots_find(&slots, key[i], &key[i], i) != SLOTS_NONE)
			bits->data[i / 8] |= (guint8)(1 << i % 8);
	slots_clear(&slots);
	return bits;
}

int order_book_finish(struct order_book *book, GError **error)
{
	struct order_book_end end = { .magic = ORDER_BOOK_MAGIC,
		                      .orders = book->orders,
		                      .things = things_count(&book->things) };
	g_autoptr(GByteArray) bits = superseded(book->keys);

	end.places_at = records_raw(&book->records, book->places->data,
	                            book->places->len * sizeof(guint64));
	end.superseded_at = records_raw(&book->records, bits->data, bits->len);
	end.things_at = things_write(&book->things);
	end.paths_at = records_raw(&book->records, book->paths->data,
	                           book->paths->len);
	end.paths_length = book->paths->len;
	end.left_at =
		records_raw(&book->records, book->left->data, book->left->len);
	end.left_length = book->left->len;
	records_raw(&book->records, &end, sizeof(end));
	if (!records_flush(&book->records, error))
		return -1;
	return records_take(&book->records);
}
