/*
 * The words that a 1C configuration calls things by. Those that a base may
 * have otherwise are settings; the rest are of 1C's platform, of its standard
 * library (БСП) and of Альфа-Авто's registers.
 */
#include "xml/onec_words.h"

#include <string.h>

static const struct {
	enum role role;
	gsize offset;
	const char *key;
} from_settings[] = {
#define FROM(role, member)                                             \
	{                                                              \
		role, offsetof(struct settings_names, member), #member \
	}
	FROM(ROLE_NUMBER, number),
	FROM(ROLE_DATE, date),
	FROM(ROLE_CLOSED, closed),
	FROM(ROLE_STATE, state),
	FROM(ROLE_ORGANIZATION, organization),
	FROM(ROLE_AMOUNT, amount),
	FROM(ROLE_CURRENCY, currency),
	FROM(ROLE_DELETED, deleted),
	FROM(ROLE_CLIENT, client),
	FROM(ROLE_PHONE, phone),
	FROM(ROLE_CAR, car),
	FROM(ROLE_MILEAGE, mileage),
	FROM(ROLE_REASON, reason),
	FROM(ROLE_DISPATCHER, dispatcher),
	FROM(ROLE_MASTER, master),
	FROM(ROLE_CLIENT_NAME, client_name),
	FROM(ROLE_CLIENT_LAST, client_last),
	FROM(ROLE_CLIENT_FIRST, client_first),
	FROM(ROLE_CLIENT_MIDDLE, client_middle),
	FROM(ROLE_CLIENT_KIND, client_kind),
	FROM(ROLE_CLIENT_PHONE, client_phone),
	FROM(ROLE_CLIENT_MAIL, client_mail),
	FROM(ROLE_CAR_NAME, car_name),
	FROM(ROLE_CAR_VIN, car_vin),
	FROM(ROLE_CAR_PLATE, car_plate),
	FROM(ROLE_ROW_NAME, row_name),
	FROM(ROLE_ROW_QUANTITY, row_quantity),
	FROM(ROLE_ROW_SUM, row_sum),
#undef FROM
};

static const struct {
	enum role role;
	const char *name;
} fixed[] = {
	{ ROLE_CLIENT_KIND, "ВидКонтрагента" },
	{ ROLE_NAME, "Наименование" },
	{ ROLE_NAME, "ФИО" },
	{ ROLE_FULL_NAME, "НаименованиеПолное" },
	{ ROLE_FULL_NAME, "ПолноеНаименование" },
	{ ROLE_CODE, "Код" },
	{ ROLE_OWNER, "Объект" },
	{ ROLE_OWNER, "Автомобиль" },
	{ ROLE_CONTACT_KIND, "Тип" },
	{ ROLE_CONTACT_KIND, "Вид" },
	{ ROLE_CONTACT_KIND, "ВидКонтактнойИнформации" },
	{ ROLE_CONTACT_PACKED, "ЗначенияПолей" },
	{ ROLE_CONTACT_PACKED, "Значение" },
	{ ROLE_CONTACT_TEXT, "Представление" },
	{ ROLE_CONTACT_PHONE, "НомерТелефона" },
	{ ROLE_CONTACT_MAIL, "АдресЭП" },
	{ ROLE_FIELD_1, "Поле1" },
	{ ROLE_FIELD_2, "Поле2" },
	{ ROLE_FIELD_3, "Поле3" },
	{ ROLE_PROPERTY, "Свойство" },
	{ ROLE_PROPERTY, "ВидЗначения" },
	{ ROLE_PROPERTY_VALUE, "Значение" },
	{ ROLE_PROPERTY_VALUE, "ЗначениеСвойства" },
	{ ROLE_PROPERTY_VALUE, "ТекстоваяСтрока" },
};

bool onec_words_add(struct onec_paths *paths,
                    const struct settings_names *settings)
{
	bool far = false;

	for (gsize i = 0; i < G_N_ELEMENTS(from_settings); i++) {
		GStrv list = G_STRUCT_MEMBER(GStrv, settings,
		                             from_settings[i].offset);

		for (; *list; list++) {
			onec_paths_add(paths, from_settings[i].role, *list);
			far = far || strchr(*list, '.');
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		onec_paths_add(paths, fixed[i].role, fixed[i].name);
	return far;
}

const char *onec_words_key(enum role role)
{
	for (gsize i = 0; i < G_N_ELEMENTS(from_settings); i++)
		if (from_settings[i].role == role)
			return from_settings[i].key;
	return NULL;
}
