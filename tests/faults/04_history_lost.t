#!/usr/bin/env bash
# Row 4: a kill at a step, and the history is gone, or an older copy of it is put
# back: the portal is asked by number and mark, nothing is made twice.
#
#   POINT=run:sendto:3   MODE:CALL:NUMBER

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"
# Whether a file was acked is known by the history alone.
LENIENT=(--anew)

after_strike() {
	rm -f "$DIR"/state/history.db*
	[ "$LOSS" = deleted ] || cp "$DIR/old.db" "$DIR/state/history.db"
}

# A history of before: of another file that was carried out.
prepare run
orders "$DIR/other.xml" 7
"${FAST[@]}" "$B/b24bridge" -c "$DIR/conf" once "$DIR/other.xml" \
	>/dev/null 2>&1
cp "$DIR/state/history.db" "$DIR/old.db"
sqlite3 "$DIR/old.db" 'UPDATE file SET ack = NULL, kept = "archive/x";
	DELETE FROM document' 2>/dev/null
sqlite3 "$DIR/old.db" 'DELETE FROM file' 2>/dev/null

points run "${CALLS:-sendto|recvfrom|renameat2|fdatasync}" >"$DIR/all"
for LOSS in deleted old; do
	sample 3 <"$DIR/all" >"$DIR/points"
	strike_all "history $LOSS" signal=SIGKILL <"$DIR/points"
done

# The same while the portal's searches do not show what was made last: a minute
# of true time, so only in the long tier.
if is_long && [ -z "$POINT" ]; then
	FAST+=(FAULT_SPEED=1)
	new_world
	portal /_fault --data-binary 'lag:60s' >/dev/null
	drop "$(two_orders)"
	start_fast
	wait_for 20 has_acks two 1
	kill -KILL "$DAEMON_PID"
	wait "$DAEMON_PID" 2>/dev/null
	rm -f "$DIR"/state/history.db*
	orders "$DIR/again.xml" 1 2
	drop "$DIR/again.xml"
	true_is 'lagging: all is done' settle 200
	holds 'lagging: nothing doubled' --anew
fi
check_portal 'the last one'
done_testing
