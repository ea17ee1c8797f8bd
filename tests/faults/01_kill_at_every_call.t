#!/usr/bin/env bash
# Row 1: kill -9 at a system call, whichever; started again, everything comes to
# the end that it would have come to.
#
#   POINT=once:renameat2:2   MODE:CALL:NUMBER
#   CALLS='fsync|rename.*'  only these, where all are tried

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"

for mode in once run; do
	[[ -z $POINT || $POINT == "$mode":* ]] || continue
	points "$mode" "${CALLS:-}" >"$DIR/all"
	sample 5 <"$DIR/all" >"$DIR/points"
	strike_all "killed in $mode" signal=SIGKILL <"$DIR/points"
done
check_portal 'the last one'
done_testing
