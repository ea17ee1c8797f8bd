#!/usr/bin/env bash
# Row 30: what comes back is no answer: it is not believed, it costs neither
# memory nor time without a bound, it leads nowhere else, and what the portal
# has done meanwhile is not done again.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/liar.sh"
# An answer of 64 MiB is held once, and grows by doubling.
MOST_KIB=$((256 * 1024))
# What the bridge may take of an answer that has no end, and what lies in
# sockets.
MOST_TAKEN=$((96 * 1024 * 1024))

# taken: how much of an endless answer was.
taken() {
	wait_for 10 grep -q "^ended" "$DIR/lies"
	awk '$1 == "sent" { print $2 }' "$DIR/lies"
}

bounded() {
	local sent
	for sent in $(taken); do
		[ "$sent" -le "$MOST_TAKEN" ] || return 1
	done
}

# garbage NAME TEXT: the answer to the first request with that in it is so.
garbage() {
	local name="$1, $2" started=$SECONDS
	wanted "$name" || return 0
	new_world
	liar_between
	tell_lie "$1" 1 "$2"
	orders "$DIR/three" 1 2 3
	drop "$DIR/three" three.xml
	start_fast
	true_is "$name: it is told" wait_for 20 lied
	[ -z "${MEANWHILE:-}" ] || $MEANWHILE
	true_is "$name: the file is carried out" acked three 1 30
	for number in 1 2 3; do
		is "$name: order $number once" "$(deals "$number")" 1
	done
	true_is "$name: memory stays small" \
		test "$(in_kib VmHWM)" -le "$MOST_KIB"
	true_is "$name: no more is taken than fits" bounded
	wait_for 5 all_done
	echo "# $name: $((SECONDS - started)) s, $(in_kib VmHWM) KiB," \
		"$(taken | tail -n 1) bytes"
	stop_daemon
	holds "$name: nothing is lost and nothing doubled" --skewed --idle 9
	again_if_wrong "$name"
}

over() {
	sleep 0.5
	shift_clock 100 100
}

ADD=crm.item.add LOOK=crm.item.list
CASES=(half-json page endless-chunks length-short length-long gzip-bomb
	endless-head)
! is_long && [ -z "$POINT" ] || CASES+=(deep-json empty null no-http
	endless-body length-negative)
for kind in "${CASES[@]}"; do
	garbage "$kind" "$ADD"
	if is_long || [ -n "$POINT" ]; then
		garbage "$kind" "$LOOK"
	fi
done
MEANWHILE=over
garbage slow-body "$ADD"
if is_long || [ -n "$POINT" ]; then
	garbage slow-head "$ADD"
	garbage slow-head "$LOOK"
fi
MEANWHILE=

# led NAME URL: a redirect leads nowhere; it stops the bridge, until a person
# has looked and the next is no redirect.
led() {
	local name="redirect to $1"
	wanted "$name" || return 0
	new_world
	liar_between
	: >"$DIR/trapped"
	tell_lie "$2" "${3:-1}" "$ADD"
	orders "$DIR/three" 1 2 3
	drop "$DIR/three" three.xml
	start_fast
	true_is "$name: it is told" wait_for 20 lied
	if ! acked three 1 10; then
		stop_daemon
		start_fast
	fi
	true_is "$name: the file is carried out" acked three 1 30
	is "$name: nobody comes there" "$(cat "$DIR/trapped")" ''
	for number in 1 2 3; do
		is "$name: order $number once" "$(deals "$number")" 1
	done
	wait_for 5 all_done
	stop_daemon
	is "$name: no file is read" \
		"$(grep -rl 'root:' "$DIR/exchange" "$DIR/daemon.log")" ''
	holds "$name: nothing is lost and nothing doubled" --skewed --idle 9
	again_if_wrong "$name"
}

"$ROOT/tests/faults/door" "$DIR/trap-port" "$DIR/clock" "$DIR/trapped" &
TRAP=$!
trap 'kill "$TRAP"; end_liar; clean_up' EXIT
wait_for 10 test -s "$DIR/trap-port" || exit 1
led 'a file' redirect=file:///etc/passwd
led 'another door' "redirect=http://127.0.0.1:$(cat "$DIR/trap-port")/rest/1/other/"
if is_long || [ -n "$POINT" ]; then
	led 'itself, again and again' moved 8
fi
check_portal 'garbage'
done_testing
