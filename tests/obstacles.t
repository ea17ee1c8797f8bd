#!/usr/bin/env bash
# More files that cannot be taken than the daemon tells of: it tells of some,
# once, for the log is for more than them.

. "$(dirname "$0")/lib.sh"
cat >"$DIR/seed.json" <<'JSON'
{"funnels":[{"id":0,"name":"x","default":true,"stages":[{"code":"NEW","name":"x"}]}],"dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"}]}
JSON
printf '[portal]\nwebhook_file = %s/webhook\n[exchange]\nfolder = %s/exchange\nstate = %s/state\nquiet_seconds = 1\nrescan_seconds = 2\n[deal]\nid_field = id_1C\n[stages]\nx = x\n' "$DIR" "$DIR" "$DIR" >"$DIR/conf"
start_portal "$DIR/seed.json" --no-limit || exit 1
mkdir -p "$DIR/exchange/in"
for i in {1..1000}; do ln -s x "$DIR/exchange/in/$i.xml"; done
touch "$DIR/exchange/in/a.xml" "$DIR/exchange/in/b.xml" "$DIR/exchange/in/c.xml"
exec 5>>"$DIR/exchange/in/a.xml" 6>>"$DIR/exchange/in/b.xml" 7>>"$DIR/exchange/in/c.xml"
truncate -s 16 "$DIR/clock"
export LD_PRELOAD="$B/tests/faults/clock.so" FAULT_CLOCK="$DIR/clock" \
	FAULT_SPEED=1 \
	ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0"
start_daemon
unset LD_PRELOAD
told() {
	[ "$(grep -c ' in/' "$DIR/daemon.log")" -ge "$1" ]
}
sleep 4 # they were all seen
perl -e 'print pack "q2", 0, 120 * 1e9' >"$DIR/clock.new"
cat "$DIR/clock.new" >"$DIR/clock"
true_is 'what is in the way is told' wait_for 20 told 1000
sleep 6 # some looks more
is 'and not again and again' "$(grep -c ' in/' "$DIR/daemon.log")" 1000
done_testing
