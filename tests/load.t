#!/usr/bin/env bash
# The files that 1C's standard exchange loads: who is in them, what is not made
# known, and that 1C's numbers of messages are answered.

. "$(dirname "$0")/lib.sh"
DOC=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c

# setup LINES OF [ack]: all new.
setup() {
	stop_portal
	rm -rf "$DIR/exchange" "$DIR/state"
	start_portal "$ROOT/samples/portal.json" --no-limit || exit 1
	cat >"$DIR/conf" <<CONF
[portal]
webhook_file = $DIR/webhook

[exchange]
folder = $DIR/exchange
state = $DIR/state
brake = 2

[deal]
id_field = id_1C

[stages]
закрыт = завершено успешно
ожидание деталей = в работе

[ack]
$1
CONF
}

once() {
	bridge once "$@" >"$DIR/once.log" 2>&1
}

# loads: the load files, oldest first.
loads() {
	find "$DIR/exchange/ack" -name '*.load.xml' | sort
}

# newest: the text of the newest load file.
newest() {
	# shellcheck disable=SC2012 # our own names
	cat "$(ls -t "$DIR"/exchange/ack/*.load.xml | head -n 1)"
}

# value NAME: of the first property of that name in the newest load file.
value() {
	newest | tr -d '\r\n' |
		sed -E "s/.*Имя=\"$1\" Тип=\"[^\"]*\">\s*(<Значение>([^<]*)<.*|<Пусто.*)/\2/"
}

# order STATE EXPORTED: orders.xml with these.
order() {
	sed -e "s|<Состояние>.*|<Состояние>$1</Состояние>|" \
		-e "s|Выгружен=\"[^\"]*\"|Выгружен=\"$2\"|" \
		"$ROOT/samples/orders.xml" >"$DIR/order.xml"
}

all_valid() {
	loads | tr '\n' '\0' | xargs -0 xmllint --nonet --noout \
		--schema "$ROOT/schemas/kd2.xsd"
}

# ---- a register

setup 'load = register'
order 'Закрыт' 2020-12-26T18:00:00
once "$DIR/order.xml"
is 'a load file beside the ack' "$(loads | sed 's/load.xml$/ack.xml/')" \
	"$(acks order)"
is 'the deal' "$(value ИдентификаторСделки)" \
	"$(grep -o 'ИдСделки="[0-9]*' "$(acks order)" | tr -dc 0-9)"
is 'the contact' "$(value ИдентификаторКонтакта)" \
	"$(grep -o 'ИдКонтакта="[0-9]*' "$(acks order)" | tr -dc 0-9)"
is 'by its document' "$(value '\{УникальныйИдентификатор\}')" "$DOC"
is 'with its source' "$(value ХешИсточника)" \
	"$(sha256sum "$DIR/order.xml" | cut -d ' ' -f 1)"
is 'nothing hidden is left' \
	"$(find "$DIR/exchange/ack" -name '.*' -type f | wc -l)" 0

deal=$(value ИдентификаторСделки)
contact=$(value ИдентификаторКонтакта)
order 'Потерян' 2020-12-26T19:00:00
sleep 1.1 # another second, another name
once "$DIR/order.xml"
is 'an order that failed says so' "$(value Результат)" 'Ошибка'
true_is 'and why' test -n "$(value ТекстОшибки)"
is 'and keeps the deal that it had' "$(value ИдентификаторСделки)" "$deal"
is 'and the contact' "$(value ИдентификаторКонтакта)" "$contact"
order 'Закрыт' 2020-12-26T17:00:00
count=$(loads | wc -l)
once "$DIR/order.xml"
is 'what is older than it is says nothing' "$(loads | wc -l)" "$count"

count=$(loads | wc -l)
echo '<ЗаказНаряды>' >"$DIR/broken.xml"
once "$DIR/broken.xml"
is 'a rejected file loads nothing' "$(loads | wc -l)" "$count"
true_is 'all of them are valid' all_valid

# ---- a message of an exchange plan

setup 'load = register'
for n in 17 18 19; do
	sed "s/НомерИсходящегоСообщения=\"17\"/НомерИсходящегоСообщения=\"$n\"/
		s/ДатаВыгрузки=\"[^\"]*\"/ДатаВыгрузки=\"2020-12-26T18:$n:00\"/" \
		"$ROOT/samples/kd2-3.1.xml" >"$DIR/Message_AA_B24.xml"
	once "$DIR/Message_AA_B24.xml"
done
is 'every message is answered, by numbers that grow' \
	"$(loads | tr '\n' '\0' | xargs -0 grep -ho '<ДанныеПоОбмену.*' |
		tr -d '\r' | sort)" \
	"$(for n in 17 18 19; do
		printf '<ДанныеПоОбмену ПланОбмена="Б24_Обмен" Кому="АА" '
		printf 'ОтКого="Б24" НомерИсходящегоСообщения="%s" ' "$n"
		printf 'НомерВходящегоСообщения="%s" ' "$n"
		printf 'УдалитьРегистрациюИзменений="true" '
		printf 'ВерсияОтправителя=""/>\n'
	done)"
true_is 'they are valid' all_valid

# 1C may count anew since: an old number would confirm what never came.
sed -i '/^ожидание деталей = /d' "$DIR/conf"
cp "$DIR/Message_AA_B24.xml" "$DIR/retry.xml"
echo >>"$DIR/retry.xml"
once "$DIR/retry.xml"
sed -i 's/^закрыт = .*/&\nожидание деталей = в работе/' "$DIR/conf"
bridge retry >"$DIR/out"
start_daemon
true_is 'a retry is answered too' wait_for 20 has_acks retry 2
stop_daemon
is 'and confirms nothing' "$(newest |
	grep -o 'НомерВходящегоСообщения="[0-9]*"')" \
	'НомерВходящегоСообщения="0"'

# ---- an attribute, and rules

setup "load = attribute
load_target = Б24_ИдентификаторСделки
kd2_rules_file = $DIR/rules.xml"
order 'Закрыт' 2020-12-26T18:00:00
once "$DIR/order.xml"
is 'rules that lack stop the file' "$(loads | wc -l)" 0
true_is 'and are named' grep -q 'kd2_rules_file.*rules.xml' "$DIR/once.log"
echo '<ПравилаОбмена><Наименование>Мост</Наименование></ПравилаОбмена>' \
	>"$DIR/rules.xml"
chmod 666 "$DIR/rules.xml"
once "$DIR/order.xml"
true_is 'so do rules that others may write' grep -q 'chmod go-w' "$DIR/once.log"
chmod 644 "$DIR/rules.xml"
once "$DIR/order.xml"
true_is 'good ones stand in the file' grep -q \
	'<ПравилаОбмена><Наименование>Мост</Наименование></ПравилаОбмена>' \
	"$(loads | head -n 1)"
true_is 'and the deal' test -n "$(value Б24_ИдентификаторСделки)"
is 'the register is not spoken of' "$(newest | grep -c РегистрСведений)" 0
true_is 'it is valid' all_valid
bridge check >"$DIR/out" 2>&1
is 'check has no complaint of the rules' "$(grep -c kd2_rules "$DIR/out")" 0
echo '<x/>' >"$DIR/rules.xml"
bridge check >"$DIR/out" 2>&1
is 'and one of what are none' "$(grep -c kd2_rules "$DIR/out")" 1

# ---- without the setting

setup ''
order 'Закрыт' 2020-12-26T18:00:00
once "$DIR/order.xml"
is 'no load file where none is wanted' "$(loads | wc -l)" 0
is 'but an ack' "$(acks order | wc -l)" 1

check_portal load
done_testing
