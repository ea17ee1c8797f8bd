/*
 * Names of requisites, looked up fast: each spelling that a file uses is
 * folded once, and then known.
 */
#include "xml/commerceml_names.h"

#include "core/text.h"

#include <string.h>

enum { SEEN_MOST = 10000 /* spellings */ };

/* Values that come again and again in one spelling. */
enum word { WORD_OPERATION, WORD_ROLE, WORD_CONTACT, WORD_ROW, WORDS };

struct cml_names {
	const struct settings_names *settings; /* not owned */
	GHashTable *uses; /* folded name → GArray of struct cml_use */
	GHashTable *seen; /* name as written → the same array, or NULL */
	GHashTable *words[WORDS]; /* as written → what it was judged */
};

static const struct {
	enum cml_slot slot;
	gsize offset;
} from_settings[] = {
#define FROM(slot, member)                                    \
	{                                                     \
		slot, offsetof(struct settings_names, member) \
	}
	FROM(CML_NUMBER_1C, number),
	FROM(CML_DATE_1C, date),
	FROM(CML_CLOSED, closed),
	FROM(CML_STATE, state),
	FROM(CML_ORGANIZATION, organization),
	FROM(CML_AMOUNT, amount),
	FROM(CML_CURRENCY, currency),
	FROM(CML_PHONE, phone),
	FROM(CML_CAR_NAME, car),
	FROM(CML_MILEAGE, mileage),
	FROM(CML_REASON, reason),
	FROM(CML_DISPATCHER, dispatcher),
	FROM(CML_MASTER, master),
#undef FROM
};

/* Those that 1C's modules for web shops write, misspellings included; of a car
 * as Альфа-Авто calls them. */
static const struct {
	enum cml_slot slot;
	const char *name;
} own[] = {
	{ CML_NUMBER_1C, "Номер по 1С" },
	{ CML_DATE_1C, "Дата по 1С" },
	{ CML_STATE, "Статус заказа" },
	{ CML_STATE_ID, "Статус заказа ИД" },
	{ CML_STATE_ID, "Статуса заказа ИД" },
	{ CML_CLOSED, "Дата отгрузки по 1С" },
	{ CML_CLOSED, "Дата отгрузки" },
	{ CML_DELETED, "ПометкаУдаления" },
	{ CML_ORGANIZATION, "Организация" },
	{ CML_CAR_NAME, "Автомобиль" },
	{ CML_CAR_NAME, "Модель" },
	{ CML_CAR_VIN, "VIN" },
	{ CML_CAR_PLATE, "ГосНомер" },
	{ CML_CAR_PLATE, "Гос. номер" },
	{ CML_CAR_PLATE, "ГосударственныйНомер" },
	{ CML_MILEAGE, "Пробег" },
};

static void uses_free(gpointer uses)
{
	g_array_unref(uses);
}

static void add(struct cml_names *names, const char *name, enum cml_slot slot,
                guint rank)
{
	g_autofree char *folded = text_fold(name, TEXT_BLANKS);
	GArray *uses = g_hash_table_lookup(names->uses, folded);
	struct cml_use use = { .slot = slot, .rank = rank };

	if (!uses) {
		uses = g_array_new(FALSE, FALSE, sizeof(use));
		g_hash_table_insert(names->uses, g_steal_pointer(&folded),
		                    uses);
	}
	g_array_append_val(uses, use);
}

struct cml_names *cml_names_new(const struct settings_names *settings)
{
	struct cml_names *names = g_new0(struct cml_names, 1);

	names->settings = settings;
	names->uses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                    uses_free);
	names->seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (gsize i = 0; i < WORDS; i++)
		names->words[i] = g_hash_table_new_full(g_str_hash, g_str_equal,
		                                        g_free, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(from_settings); i++) {
		GStrv list = G_STRUCT_MEMBER(GStrv, settings,
		                             from_settings[i].offset);

		for (guint j = 0; list && list[j]; j++)
			add(names, list[j], from_settings[i].slot,
			    MIN(j, CML_RANK_OWN - 1u));
	}
	for (guint i = 0; i < G_N_ELEMENTS(own); i++)
		add(names, own[i].name, own[i].slot, CML_RANK_OWN + i);
	return names;
}

void cml_names_free(struct cml_names *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->uses);
	g_hash_table_unref(names->seen);
	for (gsize i = 0; i < WORDS; i++)
		g_hash_table_unref(names->words[i]);
	g_free(names);
}

/* Remembers a spelling; not without end, for a file may have any number. */
static void keep(GHashTable *table, const char *text, gpointer what)
{
	if (g_hash_table_size(table) < SEEN_MOST)
		g_hash_table_insert(table, g_strdup(text), what);
}

const struct cml_use *cml_names_find(struct cml_names *names,
                                     const char *requisite, guint *count_r)
{
	g_autofree char *folded = NULL;
	gpointer known;
	GArray *uses;

	if (!g_hash_table_lookup_extended(names->seen, requisite, NULL,
	                                  &known)) {
		folded = text_fold(requisite, TEXT_BLANKS);
		known = g_hash_table_lookup(names->uses, folded);
		keep(names->seen, requisite, known);
	}
	uses = known;
	*count_r = uses ? uses->len : 0;
	return uses ? (const struct cml_use *)(const void *)uses->data : NULL;
}

/* `Документ.ЗаказНаряд` is also called by its last part. */
static bool is_named(GStrv list, const char *operation)
{
	for (guint i = 0; list && list[i]; i++) {
		const char *dot = strrchr(list[i], '.');

		if (text_same(dot ? dot + 1 : list[i], operation, TEXT_BLANKS))
			return true;
	}
	return false;
}

static int judge_operation(const struct cml_names *names, const char *text)
{
	return text_same(text, "Заказ товара", TEXT_BLANKS) ||
	       is_named(names->settings->order, text);
}

static int judge_role(const struct cml_names *names G_GNUC_UNUSED,
                      const char *text)
{
	static const struct {
		const char *name;
		enum cml_role role;
	} roles[] = {
		{ "Покупатель", CML_BUYER }, { "", CML_NO_ROLE },
		{ "Плательщик", CML_PAYER }, { "Получатель", CML_RECEIVER },
		{ "Продавец", CML_SELLER },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
		if (text_same(text, roles[i].name, TEXT_BLANKS))
			return (int)roles[i].role;
	return CML_OTHER_ROLE;
}

/* «ТелефонРабочий», «Телефон мобильный», «Сотовый»; a fax answers nobody, and
 * an inner number is none. «Почта» is mail, «Почтовый адрес» is not. */
static int judge_contact(const struct cml_names *names G_GNUC_UNUSED,
                         const char *text)
{
	g_autofree char *folded = text_fold(text, TEXT_BLANKS);

	if (strstr(folded, "внутренн") || strstr(folded, "факс"))
		return CML_NO_CONTACT;
	if (strstr(folded, "телефон") || strstr(folded, "мобил") ||
	    strstr(folded, "сотов"))
		return CML_CONTACT_PHONE;
	if (g_str_has_prefix(folded, "почта") || strstr(folded, "электронн") ||
	    strstr(folded, "mail"))
		return CML_CONTACT_MAIL;
	return CML_NO_CONTACT;
}

/* «Услуга», «Работа»; «Товар (пр. ТМЦ)», «Запчасть» are goods. */
static int judge_row(const struct cml_names *names G_GNUC_UNUSED,
                     const char *text)
{
	g_autofree char *folded = text_fold(text, TEXT_BLANKS);

	return g_str_has_prefix(folded, "услуг") ||
	       g_str_has_prefix(folded, "работ");
}

static int judge(struct cml_names *names, enum word word, const char *text)
{
	static int (*const judges[WORDS])(const struct cml_names *,
	                                  const char *) = {
		[WORD_OPERATION] = judge_operation,
		[WORD_ROLE] = judge_role,
		[WORD_CONTACT] = judge_contact,
		[WORD_ROW] = judge_row,
	};
	gpointer known;
	int what;

	if (g_hash_table_lookup_extended(names->words[word], text, NULL,
	                                 &known))
		return GPOINTER_TO_INT(known);
	what = judges[word](names, text);
	keep(names->words[word], text, GINT_TO_POINTER(what));
	return what;
}

bool cml_names_order(struct cml_names *names, const char *operation)
{
	return judge(names, WORD_OPERATION, operation) != 0;
}

enum cml_role cml_names_role(struct cml_names *names, const char *role)
{
	return (enum cml_role)judge(names, WORD_ROLE, role);
}

enum cml_contact cml_names_contact(struct cml_names *names, const char *kind)
{
	return (enum cml_contact)judge(names, WORD_CONTACT, kind);
}

/* ТипНоменклатуры is one of two words; ВидНоменклатуры may be anything. */
enum cml_row_kind cml_names_row(struct cml_names *names,
                                enum cml_row_kind before, const char *requisite,
                                const char *value)
{
	bool is_type = strcmp(requisite, "ТипНоменклатуры") == 0;
	bool is_kind = strcmp(requisite, "ВидНоменклатуры") == 0;

	if (!is_type && !(is_kind && before == CML_ROW_UNSAID))
		return before;
	if (judge(names, WORD_ROW, value))
		return CML_ROW_WORK;
	return is_type ? CML_ROW_GOOD : before;
}
