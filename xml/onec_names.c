/*
 * Names of a 1C configuration, looked up fast: each spelling that a file uses
 * is compared as people would once, and then known.
 */
#include "xml/onec_names.h"

#include "core/text.h"

#include <string.h>

enum {
	NAMES_MOST = 250,  /* ids fit a byte */
	SEEN_MOST = 10000, /* spellings */
};

struct onec_names {
	const struct settings_names *settings; /* not owned */
	GHashTable *ids;                       /* folded name → id + 1 */
	GHashTable *seen;             /* name as written → id + 1, or 0 */
	GHashTable *sections, *types; /* as written → enum */
	GPtrArray *texts;             /* by id */
	GByteArray *roles[ROLES];
};

static const struct {
	enum role role;
	gsize offset;
} from_settings[] = {
#define FROM(role, member)                                    \
	{                                                     \
		role, offsetof(struct settings_names, member) \
	}
	FROM(ROLE_NUMBER, number),
	FROM(ROLE_DATE, date),
	FROM(ROLE_CLOSED, closed),
	FROM(ROLE_STATE, state),
	FROM(ROLE_ORGANIZATION, organization),
	FROM(ROLE_AMOUNT, amount),
	FROM(ROLE_CURRENCY, currency),
	FROM(ROLE_CLIENT, client),
	FROM(ROLE_PHONE, phone),
	FROM(ROLE_CAR, car),
	FROM(ROLE_MILEAGE, mileage),
	FROM(ROLE_REASON, reason),
	FROM(ROLE_DISPATCHER, dispatcher),
	FROM(ROLE_MASTER, master),
	FROM(ROLE_CLIENT_PHONE, client_phone),
	FROM(ROLE_CLIENT_MAIL, client_mail),
#undef FROM
};

static const struct {
	enum role role;
	const char *name;
} fixed[] = {
	{ ROLE_DELETED, "ПометкаУдаления" },
	{ ROLE_ROW_NAME, "Работа" },
	{ ROLE_ROW_NAME, "Номенклатура" },
	{ ROLE_ROW_NAME, "Товар" },
	{ ROLE_ROW_NAME, "Наименование" },
	{ ROLE_ROW_NAME, "Содержание" },
	{ ROLE_ROW_QUANTITY, "Количество" },
	{ ROLE_ROW_SUM, "СуммаВсего" },
	{ ROLE_ROW_SUM, "Сумма" },
	{ ROLE_NAME, "Наименование" },
	{ ROLE_FULL_NAME, "НаименованиеПолное" },
	{ ROLE_FULL_NAME, "ПолноеНаименование" },
	{ ROLE_CODE, "Код" },
	{ ROLE_LAST, "Фамилия" },
	{ ROLE_FIRST, "Имя" },
	{ ROLE_MIDDLE, "Отчество" },
	{ ROLE_KIND, "ФормаСобственности" },
	{ ROLE_KIND_2, "ЮрФизЛицо" },
	{ ROLE_KIND_2, "ЮридическоеФизическоеЛицо" },
	{ ROLE_KIND_3, "ВидКонтрагента" },
	{ ROLE_VIN, "VIN" },
	{ ROLE_PLATE, "ГосНомер" },
	{ ROLE_PLATE, "ГосударственныйНомер" },
	{ ROLE_MODEL, "Модель" },
	{ ROLE_OWNER, "Объект" },
	{ ROLE_CONTACT_KIND, "Тип" },
	{ ROLE_CONTACT_KIND, "Вид" },
	{ ROLE_CONTACT_TEXT, "Представление" },
	{ ROLE_CONTACT_PHONE, "НомерТелефона" },
	{ ROLE_CONTACT_MAIL, "АдресЭП" },
	{ ROLE_FIELD_1, "Поле1" },
	{ ROLE_FIELD_2, "Поле2" },
	{ ROLE_FIELD_3, "Поле3" },
};

static void add(struct onec_names *names, enum role role, const char *text)
{
	g_autofree char *folded = text_fold(text, TEXT_CASE);
	guint id = GPOINTER_TO_UINT(g_hash_table_lookup(names->ids, folded));
	guint8 byte;

	if (!id) {
		if (names->texts->len >= NAMES_MOST)
			return;
		g_ptr_array_add(names->texts, g_strdup(text));
		id = names->texts->len;
		g_hash_table_insert(names->ids, g_steal_pointer(&folded),
		                    GUINT_TO_POINTER(id));
	}
	byte = (guint8)(id - 1);
	g_byte_array_append(names->roles[role], &byte, 1);
}

static GHashTable *table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

struct onec_names *onec_names_new(const struct settings_names *settings)
{
	struct onec_names *names = g_new0(struct onec_names, 1);

	names->settings = settings;
	names->ids = table();
	names->seen = table();
	names->sections = table();
	names->types = table();
	names->texts = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < ROLES; i++)
		names->roles[i] = g_byte_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(from_settings); i++) {
		GStrv list = G_STRUCT_MEMBER(GStrv, settings,
		                             from_settings[i].offset);

		for (guint j = 0; list && list[j]; j++)
			add(names, from_settings[i].role, list[j]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		add(names, fixed[i].role, fixed[i].name);
	return names;
}

void onec_names_free(struct onec_names *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->ids);
	g_hash_table_unref(names->seen);
	g_hash_table_unref(names->sections);
	g_hash_table_unref(names->types);
	g_ptr_array_unref(names->texts);
	for (int i = 0; i < ROLES; i++)
		g_byte_array_unref(names->roles[i]);
	g_free(names);
}

guint onec_names_count(const struct onec_names *names)
{
	return names->texts->len;
}

/* Remembers a spelling; not without end, for a file may have any number. */
static void keep(GHashTable *table, const char *text, guint what)
{
	if (g_hash_table_size(table) < SEEN_MOST)
		g_hash_table_insert(table, g_strdup(text),
		                    GUINT_TO_POINTER(what));
}

int onec_names_id(struct onec_names *names, const char *attribute)
{
	g_autofree char *folded = NULL;
	gpointer id;

	if (g_hash_table_lookup_extended(names->seen, attribute, NULL, &id))
		return GPOINTER_TO_INT(id) - 1;
	folded = text_fold(attribute, TEXT_CASE);
	id = g_hash_table_lookup(names->ids, folded);
	keep(names->seen, attribute, GPOINTER_TO_UINT(id));
	return GPOINTER_TO_INT(id) - 1;
}

const char *onec_names_text(const struct onec_names *names, guint id)
{
	return g_ptr_array_index(names->texts, id);
}

const guint8 *onec_names_role(const struct onec_names *names, enum role role,
                              guint *count_r)
{
	*count_r = names->roles[role]->len;
	return names->roles[role]->data;
}

/* `РегистрСведений.КонтактнаяИнформация` is also called by its last part. */
static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

static bool among(GStrv list, const char *name)
{
	for (guint i = 0; list && list[i]; i++)
		if (text_same(last_part(list[i]), last_part(name), TEXT_CASE))
			return true;
	return false;
}

static enum section section_of(const struct settings_names *settings,
                               const char *name)
{
	if (among(settings->works, name))
		return SECTION_WORKS;
	if (among(settings->goods, name))
		return SECTION_GOODS;
	if (among(settings->contact_info, name))
		return SECTION_CONTACTS;
	return SECTION_NONE;
}

static bool is_order(const struct settings_names *settings, const char *type)
{
	GStrv list = settings->order;

	for (guint i = 0; list && list[i]; i++)
		if (text_same(list[i], type, TEXT_CASE) ||
		    (!strchr(list[i], '.') &&
		     g_str_has_prefix(type, "Документ.") &&
		     text_same(list[i], last_part(type), TEXT_CASE)))
			return true;
	return false;
}

/* Orders refer to no other document or register that matters, and a base is
 * full of them. */
static enum onec_type type_of(const struct settings_names *settings,
                              const char *type)
{
	bool is_register = g_str_has_prefix(type, "РегистрСведений.");

	if (is_order(settings, type))
		return TYPE_ORDER;
	if (is_register && among(settings->contact_info, type))
		return TYPE_CONTACTS;
	if (is_register || g_str_has_prefix(type, "Документ."))
		return TYPE_PASSED;
	return TYPE_THING;
}

enum section onec_names_section(struct onec_names *names, const char *name)
{
	gpointer known;
	enum section section;

	if (g_hash_table_lookup_extended(names->sections, name, NULL, &known))
		return GPOINTER_TO_UINT(known);
	section = section_of(names->settings, name);
	keep(names->sections, name, section);
	return section;
}

enum onec_type onec_names_type(struct onec_names *names, const char *type)
{
	gpointer known;
	enum onec_type kind;

	if (g_hash_table_lookup_extended(names->types, type, NULL, &known))
		return GPOINTER_TO_UINT(known);
	kind = type_of(names->settings, type);
	keep(names->types, type, kind);
	return kind;
}
