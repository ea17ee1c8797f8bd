#!/usr/bin/env bash
# Rows 39, 40: settings that are wrong, a secret that others can read, one that
# is renewed; and nowhere a word of any of them.

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

cp "$DIR/conf" "$DIR/conf.right"
echo 'unknown = 1' >>"$DIR/conf"
kill -HUP "$DAEMON_PID"
true_is 'wrong settings are refused' wait_for 10 logged 'не приняты'
true_is 'and the old ones stay' works_on
cp "$DIR/conf.right" "$DIR/conf"

chmod 644 "$DIR/webhook"
kill -HUP "$DAEMON_PID"
true_is 'a secret for all to read is refused' wait_for 10 logged 'webhook'
true_is 'and the bridge goes on with what it has' works_on
is 'a start with it is refused' "$(timeout 10 "$B/b24bridge" -c "$DIR/conf" \
	check >"$DIR/check.txt" 2>&1; echo $?)" 78
chmod 600 "$DIR/webhook"
kill -HUP "$DAEMON_PID"

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
check_portal reload
done_testing
