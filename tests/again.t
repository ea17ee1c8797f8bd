#!/usr/bin/env bash
# What comes again: retried, forced, released, kept by a person, sent twice in
# one window. Old data must stay old, and nothing may come to be twice.

. "$(dirname "$0")/lib.sh"

G1=8d1c7f0e-45f0-11eb-9c2a-00155d0a0001
G2=8d1c7f0e-45f0-11eb-9c2a-00155d0a0002
C1=3b8f2a1c-45e6-11ea-9c2a-00155d0a0001

# setup NAME [LINES OF [exchange]] [LINES OF [deal]]: all new; the name is for
# the reader.
setup() {
	stop_daemon
	stop_portal
	rm -rf "$DIR/exchange" "$DIR/state" "$DIR/daemon.log" "$DIR"/*.xml
	start_portal "$ROOT/samples/portal.json" --no-limit || exit 1
	cat >"$DIR/conf" <<CONF
[portal]
webhook_file = $DIR/webhook

[exchange]
folder = $DIR/exchange
state = $DIR/state
quiet_seconds = 1
${2:-}

[deal]
id_field = id_1C
${3:-}

[stages]
закрыт = завершено успешно
отказ = отказ
выполнен = выполнено
в работе = в работе
CONF
}

# order REF NUMBER STATE SUM CLIENT NAME PHONE [MORE]
order() {
	printf '<ЗаказНаряд>%s<Номер>%s</Номер>' "${1:+<Ид>$1</Ид>}" "$2"
	printf '<Дата>2020-12-24T10:00:00</Дата><Состояние>%s</Состояние>' "$3"
	printf '<Организация>СТО</Организация><Сумма>%s</Сумма>' "$4"
	printf '<Клиент>%s<Наименование>%s</Наименование>' \
		"${5:+<Ид>$5</Ид>}" "$6"
	printf '<Телефон>%s</Телефон></Клиент>%s</ЗаказНаряд>\n' "$7" "${8:-}"
}

# file NAME [EXPORTED]: of the orders on stdin.
file() {
	printf '<ЗаказНаряды xmlns="urn:b24bridge:orders:1"%s>\n' \
		"${2:+ Выгружен=\"$2\"}" >"$DIR/$1.xml"
	cat >>"$DIR/$1.xml"
	echo '</ЗаказНаряды>' >>"$DIR/$1.xml"
}

once() {
	bridge once "$@" >>"$DIR/once.log" 2>&1
}

# of_deal ID FIELD
of_deal() {
	portal '/_state?volatile=0' | perl -MJSON::PP -e '
		my ($id, $field) = @ARGV;
		my $state = decode_json(join "", <STDIN>);
		print map { $_->{$field} // "" }
			grep { $_->{id} == $id } @{$state->{deals}};
	' "$1" "$2"
}

deals() {
	portal /_state | grep -c '"opportunity"'
}

PETROV=("$C1" 'Петров Пётр' 89270001234)

# A file that says no time is as old as when it came first, also as a retry.
setup retry '' 'several = hold'
portal /_seed -d '{"deals":[
	{"id":18,"title":"x","contactIds":[56],"createdTime":"2020-12-20T10:00:00+03:00"},
	{"id":19,"title":"y","contactIds":[56],"createdTime":"2020-12-21T10:00:00+03:00"}]}' \
	>/dev/null
{
	order $G1 100 'В работе' 100.00 "${PETROV[@]}"
	order $G2 101 'В работе' 5.00 '' 'Соколова Анна' 89270005566
} | file a
once "$DIR/a.xml"
sleep 1.1 # ctime has whole seconds in the history
order $G1 100 Закрыт 999.00 "${PETROV[@]}" | file b
once "$DIR/b.xml"
is 'retry: the newer file closed the deal' "$(of_deal 17 stageId)" WON
true_is 'retry: the held order goes again' bridge retry
start_daemon
true_is 'retry: its file is acked again' wait_for 20 has_acks a 2
is 'retry: the newer data stay' "$(of_deal 17 stageId)" WON
check_portal retry

# Forced once is not forced for ever.
setup force
order $G1 100 'В работе' 100.00 "${PETROV[@]}" | file a 2020-12-25T10:00:00
order $G1 100 Закрыт 999.00 "${PETROV[@]}" | file b 2020-12-26T10:00:00
start_daemon
once --force "$DIR/a.xml"
once "$DIR/b.xml"
once --force "$DIR/a.xml"
is 'force: older data count' "$(of_deal 17 stageId)" EXECUTING
once "$DIR/b.xml"
once "$DIR/a.xml"
is 'force: this once' "$(of_deal 17 stageId)" WON
check_portal force

# A stage that a person set stays for as long as 1C's state does.
setup edited '' 'stage = until_edited'
for minute in 0 1 2; do
	order $G1 100 'В работе' 100.00 "${PETROV[@]}" |
		file "e$minute" "2020-12-26T10:0$minute:00"
done
once "$DIR/e0.xml"
portal /_seed -d '{"deals":[{"id":17,"stageId":"UC_DONE"}]}' >/dev/null
once "$DIR/e1.xml"
is 'edited: kept at the next export' "$(of_deal 17 stageId)" UC_DONE
once "$DIR/e2.xml"
is 'edited: and at the one after' "$(of_deal 17 stageId)" UC_DONE

# One document, by number and by GUID, in files that wait together.
setup window
order '' 400 'В работе' 100.00 '' 'Новый Один' 89270009901 |
	file a 2020-12-26T18:00:00
order $G1 400 Выполнен 100.00 '' 'Новый Один' 89270009901 |
	file b 2020-12-26T18:10:00
once "$DIR/a.xml" "$DIR/b.xml"
is 'window: one deal more' "$(deals)" 3
is 'window: with the GUID' "$(of_deal 18 originId)" $G1
check_portal window

# A lost answer of a contact that two orders gave their marks to.
setup mark
portal /_fault -d 'reset-after method=crm.item.add' >/dev/null
{
	order $G1 500 'В работе' 100.00 $C1 'Новый Иван' 89270009901
	order $G2 501 'В работе' 100.00 '' 'Частное лицо' 89270009901
} | file a 2020-12-26T18:00:00
once "$DIR/a.xml"
is 'mark: one contact' \
	"$(portal /_state | grep -c '"value": "+79270009901"')" 1
check_portal mark

# A document that is marked for deletion has no claim on somebody's lead.
setup deleted '' 'deleted_stage = отказ'
order $G1 600 Закрыт 100.00 "${PETROV[@]}" \
	'<ПометкаУдаления>true</ПометкаУдаления>' | file a 2020-12-26T18:00:00
once "$DIR/a.xml"
is 'deleted: the lead stays' "$(of_deal 17 stageId)" NEW

# The brake knows what the files before it will have done.
setup brake 'brake = 3'
for number in 1 2 3; do
	order '' "70$number" 'В работе' 1.00 '' "Новый $number" \
		"8927000990$number"
done | file a 2020-12-26T18:00:00
for number in 1 2 3 4 5; do
	order '' "70$number" 'В работе' 1.00 '' "Новый $number" \
		"8927000990$number"
done | file b 2020-12-26T18:10:00
true_is 'brake: two deals more are no reason to hold' \
	once "$DIR/a.xml" "$DIR/b.xml"
is 'brake: five deals more' "$(deals)" 7
check_portal brake

# A person moves a deal to another funnel while it is being asked for: its stage
# there is not the one that is written.
setup moved
struck() {
	[ "$(counter faults)" -gt 0 ]
}
portal /_fault -d 'delay:2000 method=crm.item.list' >/dev/null
order $G1 100 Закрыт 100.00 "${PETROV[@]}" | file a 2020-12-26T18:00:00
portal /_seed -d '{"deals":[{"id":17,"UF_CRM_ID_1C":"100"}]}' >/dev/null
bridge once "$DIR/a.xml" >>"$DIR/once.log" 2>&1 &
ONCE_PID=$!
wait_for 10 struck
portal /_seed -d '{"deals":[{"id":17,"categoryId":1,"stageId":"C1:NEW"}]}' \
	>/dev/null
wait "$ONCE_PID"
is 'moved: the order failed' "$?" 1
true_is 'moved: it is said that the portal kept its stage' \
	grep -q 'Код="portal_refused".*Осмотр' "$(acks a)"
is 'moved: the stage is of its own funnel' "$(of_deal 17 stageId)" C1:NEW
once "$DIR/a.xml"
is 'moved: the next run writes the right one' "$(of_deal 17 stageId)" C1:WON
check_portal moved

# New settings are no new start: the portal counts on.
setup pace
stop_portal
start_portal "$ROOT/samples/portal.json" --burst 6 --drain 1 || exit 1
sed -i '/^webhook_file/a requests_per_second = 1\nburst = 6' "$DIR/conf"
start_daemon
order '' 900 'В работе' 1.00 '' 'Новый' 89270009908 | file a
order '' 901 'В работе' 1.00 '' 'Новый' 89270009909 | file b
cp "$DIR/a.xml" "$DIR/exchange/in/"
wait_for 20 has_acks a 1
kill -HUP "$DAEMON_PID"
wait_for 10 grep -q 'прочитаны заново' "$DIR/daemon.log"
cp "$DIR/b.xml" "$DIR/exchange/in/"
true_is 'pace: both files are carried out' wait_for 40 has_acks b 1
is 'pace: nothing was over the limit' "$(counter refused_503)" 0
check_portal pace

# A name that in/ does not take is refused before it can get stuck.
order '' 800 'В работе' 1.00 '' 'Новый' 89270009908 | file a
mv "$DIR/a.xml" "$DIR/a.txt"
once "$DIR/a.txt"
is 'name: once refuses' "$?" 1

done_testing
