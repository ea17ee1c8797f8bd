#!/usr/bin/env bash
# Row 28: kill -9 between a request and its answer, at each call that sends,
# waits or receives.
#
#   POINT=run:recvfrom:2   MODE:CALL:NUMBER

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"
NETWORK='socket|connect|send.*|recv.*|poll|ppoll|epoll_.*'

for mode in once run; do
	[[ -z $POINT || $POINT == "$mode":* ]] || continue
	points "$mode" "$NETWORK" | sample 3 >"$DIR/points"
	strike_all "killed in $mode" signal=SIGKILL <"$DIR/points"
done
check_portal 'the last one'
done_testing
