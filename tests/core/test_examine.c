/*
 * A portal judged by what it told: whole lines for every way in which it may
 * be less than it should be.
 */
#include "core/examine.h"
#include "core/menu.h"
#include "core/text.h"
#include "tests/harness/world.h"

#include <string.h>

#define NEW_WEBHOOK                                                  \
	"создайте вебхук от имени администратора (" MENU_WEBHOOK_NEW \
	") и впишите его адрес в файл вебхука"
#define ADDRESS "✓ Портал: https://portal.example отвечает\n"
#define OWNER "✓ Владелец вебхука: Мост (1), администратор\n"
#define SCOPE "✓ Права вебхука: CRM (crm)\n"
#define SIGHT "✓ Доступ к CRM: поля, воронки и стадии читаются\n"
#define CLOCK "✓ Часы: идут вместе с часами портала\n"
#define NOBODY                                                                                                                    \
	"! Владелец вебхука: Мост (1) — не администратор. Сделки и контакты, " \
	"которых он не видит, обмен создаст второй раз. Лучше " NEW_WEBHOOK                                                       \
	"; или дайте его роли читать, добавлять и изменять все сделки и "        \
	"контакты: " MENU_RIGHTS ".\n"
#define IF_THERE                                                                                                        \
	"Если они на портале есть, дайте его роли читать все сделки и " \
	"контакты: " MENU_RIGHTS ".\n"
#define SYNC                                                                                                              \
	"По часам решается, какие данные новее. Включите их сверку: sudo " \
	"timedatectl set-ntp true\n"
#define GIVE                                                                                                                 \
	"Дайте роли владельца вебхука читать, добавлять и изменять все " \
	"сделки и контакты (" MENU_RIGHTS ") или " NEW_WEBHOOK ".\n"

typedef void change(struct dictionary *dictionary);

static void nothing(struct dictionary *d)
{
	(void)d;
}

static void plain(struct dictionary *d)
{
	text_set(&d->address, "http://127.0.0.1:80");
}

static void moved(struct dictionary *d)
{
	d->moved_from = g_strdup("https://old.example");
}

static void no_owner(struct dictionary *d)
{
	d->owner = 0;
	d->owner_admin = false;
}

static void no_scope(struct dictionary *d)
{
	d->scope_crm = false;
	d->refused[PART_FUNNELS] = g_strdup("нет права");
}

static void nobody(struct dictionary *d)
{
	d->owner_admin = false;
}

static void sees_all(struct dictionary *d)
{
	nobody(d);
	d->sees_deals = SIGHT_OTHERS;
	d->sees_contacts = SIGHT_OTHERS;
}

static void sees_own(struct dictionary *d)
{
	nobody(d);
	d->sees_deals = SIGHT_OWN;
	d->sees_contacts = SIGHT_OWN;
}

static void sees_deals(struct dictionary *d)
{
	sees_own(d);
	d->sees_deals = SIGHT_OTHERS;
}

static void sees_contacts(struct dictionary *d)
{
	sees_own(d);
	d->sees_contacts = SIGHT_OTHERS;
}

static void refused(struct dictionary *d)
{
	d->refused[PART_FUNNELS] = g_strdup("список пуст");
	d->refused[PART_CONTACTS] = g_strdup("Доступ запрещён");
	d->refused[PART_USERS] = g_strdup("не про это");
}

static void clock_unsaid(struct dictionary *d)
{
	d->server_time = 0;
}

static void clock_near(struct dictionary *d)
{
	d->local_time = d->server_time - 300;
}

static void clock_ahead(struct dictionary *d)
{
	d->local_time = d->server_time + 301;
}

static void clock_behind(struct dictionary *d)
{
	d->local_time = d->server_time - 3 * 60 * 60;
}

static void clock_far(struct dictionary *d)
{
	d->local_time = d->server_time - 400 * 24 * 60 * 60;
}

static const struct row {
	const char *name;
	change *change;
	const char *said;
} rows[] = {
	{ "all is well", nothing, ADDRESS OWNER SCOPE SIGHT CLOCK },
	{ "plain http", plain,
	  "✓ Портал: http://127.0.0.1:80 отвечает; без шифрования, что годится "
	  "только на этом же компьютере\n" OWNER SCOPE SIGHT CLOCK },
	{ "moved", moved,
	  "! Портал: переехал с https://old.example на https://portal.example. "
	  "Впишите новый адрес в файл вебхука: переадресация со старого "
	  "когда-нибудь кончится.\n" OWNER SCOPE SIGHT CLOCK },
	{ "an owner who is not named", no_owner,
	  ADDRESS "! Владелец вебхука: портал его не назвал: возможно, он "
	          "уволен. Лучше " NEW_WEBHOOK ".\n" SCOPE SIGHT CLOCK },
	{ "no right to CRM", no_scope,
	  ADDRESS OWNER
	  "✗ Права вебхука: нет права CRM, без него ни сделок, ни контактов не "
	  "видно. Добавьте «CRM (crm)» и сохраните: " MENU_WEBHOOK_RIGHTS
	  ". Если вебхук создал другой сотрудник, его секрет при этом "
	  "сменится: впишите новый адрес в файл вебхука.\n" CLOCK },
	{ "no administrator", nobody, ADDRESS NOBODY SCOPE SIGHT CLOCK },
	{ "who sees others' cards", sees_all,
	  ADDRESS NOBODY SCOPE
	  "✓ Доступ к CRM: видны и чужие сделки, и чужие контакты; все ли — "
	  "проверить нельзя\n" CLOCK },
	{ "who sees his own", sees_own,
	  ADDRESS NOBODY SCOPE
	  "! Доступ к CRM: владелец вебхука не видит чужих "
	  "сделок и контактов. " IF_THERE CLOCK },
	{ "who sees others' deals", sees_deals,
	  ADDRESS NOBODY SCOPE
	  "! Доступ к CRM: владелец вебхука не видит чужих "
	  "контактов. " IF_THERE CLOCK },
	{ "who sees others' contacts", sees_contacts,
	  ADDRESS NOBODY SCOPE
	  "! Доступ к CRM: владелец вебхука не видит чужих "
	  "сделок. " IF_THERE CLOCK },
	{ "parts that are not shown", refused,
	  ADDRESS OWNER SCOPE
	  "✗ Доступ к CRM: портал не показал воронки сделок: список пуст. " GIVE
	  "✗ Доступ к CRM: портал не показал контакты: Доступ запрещён. " GIVE
	          CLOCK },
	{ "a clock that is not said", clock_unsaid, ADDRESS OWNER SCOPE SIGHT },
	{ "five minutes are nothing", clock_near,
	  ADDRESS OWNER SCOPE SIGHT CLOCK },
	{ "a clock ahead", clock_ahead,
	  ADDRESS OWNER SCOPE SIGHT
	  "! Часы: этот сервер впереди портала на 5 мин. " SYNC },
	{ "a clock behind", clock_behind,
	  ADDRESS OWNER SCOPE SIGHT
	  "! Часы: этот сервер позади портала на 3 ч. " SYNC },
	{ "a clock far behind", clock_far,
	  ADDRESS OWNER SCOPE SIGHT
	  "! Часы: этот сервер позади портала на 400 сут. " SYNC },
};

static struct dictionary *portal(void)
{
	struct dictionary *dictionary = world_dictionary();

	text_set(&dictionary->owner_name, "Мост");
	dictionary->server_time = 1608912000;
	dictionary->local_time = 1608912000;
	return dictionary;
}

static char *lines(const GPtrArray *findings)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < findings->len; i++) {
		g_autofree char *line = finding_text(findings->pdata[i], "f");

		g_string_append_printf(text, "%s %s\n",
		                       finding_mark(findings->pdata[i]), line);
	}
	return g_string_free(text, FALSE);
}

static void run(gconstpointer data)
{
	const struct row *row = data;
	struct dictionary *dictionary = portal();
	g_autoptr(GPtrArray) findings = NULL;
	g_autofree char *said = NULL;

	row->change(dictionary);
	findings = examine_portal(dictionary);
	said = lines(findings);
	g_assert_cmpstr(said, ==, row->said);
	dictionary_free(dictionary);
}

static char *examined(struct dictionary *dictionary)
{
	static const char text[] = "[deal]\nid_field = id_1C\nfunnel = Опт\n"
				   "[stages]\nзакрыт = WON\n";
	g_autoptr(GPtrArray) faults = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "f", &faults);
	g_autoptr(GPtrArray) findings = examine(settings, dictionary);

	settings_free(settings);
	return lines(findings);
}

/* The settings follow, the worst first; but not without what they need. */
static void test_settings(void)
{
	struct dictionary *dictionary = portal();
	g_autofree char *whole = examined(dictionary);
	g_autofree char *part = NULL;

	g_assert_nonnull(strstr(whole, ADDRESS OWNER SCOPE SIGHT CLOCK
	                        "✓ [deal] id_field: "));
	g_assert_nonnull(strstr(whole, "(begindate)\n✗ f:3: [deal] funnel: "));
	refused(dictionary);
	part = examined(dictionary);
	g_assert_null(strstr(part, "[deal]"));
	g_assert_true(g_str_has_suffix(
		part,
		"! Остальное: поля, воронки, стадии, источники и "
		"ответственные не проверены.\n" ADDRESS OWNER SCOPE CLOCK));
	dictionary_free(dictionary);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/examine/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/examine/the settings after it", test_settings);
	return g_test_run();
}
