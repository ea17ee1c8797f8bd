/*
 * The fields that Bitrix24 brings along, in the order in which crm.*.fields
 * lists them.
 *
 * Leaves out what a portal without smart processes lacks too (parentId…): a
 * client must not count on it.
 */
#include "tests/portal/field.h"

#define RO FIELD_READONLY
#define MULTI FIELD_MULTIPLE
#define IDX FIELD_INDEXED
#define ITEM_ONLY FIELD_NO_LEGACY
#define LEGACY_ONLY FIELD_NO_ITEM

#define UTM_ROWS                                                        \
	{ "UTM_SOURCE", "utmSource",         NULL, "string",            \
	  NULL,         "Рекламная система", 0 },                       \
		{ "UTM_MEDIUM", "utmMedium",   NULL, "string",          \
		  NULL,         "Тип трафика", 0 },                     \
		{ "UTM_CAMPAIGN",                                       \
		  "utmCampaign",                                        \
		  NULL,                                                 \
		  "string",                                             \
		  NULL,                                                 \
		  "Обозначение рекламной кампании",                     \
		  0 },                                                  \
		{ "UTM_CONTENT", "utmContent",          NULL, "string", \
		  NULL,          "Содержание кампании", 0 },            \
		{ "UTM_TERM", "utmTerm", NULL,                          \
		  "string",   NULL,      "Условие поиска кампании",     \
		  0 },

#define WHO_AND_WHEN_ROWS                                                   \
	{ "ASSIGNED_BY_ID",                                                 \
	  "assignedById",                                                   \
	  NULL,                                                             \
	  "user",                                                           \
	  NULL,                                                             \
	  "Ответственный",                                                  \
	  0 },                                                              \
		{ "CREATED_BY_ID", "createdBy", "CREATED_BY", "user", NULL, \
		  "Кем создана",   RO },                                    \
		{ "MODIFY_BY_ID", "updatedBy", "UPDATED_BY", "user", NULL,  \
		  "Кем изменена", RO },                                     \
		{ "DATE_CREATE",                                            \
		  "createdTime",                                            \
		  "CREATED_TIME",                                           \
		  "datetime",                                               \
		  NULL,                                                     \
		  "Дата создания",                                          \
		  RO },                                                     \
		{ "DATE_MODIFY",                                            \
		  "updatedTime",                                            \
		  "UPDATED_TIME",                                           \
		  "datetime",                                               \
		  NULL,                                                     \
		  "Дата изменения",                                         \
		  RO },

#define ACTIVITY_ROWS                                                  \
	{ "LAST_ACTIVITY_TIME",                                        \
	  "lastActivityTime",                                          \
	  NULL,                                                        \
	  "datetime",                                                  \
	  NULL,                                                        \
	  "Последняя активность",                                      \
	  RO },                                                        \
		{ "LAST_ACTIVITY_BY",                                  \
		  "lastActivityBy",                                    \
		  NULL,                                                \
		  "user",                                              \
		  NULL,                                                \
		  "Кем активность",                                    \
		  RO },                                                \
		{ "OBSERVERS",   "observers",      NULL, "user", NULL, \
		  "Наблюдатели", MULTI | ITEM_ONLY },

const struct field_row field_deal_rows[] = {
	{ "ID", "id", NULL, "integer", NULL, "ID", RO },
	{ "TITLE", "title", NULL, "string", NULL, "Название", 0 },
	{ "TYPE_ID", "typeId", NULL, "crm_status", "DEAL_TYPE", "Тип", 0 },
	{ "CATEGORY_ID", "categoryId", NULL, "crm_category", NULL, "Воронка",
	  FIELD_IMMUTABLE },
	{ "STAGE_ID", "stageId", NULL, "crm_status", "DEAL_STAGE",
	  "Стадия сделки", 0 },
	{ "STAGE_SEMANTIC_ID", "stageSemanticId", NULL, "string", NULL,
	  "Группа стадии", RO },
	{ "IS_NEW", "isNew", NULL, "char", NULL, "Новая сделка", RO },
	{ "IS_RECURRING", "isRecurring", NULL, "char", NULL,
	  "Регулярная сделка", 0 },
	{ "IS_RETURN_CUSTOMER", "isReturnCustomer", NULL, "char", NULL,
	  "Повторная сделка", 0 },
	{ "IS_REPEATED_APPROACH", "isRepeatedApproach", NULL, "char", NULL,
	  "Повторное обращение", 0 },
	{ "PROBABILITY", "probability", NULL, "integer", NULL, "Вероятность",
	  0 },
	{ "CURRENCY_ID", "currencyId", NULL, "crm_currency", NULL, "Валюта",
	  0 },
	{ "OPPORTUNITY", "opportunity", NULL, "double", NULL, "Сумма", 0 },
	{ "IS_MANUAL_OPPORTUNITY", "isManualOpportunity", NULL, "char", NULL,
	  "IS_MANUAL_OPPORTUNITY", 0 },
	{ "TAX_VALUE", "taxValue", NULL, "double", NULL, "Ставка налога", 0 },
	{ "COMPANY_ID", "companyId", NULL, "crm_company", NULL, "Компания", 0 },
	{ "CONTACT_ID", "contactId", NULL, "crm_contact", NULL, "Контакт",
	  FIELD_DEPRECATED | IDX },
	{ "CONTACT_IDS", "contactIds", NULL, "crm_contact", NULL, "Контакты",
	  MULTI | IDX | FIELD_UNLISTED },
	{ "QUOTE_ID", "quoteId", NULL, "crm_quote", NULL, "Предложение", RO },
	{ "BEGINDATE", "begindate", NULL, "date", NULL, "Дата начала", 0 },
	{ "CLOSEDATE", "closedate", NULL, "date", NULL, "Дата завершения", 0 },
	{ "OPENED", "opened", NULL, "char", NULL, "Доступна для всех", 0 },
	{ "CLOSED", "closed", NULL, "char", NULL, "Закрыта", 0 },
	{ "COMMENTS", "comments", NULL, "string", NULL, "Комментарий", 0 },
	WHO_AND_WHEN_ROWS{ "MOVED_BY_ID", "movedBy", "MOVED_BY", "user", NULL,
	                   "MOVED_BY_ID", RO },
	{ "MOVED_TIME", "movedTime", NULL, "datetime", NULL, "MOVED_TIME", RO },
	{ "SOURCE_ID", "sourceId", NULL, "crm_status", "SOURCE", "Источник",
	  0 },
	{ "SOURCE_DESCRIPTION", "sourceDescription", NULL, "string", NULL,
	  "Дополнительно об источнике", 0 },
	{ "LEAD_ID", "leadId", NULL, "crm_lead", NULL, "Лид", RO },
	{ "ADDITIONAL_INFO", "additionalInfo", NULL, "string", NULL,
	  "Дополнительная информация", 0 },
	{ "LOCATION_ID", "locationId", NULL, "location", NULL, "Местоположение",
	  0 },
	{ "ORIGINATOR_ID", "originatorId", NULL, "string", NULL,
	  "Внешний источник", 0 },
	{ "ORIGIN_ID", "originId", NULL, "string", NULL,
	  "Идентификатор элемента во внешнем источнике", IDX },
	UTM_ROWS ACTIVITY_ROWS{ .code = NULL },
};

const struct field_row field_contact_rows[] = {
	{ "ID", "id", NULL, "integer", NULL, "ID", RO },
	{ "HONORIFIC", "honorific", NULL, "crm_status", "HONORIFIC",
	  "Обращение", 0 },
	{ "NAME", "name", NULL, "string", NULL, "Имя", FIELD_REQUIRED },
	{ "SECOND_NAME", "secondName", NULL, "string", NULL, "Отчество", 0 },
	{ "LAST_NAME", "lastName", NULL, "string", NULL, "Фамилия",
	  FIELD_REQUIRED },
	{ "PHOTO", "photo", NULL, "file", NULL, "Фотография", 0 },
	{ "BIRTHDATE", "birthdate", NULL, "date", NULL, "Дата рождения", 0 },
	{ "TYPE_ID", "typeId", NULL, "crm_status", "CONTACT_TYPE",
	  "Тип контакта", 0 },
	{ "SOURCE_ID", "sourceId", NULL, "crm_status", "SOURCE", "Источник",
	  0 },
	{ "SOURCE_DESCRIPTION", "sourceDescription", NULL, "string", NULL,
	  "Дополнительно об источнике", 0 },
	{ "POST", "post", NULL, "string", NULL, "Должность", 0 },
	{ "ADDRESS", "address", NULL, "string", NULL, "Адрес", 0 },
	{ "ADDRESS_2", NULL, NULL, "string", NULL, "Адрес (стр. 2)",
	  LEGACY_ONLY },
	{ "ADDRESS_CITY", NULL, NULL, "string", NULL, "Город", LEGACY_ONLY },
	{ "ADDRESS_POSTAL_CODE", NULL, NULL, "string", NULL, "Почтовый индекс",
	  LEGACY_ONLY },
	{ "ADDRESS_REGION", NULL, NULL, "string", NULL, "Район", LEGACY_ONLY },
	{ "ADDRESS_PROVINCE", NULL, NULL, "string", NULL, "Область",
	  LEGACY_ONLY },
	{ "ADDRESS_COUNTRY", NULL, NULL, "string", NULL, "Страна",
	  LEGACY_ONLY },
	{ "ADDRESS_COUNTRY_CODE", NULL, NULL, "string", NULL, "Код страны",
	  LEGACY_ONLY },
	{ "ADDRESS_LOC_ADDR_ID", NULL, NULL, "integer", NULL,
	  "Идентификатор адреса местоположения", LEGACY_ONLY },
	{ "COMMENTS", "comments", NULL, "string", NULL, "Комментарий", 0 },
	{ "OPENED", "opened", NULL, "char", NULL, "Доступен для всех", 0 },
	{ "EXPORT", "export", NULL, "char", NULL,
	  "Участвует в экспорте контактов", 0 },
	{ "HAS_PHONE", "hasPhone", NULL, "char", NULL, "Задан телефон", RO },
	{ "HAS_EMAIL", "hasEmail", NULL, "char", NULL, "Задан e-mail", RO },
	{ "HAS_IMOL", "hasImol", NULL, "char", NULL, "Задана открытая линия",
	  RO },
	WHO_AND_WHEN_ROWS{ "COMPANY_ID", "companyId", NULL, "crm_company", NULL,
	                   "Компания", FIELD_DEPRECATED },
	{ "COMPANY_IDS", "companyIds", NULL, "crm_company", NULL, "COMPANY_IDS",
	  MULTI | FIELD_UNLISTED },
	{ "LEAD_ID", "leadId", NULL, "crm_lead", NULL, "Лид", RO },
	{ "CATEGORY_ID", "categoryId", NULL, "crm_category", NULL, "Воронка",
	  ITEM_ONLY | RO },
	{ "ORIGINATOR_ID", "originatorId", NULL, "string", NULL,
	  "Внешний источник", 0 },
	{ "ORIGIN_ID", "originId", NULL, "string", NULL,
	  "Идентификатор элемента во внешнем источнике", IDX },
	{ "ORIGIN_VERSION", "originVersion", NULL, "string", NULL,
	  "Версия оригинала", 0 },
	{ "FACE_ID", "faceId", NULL, "integer", NULL, "FACE_ID", 0 },
	UTM_ROWS ACTIVITY_ROWS{ "PHONE", NULL, NULL, "crm_multifield", NULL,
	                        "Телефон", MULTI | IDX | LEGACY_ONLY },
	{ "EMAIL", NULL, NULL, "crm_multifield", NULL, "E-mail",
	  MULTI | IDX | LEGACY_ONLY },
	{ "WEB", NULL, NULL, "crm_multifield", NULL, "Сайт",
	  MULTI | LEGACY_ONLY },
	{ "IM", NULL, NULL, "crm_multifield", NULL, "Мессенджер",
	  MULTI | LEGACY_ONLY },
	{ "LINK", NULL, NULL, "crm_multifield", NULL, "LINK",
	  MULTI | LEGACY_ONLY },
	{ .code = NULL },
};
