/*
 * Everything that the bridge says about files and orders, in one place. A text
 * says what is so, its advice what to do; both are for a person who knows 1C.
 */
#include "core/message_table.h"

static const struct message_row rows[MESSAGE_CODES] = {
	[MESSAGE_INVALID] = {
		.name = "invalid",
		.kind = MESSAGE_ERROR,
		.text = "Файл не прошёл проверку: {text}",
		.advice = "Исправьте выгрузку в 1С и положите файл в папку "
			"ещё раз; в Битрикс24 из него ничего не записано.",
	},
	[MESSAGE_UNKNOWN_FORMAT] = {
		.name = "unknown_format",
		.kind = MESSAGE_ERROR,
		.text = "Формат файла неизвестен: его корневой элемент — "
			"«{root}».",
		.advice = "Выгрузите заказ-наряды в одном из принимаемых "
			"форматов: с корнем ЗаказНаряды (свой формат), "
			"ФайлОбмена (обмен данными в формате XML), "
			"Message, _1CV8DtUD или КоммерческаяИнформация.",
	},
	[MESSAGE_INCOMPLETE] = {
		.name = "incomplete",
		.kind = MESSAGE_ERROR,
		.text = "Файл так и не был записан до конца.",
		.advice = "Выгрузите файл заново. Надёжнее всего писать его "
			"под именем с концом .tmp и переименовать, когда "
			"он готов.",
	},
	[MESSAGE_DELETED] = {
		.name = "deleted",
		.kind = MESSAGE_NOTE,
		.text = "Заказ-наряд помечен на удаление, поэтому пропущен.",
		.advice = "Чтобы сделки таких заказ-нарядов переходили в "
			"особую стадию, укажите её в настройке "
			"deleted_stage.",
	},
	[MESSAGE_ORGANIZATION_FILTERED] = {
		.name = "organization_filtered",
		.kind = MESSAGE_NOTE,
		.text = "Организация «{organization}» в обмене не "
			"участвует.",
		.advice = "Если должна участвовать, добавьте её в настройку "
			"organizations: имя как в 1С или GUID.",
	},
	[MESSAGE_BEFORE_SINCE] = {
		.name = "before_since",
		.kind = MESSAGE_NOTE,
		.text = "Заказ-наряд от {date} старше начала обмена "
			"({since}).",
		.advice = "Если старые заказ-наряды нужны, измените "
			"настройку since.",
	},
	[MESSAGE_STALE] = {
		.name = "stale",
		.kind = MESSAGE_NOTE,
		.text = "Данные устарели: этот заказ-наряд уже перенесён "
			"по выгрузке от {was}, а эта выгрузка — от {is}.",
		.advice = "Ничего делать не нужно. Если старые данные всё же "
			"верны, выполните файл командой b24bridge once "
			"--force.",
	},
	[MESSAGE_NO_NUMBER] = {
		.name = "no_number",
		.kind = MESSAGE_ERROR,
		.text = "У заказ-наряда нет номера.",
		.advice = "Запишите документ в 1С, чтобы он получил номер, и "
			"выгрузите его снова.",
	},
	[MESSAGE_BAD_AMOUNT] = {
		.name = "bad_amount",
		.kind = MESSAGE_ERROR,
		.text = "Сумма «{value}» не читается как число.",
		.advice = "Выгружайте суммы через XMLСтрока(): 30110.00, без "
			"пробелов и запятых.",
	},
	[MESSAGE_BAD_DATE] = {
		.name = "bad_date",
		.kind = MESSAGE_ERROR,
		.text = "{field}: «{value}» не читается как дата.",
		.advice = "Выгружайте даты через XMLСтрока(): "
			"2020-12-24T17:42:46.",
	},
	[MESSAGE_BAD_CURRENCY] = {
		.name = "bad_currency",
		.kind = MESSAGE_ERROR,
		.text = "Валюта «{value}» неизвестна.",
		.advice = "Выгружайте код из трёх латинских букв, например "
			"RUB; руб и 643 тоже понятны. Без валюты сумма "
			"считается в рублях.",
	},
	[MESSAGE_NO_CLIENT] = {
		.name = "no_client",
		.kind = MESSAGE_ERROR,
		.text = "В заказ-наряде нет ни заказчика, ни контрагента.",
		.advice = "Заполните заказчика в документе 1С и выгрузите "
			"его снова.",
	},
	[MESSAGE_STATE_UNMAPPED] = {
		.name = "state_unmapped",
		.kind = MESSAGE_ERROR,
		.text = "Для состояния «{state}» не задана стадия сделки.",
		.advice = "Добавьте в группу [stages] настроек строку "
			"«{state} = стадия». После этого заказ-наряд "
			"пройдёт сам.",
	},
	[MESSAGE_STAGE_MISSING] = {
		.name = "stage_missing",
		.kind = MESSAGE_ERROR,
		.text = "Состоянию «{state}» задана стадия «{stage}», а в "
			"воронке «{funnel}» такой стадии нет.",
		.advice = "Исправьте стадию в группе [stages] или задайте "
			"другую для этой воронки в группе [stages "
			"ВОРОНКА]. Какие стадии есть, покажет b24bridge "
			"stages.",
	},
	[MESSAGE_NO_MATCH] = {
		.name = "no_match",
		.kind = MESSAGE_NOTE,
		.text = "Подходящей сделки в Битрикс24 нет, а новые по "
			"настройке не создаются.",
		.advice = "Впишите номер заказ-наряда в поле нужной сделки "
			"или включите create = yes.",
	},
	[MESSAGE_SEVERAL_DEALS] = {
		.name = "several_deals",
		.kind = MESSAGE_WARNING,
		.text = "Подходит несколько сделок: {deals}. Выбрана "
			"{chosen}.",
		.advice = "Если выбрана не та, очистите в ней поле с номером "
			"заказ-наряда и впишите номер в нужную сделку.",
	},
	[MESSAGE_SEVERAL_CONTACTS] = {
		.name = "several_contacts",
		.kind = MESSAGE_WARNING,
		.text = "Этот телефон есть у нескольких контактов: "
			"{contacts}. Выбран {chosen}.",
		.advice = "Объедините дубликаты контактов в Битрикс24.",
	},
	[MESSAGE_CONTACT_DIFFERS] = {
		.name = "contact_differs",
		.kind = MESSAGE_WARNING,
		.text = "Контакт {contact} в Битрикс24 — «{name}», а "
			"заказчик в 1С — «{client}». Контакт не изменён.",
		.advice = "Проверьте, тот ли это человек: телефон мог "
			"перейти к другому или быть общим на семью или "
			"организацию.",
	},
	[MESSAGE_NO_PHONE] = {
		.name = "no_phone",
		.kind = MESSAGE_WARNING,
		.text = "Ни в заказ-наряде, ни у заказчика нет пригодного "
			"телефона.",
		.advice = "Внесите телефон в карточку заказчика в 1С: без "
			"него ни сделку, ни контакт по телефону не найти.",
	},
	[MESSAGE_DUMMY_PHONE] = {
		.name = "dummy_phone",
		.kind = MESSAGE_WARNING,
		.text = "Вместо телефона указан номер, который ничей: одни "
			"нули, одинаковые цифры или номер из "
			"ignore_phones. Он не учтён.",
		.advice = "Внесите в 1С настоящий телефон заказчика.",
	},
	[MESSAGE_HELD] = {
		.name = "held",
		.kind = MESSAGE_WARNING,
		.text = "Подходит несколько открытых сделок: {deals}. "
			"Заказ-наряд отложен, пока сделку не выберет "
			"человек.",
		.advice = "Впишите номер заказ-наряда в поле нужной сделки в "
			"Битрикс24: при следующей попытке он пройдёт сам. "
			"Сразу — командой b24bridge retry.",
	},
	[MESSAGE_DEAL_LOST] = {
		.name = "deal_lost",
		.kind = MESSAGE_WARNING,
		.text = "Сделка {deal}, которая была у этого заказ-наряда, "
			"в Битрикс24 больше не видна. Заказ-наряд отложен, "
			"чтобы не появилась вторая.",
		.advice = "Если сделка удалена, восстановите её из корзины "
			"или впишите номер заказ-наряда в другую сделку. "
			"Если она на месте, верните владельцу вебхука "
			"право её видеть.",
	},
	[MESSAGE_UNSURE] = {
		.name = "unsure",
		.kind = MESSAGE_WARNING,
		.text = "Ответ Битрикс24 не дошёл, и пока неизвестно, "
			"записано ли это: {what}. Заказ-наряд отложен, "
			"чтобы ничего не записать дважды.",
		.advice = "Ничего делать не нужно: мост спросит портал ещё "
			"раз. Сразу — командой b24bridge retry.",
	},
	[MESSAGE_BRAKE] = {
		.name = "brake",
		.kind = MESSAGE_WARNING,
		.text = "Файл создал бы, закрыл или открыл снова {count} "
			"сделок, а предел (настройка brake) — {brake}. Он "
			"отложен целиком, в Битрикс24 ничего не записано.",
		.advice = "Проверьте файл командой b24bridge plan. Если всё "
			"верно, пропустите его командой b24bridge release "
			"или на странице настроек.",
	},
	[MESSAGE_REOPENED] = {
		.name = "reopened",
		.kind = MESSAGE_WARNING,
		.text = "Сделка вышла из завершающей стадии «{from}» в "
			"«{to}», как и заказ-наряд в 1С.",
		.advice = "Если завершённые сделки открывать нельзя, "
			"поставьте reopen = no.",
	},
	[MESSAGE_STAGE_KEPT] = {
		.name = "stage_kept",
		.kind = MESSAGE_WARNING,
		.text = "Стадия сделки осталась прежней: «{stage}».",
		.advice = "Так бывает, когда стадию переставил человек "
			"(stage = until_edited), когда завершённую сделку "
			"нельзя открыть (reopen = no) или когда стадию "
			"удержал сам портал.",
	},
	[MESSAGE_PORTAL_REFUSED] = {
		.name = "portal_refused",
		.kind = MESSAGE_ERROR,
		.text = "Битрикс24 отказал в записи: {text}",
		.advice = "Устраните причину, названную порталом: чаще всего "
			"это обязательное поле или права владельца "
			"вебхука. Затем b24bridge retry.",
	},
	[MESSAGE_FIELD_UNKNOWN] = {
		.name = "field_unknown",
		.kind = MESSAGE_ERROR,
		.text = "Поля «{field}» у сделок портала нет.",
		.advice = "Исправьте настройку или создайте поле в "
			"Битрикс24. Какие поля есть, покажет b24bridge "
			"fields.",
	},
	[MESSAGE_REFERENCE_UNKNOWN] = {
		.name = "reference_unknown",
		.kind = MESSAGE_ERROR,
		.text = "Заказ-наряд ссылается на то, чего нет ни в этом файле, "
			"ни в прежних: {reference}. Выгрузите этот элемент "
			"из 1С или включите регистрацию его справочника в "
			"плане обмена (в правилах выгрузки).",
		.advice = "Выгрузите этот элемент, затем повторите заказ-наряд: "
			"b24bridge retry. Чтобы так было и впредь, включите "
			"регистрацию справочника в плане обмена или "
			"добавьте его в правила выгрузки.",
	},
	[MESSAGE_COUNT_MISMATCH] = {
		.name = "count_mismatch",
		.kind = MESSAGE_ERROR,
		.text = "В файле заявлено заказ-нарядов: {said}, а "
			"найдено: {found}.",
		.advice = "Файл, похоже, обрезан или собран с ошибкой: "
			"выгрузите его заново.",
	},
	[MESSAGE_DUPLICATE_ORDER] = {
		.name = "duplicate_order",
		.kind = MESSAGE_NOTE,
		.text = "Этот же заказ-наряд есть в файле ещё раз, ниже; "
			"учтён тот, что ниже.",
		.advice = "Ничего делать не нужно.",
	},
	[MESSAGE_RECEIVED_BEFORE] = {
		.name = "received_before",
		.kind = MESSAGE_NOTE,
		.text = "Сообщение обмена № {number} от узла «{from}» уже "
			"принято (последнее — № {received}), поэтому ещё раз "
			"не выполнялось.",
		.advice = "Ничего делать не нужно: 1С получила ответ с "
			"номером принятого. Если узел в 1С создан заново и "
			"нумерация началась сначала, выполните файл командой "
			"b24bridge once --force: счёт пойдёт от его номера.",
	},
	[MESSAGE_GAP] = {
		.name = "message_gap",
		.kind = MESSAGE_WARNING,
		.text = "До сообщения обмена № {number} от узла «{from}» "
			"последним принято № {received}: промежуточные до "
			"моста не дошли. Сообщение выполнено.",
		.advice = "Обычно ничего делать не нужно: то, что мост не "
			"подтвердил, 1С выгружает снова. Если так бывает "
			"часто, проверьте, не забирает ли файлы из папки "
			"ещё кто-то.",
	},
	[MESSAGE_OWN_REPLY] = {
		.name = "own_reply",
		.kind = MESSAGE_NOTE,
		.text = "Это ответ моста узлу «{to}», а не сообщение 1С: "
			"выполнять в нём нечего.",
		.advice = "Ничего делать не нужно. Если 1С ищет ответы в той же "
			"папке, куда выгружает, укажите папку in/ в настройке "
			"[ack] reply_folder: свои ответы мост в ней не "
			"трогает.",
	},
};

const struct message_row *message_row(enum message_code code)
{
	return &rows[code];
}
