#!/usr/bin/env bash
# Row 2: the power goes at a step, whichever: what was not on the disk then never
# was. ext4 on a loop device, cut without a flush of its journal.
#
#   POINT=run:fsync:3   MODE:CALL:NUMBER

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"
. "$(dirname "$0")/disk.sh"
STEPS='p?write(64|v)?|fsync|fdatasync|openat|renameat2?|mkdir(at)?|unlink(at)?|'
STEPS+='ftruncate|sendto|recvfrom'
disk_needed

empty_folders() {
	disk_new 48
}

# 1C's own file is on the disk: how it got there is 1C's affair.
after_drop() {
	sync -f "$DIR/disk"
}

after_strike() {
	disk_cut
}

empty_folders
echo lost >"$DIR/disk/probe"
disk_cut
true_is 'a cut loses what was not synced' test ! -s "$DIR/disk/probe"

for mode in once run; do
	[[ -z $POINT || $POINT == "$mode":* ]] || continue
	points "$mode" "${CALLS:-$STEPS}" >"$DIR/all"
	sample 3 <"$DIR/all" >"$DIR/points"
	strike_all "power cut in $mode" signal=SIGKILL <"$DIR/points"
done
check_portal 'the last one'
done_testing
