#!/usr/bin/env bash
# `status`, `show`, the daemon's pulse and its log: what people are told of a
# bridge at rest, at work, in an outage, and of an order.

# shellcheck disable=SC2016 # Perl's dollars

. "$(dirname "$0")/lib.sh"
IN=$DIR/exchange/in

# order NUMBER STATE [ORGANIZATION]: as $DIR/order.
order() {
	cat >"$DIR/order" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Количество="1">
  <ЗаказНаряд>
    <Номер>$1</Номер>
    <Дата>$(date +%F)T08:00:00</Дата>
    <Состояние>$2</Состояние>
    <Организация>${3:-СТО Маяк}</Организация>
    <Сумма>100.00</Сумма>
    <Клиент>
      <Наименование>Петров Пётр</Наименование>
      <Телефон>+7 927 100-${1:0:2}-${1:2:2}</Телефон>
    </Клиент>
  </ЗаказНаряд>
</ЗаказНаряды>
XML
}

# drop NAME: the order as 1C should write it, by rename.
drop() {
	cp "$DIR/order" "$IN/.drop"
	mv "$IN/.drop" "$IN/$1.xml"
}

# status: what `status --json` says, as $DIR/report; its exit status as STATUS.
status() {
	bridge status --json >"$DIR/report" 2>"$DIR/stderr"
	STATUS=$?
}

# of PATH: a member of the report, `portal.state`; null is "null".
of() {
	perl -MJSON::PP -0777 -e '
		binmode STDOUT, ":utf8";
		my $at = decode_json(<STDIN>);
		for (split /\./, $ARGV[0]) {
			$at = /^\d+$/ ? $at->[$_] : $at->{$_};
		}
		print ref $at eq "ARRAY" ? scalar @$at : $at // "null";
	' "$1" <"$DIR/report"
}

# comes PATH VALUE: within 20 s the status says so.
says_now() {
	status
	[ "$(of "$1")" = "$2" ]
}
comes() {
	wait_for 20 says_now "$1" "$2"
}

exits() {
	local name=$1 expected=$2
	shift 2
	"$@" >"$DIR/stdout" 2>"$DIR/stderr"
	is "$name" $? "$expected"
}

says() {
	true_is "$1" grep -q -- "$2" "$DIR/stdout" "$DIR/stderr"
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
rescan_seconds = 1
brake = 2

[deal]
id_field = id_1C

[stages]
закрыт = завершено успешно
в работе = в работе
CONF
start_portal "$DIR/seed.json" --no-limit || exit 1
settings "$DIR/settings"

# ---- nothing is there yet

status
is 'no daemon: exit status' "$STATUS" 3
is 'no daemon: not running' "$(of running)" 0
is 'no daemon: the folder lacks' "$(of folder.ok)" 0
is 'no daemon: nothing is known of the portal' "$(of portal.state)" unknown
is 'nothing was made by looking' \
	"$(find "$DIR/state" "$DIR/exchange" 2>/dev/null)" ''
exits 'no daemon: for people' 3 bridge status
says 'it says what to do' 'systemctl start'
exits 'show without a history' 1 bridge show 3001
says 'and says so' '3001'

# ---- a daemon at rest

true_is 'the daemon starts' start_daemon
true_is 'it is seen running' comes running 1
is 'under its number' "$(of pid)" "$DAEMON_PID"
is 'nothing came yet: a warning' "$STATUS" 1
is 'the settings are those of the file' "$(of settings_sha256)" \
	"$(sha256sum <"$DIR/conf" | cut -d' ' -f1)"
is 'the pulse is for nobody else' \
	"$(stat -c %a "$DIR/state/pulse.json")" 600
is 'nor the log' "$(stat -c %a "$DIR/state/log")" 600
true_is 'the log has time, zone and level' grep -qE \
	'^[0-9-]{10}T[0-9:]{8}[+-][0-9]{2}:[0-9]{2} note Обмен начат' \
	"$DIR/state/log"

# ---- an order

order 3001 'В работе'
drop first
true_is 'an order is carried out' wait_for 20 has_acks first 1
true_is 'the portal is well then' comes portal.state ok
true_is 'today has it' comes today.created 1
is 'all is well' "$STATUS" 0
is 'the file is the last one' "$(of last_file.name) $(of last_file.state)" \
	'first.xml done'
is 'nothing is in the queue' "$(of queue.in) $(of queue.work)" '0 0'
exits 'for people' 0 bridge status
says 'people read that all is well' 'Всё в порядке'

exits 'show' 0 bridge show 3001
says 'show: the file and the outcome' 'first.xml: Создан, сделка 1'
says 'show: the fields' 'Сделка, opportunity: 100'
says 'show: where it is' 'archive/'
exits 'show --json' 0 bridge show --json 3001
true_is 'show --json is what the history has' perl -MJSON::PP -0777 -e '
	my $show = decode_json(<STDIN>);
	exit !($show->{number} eq "3001" && @{$show->{orders}} == 1
		&& $show->{orders}[0]{outcome}{match} eq "new");
' <"$DIR/stdout"
exits 'show of an unknown order' 1 bridge show 9999
exits 'show without a number' 64 bridge show
exits 'show of two' 64 bridge show 1 2

# ---- what needs a person

order 3002 'На мойке'
drop unmapped
true_is 'an unmapped state fails' comes waiting.failed 1
is 'a failed order is a warning' "$STATUS" 1
says_states() {
	sqlite3 "$DIR/state/history.db" "SELECT name FROM seen
		WHERE kind = 'state' ORDER BY name"
}
is 'the states that came are known' "$(says_states)" \
	"$(printf 'В работе\nНа мойке')"
{
	sed '/<\/ЗаказНаряды>/d; s/Количество="1"/Количество="3"/' "$DIR/order"
	for n in 3003 3004; do
		order "$n" 'В работе'
		sed -n '/<ЗаказНаряд>/,/<\/ЗаказНаряд>/p' "$DIR/order"
	done
	echo '</ЗаказНаряды>'
} | sed 's/На мойке/В работе/' >"$DIR/three"
cp "$DIR/three" "$DIR/order"
drop many
true_is 'the brake holds a file' comes held_files 1
is 'how many deals it would make is known' "$(of held_files.0.count)" 3
is 'and its name' "$(of held_files.0.name)" many.xml
exits 'people see it' 1 bridge status
says 'people see why' 'many.xml.*3 сделок'
exits 'it is released' 0 bridge release many.xml
true_is 'and goes' comes held_files 0

# ---- settings

sed 's/^brake = 2/brake = zwei/' "$DIR/conf" >"$DIR/conf.bad"
cp "$DIR/conf" "$DIR/conf.good"
cat "$DIR/conf.bad" >"$DIR/conf"
kill -HUP "$DAEMON_PID"
refused() {
	grep -q '"settings_refused":"[^"]*brake' "$DIR/state/pulse.json"
}
true_is 'settings that are refused are told' wait_for 20 refused
cat "$DIR/conf.good" >"$DIR/conf"
kill -HUP "$DAEMON_PID"
true_is 'and that they are accepted again' comes settings_refused null

# ---- an outage

portal '/_down?on=1' -X POST >/dev/null
order 3005 'В работе'
drop outage
true_is 'an outage is told' comes portal.state outage
is 'an outage is a warning' "$STATUS" 1
true_is 'since when' test "$(of portal.since)" != null
is 'its file is in the queue' "$(of queue.work)" 1
portal '/_down?on=0' -X POST >/dev/null
true_is 'its end is told' comes portal.state ok
is 'and why is forgotten' "$(of portal.text)" null

# ---- the folder goes away

mv "$DIR/exchange" "$DIR/elsewhere"
status
is 'no folder is critical' "$STATUS" 2
told() {
	status
	[ "$(of trouble.since)" != null ]
}
true_is 'the daemon tells of it too' wait_for 20 told
mv "$DIR/elsewhere" "$DIR/exchange"
true_is 'the folder is back' comes trouble null

# ---- the end

stop_daemon
status
is 'a daemon that ended is not running' "$STATUS $(of running)" '3 0'
is 'what it said of the portal does not count' "$(of portal.state)" unknown
is 'the log has the end' "$(tail -n 1 "$DIR/state/log" | cut -d' ' -f2-)" \
	'note Обмен остановлен.'
is 'the log has what stderr has' \
	"$(cut -d' ' -f3- "$DIR/state/log")" \
	"$(cut -d' ' -f3- "$DIR/daemon.log")"

check_portal status
done_testing
