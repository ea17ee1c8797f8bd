/*
 * Settings against a portal: what is said of what does not resolve, whole
 * lines, and of what does.
 */
#include "core/menu.h"
#include "core/rules.h"
#include "core/text.h"
#include "tests/harness/world.h"

#include <string.h>

#define ID "[deal]\nid_field = id_1C\n"
#define MAP "[stages]\nзакрыт = WON\n"
#define SEE "Все поля покажет команда b24bridge fields."
#define NEW_ID                                                        \
	"Создайте поле типа «Строка», не множественное (" MENU_FIELDS \
	"), или укажите другое. " SEE
#define DATES                                                                                                                          \
	"Укажите поле типа «Дата» или «Дата со временем» или оставьте пусто. " \
	"" SEE
#define FUNNELS "Впишите одну из них или создайте воронку: " MENU_FUNNELS "."
#define STAGES "Впишите одну из них или добавьте стадию: " MENU_FUNNELS "."
#define SOURCES                                                                                                   \
	"Впишите один из них (все покажет b24bridge sources) или добавьте: " \
	"" MENU_SOURCES "."
#define OTHER "Укажите поле типа «Строка» или другого подходящего типа. " SEE
#define PROFILE "/company/personal/user/НОМЕР/"

/* Fatal findings begin with ✗✗. */
struct row {
	const char *name;
	const char *settings;
	const char *said; /* all that is not good, a line each; "": nothing */
};

static const struct row rows[] = {
	{ "all is well", ID MAP, "" },
	{ "the id field by its code", "[deal]\nid_field = UF_CRM_ID_1C\n" MAP,
	  "" },
	{ "no such id field", "[deal]\nid_field = номер\n" MAP,
	  "✗✗ f:2: [deal] id_field: поля сделки «номер» в Битрикс24 "
	  "нет. " NEW_ID "\n" },
	{ "an id field that is nearly there", "[deal]\nid_field = id-1C\n" MAP,
	  "✗✗ f:2: [deal] id_field: поля сделки «id-1C» в Битрикс24 нет. "
	  "Похожие: «id_1C» (UF_CRM_ID_1C). " NEW_ID "\n" },
	{ "an id field in letters that look alike",
	  "[deal]\nid_field = id_1С\n" MAP,
	  "✗✗ f:2: [deal] id_field: поля сделки «id_1С» в Битрикс24 нет. "
	  "Похожие: «id_1C» (UF_CRM_ID_1C, там другие буквы: латинские или "
	  "русские). " NEW_ID "\n" },
	{ "an id field that is no text", "[deal]\nid_field = Пробег\n" MAP,
	  "✗✗ f:2: [deal] id_field: поле «Пробег» не подходит: оно типа «Целое "
	  "число», а не «Строка». " NEW_ID "\n" },
	{ "an id field that is the portal's own",
	  "[deal]\nid_field = comments\n" MAP,
	  "✗✗ f:2: [deal] id_field: поле «comments» не подходит: его завёл сам "
	  "Битрикс24. " NEW_ID "\n" },
	{ "no such funnel", ID "funnel = Опт\n" MAP,
	  "✗✗ f:3: [deal] funnel: воронки «Опт» в Битрикс24 нет. Есть: «Общая» "
	  "(0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS "\n" },
	{ "a funnel by its number", ID "funnel = 2\n" MAP, "" },
	{ "one of the funnels lacks", ID "funnels = 0; кузовной\n" MAP,
	  "✗✗ f:3: [deal] funnels: воронки «кузовной» в Битрикс24 нет. Есть: "
	  "«Кузовной цех» (1), «Общая» (0), «Мойка» (2). " FUNNELS "\n" },
	{ "no such source", ID "source = Альфа\n" MAP,
	  "✗✗ f:3: [deal] source: источника «Альфа» в Битрикс24 нет. Есть: "
	  "«Альфа-Авто» (UC_1C), «Звонок» (CALL). " SOURCES "\n" },
	{ "a source by its code", ID "source = uc_1c\n" MAP, "" },
	{ "no such date field", ID "date_field = Дата нач\n" MAP,
	  "✗✗ f:3: [deal] date_field: поля сделки «Дата нач» в Битрикс24 нет. "
	  "Похожие: «Дата начала» (begindate). " DATES "\n" },
	{ "a date field that is no date", ID "date_field = comments\n" MAP,
	  "✗✗ f:3: [deal] date_field: поле «comments» не подходит: оно типа "
	  "«Строка», а не «Дата». " DATES "\n" },
	{ "a field of [fields] that lacks",
	  ID MAP "[fields]\nUF_CRM_NONE = car.vin\n",
	  "✗✗ f:6: [fields] «UF_CRM_NONE = car.vin»: поля сделки «UF_CRM_NONE» "
	  "в Битрикс24 нет. Похожие: «VIN» (UF_CRM_VIN), «Закрыт» "
	  "(UF_CRM_CLOSED). " SEE "\n" },
	{ "a field of [fields] that takes no text",
	  ID MAP "[fields]\nUF_CRM_KIND = car.vin\n",
	  "✗✗ f:6: [fields] «UF_CRM_KIND = car.vin»: этого в поле типа "
	  "«Список» не записать. " OTHER "\n" },
	{ "a number that cannot hold a text",
	  ID MAP "[fields]\nПробег = car.vin\n",
	  "✗✗ f:6: [fields] «Пробег = car.vin»: этого в поле типа «Целое "
	  "число» не записать. " OTHER "\n" },
	{ "a number that can hold a number",
	  ID MAP "[fields]\nПробег = car.mileage\n", "" },
	{ "a date that cannot hold a text",
	  ID MAP "[fields]\nЗакрыт = reason\n",
	  "✗✗ f:6: [fields] «Закрыт = reason»: этого в поле типа «Дата со "
	  "временем» не записать. " OTHER "\n" },
	{ "a date that can hold a date", ID MAP "[fields]\nЗакрыт = closed\n",
	  "" },
	{ "a field of [fields] that a rule writes",
	  ID MAP "[fields]\nstageId = car.vin\n",
	  "✗✗ f:6: [fields] «stageId = car.vin»: это поле заполняет другая "
	  "настройка. Уберите строку.\n" },
	{ "a field of [fields] under two names",
	  ID MAP "[fields]\nVIN = car.vin\nUF_CRM_VIN = car.name\n",
	  "✗✗ f:7: [fields] «UF_CRM_VIN = car.name»: это поле заполняет другая "
	  "настройка. Уберите строку.\n" },
	{ "no stages at all", ID,
	  "✗ [stages]: ни одному состоянию 1С не указана стадия. Без этого "
	  "каждый заказ-наряд — ошибка. Добавьте строки «состояние = стадия», "
	  "см. samples/b24bridge.conf.\n" },
	{ "a stage that no funnel in use has",
	  ID "[stages]\nзакрыт = Завершено\n",
	  "✗ f:4: [stages] «закрыт = Завершено»: в воронке «Общая» стадии "
	  "«Завершено» нет. Есть: «Завершено успешно» (WON), «Новая» (NEW), «В "
	  "работе» (EXECUTING), «Выполнено» (UC_DONE), «Отказ» (LOSE), «Архив» "
	  "(UC_OLD). " STAGES "\n" },
	{ "a stage that only another funnel lacks",
	  ID "[stages]\nвыполнен = Выполнено\n", "" },
	{ "a stage that a listed funnel lacks",
	  ID "funnels = 0; 1\n[stages]\nвыполнен = Выполнено\n",
	  "✗ f:5: [stages] «выполнен = Выполнено»: в воронке «Кузовной цех» "
	  "стадии «Выполнено» нет. Есть: «Новая» (C1:NEW), «В работе» "
	  "(C1:EXECUTING), «Завершено успешно» (C1:WON), «Отказ» (C1:LOSE), "
	  "«Архив» (C1:UC_OLD). " STAGES "\n" },
	{ "and an override for it",
	  ID "funnels = 0; 1\n[stages]\nвыполнен = Выполнено\n"
	     "[stages Кузовной цех]\nвыполнен = В работе\n",
	  "" },
	{ "a stage that an organization's funnel lacks",
	  ID "[stages]\nвыполнен = UC_DONE\n"
	     "[organization СТО]\nfunnel = Кузовной цех\n",
	  "✗ f:4: [stages] «выполнен = UC_DONE»: в воронке «Кузовной цех» "
	  "стадии «UC_DONE» нет. Есть: «Новая» (C1:NEW), «В работе» "
	  "(C1:EXECUTING), «Завершено успешно» (C1:WON), «Отказ» (C1:LOSE), "
	  "«Архив» (C1:UC_OLD). " STAGES "\n" },
	{ "stages of an unknown funnel", ID MAP "[stages Опт]\nзакрыт = WON\n",
	  "✗✗ f:5: [stages Опт]: воронки «Опт» в Битрикс24 нет. Есть: «Общая» "
	  "(0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS "\n" },
	{ "no such final stage", ID "final_stages = Архив; Сдано\n" MAP,
	  "✗✗ f:3: [deal] final_stages: стадии «Сдано» нет ни в одной воронке. "
	  "Стадии покажет команда b24bridge stages.\n" },
	{ "no such deleted_stage", ID "deleted_stage = Сдано\n" MAP,
	  "✗✗ f:3: [deal] deleted_stage: в воронке «Общая» стадии «Сдано» нет. "
	  "Есть: «Новая» (NEW), «В работе» (EXECUTING), «Выполнено» (UC_DONE), "
	  "«Завершено успешно» (WON), «Отказ» (LOSE), «Архив» (UC_OLD). "
	  "" STAGES "\n" },
	{ "an organization's funnel that lacks",
	  ID MAP "[organization СТО]\nfunnel = Опт\n",
	  "✗✗ f:5: [organization СТО] funnel: воронки «Опт» в Битрикс24 нет. "
	  "Есть: «Общая» (0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS "\n" },
	{ "one of an organization's funnels lacks",
	  ID MAP "[organization СТО]\nfunnels = 1; Опт\n",
	  "✗✗ f:5: [organization СТО] funnels: воронки «Опт» в Битрикс24 нет. "
	  "Есть: «Общая» (0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS "\n" },
	{ "an organization's source that lacks",
	  ID MAP "[organization СТО]\nsource = Радио\n",
	  "✗✗ f:5: [organization СТО] source: источника «Радио» в Битрикс24 "
	  "нет. Есть: «Альфа-Авто» (UC_1C), «Звонок» (CALL). " SOURCES "\n" },
	{ "a responsible who works", ID "responsible = 7\n" MAP, "" },
	{ "the owner as responsible", ID "responsible = 1\n" MAP, "" },
	{ "a responsible who is dismissed", ID "responsible = 8\n" MAP,
	  "✗ f:3: [deal] responsible: сотрудник Анна Белова (8) уволен. "
	  "Укажите номер работающего сотрудника: он стоит в адресе его "
	  "профиля, " PROFILE ".\n" },
	{ "a responsible whom nobody knows",
	  ID MAP "[organization СТО]\nresponsible = 9\n",
	  "✗ f:5: [organization СТО] responsible: сотрудника с номером 9 в "
	  "Битрикс24 нет. Укажите номер из адреса профиля сотрудника, " PROFILE
	  ". Приглашённых интеграторов портал не показывает.\n" },
};

static void add_user(struct dictionary *dictionary, gint64 id, const char *name,
                     bool active)
{
	struct user *user = g_new0(struct user, 1);

	user->id = id;
	user->name = g_strdup(name);
	user->active = active;
	g_ptr_array_add(dictionary->users, user);
}

static struct dictionary *portal(void)
{
	struct dictionary *dictionary = world_dictionary();

	dictionary->owner_name = g_strdup("Мост");
	dictionary->users =
		g_ptr_array_new_with_free_func((GDestroyNotify)user_free);
	add_user(dictionary, 7, "Иван Петров", true);
	add_user(dictionary, 8, "Анна Белова", false);
	return dictionary;
}

/* All of a kind, a line each, with their marks. */
static char *list(const GPtrArray *findings, bool good)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *line = finding_text(finding, "f");

		if ((finding->severity == FINDING_GOOD) != good)
			continue;
		g_string_append_printf(
			text, "%s%s %s\n", finding_mark(finding),
			finding->severity == FINDING_FATAL ? "✗" : "", line);
	}
	return g_string_free(text, FALSE);
}

/* What the rules say of these settings. Owned by the caller. */
static char *say(const char *text, const struct dictionary *dictionary,
                 bool good)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "f", &faults);
	char *said;

	g_assert_nonnull(settings);
	rules_free(rules_new(settings, dictionary, &findings));
	said = list(findings, good);
	settings_free(settings);
	return said;
}

static void run(gconstpointer data)
{
	const struct row *row = data;
	struct dictionary *dictionary = portal();
	g_autofree char *said = say(row->settings, dictionary, false);

	g_assert_cmpstr(said, ==, row->said);
	dictionary_free(dictionary);
}

static void expect(const struct dictionary *dictionary, const char *settings,
                   const char *said)
{
	g_autofree char *got = say(settings, dictionary, false);

	g_assert_cmpstr(got, ==, said);
}

static void test_two_labels(void)
{
	struct dictionary *dictionary = portal();
	struct deal_field *field = dictionary->fields->pdata[1];

	g_free(field->label);
	field->label = g_strdup("ID_1c");
	expect(dictionary, ID MAP,
	       "✗✗ f:2: [deal] id_field: полей сделки с названием «id_1C» "
	       "несколько (2). Укажите код UF_CRM_… вместо названия. " SEE
	       "\n");
	dictionary_free(dictionary);
}

static void test_closed_fields(void)
{
	struct dictionary *dictionary = portal();
	struct deal_field *id = dictionary->fields->pdata[0];
	struct deal_field *date = dictionary->fields->pdata[4];

	id->multiple = true;
	date->read_only = true;
	expect(dictionary, ID MAP "[fields]\nUF_CRM_ID_1C = car.vin\n",
	       "✗✗ f:2: [deal] id_field: поле «id_1C» не подходит: оно "
	       "множественное. " NEW_ID "\n"
	       "✗✗ [deal] date_field: поле «begindate» не подходит: оно только "
	       "для чтения. " DATES "\n"
	       "✗✗ f:6: [fields] «UF_CRM_ID_1C = car.vin»: в это поле не "
	       "записать: оно множественное. " OTHER "\n");
	dictionary_free(dictionary);
}

static void test_shared_names(void)
{
	struct dictionary *dictionary = portal();
	struct funnel *funnel = dictionary->funnels->pdata[0];
	struct funnel *other = dictionary->funnels->pdata[2];
	struct stage *stage = funnel->stages->pdata[0];
	struct source *source = dictionary->sources->pdata[1];

	text_set(&other->name, "кузовной цех");
	text_set(&stage->name, "отказ");
	text_set(&source->name, "Альфа-Авто");
	expect(dictionary,
	       ID "funnels = 0; Кузовной цех\nsource = Альфа-Авто\n"
	          "final_stages = Отказ\n[stages]\nотказ = Отказ\n",
	       "✗✗ f:3: [deal] funnels: воронок «Кузовной цех» в Битрикс24 "
	       "несколько. Есть: «Кузовной цех» (1), «кузовной цех» (2), "
	       "«Общая» (0). Укажите номер воронки вместо названия.\n"
	       "✗✗ f:4: [deal] source: источников «Альфа-Авто» в Битрикс24 "
	       "несколько. Есть: «Альфа-Авто» (UC_1C), «Альфа-Авто» (CALL). "
	       "Укажите код источника вместо названия.\n"
	       "✗ f:7: [stages] «отказ = Отказ»: в воронке «Общая» несколько "
	       "стадий с названием «Отказ». Есть: «отказ» (NEW), «Отказ» "
	       "(LOSE), «В работе» (EXECUTING), «Выполнено» (UC_DONE), "
	       "«Завершено успешно» (WON), «Архив» (UC_OLD). Укажите код "
	       "стадии.\n"
	       "✗✗ f:5: [deal] final_stages: в воронке «Общая» несколько "
	       "стадий с названием «Отказ». Есть: «отказ» (NEW), «Отказ» "
	       "(LOSE), «В работе» (EXECUTING), «Выполнено» (UC_DONE), "
	       "«Завершено успешно» (WON), «Архив» (UC_OLD). Укажите код "
	       "стадии.\n");
	dictionary_free(dictionary);
}

/* What a webhook of somebody else does not see may be there all the same. */
static void test_no_administrator(void)
{
	struct dictionary *dictionary = portal();

	dictionary->owner_admin = false;
	expect(dictionary, ID "funnel = Опт\n" MAP,
	       "✗✗ f:3: [deal] funnel: воронки «Опт» в Битрикс24 нет. Есть: "
	       "«Общая» (0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS
	       " Воронку, которой не видит владелец вебхука, портал не "
	       "показывает и нам.\n");
	dictionary_free(dictionary);
}

static void test_unproven(void)
{
	struct dictionary *dictionary = portal();

	g_clear_pointer(&dictionary->users, g_ptr_array_unref);
	expect(dictionary, ID "responsible = 7\n" MAP,
	       "! [deal] responsible: пользователя 7 проверить нельзя: у "
	       "вебхука нет права читать сотрудников. Добавьте вебхуку право "
	       "«" RIGHT_USERS "» (" MENU_WEBHOOK_RIGHTS
	       ") или посмотрите сами: "
	       "https://portal.example/company/personal/user/7/\n");
	dictionary->refused[PART_USERS] = g_strdup("Нет");
	expect(dictionary, ID "responsible = 7\n" MAP,
	       "! [deal] responsible: пользователя 7 проверить нельзя: Нет. "
	       "Посмотрите сами: "
	       "https://portal.example/company/personal/user/7/\n");
	dictionary_free(dictionary);
}

static void test_good(void)
{
	static const char settings[] = ID
		"funnels = 0; 1\nsource = альфа-авто\nresponsible = 1\n"
		"deleted_stage = Архив\nfinal_stages = Выполнено\n"
		"[stages]\nзакрыт = Завершено успешно\nв работе = EXECUTING\n"
		"отказ = отказ\nсогласование = В работе\n"
		"[stages 1]\nсогласование = Новая\n"
		"[fields]\nVIN = car.vin\n"
		"[organization СТО]\nfunnel = Мойка\nsource = CALL\n"
		"responsible = 7\n"
		"[organization Другая]\ncreate = no\n"
		"[organization Третья]\nsource = CALL\n";
	struct dictionary *dictionary = portal();
	g_autofree char *said = say(settings, dictionary, true);

	g_assert_cmpstr(
		said, ==,
		"✓ [deal] id_field: номер заказ-наряда — в поле «id_1C» "
		"(UF_CRM_ID_1C)\n"
		"✓ [deal] date_field: дата заказ-наряда — в поле «Дата начала» "
		"(begindate)\n"
		"✓ [fields]: car.vin — в поле «VIN» (UF_CRM_VIN)\n"
		"✓ Воронки: новые сделки — в воронке «Общая» (0); по телефону "
		"сделки ищутся в «Общая» (0), «Кузовной цех» (1)\n"
		"✓ [deal] source: «Альфа-Авто» (UC_1C)\n"
		"✓ [organization СТО]: новые сделки — в воронке «Мойка» (2); "
		"по "
		"телефону сделки ищутся в «Мойка» (2)\n"
		"✓ [organization СТО] source: «Звонок» (CALL)\n"
		"✓ [organization Другая]: новых сделок нет (create = no); по "
		"телефону сделки ищутся в «Общая» (0), «Кузовной цех» (1)\n"
		"✓ [organization Третья] source: «Звонок» (CALL)\n"
		"✓ Воронка «Общая»: «в работе», «согласование» → «В работе» "
		"(EXECUTING)\n"
		"✓ Воронка «Общая»: «закрыт» → «Завершено успешно» (WON, "
		"успех)\n"
		"✓ Воронка «Общая»: «отказ» → «Отказ» (LOSE, провал)\n"
		"✓ Воронка «Кузовной цех»: «согласование» → «Новая» (C1:NEW)\n"
		"✓ Воронка «Кузовной цех»: «в работе» → «В работе» "
		"(C1:EXECUTING)\n"
		"✓ Воронка «Кузовной цех»: «закрыт» → «Завершено успешно» "
		"(C1:WON, успех)\n"
		"✓ Воронка «Кузовной цех»: «отказ» → «Отказ» (C1:LOSE, "
		"провал)\n"
		"✓ Воронка «Мойка»: «в работе», «согласование» → «В работе» "
		"(C2:EXECUTING)\n"
		"✓ Воронка «Мойка»: «закрыт» → «Завершено успешно» (C2:WON, "
		"успех)\n"
		"✓ Воронка «Мойка»: «отказ» → «Отказ» (C2:LOSE, провал)\n"
		"✓ [deal] deleted_stage: в воронке «Общая» — «Архив» (UC_OLD)\n"
		"✓ [deal] deleted_stage: в воронке «Кузовной цех» — «Архив» "
		"(C1:UC_OLD)\n"
		"✓ [deal] deleted_stage: в воронке «Мойка» — «Архив» "
		"(C2:UC_OLD)\n"
		"✓ [deal] final_stages: «Выполнено» завершает сделку в "
		"воронках "
		"«Общая» (UC_DONE), «Мойка» (C2:UC_DONE)\n"
		"✓ [deal] responsible: Мост (1), владелец вебхука\n"
		"✓ [organization СТО] responsible: Иван Петров (7)\n");
	dictionary_free(dictionary);
}

/* A funnel that does not resolve brings no complaints about another one. */
static void test_no_cascade(void)
{
	struct dictionary *dictionary = portal();

	expect(dictionary, ID "funnel = Опт\n[stages]\nзакрыт = Сдано\n",
	       "✗✗ f:3: [deal] funnel: воронки «Опт» в Битрикс24 нет. Есть: "
	       "«Общая» (0), «Кузовной цех» (1), «Мойка» (2). " FUNNELS "\n");
	dictionary_free(dictionary);
}

static void test_responsibles(void)
{
	static const char text[] = ID "responsible = 7\n"
				      "[organization A]\nresponsible = 9\n"
				      "[organization B]\nresponsible = 7\n"
				      "[organization C]\nsource = CALL\n";
	g_autoptr(GPtrArray) faults = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "f", &faults);
	g_autoptr(GArray) ids = rules_responsibles(settings);

	g_assert_cmpuint(ids->len, ==, 2);
	g_assert_cmpint(g_array_index(ids, gint64, 0), ==, 7);
	g_assert_cmpint(g_array_index(ids, gint64, 1), ==, 9);
	settings_free(settings);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/rules/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/rules/two fields of one label", test_two_labels);
	g_test_add_func("/rules/fields that take nothing", test_closed_fields);
	g_test_add_func("/rules/names that two things share",
	                test_shared_names);
	g_test_add_func("/rules/no administrator", test_no_administrator);
	g_test_add_func("/rules/people that are not shown", test_unproven);
	g_test_add_func("/rules/what is good", test_good);
	g_test_add_func("/rules/one fault, one complaint", test_no_cascade);
	g_test_add_func("/rules/responsibles", test_responsibles);
	return g_test_run();
}
