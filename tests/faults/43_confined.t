#!/usr/bin/env bash
# Row 43: the whole path of a file under the bridge's own confinement: whatever
# it has given up, it still gets everything done, and says of nothing that it
# may not. What the unit adds is tests/unit.t's.

. "$(dirname "$0")/lib.sh"
compgen -G "$ROOT/watcher/confine*.c" >/dev/null ||
	skip_all 'the bridge does not confine itself'

status_of() {
	awk -v name="$1:" '$1 == name { print $2 }' "/proc/$DAEMON_PID/status"
}

new_world
orders "$DIR/two.xml" 1 2
orders "$DIR/bad.xml" 3
sed -i 's/Состояние/Состоянье/' "$DIR/bad.xml"
orders "$DIR/more.xml" 4 5
start_fast
for file in two bad more; do
	drop "$DIR/$file.xml"
	wait_for 20 has_acks "$file" 1
done
is 'no new privileges' "$(status_of NoNewPrivs)" 1
is 'its memory is nobody else'"'"'s' \
	"$(stat -c %u "/proc/$DAEMON_PID/mem")" 0
kill -HUP "$DAEMON_PID"
orders "$DIR/last.xml" 6
drop "$DIR/last.xml"
true_is 'also after its settings were read again' \
	wait_for 20 has_acks last 1
wait_for 20 all_done
stop_daemon
is 'nothing was denied to it' "$(grep -iE \
	'permission denied|not permitted|отказано в доступе' \
	"$DIR/daemon.log")" ''
holds 'nothing lost, nothing doubled'
check_portal 'confined'
done_testing
