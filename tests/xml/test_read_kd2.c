/* КД2: what objects, references and records become orders with clients. */
#include "tests/harness/reading.h"

#include <string.h>

#define GUID "{УникальныйИдентификатор}"
#define PREDEFINED "{ИмяПредопределенногоЭлемента}"
#define P(name, value)                                                        \
	"<Свойство Имя=\"" name "\"><Значение>" value "</Значение></" \
	"Свойство>\n"
#define PX(name, inner) "<Свойство Имя=\"" name "\">" inner "</Свойство>\n"
#define REF(number, properties) \
	"<Ссылка Нпп=\"" number "\">" properties "</Ссылка>"
#define OBJECT(number, type, inner) \
	"<Объект Нпп=\"" number "\" Тип=\"" type "\">" inner "</Объект>\n"
#define CLIENT "СправочникСсылка.Контрагенты"
#define CONTACTS "РегистрСведенийЗапись.КонтактнаяИнформация"

#define DOC "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"
#define PETROV "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"
#define STATE "2b6f0d18-ad25-11e9-9c2a-00155d0a1b2c"
#define MAYAK "0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c"

#define ORDER_OBJECT(inner)                        \
	OBJECT("100", "ДокументСсылка.ЗаказНаряд", \
	       "<Ссылка Нпп=\"100\">" P(GUID, DOC) "</Ссылка>" inner)
/* A client that is known by name, and a state. */
#define NAMED PX("Заказчик", REF("1", P(GUID, PETROV) P("Наименование", "П")))
#define IN_WORK P("Состояние", "ВРаботе")
#define IS_NAMED "client.name=П\nhas_client=yes\nclient.ref=" PETROV "\n"

/* `expect`: lines that the printed order must have, all of them. `never`:
 * parts, a line each, that it must not have, or NULL. */
static const struct row {
	const char *name, *xml, *expect, *never, *settings;
} rows[] = {
	{ .name = "plain values",
	  .xml = ORDER_OBJECT(
		  P("Номер", "ТС00012345") P("Дата", "2020-12-24T09:15:30")
			  P("СуммаДокумента", "18500.5") P("Пробег", "148000")
				  P("ПричинаОбращения", "Стук &amp; свист")
					  NAMED IN_WORK),
	  .expect = "ref=" DOC "\nnumber=ТС00012345\n"
	            "date=2020-12-24T09:15:30\namount=18500.5\n"
	            "car.mileage=148000\nreason=Стук & свист\n"
	            "state=ВРаботе\n" IS_NAMED,
	  .never = "unknown_reference" },
	{ .name = "three ways to say nothing",
	  .xml = ORDER_OBJECT(
		  PX("ДатаЗакрытия", "<Пусто/>") PX("ПричинаОбращения", "")
			  P("Диспетчер", "") P("Дата", "0001-01-01T00:00:00")
				  NAMED IN_WORK "<Свойство Имя=\"Мастер\"/>"),
	  .expect = IS_NAMED,
	  .never = "closed=\nreason=\ndispatcher=\ndate=\nmaster=" },
	{ .name = "an empty sum is none at all, that is 0",
	  .xml = ORDER_OBJECT(PX("СуммаДокумента", "<Пусто/>") NAMED IN_WORK),
	  .expect = "amount=0\n" IS_NAMED },
	{ .name = "an empty sum in the optimised format",
	  .xml = ORDER_OBJECT(
		  "<Свойство Имя=\"СуммаДокумента\"/>" NAMED IN_WORK),
	  .expect = "amount=0\n" IS_NAMED },
	{ .name = "a sum that is not there is not 0",
	  .xml = ORDER_OBJECT(NAMED IN_WORK),
	  .expect = IS_NAMED,
	  .never = "amount=" },
	{ .name = "key properties of the order itself",
	  .xml = OBJECT(
		  "100", "ДокументСсылка.ЗаказНаряд",
		  "<Ссылка Нпп=\"100\">" P("Номер", "5")
			  P("Дата",
	                    "2020-12-24T00:00:00") "</Ссылка>" NAMED IN_WORK),
	  .expect = "number=5\ndate=2020-12-24T00:00:00\n" },
	{ .name = "deletion mark",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("ПометкаУдаления", "true")),
	  .expect = "deleted=yes\n" },
	{ .name = "no deletion mark",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("ПометкаУдаления", "false")),
	  .expect = IS_NAMED,
	  .never = "deleted" },

	{ .name = "state by predefined name",
	  .xml = ORDER_OBJECT(
		  NAMED PX("Состояние", REF("6", P(PREDEFINED, "ВРаботе")))),
	  .expect = "state=ВРаботе\nstate_predefined=ВРаботе\n",
	  .never = "unknown_reference" },
	{ .name = "state by name, predefined name and GUID",
	  .xml = ORDER_OBJECT(
		  NAMED PX("Состояние",
	                   REF("6", P(GUID, STATE) P(PREDEFINED, "ВРаботе")
	                                    P("Наименование", "В работе")))),
	  .expect = "state=В работе\nstate_predefined=ВРаботе\n"
	            "state_ref=" STATE "\n" },
	{ .name = "state by GUID alone",
	  .xml = ORDER_OBJECT(NAMED PX("Состояние", REF("6", P(GUID, STATE)))),
	  .expect = "state_ref=" STATE "\nunexplained.state=Состояние " STATE
	            "\n",
	  .never = "unknown_reference" },
	{ .name = "state by number of an object before",
	  .xml = OBJECT("6", "СправочникСсылка.ВидыСостоянийЗаказНарядов",
	                REF("6", P(GUID, STATE)) P("Наименование", "Архив"))
	          ORDER_OBJECT(NAMED PX("Состояние", "<Нпп>6</Нпп>")),
	  .expect = "state=Архив\nstate_ref=" STATE "\n" },
	{ .name = "state by number of a reference before",
	  .xml = OBJECT("5", "ДокументСсылка.Прочее",
	                PX("Состояние", REF("6", P("Наименование", "Архив"))))
	          ORDER_OBJECT(NAMED PX("Состояние", "<Нпп>6</Нпп>")),
	  .expect = "state=Архив\n" },
	{ .name = "state by unknown number",
	  .xml = ORDER_OBJECT(NAMED PX("Состояние", "<Нпп>77</Нпп>")),
	  .expect = "unknown_reference=Состояние Нпп 77\n" },
	{ .name = "state by global number",
	  .xml = OBJECT(
		  "5", "ДокументСсылка.Прочее",
		  PX("Состояние", "<Ссылка ГНпп=\"6\">" P("Наименование",
	                                                  "Архив") "</Ссылка>")
			  PX("Прочее", REF("6", P("Наименование", "Не то"))))
	          ORDER_OBJECT(NAMED PX("Состояние", "<ГНпп>6</ГНпп>")),
	  .expect = "state=Архив\n" },
	{ .name = "numbers may start anew: the last one counts",
	  .xml = OBJECT("6", "СправочникСсылка.Состояния",
	                REF("6", P(GUID, MAYAK)) P("Наименование", "Раньше"))
	          OBJECT("6", "СправочникСсылка.Состояния",
	                 REF("6", P(GUID, STATE)) P("Наименование", "Теперь"))
	                  ORDER_OBJECT(NAMED PX("Состояние", "<Нпп>6</Нпп>")),
	  .expect = "state=Теперь\n" },

	{ .name = "organization nested",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX(
		  "Организация",
		  REF("7", P(GUID, MAYAK) P("Наименование", "СТО Маяк")))),
	  .expect = "organization=СТО Маяк\norganization_ref=" MAYAK "\n" },
	{ .name = "organization by GUID alone",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK PX("Организация", REF("7", P(GUID, MAYAK)))),
	  .expect = "organization_ref=" MAYAK
	            "\nunexplained.organization=Организация " MAYAK "\n",
	  .never = "unknown_reference" },
	{ .name = "organization by GUID, the object behind",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK PX("Организация", REF("7", P(GUID, MAYAK))))
	          OBJECT("8", "СправочникСсылка.Организации",
	                 REF("8", P(GUID, MAYAK))
	                         P("Наименование", "СТО Маяк")),
	  .expect = "organization=СТО Маяк\norganization_ref=" MAYAK "\n" },
	{ .name = "organization by number of another mention",
	  .xml = OBJECT("5", "ДокументСсылка.Прочее",
	                PX("Фирма", REF("7", P(GUID, MAYAK) P("Наименование",
	                                                      "СТО Маяк"))))
	          ORDER_OBJECT(NAMED IN_WORK PX("Организация", "<Нпп>7</Нпп>")),
	  .expect = "organization=СТО Маяк\norganization_ref=" MAYAK "\n" },
	{ .name = "organization by unknown number",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX("Организация", "<Нпп>77</Нпп>")),
	  .expect = "unknown_reference=Организация Нпп 77\n" },

	{ .name = "currency by reference",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX(
		  "ВалютаДокумента",
		  REF("8", P("Код", "643") P("Наименование", "руб.")))),
	  .expect = "currency=руб.\n" },
	{ .name = "currency by code alone",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX("ВалютаДокумента",
	                                       REF("8", P("Код", "840")))),
	  .expect = "currency=840\n" },
	{ .name = "unknown currency does not pass as roubles",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX("ВалютаДокумента",
	                                       REF("8", P(GUID, MAYAK)))),
	  .expect = "unknown_reference=ВалютаДокумента " MAYAK "\n" },

	{ .name = "Заказчик before Контрагент",
	  .xml = ORDER_OBJECT(
		  PX("Контрагент", REF("2", P("Наименование", "Плательщик")))
			  NAMED IN_WORK),
	  .expect = IS_NAMED },
	{ .name = "Контрагент where Заказчик is empty",
	  .xml = ORDER_OBJECT(PX("Заказчик", "<Пусто/>") IN_WORK PX(
		  "Контрагент", REF("2", P("Наименование", "Плательщик")))),
	  .expect = "client.name=Плательщик\n" },
	{ .name = "Контрагент where Заказчик is an empty property",
	  .xml = ORDER_OBJECT(PX("Заказчик", "") IN_WORK PX(
		  "Контрагент", REF("2", P("Наименование", "Плательщик")))),
	  .expect = "client.name=Плательщик\n" },
	{ .name = "Контрагент where Заказчик is the zero GUID",
	  .xml = ORDER_OBJECT(
		  PX("Заказчик", "<Ссылка>" P(GUID, "00000000-0000-0000-0000-"
	                                            "000000000000") "</Ссылка>")
			  IN_WORK PX("Контрагент", REF("2", P("Наименование",
	                                                      "Плательщик")))),
	  .expect = "client.name=Плательщик\n" },
	{ .name = "Заказчик as a text",
	  .xml = ORDER_OBJECT(IN_WORK P("Заказчик", "Сидоров С.")),
	  .expect = "client.name=Сидоров С.\nhas_client=yes\n" },
	{ .name = "no client",
	  .xml = ORDER_OBJECT(IN_WORK P("Номер", "1")),
	  .expect = "number=1\n",
	  .never = "has_client" },
	{ .name = "client that nothing explains",
	  .xml = ORDER_OBJECT(IN_WORK
	                      "<Свойство Имя=\"Заказчик\" Тип=\"" CLIENT
	                      "\">" REF("1", P(GUID, PETROV)) "</Свойство>"),
	  .expect = "client.ref=" PETROV "\nunknown_reference=Заказчик "
	            "(Справочник.Контрагенты) " PETROV "\n" },
	{ .name = "client by unknown number",
	  .xml = ORDER_OBJECT(IN_WORK PX("Контрагент", "<Нпп>12</Нпп>")),
	  .expect = "unknown_reference=Контрагент Нпп 12\n" },
	{ .name = "client known by its phone alone",
	  .xml = ORDER_OBJECT(IN_WORK PX(
		  "Заказчик", REF("1", P(GUID, PETROV) P("ОсновнойТелефон",
	                                                 "9270001234")))),
	  .expect = "client.phones=9270001234\n",
	  .never = "unknown_reference" },
	{ .name = "client object before",
	  .xml = OBJECT(
		  "1", CLIENT,
		  REF("1", P(GUID, PETROV)) P("Наименование", "Петров П.")
			  P("Фамилия", "Петров") P("Имя", "Пётр") P("Отчество",
	                                                            "Петрович")
				  P("ФормаСобственности", "ЧастноеЛицо")
					  P("ВидКонтрагента", "Покупатель"))
	          ORDER_OBJECT(
			  IN_WORK PX("Заказчик", REF("1", P(GUID, PETROV)))),
	  .expect = "client.name=Петров П.\nclient.last=Петров\n"
	            "client.first=Пётр\nclient.middle=Петрович\n"
	            "client.kind=ЧастноеЛицо\nclient.ref=" PETROV "\n" },
	{ .name = "client object behind",
	  .xml = ORDER_OBJECT(IN_WORK PX("Заказчик", REF("1", P(GUID, PETROV))))
	          OBJECT("2", CLIENT,
	                 REF("2", P(GUID, PETROV))
	                         P("НаименованиеПолное", "П. П.")
	                                 P("ЮрФизЛицо", "ФизЛицо")),
	  .expect = "client.name=П. П.\nclient.kind=ФизЛицо\n" },
	{ .name = "client without GUID, by number",
	  .xml = OBJECT("1", CLIENT,
	                REF("1", P("ИНН", "63") P("Наименование", "Ромашка"))
	                        P("ВидКонтрагента", "Покупатель"))
	          ORDER_OBJECT(IN_WORK PX("Контрагент", "<Нпп>1</Нпп>")),
	  .expect = "client.name=Ромашка\nclient.kind=Покупатель\n",
	  .never = "client.ref" },
	{ .name = "client's later name counts",
	  .xml = OBJECT("1", CLIENT,
	                REF("1", P(GUID, PETROV)) P("Наименование", "Была"))
	          ORDER_OBJECT(IN_WORK PX("Заказчик", "<Нпп>1</Нпп>")) OBJECT(
			  "1", CLIENT,
			  REF("1", P(GUID, PETROV)) P("Наименование", "Стала")),
	  .expect = "client.name=Стала\n" },

	{ .name = "document's own phone",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("Телефон", "1") P("Тел2", "2")),
	  .expect = "phone=1\nphone=2\n",
	  .settings = "[1c]\nphone = Телефон; Тел2\n" },
	{ .name = "no phone of the document by default",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("Телефон", "1")),
	  .expect = IS_NAMED,
	  .never = "phone=1" },
	{ .name = "phones in attributes of the client",
	  .xml = OBJECT("1", CLIENT,
	                REF("1", P(GUID, PETROV)) P("Наименование", "П") P(
				"ОсновнойТелефон", "1") P("Телефоны", "2, 3")
	                        P("Сотовый", "4") P("АдресЭлектроннойПочты",
	                                            "p@example.ru"))
	          ORDER_OBJECT(IN_WORK PX("Заказчик", "<Нпп>1</Нпп>")),
	  .expect = "client.phones=1\nclient.phones=2, 3\nclient.phones=4\n"
	            "client.mail=p@example.ru\nclient.phone=1\n" },
	{ .name = "phones in a tabular section of the client",
	  .xml = OBJECT(
		  "1", CLIENT,
		  REF("1", P(GUID, PETROV)) P(
			  "Наименование",
			  "П") "<ТабличнаяЧасть Имя=\"КонтактнаяИнформация\">"
			       "<Запись>" P("Тип", "Телефон") P("Представление", "+7 927 1") P(
				       "НомерТелефона",
				       "79271") "</Запись>"
						"<Запись>" P("Тип",
	                                                     "АдресЭлектронно"
	                                                     "йПочты")
							P("Представлени"
	                                                  "е",
	                                                  "p@example."
	                                                  "ru") "</"
								"Запись"
								">"
								"<Запис"
								"ь>" P("Тип", "Адрес") P(
									"Пред"
									"став"
									"лени"
									"е",
									"Сама"
									"ра, "
									"7") "<"
									     "/"
									     "З"
									     "а"
									     "п"
									     "и"
									     "с"
									     "ь"
									     ">"
									     "<"
									     "З"
									     "а"
									     "п"
									     "и"
									     "с"
									     "ь"
									     ">" PX("Вид",
	                                                                            REF("9",
	                                                                                P(PREDEFINED,
	                                                                                  "ТелефонРабочий")))
										     P("НомерТелефона",
	                                                                               "79272") "</Запись>"
												"<Запись>" P(
													"НомерТелефона",
													"79273") "</Запись>"
														 "<Запись>" P(
															 "АдресЭП",
															 "q@example.ru") "</Запись>"
																	 "</ТабличнаяЧасть>")
	          ORDER_OBJECT(IN_WORK PX("Заказчик", "<Нпп>1</Нпп>")),
	  .expect = "client.phones=+7 927 1\nclient.phones=79272\n"
	            "client.phones=79273\nclient.mail=p@example.ru\n"
	            "client.mail=q@example.ru\n",
	  .never = "Самара" },
	{ .name = "records before, by GUID and by number",
	  .xml = OBJECT("2", CONTACTS,
	                PX("Объект", REF("1", P(GUID, PETROV)))
	                        P("Тип", "Телефон")
	                                P("Представление", "+7, 9270001234"))
	          OBJECT("3", CONTACTS,
	                 PX("Объект", "<Нпп>1</Нпп>") P("Тип", "Телефон")
	                         P("Поле1", "+7") P("Поле2", "927")
	                                 P("Поле3", "0001235"))
	                  ORDER_OBJECT(NAMED IN_WORK),
	  .expect = "client.phones=+7, 9270001234\n"
	            "client.phones=+7 927 0001235\n" IS_NAMED },
	{ .name = "records behind",
	  .xml = ORDER_OBJECT(NAMED IN_WORK)
	          OBJECT("2", CONTACTS,
	                 PX("Объект", REF("1", P(GUID, PETROV)))
	                         PX("Тип", REF("9", P(PREDEFINED, "Телефон")))
	                                 P("Представление", "1"))
	                  OBJECT("3", CONTACTS,
	                         PX("Объект", "<Нпп>1</Нпп>") P(
					 "Тип", "АдресЭлектроннойПочты")
	                                 P("Представление", "p@example.ru")),
	  .expect = "client.phones=1\nclient.mail=p@example.ru\n" },
	{ .name = "records of others and of nobody",
	  .xml = OBJECT("2", CONTACTS,
	                PX("Объект", REF("8", P(GUID, MAYAK)))
	                        P("Тип", "Телефон") P("Представление", "1"))
	          OBJECT("3", CONTACTS,
	                 PX("Объект", "<Пусто/>") P("Тип", "Телефон")
	                         P("Представление", "2"))
	                  ORDER_OBJECT(NAMED IN_WORK),
	  .expect = IS_NAMED,
	  .never = "client.phones" },
	{ .name = "record sets of 3.x",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK) "<НаборЗаписейРегистра Нпп=\"4\" "
	                         "Тип=\"РегистрСведенийНаборЗаписей."
	                         "КонтактнаяИнформация\">"
	                         "<Отбор><x/></"
	                         "Отбор><СтрокиНабораЗаписей><Объект>" PX(
					 "Объект", REF("1", P(GUID, PETROV)))
	                                 P("Тип", "Телефон") P(
						 "Представление",
						 "1") "</Объект></"
	                                              "СтрокиНабораЗаписей>"
	                                              "</НаборЗаписейРегистра>",
	  .expect = "client.phones=1\n" },
	{ .name = "the same phone twice",
	  .xml = OBJECT("1", CLIENT,
	                REF("1", P(GUID, PETROV)) P("Наименование", "П")
	                        P("Телефоны", "1") P("Сотовый", "1"))
	          ORDER_OBJECT(NAMED IN_WORK),
	  .expect = "client.phones=1\n",
	  .never = "client.phones=1\nclient.phones=1" },

	{ .name = "car nested",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX(
		  "Автомобиль",
		  REF("5", P("Наименование", "NISSAN") P("VIN", "X0")
	                           P("ГосНомер", "А0")))),
	  .expect = "car.name=NISSAN\ncar.vin=X0\ncar.plate=А0\n" },
	{ .name = "car by its object",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK PX("Автомобиль", REF("5", P(GUID, MAYAK))))
	          OBJECT("6", "СправочникСсылка.Автомобили",
	                 REF("6", P(GUID, MAYAK)) PX(
				 "Модель", REF("7", P("Наименование", "Vesta")))
	                         P("VIN", "X1")),
	  .expect = "car.name=Vesta\ncar.vin=X1\n" },
	{ .name = "car that nothing explains is no fault",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK PX("Автомобиль", REF("5", P(GUID, MAYAK)))),
	  .expect = IS_NAMED "unexplained.car.name=Автомобиль " MAYAK "\n",
	  .never = "unknown_reference" },
	{ .name = "car as a text",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("Автомобиль", "Лада")),
	  .expect = "car.name=Лада\n" },
	{ .name = "people by reference",
	  .xml = ORDER_OBJECT(NAMED IN_WORK PX(
		  "Диспетчер", REF("5", P("Наименование", "Анна")))
	                              P("Мастер", "Олег")),
	  .expect = "dispatcher=Анна\nmaster=Олег\n" },
	{ .name = "works and goods",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK "<ТабличнаяЧасть Имя=\"Работы\"><Запись>" PX(
			  "Работа", REF("5", P("Наименование",
	                                       "Мойка"))) P("Количество",
	                                                    "1") P("Сумма", "9")
			  P("СуммаВсего",
	                    "10") "</Запись></ТабличнаяЧасть>"
				  "<ТабличнаяЧасть Имя=\"Товары\"><Запись>" PX(
					  "Номенклатура", "<Нпп>6</Нпп>")
					  P("Количество",
	                                    "2") "</Запись></ТабличнаяЧасть>"
						 "<ТабличнаяЧасть "
						 "Имя=\"Исполнители\"><"
						 "Запись>" P("Сумма",
	                                                     "99") "</Запись></"
								   "ТабличнаяЧа"
								   "сть>")
	          OBJECT("6", "СправочникСсылка.Номенклатура",
	                 REF("6", "") P("Наименование", "Болт")),
	  .expect = "works=Мойка × 1 = 10\ngoods=Болт × 2\n",
	  .never = "99" },

	{ .name = "other names in 1C",
	  .xml = OBJECT("1", "ДокументСсылка.Наряд",
	                P("Ном", "5") P("Статус", "Готов")
	                        PX("Покупатель",
	                           REF("2", P("Наименование", "П")))),
	  .expect = "number=5\nstate=Готов\nclient.name=П\n",
	  .settings = "[1c]\norder = Документ.Наряд\nnumber = Номер; Ном\n"
	              "state = Статус\nclient = Покупатель\n" },
	{ .name = "letter case of names does not count",
	  .xml = ORDER_OBJECT(NAMED IN_WORK P("НОМЕР", "5")),
	  .expect = "number=5\n" },
	{ .name = "parameter of an object",
	  .xml = ORDER_OBJECT(NAMED IN_WORK
	                      "<ЗначениеПараметра Имя=\"Номер\">"
	                      "<Значение>5</Значение></ЗначениеПараметра>"),
	  .expect = "number=5\n" },
	{ .name = "expressions are nothing",
	  .xml = ORDER_OBJECT(
		  NAMED IN_WORK PX("Номер", "<Выражение>1+1</Выражение>")),
	  .expect = IS_NAMED,
	  .never = "number" },
};

static char *wrap(const char *objects)
{
	return g_strdup_printf("\uFEFF<?xml version=\"1.0\" "
	                       "encoding=\"UTF-8\"?>\r\n"
	                       "<ФайлОбмена ВерсияФормата=\"2.0\" "
	                       "ДатаВыгрузки=\"2020-12-26T18:00:00\" "
	                       "Комментарий=\"\">%s</ФайлОбмена>",
	                       objects);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = wrap(row->xml);
	struct reading_case made;

	reading_of_bytes(&made, text, strlen(text), row->settings);
	reading_expect(reading_order(&made, 0), row->expect, row->never);
	g_assert_cmpuint(made.orders->len, ==, 1);
	reading_clear(&made);
}

static void test_file(void)
{
	g_autofree char *text = wrap(ORDER_OBJECT(NAMED IN_WORK));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "kd2");
	g_assert_cmpstr(made.file.exported_text, ==, "2020-12-26T18:00:00");
	g_assert_cmpint(made.file.exported, ==, 1608994800);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 2);
	reading_clear(&made);
}

/* ---- the file as a whole ---- */

static const struct whole {
	const char *name, *xml;
	int reading;
	const char *says;
} wholes[] = {
	{ "no objects", "<ФайлОбмена ВерсияФормата=\"2.0\"/>", READING_WHOLE,
	  NULL },
	{ "version 3.1", "<ФайлОбмена ВерсияФормата=\"3.1\"/>", READING_WHOLE,
	  NULL },
	{ "version 1.0", "<ФайлОбмена ВерсияФормата=\"1.0\"/>",
	  READING_REJECTED,
	  "Атрибут «ВерсияФормата» элемента «ФайлОбмена»: значение «1.0»" },
	{ "no version", "<ФайлОбмена/>", READING_REJECTED,
	  "нет обязательного атрибута «ВерсияФормата»" },
	{ "unknown element",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><Наряд/>"
	  "</ФайлОбмена>",
	  READING_REJECTED, "Элемент «Наряд» здесь не ожидается" },
	{ "property without a name",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><Объект Тип=\"x.y\"><Свойство/>"
	  "</Объект></ФайлОбмена>",
	  READING_REJECTED, "нет обязательного атрибута «Имя»" },
	{ "two values",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><Объект Тип=\"x.y\"><Свойство "
	  "Имя=\"x\"><Значение/><Пусто/></Свойство></Объект></ФайлОбмена>",
	  READING_REJECTED, "Элемент «Пусто» здесь не ожидается" },
	{ "count first",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><ЗначениеПараметра "
	  "Имя=\"КоличествоОбъектов\"><Значение>2</Значение>"
	  "</ЗначениеПараметра><Объект Тип=\"x.y\"/><Объект Тип=\"x.y\"/>"
	  "</ФайлОбмена>",
	  READING_WHOLE, NULL },
	{ "count last, wrong",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><Объект Тип=\"x.y\"/>"
	  "<ЗначениеПараметра Имя=\"КоличествоОбъектов\"><Значение>2"
	  "</Значение></ЗначениеПараметра></ФайлОбмена>",
	  READING_REJECTED, "объектов — 2, а найдено 1" },
	{ "another parameter",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><ЗначениеПараметра "
	  "Имя=\"Дата\"><Значение>2</Значение></ЗначениеПараметра>"
	  "</ФайлОбмена>",
	  READING_WHOLE, NULL },
	{ "rules are skipped, whatever they hold",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><ПравилаОбмена>текст<Объект/>"
	  "<Объект Тип=\"ДокументСсылка.ЗаказНаряд\"/><a><b><Объект/></b></a>"
	  "</ПравилаОбмена><АлгоритмПослеЗагрузкиПараметров>x"
	  "</АлгоритмПослеЗагрузкиПараметров></ФайлОбмена>",
	  READING_WHOLE, NULL },
	{ "rules must still be well-formed",
	  "<ФайлОбмена ВерсияФормата=\"2.0\"><ПравилаОбмена><a></b>"
	  "</ПравилаОбмена></ФайлОбмена>",
	  READING_REJECTED, "Открыт тег «a»" },
};

static void test_whole(gconstpointer data)
{
	const struct whole *row = data;
	struct reading_case made;

	reading_of(&made, row->xml);
	g_assert_cmpint(made.reading, ==, row->reading);
	g_assert_cmpuint(made.file.orders, ==, 0);
	if (row->says)
		g_assert_nonnull(
			strstr(reading_fault(&made, 0)->text, row->says));
	reading_clear(&made);
}

/* The number of the order in which the XSD is broken is known here too. */
static void test_fault_number(void)
{
	g_autofree char *text =
		wrap(ORDER_OBJECT(P("Номер", "ТС5") "\n<Заявка/>") "\n<x/>");
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpuint(made.file.faults->len, ==, 2);
	g_assert_cmpstr(reading_fault(&made, 0)->number, ==, "ТС5");
	g_assert_cmpstr(reading_fault(&made, 1)->number, ==, NULL);
	reading_clear(&made);
}

/* A reference to an order is no order, and does not end the one around it. */
static void test_order_in_order(void)
{
	g_autofree char *text = wrap(ORDER_OBJECT(
		P("Номер",
	          "ТС5") "<Свойство Имя=\"Основание\" "
			 "Тип=\"ДокументСсылка.ЗаказНаряд\">" REF(
				 "99",
				 P("Номер", "ТС1")) "</Свойство>\n<Заявка/>"));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpuint(made.file.orders, ==, 1);
	g_assert_cmpstr(reading_fault(&made, 0)->number, ==, "ТС5");
	reading_clear(&made);
}

static void test_large_rules(void)
{
	g_autoptr(GString) text = g_string_new("<ПравилаОбмена>");
	g_autofree char *whole = NULL;
	struct reading_case made;

	for (int i = 0; i < 20000; i++)
		g_string_append(text, "<Правило><Код>К</Код></Правило>\n");
	g_string_append(text, "</ПравилаОбмена>" ORDER_OBJECT(NAMED IN_WORK));
	whole = wrap(text->str);
	reading_of(&made, whole);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 20002);
	reading_clear(&made);
}

/* A client that many orders name, with more mentions than are looked up. */
static void test_many_mentions(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *whole = NULL;
	struct reading_case made;

	for (int i = 0; i < 3000; i++)
		g_string_append_printf(
			text,
			OBJECT("9", "ДокументСсылка.ЗаказНаряд",
		               P("Номер", "%d") IN_WORK PX(
				       "Заказчик",
				       REF("1",
		                           P(GUID, PETROV) P("Наименование",
		                                             "Имя %d")))),
			i, i);
	whole = wrap(text->str);
	reading_of(&made, whole);
	g_assert_cmpuint(made.orders->len, ==, 3000);
	for (guint i = 0; i < 3000; i++)
		g_assert_cmpstr(reading_order(&made, i)->client.name, ==,
		                "Имя 2999");
	reading_clear(&made);
}

/* The two samples, as a whole. */
static const struct sample {
	const char *file, *order;
} samples[] = {
	{ "samples/kd2.xml",
	  "ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\nnumber=3000004876\n"
	  "date=2020-12-24T17:42:46\nclosed=2020-12-26T12:00:00\n"
	  "state=Закрыт\norganization=СТО Маяк\namount=30110\n"
	  "client.name=Петров Пётр Петрович\nclient.phone=+7, 9270001234\n"
	  "car.name=NISSAN PRIMERA\ncar.vin=X0X00000000000001\n"
	  "car.plate=А000АА163\ncar.mileage=263967\n"
	  "reason=Стук в передней подвеске & плановое ТО\n"
	  "works=Замена масла и масляного фильтра × 1 = 1200\n"
	  "Замена передних амортизаторов × 2 = 6800\n"
	  "Регулировка углов установки колёс × 1 = 2110\n"
	  "goods=Амортизатор передний × 2 = 17200\n"
	  "Масло моторное 5W-40, 4 л × 1 = 2800\n"
	  "state_predefined=Закрыт\n"
	  "organization_ref=0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c\n"
	  "currency=руб.\nhas_client=yes\n"
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c\n"
	  "client.last=Петров\nclient.first=Пётр\nclient.middle=Петрович\n"
	  "client.kind=ЧастноеЛицо\nclient.phones=+7, 9270001234\n"
	  "client.mail=p@example.ru\n" },
	{ "samples/kd2-3.1.xml",
	  "ref=9e1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\nnumber=ТС00012345\n"
	  "date=2020-12-26T09:15:30\nstate=Ожидание деталей\n"
	  "organization=СТО Маяк\namount=18500.5\n"
	  "client.name=Ромашка ООО\nclient.phone=8 (846) 200-00-17\n"
	  "state_ref=2b6f0d18-ad25-11e9-9c2a-00155d0a1b2c\nhas_client=yes\n"
	  "client.ref=5d20c1e4-45e5-11ea-9c2a-00155d0a1b2c\n"
	  "client.kind=ЮрЛицо\nclient.phones=8 (846) 200-00-17\n" },
};

static void test_sample(gconstpointer data)
{
	const struct sample *row = data;
	g_autofree char *order = NULL;
	struct reading_case made;

	reading_of_file(&made, row->file);
	order = reading_print(reading_order(&made, 0));
	g_assert_cmpstr(order, ==, row->order);
	reading_clear(&made);
}

/* What the answer to a message of an exchange plan has to bear. */
static void test_message(void)
{
	static const struct {
		const char *attributes;
		guint64 number, received;
	} cases[] = {
		{ "ПланОбмена='П' Кому='Б' ОтКого='А' "
		  "НомерИсходящегоСообщения='17' НомерВходящегоСообщения='16'",
		  17, 16 },
		{ "ПланОбмена='П' Кому='Б' ОтКого='А' "
		  "НомерИсходящегоСообщения='17'",
		  17, 0 },
		{ "ПланОбмена='П' Кому='Б' ОтКого='А' "
		  "НомерИсходящегоСообщения='17' НомерВходящегоСообщения='x'",
		  17, 0 },
		{ "ПланОбмена='П' Кому='Б' НомерИсходящегоСообщения='17'", 0,
		  0 },
		{ "ПланОбмена='П' Кому='Б' ОтКого='А'", 0, 0 },
		{ "ПланОбмена='П' Кому='Б' ОтКого='А' "
		  "НомерИсходящегоСообщения='1234567890123456'",
		  0, 0 },
		{ "", 0, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf(
			"<ФайлОбмена ВерсияФормата='3.1'><ПравилаОбмена/>"
			"<ДанныеПоОбмену %s/></ФайлОбмена>",
			cases[i].attributes);
		struct reading_case made;

		reading_of(&made, text);
		g_assert_true((made.file.kd2_message != NULL) ==
		              (cases[i].number != 0));
		if (made.file.kd2_message) {
			g_assert_cmpstr(made.file.kd2_message->plan, ==, "П");
			g_assert_cmpstr(made.file.kd2_message->to, ==, "Б");
			g_assert_cmpstr(made.file.kd2_message->from, ==, "А");
			g_assert_cmpuint(made.file.kd2_message->number, ==,
			                 cases[i].number);
			g_assert_cmpuint(made.file.kd2_message->received, ==,
			                 cases[i].received);
		}
		reading_clear(&made);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/read_kd2/message", test_message);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/read_kd2/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(wholes); i++) {
		g_autofree char *path =
			g_strdup_printf("/read_kd2/file/%s", wholes[i].name);

		g_test_add_data_func(path, &wholes[i], test_whole);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path =
			g_strdup_printf("/read_kd2/%s", samples[i].file);

		g_test_add_data_func(path, &samples[i], test_sample);
	}
	g_test_add_func("/read_kd2/what the file says", test_file);
	g_test_add_func("/read_kd2/number of a fault", test_fault_number);
	g_test_add_func("/read_kd2/order in an order", test_order_in_order);
	g_test_add_func("/read_kd2/large rules", test_large_rules);
	g_test_add_func("/read_kd2/many mentions", test_many_mentions);
	return g_test_run();
}
