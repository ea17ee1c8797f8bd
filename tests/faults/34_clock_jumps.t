#!/usr/bin/env bash
# Row 34: the clock on the wall jumps by a day and by ten years, both ways: while
# a file is quiet, while the portal is away, and after a kill in the middle of a
# write, when 75 seconds are to be waited. No wait grows with it or is cut short
# by it, nothing spins, no name is taken twice.
#
#   POINT=quiet:+86400   WHEN:SECONDS

. "$(dirname "$0")/lib.sh"

DAY=86400 YEARS=315532800
[ -s "$DIR/two.xml" ] || orders "$DIR/two.xml" 1 2

# The seconds of CPU that the daemon took, whole ones.
cpu() {
	awk '{ print int(($14 + $15) / 100) }' "/proc/$DAEMON_PID/stat"
}

# Seconds that the daemon's monotonic clock is ahead of ours.
ahead() {
	perl -e 'local $/; print int((unpack "q2", <STDIN>)[1] / 1e9)' \
		<"$DIR/clock"
}

# come NAME POINT: everything gets done, without spinning.
come() {
	local status=0 used
	wait_for 20 all_done || status=1
	wait_for 5 has_acks two 1 || status=1
	used=$(cpu)
	[ "$used" -le 3 ] || { echo "# $used s of CPU"; status=1; }
	[ "$status" -eq 0 ] || { sed 's/^/# /' "$DIR/daemon.log"; again "$2"; }
	ok "$1: done" "$status"
	stop_daemon
	holds "$1: nothing lost, nothing doubled" || again "$2"
}

quiet() {
	new_world
	quick_settings
	sed -i 's/^quiet_seconds.*/quiet_seconds = 40/' "$DIR/conf"
	start_fast || sed 's/^/# /' "$DIR/daemon.log"
	drop "$DIR/two.xml"
	shift_clock "$1"
	come "quiet, $1 s" "quiet:$1"
}

is_down() {
	[ "$(grep -c 'портал' "$DIR/daemon.log")" -gt 0 ] ||
		[ "$(wc -l <"$DIR/daemon.log")" -gt 1 ]
}

away() {
	new_world
	portal '/_down?on=1' -X POST >/dev/null
	drop "$DIR/two.xml"
	start_fast || sed 's/^/# /' "$DIR/daemon.log"
	wait_for 20 is_down
	shift_clock "$1"
	sleep 0.2
	portal '/_down?on=0' -X POST >/dev/null
	come "portal away, $1 s" "away:$1"
}

struck() {
	[ "$(counter faults)" -gt 0 ]
}

# Killed while a write is in the air that was never carried out.
killed() {
	local before after
	new_world
	portal /_fault --data-binary 'delay:20000 method=crm.item.add' \
		>/dev/null
	drop "$DIR/two.xml"
	start_fast || sed 's/^/# /' "$DIR/daemon.log"
	wait_for 20 struck
	kill -KILL "$DAEMON_PID"
	wait "$DAEMON_PID" 2>/dev/null
	portal '/_fault?clear=1' -X POST >/dev/null
	shift_clock "$1"
	before=$(ahead)
	start_fast || sed 's/^/# /' "$DIR/daemon.log"
	come "killed, $1 s" "killed:$1"
	after=$(ahead)
	true_is "killed, $1 s: 75 s are waited ($((after - before)))" \
		test $((after - before)) -ge 74
	true_is "killed, $1 s: and not for ever" \
		test $((after - before)) -le 1000
}

# Files from another time.
dated() {
	new_world
	drop "$DIR/two.xml"
	touch -d "$1" "$DIR/exchange/in/two.xml"
	start_fast || sed 's/^/# /' "$DIR/daemon.log"
	come "a file of $1" "dated:$1"
}

jumps=("$DAY" "-$DAY" "$YEARS" "-$YEARS")
for when in quiet away killed; do
	for jump in "${jumps[@]}"; do
		wanted "$when:$jump" || continue
		# The short tier: each moment, with two of the jumps.
		is_long || [ -n "$POINT" ] || [ $((RANDOM % 2)) -eq 0 ] ||
			[ "$when:$jump" = "killed:$DAY" ] || continue
		"$when" "$jump"
	done
done
for date in 1980-01-01 2099-01-01; do
	! wanted "dated:$date" || dated "$date"
done
check_portal 'the last one'
done_testing
