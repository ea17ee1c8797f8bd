/*
 * One value into its place, by the type of its row. Refuses what the row does
 * not allow and says what it does; a refused value changes nothing.
 */
#include "core/settings_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

#define QUOTE_MOST 80
#define PATH_MOST 4095

void settings_complain(struct settings_reader *reader, guint line,
                       const char *key, const char *format, ...)
{
	struct settings_fault *fault = g_new0(struct settings_fault, 1);
	va_list list;

	va_start(list, format);
	fault->text = g_strdup_vprintf(format, list);
	va_end(list);
	fault->line = line;
	fault->key = g_strdup(key);
	g_ptr_array_add(reader->faults, fault);
}

char *settings_quote(const char *value)
{
	g_autofree char *plain = text_plain(value, QUOTE_MOST);

	return g_strdup_printf("«%s%s»", plain,
	                       strlen(value) > QUOTE_MOST ? "…" : "");
}

/* The words of a choice, for a message. */
static char *choices_text(const char *const *choices)
{
	GString *text = g_string_new(NULL);

	for (; *choices; choices++)
		g_string_append_printf(text, "%s%s", text->len ? ", " : "",
		                       **choices ? *choices : "пусто");
	return g_string_free(text, FALSE);
}

/* What the row allows, for a message. */
static char *allowed(const struct settings_row *row)
{
	switch (row->type) {
	case SETTINGS_NUMBER:
		return g_strdup_printf("целое число от %" G_GINT64_FORMAT
		                       " до %" G_GINT64_FORMAT,
		                       row->least, row->most);
	case SETTINGS_YES_NO:
		return g_strdup("yes, no");
	case SETTINGS_CHOICE:
		return choices_text(row->choices);
	case SETTINGS_DATE:
		return g_strdup("дата, например 2020-12-01");
	case SETTINGS_ZONE:
		return g_strdup("часовой пояс, например Europe/Moscow или "
		                "Asia/Yekaterinburg");
	case SETTINGS_PATH:
		return g_strdup("полный путь, начиная с /");
	case SETTINGS_ADDRESS:
		return g_strdup("адрес и порт, например 127.0.0.1:8124");
	case SETTINGS_HOURS:
		return g_strdup("часы и дни, например 09:00-19:00 Mon-Sat "
		                "(дни: Mon Tue Wed Thu Fri Sat Sun)");
	case SETTINGS_AREA:
		return g_strdup("три или четыре цифры без восьмёрки, например "
		                "846 или 8482");
	case SETTINGS_NAMES:
		return g_strdup("имена реквизитов через точку с запятой; путь "
		                "— до четырёх имён через точку, например "
		                "Автомобиль.VIN");
	case SETTINGS_TEXT:
	case SETTINGS_LIST:
		break;
	}
	return g_strdup("");
}

static bool put_list(char ***member, const char *value)
{
	GPtrArray *items = g_ptr_array_new();
	g_auto(GStrv) parts = g_strsplit(value, ";", -1);

	for (size_t i = 0; parts[i]; i++) {
		char *item = text_trim(parts[i]);

		if (item)
			g_ptr_array_add(items, item);
	}
	g_ptr_array_add(items, NULL);
	g_strfreev(*member);
	*member = (char **)g_ptr_array_free(items, FALSE);
	return true;
}

static bool is_path(const char *text)
{
	g_auto(GStrv) steps = g_strsplit(text, ".", -1);

	if (g_strv_length(steps) > SETTINGS_STEPS)
		return false;
	for (size_t i = 0; steps[i]; i++) {
		g_autofree char *step = text_trim(steps[i]);

		if (!step)
			return false;
	}
	return true;
}

static bool put_names(char ***member, const char *value)
{
	g_auto(GStrv) names = NULL;

	put_list(&names, value);
	for (size_t i = 0; names[i]; i++)
		if (!is_path(names[i]))
			return false;
	g_strfreev(*member);
	*member = g_steal_pointer(&names);
	return true;
}

static bool put_number(const struct settings_row *row, gint64 *member,
                       const char *value)
{
	gint64 number;

	if (!*value && !*row->fallback) {
		*member = 0;
		return true;
	}
	if (strspn(value, "0123456789") != strlen(value) ||
	    !g_ascii_string_to_signed(value, 10, row->least, row->most, &number,
	                              NULL))
		return false;
	*member = number;
	return true;
}

static bool put_choice(const struct settings_row *row, int *member,
                       const char *value)
{
	for (int i = 0; row->choices[i]; i++) {
		if (strcmp(row->choices[i], value) != 0)
			continue;
		*member = i;
		return true;
	}
	return false;
}

static bool put_yes_no(bool *member, const char *value)
{
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return false;
	*member = *value == 'y';
	return true;
}

/* The name goes into a path of GLib's, which must stay below the zones. */
static bool put_zone(struct settings *settings, char **member,
                     const char *value)
{
	GTimeZone *zone;

	if (!g_ascii_isalpha(*value) || strlen(value) > 64 ||
	    strstr(value, "..") ||
	    strspn(value, "abcdefghijklmnopqrstuvwxyz"
	                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                  "0123456789+-_/") != strlen(value))
		return false;
	zone = g_time_zone_new_identifier(value);
	if (!zone)
		return false;
	g_clear_pointer(&settings->timezone, g_time_zone_unref);
	settings->timezone = zone;
	text_set(member, value);
	return true;
}

static bool is_address(const char *value)
{
	g_autofree char *host = NULL;
	guint16 port;

	return settings_address(value, &host, &port);
}

static bool is_hours(const char *value)
{
	struct settings_hours hours;

	return settings_hours(value, &hours);
}

static bool is_area(const char *value)
{
	size_t length = strlen(value);

	return (length == 3 || length == 4) && strchr("348", *value) &&
	       strspn(value, "0123456789") == length;
}

/* Whether a text has the form that its type wants. */
static bool right_form(enum settings_type type, const char *value)
{
	switch (type) {
	case SETTINGS_PATH:
		return *value == '/' && strlen(value) <= PATH_MOST;
	case SETTINGS_ADDRESS:
		return is_address(value);
	case SETTINGS_HOURS:
		return is_hours(value);
	case SETTINGS_AREA:
		return is_area(value);
	default:
		return true;
	}
}

static bool put_text(const struct settings_row *row, char **member,
                     const char *value)
{
	if (*value && !right_form(row->type, value))
		return false;
	text_set(member, *value ? value : NULL);
	return true;
}

static bool put_date(struct settings_reader *reader, gint64 *member,
                     const char *value, guint line, const char *key)
{
	struct settings_date date = { .when = member, .line = line };
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 when;

	if (!when_read(value, utc, &when) || (*value && when == WHEN_NONE))
		return false;
	date.text = g_strdup(value);
	date.key = g_strdup(key);
	g_array_append_val(reader->dates, date);
	return true;
}

static bool put(struct settings_reader *reader, const struct settings_row *row,
                void *base, const char *value, guint line, const char *key)
{
	void *member = (char *)base + row->offset;

	switch (row->type) {
	case SETTINGS_LIST:
		return put_list(member, value);
	case SETTINGS_NAMES:
		return put_names(member, value);
	case SETTINGS_NUMBER:
		return put_number(row, member, value);
	case SETTINGS_YES_NO:
		return put_yes_no(member, value);
	case SETTINGS_CHOICE:
		return put_choice(row, member, value);
	case SETTINGS_DATE:
		return put_date(reader, member, value, line, key);
	case SETTINGS_ZONE:
		return put_zone(reader->settings, member, value);
	default:
		return put_text(row, member, value);
	}
}

/* Also a list of nothing but semicolons. */
static bool nothing(const struct settings_row *row, const char *value)
{
	bool list = row->type == SETTINGS_LIST || row->type == SETTINGS_NAMES;
	const char *separators = list ? "; \t" : "";

	return strspn(value, separators) == strlen(value);
}

bool settings_put(struct settings_reader *reader,
                  const struct settings_row *row, void *base, const char *value,
                  guint line, const char *key)
{
	g_autofree char *quoted = settings_quote(value);
	g_autofree char *words = allowed(row);

	if (row->required && nothing(row, value)) {
		settings_complain(reader, line, key,
		                  "значение не может быть пустым%s%s",
		                  *words ? ". Допустимо: " : ".", words);
		return false;
	}
	if (put(reader, row, base, value, line, key))
		return true;
	settings_complain(reader, line, key, "%s не подходит.%s Допустимо: %s",
	                  quoted,
	                  strstr(value, " #") ? " Примечаний в конце строки не "
	                                        "бывает."
	                                      : "",
	                  words);
	return false;
}

int settings_path(struct settings_reader *reader, guint line, const char *key,
                  const char *name)
{
	const char *names[ORDER_PATHS + 1] = { NULL };
	g_autofree char *quoted = settings_quote(name);
	g_autofree char *hint = NULL;
	g_autofree char *all = NULL;
	int path = order_path_find(name);

	if (path >= 0)
		return path;
	for (int i = 0; i < ORDER_PATHS; i++)
		names[i] = order_path_name((enum order_path)i);
	hint = settings_hint(name, names);
	all = g_strjoinv(", ", (char **)names);
	settings_complain(reader, line, key,
	                  "в заказ-наряде нет %s.%s Допустимо: %s", quoted,
	                  hint, all);
	return -1;
}
