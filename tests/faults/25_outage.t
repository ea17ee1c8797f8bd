#!/usr/bin/env bash
# Row 25: the portal cannot be reached: for an hour here, for a day in the long
# tier. It is asked now and then, nothing counts against the files, and what
# has gathered goes out at the portal's limit, oldest first.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
DOOR=
HOURS=1 FILES=12
! is_long || { HOURS=24 FILES=150; }

clean_up_door() {
	[ -z "$DOOR" ] || { kill "$DOOR" && wait "$DOOR"; } 2>/dev/null
	clean_up
}
trap clean_up_door EXIT

# hours: that have passed for the bridge since it found the door shut.
hours() {
	awk 'NR == 1 { first = $1 } { last = $1 }
		END { print int((last - first) / 3600) }' "$DIR/notes"
}

enough() {
	[ "$(hours)" -ge "$HOURS" ]
}

# the portal of new_world goes, a door that is shut stands at its address
new_world
stop_portal
rm -f "$DIR/port"
"$ROOT/tests/faults/door" "$DIR/port" "$DIR/clock" "$DIR/notes" &
DOOR=$!
wait_for 10 test -s "$DIR/port" || exit 1
PORT=$(cat "$DIR/port")
echo "http://127.0.0.1:$PORT/rest/1/secret/" >"$DIR/webhook"
FAST=("${FAST[@]/FAULT_SPEED=*/FAULT_SPEED=3000}")
start_fast

# One document, again and again, among others; files of which the portal can
# say nothing: one of them is no XML.
for ((number = 1; number <= FILES; number++)); do
	orders "$DIR/order" "$number"
	drop "$DIR/order" "$(printf 'z%03d.xml' $((FILES - number)))"
	if [ $((number % 4)) -eq 0 ]; then
		order 900 "$([ "$number" -lt $((FILES - 3)) ] &&
			echo 'В работе' || echo Закрыт)" "$number.00" |
			sed '1i <ЗаказНаряды xmlns="urn:b24bridge:orders:1">
				$a </ЗаказНаряды>' >"$DIR/order"
		drop "$DIR/order" "same-$number.xml"
	fi
	wait_for 10 test ! -e "$DIR/exchange/in/z$(printf '%03d' \
		$((FILES - number))).xml"
done
true_is "$HOURS h pass" wait_for 60 enough
is 'nothing is acked meanwhile' "$(find "$DIR/exchange/ack" -type f)" ''
is 'nothing is rejected' "$(find "$DIR/exchange/error" -type f)" ''
is "the outage is said once in each of its words" "$(grep -oE "(нет связи|прервалась).*" \
	"$DIR/daemon.log" | sort | uniq -d)" ""
perl -e '
	my ($hours, @at) = (shift, map { chomp; $_ } <STDIN>);
	my @pause = map { $at[$_] - $at[$_ - 1] } 1 .. $#at;
	my %kind = map { int($_) => 1 } @pause;
	my @long = grep { $_ > 420 } @pause;
	my @short = grep { $_ < 2 } @pause;
	printf "# %d probes in %d h, pauses up to %d s\n", scalar @at, $hours,
		(sort { $b <=> $a } @pause)[0];
	# Three tries each time, and more often in the beginning.
	print "too many\n" if @at > 50 + 80 * $hours;
	print "too few\n" if @at < 10 * $hours;
	print "a pause of more than 7 minutes\n" if @long;
	print "no pause at all\n" if @short;
	print "no jitter\n" if keys %kind < @pause / 4;
' "$HOURS" <"$DIR/notes" >"$DIR/probes"
grep '^#' "$DIR/probes"
is 'it is asked now and then, never like clockwork' \
	"$(grep -v '^#' "$DIR/probes")" ''

# The portal is back, with its real limits.
kill "$DOOR" && wait "$DOOR" 2>/dev/null
DOOR=
"$B/b24portal" --seed "$ROOT/tests/cases/create-two-orders/portal.json" \
	--port "$PORT" --port-file "$DIR/port" --operating absent \
	>"$DIR/portal.log" 2>&1 &
PORTAL_PID=$!
URL=http://127.0.0.1:$PORT
true_is 'when it is back everything goes out' wait_for 120 all_done
is 'within the limit' "$(counter refused_503)" 0
true_is 'the end of the outage is said' logged 'Связь восстановлена'
stop_daemon
portal /_state | perl -MJSON::PP -0777 -e '
	my @deals = sort { $a->{id} <=> $b->{id} } @{decode_json(<STDIN>)->{deals}};
	my @numbers = grep { $_ < 900 } map { $_->{UF_CRM_ID_1C} + 0 } @deals;
	print join(" ", @numbers), "\n";
	print map { "$_->{stageId} $_->{opportunity}\n" }
		grep { $_->{UF_CRM_ID_1C} == 900 } @deals;
' >"$DIR/made"
is 'oldest first' "$(head -n 1 "$DIR/made")" "$(seq -s ' ' "$FILES")"
is 'of one document the last version counts' "$(tail -n +2 "$DIR/made")" \
	"WON $FILES"
holds 'nothing is lost and nothing doubled' --skewed --idle 99

# ---- no name, no answer to a connection, no answer at all

# without NAME URL: a file comes while the portal is at an address of nobody,
# and goes on when the address is right again.
without() {
	new_world
	cp "$DIR/webhook" "$DIR/webhook.right"
	echo "$2/rest/1/secret/" >"$DIR/webhook"
	start_fast
	orders "$DIR/order" 1
	drop "$DIR/order" order.xml
	true_is "$1: it is said" wait_for 30 logged "$3"
	is "$1: no ack" "$(acks order)" ''
	cat "$DIR/webhook.right" >"$DIR/webhook"
	rm "$DIR/webhook.right"
	true_is "$1: it goes on when the address is right" acked order 1 30
	stop_daemon
	holds "$1: nothing is lost" --skewed
}
FAST=("${FAST[@]/FAULT_SPEED=*/FAULT_SPEED=50}")
without 'no such name' https://no-such-portal.invalid 'не найдено в DNS'
without 'nobody listens' "http://127.0.0.1:$(free_port)" 'нет связи'

new_world
start_fast
works_on
kill -STOP "$PORTAL_PID"
orders "$DIR/order" 1
drop "$DIR/order" silent.xml
wait_for 10 test ! -e "$DIR/exchange/in/silent.xml"
sleep 1
for _ in 1 2 3 4 5 6; do
	shift_clock 100 100
	sleep 1
done
true_is "silence: it is said" wait_for 10 logged "не ответил вовремя"
kill -CONT "$PORTAL_PID"
true_is 'silence: it goes on when the portal does' acked silent 1 30
stop_daemon
holds 'silence: nothing is lost' --skewed
check_portal outage
done_testing
