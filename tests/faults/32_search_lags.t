#!/usr/bin/env bash
# Row 32: a search does not show what was made. 75 s of the bridge pass here in
# less than one, so the lag is as long in proportion.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/answers.sh"

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
check_portal 'searches that lag'
done_testing
