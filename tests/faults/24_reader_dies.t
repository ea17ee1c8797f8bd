#!/usr/bin/env bash
# Row 24: the process that reads a file dies over it. Once is bad luck: the file
# is read again. Twice is the file: it goes to error/ with an ack that says so,
# be it while it is looked at in in/ or while it is carried out, and the others
# are served.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
HUNTER=

end_hunt() {
	[ -z "$HUNTER" ] || { kill "$HUNTER" && wait "$HUNTER"; } 2>/dev/null
	HUNTER=
}
trap 'end_hunt; clean_up' EXIT

reader() {
	pgrep -P "$(children b24-keeper)" -x b24-reader
}

# hunt SIGNAL PATTERN: what tests/faults/hunter takes.
hunt() {
	end_hunt
	: >"$DIR/hunted"
	"$ROOT/tests/faults/hunter" "$(reader)" "$@" "$DIR/hunted" &
	HUNTER=$!
	wait_for 10 grep -q watches "$DIR/hunted" || echo '# no hunter'
}

killed() {
	grep -c killed "$DIR/hunted"
}

# long_order FILE NUMBER: one that takes some time to read.
long_order() {
	orders "$1" "$2"
	perl -e 'print "<!--", "x" x 60, "-->\n" for 1 .. 200000' >>"$1"
}

# dies NAME SIGNAL PATTERN DEATHS CODE: CODE is of the ack; empty: carried out.
dies() {
	local name=$1 deaths=$4 code=$5
	wanted "$name" || return 0
	new_world
	start_fast
	true_is "$name: it begins" works_on
	hunt "$2" "$3"
	long_order "$DIR/order" 1
	drop "$DIR/order" order.xml
	true_is "$name: the file has its end" acked order
	is "$name: so many died" "$(killed)" "$deaths"
	end_hunt
	if [ -n "$code" ]; then
		true_is "$name: the ack says so" ack_says order "Код=\"$code\""
		true_is "$name: in plain words" ack_says order \
			'дважды не удалось прочитать'
		true_is "$name: it is kept" test -e "$DIR/exchange/error/order.xml"
		is "$name: no deal" "$(deals 1)" 0
	else
		is "$name: it is carried out" "$(deals 1)" 1
	fi
	true_is "$name: the queue goes on" works_on
	wait_for 5 all_done
	stop_daemon
	holds "$name: nothing is lost and nothing doubled"
	again_if_wrong "$name"
}

# The first reading is the look at it in in/, the second carries it out.
dies 'once, in in/' SEGV 10 1 ''
dies 'once, carried out' SEGV 010 1 ''
dies 'twice, each time once' KILL 10100 2 ''
dies 'twice, in in/' SEGV '1*' 4 invalid
dies 'twice, carried out' KILL 0110 2 invalid

# The reader itself, and its keeper's other one.
if wanted reader; then
	new_world
	start_fast
	works_on
	long_order "$DIR/order" 1
	for _ in 1 2 3; do
		kill -SEGV "$(reader)"
		drop "$DIR/order" "order-$((NUMBER = ${NUMBER:-0} + 1)).xml"
	done
	for number in 1 2 3; do
		true_is "reader: file $number is carried out" \
			acked "order-$number"
	done
	is 'reader: one deal' "$(deals 1)" 1
	true_is 'reader: the queue goes on' works_on
	stop_daemon
	holds 'reader: nothing is lost and nothing doubled'
	again_if_wrong reader
fi

# Without its keeper nothing is read any more: whoever started the bridge is to
# do so again, and it must not just sit there.
if wanted keeper; then
	new_world
	start_fast
	works_on
	kill -KILL "$(children b24-keeper)"
	wait "$DAEMON_PID"
	is 'keeper: the daemon ends to be started again' $? 75
	start_fast
	true_is 'keeper: the queue goes on' works_on
	stop_daemon
	holds 'keeper: nothing is lost and nothing doubled'
	again_if_wrong keeper
fi
check_portal 'reader dies'
done_testing
