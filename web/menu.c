/* What stands in the menu. */
#include "web/menu.h"

#include <stddef.h>

const struct menu_item menu_items[] = {
	{ "/", "Обзор" },
	{ "/connect", "Подключение" },
	{ "/deals", "Сделки" },
	{ "/contacts", "Контакты" },
	{ "/organizations", "Организации" },
	{ "/stages", "Статусы" },
	{ "/exchange", "Обмен с 1С" },
	{ "/names", "Реквизиты 1С" },
	{ "/journal", "Журнал" },
	{ "/debug", "Отладка" },
	{ NULL, NULL },
};
