/*
 * `b24bridge check FILE`: whether a file of 1C is valid, and what a person
 * needs to see to fill in [1c]: of the first orders, which attribute of 1C gave
 * which value, what was not found, and what the file has beside that.
 *
 * Names and phones are shown: it is somebody's own file on a terminal of his.
 */
#include "cmd/check_file.h"

#include "cmd/command.h"
#include "cmd/report.h"
#include "core/judge.h"
#include "core/text.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	SHOWN_ORDERS = 3,
	SHOWN_LEFT = 40,  /* attributes, of an order or a type */
	VALUE_MOST = 160, /* bytes */
	PATH_WIDE = 56,   /* letters up to which values stand in a column */
};

static const char *or_dash(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : "—";
}

/* ---- columns ---- */

/* A text with blanks behind it, so many letters wide. */
static char *padded(const char *text, glong wide)
{
	glong length = g_utf8_strlen(text, -1);

	return g_strdup_printf("%s%*s", text,
	                       length < wide ? (int)(wide - length) : 0, "");
}

static void print_row(const char *key, glong key_wide, const char *path,
                      glong path_wide, const char *value)
{
	g_autofree char *short_value = text_plain(value, VALUE_MOST);
	g_autofree char *with_colon = g_strconcat(path, ":", NULL);
	g_autofree char *left = padded(key, key_wide);
	g_autofree char *middle = padded(with_colon, path_wide + 1);

	command_print("            %s%s%s %s%s", left,
	              key_wide > 0 ? " ← " : "", middle, short_value,
	              strlen(value) > VALUE_MOST ? "…" : "");
}

/* ---- what was read ---- */

static glong widest(glong wide, const char *text)
{
	glong length = g_utf8_strlen(text, -1);

	return length <= PATH_WIDE ? MAX(wide, length) : wide;
}

static bool is_of(const struct order_origin *origin,
                  const struct settings_row *row)
{
	return origin->key != NULL && row->type == SETTINGS_NAMES &&
	       strcmp(origin->key, row->key) == 0;
}

/* In the order of the settings file. */
static void print_read(const GPtrArray *origins)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);
	glong key_wide = 0, path_wide = 0;

	for (guint i = 0; i < origins->len; i++) {
		const struct order_origin *origin = origins->pdata[i];

		if (origin->key == NULL)
			continue;
		key_wide = widest(key_wide, origin->key);
		path_wide = widest(path_wide, origin->path);
	}
	command_print("        Прочитано (имя в группе [1c] ← реквизит 1С):");
	for (size_t i = 0; i < count; i++)
		for (guint j = 0; j < origins->len; j++) {
			const struct order_origin *origin = origins->pdata[j];

			if (is_of(origin, &rows[i]))
				print_row(origin->key, key_wide, origin->path,
				          path_wide, origin->value);
		}
}

static bool was_read(const GPtrArray *origins, const struct settings_row *row)
{
	for (guint i = 0; i < origins->len; i++) {
		if (is_of(origins->pdata[i], row))
			return true;
	}
	return false;
}

/* Keys of [1c] that no attribute of this order gave a value for. */
static void print_missing(const GPtrArray *origins)
{
	g_autoptr(GString) keys = g_string_new(NULL);
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++)
		if (rows[i].type == SETTINGS_NAMES &&
		    !was_read(origins, &rows[i]))
			g_string_append_printf(keys, "%s%s",
			                       keys->len > 0 ? ", " : "",
			                       rows[i].key);
	if (keys->len > 0)
		command_print("        Не нашлось: %s", keys->str);
}

static void print_left(const GPtrArray *origins)
{
	glong wide = 0;
	guint shown = 0;

	for (guint i = 0; i < origins->len; i++) {
		const struct order_origin *origin = origins->pdata[i];

		if (origin->key == NULL)
			wide = widest(wide, origin->path);
	}
	for (guint i = 0; i < origins->len && shown < SHOWN_LEFT; i++) {
		const struct order_origin *origin = origins->pdata[i];

		if (origin->key != NULL)
			continue;
		if (shown++ == 0)
			command_print("        Не использовано (можно вписать "
			              "в группу [1c]):");
		print_row("", 0, origin->path, wide, origin->value);
	}
}

/* Formats of our own say by their names what is what. */
static void print_plain(const struct order *order)
{
	glong wide = 0;

	for (int i = 0; i < ORDER_PATHS; i++)
		if (order->text[i] != NULL)
			wide = widest(wide,
			              order_path_name((enum order_path)i));
	command_print("        Прочитано:");
	for (int i = 0; i < ORDER_PATHS; i++)
		if (order->text[i] != NULL)
			print_row("", 0, order_path_name((enum order_path)i),
			          wide, order->text[i]);
}

/* ---- an order ---- */

/* Takes the order. */
static void print_order(struct order *order, const struct settings *settings)
{
	struct judged *judged = judge(order, settings);
	g_autofree char *phone =
		judged_text(judged, ORDER_CLIENT_PHONE, settings);
	g_autofree char *client =
		judged_text(judged, ORDER_CLIENT_NAME, settings);

	command_print("    № %s от %s, %s, %s, %s, клиент: %s, телефон: %s",
	              or_dash(order->text[ORDER_NUMBER]),
	              or_dash(order->text[ORDER_DATE]),
	              or_dash(order->text[ORDER_STATE]),
	              or_dash(order->text[ORDER_ORGANIZATION]),
	              or_dash(order->text[ORDER_AMOUNT]), or_dash(client),
	              or_dash(phone));
	for (guint i = 0; i < judged->messages->len; i++) {
		const struct message *message = judged->messages->pdata[i];

		command_print("        [%s] %s", message_name(message->code),
		              message->text);
	}
	if (order->origins != NULL && order->origins->len > 0) {
		print_read(order->origins);
		print_missing(order->origins);
		print_left(order->origins);
	} else {
		print_plain(order);
	}
	judged_free(judged);
}

/* ---- a file ---- */

/* What clients, cars and registers of the file have that nobody asked for. */
static void print_objects(struct order_source *source)
{
	g_autoptr(GPtrArray) left =
		g_ptr_array_new_with_free_func(order_left_free);
	const char *type = "";
	glong wide = 0;
	guint shown = 0;

	if (!order_source_left(source, left, NULL) || left->len == 0)
		return;
	for (guint i = 0; i < left->len; i++)
		wide = widest(wide,
		              ((struct order_left *)left->pdata[i])->path);
	command_print("    Не использовано в других объектах файла:");
	for (guint i = 0; i < left->len; i++) {
		const struct order_left *row = left->pdata[i];

		if (strcmp(row->type, type) != 0) {
			command_print("        %s", row->type);
			type = row->type;
			shown = 0;
		}
		if (*row->path == '\0')
			command_print(
				"            это не заказ-наряд, пока его "
				"не называет [1c] order");
		else if (shown++ < SHOWN_LEFT)
			print_row("", 0, row->path, wide, row->value);
	}
}

static void print_first(struct order_source *source,
                        const struct settings *settings)
{
	g_autoptr(GPtrArray) orders = g_ptr_array_new();
	guint count = 0;

	order_source_explain(source);
	if (!order_source_next(source, SHOWN_ORDERS, orders, &count, NULL))
		return;
	for (guint i = 0; i < orders->len; i++)
		print_order(orders->pdata[i], settings);
	print_objects(source);
}

static void print_file(const char *path, const struct order_file *file,
                       struct order_source *source,
                       const struct settings *settings)
{
	if (source != NULL) {
		command_print(
			"✓ %s: формат %s, заказ-нарядов %" G_GUINT64_FORMAT,
			path, file->format, file->orders);
		print_first(source, settings);
		return;
	}
	command_print("✗ %s: файл не принят", path);
	for (guint i = 0; i < file->faults->len; i++) {
		g_autofree char *text =
			report_fault(path, file->faults->pdata[i]);

		command_print("    %s", text);
	}
	if (file->faults_more > 0)
		command_print("    и ещё ошибок: %" G_GUINT64_FORMAT,
		              file->faults_more);
}

static bool check_file(struct bridge *bridge, const char *path)
{
	struct order_source *source = NULL;
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int fd = command_open(path);
	bool whole;
	int reading;

	if (fd < 0)
		return false;
	reading = reader_read(bridge->reader, fd, bridge->settings, &file,
	                      &source, &error);
	close(fd);
	if (reading < 0) {
		command_print("✗ %s: %s", path, error->message);
		return false;
	}
	whole = source != NULL;
	print_file(path, &file, source, bridge->settings);
	order_source_free(source);
	order_file_clear(&file);
	return whole;
}

int check_files(struct bridge *bridge, const GPtrArray *names)
{
	int status = EX_OK;

	for (guint i = 0; i < names->len; i++) {
		if (!check_file(bridge, names->pdata[i]))
			status = 1;
	}
	return status;
}
