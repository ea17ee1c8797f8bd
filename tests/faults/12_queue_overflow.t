#!/usr/bin/env bash
# Row 12: more happens in the folder than the kernel remembers. Nothing looks
# at the folder by the clock here, so what is carried out was told by events.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
MOST=$(</proc/sys/fs/inotify/max_queued_events)
[ "$MOST" -le 100000 ] || skip_all "a queue of $MOST events is not filled here"

# stir COUNT: so many files come and go, an event or two each.
stir() {
	perl -e '
		my ($in, $count) = @ARGV;
		for (1 .. $count) {
			open my $out, ">", "$in/stir-$_.tmp" or die "$!\n";
			close $out;
			unlink "$in/stir-$_.tmp";
		}
	' "$DIR/exchange/in" "$1"
}

# overflow NAME PID...: with these stopped.
overflow() {
	local name=$1 number
	shift
	kill -STOP "$@"
	stir $((MOST + 1000))
	for number in 1 2 3; do
		ORDER=$((${ORDER:-0} + 1))
		orders "$DIR/order" "$ORDER"
		drop "$DIR/order" "$name-$number.xml"
	done
	kill -CONT "$@"
	for number in 1 2 3; do
		true_is "$name: file $number is seen" acked "$name-$number"
	done
	true_is "$name: and what comes later as well" works_on
}

new_world
quick_settings 'rescan_seconds = 3600'
start_daemon
WATCHER=$(children b24-notify)
true_is 'somebody watches' test -n "$WATCHER"
overflow watcher "$WATCHER"
overflow both "$DAEMON_PID" "$(children b24-notify)"
overflow daemon "$DAEMON_PID"
stop_daemon
holds 'nothing is lost and nothing doubled'
check_portal overflow
done_testing
