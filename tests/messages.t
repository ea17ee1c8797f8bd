#!/usr/bin/env bash
# Messages of 1C's exchange plans: their numbers, our replies, and references
# that an earlier file explained.

. "$(dirname "$0")/lib.sh"

C1=3b8f2a1c-45e6-11ea-9c2a-00155d0a0001
C2=3b8f2a1c-45e6-11ea-9c2a-00155d0a0002
V8='xmlns:v8="http://v8.1c.ru/8.1/data/enterprise/current-config"'
REPLY=$DIR/exchange/ack/Message_Б24_АА.xml

# setup NAME [LINES OF [exchange]] [LINES OF [ack]]: all new; the name is for
# the reader.
setup() {
	stop_daemon
	stop_portal
	rm -rf "$DIR/exchange" "$DIR/state" "$DIR/replies" "$DIR/daemon.log" \
		"$DIR"/*.xml
	start_portal "$ROOT/samples/portal.json" --no-limit || exit 1
	cat >"$DIR/conf" <<CONF
[portal]
webhook_file = $DIR/webhook

[exchange]
folder = $DIR/exchange
state = $DIR/state
quiet_seconds = 1
rescan_seconds = 1
${2:-}

[deal]
id_field = id_1C

[stages]
закрыт = завершено успешно
в работе = в работе

[ack]
${3:-}
CONF
}

# client GUID NAME PHONE
client() {
	printf '<v8:CatalogObject.Контрагенты %s><v8:Ref>%s</v8:Ref>' "$V8" "$1"
	printf '<v8:Description>%s</v8:Description>' "$2"
	printf '<v8:ОсновнойТелефон>%s</v8:ОсновнойТелефон>' "$3"
	printf '</v8:CatalogObject.Контрагенты>\n'
}

# order N STATE SUM CLIENT
order() {
	printf '<v8:DocumentObject.ЗаказНаряд %s>' "$V8"
	printf '<v8:Ref>8d1c7f0e-45f0-11eb-9c2a-%012x</v8:Ref>' "$1"
	printf '<v8:Date>2020-12-24T10:00:00</v8:Date>'
	printf '<v8:Number>%s</v8:Number>' "$1"
	printf '<v8:Заказчик>%s</v8:Заказчик>' "$4"
	printf '<v8:Состояние>%s</v8:Состояние>' "$2"
	printf '<v8:СуммаДокумента>%s</v8:СуммаДокумента>' "$3"
	printf '</v8:DocumentObject.ЗаказНаряд>\n'
}

# message FILE NUMBER RECEIVED [FROM]: of the objects on stdin.
message() {
	{
		echo '<v8msg:Message xmlns:v8msg="http://v8.1c.ru/messages">'
		echo '<v8msg:Header>'
		echo "<v8msg:ExchangePlan>П</v8msg:ExchangePlan>"
		echo "<v8msg:To>Б24</v8msg:To><v8msg:From>${4:-АА}</v8msg:From>"
		echo "<v8msg:MessageNo>$2</v8msg:MessageNo>"
		echo "<v8msg:ReceivedNo>$3</v8msg:ReceivedNo>"
		echo '</v8msg:Header><v8msg:Body>'
		cat
		echo '</v8msg:Body></v8msg:Message>'
	} >"$DIR/$1.xml"
}

# data FILE: V8Exch, of the objects on stdin.
data() {
	{
		echo '<e:_1CV8DtUD xmlns:e="http://www.1c.ru/V8/1CV8DtUD/">'
		echo '<e:Data>'
		cat
		echo '</e:Data><PredefinedData/></e:_1CV8DtUD>'
	} >"$DIR/$1.xml"
}

once() {
	bridge once "$@" >"$DIR/once.log" 2>&1
}

# numbers [FILE]: `TO FROM NUMBER RECEIVED` of a reply.
numbers() {
	sed -n 's/^.*<v8msg:\(To\|From\|MessageNo\|ReceivedNo\)>\([^<]*\)<.*$/\2/p' \
		"${1:-$REPLY}" | tr '\n' ' '
}

# ack_has NAME TEXT: its newest ack.
ack_has() {
	acks "$1" | tail -n 1 | tr '\n' '\0' | xargs -0 grep -q -- "$2"
}

ack_lacks() {
	! ack_has "$@"
}

# sum N: of the deal of that order.
sum() {
	portal '/_state?volatile=0' | perl -MJSON::PP -e '
		my $state = decode_json(join "", <STDIN>);
		print map { $_->{opportunity} }
			grep { ($_->{UF_CRM_ID_1C} // "") eq $ARGV[0] }
			@{$state->{deals}};
	' "$1"
}

replied() {
	[ "$(numbers "$1" 2>/dev/null)" = "$2" ]
}

# ---- numbers

setup numbers
{
	client $C1 'Новый Пётр' 89270009901
	order 1 'В работе' 100 $C1
} | message a 5 3
once "$DIR/a.xml"
is 'first: the reply goes on from what 1C received' "$(numbers)" 'АА Б24 4 5 '
true_is 'first: the reply is valid' xmllint --nonet --noout \
	--schema "$ROOT/schemas/v8msg.xsd" "$REPLY"
is 'first: begins with the mark that 1C writes' \
	"$(head -c 5 "$REPLY" | od -An -tx1 | tr -d ' \n')" efbbbf3c3f
is 'first: nothing is left beside it' \
	"$(find "$DIR/exchange/ack" -name '.*' -type f | wc -l)" 0
true_is 'first: no gap is said' ack_lacks a message_gap
order 1 'В работе' 200 $C1 | message b 6 4
once "$DIR/b.xml"
is 'next: the reply takes the place of the one before' "$(numbers)" \
	'АА Б24 5 6 '
is 'next: the client is known' "$(sum 1)" 200
is 'next: there is one reply' "$(find "$DIR/exchange" -name 'Message*' |
	wc -l)" 1
writes=$(counter writes)
order 1 'В работе' 150 $C1 | message c 6 4
bridge plan --json "$DIR/c.xml" >"$DIR/planned"
is 'again: plan says so' "$?" 0
true_is 'again: with the reason' grep -q received_before "$DIR/planned"
once "$DIR/c.xml"
is 'again: it is answered' "$(numbers)" 'АА Б24 6 6 '
true_is 'again: the ack says so, aloud, for it is another file' ack_has c \
	'"received_before" Вид="Предупреждение"'
cp "$DIR/c.xml" "$DIR/copy.xml"
once "$DIR/copy.xml"
true_is 'again: of a copy it only says so' ack_has copy \
	'"received_before" Вид="Сведение"'
is 'again: nothing is written' "$(counter writes)" "$writes"
true_is 'again: the ack is valid' xmllint --nonet --noout \
	--schema "$ROOT/schemas/ack.xsd" "$(acks c)"
order 1 'В работе' 300 $C1 | message d 9 6
once "$DIR/d.xml"
is 'gap: carried out' "$(sum 1)" 300
true_is 'gap: and said' ack_has d message_gap
is 'gap: the reply confirms it' "$(numbers)" 'АА Б24 8 9 '
message e 10 7 </dev/null
sed -i 's/<v8msg:MessageNo>10/<v8msg:MessageNo>zehn/' "$DIR/e.xml"
once "$DIR/e.xml"
is 'invalid: rejected' "$?" 1
is 'invalid: not answered' "$(numbers)" 'АА Б24 8 9 '
message f 8 7 </dev/null
once "$DIR/f.xml"
true_is 'empty: a message without orders is answered too' \
	ack_has f received_before
is 'empty: with the newest number' "$(numbers)" 'АА Б24 9 9 '

# 1C made its node anew and counts from 1.
order 1 'В работе' 400 $C1 | message g 1 0
once --force "$DIR/g.xml"
is 'force: carried out' "$(sum 1)" 400
is 'force: 1C counts from here' "$(numbers)" 'АА Б24 10 1 '
order 1 'В работе' 500 $C1 | message h 2 9
once "$DIR/h.xml"
is 'force: and goes on' "$(sum 1)" 500
true_is 'force: without a gap' ack_lacks h message_gap

# Another node, and several messages at once.
for number in 1 2 3 4; do
	order 1 'В работе' "60$number" $C1 | message "m$number" $number 0 ББ
done
once "$DIR"/m[1-4].xml
is 'several: each pair has its own numbers' \
	"$(numbers "$DIR/exchange/ack/Message_Б24_ББ.xml")" 'ББ Б24 4 4 '
is 'several: in their order' "$(sum 1)" 604
true_is 'several: none lacks' ack_lacks m4 message_gap
order 1 'В работе' 600 $C1 | message m5 5 4 ББ
order 1 'В работе' 601 $C1 | message m6 5 4 ББ
once "$DIR"/m[56].xml
is 'several: one number twice is carried out once' "$(sum 1)" 600
true_is 'several: and said' ack_has m6 received_before
check_portal numbers

# ---- what comes again is meant

setup retry
{
	client $C1 'Новый Пётр' 89270009901
	order 1 'Сдан' 100 $C1
} | message a 1 0
once "$DIR/a.xml"
is 'retry: an unmapped state fails' "$?" 1
is 'retry: but the message was received' "$(numbers)" 'АА Б24 1 1 '
sed -i 's/^в работе = .*/&\nсдан = в работе/' "$DIR/conf"
true_is 'retry: drops the message again' bridge retry
start_daemon
true_is 'retry: it is acked again' wait_for 20 has_acks a 2
is 'retry: and carried out' "$(sum 1)" 100
is 'retry: answered once more' "$(numbers)" 'АА Б24 2 1 '
stop_daemon

# The same when 1C has made its node anew since: the old number says nothing.
order 2 'Принят' 100 $C1 | message b 7 1
once "$DIR/b.xml"
is 'retry: one more fails' "$?" 1
order 1 'В работе' 200 $C1 | message c 1 0
once --force "$DIR/c.xml"
sed -i 's/^в работе = .*/&\nпринят = в работе/' "$DIR/conf"
start_daemon
true_is 'retry: the old number is carried out' wait_for 20 has_acks b 2
is 'retry: which confirms nothing' "$(numbers)" 'АА Б24 5 1 '
true_is 'retry: and says of no gap' ack_lacks b message_gap
order 1 'В работе' 300 $C1 | message d 2 5
once "$DIR/d.xml"
is 'retry: what 1C counts anew is carried out' "$(sum 1)" 300
check_portal retry

setup brake 'brake = 1'
{
	client $C1 'Новый Пётр' 89270009901
	order 1 'В работе' 100 $C1
	order 2 'В работе' 100 $C1
} | message a 1 0
once "$DIR/a.xml"
is 'brake: held' "$?" 2
is 'brake: not answered' "$(find "$DIR/exchange" -name 'Message*')" ''
order 1 'В работе' 100 $C1 | message b 2 0
once "$DIR/b.xml"
true_is 'brake: what was held has taught nothing' ack_has b reference_unknown
is 'brake: later messages are answered' "$(numbers)" 'АА Б24 1 2 '
second=$(date +%s)
true_is 'brake: a second goes by' wait_for 5 eval "[ \$(date +%s) -gt $second ]"
{
	client $C1 'Новый Пётр' 89270009901
	order 1 'В работе' 200 $C1
} | message c 3 1
once "$DIR/c.xml"
true_is 'brake: is released' bridge release a.xml
start_daemon
true_is 'brake: and acked' wait_for 20 has_acks a 2
is 'brake: carried out, although a newer one was received' "$(sum 2)" 100
is 'brake: but what is newer stays' "$(sum 1)" 200
is 'brake: the newest number stays' "$(numbers)" 'АА Б24 3 3 '
{
	order 3 'В работе' 100 $C1
	order 4 'В работе' 100 $C1
} | message d 4 3
cp "$DIR/d.xml" "$DIR/exchange/in/"
true_is 'brake: holds the next one' wait_for 20 has_acks d 1
true_is 'brake: which is released' bridge release d.xml
true_is 'brake: and then confirmed' wait_for 20 replied "$REPLY" \
	'АА Б24 4 4 '
check_portal brake

# ---- the folder of replies

setup folder '' "reply_folder = $DIR/replies"
message a 1 0 </dev/null
once "$DIR/a.xml"
is 'folder: a message is done also where it lacks' "$?" 0
true_is 'folder: that is said' grep -q reply_folder "$DIR/once.log"
is 'folder: and it is not made' "$(ls -d "$DIR/replies" 2>/dev/null)" ''
start_daemon
mkdir "$DIR/replies"
true_is 'folder: what is owed is written when it is there' wait_for 20 \
	replied "$DIR/replies/Message_Б24_АА.xml" 'АА Б24 1 1 '
stop_daemon
touch "$DIR/replies/.b24bridge-0123456789abcdef.tmp"
message b 2 1 </dev/null
once "$DIR/b.xml"
is 'folder: the next one' "$(numbers "$DIR/replies/Message_Б24_АА.xml")" \
	'АА Б24 2 2 '
is 'folder: what a kill left is gone' "$(find "$DIR/replies" -name '.*' \
	-type f)" ''
is 'folder: none is in ack/' "$(find "$DIR/exchange" -name 'Message*')" ''

# 1C has one folder for both directions, so replies lie where messages come.
setup in '' "reply_folder = $DIR/exchange/in"
drop() {
	message "$2" "$1" 0 </dev/null
	mv "$DIR/$2.xml" "$DIR/exchange/in/"
}
# A clock that can be set on, for the daemon alone.
truncate -s 16 "$DIR/clock"
export LD_PRELOAD="$B/tests/faults/clock.so" FAULT_CLOCK="$DIR/clock" \
	FAULT_SPEED=1 \
	ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0"
start_daemon
unset LD_PRELOAD
for number in 1 2 3; do
	drop $number Message_АА_Б24
	true_is "in: message $number is answered there" wait_for 20 replied \
		"$DIR/exchange/in/Message_Б24_АА.xml" "АА Б24 $number $number "
done
# The daemon saw the last reply, and was busy for an hour then.
sleep 0.3
kill -STOP "$DAEMON_PID"
perl -e 'print pack "q2", 0, 3600 * 1e9' >"$DIR/clock.new"
cat "$DIR/clock.new" >"$DIR/clock"
kill -CONT "$DAEMON_PID"
sleep 2
is 'in: nobody answers the reply' "$(acks Message_Б24_АА)" ''
is 'in: nothing else is left there' "$(ls "$DIR/exchange/in")" \
	Message_Б24_АА.xml
stop_daemon
cp "$DIR/exchange/in/Message_Б24_АА.xml" "$DIR/own.xml"
once "$DIR/own.xml"
true_is 'in: brought by hand it is known' ack_has own own_reply
is 'in: and not answered' "$(ls "$DIR/exchange/in")" Message_Б24_АА.xml

# ---- references

setup references
client $C1 'Новый Пётр' 89270009901 | data clients
order 1 'В работе' 100 $C1 | data order
once "$DIR/clients.xml" "$DIR/order.xml"
is 'references: from one file to the next of the same run' "$(sum 1)" 100
client $C1 'Другой Пётр' 89270009901 | data clients2
order 2 'В работе' 100 $C1 | data order2
once "$DIR/clients2.xml"
once "$DIR/order2.xml"
is 'references: the newer name' \
	"$(portal /_state | grep -c '"lastName": "Другой"')" 1
order 3 'В работе' 100 $C2 | data order3
once "$DIR/order3.xml"
is 'references: nobody is guessed' "$?" 1
true_is 'references: but said' ack_has order3 "Заказчик $C2"
client $C2 'Третий Иван' 89270009903 | data clients3
once "$DIR/clients3.xml"
start_daemon
true_is 'references: what lacked came' bridge retry
true_is 'references: the order goes again' wait_for 20 has_acks order3 2
is 'references: and has its client' "$(sum 3)" 100
is 'references: the history is for us alone' \
	"$(stat -c %a "$DIR/state/history.db")" 600
check_portal references

done_testing
