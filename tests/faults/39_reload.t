#!/usr/bin/env bash
# Row 39: settings that are wrong, a secret that others can read, one that
# is renewed.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"

new_world --secret first0secret
echo "$URL/rest/1/first0secret/" >"$DIR/webhook"
quick_settings 'debug = yes'
cat >>"$DIR/conf" <<CONF
[status]
metrics_file = $DIR/metrics.prom
CONF
start_fast
true_is 'it works' works_on

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
stop_daemon
settle
holds 'nothing is lost and nothing doubled' --skewed
check_portal reload
done_testing
