/*
 * What can be judged only when all lines are read: dates, whose zone may stand
 * behind them, numbers that need the area code, and keys that need another.
 */
#include "core/settings_p.h"

#include "core/phone.h"
#include "core/when.h"

#include <string.h>

static void finish_dates(struct settings_reader *reader)
{
	for (guint i = 0; i < reader->dates->len; i++) {
		const struct settings_date *date =
			&g_array_index(reader->dates, struct settings_date, i);

		when_read(date->text, reader->settings->timezone, date->when);
	}
}

static void finish_phones(struct settings_reader *reader)
{
	struct settings *settings = reader->settings;
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	guint line = settings_line(settings, "contact", "ignore_phones");

	for (char **item = settings->ignore_phones; *item; item++) {
		g_autoptr(GPtrArray) numbers = g_ptr_array_new();
		g_autofree char *quoted = settings_quote(*item);
		bool dummy = false;

		phone_read(*item, settings->area_code, NULL, numbers, &dummy);
		if (!numbers->len && !dummy)
			settings_complain(
				reader, line, "[contact] ignore_phones",
				"%s не читается как телефон. Пишите, например, "
				"+7 846 000-12-34; короткому номеру нужен "
				"area_code.",
				quoted);
		for (guint i = 0; i < numbers->len; i++)
			g_ptr_array_add(all, numbers->pdata[i]);
	}
	g_ptr_array_add(all, NULL);
	g_strfreev(settings->ignored_e164);
	settings->ignored_e164 =
		(char **)g_ptr_array_free(g_steal_pointer(&all), FALSE);
}

/* `{client.name}` in the title must be something an order has. */
static void check_title(struct settings_reader *reader)
{
	guint line = settings_line(reader->settings, "deal", "title");
	const char *open = reader->settings->title;

	while ((open = strchr(open, '{')) && strchr(open, '}')) {
		const char *end = strchr(open, '}');
		g_autofree char *name =
			g_strndup(open + 1, (gsize)(end - open - 1));

		settings_path(reader, line, "[deal] title", name);
		open = end + 1;
	}
}

/* A key that is said needs another that is not. */
static void check_pair(struct settings_reader *reader, const char *group,
                       const char *key, const char *value, const char *other,
                       const char *other_value)
{
	g_autofree char *title = g_strdup_printf("[%s] %s", group, key);

	if (value && !other_value)
		settings_complain(
			reader, settings_line(reader->settings, group, key),
			title, "без %s не работает. Укажите и его.", other);
}

static void check_listen(struct settings_reader *reader)
{
	const struct settings *settings = reader->settings;
	g_autofree char *host = NULL;
	guint16 port;

	if (settings->password_file ||
	    !settings_address(settings->listen, &host, &port) ||
	    settings_loopback(host))
		return;
	settings_complain(reader, settings_line(settings, "settings", "listen"),
	                  "[settings] listen",
	                  "страница открыта не только этому серверу, поэтому "
	                  "нужен password_file (пароль задаёт b24bridge "
	                  "settings --password). Без него допустимо: "
	                  "127.0.0.1, [::1], localhost");
}

/* Both stand as names in what 1C loads. */
static void check_load(struct settings_reader *reader)
{
	const struct settings *settings = reader->settings;
	bool is_register = settings->load == LOAD_REGISTER;
	const char *order = settings->names.order[0];

	if (settings->load_target &&
	    !settings_name_of(settings->load_target,
	                      is_register ? "РегистрСведений." : ""))
		settings_complain(
			reader, settings_line(settings, "ack", "load_target"),
			"[ack] load_target", "%s",
			is_register ? "для load = register нужен регистр "
				      "сведений, например "
				      "РегистрСведений.Б24_СоответствиеСделок."
				    : "для load = attribute нужно имя "
				      "реквизита заказ-наряда, например "
				      "Б24_ИдентификаторСделки.");
	if (order && !settings_name_of(order, "Документ."))
		settings_complain(reader,
		                  settings_line(settings, "1c", "order"),
		                  "[1c] order",
		                  "с [ack] load первым должен стоять документ, "
		                  "например Документ.ЗаказНаряд.");
}

/* The reader of 1C's objects numbers the names that it keeps. */
static void check_names(struct settings_reader *reader)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);
	gsize names = 0;

	for (size_t i = 0; i < count; i++) {
		GStrv list;

		if (rows[i].type != SETTINGS_NAMES &&
		    (rows[i].type != SETTINGS_LIST ||
		     strcmp(rows[i].group, "1c") != 0))
			continue;
		list = G_STRUCT_MEMBER(GStrv, reader->settings, rows[i].offset);
		for (; *list; list++)
			for (const char *p = *list; p; p = strchr(p + 1, '.'))
				names++;
	}
	if (names > SETTINGS_NAMES_MOST)
		settings_complain(
			reader, 0, NULL,
			"в группе [1c] слишком много имён (%" G_GSIZE_FORMAT
			"). Допустимо: до %d во всех её настройках "
			"вместе",
			names, SETTINGS_NAMES_MOST);
}

static void check_required(struct settings_reader *reader)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *title = NULL;

		if (!rows[i].required || *rows[i].fallback ||
		    settings_line(reader->settings, rows[i].group, rows[i].key))
			continue;
		title = g_strdup_printf("[%s] %s", rows[i].group, rows[i].key);
		settings_complain(reader, 0, title, "не указано, а нужно. %s",
		                  rows[i].help);
	}
}

void settings_finish(struct settings_reader *reader)
{
	const struct settings *settings = reader->settings;

	finish_dates(reader);
	finish_phones(reader);
	check_title(reader);
	if (reader->blind)
		return;
	check_required(reader);
	check_names(reader);
	check_listen(reader);
	check_pair(reader, "alarm", "email", settings->email, "smtp_url_file",
	           settings->smtp_url_file);
	check_pair(reader, "alarm", "telegram_chat", settings->telegram_chat,
	           "telegram_token_file", settings->telegram_token_file);
	if (settings->load != LOAD_NONE) {
		check_pair(reader, "ack", "load", "", "load_target",
		           settings->load_target);
		check_load(reader);
	}
}
