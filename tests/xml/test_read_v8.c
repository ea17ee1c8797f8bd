/*
 * v8msg and v8exch: what serialized objects become. Every row is read in both
 * formats and in both spellings of the platform.
 */
#include "tests/harness/reading.h"

#include <string.h>

/* What the names in the rows stand for. */
static const struct {
	const char *name, *guid;
} guids[] = {
	{ "DOC", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c" },
	{ "PETROV", "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c" },
	{ "STATE", "2b6f0d18-ad25-11e9-9c2a-00155d0a1b2c" },
	{ "MAYAK", "0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c" },
	{ "CAR", "7d20c1e4-45e5-11ea-9c2a-00155d0a1b2c" },
	{ "MODEL", "7d20c1e5-45e5-11ea-9c2a-00155d0a1b2c" },
	{ "WORK", "7d20c1e6-45e5-11ea-9c2a-00155d0a1b2c" },
	{ "KIND", "7d20c1e7-45e5-11ea-9c2a-00155d0a1b2c" },
	{ "ZERO", "00000000-0000-0000-0000-000000000000" },
};

#define ORDER(inner)                                      \
	"<DocumentObject.ЗаказНаряд><Ref>DOC</Ref>" inner \
	"</DocumentObject.ЗаказНаряд>\n"
#define CATALOG(name, ref, inner)                          \
	"<CatalogObject." name "><Ref>" ref "</Ref>" inner \
	"</CatalogObject." name ">\n"
#define CLIENT(inner) CATALOG("Контрагенты", "PETROV", inner)
#define NAMED                                         \
	"<Заказчик>PETROV</Заказчик>" \
	"<Состояние>ВРаботе</Состояние>"
#define PETROV_CARD CLIENT("<Description>П</Description>")
#define IS_NAMED "client.name=П\nclient.ref=PETROV\nhas_client=yes\n"
#define PROPERTIES(inner)                                              \
	"<InformationRegisterRecordSet.ЗначенияСвойствОбъектов>" inner \
	"</InformationRegisterRecordSet.ЗначенияСвойствОбъектов>\n"
#define CONTACTS(inner)                                             \
	"<InformationRegisterRecordSet.КонтактнаяИнформация>" inner \
	"</InformationRegisterRecordSet.КонтактнаяИнформация>\n"

static const struct row {
	const char *name, *xml, *expect, *never, *settings;
} rows[] = {
	{ .name = "standard attributes and one's own",
	  .xml = PETROV_CARD ORDER(
		  "<DeletionMark>false</DeletionMark>"
		  "<Date>2020-12-24T09:15:30</Date>"
		  "<Number>ТС00012345</Number><Posted>true</Posted>"
		  "<СуммаДокумента>18500.5</СуммаДокумента>"
		  "<Пробег>148000</Пробег>"
		  "<ПричинаОбращения>Стук &amp; свист</ПричинаОбращения>"
		  "<ЧтоТоЕще><a><b>5</b></a></ЧтоТоЕще>" NAMED),
	  .expect = "ref=DOC\nnumber=ТС00012345\ndate=2020-12-24T09:15:30\n"
	            "amount=18500.5\ncar.mileage=148000\n"
	            "reason=Стук & свист\nstate=ВРаботе\n" IS_NAMED,
	  .never = "deleted\nunknown_reference\nunexplained" },
	{ .name = "ways to say nothing",
	  .xml = PETROV_CARD ORDER(
		  "<ДатаЗакрытия>0001-01-01T00:00:00</ДатаЗакрытия>"
		  "<Диспетчер xsi:nil='true'/><Мастер/>"
		  "<Автомобиль>ZERO</Автомобиль>"
		  "<Организация xsi:type='v8:CatalogRef.Организации'>ZERO"
		  "</Организация><ПричинаОбращения xsi:type='v8:Null'/>"
		  "<Пробег xsi:type='xs:decimal'></Пробег>" NAMED),
	  .expect = IS_NAMED,
	  .never = "closed\nmaster\ndispatcher\ncar\norganization\nreason" },
	{ .name = "a sum that is nothing is not 0",
	  .xml = PETROV_CARD ORDER("<СуммаДокумента xsi:nil='true'/>" NAMED),
	  .expect = IS_NAMED,
	  .never = "amount" },
	{ .name = "typed values",
	  .xml = PETROV_CARD ORDER(
		  "<Пробег xsi:type='xs:decimal'>5</Пробег>"
		  "<Мастер xsi:type='xs:string'>Олег</Мастер>"
		  "<Заказчик xsi:type='v8:CatalogRef.Контрагенты'>PETROV"
		  "</Заказчик><Состояние xsi:type='v8:EnumRef.Состояния'>"
		  "Закрыт</Состояние>"),
	  .expect = "car.mileage=5\nmaster=Олег\nstate=Закрыт\n" IS_NAMED },
	{ .name = "deletion mark",
	  .xml = PETROV_CARD ORDER("<DeletionMark>true</DeletionMark>" NAMED),
	  .expect = "deleted=yes\n" IS_NAMED,
	  .never = "removed" },
	{ .name = "removed from 1C",
	  .xml = "<ObjectDeletion><Ref xsi:type='v8:DocumentRef.ЗаказНаряд'>"
	         "DOC</Ref></ObjectDeletion>",
	  .expect = "ref=DOC\ndeleted=yes\nremoved=yes\n",
	  .never = "number\nstate\nhas_client" },
	{ .name = "what else is removed is of no use",
	  .xml = "<ObjectDeletion><Ref xsi:type='v8:DocumentRef.Прочее'>MAYAK"
	         "</Ref></ObjectDeletion><ObjectDeletion><Ref>WORK</Ref>"
	         "</ObjectDeletion><ObjectDeletion><Ref "
	         "xsi:type='v8:CatalogRef.Контрагенты'>PETROV</Ref>"
	         "</ObjectDeletion>" PETROV_CARD ORDER(NAMED),
	  .expect = IS_NAMED },

	{ .name = "state by its object",
	  .xml = PETROV_CARD ORDER("<Состояние>STATE</Состояние>"
	                           "<Заказчик>PETROV</Заказчик>")
	          CATALOG("ВидыСостоянийЗаказНарядов", "STATE",
	                  "<Description>В работе</Description>"
	                  "<PredefinedDataName>ВРаботе</PredefinedDataName>"),
	  .expect = "state=В работе\nstate_predefined=ВРаботе\n"
	            "state_ref=STATE\n",
	  .never = "unexplained" },
	{ .name = "state that nothing explains",
	  .xml = PETROV_CARD ORDER(
		  "<Состояние "
		  "xsi:type='d5p1:CatalogRef.ВидыСостоянийЗаказНарядов'>STATE"
		  "</Состояние><Заказчик>PETROV</Заказчик>"),
	  .expect = "state_ref=STATE\nunexplained.state=Состояние "
	            "(Справочник.ВидыСостоянийЗаказНарядов) STATE\n",
	  .never = "unknown_reference" },
	{ .name = "state as a value of an enumeration",
	  .xml = PETROV_CARD ORDER("<Состояние>ВРаботе</Состояние>"
	                           "<Заказчик>PETROV</Заказчик>"),
	  .expect = "state=ВРаботе\n" },
	{ .name = "organization by its object",
	  .xml = PETROV_CARD ORDER("<Организация>MAYAK</Организация>" NAMED)
	          CATALOG("Организации", "MAYAK",
	                  "<Description>СТО Маяк</Description>"),
	  .expect = "organization=СТО Маяк\norganization_ref=MAYAK\n" },
	{ .name = "organization that nothing explains",
	  .xml = PETROV_CARD ORDER("<Организация>MAYAK</Организация>" NAMED),
	  .expect = "organization_ref=MAYAK\n"
	            "unexplained.organization=Организация MAYAK\n" },
	{ .name = "currency that nothing explains",
	  .xml = PETROV_CARD ORDER(
		  "<ВалютаДокумента>MAYAK</ВалютаДокумента>" NAMED),
	  .expect = "unknown_reference=ВалютаДокумента MAYAK\n" },
	{ .name = "currency by its object",
	  .xml = CATALOG("Валюты", "MAYAK",
	                 "<Code>643</Code><Description>руб.</Description>")
	          PETROV_CARD ORDER(
			  "<ВалютаДокумента>MAYAK</ВалютаДокумента>" NAMED),
	  .expect = "currency=руб.\n" },
	{ .name = "Контрагент where Заказчик is the zero GUID",
	  .xml = PETROV_CARD ORDER("<Заказчик>ZERO</Заказчик>"
	                           "<Контрагент>PETROV</Контрагент>"
	                           "<Состояние>Закрыт</Состояние>"),
	  .expect = IS_NAMED },
	{ .name = "Заказчик as a text",
	  .xml = ORDER("<Заказчик xsi:type='xs:string'>Сидоров С.</Заказчик>"
	               "<Состояние>Закрыт</Состояние>"),
	  .expect = "client.name=Сидоров С.\nhas_client=yes\n" },
	{ .name = "client that nothing explains",
	  .xml = ORDER("<Заказчик xsi:type='v8:CatalogRef.Контрагенты'>PETROV"
	               "</Заказчик><Состояние>Закрыт</Состояние>"),
	  .expect = "client.ref=PETROV\nunknown_reference=Заказчик "
	            "(Справочник.Контрагенты) PETROV\n" },
	{ .name = "client's parts and kind",
	  .xml = ORDER(NAMED)
	          CLIENT("<IsFolder>false</IsFolder>"
	                 "<Description>Петров П.</Description>"
	                 "<НаименованиеПолное>Петров Пётр</НаименованиеПолное>"
	                 "<Фамилия>Петров</Фамилия><Имя>Пётр</Имя>"
	                 "<Отчество>Петрович</Отчество>"
	                 "<ВидКонтрагента>Покупатель</ВидКонтрагента>"
	                 "<ФормаСобственности>ЧастноеЛицо</ФормаСобственности>"
	                 "<ОсновнойТелефон>+7 927 1</ОсновнойТелефон>"),
	  .expect = "client.name=Петров П.\nclient.last=Петров\n"
	            "client.first=Пётр\nclient.middle=Петрович\n"
	            "client.kind=ЧастноеЛицо\nclient.phones=+7 927 1\n" },
	{ .name = "a group is no client",
	  .xml = ORDER(NAMED) CLIENT("<IsFolder>true</IsFolder>"
	                             "<Description>Покупатели</Description>"),
	  .expect = "unknown_reference=Заказчик PETROV\n",
	  .never = "Покупатели" },

	{ .name = "phones in a section: rows are repeated elements",
	  .xml = ORDER(NAMED) CLIENT(
		  "<Description>П</Description>"
		  "<КонтактнаяИнформация><Тип>Телефон</Тип><Вид>KIND</Вид>"
		  "<Представление>+7 927 1</Представление>"
		  "<НомерТелефона>79271</НомерТелефона></КонтактнаяИнформация>"
		  "<КонтактнаяИнформация><Тип>АдресЭлектроннойПочты</Тип>"
		  "<Представление>p@example.ru</Представление>"
		  "</КонтактнаяИнформация>"
		  "<КонтактнаяИнформация><Тип>Адрес</Тип>"
		  "<Представление>Самара, 7</Представление>"
		  "</КонтактнаяИнформация>"
		  "<КонтактнаяИнформация><Тип>Телефон</Тип>"
		  "<Представление>+7 927 2</Представление>"
		  "</КонтактнаяИнформация>"),
	  .expect = "client.phones=+7 927 1\nclient.phones=+7 927 2\n"
	            "client.mail=p@example.ru\n" IS_NAMED,
	  .never = "Самара" },
	{ .name = "sections of the same name in one object and the next",
	  .xml = ORDER(NAMED) CATALOG("Контрагенты", "MAYAK",
	                              "<КонтактнаяИнформация><Тип>Телефон</Тип>"
	                              "<Представление>9</Представление>"
	                              "</КонтактнаяИнформация>")
	          CLIENT("<КонтактнаяИнформация><Тип>Телефон</Тип>"
	                 "<Представление>1</Представление>"
	                 "</КонтактнаяИнформация>"),
	  .expect = "client.phones=1\n",
	  .never = "phones=9" },
	{ .name = "or Row in one element",
	  .xml = ORDER(NAMED)
	          CLIENT("<Description>П</Description><КонтактнаяИнформация>"
	                 "<Row><Тип>Телефон</Тип><Представление>1</"
	                 "Представление></Row>"
	                 "<Row><Тип>Телефон</Тип><Представление>2</"
	                 "Представление></Row>"
	                 "</КонтактнаяИнформация>"),
	  .expect = "client.phones=1\nclient.phones=2\n" },
	{ .name = "an empty section",
	  .xml = ORDER(NAMED) CLIENT("<Description>П</Description>"
	                             "<КонтактнаяИнформация/>"),
	  .expect = IS_NAMED,
	  .never = "phones" },
	{ .name = "records behind the order",
	  .xml = PETROV_CARD ORDER(NAMED) CONTACTS(
		  "<Filter><Объект xsi:type='v8:CatalogRef.Контрагенты'>PETROV"
		  "</Объект></Filter><Record><Объект "
		  "xsi:type='v8:CatalogRef.Контрагенты'>PETROV</Объект>"
		  "<Тип>Телефон</Тип><Вид>KIND</Вид>"
		  "<Представление>+7, 9270001234</Представление>"
		  "<Поле1>+7</Поле1></Record><Record><Объект>PETROV</Объект>"
		  "<Тип>АдресЭлектроннойПочты</Тип>"
		  "<Представление>p@example.ru</Представление></Record>"),
	  .expect = "client.phones=+7, 9270001234\n"
	            "client.mail=p@example.ru\n" IS_NAMED },
	{ .name = "records in Records, parts of a number",
	  .xml = CONTACTS(
		  "<Filter/><Records><Record><Объект>PETROV</Объект>"
		  "<Тип>Телефон</Тип><Поле1>+7</Поле1><Поле2>927</Поле2>"
		  "<Поле3>0001235</Поле3></Record></Records>")
	          PETROV_CARD ORDER(NAMED),
	  .expect = "client.phones=+7 927 0001235\n" },
	{ .name = "the kind by its object, where the record says no type",
	  .xml = CATALOG("ВидыКонтактнойИнформации", "KIND",
	                 "<Description>Телефон рабочий</Description>")
	          CONTACTS("<Record><Объект>PETROV</Объект><Вид>KIND</Вид>"
	                   "<Представление>1</Представление></Record>")
	                  PETROV_CARD ORDER(NAMED),
	  .expect = "client.phones=1\n" },
	{ .name = "records of others",
	  .xml = CONTACTS("<Record><Объект>MAYAK</Объект><Тип>Телефон</Тип>"
	                  "<Представление>1</Представление></Record>"
	                  "<Record><Объект>ZERO</Объект><Тип>Телефон</Тип>"
	                  "<Представление>2</Представление></Record>")
	          PETROV_CARD ORDER(NAMED),
	  .expect = IS_NAMED,
	  .never = "phones" },

	{ .name = "a filter in items is no record",
	  .xml = PETROV_CARD ORDER(NAMED) CONTACTS(
		  "<Filter><FilterItem><Name>Объект</Name><Value "
		  "xsi:type='CatalogRef.Контрагенты'>PETROV</Value>"
		  "<Use>true</Use></FilterItem><FilterItem><Name>Тип</Name>"
		  "<Value xsi:type='EnumRef.Типы'>Телефон</Value>"
		  "</FilterItem><FilterItem><Name>Представление</Name>"
		  "<Value xsi:type='xs:string'>999</Value></FilterItem>"
		  "</Filter><Record><Объект>PETROV</Объект><Тип>Телефон</Тип>"
		  "<Представление>1</Представление></Record>"),
	  .expect = "client.phones=1\n" IS_NAMED,
	  .never = "999" },
	{ .name = "properties in a register",
	  .xml = PETROV_CARD ORDER("<Автомобиль>CAR</Автомобиль>" NAMED)
	          CATALOG("Автомобили", "CAR", "<VIN>X0</VIN>")
	                  CATALOG("СвойстваОбъектов", "KIND",
	                          "<Description>Госномер</Description>")
	                          PROPERTIES("<Record><Объект>CAR</Объект>"
	                                     "<Свойство>KIND</Свойство>"
	                                     "<Значение xsi:type='xs:string'>"
	                                     "А0</Значение></Record>"),
	  .expect = "car.vin=X0\ncar.plate=А0\n",
	  .settings = "[1c]\ncar_plate = Госномер\n" },
	{ .name = "properties in a section, by their own objects",
	  .xml = PETROV_CARD ORDER(
		  "<ДополнительныеРеквизиты><Свойство>KIND</Свойство>"
		  "<Значение xsi:type='xs:string'>Стук</Значение>"
		  "</ДополнительныеРеквизиты>" NAMED) "<ChartOfCharacteristicTy"
	                                              "pesObject.Реквизиты><"
	                                              "Ref>KIND</Ref>"
	                                              "<Description>Жалоба</"
	                                              "Description>"
	                                              "</"
	                                              "ChartOfCharacteristicTyp"
	                                              "esObject.Реквизиты>",
	  .expect = "reason=Стук\n",
	  .settings = "[1c]\nreason = Жалоба\n" },
	{ .name = "namespaces of other releases",
	  .xml = "<x:CatalogObject.Контрагенты "
	         "xmlns:x='http://v8.1c.ru/8.3/data/enterprise/current-config'>"
	         "<x:Ref>PETROV</x:Ref><x:Description>П</x:Description>"
	         "</x:CatalogObject.Контрагенты>" ORDER(
			 NAMED) "<d:ObjectDeletion "
	                        "xmlns:d='http://v8.1c.ru/8.1/data/enterprise'>"
	                        "<d:Ref xsi:type='x:CatalogRef.Контрагенты'>"
	                        "PETROV</d:Ref></d:ObjectDeletion>",
	  .expect = IS_NAMED },

	{ .name = "car by its object, with its model",
	  .xml = PETROV_CARD ORDER("<Автомобиль>CAR</Автомобиль>" NAMED)
	          CATALOG("Автомобили", "CAR",
	                  "<Модель>MODEL</Модель><VIN>X0</VIN>"
	                  "<ГосНомер>А0</ГосНомер>")
	                  CATALOG("Модели", "MODEL",
	                          "<Description>Vesta</Description>"),
	  .expect = "car.name=Vesta\ncar.vin=X0\ncar.plate=А0\n" },
	{ .name = "car that nothing explains",
	  .xml = PETROV_CARD ORDER("<Автомобиль>CAR</Автомобиль>" NAMED),
	  .expect = "unexplained.car.name=Автомобиль CAR\n" IS_NAMED,
	  .never = "unknown_reference" },
	{ .name = "works and goods: rows are repeated elements",
	  .xml = PETROV_CARD ORDER(
		  "<Работы><Работа>WORK</Работа><Количество>1</Количество>"
		  "<Сумма>9</Сумма><СуммаВсего>10</СуммаВсего></Работы>"
		  "<Работы><Работа>MODEL</Работа><СуммаВсего>3</СуммаВсего>"
		  "</Работы><Товары><Номенклатура>MAYAK</Номенклатура>"
		  "<Количество>2</Количество></Товары>"
		  "<Исполнители><Сумма>99</Сумма></Исполнители>" NAMED)
	          CATALOG("Автоработы", "WORK",
	                  "<Description>Мойка</Description>")
	                  CATALOG("Номенклатура", "MAYAK",
	                          "<Description>Болт</Description>"),
	  .expect = "works=Мойка × 1 = 10\\(без имени) = 3\n"
	            "goods=Болт × 2\n",
	  .never = "99" },
	{ .name = "works in Row",
	  .xml = PETROV_CARD ORDER(
		  "<Работы><Row><LineNumber>1</LineNumber><Работа>WORK</Работа>"
		  "<Сумма>9</Сумма></Row><Row><Работа>MODEL</Работа>"
		  "<Сумма>8</Сумма></Row></Работы>" NAMED)
	          CATALOG("Автоработы", "WORK",
	                  "<Description>Мойка</Description>"),
	  .expect = "works=Мойка = 9\\(без имени) = 8\n" },

	{ .name = "what is no order and no use to one is passed over",
	  .xml = "<DocumentObject.Прочее><Ref>DOC</Ref><Number>9</Number>"
	         "<Работы><Сумма>1</Сумма></Работы></DocumentObject.Прочее>"
	         "<InformationRegisterRecordSet.Автомобили><Record>"
	         "<Объект>PETROV</Объект></Record>"
	         "</InformationRegisterRecordSet.Автомобили>"
	         "<AccumulationRegisterRecordSet.Остатки><Record/>"
	         "</AccumulationRegisterRecordSet.Остатки>"
	         "<ConstantsSet><a>1</a></ConstantsSet><Что><То/></"
	         "Что>" PETROV_CARD ORDER(
			 "<ДокументОснование "
			 "xsi:type='v8:DocumentRef.ЗаказНаряд'>MAYAK"
			 "</ДокументОснование>" NAMED) "<x:CatalogObject."
	                                               "Контрагенты "
	                                               "xmlns:x='urn:x'><x:Ref>"
	                                               "PETROV"
	                                               "</"
	                                               "x:Ref><x:Description>"
	                                               "Не я</x:Description>"
	                                               "</"
	                                               "x:CatalogObject."
	                                               "Контрагенты>",
	  .expect = "ref=DOC\n" IS_NAMED,
	  .never = "number\nНе я" },
	{ .name = "other names in 1C",
	  .xml = "<DocumentObject.Наряд><Ref>DOC</Ref><Ном>5</Ном>"
	         "<Статус>Готов</Статус><Покупатель>PETROV</Покупатель>"
	         "</DocumentObject.Наряд>" PETROV_CARD,
	  .expect = "number=5\nstate=Готов\n" IS_NAMED,
	  .settings = "[1c]\norder = Документ.Наряд\nnumber = Номер; Ном\n"
	              "state = Статус\nclient = Покупатель\n" },
	{ .name = "the document's own phones",
	  .xml = PETROV_CARD ORDER("<Телефон>1</Телефон><Тел2>2</Тел2>" NAMED),
	  .expect = "phone=1\nphone=2\n" IS_NAMED,
	  .settings = "[1c]\nphone = Телефон; Тел2\n" },
};

/* ---- how rows are read ---- */

#define NAMESPACES                                                         \
	" xmlns:v8=\"http://v8.1c.ru/8.1/data/enterprise/current-config\"" \
	" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""                   \
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

static const char *const heads[] = {
	"<v8msg:Message xmlns:v8msg=\"http://v8.1c.ru/messages\"" NAMESPACES
	"><v8msg:Header><v8msg:ExchangePlan>Б24</v8msg:ExchangePlan>"
	"<v8msg:To>Б24</v8msg:To><v8msg:From>АА</v8msg:From>"
	"<v8msg:MessageNo>17</v8msg:MessageNo>"
	"<v8msg:ReceivedNo>16</v8msg:ReceivedNo></v8msg:Header>"
	"<v8msg:Body>\n",
	"<V8Exch:_1CV8DtUD xmlns:V8Exch=\"http://www.1c.ru/V8/1CV8DtUD/\" "
	"xmlns:core=\"http://v8.1c.ru/data\"" NAMESPACES "><V8Exch:Data>\n",
};
static const char *const ends[] = {
	"</v8msg:Body></v8msg:Message>",
	"</V8Exch:Data><PredefinedData/></V8Exch:_1CV8DtUD>",
};

enum { MESSAGE, EXCHANGE, FORMATS };

static char *replace_guids(const char *text)
{
	GString *with = g_string_new(text);

	for (gsize i = 0; i < G_N_ELEMENTS(guids); i++)
		g_string_replace(with, guids[i].name, guids[i].guid, 0);
	return g_string_free(with, FALSE);
}

/* <X> is <v8:X> in the newer spelling. */
static char *prefix(const char *text)
{
	GString *with = g_string_new(NULL);

	for (const char *at = text; *at; at++) {
		const char *end = at + 1 + strcspn(at + 1, " :/>");

		g_string_append_c(with, *at);
		if (*at != '<')
			continue;
		if (at[1] == '/') {
			g_string_append_c(with, *++at);
			end = at + 1 + strcspn(at + 1, " :/>");
		}
		if (*end != ':')
			g_string_append(with, "v8:");
	}
	return g_string_free(with, FALSE);
}

static char *wrap(int format, const char *objects)
{
	g_autofree char *whole = g_strconcat(
		"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
		heads[format], objects, ends[format], NULL);

	return replace_guids(whole);
}

static void read_row(const struct row *row, int format, bool newer)
{
	g_autofree char *spelled = newer ? prefix(row->xml) : NULL;
	g_autofree char *text = wrap(format, newer ? spelled : row->xml);
	g_autofree char *expect = replace_guids(row->expect);
	struct reading_case made;

	g_test_message("%s", text);
	reading_of_bytes(&made, text, strlen(text), row->settings);
	/* A row of works is a line of its own. */
	g_strdelimit(expect, "\\", '|');
	for (guint i = 0; i < made.orders->len; i++) {
		struct order *order = made.orders->pdata[i];

		if (order->text[ORDER_WORKS])
			g_strdelimit(order->text[ORDER_WORKS], "\n", '|');
	}
	reading_expect(reading_order(&made, 0), expect, row->never);
	g_assert_cmpuint(made.orders->len, ==, 1);
	reading_clear(&made);
}

static void test_row(gconstpointer row)
{
	for (int format = 0; format < FORMATS; format++) {
		read_row(row, format, false);
		read_row(row, format, true);
	}
}

/* ---- the file as a whole ---- */

static void test_message(void)
{
	g_autofree char *text = wrap(MESSAGE, ORDER(NAMED));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "v8msg");
	g_assert_null(made.file.exported_text);
	g_assert_nonnull(made.file.message);
	g_assert_cmpstr(made.file.message->plan, ==, "Б24");
	g_assert_cmpstr(made.file.message->to, ==, "Б24");
	g_assert_cmpstr(made.file.message->from, ==, "АА");
	g_assert_cmpuint(made.file.message->number, ==, 17);
	g_assert_cmpuint(made.file.message->received, ==, 16);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 3);
	reading_clear(&made);
}

static void test_exchange(void)
{
	g_autofree char *text = wrap(EXCHANGE, ORDER(NAMED));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "v8exch");
	g_assert_null(made.file.message);
	g_assert_cmpuint(made.orders->len, ==, 1);
	reading_clear(&made);
}

static void test_two(void)
{
	g_autofree char *text =
		wrap(MESSAGE, PETROV_CARD ORDER(NAMED)
	                              ORDER("<Number>2</Number>" NAMED));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpuint(made.orders->len, ==, 2);
	g_assert_true(reading_order(&made, 0)->superseded);
	reading_clear(&made);
}

#define HEAD(fields)                                     \
	"<m:Message xmlns:m='http://v8.1c.ru/messages'>" \
	"<m:Header>" fields "</m:Header>"
#define FIELDS                                               \
	"<m:ExchangePlan>П</m:ExchangePlan><m:To>Б</m:To>" \
	"<m:From>А</m:From><m:MessageNo>1</m:MessageNo>"    \
	"<m:ReceivedNo>0</m:ReceivedNo>"
#define EXCH(inner)                                                   \
	"<e:_1CV8DtUD xmlns:e='http://www.1c.ru/V8/1CV8DtUD/'>" inner \
	"</e:_1CV8DtUD>"

static const struct whole {
	const char *name, *xml, *says; /* NULL: it is valid */
} wholes[] = {
	{ "an empty message", HEAD(FIELDS) "<m:Body/></m:Message>", NULL },
	{ "a default namespace",
	  "<Message xmlns='http://v8.1c.ru/messages'><Header>"
	  "<ExchangePlan>П</ExchangePlan><To>Б</To><From>А</From>"
	  "<MessageNo> 1 </MessageNo><ReceivedNo>0</ReceivedNo></Header>"
	  "<Body><x xmlns=''>что угодно</x></Body></Message>",
	  NULL },
	{ "no body", HEAD(FIELDS) "</m:Message>", "не хватает «Body»" },
	{ "no head",
	  "<m:Message xmlns:m='http://v8.1c.ru/messages'><m:Body/>"
	  "</m:Message>",
	  "ожидается: «Header»" },
	{ "no number",
	  HEAD("<m:ExchangePlan>П</m:ExchangePlan><m:To>Б</m:To>"
	       "<m:From>А</m:From>") "<m:Body/></m:Message>",
	  "не хватает «MessageNo»" },
	{ "fields in another order",
	  HEAD("<m:To>Б</m:To><m:ExchangePlan>П</m:ExchangePlan>") "<m:Body/></"
	                                                           "m:Message>",
	  "ожидается: «ExchangePlan»" },
	{ "a number that is none",
	  HEAD("<m:ExchangePlan>П</m:ExchangePlan><m:To>Б</m:To>"
	       "<m:From>А</m:From><m:MessageNo>1 000</m:MessageNo>"
	       "<m:ReceivedNo>0</m:ReceivedNo>") "<m:Body/></m:Message>",
	  "значение «1 000» не подходит" },
	{ "a node without a code",
	  HEAD("<m:ExchangePlan>П</m:ExchangePlan><m:To> </m:To>"
	       "<m:From>А</m:From><m:MessageNo>1</m:MessageNo>"
	       "<m:ReceivedNo>0</m:ReceivedNo>") "<m:Body/></m:Message>",
	  "Элемент «To»" },
	{ "something behind the body",
	  HEAD(FIELDS) "<m:Body/><m:Body/></m:Message>",
	  "Элемент «Body» здесь не ожидается" },
	{ "text in the head", HEAD("текст" FIELDS) "<m:Body/></m:Message>",
	  "не должно быть текста" },
	{ "a message of another namespace", "<Message xmlns='urn:x'/>",
	  "Формат файла неизвестен" },

	{ "an empty file of data", EXCH("<e:Data/>"), NULL },
	{ "data and predefined ones", EXCH("<e:Data/><e:PredefinedData/>"),
	  NULL },
	{ "predefined ones in no namespace",
	  EXCH("<e:Data/><PredefinedData><x><y/></x></PredefinedData>"), NULL },
	{ "no data", EXCH("<PredefinedData/>"), "ожидается: «Data»" },
	{ "nothing at all", EXCH(""), "не хватает «Data»" },
	{ "something else behind the data", EXCH("<e:Data/><e:Прочее/>"),
	  "Элемент «Прочее» здесь не ожидается; ожидается: "
	  "«PredefinedData»" },
	{ "too much behind the data",
	  EXCH("<e:Data/><PredefinedData/><PredefinedData/>"),
	  "Элемент «PredefinedData» здесь не ожидается" },
};

static void test_whole(gconstpointer data)
{
	const struct whole *row = data;
	struct reading_case made;

	reading_of(&made, row->xml);
	if (row->says) {
		g_assert_cmpint(made.reading, ==, READING_REJECTED);
		g_test_message("%s", reading_fault(&made, 0)->text);
		g_assert_nonnull(
			strstr(reading_fault(&made, 0)->text, row->says));
		g_assert_null(made.file.message);
	} else {
		g_assert_cmpint(made.reading, ==, READING_WHOLE);
		g_assert_cmpuint(made.file.orders, ==, 0);
	}
	reading_clear(&made);
}

/* The states' predefined names stand behind the data. */
static void test_predefined(void)
{
	static const char *const tables[] = {
		"Справочник.ВидыСостоянийЗаказНарядов",
		"Catalog.ВидыСостоянийЗаказНарядов",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autofree char *text = g_strdup_printf(
			"%s%s</V8Exch:Data><PredefinedData><%s><item "
			"Ref=\"STATE\" PredefinedDataName=\"ВРаботе\"/><item/>"
			"<прочее/></%s></PredefinedData></V8Exch:_1CV8DtUD>",
			heads[EXCHANGE],
			PETROV_CARD ORDER("<Заказчик>PETROV</Заказчик>"
		                          "<Состояние>STATE</Состояние>"),
			tables[i], tables[i]);
		g_autofree char *whole = replace_guids(text);
		struct reading_case made;

		reading_of(&made, whole);
		reading_expect(reading_order(&made, 0),
		               "state=ВРаботе\nstate_predefined=ВРаботе\n",
		               "unexplained");
		reading_clear(&made);
	}
}

/* Pictures and the like are larger than a value can be. */
static void test_large_attribute(void)
{
	g_autofree char *picture = g_strnfill(3 * 1024 * 1024, 'A');
	g_autofree char *object =
		g_strconcat("<CatalogObject.Файлы><Ref>WORK</Ref><Хранилище "
	                    "xsi:type=\"v8:ValueStorage\">",
	                    picture, "</Хранилище></CatalogObject.Файлы>",
	                    PETROV_CARD ORDER(NAMED), NULL);
	g_autofree char *text = wrap(MESSAGE, object);
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpint(made.reading, ==, READING_WHOLE);
	reading_clear(&made);
}

static void test_samples(void)
{
	static const char *const samples[] = { "samples/v8msg.xml",
		                               "samples/v8exch.xml" };

	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		struct reading_case made;

		reading_of_file(&made, samples[i]);
		g_assert_cmpint(made.reading, ==, READING_WHOLE);
		g_assert_cmpuint(made.orders->len, >, 0);
		for (guint j = 0; j < made.orders->len; j++) {
			const struct order *order = made.orders->pdata[j];

			g_assert_null(order->unknown_reference);
			g_assert_true(order->removed || order->has_client);
		}
		reading_clear(&made);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/v8/objects/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(wholes); i++) {
		g_autofree char *path =
			g_strdup_printf("/v8/files/%s", wholes[i].name);

		g_test_add_data_func(path, &wholes[i], test_whole);
	}
	g_test_add_func("/v8/message", test_message);
	g_test_add_func("/v8/exchange", test_exchange);
	g_test_add_func("/v8/the same document twice", test_two);
	g_test_add_func("/v8/predefined", test_predefined);
	g_test_add_func("/v8/a large attribute", test_large_attribute);
	g_test_add_func("/v8/samples", test_samples);
	return g_test_run();
}
