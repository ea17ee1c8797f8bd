#ifndef CORE_MENU_H
#define CORE_MENU_H

/*
 * Where things are in Bitrix24, in the words of its own menus, for advice.
 * Sources: apidocs.bitrix24.ru local-integrations/local-webhooks,
 * developers-area (webhooks), api-reference/user/user-scope (names of rights),
 * api-reference/widgets/crm/funnels-toolbar (funnels); helpdesk.bitrix24.ru
 * 22048980 (user fields), 21600612 (sources), 28027766 (rights).
 */
#define MENU_WEBHOOK_NEW                                                                                                                 \
	"Приложения → Разработчикам → Готовые сценарии → Другое → Входящий " \
	"вебхук"
#define MENU_WEBHOOK_RIGHTS                                                                                                              \
	"Приложения → Разработчикам → Интеграции → этот вебхук → Настройка " \
	"прав"
#define MENU_FIELDS                                                                                                               \
	"CRM → Ещё → Настройки → Настройки CRM → Настройки форм и отчётов → " \
	"Пользовательские поля → Сделка → Добавить поле"
#define MENU_FUNNELS "CRM → Сделки → список воронок → Воронки и туннели продаж"
#define MENU_SOURCES \
	"CRM → Ещё → Настройки → Настройки CRM → Справочники → Источники"
#define MENU_RIGHTS "CRM → Ещё → Настройки → Права доступа"

/* Rights of a webhook, as its list calls them. */
#define RIGHT_CRM "CRM (crm)"
#define RIGHT_USERS "Пользователи (минимальный) (user_brief)"

#endif
