#!/usr/bin/env bash
# Rows 6 and 7 share this: a file system that really is full, of bytes or of
# inodes, at a level by the seed. A daemon that runs says so once, `status` is
# critical, nothing is taken and nothing acked; once there is room it goes on by
# itself.
#
#   WHAT=bytes|inodes   POINT=LEVEL: so many KiB (inodes) are left

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disk.sh"
disk_needed
WHAT=${WHAT:-bytes}
# What the file itself needs; the floor is 400 KiB, 15 inodes.
FILE=8 MOST=256
[ "$WHAT" = bytes ] || FILE=1 MOST=12

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

said() {
	grep -c 'осталось' "$DIR/daemon.log"
}

has_said() {
	[ "$(said)" -gt 0 ] || ! kill -0 "$DAEMON_PID"
}

# is_held: what the floor promises; a line for each promise that is not kept.
is_held() {
	local kept=0
	wait_for 10 has_said
	# Time to do it wrong in: the clock is a hundred times faster.
	sleep 0.5
	kill -0 "$DAEMON_PID" || { echo '# it has ended'; return 1; }
	[ "$(said)" -eq 1 ] || { echo "# said $(said) times"; kept=1; }
	bridge status >"$DIR/status.txt" 2>&1
	[ $? -eq 2 ] || { echo '# status is not critical'; kept=1; }
	cmp -s "$DIR/two.xml" "$DIR/exchange/in/two.xml" ||
		{ echo '# the file is taken'; kept=1; }
	[ -z "$(acks two)" ] || { echo '# it is acked'; kept=1; }
	[ "$(counter writes)" -eq 0 ] || { echo '# it is written'; kept=1; }
	return "$kept"
}

# begin_full: a daemon that cannot even have its history ends, which systemd
# mends by starting it again; HELD is 0 where it stays and must be held.
begin_full() {
	HELD=0
	start_fast || HELD=1
}

# full LEVEL: while the daemon starts, or while it runs already.
full() {
	local status when
	for when in before running; do
		status=0 HELD=0
		new_world
		[ "$when" = before ] || start_fast
		if [ "$when" = before ]; then
			drop "$DIR/two.xml"
			fill "$1"
			begin_full
		else
			# Room for the file, but none above the floor.
			fill $(($1 + FILE))
			drop "$DIR/two.xml"
		fi
		[ "$HELD" -eq 1 ] || is_held || status=1
		invariants --halfway || status=1
		rm -rf "$DIR/disk/filler" "$DIR/disk/fillers"
		[ "$HELD" -eq 0 ] || start_fast || status=1
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
		[ "$level" -le "$MOST" ] || break
		full "$level"
	done 2>/dev/null
else
	full 0
	full $((RANDOM % (MOST < 44 ? MOST - 1 : 40) + 1))
fi
check_portal 'the last one'
done_testing
