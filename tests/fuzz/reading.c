/*
 * The whole way of a file, as `check FILE` and the daemon go it: read, explain,
 * refer, teach. What is checked holds for every file, good or bad.
 */
#include "tests/fuzz/reading.h"

#include "core/when.h"
#include "xml/order_reader.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WINDOW = 3, TEXT_MOST = 1024 * 1024 + 1 };

/* With names of a base's own, paths among them, and tables. */
static const char settings_text[] =
	"[deal]\nid_field = id_1C\n[stages]\nзакрыт = WON\n[1c]\n"
	"client_phone = МобильныйТелефон; Телефон\n"
	"dispatcher = Основание.Ответственный.Наименование\n"
	"reason = Причина; ДополнительныеРеквизиты.Причина; Исполнители.Роль\n";

struct all {
	struct order_reader *reader;
	struct settings *settings;
};

/* Made once: nothing below changes it. */
static const struct all *the_one(void)
{
	static struct all all;

	if (!all.reader) {
		all.settings = settings_read(settings_text,
		                             strlen(settings_text), "", NULL);
		all.reader = order_reader_new(NULL);
		if (!all.settings || !all.reader)
			g_error("settings or schemas");
	}
	return &all;
}

static void assert_text(const char *text)
{
	if (text && (!*text || strlen(text) > TEXT_MOST ||
	             !g_utf8_validate(text, -1, NULL)))
		g_error("a text that is none: «%.100s»", text);
}

static void assert_texts(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		if (!texts->pdata[i])
			g_error("a text that is not there");
		assert_text(texts->pdata[i]);
	}
}

static void assert_faults(const struct order_file *file, int reading)
{
	bool refused = reading != READING_WHOLE;

	if (refused != (file->faults->len > 0))
		g_error("a file is refused without a word, or taken with one");
	for (guint i = 0; i < file->faults->len; i++) {
		const struct message *fault = file->faults->pdata[i];

		if (!fault->text)
			g_error("a fault that says nothing");
		assert_text(fault->text);
		assert_text(fault->number);
		if (fault->column && !fault->line)
			g_error("a column without a line");
	}
}

static void assert_order(const struct order *order)
{
	assert_text(order->ref);
	for (int i = 0; i < ORDER_PATHS; i++) {
		assert_text(order->text[i]);
		assert_text(order->unexplained[i]);
	}
	assert_text(order->state_predefined);
	assert_text(order->state_ref);
	assert_text(order->organization_ref);
	assert_text(order->currency);
	assert_texts(order->phones);
	assert_text(order->client.ref);
	assert_text(order->client.name);
	assert_text(order->client.last);
	assert_text(order->client.first);
	assert_text(order->client.middle);
	assert_text(order->client.kind);
	assert_texts(order->client.phones);
	assert_texts(order->client.mails);
	assert_text(order->unknown_reference);
	for (guint i = 0; order->origins && i < order->origins->len; i++) {
		const struct order_origin *origin = order->origins->pdata[i];

		if (!origin->path || !origin->value)
			g_error("an origin that says nothing");
		assert_text(origin->path);
	}
}

/* ---- a store that knows something of everything ---- */

static bool find(void *context, const GPtrArray *guids, GHashTable *found,
                 GError **error)
{
	(void)context;
	(void)error;
	for (guint i = 0; i < guids->len; i++) {
		const char *guid = guids->pdata[i];
		struct learned *learned = learned_new();

		if (strlen(guid) != 36)
			g_error("a GUID that is none: %s", guid);
		learned->guid = g_strdup(guid);
		learned->type = g_strdup("Справочник.Контрагенты");
		g_ptr_array_add(learned->values,
		                learned_value_new("Наименование", NULL, "Имя"));
		g_hash_table_insert(found, g_strdup(guid), learned);
	}
	return true;
}

static bool keep(void *context, const GPtrArray *all, GError **error)
{
	(void)context;
	(void)error;
	for (guint i = 0; i < all->len; i++) {
		const struct learned *learned = all->pdata[i];

		if (!learned->guid || strlen(learned->guid) != 36)
			g_error("something without a GUID is kept");
		assert_text(learned->type);
		assert_text(learned->predefined);
		for (guint j = 0; j < learned->values->len; j++) {
			const struct learned_value *value =
				learned->values->pdata[j];

			assert_text(value->name);
			assert_text(value->text);
		}
		for (guint j = 0; j < learned->contacts->len; j++) {
			const struct learned_contact *contact =
				learned->contacts->pdata[j];

			assert_text(contact->text);
		}
	}
	return true;
}

static guint64 take_all(struct order_source *source)
{
	guint64 all = 0;
	guint count = 0;

	order_source_seek(source, 0);
	do {
		g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func(
			(GDestroyNotify)order_free);

		if (!order_source_next(source, WINDOW, orders, &count, NULL) ||
		    count != orders->len)
			g_error("orders of a whole file are not there");
		for (guint i = 0; i < orders->len; i++)
			assert_order(orders->pdata[i]);
		all += count;
	} while (count);
	return all;
}

static void look_at(struct order_source *source, const struct order_file *file)
{
	static const struct learned_store store = { find, keep, NULL };
	g_autoptr(GPtrArray) left =
		g_ptr_array_new_with_free_func(order_left_free);

	if (take_all(source) != file->orders)
		g_error("some orders are gone");
	order_source_explain(source);
	if (!order_source_left(source, left, NULL))
		g_error("what a whole file has is not there");
	order_source_refer(source, &store, file->exported);
	if (take_all(source) != file->orders ||
	    !order_source_teach(source, NULL))
		g_error("some orders are gone with a store");
}

static int fd_of(const void *bytes, gsize length)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, length) != (ssize_t)length)
		g_error("no memory for the input");
	return fd;
}

struct fuzz_read fuzz_read(const void *bytes, gsize length)
{
	const struct all *all = the_one();
	struct order_source *source = NULL;
	struct order_file file;
	struct fuzz_read read;
	int fd = fd_of(bytes, length);

	read.reading = order_reader_read(all->reader, fd, all->settings, &file,
	                                 &source, NULL);
	if (read.reading < 0)
		g_error("a file cannot be read");
	if ((read.reading == READING_WHOLE) != (source != NULL) ||
	    file.size != length)
		g_error("reading and result disagree");
	assert_faults(&file, read.reading);
	read.orders = file.orders;
	if (source)
		look_at(source, &file);
	order_source_free(source);
	order_file_clear(&file);
	close(fd);
	return read;
}
