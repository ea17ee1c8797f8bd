/* The settings file (contract, "Settings"), line by line. */
#include "core/settings.h"

#include "core/when.h"

#include <string.h>

#define MINIMAL "[deal]\nid_field = id_1C\n"

static struct settings *read_good(const char *text)
{
	GPtrArray *faults = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "b24bridge.conf", &faults);

	for (guint i = 0; faults && i < faults->len; i++) {
		g_autofree char *fault =
			settings_fault_text(faults->pdata[i], "b24bridge.conf");

		g_test_message("%s", fault);
	}
	g_assert_nonnull(settings);
	g_assert_null(faults);
	return settings;
}

/* A value as the file would have it. */
static char *shown(const void *base, const struct settings_row *row)
{
	const void *member = (const char *)base + row->offset;
	const char *text;
	gint64 when;

	switch (row->type) {
	case SETTINGS_LIST:
	case SETTINGS_NAMES:
		return g_strjoinv("; ", *(char **const *)member);
	case SETTINGS_NUMBER:
		if (!*(const gint64 *)member && !*row->fallback)
			return g_strdup("");
		return g_strdup_printf("%" G_GINT64_FORMAT,
		                       *(const gint64 *)member);
	case SETTINGS_YES_NO:
		return g_strdup(*(const bool *)member ? "yes" : "no");
	case SETTINGS_CHOICE:
		return g_strdup(row->choices[*(const int *)member]);
	case SETTINGS_DATE:
		when = *(const gint64 *)member;
		return when_local(when, NULL);
	default:
		text = *(char *const *)member;
		g_assert_true(!text || *text);
		return g_strdup(text ? text : "");
	}
}

static const struct settings_row *row_of(const char *group, const char *key)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].group, group) == 0 &&
		    strcmp(rows[i].key, key) == 0)
			return &rows[i];
	g_error("no row for [%s] %s", group, key);
}

/* ---- the table ---- */

/* The contract's page, by heart. */
static const char *const contract[][3] = {
	{ "portal", "webhook_file", "/etc/b24bridge/webhook" },
	{ "portal", "requests_per_second", "2" },
	{ "portal", "burst", "50" },
	{ "portal", "timeout_seconds", "90" },
	{ "exchange", "folder", "/srv/b24bridge" },
	{ "exchange", "state", "/var/lib/b24bridge" },
	{ "exchange", "organizations", "" },
	{ "exchange", "since", "" },
	{ "exchange", "brake", "200" },
	{ "exchange", "timezone", "Europe/Moscow" },
	{ "exchange", "quiet_seconds", "2" },
	{ "exchange", "rescan_seconds", "30" },
	{ "exchange", "incomplete_minutes", "10" },
	{ "exchange", "keep_days", "90" },
	{ "exchange", "ack_keep_days", "90" },
	{ "exchange", "debug", "no" },
	{ "deal", "id_field", "" },
	{ "deal", "create", "yes" },
	{ "deal", "funnel", "" },
	{ "deal", "funnels", "" },
	{ "deal", "several", "newest" },
	{ "deal", "phone_match_days", "30" },
	{ "deal", "number_match_days", "300" },
	{ "deal", "stage", "always" },
	{ "deal", "reopen", "yes" },
	{ "deal", "deleted_stage", "" },
	{ "deal", "title", "Заказ-наряд № {number} от {date}" },
	{ "deal", "source", "" },
	{ "deal", "responsible", "" },
	{ "deal", "date_field", "begindate" },
	{ "deal", "originator", "1C-AlfaAuto" },
	{ "deal", "final_stages", "" },
	{ "contact", "update", "yes" },
	{ "contact", "area_code", "" },
	{ "contact", "ignore_phones", "" },
	{ "contact", "ignore_names", "Частное лицо; Розничный покупатель" },
	{ "1c", "order", "Документ.ЗаказНаряд" },
	{ "1c", "number", "Номер" },
	{ "1c", "date", "Дата" },
	{ "1c", "closed", "ДатаЗакрытия" },
	{ "1c", "state", "Состояние" },
	{ "1c", "organization", "Организация" },
	{ "1c", "amount", "СуммаДокумента" },
	{ "1c", "currency", "ВалютаДокумента" },
	{ "1c", "deleted", "ПометкаУдаления" },
	{ "1c", "client", "Заказчик; Контрагент" },
	{ "1c", "client_name",
	  "Наименование; НаименованиеПолное; ПолноеНаименование" },
	{ "1c", "client_last", "Фамилия" },
	{ "1c", "client_first", "Имя" },
	{ "1c", "client_middle", "Отчество" },
	{ "1c", "client_kind",
	  "ФормаСобственности; ЮрФизЛицо; ЮридическоеФизическоеЛицо" },
	{ "1c", "client_phone", "ОсновнойТелефон; Телефон; Телефоны; Сотовый" },
	{ "1c", "client_mail", "АдресЭлектроннойПочты; ЭлектроннаяПочта" },
	{ "1c", "phone", "" },
	{ "1c", "car", "Автомобиль" },
	{ "1c", "car_name", "Наименование; НаименованиеПолное; Модель" },
	{ "1c", "car_vin", "VIN" },
	{ "1c", "car_plate", "ГосНомер; ГосударственныйНомер" },
	{ "1c", "mileage", "Пробег" },
	{ "1c", "reason", "ПричинаОбращения" },
	{ "1c", "dispatcher", "Диспетчер" },
	{ "1c", "master", "Мастер" },
	{ "1c", "works", "Работы" },
	{ "1c", "goods", "Товары" },
	{ "1c", "row_name",
	  "Работа; Номенклатура; Товар; Наименование; Содержание" },
	{ "1c", "row_quantity", "Количество" },
	{ "1c", "row_sum", "СуммаВсего; Сумма" },
	{ "1c", "contact_info", "КонтактнаяИнформация" },
	{ "1c", "properties",
	  "ДополнительныеРеквизиты; ЗначенияСвойствОбъектов" },
	{ "ack", "load", "" },
	{ "ack", "load_target", "РегистрСведений.Б24_СоответствиеСделок" },
	{ "ack", "kd2_rules_file", "" },
	{ "ack", "reply_folder", "" },
	{ "settings", "listen", "127.0.0.1:8124" },
	{ "settings", "password_file", "" },
	{ "status", "metrics_file", "" },
	{ "alarm", "silence_hours", "0" },
	{ "alarm", "work_hours", "09:00-19:00 Mon-Sat" },
	{ "alarm", "command", "" },
	{ "alarm", "email", "" },
	{ "alarm", "smtp_url_file", "" },
	{ "alarm", "telegram_chat", "" },
	{ "alarm", "telegram_token_file", "" },
};

static void test_table(void)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < MIN(count, G_N_ELEMENTS(contract)); i++) {
		g_assert_cmpstr(rows[i].group, ==, contract[i][0]);
		g_assert_cmpstr(rows[i].key, ==, contract[i][1]);
		g_assert_cmpstr(rows[i].fallback, ==, contract[i][2]);
		g_assert_cmpuint(strlen(rows[i].help), >, 20);
	}
	g_assert_cmpuint(count, ==, G_N_ELEMENTS(contract));
}

/* Every key in its own place: no two rows share one. */
static void test_places(void)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++)
			g_assert_cmpuint(rows[i].offset, !=, rows[j].offset);
	}
}

static void test_groups(void)
{
	static const char names[] = "portal exchange deal contact stages "
				    "fields organization 1c ack settings "
				    "status alarm";
	g_autoptr(GString) found = g_string_new(NULL);
	size_t count;
	const struct settings_group *groups = settings_groups(&count);

	for (size_t i = 0; i < count; i++) {
		g_string_append_printf(found, "%s%s", i ? " " : "",
		                       groups[i].name);
		g_assert_cmpuint(strlen(groups[i].help), >, 20);
	}
	g_assert_cmpstr(found->str, ==, names);
}

static void assert_defaults(const struct settings *settings)
{
	for (size_t i = 0; i < G_N_ELEMENTS(contract); i++) {
		const struct settings_row *row =
			row_of(contract[i][0], contract[i][1]);
		g_autofree char *value = shown(settings, row);

		if (strcmp(row->key, "id_field") == 0)
			g_assert_cmpstr(value, ==, "id_1C");
		else
			g_assert_cmpstr(value, ==, contract[i][2]);
	}
	g_assert_cmpstr(g_time_zone_get_identifier(settings->timezone), ==,
	                "Europe/Moscow");
	g_assert_null(settings->ignored_e164[0]);
	g_assert_cmpuint(settings->fields->len, ==, 0);
	g_assert_cmpuint(settings->organization_sections->len, ==, 0);
}

static void test_minimal(void)
{
	struct settings *settings = read_good(MINIMAL);

	assert_defaults(settings);
	g_assert_cmpuint(settings->stages->len, ==, 0);
	g_assert_cmpstr(settings->file, ==, "b24bridge.conf");
	settings_free(settings);
	settings_free(NULL);
}

/* The members by name, in case two of the table's offsets are swapped. */
static void test_members(void)
{
	struct settings *settings = read_good(
		"[portal]\nwebhook_file=/1\nrequests_per_second=5\nburst=250\n"
		"timeout_seconds=75\n"
		"[exchange]\nfolder=/2\nstate=/3\norganizations=A;B\n"
		"since=2020-12-01\nbrake=0\ntimezone=UTC\nquiet_seconds=3\n"
		"rescan_seconds=4\nincomplete_minutes=5\nkeep_days=6\n"
		"ack_keep_days=7\ndebug=yes\n"
		"[deal]\nid_field=UF_CRM_X\ncreate=no\nfunnel=C\nfunnels=D;E\n"
		"several=hold\nphone_match_days=8\nnumber_match_days=9\n"
		"stage=until_edited\nreopen=no\ndeleted_stage=F\n"
		"title={client.name}\nsource=G\nresponsible=10\n"
		"date_field=closedate\noriginator=H\nfinal_stages=I\n"
		"[contact]\nupdate=no\narea_code=846\n"
		"ignore_phones=200-11-22\nignore_names=J\n"
		"[1c]\norder=К\nnumber=Л\nclient=М;Н\n"
		"client_last=С.Т.У.Ф\nproperties=Х\n"
		"[ack]\nload=attribute\nload_target=О\nkd2_rules_file=/4\n"
		"reply_folder=/5\n"
		"[settings]\nlisten=0.0.0.0:80\npassword_file=/6\n"
		"[status]\nmetrics_file=/7\n"
		"[alarm]\nsilence_hours=11\nwork_hours=08:00-20:00\n"
		"command=P\nemail=Q\nsmtp_url_file=/8\ntelegram_chat=R\n"
		"telegram_token_file=/9\n");

	g_assert_cmpstr(settings->webhook_file, ==, "/1");
	g_assert_cmpint(settings->requests_per_second, ==, 5);
	g_assert_cmpint(settings->burst, ==, 250);
	g_assert_cmpint(settings->timeout_seconds, ==, 75);
	g_assert_cmpstr(settings->folder, ==, "/2");
	g_assert_cmpstr(settings->state, ==, "/3");
	g_assert_cmpstr(settings->organizations[1], ==, "B");
	g_assert_cmpint(settings->since, ==, 1606780800);
	g_assert_cmpint(settings->brake, ==, 0);
	g_assert_cmpstr(settings->timezone_name, ==, "UTC");
	g_assert_cmpint(settings->quiet_seconds, ==, 3);
	g_assert_cmpint(settings->rescan_seconds, ==, 4);
	g_assert_cmpint(settings->incomplete_minutes, ==, 5);
	g_assert_cmpint(settings->keep_days, ==, 6);
	g_assert_cmpint(settings->ack_keep_days, ==, 7);
	g_assert_true(settings->debug);
	g_assert_cmpstr(settings->id_field, ==, "UF_CRM_X");
	g_assert_false(settings->create);
	g_assert_cmpstr(settings->funnel, ==, "C");
	g_assert_cmpstr(settings->funnels[0], ==, "D");
	g_assert_cmpint(settings->several, ==, SEVERAL_HOLD);
	g_assert_cmpint(settings->phone_match_days, ==, 8);
	g_assert_cmpint(settings->number_match_days, ==, 9);
	g_assert_cmpint(settings->stage, ==, STAGE_UNTIL_EDITED);
	g_assert_false(settings->reopen);
	g_assert_cmpstr(settings->deleted_stage, ==, "F");
	g_assert_cmpstr(settings->title, ==, "{client.name}");
	g_assert_cmpstr(settings->source, ==, "G");
	g_assert_cmpint(settings->responsible, ==, 10);
	g_assert_cmpstr(settings->date_field, ==, "closedate");
	g_assert_cmpstr(settings->originator, ==, "H");
	g_assert_cmpstr(settings->final_stages[0], ==, "I");
	g_assert_false(settings->contact_update);
	g_assert_cmpstr(settings->area_code, ==, "846");
	g_assert_cmpstr(settings->ignore_phones[0], ==, "200-11-22");
	g_assert_cmpstr(settings->ignored_e164[0], ==, "+78462001122");
	g_assert_null(settings->ignored_e164[1]);
	g_assert_cmpstr(settings->ignore_names[0], ==, "J");
	g_assert_cmpstr(settings->names.order[0], ==, "К");
	g_assert_cmpstr(settings->names.number[0], ==, "Л");
	g_assert_cmpstr(settings->names.client[1], ==, "Н");
	g_assert_cmpstr(settings->names.client_last[0], ==, "С.Т.У.Ф");
	g_assert_cmpstr(settings->names.properties[0], ==, "Х");
	g_assert_cmpint(settings->load, ==, LOAD_ATTRIBUTE);
	g_assert_cmpstr(settings->load_target, ==, "О");
	g_assert_cmpstr(settings->kd2_rules_file, ==, "/4");
	g_assert_cmpstr(settings->reply_folder, ==, "/5");
	g_assert_cmpstr(settings->listen, ==, "0.0.0.0:80");
	g_assert_cmpstr(settings->password_file, ==, "/6");
	g_assert_cmpstr(settings->metrics_file, ==, "/7");
	g_assert_cmpint(settings->silence_hours, ==, 11);
	g_assert_cmpstr(settings->work_hours, ==, "08:00-20:00");
	g_assert_cmpstr(settings->alarm_command, ==, "P");
	g_assert_cmpstr(settings->email, ==, "Q");
	g_assert_cmpstr(settings->smtp_url_file, ==, "/8");
	g_assert_cmpstr(settings->telegram_chat, ==, "R");
	g_assert_cmpstr(settings->telegram_token_file, ==, "/9");
	settings_free(settings);
}

/* ---- the sample ---- */

static void test_sample(void)
{
	g_autofree char *sample = settings_sample();
	struct settings *settings = read_good(sample);
	const struct settings_stages *stages;
	static const char *const wanted[][2] = {
		{ "закрыт", "завершено успешно" },
		{ "отказ", "отказ" },
		{ "архив", "архив" },
		{ "выполнен", "выполнено" },
		{ "заявка", "в работе" },
		{ "начать работу", "в работе" },
		{ "согласование", "в работе" },
		{ "в работе", "в работе" },
		{ "ожидание деталей", "в работе" },
	};

	assert_defaults(settings);
	g_assert_cmpuint(settings->stages->len, ==, 1);
	stages = settings->stages->pdata[0];
	g_assert_null(stages->funnel);
	g_assert_cmpuint(stages->rows->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < stages->rows->len; i++) {
		const struct settings_pair *pair = stages->rows->pdata[i];

		g_assert_cmpstr(pair->key, ==, wanted[i][0]);
		g_assert_cmpstr(pair->value, ==, wanted[i][1]);
	}
	settings_free(settings);
}

static void test_sample_file(void)
{
	g_autofree char *sample = settings_sample();
	g_autofree char *file = NULL;
	g_autoptr(GError) error = NULL;

	g_file_get_contents("samples/b24bridge.conf", &file, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(file, ==, sample);
}

/* Every key stands in the sample, and what is commented out there is good
 * too once the `# ` is gone. */
static void test_sample_comments(void)
{
	g_autofree char *sample = settings_sample();
	g_auto(GStrv) lines = g_strsplit(sample, "\n", -1);
	g_autoptr(GString) text = g_string_new(NULL);
	struct settings *settings;

	for (size_t i = 0; lines[i]; i++) {
		const char *line = lines[i];
		bool example =
			g_str_has_prefix(line, "# [") ||
			(g_str_has_prefix(line, "# ") && strstr(line, " = ") &&
		         !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", line[2]) &&
		         g_ascii_isalpha(line[2])) ||
			g_str_has_prefix(line, "# UF_CRM_") ||
			g_str_has_prefix(line, "# выполнен");

		g_assert_cmpint(g_utf8_strlen(line, -1), <=, 80);
		g_string_append_printf(text, "%s\n", line + (example ? 2 : 0));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(contract); i++) {
		g_autofree char *key =
			g_strdup_printf("\n%s =", contract[i][1]);

		if (strcmp(contract[i][1], "phone") != 0)
			g_assert_nonnull(strstr(text->str, key));
	}
	settings = read_good(text->str);
	g_assert_cmpuint(settings->stages->len, ==, 2);
	g_assert_cmpuint(settings->fields->len, ==, 2);
	g_assert_cmpuint(settings->organization_sections->len, ==, 1);
	settings_free(settings);
}

/* ---- what is accepted ---- */

struct accepted {
	const char *name;
	const char *text;
	const char *group, *key;
	const char *value;
};

static const struct accepted accepted[] = {
	{ "BOM", "\xef\xbb\xbf" MINIMAL, "deal", "id_field", "id_1C" },
	{ "BOM before a comment", "\xef\xbb\xbf# x\n" MINIMAL, "deal",
	  "id_field", "id_1C" },
	{ "CRLF", "[deal]\r\nid_field = id_1C\r\ncreate = no\r\n", "deal",
	  "create", "no" },
	{ "no line end", "[deal]\nid_field = id_1C", "deal", "id_field",
	  "id_1C" },
	{ "CRLF but no last line end", "[deal]\r\nid_field = id_1C\r", "deal",
	  "id_field", "id_1C" },
	{ "no blanks", "[deal]\nid_field=id_1C", "deal", "id_field", "id_1C" },
	{ "many blanks", " \t[deal] \t\n\t id_field \t=\t id_1C  \t", "deal",
	  "id_field", "id_1C" },
	{ "blanks in the brackets", "[ deal ]\nid_field=id_1C", "deal",
	  "id_field", "id_1C" },
	{ "no-break blanks", "\u00a0[deal]\u00a0\nid_field\u00a0=\u00a0id_1C",
	  "deal", "id_field", "id_1C" },
	{ "blank lines", "\n\n \n\t\n[deal]\n\n\nid_field=id_1C\n\n", "deal",
	  "id_field", "id_1C" },
	{ "comments", "# a\n[deal]\n  # b = c\n#[x]\nid_field=id_1C\n#", "deal",
	  "id_field", "id_1C" },
	{ "blanks inside stay", MINIMAL "title = a  b\tc", "deal", "title",
	  "a  b\tc" },
	{ "# in a value", MINIMAL "title = № # 5", "deal", "title", "№ # 5" },
	{ "= in a value", MINIMAL "title = a=b = c", "deal", "title",
	  "a=b = c" },
	{ "= begins a value", MINIMAL "title == a", "deal", "title", "= a" },
	{ "brackets in a value", MINIMAL "title = [a] {number}", "deal",
	  "title", "[a] {number}" },
	{ "no escapes", MINIMAL "title = a\\nb\\\\ \"c\"", "deal", "title",
	  "a\\nb\\\\ \"c\"" },
	{ "no continuation", MINIMAL "title = a\\\ncreate = no", "deal",
	  "create", "no" },
	{ "open brace", MINIMAL "title = { a", "deal", "title", "{ a" },
	{ "closing brace", MINIMAL "title = } a", "deal", "title", "} a" },
	{ "all paths", MINIMAL "title = {number}{car.vin}{works}", "deal",
	  "title", "{number}{car.vin}{works}" },
	{ "empty text", MINIMAL "date_field =", "deal", "date_field", "" },
	{ "list", MINIMAL "funnels = a;b ; c", "deal", "funnels", "a; b; c" },
	{ "list, one", MINIMAL "funnels = a", "deal", "funnels", "a" },
	{ "list, empty items", MINIMAL "funnels = ;a;; ;b;", "deal", "funnels",
	  "a; b" },
	{ "list, empty", MINIMAL "funnels =", "deal", "funnels", "" },
	{ "list, emptied default",
	  MINIMAL "[contact]\nignore_names =", "contact", "ignore_names", "" },
	{ "list, comma in an item", MINIMAL "funnels = a, b; c", "deal",
	  "funnels", "a, b; c" },
	{ "number, least", MINIMAL "[portal]\ntimeout_seconds = 75", "portal",
	  "timeout_seconds", "75" },
	{ "number, zeros before", MINIMAL "[exchange]\nbrake = 007", "exchange",
	  "brake", "7" },
	{ "number, none", MINIMAL "responsible =", "deal", "responsible", "" },
	{ "number, most", MINIMAL "[portal]\nrequests_per_second = 50",
	  "portal", "requests_per_second", "50" },
	{ "choice, empty", MINIMAL "[ack]\nload =", "ack", "load", "" },
	{ "choice", MINIMAL "[ack]\nload = register", "ack", "load",
	  "register" },
	{ "date before its zone",
	  MINIMAL "[exchange]\nsince = 2020-12-01\ntimezone = Asia/Tokyo",
	  "exchange", "since", "2020-11-30T15:00:00" },
	{ "date behind its zone",
	  MINIMAL "[exchange]\ntimezone = Asia/Tokyo\nsince = 2020-12-01",
	  "exchange", "since", "2020-11-30T15:00:00" },
	{ "date in the default zone", MINIMAL "[exchange]\nsince = 2020-12-01",
	  "exchange", "since", "2020-11-30T21:00:00" },
	{ "date with hours",
	  MINIMAL "[exchange]\nsince = 2020-12-01T12:00:00\ntimezone = UTC",
	  "exchange", "since", "2020-12-01T12:00:00" },
	{ "listening elsewhere",
	  MINIMAL "[settings]\nlisten = 0.0.0.0:80\npassword_file = /x",
	  "settings", "listen", "0.0.0.0:80" },
	{ "listening to itself by name",
	  MINIMAL "[settings]\nlisten = localhost:80", "settings", "listen",
	  "localhost:80" },
	{ "listening to itself, IPv6", MINIMAL "[settings]\nlisten = [::1]:80",
	  "settings", "listen", "[::1]:80" },
	{ "letter with its parts",
	  MINIMAL "[alarm]\nemail = a@example.ru\n"
	          "smtp_url_file = /x",
	  "alarm", "email", "a@example.ru" },
	{ "paths in 1C", MINIMAL "[1c]\ncar_vin = VIN; Автомобиль.VIN\n", "1c",
	  "car_vin", "VIN; Автомобиль.VIN" },
	{ "night shift", MINIMAL "[alarm]\nwork_hours = 20:00-08:00 Sat-Tue",
	  "alarm", "work_hours", "20:00-08:00 Sat-Tue" },
	{ "order of groups", "[alarm]\nsilence_hours=1\n[deal]\nid_field=x\n",
	  "deal", "id_field", "x" },
	{ "nobody's number may be ignored",
	  MINIMAL "[contact]\nignore_phones = +7 000 000-00-00", "contact",
	  "ignore_phones", "+7 000 000-00-00" },
};

static void test_accepted(gconstpointer data)
{
	const struct accepted *row = data;
	struct settings *settings = read_good(row->text);
	g_autofree char *value = shown(settings, row_of(row->group, row->key));

	g_assert_cmpstr(value, ==, row->value);
	settings_free(settings);
}

/* ---- what is refused ---- */

struct refused {
	const char *name;
	const char *text;
	guint line;
	const char *key;   /* or NULL */
	const char *words; /* in its text */
};

static const struct refused refused[] = {
	{ "nothing at all", "", 0, "[deal] id_field", "не указано, а нужно" },
	{ "only a group", "[deal]\n", 0, "[deal] id_field", "UF_CRM_…" },
	{ "required but empty", "[deal]\nid_field =\n", 2, "[deal] id_field",
	  "не может быть пустым" },
	{ "required default emptied", MINIMAL "[exchange]\nfolder =", 4,
	  "[exchange] folder", "не может быть пустым. Допустимо: полный путь" },
	{ "path of five steps", MINIMAL "[1c]\ncar = А; Б.В.Г.Д.Е\n", 4,
	  "[1c] car", "до четырёх имён" },
	{ "path with an empty step", MINIMAL "[1c]\ncar = А..Б\n", 4,
	  "[1c] car", "до четырёх имён" },
	{ "path that begins with a dot", MINIMAL "[1c]\ncar = .Б\n", 4,
	  "[1c] car", "до четырёх имён" },
	{ "required list emptied", MINIMAL "[1c]\norder = ; ;", 4, "[1c] order",
	  "не может быть пустым" },

	{ "unknown group", MINIMAL "[dael]\nx = 1\ny = 2", 3, "[dael]",
	  "Может быть, deal?" },
	{ "unknown group, nothing near", MINIMAL "[crm]\n", 3, "[crm]",
	  "такой группы нет. Допустимо: portal, exchange" },
	{ "group in capitals", MINIMAL "[Portal]\nburst = 1", 3, "[Portal]",
	  "Может быть, portal?" },
	{ "a misspelt group is one fault", "[dael]\nid_field = x", 1, "[dael]",
	  "Может быть, deal?" },
	{ "an unreadable group is one fault",
	  "[exchange]\n[deal \xca]\nid_field = x", 2, NULL, "UTF-8" },
	{ "an unreadable key is one fault", "[deal]\nid_field = \xca", 2, NULL,
	  "UTF-8" },
	{ "empty group", MINIMAL "[]\nx = 1", 3, "[]", "такой группы нет" },
	{ "blank group", MINIMAL "[  ]\nx = 1", 3, "[]", "такой группы нет" },
	{ "open group", MINIMAL "[exchange\nx = 1", 3, "[exchange]",
	  "нет закрывающей скобки" },
	{ "open group alone", MINIMAL "[", 3, "[]", "нет закрывающей скобки" },
	{ "remark behind a group", MINIMAL "[exchange] # x\nx = 1", 3,
	  "[exchange]", "после ] ничего" },
	{ "doubled group", MINIMAL "[portal]\n[deal]\ncreate = no", 4, "[deal]",
	  "уже есть в строке 1" },
	{ "doubled stages", MINIMAL "[stages]\n[stages]", 4, "[stages]",
	  "уже есть в строке 3" },
	{ "doubled funnel", MINIMAL "[stages Кузов ]\n[stages  КУЗОВ]", 4,
	  "[stages  КУЗОВ]", "уже есть в строке 3" },
	{ "doubled organization",
	  MINIMAL "[organization Ёж]\n[organization еж]", 4,
	  "[organization еж]", "уже есть в строке 3" },
	{ "doubled organization by GUID",
	  MINIMAL "[organization 8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c]\n"
	          "[organization {8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C}]",
	  4, "[organization {8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C}]",
	  "уже есть в строке 3" },
	{ "name where none belongs", MINIMAL "[portal x]\nburst = 1", 3,
	  "[portal x]", "Пишите [portal]" },
	{ "organization without a name", MINIMAL "[organization]\ncreate = no",
	  3, "[organization]", "[organization СТО Маяк]" },

	{ "unknown key", MINIMAL "craete = no", 3, "[deal] craete",
	  "Может быть, create?" },
	{ "key in capitals", MINIMAL "Create = no", 3, "[deal] Create",
	  "Может быть, create?" },
	{ "key with a blank", MINIMAL "final stages = x", 3,
	  "[deal] final stages", "Может быть, final_stages?" },
	{ "unknown key, nothing near", MINIMAL "qwertyuiop = no", 3,
	  "[deal] qwertyuiop",
	  "такого ключа нет. Допустимо: id_field, create" },
	{ "key of another group", MINIMAL "brake = 5", 3, "[deal] brake",
	  "он из группы [exchange]" },
	{ "key that organizations lack",
	  MINIMAL "[organization Маяк]\nreopen = no", 4,
	  "[organization Маяк] reopen", "он из группы [deal]" },
	{ "unknown key of an organization",
	  MINIMAL "[organization Маяк]\nsorce = x", 4,
	  "[organization Маяк] sorce", "Может быть, source?" },
	{ "doubled key", MINIMAL "create = no\ncreate = no", 4, "[deal] create",
	  "уже задано в строке 3" },
	{ "no key", MINIMAL "= 5", 3, "[deal]", "«= 5» — не настройка" },
	{ "no equals sign", MINIMAL "create", 3, "[deal]",
	  "«create» — не настройка" },
	{ "semicolon as a comment", MINIMAL "; create", 3, "[deal]",
	  "примечание начинается с #" },
	{ "key before any group", "a = 1\nb = 2\n" MINIMAL, 1, NULL,
	  "до первой группы" },

	{ "yes in capitals", MINIMAL "create = YES", 3, "[deal] create",
	  "«YES» не подходит. Допустимо: yes, no" },
	{ "empty yes", MINIMAL "create =", 3, "[deal] create",
	  "«» не подходит. Допустимо: yes, no" },
	{ "remark behind a value", MINIMAL "create = no   # never", 3,
	  "[deal] create", "Примечаний в конце строки не бывает" },
	{ "choice", MINIMAL "several = oldest", 3, "[deal] several",
	  "«oldest» не подходит. Допустимо: newest, hold" },
	{ "choice that may be empty", MINIMAL "[ack]\nload = yes", 4,
	  "[ack] load", "Допустимо: пусто, register, attribute" },
	{ "choice that may not", MINIMAL "stage =", 3, "[deal] stage",
	  "Допустимо: always, until_edited" },
	{ "timeout too short", MINIMAL "[portal]\ntimeout_seconds = 74", 4,
	  "[portal] timeout_seconds", "целое число от 75 до 600" },
	{ "no requests", MINIMAL "[portal]\nrequests_per_second = 0", 4,
	  "[portal] requests_per_second", "от 1 до 50" },
	{ "number below zero", MINIMAL "[exchange]\nbrake = -1", 4,
	  "[exchange] brake", "целое число от 0" },
	{ "number with a plus", MINIMAL "[exchange]\nbrake = +1", 4,
	  "[exchange] brake", "целое число" },
	{ "number with a point", MINIMAL "[portal]\nrequests_per_second = 2.5",
	  4, "[portal] requests_per_second", "целое число" },
	{ "number with a unit", MINIMAL "[exchange]\nkeep_days = 90 дней", 4,
	  "[exchange] keep_days", "«90 дней» не подходит" },
	{ "number, empty", MINIMAL "[exchange]\nkeep_days =", 4,
	  "[exchange] keep_days", "целое число" },
	{ "number beyond 64 bits",
	  MINIMAL "[exchange]\nbrake = 99999999999999999999", 4,
	  "[exchange] brake", "целое число" },
	{ "number in hex", MINIMAL "[exchange]\nbrake = 0x10", 4,
	  "[exchange] brake", "целое число" },
	{ "user 0", MINIMAL "responsible = 0", 3, "[deal] responsible",
	  "целое число от 1" },
	{ "user by name", MINIMAL "responsible = Петров", 3,
	  "[deal] responsible", "целое число от 1" },
	{ "date as people write", MINIMAL "[exchange]\nsince = 01.12.2020", 4,
	  "[exchange] since", "дата, например 2020-12-01" },
	{ "no such day", MINIMAL "[exchange]\nsince = 2020-02-30", 4,
	  "[exchange] since", "дата, например" },
	{ "1C's empty date", MINIMAL "[exchange]\nsince = 0001-01-01T00:00:00",
	  4, "[exchange] since", "дата, например" },
	{ "date of an organization",
	  MINIMAL "[organization Маяк]\nsince = вчера", 4,
	  "[organization Маяк] since", "дата, например" },
	{ "no such zone", MINIMAL "[exchange]\ntimezone = Moscow/Europe", 4,
	  "[exchange] timezone", "часовой пояс, например Europe/Moscow" },
	{ "zone outside the zones",
	  MINIMAL "[exchange]\ntimezone = Europe/../../../etc/passwd", 4,
	  "[exchange] timezone", "часовой пояс" },
	{ "zone by path",
	  MINIMAL "[exchange]\ntimezone = /usr/share/zoneinfo/UTC", 4,
	  "[exchange] timezone", "часовой пояс" },
	{ "zone by offset", MINIMAL "[exchange]\ntimezone = +03:00", 4,
	  "[exchange] timezone", "часовой пояс" },
	{ "relative path", MINIMAL "[exchange]\nfolder = srv/b24bridge", 4,
	  "[exchange] folder", "полный путь, начиная с /" },
	{ "home path", MINIMAL "[portal]\nwebhook_file = ~/webhook", 4,
	  "[portal] webhook_file", "полный путь" },
	{ "Windows path", MINIMAL "[ack]\nreply_folder = C:\\Обмен", 4,
	  "[ack] reply_folder", "полный путь" },
	{ "address without a port", MINIMAL "[settings]\nlisten = 127.0.0.1", 4,
	  "[settings] listen", "адрес и порт" },
	{ "address without a host", MINIMAL "[settings]\nlisten = :8124", 4,
	  "[settings] listen", "адрес и порт" },
	{ "listening elsewhere without a password",
	  MINIMAL "[settings]\nlisten = 192.0.2.1:8124", 4, "[settings] listen",
	  "нужен password_file" },
	{ "hours", MINIMAL "[alarm]\nwork_hours = 9-19", 4,
	  "[alarm] work_hours", "09:00-19:00 Mon-Sat" },
	{ "days in Russian", MINIMAL "[alarm]\nwork_hours = 09:00-19:00 Пн-Сб",
	  4, "[alarm] work_hours", "Mon Tue Wed" },
	{ "area code with an eight", MINIMAL "[contact]\narea_code = 8-846", 4,
	  "[contact] area_code", "три или четыре цифры" },
	{ "area code too long", MINIMAL "[contact]\narea_code = 88462", 4,
	  "[contact] area_code", "три или четыре цифры" },
	{ "area code of no town", MINIMAL "[contact]\narea_code = 146", 4,
	  "[contact] area_code", "три или четыре цифры" },
	{ "no telephone",
	  MINIMAL "[contact]\nignore_phones = 123; +79270001234", 4,
	  "[contact] ignore_phones", "«123» не читается как телефон" },
	{ "short telephone without a code",
	  MINIMAL "[contact]\nignore_phones = 200-11-22", 4,
	  "[contact] ignore_phones", "area_code" },
	{ "path in the title", MINIMAL "title = {number} {car.vim}", 3,
	  "[deal] title", "«car.vim». Может быть, car.vin?" },
	{ "empty path in the title", MINIMAL "title = {}", 3, "[deal] title",
	  "Допустимо: number, date" },
	{ "letter without a server", MINIMAL "[alarm]\nemail = a@example.ru", 4,
	  "[alarm] email", "smtp_url_file" },
	{ "chat without a token", MINIMAL "[alarm]\ntelegram_chat = 1", 4,
	  "[alarm] telegram_chat", "telegram_token_file" },
	{ "attribute with the default, which is a register",
	  MINIMAL "[ack]\nload = attribute", 0, "[ack] load_target",
	  "имя реквизита" },
	{ "register that is an attribute",
	  MINIMAL "[ack]\nload = register\nload_target = Б24.Сделка", 5,
	  "[ack] load_target", "регистр сведений" },
	{ "target that is no name",
	  MINIMAL "[ack]\nload = attribute\nload_target = a\"><Алгоритм>", 5,
	  "[ack] load_target", "имя реквизита" },
	{ "load and an order that is no document",
	  MINIMAL "[ack]\nload = register\n[1c]\norder = Справочник.Заказы", 6,
	  "[1c] order", "Документ.ЗаказНаряд" },
	{ "load without a target",
	  MINIMAL "[ack]\nload_target =\nload = register", 5, "[ack] load",
	  "load_target" },

	{ "state twice", MINIMAL "[stages]\nВРаботе = x\nв работе = y", 5,
	  "[stages] в работе", "уже задано в строке 4" },
	{ "state twice, yo", MINIMAL "[stages X]\nучтён = x\nУЧТЕН = y", 5,
	  "[stages X] УЧТЕН", "уже задано в строке 4" },
	{ "state without a stage", MINIMAL "[stages]\nзакрыт =", 4,
	  "[stages] закрыт", "не указана стадия" },
	{ "stage without a state", MINIMAL "[stages]\n= x", 4, "[stages]",
	  "не настройка" },
	{ "field twice", MINIMAL "[fields]\nUF_CRM_A=number\nuf_crm_a=date", 5,
	  "[fields] uf_crm_a", "уже задано в строке 4" },
	{ "field without a path", MINIMAL "[fields]\nUF_CRM_A =", 4,
	  "[fields] UF_CRM_A", "Допустимо: number, date, closed" },
	{ "field with a wrong path", MINIMAL "[fields]\nUF_CRM_A = car.plates",
	  4, "[fields] UF_CRM_A", "Может быть, car.plate?" },

	{ "UTF-16", "\xff\xfe[\0d\0", 1, NULL, "UTF-16" },
	{ "UTF-16, the other", "\xfe\xff", 1, NULL, "UTF-16" },
	{ "windows-1251", MINIMAL "[stages]\n\xe7\xe0\xea = x\n\xee\xf2 = y", 4,
	  NULL, "UTF-8" },
	{ "windows-1251 group", MINIMAL "[stages \xca]\nзакрыт = x\n", 3, NULL,
	  "UTF-8" },
	{ "control character", MINIMAL "title = a\x01", 3, NULL,
	  "невидимый знак с кодом 0x01" },
	{ "carriage return inside", MINIMAL "title = a\rcreate = no", 3, NULL,
	  "0x0D" },
	{ "escape in a comment", MINIMAL "# \x1b[31m", 3, NULL, "0x1B" },
};

static void test_refused(gconstpointer data)
{
	const struct refused *row = data;
	const struct settings_fault *fault;
	GPtrArray *faults = NULL;

	g_assert_null(
		settings_read(row->text, strlen(row->text), "x", &faults));
	g_assert_nonnull(faults);
	for (guint i = 0; faults->len != 1 && i < faults->len; i++) {
		g_autofree char *text =
			settings_fault_text(faults->pdata[i], "x");

		g_test_message("%s", text);
	}
	g_assert_cmpuint(faults->len, ==, 1);
	fault = faults->pdata[0];
	g_assert_cmpuint(fault->line, ==, row->line);
	g_assert_cmpstr(fault->key, ==, row->key);
	g_assert_nonnull(strstr(fault->text, row->words));
	g_ptr_array_unref(faults);
}

/* Each line of this file is wrong in one way, but for those in brackets. */
static void test_all_faults(void)
{
	static const char text[] = "[portal]\n"
				   "burst = 0\n"
				   "brust = 1\n"
				   "burst = 1\n"
				   "[deal]\n"
				   "several = x\n"
				   "[portal]\n"
				   "timeout_seconds = 1\n"
				   "[contact]\n"
				   "ignore_phones = a; b\n"
				   "[settings]\n"
				   "listen = 0.0.0.0:1\n";
	static const guint lines[] = { 0, 2, 3, 4, 6, 7, 8, 10, 10, 12 };
	GPtrArray *faults = NULL;

	g_assert_null(settings_read(text, strlen(text), NULL, &faults));
	for (guint i = 0; i < faults->len; i++) {
		const struct settings_fault *fault = faults->pdata[i];

		g_assert_cmpuint(i, <, G_N_ELEMENTS(lines));
		g_assert_cmpuint(fault->line, ==, lines[i]);
	}
	g_assert_cmpuint(faults->len, ==, G_N_ELEMENTS(lines));
	g_ptr_array_unref(faults);
	g_assert_null(settings_read(text, strlen(text), NULL, NULL));
}

static void test_fault_text(void)
{
	char key[] = "[deal] create", text[] = "x.";
	struct settings_fault fault = { 12, key, text };
	g_autofree char *whole = settings_fault_text(&fault, "b24bridge.conf");
	g_autofree char *nowhere = settings_fault_text(&fault, NULL);
	g_autofree char *lineless = NULL;
	g_autofree char *bare = NULL;

	g_assert_cmpstr(whole, ==, "b24bridge.conf:12: [deal] create: x.");
	g_assert_cmpstr(nowhere, ==, "12: [deal] create: x.");
	fault.line = 0;
	lineless = settings_fault_text(&fault, "b24bridge.conf");
	g_assert_cmpstr(lineless, ==, "b24bridge.conf: [deal] create: x.");
	fault.key = NULL;
	bare = settings_fault_text(&fault, "");
	g_assert_cmpstr(bare, ==, "x.");
}

/* ---- groups with keys of the user's own ---- */

static void test_stages(void)
{
	struct settings *settings =
		read_good(MINIMAL "[stages]\n"
	                          "ВРаботе = в работе\n"
	                          "a = b = c\n"
	                          "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c = WON\n"
	                          "[stages Кузовной [цех]]\n"
	                          "в работе = C3:NEW\n"
	                          "[stages 3]\n");
	const struct settings_stages *all = settings->stages->pdata[0];
	const struct settings_stages *shop = settings->stages->pdata[1];
	const struct settings_stages *third = settings->stages->pdata[2];
	const struct settings_pair *pair;

	g_assert_cmpuint(settings->stages->len, ==, 3);
	g_assert_null(all->funnel);
	g_assert_cmpuint(all->line, ==, 3);
	g_assert_cmpuint(all->rows->len, ==, 3);
	pair = all->rows->pdata[0];
	g_assert_cmpstr(pair->key, ==, "ВРаботе");
	g_assert_cmpstr(pair->value, ==, "в работе");
	g_assert_cmpuint(pair->line, ==, 4);
	pair = all->rows->pdata[1];
	g_assert_cmpstr(pair->key, ==, "a");
	g_assert_cmpstr(pair->value, ==, "b = c");
	g_assert_cmpstr(shop->funnel, ==, "Кузовной [цех]");
	pair = shop->rows->pdata[0];
	g_assert_cmpstr(pair->value, ==, "C3:NEW");
	g_assert_cmpuint(pair->line, ==, 8);
	g_assert_cmpstr(third->funnel, ==, "3");
	g_assert_cmpuint(third->rows->len, ==, 0);
	settings_free(settings);
}

static void test_fields(void)
{
	struct settings *settings = read_good(
		MINIMAL "[fields]\nUF_CRM_VIN = car.vin\ncomments=Reason\n");
	const struct settings_field *vin = settings->fields->pdata[0];
	const struct settings_field *comments = settings->fields->pdata[1];

	g_assert_cmpuint(settings->fields->len, ==, 2);
	g_assert_cmpstr(vin->field, ==, "UF_CRM_VIN");
	g_assert_cmpint(vin->path, ==, ORDER_CAR_VIN);
	g_assert_cmpuint(vin->line, ==, 4);
	g_assert_cmpint(comments->path, ==, ORDER_REASON);
	settings_free(settings);
}

#define GUID "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"

static void test_organizations(void)
{
	struct settings *settings = read_good(
		MINIMAL
		"[organization СТО Маяк]\n"
		"funnel = Кузов\nfunnels = Кузов; Цех\nsource = CALL\n"
		"responsible = 7\ncreate = no\nsince = 2020-12-01\n"
		"[organization {8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C}]\n"
		"create = yes\n"
		"[organization Пустая]\n"
		"funnel =\nsince =\nresponsible =\nfunnels =\n"
		"[exchange]\ntimezone = UTC\n");
	const struct settings_organization *found;

	found = settings_organization(settings, " сто  МАЯК ", NULL);
	g_assert_nonnull(found);
	g_assert_cmpstr(found->name, ==, "СТО Маяк");
	g_assert_cmpuint(found->line, ==, 3);
	g_assert_cmpstr(found->funnel, ==, "Кузов");
	g_assert_cmpstr(found->funnels[1], ==, "Цех");
	g_assert_cmpstr(found->source, ==, "CALL");
	g_assert_cmpint(found->responsible, ==, 7);
	g_assert_true(found->create_said);
	g_assert_false(found->create);
	g_assert_cmpint(found->since, ==, 1606780800);

	found = settings_organization(settings, "Другая", GUID);
	g_assert_nonnull(found);
	g_assert_true(found->create_said && found->create);
	g_assert_null(found->funnel);
	g_assert_null(found->funnels);
	g_assert_cmpint(found->since, ==, WHEN_NONE);
	g_assert_cmpint(found->responsible, ==, 0);

	found = settings_organization(settings, "пустая", GUID);
	g_assert_nonnull(found);
	found = settings_organization(settings, "пустая", NULL);
	g_assert_false(found->create_said);
	g_assert_null(found->funnel);
	g_assert_null(found->source);
	g_assert_cmpint(found->since, ==, WHEN_NONE);

	g_assert_null(settings_organization(settings, "Другая", NULL));
	g_assert_null(settings_organization(settings, NULL, NULL));
	g_assert_null(settings_organization(
		settings, NULL, "00000000-0000-0000-0000-000000000000"));
	g_assert_null(settings_organization(settings, "", ""));
	settings_free(settings);
}

static void test_line(void)
{
	struct settings *settings = read_good("\n# x\n" MINIMAL);

	g_assert_cmpuint(settings_line(settings, "deal", "id_field"), ==, 4);
	g_assert_cmpuint(settings_line(settings, "deal", "create"), ==, 0);
	settings_free(settings);
}

static void test_ignored(void)
{
	struct settings *settings = read_good(
		MINIMAL "[contact]\n"
			"ignore_phones = 200-11-22; 8 927 000-12-34, "
			"89270001235; 89270001234\narea_code = 846\n");
	g_autofree char *all = g_strjoinv(" ", settings->ignored_e164);

	g_assert_cmpstr(all, ==,
	                "+78462001122 +79270001234 +79270001235 +79270001234");
	settings_free(settings);
}

/* ---- hostile files ---- */

static void assert_faults(const char *text, gsize length, guint least)
{
	GPtrArray *faults = NULL;

	g_assert_null(settings_read(text, length, "x", &faults));
	g_assert_cmpuint(faults->len, >=, least);
	g_assert_cmpuint(faults->len, <=, 120);
	for (guint i = 0; i < faults->len; i++) {
		g_autofree char *line =
			settings_fault_text(faults->pdata[i], "x");

		g_assert_true(g_utf8_validate(line, -1, NULL));
		g_assert_cmpuint(strlen(line), <, 4000);
		g_assert_null(strpbrk(line, "\n\r\t\x1b"));
	}
	g_ptr_array_unref(faults);
}

static void test_nul(void)
{
	static const char text[] = MINIMAL "title = a\0b\n";
	GPtrArray *faults = NULL;
	const struct settings_fault *fault;

	g_assert_null(settings_read(text, sizeof(text) - 1, "x", &faults));
	g_assert_cmpuint(faults->len, ==, 1);
	fault = faults->pdata[0];
	g_assert_cmpuint(fault->line, ==, 3);
	g_assert_nonnull(strstr(fault->text, "UTF-8"));
	g_ptr_array_unref(faults);
}

static void test_big(void)
{
	g_autoptr(GString) text = g_string_new(MINIMAL);
	g_autofree char *line = g_strnfill(1000000, 'x');
	struct settings *settings;

	/* a value that long is silly but no fault */
	g_string_append_printf(text, "title = %s\n", line);
	settings = read_good(text->str);
	g_assert_cmpuint(strlen(settings->title), ==, 1000000);
	settings_free(settings);

	g_string_assign(text, MINIMAL);
	g_string_append_printf(text, "%s = 1\n", line);
	assert_faults(text->str, text->len, 1);
	g_string_assign(text, MINIMAL);
	g_string_append_printf(text, "[%s]\n", line);
	assert_faults(text->str, text->len, 1);
	g_string_assign(text, MINIMAL);
	g_string_append_printf(text, "[organization %s]\ncreate=%s\n", line,
	                       "x");
	assert_faults(text->str, text->len, 1);

	g_string_assign(text, MINIMAL);
	g_string_append_printf(text, "create = %s\n", line);
	assert_faults(text->str, text->len, 1);
}

/* One MiB is a file, a byte more is none. */
static void test_size(void)
{
	g_autoptr(GString) text = g_string_new(MINIMAL);
	GPtrArray *faults = NULL;
	const struct settings_fault *fault;

	while (text->len < 1024 * 1024)
		g_string_append_c(text, '\n');
	settings_free(read_good(text->str));
	g_string_append_c(text, '\n');
	g_assert_null(settings_read(text->str, text->len, "x", &faults));
	g_assert_cmpuint(faults->len, ==, 1);
	fault = faults->pdata[0];
	g_assert_cmpuint(fault->line, ==, 0);
	g_assert_nonnull(strstr(fault->text, "1 МиБ"));
	g_ptr_array_unref(faults);
}

static void test_many(void)
{
	g_autoptr(GString) text = g_string_new("[deal]\n");

	while (text->len < 900000)
		g_string_append(text, "x\n");
	assert_faults(text->str, text->len, 100);
}

static void test_random(void)
{
	static const char *const pieces[] = {
		"[",      "]",        "=",      "\n",           ";",
		"#",      " ",        "deal",   "[deal]\n",     "stages",
		"fields", "\r\n",     "create", "since",        "2020-12-01",
		"\xff",   "\xd0",     "ж",      "organization", "{",
		"}",      "id_field", "\\",     "\x01",         "[portal]\n",
		"burst",  "9",        "[1c]\n", "order",        "\xef\xbb\xbf",
	};

	for (int i = 0; i < 3000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		int count = g_test_rand_int_range(0, 40);
		GPtrArray *faults = NULL;
		struct settings *settings;

		for (int j = 0; j < count; j++)
			g_string_append(
				text,
				pieces[g_test_rand_int_range(
					0, (gint32)G_N_ELEMENTS(pieces))]);
		if (g_test_rand_bit())
			g_string_append_c(text, '\0');
		settings = settings_read(text->str, text->len, "x", &faults);
		g_assert_true((settings == NULL) == (faults != NULL));
		settings_free(settings);
		if (faults)
			g_ptr_array_unref(faults);
	}
}

#define ADD(folder, rows, test)                                   \
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {         \
		g_autofree char *path = g_strdup_printf(          \
			"/settings/" folder "/%s", rows[i].name); \
		g_test_add_data_func(path, &rows[i], test);       \
	}

static void test_too_many_names(void)
{
	g_autoptr(GString) text = g_string_new(MINIMAL "[1c]\ncar = А");
	g_autoptr(GPtrArray) faults = NULL;
	const struct settings_fault *fault;

	for (int i = 0; i < SETTINGS_NAMES_MOST; i++)
		g_string_append_printf(text, "; А%d", i);
	g_assert_null(settings_read(text->str, text->len, "", &faults));
	fault = g_ptr_array_index(faults, 0);
	g_assert_nonnull(strstr(fault->text, "слишком много имён"));
}

/* Tabular sections have numbers as well. */
static void test_too_many_sections(void)
{
	g_autoptr(GString) text = g_string_new(MINIMAL "[1c]\nworks = А");
	g_autoptr(GPtrArray) faults = NULL;

	for (int i = 0; i < SETTINGS_NAMES_MOST; i++)
		g_string_append_printf(text, "; А%d", i);
	g_assert_null(settings_read(text->str, text->len, "", &faults));
	g_assert_cmpuint(faults->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings/too many names", test_too_many_names);
	g_test_add_func("/settings/too many sections", test_too_many_sections);
	g_test_add_func("/settings/table", test_table);
	g_test_add_func("/settings/places", test_places);
	g_test_add_func("/settings/groups", test_groups);
	g_test_add_func("/settings/minimal", test_minimal);
	g_test_add_func("/settings/members", test_members);
	g_test_add_func("/settings/sample", test_sample);
	g_test_add_func("/settings/sample file", test_sample_file);
	g_test_add_func("/settings/sample comments", test_sample_comments);
	ADD("accepts", accepted, test_accepted);
	ADD("refuses", refused, test_refused);
	g_test_add_func("/settings/all faults", test_all_faults);
	g_test_add_func("/settings/fault text", test_fault_text);
	g_test_add_func("/settings/stages", test_stages);
	g_test_add_func("/settings/fields", test_fields);
	g_test_add_func("/settings/organizations", test_organizations);
	g_test_add_func("/settings/line", test_line);
	g_test_add_func("/settings/ignored phones", test_ignored);
	g_test_add_func("/settings/hostile/NUL", test_nul);
	g_test_add_func("/settings/hostile/big", test_big);
	g_test_add_func("/settings/hostile/size", test_size);
	g_test_add_func("/settings/hostile/many", test_many);
	g_test_add_func("/settings/hostile/random", test_random);
	return g_test_run();
}
