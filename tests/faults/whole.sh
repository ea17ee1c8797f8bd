# shellcheck shell=bash
# A file that is being written, whichever way, is not touched before it is
# whole; one that never is goes to error/ when the time is up. Sourced behind
# world.sh: the daemon runs then.

IN=$DIR/exchange/in

# untouched NAME: it is still there and has no ack, after another file that
# came later has been carried out.
untouched() {
	works_on && [ -e "$IN/$1.xml" ] && [ -z "$(acks "$1")" ]
}

# prepare NAME NUMBER: $DIR/NAME, and how it is cut in two.
prepare() {
	orders "$DIR/$1" "$2"
	HALF=$(($(stat -c %s "$DIR/$1") / 2))
}

# whole NAME: what became of it when it was whole.
whole() {
	remember "$DIR/$1" "$1.xml"
	true_is "$1: it is carried out when it is whole" acked "$1"
	is "$1: once" "$(deals "$2")" 1
}

new_world
slow_settings 'rescan_seconds = 1' 'incomplete_minutes = 1'
FAST=("${FAST[@]/FAULT_SPEED=*/FAULT_SPEED=5}")
start_fast

# never NAME...: they are in in/, and stay as they are.
never() {
	local name
	for name; do
		true_is "$name: it is waited for" untouched "$name"
		remember "$IN/$name.xml"
	done
	shift_clock 35 35
	for name; do
		true_is "$name: also when most of the minute is over" \
			untouched "$name"
	done
	shift_clock 30 30
	for name; do
		true_is "$name: then it is rejected" acked "$name"
		true_is "$name: as incomplete" \
			ack_says "$name" 'Код="incomplete"'
		true_is "$name: and kept" test -e "$DIR/exchange/error/$name.xml"
	done
}

# written NAME: the end of each.
written() {
	stop_daemon
	holds 'nothing is lost and nothing doubled' --skewed
	check_portal "$1"
	done_testing
}
