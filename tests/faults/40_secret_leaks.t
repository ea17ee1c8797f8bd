#!/usr/bin/env bash
# Row 40: the secret is nowhere but in its file: in no argument, environment,
# core, log, metric, ack, history or output of a command, while it works, when
# the portal refuses it and after it is renewed.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"

# leaks: where the secrets can be read; what only the portal and this test wrote
# does not count.
leaks() {
	grep -raloE 'first0secret|second0secret' "$DIR" --exclude=webhook \
		--exclude=portal.log --exclude=journal --exclude=journal.json \
		--exclude=verdict 2>/dev/null
}

# of_process: what anybody who may look at the process sees of it.
of_process() {
	cat "/proc/$DAEMON_PID/cmdline" "/proc/$DAEMON_PID/environ" \
		"/proc/$DAEMON_PID/comm" 2>/dev/null |
		grep -acE 'first0secret|second0secret'
}

new_world --secret first0secret
echo "$URL/rest/1/first0secret/" >"$DIR/webhook"
quick_settings 'debug = yes'
cat >>"$DIR/conf" <<CONF
[status]
metrics_file = $DIR/metrics.prom
CONF
start_fast
true_is 'it works' works_on
is 'no secret in its arguments and surroundings' "$(of_process)" 0
is 'no core would be written' \
	"$(awk '/core file/ { print $5 }' "/proc/$DAEMON_PID/limits")" 0

portal /_seed -d '{"settings":{"secret":"second0secret"}}' >/dev/null
orders "$DIR/order" 1
drop "$DIR/order" order.xml
true_is 'an old secret is told' wait_for 15 logged 'не принял секрет'
echo "$URL/rest/1/second0secret/" >"$DIR/webhook"
true_is 'with the new one it goes on by itself' acked order 1 30
is 'still no secret in its arguments' "$(of_process)" 0
for command in status 'show 0000000001' check stages version; do
	# shellcheck disable=SC2086 # words
	bridge $command >>"$DIR/commands.txt" 2>&1
done
kill -SEGV "$DAEMON_PID"
wait "$DAEMON_PID" 2>/dev/null
DAEMON_PID=
is 'no core was written' "$(find "$DIR" "$PWD" -maxdepth 1 -type f -name "core*")" ""
is 'no output holds a secret' "$(leaks)" ''
echo "$URL/rest/1/second0secret/" >"$DIR/leak"
is 'and one would have been found' "$(leaks)" "$DIR/leak"
rm "$DIR/leak"
settle
holds 'nothing is lost and nothing doubled' --skewed
check_portal 'secret leaks'
done_testing
