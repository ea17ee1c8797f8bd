#!/usr/bin/env bash
# Row 38: a name that the archive has already, and an archive on another file
# system, where a rename ends in EXDEV: a name of its own for each file, and no
# file is lost or in two places.

. "$(dirname "$0")/lib.sh"

new_world
orders "$DIR/two.xml" 1 2
start_fast
for _ in {1..4}; do
	drop "$DIR/two.xml"
	wait_for 20 all_done
	wait_for 5 has_acks two "$DROPPED"
done
stop_daemon
is 'each has a name of its own' \
	"$(find "$DIR/exchange/archive" -name 'two*.xml' | wc -l)" 4
is 'each has an ack of its own' "$(acks two | wc -l)" 4
holds 'nothing lost, nothing doubled'

if [ "$(id -u)" -ne 0 ] || ! unshare -m true 2>/dev/null; then
	echo "# only root may mount: no other file system"
	check_portal 'the last one'
	done_testing
fi

elsewhere() {
	mkdir -p "$DIR/exchange/$1" "$DIR/elsewhere"
	mount -t tmpfs -o mode=0750 tmpfs "$DIR/exchange/$1"
}
trap 'umount "$DIR"/exchange/* 2>/dev/null; clean_up' EXIT

has_said() {
	! kill -0 "$DAEMON_PID" 2>/dev/null ||
		[ "$(wc -l <"$DIR/daemon.log")" -ge 2 ] || all_done
}

for folder in archive ack work; do
	new_world
	drop "$DIR/two.xml"
	elsewhere "$folder"
	start_fast
	wait_for 10 has_said
	stop_daemon
	invariants --halfway
	ok "$folder elsewhere: nothing lost" $?
	# What is there stays there, as an administrator would move it.
	cp -a "$DIR/exchange/$folder/." "$DIR/elsewhere/"
	umount "$DIR/exchange/$folder"
	cp -a "$DIR/elsewhere/." "$DIR/exchange/$folder/"
	rm -rf "$DIR/elsewhere"
	true_is "$folder elsewhere: all is done" settle
	holds "$folder elsewhere: nothing doubled"
done
check_portal 'the last one'
done_testing
