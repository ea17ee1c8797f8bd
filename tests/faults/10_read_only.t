#!/usr/bin/env bash
# Row 10: the file system becomes read-only while the bridge runs, as ext4 does
# after an error. It stays up, keeps everything, says so; with the disk mended
# everything is done.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disk.sh"
disk_needed

empty_folders() {
	disk_new 32
}

# ext4 calls an error its own.
break_disk() {
	local device
	device=$(findmnt -n -o SOURCE "$DIR/disk")
	echo broken >"/sys/fs/ext4/${device##*/}/trigger_fs_error"
}

is_read_only() {
	! touch "$DIR/disk/probe" 2>/dev/null
}

has_said() {
	[ "$(wc -l <"$DIR/daemon.log")" -ge 2 ]
}

orders "$DIR/two.xml" 1 2
for when in idle busy; do
	new_world
	[ "$when" = idle ] || portal /_fault --data-binary \
		'delay:1500 method=crm.item.add' >/dev/null
	start_fast
	drop "$DIR/two.xml"
	sync -f "$DIR/disk"
	[ "$when" = idle ] || wait_for 10 eval '[ "$(counter faults)" -gt 0 ]'
	break_disk
	true_is "$when: the disk is read-only" wait_for 5 is_read_only
	true_is "$when: it is said" wait_for 20 eval 'has_said || all_done'
	true_is "$when: the bridge stays up" kill -0 "$DAEMON_PID"
	kill -KILL "$DAEMON_PID"
	wait "$DAEMON_PID" 2>/dev/null
	DAEMON_PID=
	true_is "$when: the disk is mended" disk_again
	true_is "$when: all is done" settle
	holds "$when: nothing lost, nothing doubled" --anew
done
check_portal 'the last one'
done_testing
