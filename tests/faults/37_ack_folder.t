#!/usr/bin/env bash
# Row 37: acks cannot be written. What is done is done once; the ack comes when
# it can; no file is archived without one; no link is followed.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
ACK=$DIR/exchange/ack
UNDO=

clean_up_ack() {
	[ -z "$UNDO" ] || umount -l "$UNDO" 2>/dev/null
	clean_up
}
trap clean_up_ack EXIT

# acked_or_waits: the file is not in archive/ or has its ack.
acked_or_waits() {
	[ -z "$(find "$DIR/exchange/archive" -name "order*")" ] ||
		has_acks order 1
}

# through NAME BREAK MEND: a file comes while acks cannot be written. It is in
# archive/ no sooner than it has its ack.
through() {
	new_world
	quick_settings 'rescan_seconds = 5'
	start_fast
	works_on
	kill -STOP "$DAEMON_PID"
	"$2" || {
		kill -CONT "$DAEMON_PID"
		ok "$1 # SKIP not on this machine" 0
		return
	}
	kill -CONT "$DAEMON_PID"
	orders "$DIR/order" 1
	drop "$DIR/order" order.xml
	sleep 2
	true_is "$1: not archived without an ack" acked_or_waits
	is "$1: one deal at most" "$(($(deals 1) > 1))" 0
	"$3"
	if ! wait_for 20 has_acks order 1; then
		# A folder that is another one needs a new start, and says so.
		stop_daemon
		start_fast
	fi
	true_is "$1: the ack comes when it can" acked order
	is "$1: one deal" "$(deals 1)" 1
	wait_for 10 all_done
	stop_daemon
	holds "$1: nothing is lost and nothing doubled" --idle 9
}

missing() { mv "$ACK" "$DIR/away"; }
# The bridge may have made one of its own.
found() {
	mkdir -p "$ACK"
	mv "$DIR"/away/* "$ACK"
	rmdir "$DIR/away"
}
through missing missing found

linked() { mv "$ACK" "$DIR/away"; mkdir "$DIR/trap"; ln -s "$DIR/trap" "$ACK"; }
unlinked() { [ ! -L "$ACK" ] || rm "$ACK"; found; }
through link linked unlinked
is 'link: nothing is written through it' "$(ls "$DIR/trap")" ''

read_only() { mount --bind "$ACK" "$ACK" 2>/dev/null && UNDO=$ACK &&
	mount -o remount,bind,ro "$ACK" 2>/dev/null; }
writable() { umount "$UNDO"; UNDO=; }
through read-only read_only writable

immutable() { chattr +i "$ACK" 2>/dev/null; }
mutable() { chattr -i "$ACK"; }
through immutable immutable mutable

# Names that are taken: no ack replaces anything.
new_world
start_daemon
works_on
for second in $(seq 0 40); do
	stamp=$(date -u -d "+$second second" +%Y%m%dT%H%M%SZ)
	echo taken >"$ACK/order.$stamp.ack.xml"
done
orders "$DIR/order" 1
drop "$DIR/order" order.xml
true_is 'taken names: the file is done' wait_for 20 all_done
is 'taken names: none is replaced' "$(grep -lx taken "$ACK"/order.* | wc -l)" 41
is 'taken names: there is one more' "$(find "$ACK" -name 'order.*' | wc -l)" 42
stop_daemon
check_portal 'ack folder'
done_testing
