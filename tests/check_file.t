#!/usr/bin/env bash
# `check FILE`: what a person sees who has to fill in [1c].

. "$(dirname "$0")/lib.sh"

cat >"$DIR/good" <<CONF
[portal]
webhook_file = $DIR/webhook
[exchange]
folder = $DIR/exchange
state = $DIR/state
[deal]
id_field = id_1C
[stages]
закрыт = завершено успешно
CONF
settings "$DIR/good"

# shows NAME LINE: a whole line of the output, and exactly that.
shows() {
	true_is "$1" grep -qxF -- "$2" "$DIR/out.txt"
}

shows_not() {
	is "$1" "$(grep -cF -- "$2" "$DIR/out.txt")" 0
}

# check FILE...: its output without the file's folder is in $DIR/out.txt.
check() {
	bridge check "$@" </dev/null 2>&1 | sed "s|$DIR/||" >"$DIR/out.txt"
	STATUS=${PIPESTATUS[0]}
}

# ---- a whole output

cat >"$DIR/orders.xml" <<'XML'
<ФайлОбмена ВерсияФормата="2.0">
<Объект Тип="СправочникСсылка.Контрагенты"><Ссылка>
<Свойство Имя="{УникальныйИдентификатор}"><Значение>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</Значение></Свойство></Ссылка>
<Свойство Имя="Наименование"><Значение>Петров Пётр</Значение></Свойство>
<Свойство Имя="МобильныйТелефон"><Значение>+7 927 000-12-34</Значение></Свойство>
<Свойство Имя="Пол"><Значение>Мужской</Значение></Свойство>
</Объект>
<Объект Тип="ДокументСсылка.ЗаказНаряд">
<Свойство Имя="Номер"><Значение>5</Значение></Свойство>
<Свойство Имя="Дата"><Значение>2020-12-24T00:00:00</Значение></Свойство>
<Свойство Имя="Статус"><Значение>Закрыт</Значение></Свойство>
<Свойство Имя="СуммаДокумента"><Значение>100</Значение></Свойство>
<Свойство Имя="Заказчик"><Ссылка>
<Свойство Имя="{УникальныйИдентификатор}"><Значение>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</Значение></Свойство>
</Ссылка></Свойство>
<Свойство Имя="Основание"><Ссылка>
<Свойство Имя="Наименование"><Значение>Звонок</Значение></Свойство>
<Свойство Имя="Линия"><Значение>2</Значение></Свойство>
</Ссылка></Свойство>
<ТабличнаяЧасть Имя="Работы"><Запись>
<Свойство Имя="Работа"><Значение>Мойка</Значение></Свойство>
<Свойство Имя="Нормочас"><Значение>0.5</Значение></Свойство>
</Запись></ТабличнаяЧасть>
</Объект>
</ФайлОбмена>
XML
check "$DIR/orders.xml"
is 'check of a good file: exit status' "$STATUS" 0
is 'what is read, what is missing, what is left' "$(cat "$DIR/out.txt")" \
"✓ orders.xml: формат kd2, заказ-нарядов 1
    № 5 от 2020-12-24T00:00:00, —, —, 100, клиент: Петров Пётр, телефон: —
        Прочитано (имя в группе [1c] ← реквизит 1С):
            number      ← Номер:                 5
            date        ← Дата:                  2020-12-24T00:00:00
            amount      ← СуммаДокумента:        100
            client      ← Заказчик:              Петров Пётр
            client_name ← Заказчик.Наименование: Петров Пётр
            row_name    ← Работы.Работа:         Мойка
        Не нашлось: closed, state, organization, currency, deleted, client_last, client_first, client_middle, client_kind, client_phone, client_mail, phone, car, car_name, car_vin, car_plate, mileage, reason, dispatcher, master, row_quantity, row_sum
        Не использовано (можно вписать в группу [1c]):
            Статус:          Закрыт
            Основание:       Звонок
            Основание.Линия: 2
            Работы.Нормочас: 0.5
    Не использовано в других объектах файла:
        Справочник.Контрагенты
            МобильныйТелефон: +7 927 000-12-34
            Пол:              Мужской"

# ---- and what comes of filling it in

cat >>"$DIR/conf" <<'CONF'
[1c]
state = Состояние; Статус
client_phone = МобильныйТелефон
dispatcher = Основание.Линия
CONF
check "$DIR/orders.xml"
shows 'a name that was written into the settings is read' \
	'            state        ← Статус:                    Закрыт'
shows 'an attribute of the client too' \
	'            client_phone ← Заказчик.МобильныйТелефон: +7 927 000-12-34'
shows 'and one behind a reference' \
	'            dispatcher   ← Основание.Линия:           2'
shows_not 'they are not left any more' ' Статус:          Закрыт'
shows_not 'nor is that of the client' '            МобильныйТелефон:'
shows 'others are' '            Пол: Мужской'
settings "$DIR/good"

# ---- bounds, and what a terminal must not get

{
	echo '<ФайлОбмена ВерсияФормата="2.0">'
	for i in 1 2 3 4 5; do
		echo '<Объект Тип="ДокументСсылка.ЗаказНаряд">'
		echo "<Свойство Имя='Номер'><Значение>$i</Значение></Свойство>"
		for j in $(seq 1 100); do
			echo "<Свойство Имя='Лишний$j'><Значение>$j</Значение></Свойство>"
		done
		echo "<Свойство Имя='Длинный'><Значение>$(printf 'я%.0s' $(seq 1 500))</Значение></Свойство>"
		echo '</Объект>'
	done
	echo '</ФайлОбмена>'
} >"$DIR/many.xml"
check "$DIR/many.xml"
is 'the first three orders are shown' "$(grep -c '^    № ' "$DIR/out.txt")" 3
is 'of each so many attributes' "$(grep -c ' Лишний' "$DIR/out.txt")" 120
is 'no line is endless' \
	"$(awk 'length($0) > 400' "$DIR/out.txt" | wc -l)" 0

printf '<ФайлОбмена ВерсияФормата="2.0"><Объект Тип="ДокументСсылка.ЗаказНаряд"><Свойство Имя="Е&#9;&#x9b;31m"><Значение>%s</Значение></Свойство></Объект></ФайлОбмена>' \
	'&#x9b;31m&#x85;' >"$DIR/escape.xml"
check "$DIR/escape.xml"
is 'no control character gets through' \
	"$(LC_ALL=C grep -c $'\xc2[\x80-\x9f]' "$DIR/out.txt")" 0

# ---- nothing that is called an order

sed "s/ЗаказНаряд/ЗаказПокупателя/g" "$ROOT/samples/v8msg.xml" >"$DIR/other.xml"
check "$DIR/other.xml"
shows 'another document: no order' \
	'✓ other.xml: формат v8msg, заказ-нарядов 0'
shows 'but what it is called' '        Документ.ЗаказПокупателя'
shows 'and what to do' \
	'            это не заказ-наряд, пока его не называет [1c] order'
sed "s/ДокументСсылка.ЗаказНаряд/ДокументСсылка.Продажа/" \
	"$ROOT/samples/kd2.xml" >"$DIR/other.xml"
check "$DIR/other.xml"
shows 'in КД2 as well' '        Документ.Продажа'
sed "s/Заказ товара/Прочие/" "$ROOT/samples/commerceml.xml" >"$DIR/other.xml"
check "$DIR/other.xml"
shows 'in CommerceML the operation' '        Документ.Прочие'
perl -pi -e "s/Прочие/Заказ товара/; s/<Роль>Продавец/<Роль>Покупатель/" "$DIR/other.xml"
check "$DIR/other.xml"
shows_not 'and not of what we order ourselves' 'Документ.Заказ товара'

# ---- the samples

check "$ROOT/samples/enterprisedata.xml" "$ROOT/samples/kd2.xml" \
	"$ROOT/samples/orders.xml"
is 'check of three files: exit status' "$STATUS" 0
shows 'EnterpriseData: an additional property by its name' \
	'            closed       ← ДополнительныеРеквизиты.ДатаЗакрытия:     2020-12-26'
shows 'one that is left can be written as it stands' \
	'            ДополнительныеРеквизиты.Постоянный клиент:            true'
shows 'КД2: the car' \
	'            car_vin       ← Автомобиль.VIN:              X0X00000000000001'
shows 'our own format says by its names what is what' \
	'            car.plate:    А000АА163'
true_is 'its schema is whole outside the program' \
	xmllint --nonet --noout --stream \
	--schema "$B/schemas/enterprisedata.xsd" \
	"$ROOT/samples/enterprisedata.xml"
done_testing
