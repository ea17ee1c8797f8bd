/*
 * What a hijacked reader may hand over: any bytes for a record file, and any
 * for its answer. Whatever they are, taking orders from them ends, and what
 * comes out is text. The corpus is record files and answers of the samples;
 * whose first eight bytes are no zeros is an answer.
 */
#include "tests/fuzz/fuzz.h"
#include "xml/order_book.h"
#include "xml/order_file.h"
#include "xml/order_source.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WINDOW = 3, ROUNDS_MOST = 64 * 1024 };

static void assert_text(const char *text)
{
	if (text && !g_utf8_validate(text, -1, NULL))
		g_error("a text that is none");
}

static void assert_texts(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		assert_text(texts->pdata[i]);
}

static void assert_order(const struct order *order)
{
	for (int i = 0; i < ORDER_PATHS; i++) {
		assert_text(order->text[i]);
		assert_text(order->unexplained[i]);
	}
	assert_text(order->ref);
	assert_text(order->state_ref);
	assert_text(order->state_predefined);
	assert_text(order->organization_ref);
	assert_text(order->currency);
	assert_text(order->client.name);
	assert_texts(order->phones);
	assert_texts(order->client.phones);
	assert_texts(order->client.mails);
}

/* ---- a store that knows something of everything ---- */

static bool find(void *context, const GPtrArray *guids, GHashTable *found,
                 GError **error)
{
	(void)context, (void)error;
	for (guint i = 0; i < guids->len; i++) {
		const char *guid = guids->pdata[i];
		struct learned *learned = learned_new();

		assert_text(guid);
		learned->guid = g_strdup(guid);
		g_ptr_array_add(learned->values,
		                learned_value_new("Наименование", NULL, "Имя"));
		g_hash_table_insert(found, g_strdup(guid), learned);
	}
	return true;
}

static bool keep(void *context, const GPtrArray *all, GError **error)
{
	(void)context, (void)error;
	for (guint i = 0; i < all->len; i++)
		assert_text(((struct learned *)all->pdata[i])->type);
	return true;
}

/* ---- a record file ---- */

static void take_all(struct order_source *source)
{
	guint count = 1;

	order_source_seek(source, 0);
	for (guint round = 0; count; round++) {
		g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func(
			(GDestroyNotify)order_free);

		if (round > ROUNDS_MOST)
			g_error("orders without end");
		if (!order_source_next(source, WINDOW, orders, &count, NULL))
			return;
		for (guint i = 0; i < orders->len; i++)
			assert_order(orders->pdata[i]);
	}
}

static void look_at(struct order_source *source)
{
	static const struct learned_store store = { find, keep, NULL };
	g_autoptr(GPtrArray) left =
		g_ptr_array_new_with_free_func(order_left_free);

	take_all(source);
	order_source_explain(source);
	order_source_left(source, left, NULL);
	order_source_refer(source, &store, 0);
	take_all(source);
	order_source_seek(source, G_MAXUINT64);
	order_source_teach(source, NULL);
}

static void try_records(const uint8_t *data, size_t size)
{
	struct order_book_end end = { 0 };
	struct order_file file = { .exported = 0 };
	struct order_source *source;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		g_error("no memory for the input");
	/* The number that it was told of is the one that it says. */
	if (size >= sizeof(end))
		memcpy(&end, data + size - sizeof(end), sizeof(end));
	file.orders = end.orders;
	source = order_source_new(fd, &file, NULL);
	if (source)
		look_at(source);
	order_source_free(source);
}

/* ---- an answer ---- */

static void try_answer(const uint8_t *data, size_t size)
{
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int reading = order_file_unpack(data, size, &file, &error);

	if ((reading == -1) != (error != NULL))
		g_error("an error without a word");
	if (reading < 0)
		return;
	if (reading > READING_INCOMPLETE || strlen(file.sha256) != 64 ||
	    (reading == READING_WHOLE) != (file.faults->len == 0))
		g_error("an answer that is none");
	assert_text(file.exported_text);
	for (guint i = 0; i < file.faults->len; i++)
		assert_text(((struct message *)file.faults->pdata[i])->text);
	order_file_clear(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[sizeof(guint64)];

	if (size >= sizeof(zeros) && memcmp(data, zeros, sizeof(zeros)) == 0)
		try_records(data, size);
	else
		try_answer(data, size);
	return 0;
}
