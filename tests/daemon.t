#!/usr/bin/env bash
# The daemon, with this script in the parts of 1C, of people and of the line
# to the portal. Orders are numbered from 1; at the end the portal must hold
# one deal for each of them, and no file may be on its way any more.

. "$(dirname "$0")/lib.sh"
IN=$DIR/exchange/in
ORDERS=0

# order STATE [PHONE]: one more order; NUMBER is its number.
order() {
	ORDERS=$((ORDERS + 1))
	NUMBER=$((3000000000 + ORDERS))
	order_of "$ORDERS" "$1" "${2:-+7 927 $((1000000 + ORDERS))}" \
		"$(date -u +%FT%T)"
}

# order_of N STATE PHONE EXPORTED
order_of() {
	local id
	id=$(printf %012d "$1")
	cat >"$DIR/order" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Выгружен="$4" Количество="1">
  <ЗаказНаряд>
    <Ид>8d1c7f0e-45f0-11eb-9c2a-$id</Ид>
    <Номер>$((3000000000 + $1))</Номер>
    <Дата>$(date +%F)T08:00:00</Дата>
    <Состояние>$2</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>100.00</Сумма>
    <Клиент>
      <Ид>3b8f2a1c-45e6-11ea-9c2a-$id</Ид>
      <Наименование>Клиент $1</Наименование>
      <Телефон>$3</Телефон>
    </Клиент>
  </ЗаказНаряд>
</ЗаказНаряды>
XML
}

# drop NAME: the order as 1C should write it, by rename.
drop() {
	cp "$DIR/order" "$IN/.drop"
	mv "$IN/.drop" "$IN/$1"
}

# drop_order NAME STATE [PHONE]
drop_order() {
	order "$2" "${3:-}"
	drop "$1.xml"
}

# acked NAME [COUNT]: waits for that many acks of the source.
acked() {
	wait_for 20 has_acks "$1" "${2:-1}"
}

# ack_says NAME TEXT: its newest ack does.
ack_says() {
	acks "$1" | tail -n 1 | tr '\n' '\0' | xargs -0 grep -q -- "$2"
}

# deals NUMBER: how many the portal has.
deals() {
	portal /_state | grep -c "\"UF_CRM_ID_1C\": \"$1\""
}

# stage_of NUMBER: of its deal.
stage_of() {
	portal /_state | perl -MJSON::PP -0777 -ne '
		for my $deal (@{decode_json($_)->{deals}}) {
			print "$deal->{stageId}\n"
				if ($deal->{UF_CRM_ID_1C} // "") eq "'"$1"'";
		}'
}

fault() {
	portal /_fault --data-binary "$1" >/dev/null
}

struck() {
	[ "$(counter faults)" -gt "$1" ]
}

logged() {
	grep -q -- "$1" "$DIR/daemon.log"
}

# ends PID: whether that process is no more, a zombie counts as ended.
ended() {
	! grep -q '^State:[[:space:]]*[^ZX]' "/proc/$1/status" 2>/dev/null
}

hang_up() {
	: >"$DIR/daemon.log"
	kill -HUP "$DAEMON_PID"
}

cat >"$DIR/seed.json" <<'JSON'
{"funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"EXECUTING","name":"В работе"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"}]}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"}]}
JSON
cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = 2
incomplete_minutes = 1
brake = 2

[deal]
id_field = id_1C
several = hold

[stages]
закрыт = завершено успешно
в работе = в работе
CONF
start_portal "$DIR/seed.json" --no-limit || exit 1
settings "$DIR/settings"

# ---- the portal is down when we start

portal '/_down?on=1' -X POST >/dev/null
true_is 'the daemon starts without a portal' start_daemon
drop_order renamed 'В работе'
true_is 'an outage is said in the log' wait_for 15 logged '127.0.0.1'
is 'no ack while the portal is down' "$(acks renamed)" ''
portal '/_down?on=0' -X POST >/dev/null
true_is 'what came in an outage goes on by itself' acked renamed
true_is 'the end of the outage is said' logged 'Связь восстановлена'
is 'its deal is there' "$(deals "$NUMBER")" 1
is 'the source is archived' \
	"$(find "$DIR/exchange/archive" -name 'renamed*.xml' | wc -l)" 1

bridge run >"$DIR/second.log" 2>&1
is 'a second instance exits 75' $? 75
true_is 'and says who has the folder' grep -q "$DAEMON_PID" "$DIR/second.log"

# ---- how files come

order 'В работе'
cp "$DIR/order" "$IN/in-place.xml"
drop_order 'ЗАГЛАВНЫМИ' 'В работе'
mv "$IN/ЗАГЛАВНЫМИ.xml" "$IN/ЗАГЛАВНЫМИ.XML"
true_is 'a file written in place is carried out' acked in-place
true_is 'so is one with an ending in capitals' acked 'ЗАГЛАВНЫМИ'

order 'В работе'
exec 7>"$IN/slow.xml"
cat "$DIR/order" >&7
order 'В работе'
head -c 700 "$DIR/order" >"$IN/cut.xml"
tail -c +701 "$DIR/order" >"$DIR/rest"
drop_order meanwhile 'В работе'
true_is 'others go on beside a slow and a cut file' acked meanwhile
drop_order meanwhile-2 'В работе'
acked meanwhile-2
true_is 'a file that is open for writing is left alone' test -f "$IN/slow.xml"
true_is 'a cut file is left alone' test -f "$IN/cut.xml"
is 'and neither has an ack' "$(acks slow; acks cut)" ''
exec 7>&-
cat "$DIR/rest" >>"$IN/cut.xml"
true_is 'a slow file is carried out when it is closed' acked slow
true_is 'a cut file is carried out when it is whole' acked cut
true_is 'and counts as done' ack_says cut 'Итог="Выполнен"'

drop_order same 'В работе'
SAME=$NUMBER
wait_for 10 test ! -e "$IN/same.xml"
order_of "$ORDERS" 'Закрыт' "+7 927 $((1000000 + ORDERS))" \
	"$(date -u -d '+1 second' +%FT%T)"
drop same.xml
true_is 'two files of one name have two acks' acked same 2
is 'both are archived' \
	"$(find "$DIR/exchange/archive" -name 'same*.xml' | wc -l)" 2
is 'the later one counts' "$(stage_of "$SAME")" WON

LONG=$(printf 'Ж%.0s' {1..120})
drop_order "$LONG" 'В работе'
STRANGE=$'new\nline \e[31mred'
drop_order "$STRANGE" 'В работе'
true_is 'a name of 120 letters gets an ack' \
	wait_for 20 sh -c "ls '$DIR/exchange/ack' | grep -q '^Ж*~[0-9a-f]\{8\}.*\.ack\.xml\$'"
true_is 'a name with newline and escape gets one, too' acked 'new*red'
is 'no escape gets into the log' "$(grep -c $'\e' "$DIR/daemon.log")" 0

# ---- what is none of ours

mkfifo "$IN/fifo.xml"
mkdir "$IN/folder.xml"
order 'Закрыт'
ORDERS=$((ORDERS - 1)) # never carried out
cp "$DIR/order" "$DIR/elsewhere.xml"
ln -s "$DIR/elsewhere.xml" "$IN/link.xml"
# shellcheck disable=SC2016,SC2088 # a name
for name in .hidden.xml '~$open.xml' new.tmp new.part Thumbs.db desktop.ini \
	ConnectionCheckFile_1.xml note.txt; do
	cp "$DIR/order" "$IN/$name"
done
BEFORE=$(cd "$IN" && find . | sort)
drop_order after-them 'В работе'
true_is 'link, FIFO and folder do not disturb' acked after-them
is 'nothing of them is touched' "$(cd "$IN" && find . | sort)" "$BEFORE"
is 'the target of a link is not read' "$(deals $((NUMBER + 1)))" 0

# Names that a log, a shell or a terminal could take for something else.
: >"$DIR/daemon.log"
ACKS=$(find "$DIR/exchange/ack" -name '*.ack.xml' -printf x | wc -c)
# shellcheck disable=SC2016 # a name
HOSTILE=($'a\n2026-01-01 00:00:00 error forged.xml' $'\e[2J.xml' '%n%s%n.xml'
	-rf.xml $'\xff\xfe.xml' 'x . .xml' '$(touch forged).xml'
	"$(printf 'y%.0s' {1..251}).xml" $'b\r<0>forged.xml')
for name in "${HOSTILE[@]}"; do
	order 'В работе'
	cp -- "$DIR/order" "$IN/.drop"
	mv -- "$IN/.drop" "$IN/$name"
done
more_acks() {
	[ "$(find "$DIR/exchange/ack" -name '*.ack.xml' -printf x | wc -c)" \
		-ge "$1" ]
}
true_is 'hostile names are taken like others' \
	wait_for 30 more_acks $((ACKS + ${#HOSTILE[@]}))
is 'no log line is theirs' "$(cat "$DIR/daemon.log" "$DIR/state/log" |
	grep -cE '^(2026-01-01|<0>|forged)')" 0
is 'no log holds what a terminal obeys' "$(cat "$DIR/daemon.log" \
	"$DIR/state/log" | LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]')" 0
true_is 'the log is text' iconv -f UTF-8 -t UTF-8 "$DIR/state/log"
find "$DIR/exchange/ack" -type f -print0 | xargs -0 cat >"$DIR/all-acks"
true_is 'and so are the acks' iconv -f UTF-8 -t UTF-8 "$DIR/all-acks"

# ---- the line to the portal

portal '/_down?on=1&mode=html' -X POST >/dev/null
for i in 1 2 3; do
	drop_order "outage-$i" 'В работе'
done
order_of "$ORDERS" 'Закрыт' "+7 927 $((1000000 + ORDERS))" \
	2020-01-01T00:00:00
drop outage-4.xml
true_is 'files come in in an outage, too' \
	wait_for 10 test -f "$DIR/exchange/work/outage-1.xml"
portal '/_down?on=0' -X POST >/dev/null
for i in 1 2 3; do
	true_is "file $i of an outage goes on" acked "outage-$i"
done
true_is 'an older file in the same queue has its ack' acked outage-4
true_is 'it is stale' ack_says outage-4 'Код="stale"'
is 'and changes nothing' "$(stage_of "$NUMBER")" EXECUTING

FAULTS=$(counter faults)
fault 'reset-after method=crm.item.add'
drop_order lost-contact 'В работе'
true_is 'the answer to a new contact is lost' wait_for 10 struck "$FAULTS"
true_is 'the order is carried out all the same' acked lost-contact
true_is 'as a new deal' ack_says lost-contact 'Итог="Создан"'
is 'there is one contact' \
	"$(portal /_state | grep -c "\"lastName\": \"Клиент\"")" "$ORDERS"

FAULTS=$(counter faults)
fault 'reset-after method=crm.item.add skip=1'
drop_order lost-deal 'В работе'
true_is 'the answer to a new deal is lost' wait_for 10 struck "$FAULTS"
true_is 'that order is carried out all the same' acked lost-deal
true_is 'as a new deal, too' ack_says lost-deal 'Итог="Создан"'
is 'there is one deal' "$(deals "$NUMBER")" 1

# A search that does not show yet what is new must hide nothing that was
# written, not after an outage and not after a new start.
# again NAME STATE SECONDS: the last order, exported so much later.
again() {
	order_of "$ORDERS" "$2" "+7 927 $((1000000 + ORDERS))" \
		"$(date -u -d "+$3 second" +%FT%T)"
	drop "$1.xml"
}
fault 'lag:600s'
drop_order lags 'В работе'
acked lags
again lags-closed 'Закрыт' 1
true_is 'what a search does not show is changed' acked lags-closed
portal '/_down?on=1' -X POST >/dev/null
LINES=$(grep -c прервалась "$DIR/daemon.log")
again lags-opened 'В работе' 2
wait_for 20 sh -c "[ \$(grep -c прервалась '$DIR/daemon.log') -gt $LINES ]"
portal '/_down?on=0' -X POST >/dev/null
acked lags-opened
is 'also after an outage' "$(stage_of "$NUMBER")" EXECUTING
again lags-closed-again 'Закрыт' 3
acked lags-closed-again
stop_daemon
start_daemon
again lags-opened-again 'В работе' 4
acked lags-opened-again
is 'and after a new start' "$(stage_of "$NUMBER")" EXECUTING
portal '/_fault?clear=1' -X POST >/dev/null

# Whoever is told that the secret is wrong does what he is told, and no more.
portal /_seed -d '{"settings":{"secret":"renewed"}}' >/dev/null
drop_order shut 'В работе'
true_is 'a secret that is not taken is said' wait_for 15 logged 'не принял секрет'
echo rubbish >"$DIR/webhook"
true_is 'so is a new one that is none' wait_for 10 logged 'не подходит'
echo "$URL/rest/1/renewed/" >"$DIR/webhook"
true_is 'a new webhook in its file is enough' acked shut
is 'its secret is nowhere else' "$(grep -rlF /rest/1/renewed \
	--exclude=webhook --exclude=portal.log --exclude=journal "$DIR")" ''

# Killed while it asks: nothing was sent yet, so nothing is to be waited for.
FAULTS=$(counter faults)
fault 'delay:3000'
drop_order killed 'В работе'
wait_for 10 struck "$FAULTS"
kill -KILL "$DAEMON_PID"
wait "$DAEMON_PID" 2>/dev/null
true_is 'what was in hand when it was killed is still there' \
	test -f "$DIR/exchange/work/killed.xml"
true_is 'after kill -9 it starts again' start_daemon
true_is 'and goes on with what it had' acked killed
is 'the killed one has one ack' "$(acks killed | wc -l)" 1
is 'and one deal' "$(deals "$NUMBER")" 1

# ---- people

order 'В работе'
cp "$DIR/order" "$DIR/order.xml"
true_is 'once hands over to the daemon and waits' bridge once "$DIR/order.xml"
is 'the deal is there when once ends' "$(deals "$NUMBER")" 1
true_is 'the file it was given stays' test -f "$DIR/order.xml"
bridge once "$DIR/order" "$DIR" >/dev/null 2>&1
is 'what in/ does not take is a rejected file' $? 1

drop_order washed 'На мойке'
WASHED=$NUMBER
true_is 'an unmapped state has an ack' acked washed
true_is 'that says so' ack_says washed 'state_unmapped'

sed 's/^id_field/id_feld/' "$DIR/settings" >"$DIR/wrong"
settings "$DIR/wrong"
hang_up
true_is 'a wrong settings file is refused' wait_for 10 logged 'не приняты'
true_is 'with its line' logged ':13'
drop_order old-settings 'В работе'
true_is 'the old settings stay' acked old-settings

echo 'на мойке = в работе' >>"$DIR/settings"
settings "$DIR/settings"
hang_up
true_is 'new settings are taken' wait_for 10 logged 'прочитаны заново'
true_is 'the failed order goes by itself then' acked washed 2
is 'and has its deal' "$(stage_of "$WASHED")" EXECUTING

fault 'error-in-batch method=crm.item.add'
drop_order refused 'В работе'
true_is 'a refusal of the portal has an ack' acked refused
true_is 'that says so, too' ack_says refused 'portal_refused'
is 'there is no deal of it' "$(deals "$NUMBER")" 0
true_is 'retry takes it up again' bridge retry "$NUMBER"
true_is 'the retried one has an ack' acked refused 2
is 'and its deal' "$(deals "$NUMBER")" 1
bridge retry "$NUMBER" >/dev/null 2>&1
is 'there is nothing more to retry' $? 1

cat >"$DIR/two" <<'JSON'
{"contacts":[{"id":500,"lastName":"Двойная","phones":["+7 927 555-55-55"]}],
 "deals":[{"id":500,"title":"Один","contactIds":[500]},
  {"id":501,"title":"Другой","contactIds":[500]}]}
JSON
portal /_seed --data-binary "@$DIR/two" >/dev/null
drop_order several 'Закрыт' '+7 927 555-55-55'
true_is 'an order with two open deals has an ack' acked several
true_is 'it is held' ack_says several 'Код="held"'
portal /_seed --data-binary '{"deals":[{"id":500,"UF_CRM_ID_1C":"'"$NUMBER"'"}]}' \
	>/dev/null
true_is 'a person picks a deal and retries' bridge retry
true_is 'the held one has an ack' acked several 2
is 'and the deal that was picked' "$(portal /_state | grep -c WON)" 2

: >"$DIR/many"
for i in 1 2 3; do
	order 'Закрыт'
	sed -n '/<ЗаказНаряд>/,/<\/ЗаказНаряд>/p' "$DIR/order" >>"$DIR/many"
done
{
	echo '<ЗаказНаряды>'
	cat "$DIR/many"
	echo '</ЗаказНаряды>'
} >"$DIR/order"
drop brake.xml
true_is 'a file over the brake has an ack' acked brake
true_is 'that says brake' ack_says brake 'Код="brake"'
true_is 'it waits in held/' test -f "$DIR/exchange/held/brake.xml"
is 'nothing of it was written' "$(deals "$NUMBER")" 0
bridge release no-such-file.xml >/dev/null 2>&1
is 'what is not held cannot be released' $? 1
true_is 'a person lets it pass' bridge release brake.xml
true_is 'the released file has an ack' acked brake 2
true_is 'that says done' ack_says brake 'Итог="Выполнен"'
is 'and its deals' "$(deals "$NUMBER")" 1

# ---- the end

is 'in/ holds what is none of ours' "$(cd "$IN" && find . | sort)" "$BEFORE"
is 'nothing is on its way' \
	"$(find "$DIR/exchange/work" "$DIR/exchange/held" -type f)" ''
is 'nothing half-written lies about' \
	"$(find "$DIR/exchange" -name '.*' ! -path '*/in/*' -type f -size +0 |
		grep -v lock)" ''
is 'each order has its deal, once' "$(portal /_state | grep -c '"UF_CRM_ID_1C"')" \
	"$ORDERS"
for ack in "$DIR"/exchange/ack/*.ack.xml; do
	xmllint --nonet --noout --schema "$ROOT/schemas/ack.xsd" "$ack" \
		>>"$DIR/xmllint.log" 2>&1 || echo "$ack" >>"$DIR/invalid"
done
is 'every ack is valid' "$(cat "$DIR/invalid" 2>/dev/null)" ''
check_portal daemon

# It must not wait for a portal that does not answer.
FAULTS=$(counter faults)
fault 'delay:20000 write=1'
drop_order last 'В работе'
wait_for 10 struck "$FAULTS"
kill -TERM "$DAEMON_PID"
true_is 'SIGTERM ends it within 10 s' wait_for 10 ended "$DAEMON_PID"
wait "$DAEMON_PID"
is 'with status 0' $? 0
DAEMON_PID=
true_is 'what was in hand stays in work/' test -f "$DIR/exchange/work/last.xml"
done_testing
