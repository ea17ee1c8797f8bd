#!/usr/bin/env bash
# Row 5: ENOSPC once, at any call that can need room: the bridge keeps
# everything, says it, and gets it done by itself or when it is started again.
#
#   POINT=run:fsync:3   MODE:CALL:NUMBER

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"
ROOM='p?write(64|v)?|fsync|fdatasync|openat2?|renameat2?|mkdir(at)?|linkat|'
ROOM+='ftruncate|fallocate|copy_file_range|ioctl'

for mode in once run; do
	[[ -z $POINT || $POINT == "$mode":* ]] || continue
	points "$mode" "${CALLS:-$ROOM}" >"$DIR/all"
	sample 5 <"$DIR/all" >"$DIR/points"
	strike_all "disk full in $mode" error=ENOSPC <"$DIR/points"
done
check_portal 'the last one'
done_testing
