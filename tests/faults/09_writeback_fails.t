#!/usr/bin/env bash
# Row 9: writes that succeed and fail on their way to the disk: the image of a
# file system lies on one that is too small for it. The sources stay whole; with
# a disk that works everything is done.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disk.sh"
disk_needed

empty_folders() {
	disk_gone small
	mkdir -p "$DIR/small"
	mount -t tmpfs -o size=3m tmpfs "$DIR/small"
	disk_new 24 "$DIR/small"
}

has_trouble() {
	! kill -0 "$DAEMON_PID" 2>/dev/null ||
		[ "$(wc -l <"$DIR/daemon.log")" -ge 2 ]
}

new_world
orders "$DIR/two.xml" 1 2
orders "$DIR/big.xml" {100..400}
drop "$DIR/two.xml"
sync -f "$DIR/disk"
# The small one is full now: what is written from here on cannot arrive.
head -c 4m /dev/zero >"$DIR/small/filler" 2>/dev/null
start_fast
dd if=/dev/urandom of="$DIR/disk/filler" bs=1M count=6 conv=fsync \
	>"$DIR/dd.log" 2>&1
true_is 'writes fail on their way' grep -q 'failed' "$DIR/dd.log"
wait_for 5 has_trouble
kill -KILL "$DAEMON_PID" 2>/dev/null
wait "$DAEMON_PID" 2>/dev/null
DAEMON_PID=
# A larger disk under it, as an administrator would do.
mount -o remount,size=40m "$DIR/small"
rm -f "$DIR/small/filler"
true_is 'the disk is there again' disk_again
rm -f "$DIR/disk/filler"
true_is 'all is done' settle
holds 'nothing lost, nothing doubled' --anew
check_portal 'the last one'
done_testing
