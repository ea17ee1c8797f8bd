#!/usr/bin/env bash
# Rows 26, 27, 29, 32: what the portal does with a request and what it says of
# it are two things. Whatever it says, there is one effect. The whole table of
# such faults is tests/portal_faults; here the daemon meets those that a client
# could make worse: libcurl that sends again by itself, a search that lags, a
# time limit, an advice to come back in thirty years.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
ADD=method=crm.item.add

# carries NAME FAULT...: three orders come all the same, within patience.
carries() {
	local name=$1 line
	shift
	wanted "$name" || return 0
	new_world
	for line; do
		fault "$line"
	done
	orders "$DIR/three" 1 2 3
	drop "$DIR/three" three.xml
	start_fast
	true_is "$name: it strikes" wait_for 20 struck
	[ -z "${MEANWHILE:-}" ] || $MEANWHILE
	if ! wait_for 40 acked three 1 1; then
		sed 's/^/# /' "$DIR/daemon.log"
		again "$name"
	fi
	true_is "$name: it is carried out" has_acks three 1
	for number in 1 2 3; do
		is "$name: order $number once" "$(deals "$number")" 1
	done
	wait_for 5 all_done
	stop_daemon
	holds "$name: nothing is lost and nothing doubled" --skewed
}

# longer: the same, in the long tier.
longer() {
	if is_long || [ -n "$POINT" ]; then
		carries "$@"
	fi
}

# ---- 26: done, and the line breaks; a write never goes over a used connection
carries 'reset after a first write' 'reset-after write=1'
for write in "$ADD" "$ADD skip=1" "$ADD count=2"; do
	longer "reset after ($write)" "reset-after $write"
done
longer 'reset after a look-up' 'reset-after method=crm.item.list'
longer 'half an answer' "truncate $ADD"

# ---- 27: done, and nobody waits any more when the answer comes
over() {
	shift_clock 100 100
}
MEANWHILE=over
carries 'answer after the time limit' "delay:3000 $ADD"
longer 'a byte now and then' "slow:1500 $ADD"
MEANWHILE=

# ---- 29: not done, and the portal says so
carries 503 "503 $ADD count=2"
for answer in 429 overload; do
	longer "$answer" "$answer $ADD count=2"
done
longer 'a page instead of an answer' "503html $ADD"
carries 'limits in a batch' "query-limit-in-batch $ADD" "limit-in-batch $ADD"

# ---- 32: a search does not show what was made; 75 s of the bridge pass here
# in less than one, so the lag is as long in proportion
FAST=("${FAST[@]/FAULT_SPEED=*/FAULT_SPEED=15}")
carries 'answer lost and a lag of a minute' 'lag:4s' "reset-after $ADD skip=1"
MEANWHILE=over
carries 'done after the time limit' "late:3000 $ADD"
MEANWHILE=
longer 'a batch cut and a lag' 'lag:4s' "cut:2 $ADD"

# The same order again, while the search does not show its deal.
new_world
fault lag:600s
start_daemon
for number in 1 2 3; do
	orders "$DIR/again" 7
	sed -i "s|В работе|$([ "$number" = 2 ] && echo Закрыт || echo 'В работе')|" \
		"$DIR/again"
	drop "$DIR/again" "again-$number.xml"
	true_is "lag: file $number" acked "again-$number"
done
is 'lag: one deal of three files' "$(deals 7)" 1
kill -KILL "$DAEMON_PID"
wait "$DAEMON_PID" 2>/dev/null
start_fast
drop "$DIR/again" again-4.xml
true_is 'lag: file 4, after a kill' acked again-4
is 'lag: still one deal' "$(deals 7)" 1
stop_daemon
check_portal 'what the portal says'
done_testing
