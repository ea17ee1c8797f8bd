#!/usr/bin/env bash
# Rows 6 and 7 share this: a file system that really is full, of bytes or of
# inodes, at a level by the seed; once there is room everything is done by
# itself.
#
#   WHAT=bytes|inodes   POINT=LEVEL: so many KiB (inodes) are left

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disk.sh"
disk_needed
WHAT=${WHAT:-bytes}

empty_folders() {
	tmpfs_new size=8m,nr_inodes=300
}

fill() {
	local left i
	if [ "$WHAT" = bytes ]; then
		left=$(df --output=avail -k "$DIR/disk" | tail -n1)
		[ "$left" -le "$1" ] || head -c "$(((left - $1) * 1024))" \
			/dev/zero >"$DIR/disk/filler" 2>/dev/null
		return
	fi
	left=$(df --output=iavail "$DIR/disk" | tail -n1)
	mkdir -p "$DIR/disk/fillers"
	for ((i = 0; i < left - 1 - $1; i++)); do
		: >"$DIR/disk/fillers/$i" || break
	done 2>/dev/null
}

has_said() {
	[ "$(wc -l <"$DIR/daemon.log")" -ge 2 ] || has_acks two 1
}

# full LEVEL: while the daemon starts, or while it runs already.
full() {
	local status=0 when
	for when in before running; do
		new_world
		[ "$when" = before ] || start_fast
		drop "$DIR/two.xml"
		fill "$1"
		if [ "$when" = before ]; then
			start_fast || true
		fi
		wait_for 3 has_said
		invariants --halfway || status=1
		rm -rf "$DIR/disk/filler" "$DIR/disk/fillers"
		kill -0 "$DAEMON_PID" 2>/dev/null || start_fast || status=1
		wait_for 20 all_done && wait_for 5 has_acks two 1 || status=1
		stop_daemon
		invariants || status=1
		[ "$status" -eq 0 ] || {
			sed 's/^/# /' "$DIR/verdict" "$DIR/daemon.log"
			again "$1"
		}
		ok "$1 left, $when: nothing lost" "$status"
	done 2>/dev/null
}

orders "$DIR/two.xml" 1 2
if [ -n "$POINT" ]; then
	full "$POINT"
elif is_long; then
	for level in 0 1 2 3 4 5 6 8 12 16 24 32 48 64 96 128 192 256; do
		full "$level"
	done 2>/dev/null
else
	full 0
	full $((RANDOM % 40 + 4))
fi
check_portal 'the last one'
done_testing
