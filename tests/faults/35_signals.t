#!/usr/bin/env bash
# Row 35: stopped and gone on with, told to end, told to read its settings again
# by a storm, a pipe that broke: at whichever step, nothing is lost, and an end
# comes in time. A file that may not grow (SIGXFSZ) is row 11's.
#
#   POINT=run:sendto:3:SIGTERM   MODE:CALL:NUMBER:SIGNAL

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"

points run "${CALLS:-}" >"$DIR/all"
for signal in SIGTERM SIGHUP SIGPIPE; do
	[[ -z $POINT || $POINT == *:$signal ]] || continue
	ASKED=$POINT POINT=${POINT%:*}
	sample 3 <"$DIR/all" >"$DIR/points"
	POINT=$ASKED
	strike_all "$signal in run" "signal=$signal" <"$DIR/points"
done

if [ -z "$POINT" ]; then
	# Stopped for as long as the portal waits, in the middle of a write.
	new_world
	portal /_fault --data-binary 'delay:1500 method=crm.item.add' \
		>/dev/null
	drop "$(two_orders)"
	start_fast
	wait_for 20 eval '[ "$(counter faults)" -gt 0 ]'
	kill -STOP "$DAEMON_PID"
	shift_clock 600 600
	wait_for 5 eval '[ "$(counter writes)" -gt 0 ]'
	kill -CONT "$DAEMON_PID"
	true_is 'stopped: all is done' wait_for 20 all_done
	stop_daemon
	holds 'stopped: nothing lost, nothing doubled'

	# A storm, while files come.
	new_world
	start_fast
	for i in {1..5}; do
		orders "$DIR/storm$i.xml" "$i"
		drop "$DIR/storm$i.xml"
		for _ in {1..40}; do
			kill -HUP "$DAEMON_PID"
		done
	done
	true_is 'storm: all is done' wait_for 30 all_done
	true_is 'storm: it is up' kill -0 "$DAEMON_PID"
	START=$SECONDS
	stop_daemon
	true_is 'storm: it ends in time' test $((SECONDS - START)) -le 10
	holds 'storm: nothing lost, nothing doubled'
fi
check_portal 'the last one'
done_testing
