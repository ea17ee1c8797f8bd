/*
 * Every key of the settings file with its default, its bounds and its words.
 * The parser, the sample file, the settings page and the manual read this and
 * nothing else; so a key that is not here does not exist.
 */
#include "core/settings.h"

static const char *const several[] = { "newest", "hold", NULL };
static const char *const stage[] = { "always", "until_edited", NULL };
static const char *const load[] = { "", "register", "attribute", NULL };
static const char *const several_words[] = {
	"взять новейшую", "отложить заказ-наряд до решения человека", NULL
};
static const char *const stage_words[] = {
	"всегда вести по 1С", "оставлять, пока состояние в 1С не сменится", NULL
};
static const char *const load_words[] = { "не писать", "в регистр сведений",
	                                  "в реквизит документа", NULL };

#define IN(member) offsetof(struct settings, member)
#define NAME(member) offsetof(struct settings, names.member)
#define OF(member) offsetof(struct settings_organization, member)

static const struct settings_row rows[] = {
	{ "portal", "webhook_file", "Файл с адресом вебхука", SETTINGS_PATH,
	  IN(webhook_file), "/etc/b24bridge/webhook", .required = true,
	  .secret = true,
	  .help = "Файл с адресом входящего вебхука Битрикс24: "
	          "https://ПОРТАЛ/rest/НОМЕР/КЛЮЧ/. Его не должны читать ни "
	          "группа, ни остальные (права 0600): кто знает адрес, тот "
	          "может писать в портал." },
	{ "portal", "requests_per_second", "Запросов в секунду",
	  SETTINGS_NUMBER, IN(requests_per_second), "2", .least = 1, .most = 50,
	  .help = "Сколько запросов в секунду слать порталу. Битрикс24 "
	          "разрешает 2, на тарифе «Энтерпрайз» — 5." },
	{ "portal", "burst", "Запросов подряд без пауз", SETTINGS_NUMBER,
	  IN(burst), "50", .least = 1, .most = 1000,
	  .help = "Сколько запросов можно послать подряд без пауз. Битрикс24 "
	          "разрешает 50, на тарифе «Энтерпрайз» — 250." },
	{ "portal", "timeout_seconds", "Сколько секунд ждать ответа",
	  SETTINGS_NUMBER, IN(timeout_seconds), "90", .least = 75, .most = 600,
	  .help = "Сколько секунд ждать ответа. Меньше 75 нельзя: портал может "
	          "выполнять запрос целую минуту, и кто не дождался, тот "
	          "запишет дважды." },
	{ "exchange", "folder", "Папка обмена", SETTINGS_PATH, IN(folder),
	  "/srv/b24bridge", .required = true,
	  .help = "Папка обмена. В её in/ 1С кладёт файлы, из ack/ забирает "
	          "ответы; остальные папки мост создаёт рядом." },
	{ "exchange", "state", "Папка с историей", SETTINGS_PATH, IN(state),
	  "/var/lib/b24bridge", .required = true,
	  .help = "Папка с историей обмена, только для самого моста: держите "
	          "её вне папки обмена." },
	{ "exchange", "organizations", "Какие организации переносить",
	  SETTINGS_LIST, IN(organizations), "",
	  .help = "Организации, чьи заказ-наряды переносить: имена как в 1С "
	          "или GUID, через точку с запятой. Пусто — все.",
	  .hint = "Имена как в 1С или GUID, по одной на строке. Пусто — все." },
	{ "exchange", "since", "Переносить заказ-наряды с даты", SETTINGS_DATE,
	  IN(since), "",
	  .help = "Заказ-наряды с датой раньше этой пропускаются, например "
	          "2020-12-01. Пусто — переносить все.",
	  .hint = "Заказ-наряды с более ранней датой пропускаются. Пусто — "
	          "переносить все." },
	{ "exchange", "brake", "Предохранитель, сделок в файле",
	  SETTINGS_NUMBER, IN(brake), "200", .most = 1000000,
	  .help = "Предохранитель: файл, который создал бы, закрыл или открыл "
	          "снова больше сделок, откладывается целиком и ждёт человека. "
	          "0 — без предела." },
	{ "exchange", "timezone", "Часовой пояс базы 1С", SETTINGS_ZONE,
	  IN(timezone_name), "Europe/Moscow", .required = true,
	  .help = "Часовой пояс базы 1С: сама 1С пишет время без пояса." },
	{ "exchange", "quiet_seconds", "Файл готов, когда не менялся секунд",
	  SETTINGS_NUMBER, IN(quiet_seconds), "2", .most = 3600,
	  .help = "Файл берётся в работу, когда он столько секунд не "
	          "менялся." },
	{ "exchange", "rescan_seconds", "Просматривать папку раз в секунд",
	  SETTINGS_NUMBER, IN(rescan_seconds), "30", .least = 1, .most = 3600,
	  .help = "Раз в столько секунд папка просматривается, даже если "
	          "система не сообщила о новых файлах." },
	{ "exchange", "incomplete_minutes", "Ждать недописанный файл минут",
	  SETTINGS_NUMBER, IN(incomplete_minutes), "10", .least = 1,
	  .most = 10080,
	  .help = "Файл, который столько минут остаётся недописанным, уходит в "
	          "error/ с объяснением." },
	{ "exchange", "keep_days", "Хранить файлы 1С дней", SETTINGS_NUMBER,
	  IN(keep_days), "90", .most = 36500,
	  .help = "Сколько дней хранить файлы в archive/ и error/. 0 — "
	          "всегда." },
	{ "exchange", "ack_keep_days", "Хранить ответы дней", SETTINGS_NUMBER,
	  IN(ack_keep_days), "90", .most = 36500,
	  .help = "Сколько дней хранить ответы в ack/. 0 — всегда." },
	{ "exchange", "debug", "Режим отладки", SETTINGS_YES_NO, IN(debug),
	  "no",
	  .help = "yes — писать в журнал каждый запрос к порталу и ответ на "
	          "него. Ключ вебхука скрыт; от имён, телефонов и почты "
	          "клиентов видны только края.",
	  .hint = "Писать в журнал каждый запрос к порталу и ответ на него. "
	          "Ключ вебхука скрыт; от имён, телефонов и почты клиентов "
	          "видны только края." },
	{ "deal", "id_field", "Поле с номером заказ-наряда", SETTINGS_TEXT,
	  IN(id_field), "", .required = true, .sample = "id_1C",
	  .help = "Поле сделки, в котором хранится номер заказ-наряда: его код "
	          "(UF_CRM_…) или название. Пользовательское поле типа "
	          "«Строка», не множественное. Какие поля есть, покажет "
	          "b24bridge fields.",
	  .hint = "Поле сделки, в котором хранится номер заказ-наряда: "
	          "пользовательское поле типа «Строка», не множественное." },
	{ "deal", "create", "Создавать сделки", SETTINGS_YES_NO, IN(create),
	  "yes",
	  .help = "no — сделок не создавать: заказ-наряды, для которых сделки "
	          "нет, пропускаются.",
	  .hint = "Если не создавать, заказ-наряды, для которых сделки нет, "
	          "пропускаются." },
	{ "deal", "funnel", "Воронка новых сделок", SETTINGS_TEXT, IN(funnel),
	  "",
	  .help = "Воронка для новых сделок: название или номер. Пусто — "
	          "основная воронка портала.",
	  .hint = "Куда попадают новые сделки." },
	{ "deal", "funnels", "Воронки для поиска по телефону", SETTINGS_LIST,
	  IN(funnels), "",
	  .help = "Воронки, в которых сделка ищется по телефону: названия или "
	          "номера через точку с запятой. Пусто — только воронка новых "
	          "сделок.",
	  .hint = "Где сделка ищется по телефону клиента. Ничего не отмечено — "
	          "только в воронке новых сделок." },
	{ "deal", "several", "Если открытых сделок несколько", SETTINGS_CHOICE,
	  IN(several), "newest", .choices = several, .words = several_words,
	  .help = "Что делать, когда с телефоном заказ-наряда открыто "
	          "несколько сделок: newest — взять новейшую, hold — отложить "
	          "заказ-наряд, пока человек не впишет его номер в нужную "
	          "сделку.",
	  .hint = "Что делать, когда с телефоном заказ-наряда открыто "
	          "несколько сделок. Отложенный заказ-наряд ждёт, пока человек "
	          "не впишет его номер в нужную сделку." },
	{ "deal", "phone_match_days", "Поиск по телефону в пределах дней",
	  SETTINGS_NUMBER, IN(phone_match_days), "30", .most = 36500,
	  .help = "По телефону подходят только сделки, созданные не дальше "
	          "стольких дней от даты заказ-наряда. 0 — без ограничения." },
	{ "deal", "number_match_days", "Поиск по номеру в пределах дней",
	  SETTINGS_NUMBER, IN(number_match_days), "300", .most = 36500,
	  .help = "Номера в 1С каждый год начинаются заново, поэтому сделка, "
	          "номер в которую вписал человек, подходит только в пределах "
	          "стольких дней от её создания. 0 — без ограничения." },
	{ "deal", "stage", "Стадия, которую переставил человек",
	  SETTINGS_CHOICE, IN(stage), "always", .choices = stage,
	  .words = stage_words,
	  .help = "always — стадия всегда идёт за состоянием в 1С; "
	          "until_edited — если стадию переставил человек, она "
	          "остаётся, пока состояние в 1С не сменится.",
	  .hint = "Стадия идёт за состоянием в 1С; можно оставлять ту, на "
	          "которую сделку переставил человек, пока состояние в 1С не "
	          "сменится." },
	{ "deal", "reopen", "Возвращать из завершающей стадии", SETTINGS_YES_NO,
	  IN(reopen), "yes",
	  .help = "no — сделку из завершающей стадии обратно не возвращать.",
	  .hint = "Возвращать ли в работу сделку из завершающей стадии, когда "
	          "заказ-наряд в 1С снова открыт." },
	{ "deal", "deleted_stage", "Стадия помеченных на удаление",
	  SETTINGS_TEXT, IN(deleted_stage), "",
	  .help = "Стадия для сделок, чьи заказ-наряды помечены на удаление. "
	          "Пусто — такие заказ-наряды пропускаются.",
	  .hint = "Что делать со сделкой, чей заказ-наряд помечен на "
	          "удаление." },
	{ "deal", "title", "Название новой сделки", SETTINGS_TEXT, IN(title),
	  "Заказ-наряд № {number} от {date}", .required = true,
	  .help = "Название новой сделки. В фигурных скобках — данные "
	          "заказ-наряда, те же имена, что в группе [fields].",
	  .hint = "В фигурных скобках — данные заказ-наряда: {number} {date} "
	          "{closed} {state} {organization} {amount} {client.name} "
	          "{client.phone} {car.name} {car.vin} {car.plate} "
	          "{car.mileage} {reason} {dispatcher} {master} {works} "
	          "{goods}." },
	{ "deal", "source", "Источник", SETTINGS_TEXT, IN(source), "",
	  .help = "Источник: название или код. Ставится новым сделкам и тем "
	          "найденным, у которых источника нет. Какие есть, покажет "
	          "b24bridge sources.",
	  .hint = "Ставится новым сделкам и тем найденным, у которых источника "
	          "нет." },
	{ "deal", "responsible", "Ответственный за новые сделки",
	  SETTINGS_NUMBER, IN(responsible), "", .least = 1, .most = 2147483647,
	  .help = "Ответственный за новые сделки: номер пользователя "
	          "Битрикс24. Пусто — как решит портал.",
	  .hint = "Кто отвечает за новые сделки." },
	{ "deal", "date_field", "Поле с датой заказ-наряда", SETTINGS_TEXT,
	  IN(date_field), "begindate",
	  .help = "Поле сделки, в которое пишется дата заказ-наряда: поле типа "
	          "«Дата» или «Дата/Время». Пусто — ни в какое.",
	  .hint = "Куда писать дату заказ-наряда." },
	{ "deal", "originator", "Метка моста", SETTINGS_TEXT, IN(originator),
	  "1C-AlfaAuto", .required = true,
	  .help = "Метка, по которой мост узнаёт свои сделки и контакты "
	          "(originatorId). После начала работы не меняйте: со старой "
	          "меткой их будет не узнать." },
	{ "deal", "final_stages", "Ещё завершающие стадии", SETTINGS_LIST,
	  IN(final_stages), "",
	  .help = "Какие ещё стадии считать завершающими, кроме успешных и "
	          "провальных самого портала: названия, коды или STATUS_ID "
	          "через точку с запятой." },
	{ "contact", "update", "Менять карточки контактов", SETTINGS_YES_NO,
	  IN(contact_update), "yes",
	  .help = "no — карточки контактов не менять. Недостающий контакт всё "
	          "равно создаётся.",
	  .hint = "Если не менять, недостающий контакт всё равно создаётся." },
	{ "contact", "area_code", "Телефонный код города", SETTINGS_AREA,
	  IN(area_code), "",
	  .help = "Телефонный код города, например 846: с ним читаются "
	          "городские номера из семи цифр, с кодом из четырёх цифр — и "
	          "номера из шести. Пусто — короткие номера не учитываются." },
	{ "contact", "ignore_phones", "Ничьи телефоны", SETTINGS_LIST,
	  IN(ignore_phones), "",
	  .help = "Номера, которые ничьи: телефоны самого сервиса, через точку "
	          "с запятой.",
	  .hint = "Номера, которые ничьи: телефоны самого сервиса. По одному "
	          "на строке." },
	{ "contact", "ignore_names", "Имена, за которыми нет человека",
	  SETTINGS_LIST, IN(ignore_names), "Частное лицо; Розничный покупатель",
	  .help = "Имена, за которыми нет человека: по ним контакты не "
	          "переименовываются.",
	  .hint = "Имена, за которыми нет человека: по ним контакты не "
	          "переименовываются. По одному на строке." },
	{ "1c", "order", "Документ заказ-наряда", SETTINGS_LIST, NAME(order),
	  "Документ.ЗаказНаряд", .required = true,
	  .help = "Документ, который считается заказ-нарядом. В файлах "
	          "EnterpriseData, где заказ-наряда нет, без этой настройки — "
	          "Документ.ЗаказКлиента." },
	{ "1c", "number", "Номер", SETTINGS_NAMES, NAME(number), "Номер",
	  .required = true, .help = "Реквизит с номером." },
	{ "1c", "date", "Дата", SETTINGS_NAMES, NAME(date), "Дата",
	  .required = true, .help = "Реквизит с датой." },
	{ "1c", "closed", "Дата закрытия", SETTINGS_NAMES, NAME(closed),
	  "ДатаЗакрытия", .help = "Реквизит с датой закрытия." },
	{ "1c", "state", "Состояние", SETTINGS_NAMES, NAME(state), "Состояние",
	  .required = true, .help = "Реквизит с состоянием." },
	{ "1c", "organization", "Организация", SETTINGS_NAMES,
	  NAME(organization), "Организация",
	  .help = "Реквизит с организацией." },
	{ "1c", "amount", "Сумма", SETTINGS_NAMES, NAME(amount),
	  "СуммаДокумента", .required = true, .help = "Реквизит с суммой." },
	{ "1c", "currency", "Валюта", SETTINGS_NAMES, NAME(currency),
	  "ВалютаДокумента", .help = "Реквизит с валютой." },
	{ "1c", "deleted", "Пометка удаления", SETTINGS_NAMES, NAME(deleted),
	  "ПометкаУдаления", .help = "Реквизит с пометкой удаления." },
	{ "1c", "client", "Клиент", SETTINGS_NAMES, NAME(client),
	  "Заказчик; Контрагент", .required = true,
	  .help = "Реквизит с клиентом: берётся первый заполненный." },
	{ "1c", "client_name", "Клиент: имя целиком", SETTINGS_NAMES,
	  NAME(client_name),
	  "Наименование; НаименованиеПолное; ПолноеНаименование",
	  .help = "Имя клиента целиком." },
	{ "1c", "client_last", "Клиент: фамилия", SETTINGS_NAMES,
	  NAME(client_last), "Фамилия", .help = "Фамилия клиента." },
	{ "1c", "client_first", "Клиент: имя", SETTINGS_NAMES,
	  NAME(client_first), "Имя", .help = "Имя клиента." },
	{ "1c", "client_middle", "Клиент: отчество", SETTINGS_NAMES,
	  NAME(client_middle), "Отчество", .help = "Отчество клиента." },
	{ "1c", "client_kind", "Клиент: человек или фирма", SETTINGS_NAMES,
	  NAME(client_kind),
	  "ФормаСобственности; ЮрФизЛицо; ЮридическоеФизическоеЛицо",
	  .help = "Человек клиент или фирма." },
	{ "1c", "client_phone", "Клиент: телефоны", SETTINGS_NAMES,
	  NAME(client_phone), "ОсновнойТелефон; Телефон; Телефоны; Сотовый",
	  .help = "Телефоны клиента: берутся все." },
	{ "1c", "client_mail", "Клиент: почта", SETTINGS_NAMES,
	  NAME(client_mail), "АдресЭлектроннойПочты; ЭлектроннаяПочта",
	  .help = "Почта клиента: берётся вся." },
	{ "1c", "phone", "Телефон в документе", SETTINGS_NAMES, NAME(phone), "",
	  .help = "Телефон в самом документе, если он там есть." },
	{ "1c", "car", "Автомобиль", SETTINGS_NAMES, NAME(car), "Автомобиль",
	  .help = "Реквизит с автомобилем." },
	{ "1c", "car_name", "Автомобиль: название", SETTINGS_NAMES,
	  NAME(car_name), "Наименование; НаименованиеПолное; Модель",
	  .help = "Название автомобиля." },
	{ "1c", "car_vin", "Автомобиль: VIN", SETTINGS_NAMES, NAME(car_vin),
	  "VIN", .help = "VIN автомобиля." },
	{ "1c", "car_plate", "Автомобиль: госномер", SETTINGS_NAMES,
	  NAME(car_plate), "ГосНомер; ГосударственныйНомер",
	  .help = "Государственный номер автомобиля." },
	{ "1c", "mileage", "Пробег", SETTINGS_NAMES, NAME(mileage), "Пробег",
	  .help = "Реквизит с пробегом." },
	{ "1c", "reason", "Причина обращения", SETTINGS_NAMES, NAME(reason),
	  "ПричинаОбращения", .help = "Реквизит с причиной обращения." },
	{ "1c", "dispatcher", "Диспетчер", SETTINGS_NAMES, NAME(dispatcher),
	  "Диспетчер", .help = "Реквизит с диспетчером." },
	{ "1c", "master", "Мастер", SETTINGS_NAMES, NAME(master), "Мастер",
	  .help = "Реквизит с мастером." },
	{ "1c", "works", "Работы", SETTINGS_LIST, NAME(works), "Работы",
	  .help = "Табличная часть с работами." },
	{ "1c", "goods", "Товары", SETTINGS_LIST, NAME(goods), "Товары",
	  .help = "Табличная часть с товарами." },
	{ "1c", "row_name", "Строка: название", SETTINGS_NAMES, NAME(row_name),
	  "Работа; Номенклатура; Товар; Наименование; Содержание",
	  .help = "Название в строке работ или товаров." },
	{ "1c", "row_quantity", "Строка: количество", SETTINGS_NAMES,
	  NAME(row_quantity), "Количество", .help = "Количество в строке." },
	{ "1c", "row_sum", "Строка: сумма", SETTINGS_NAMES, NAME(row_sum),
	  "СуммаВсего; Сумма", .help = "Сумма строки." },
	{ "1c", "contact_info", "Контактная информация", SETTINGS_LIST,
	  NAME(contact_info), "КонтактнаяИнформация",
	  .help = "Табличная часть клиента или регистр сведений с телефонами и "
	          "почтой." },
	{ "1c", "properties", "Дополнительные реквизиты", SETTINGS_LIST,
	  NAME(properties), "ДополнительныеРеквизиты; ЗначенияСвойствОбъектов",
	  .help = "Табличная часть или регистр сведений с дополнительными "
	          "реквизитами: в строке свойство и его значение." },
	{ "ack", "load", "Файл загрузки для 1С", SETTINGS_CHOICE, IN(load), "",
	  .choices = load, .words = load_words,
	  .help = "register или attribute — рядом с ответом писать файл, "
	          "который стандартный обмен 1С загрузит сам: номера сделок "
	          "попадут в регистр сведений или в реквизит документа. Пусто "
	          "— не писать.",
	  .hint = "Рядом с ответом писать файл, который стандартный обмен 1С "
	          "загрузит сам: номера сделок попадут в регистр сведений или "
	          "в реквизит документа." },
	{ "ack", "load_target", "Куда 1С загрузит номера сделок", SETTINGS_TEXT,
	  IN(load_target), "РегистрСведений.Б24_СоответствиеСделок",
	  .help = "Куда 1С загрузит номера сделок: регистр сведений, а для "
	          "attribute — имя реквизита заказ-наряда, например "
	          "Б24_ИдентификаторСделки. Что должно быть в регистре, "
	          "говорит samples/1c/README.ru.md.",
	  .hint = "Куда 1С загрузит номера сделок: регистр сведений или имя "
	          "реквизита заказ-наряда, например Б24_ИдентификаторСделки." },
	{ "ack", "kd2_rules_file", "Файл с правилами обмена", SETTINGS_PATH,
	  IN(kd2_rules_file), "",
	  .help = "Файл с правилами обмена, который вставляется в файл "
	          "загрузки без изменений. Пусто — без правил." },
	{ "ack", "reply_folder", "Папка ответов плана обмена", SETTINGS_PATH,
	  IN(reply_folder), "",
	  .help = "Папка для ответных сообщений плана обмена. Пусто — они "
	          "пишутся в ack/. Если 1С выгружает и ищет ответы в одной "
	          "папке, это папка in/." },
	{ "settings", "listen", "Адрес и порт этой страницы", SETTINGS_ADDRESS,
	  IN(listen), "127.0.0.1:8124", .required = true,
	  .help = "Адрес и порт страницы настроек." },
	{ "settings", "password_file", "Файл с паролем страницы", SETTINGS_PATH,
	  IN(password_file), "", .secret = true,
	  .help = "Файл с паролем страницы, задаётся командой b24bridge "
	          "settings --password. Обязателен, когда страница открыта не "
	          "только самому серверу." },
	{ "status", "metrics_file", "Файл показателей Prometheus",
	  SETTINGS_PATH, IN(metrics_file), "",
	  .help = "Файл с показателями для Prometheus (textfile collector). "
	          "Пусто — не писать." },
	{ "alarm", "silence_hours", "Тревога после часов тишины",
	  SETTINGS_NUMBER, IN(silence_hours), "0", .most = 8760,
	  .help = "Тревога, когда столько рабочих часов не было ни одного "
	          "файла из 1С. 0 — не следить." },
	{ "alarm", "work_hours", "Рабочее время", SETTINGS_HOURS,
	  IN(work_hours), "09:00-19:00 Mon-Sat", .required = true,
	  .help = "Рабочее время: только оно считается тишиной." },
	{ "alarm", "command", "Команда тревоги", SETTINGS_TEXT,
	  IN(alarm_command), "",
	  .help = "Команда, которой сообщение передаётся на вход. Пусто — "
	          "никакой." },
	{ "alarm", "email", "Почта для тревог", SETTINGS_TEXT, IN(email), "",
	  .help = "Кому писать о тревоге. Нужен smtp_url_file. Пусто — не "
	          "писать." },
	{ "alarm", "smtp_url_file", "Файл с адресом почтового сервера",
	  SETTINGS_PATH, IN(smtp_url_file), "", .secret = true,
	  .help = "Файл с адресом почтового сервера: "
	          "smtps://ИМЯ:ПАРОЛЬ@СЕРВЕР." },
	{ "alarm", "telegram_chat", "Чат Telegram", SETTINGS_TEXT,
	  IN(telegram_chat), "",
	  .help = "Чат Telegram для тревог: его номер или @имя. Нужен "
	          "telegram_token_file. Пусто — не писать." },
	{ "alarm", "telegram_token_file", "Файл с токеном бота", SETTINGS_PATH,
	  IN(telegram_token_file), "", .secret = true,
	  .help = "Файл с токеном бота Telegram." },
};

static const struct settings_row organization_rows[] = {
	{ "organization", "funnel", "Воронка новых сделок", SETTINGS_TEXT,
	  OF(funnel), "", .sample = "Кузовной цех",
	  .help = "Воронка для её новых сделок." },
	{ "organization", "funnels", "Воронки для поиска по телефону",
	  SETTINGS_LIST, OF(funnels), "",
	  .sample = "Кузовной цех; Слесарный цех",
	  .help = "Воронки, в которых её сделки ищутся по телефону.",
	  .hint = "Где её сделки ищутся по телефону. Ничего не отмечено — как "
	          "для всех." },
	{ "organization", "source", "Источник", SETTINGS_TEXT, OF(source), "",
	  .sample = "Звонок", .help = "Источник её сделок." },
	{ "organization", "responsible", "Ответственный", SETTINGS_NUMBER,
	  OF(responsible), "", .sample = "7", .least = 1, .most = 2147483647,
	  .help = "Ответственный за её новые сделки." },
	{ "organization", "create", "Создавать сделки", SETTINGS_YES_NO,
	  OF(create), "", .sample = "yes",
	  .help = "Создавать ли для неё сделки." },
	{ "organization", "since", "С даты", SETTINGS_DATE, OF(since), "",
	  .sample = "2020-12-01",
	  .help = "С какой даты переносить её заказ-наряды." },
};

static const struct settings_group groups[] = {
	{ .name = "portal",
	  .help = "Битрикс24, в который переносятся заказ-наряды." },
	{ .name = "exchange", .help = "Обмен файлами с 1С." },
	{ .name = "deal", .help = "Сделки: как находить, создавать и менять." },
	{ .name = "contact", .help = "Контакты: клиенты заказ-нарядов." },
	{ .name = "stages",
	  .argument = "Кузовной цех",
	  .help = "Состояние в 1С = стадия сделки в её воронке: название, код "
	          "или STATUS_ID. Регистр букв, пробелы и ё не важны; в 1С "
	          "важно имя состояния, имя предопределённого или GUID. "
	          "Заказ-наряд с состоянием, которого здесь нет, не "
	          "переносится, и об этом говорит ответ. Группа с названием "
	          "или номером воронки уточняет общую для этой воронки." },
	{ .name = "fields",
	  .help = "Ещё поля сделки = данные заказ-наряда: number date closed "
	          "state organization amount client.name client.phone car.name "
	          "car.vin car.plate car.mileage reason dispatcher master "
	          "works goods." },
	{ .name = "organization",
	  .argument = "СТО Маяк",
	  .help = "Отличия одной организации, по имени или GUID: funnel, "
	          "funnels, source, responsible, create, since — вместо тех, "
	          "что выше." },
	{ .name = "1c",
	  .help = "Имена реквизитов в конфигурации 1С, если они не такие, как "
	          "в Альфа-Авто 5.1. Через точку с запятой — несколько: "
	          "берётся первый, который заполнен. client_… — реквизиты "
	          "клиента, car_… — автомобиля, row_… — строки, остальные — "
	          "заказ-наряда; чего нет у клиента или автомобиля, ищется в "
	          "заказ-наряде. Через точку — путь, до четырёх шагов: "
	          "Автомобиль.VIN — реквизит того, на что ссылается "
	          "Автомобиль; Исполнители.Исполнитель — из первой строки "
	          "табличной части, где он есть; ДополнительныеРеквизиты.Цех — "
	          "дополнительный реквизит «Цех». Имя, которого нет среди "
	          "реквизитов, и само ищется среди дополнительных. Что откуда "
	          "прочитано и что осталось, покажет b24bridge check ФАЙЛ." },
	{ .name = "ack", .help = "Ответы для 1С." },
	{ .name = "settings", .help = "Страница настроек." },
	{ .name = "status", .help = "Показатели для наблюдения." },
	{ .name = "alarm",
	  .help = "Тревоги: когда из 1С долго нет файлов или обмен "
	          "остановился." },
};

const struct settings_row *settings_rows(size_t *count_r)
{
	*count_r = G_N_ELEMENTS(rows);
	return rows;
}

const struct settings_row *settings_organization_rows(size_t *count_r)
{
	*count_r = G_N_ELEMENTS(organization_rows);
	return organization_rows;
}

const struct settings_group *settings_groups(size_t *count_r)
{
	*count_r = G_N_ELEMENTS(groups);
	return groups;
}
