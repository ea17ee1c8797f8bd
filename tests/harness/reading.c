/*
 * Reads files for tests the way the program does, and prints orders so that
 * whole ones can be compared.
 */
#include "tests/harness/reading.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct order_reader *reading_reader(void)
{
	g_autoptr(GError) error = NULL;
	struct order_reader *reader = order_reader_new(&error);

	g_assert_no_error(error);
	return reader;
}

int reading_fd(const char *bytes, gsize length)
{
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;
	int fd = g_file_open_tmp("b24bridge-test-XXXXXX", &name, &error);

	g_assert_no_error(error);
	unlink(name);
	while (length) {
		ssize_t wrote = write(fd, bytes, length);

		g_assert_cmpint(wrote, >, 0);
		bytes += wrote;
		length -= (gsize)wrote;
	}
	return fd;
}

static struct settings *settings(const char *extra)
{
	g_autofree char *text = g_strdup_printf(
		"[deal]\nid_field = id_1C\n[stages]\nзакрыт = WON\n%s",
		extra ? extra : "");
	GPtrArray *faults = NULL;
	struct settings *made = settings_read(text, strlen(text), "", &faults);

	if (!made) {
		const struct settings_fault *fault =
			g_ptr_array_index(faults, 0);

		g_error("settings, line %u: %s", fault->line, fault->text);
	}
	return made;
}

static void take_all(struct reading_case *made)
{
	g_autoptr(GError) error = NULL;
	guint count = 0;

	do {
		g_assert_true(order_source_next(made->source, 1000,
		                                made->orders, &count, &error));
		g_assert_no_error(error);
	} while (count);
}

static void read_fd(struct reading_case *made, struct order_reader *reader,
                    int fd, const char *extra)
{
	struct settings *with = settings(extra);
	g_autoptr(GError) error = NULL;

	*made = (struct reading_case){ 0 };
	made->orders =
		g_ptr_array_new_with_free_func((GDestroyNotify)order_free);
	made->reading = order_reader_read(reader, fd, with, &made->file,
	                                  &made->source, &error);
	g_assert_no_error(error);
	g_assert_cmpint(made->reading, >=, 0);
	g_assert_nonnull(made->file.faults);
	if (made->reading == READING_WHOLE) {
		g_assert_nonnull(made->source);
		g_assert_cmpuint(made->file.faults->len, ==, 0);
		take_all(made);
		g_assert_cmpuint(made->orders->len, ==, made->file.orders);
	} else {
		g_assert_null(made->source);
		g_assert_cmpuint(made->file.faults->len, >, 0);
	}
	settings_free(with);
	close(fd);
}

void reading_with(struct reading_case *made, struct order_reader *reader,
                  const char *bytes, gsize length, const char *extra)
{
	read_fd(made, reader, reading_fd(bytes, length), extra);
}

void reading_of_bytes(struct reading_case *made, const char *bytes,
                      gsize length, const char *extra)
{
	struct order_reader *reader = reading_reader();

	reading_with(made, reader, bytes, length, extra);
	order_reader_free(reader);
}

void reading_of(struct reading_case *made, const char *text)
{
	reading_of_bytes(made, text, strlen(text), NULL);
}

void reading_of_file(struct reading_case *made, const char *name)
{
	struct order_reader *reader = reading_reader();
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	g_assert_cmpint(fd, >=, 0);
	read_fd(made, reader, fd, NULL);
	order_reader_free(reader);
}

void reading_clear(struct reading_case *made)
{
	order_file_clear(&made->file);
	order_source_free(made->source);
	g_ptr_array_unref(made->orders);
}

const struct order *reading_order(const struct reading_case *made, guint n)
{
	for (guint i = 0; i < made->file.faults->len; i++)
		g_test_message("fault: %s", reading_fault(made, i)->text);
	g_assert_cmpuint(made->orders->len, >, n);
	return g_ptr_array_index(made->orders, n);
}

const struct message *reading_fault(const struct reading_case *made, guint n)
{
	g_assert_cmpuint(made->file.faults->len, >, n);
	return g_ptr_array_index(made->file.faults, n);
}

static void print(GString *to, const char *name, const char *value)
{
	if (value)
		g_string_append_printf(to, "%s=%s\n", name, value);
}

static void print_all(GString *to, const char *name, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++)
		print(to, name, g_ptr_array_index(list, i));
}

static void print_unexplained(GString *to, const struct order *order)
{
	for (int i = 0; i < ORDER_PATHS; i++) {
		g_autofree char *name =
			g_strconcat("unexplained.",
		                    order_path_name((enum order_path)i), NULL);

		print(to, name, order->unexplained[i]);
	}
}

char *reading_print(const struct order *order)
{
	GString *to = g_string_new(NULL);

	print(to, "ref", order->ref);
	for (int i = 0; i < ORDER_PATHS; i++)
		print(to, order_path_name((enum order_path)i), order->text[i]);
	print(to, "state_predefined", order->state_predefined);
	print(to, "state_ref", order->state_ref);
	print(to, "organization_ref", order->organization_ref);
	print(to, "currency", order->currency);
	print(to, "deleted", order->deleted ? "yes" : NULL);
	print_all(to, "phone", order->phones);
	print(to, "has_client", order->has_client ? "yes" : NULL);
	print(to, "client.ref", order->client.ref);
	print(to, "client.last", order->client.last);
	print(to, "client.first", order->client.first);
	print(to, "client.middle", order->client.middle);
	print(to, "client.kind", order->client.kind);
	print_all(to, "client.phones", order->client.phones);
	print_all(to, "client.mail", order->client.mails);
	print(to, "unknown_reference", order->unknown_reference);
	print_unexplained(to, order);
	print(to, "removed", order->removed ? "yes" : NULL);
	print(to, "superseded", order->superseded ? "yes" : NULL);
	return g_string_free(to, FALSE);
}

void reading_expect(const struct order *order, const char *expect,
                    const char *never)
{
	g_autofree char *printed = reading_print(order);
	g_autofree char *lined = g_strconcat("\n", printed, NULL);
	g_auto(GStrv) expected = g_strsplit(expect, "\n", -1);
	g_auto(GStrv) refused = g_strsplit(never ? never : "", "\n", -1);

	g_test_message("%s", printed);
	for (guint i = 0; expected[i]; i++) {
		g_autofree char *line =
			g_strconcat("\n", expected[i], "\n", NULL);

		if (*expected[i] && !strstr(lined, line))
			g_error("«%s» is not in «%s»", expected[i], printed);
	}
	if (refused[0] && refused[1] && strcmp(refused[0], refused[1]) == 0) {
		g_assert_null(strstr(lined, never));
		return;
	}
	for (guint i = 0; refused[i]; i++)
		if (*refused[i] && strstr(lined, refused[i]))
			g_error("«%s» is in «%s»", refused[i], printed);
}

char *reading_wrap(const char *orders)
{
	return g_strdup_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                       "<ЗаказНаряды xmlns=\"urn:b24bridge:orders:1\" "
	                       "Выгружен=\"2020-12-26T18:00:00\">\n%s\n"
	                       "</ЗаказНаряды>\n",
	                       orders);
}
