#!/usr/bin/env bash
# The settings page in a real browser: what tests/web/browser.mjs does, beside a
# daemon and a portal of its own. Pictures of all pages go to $B/screenshots.
#
# usage: tests/browser.t [jobs|looks|first]     browser_looks.t, browser_first.t

. "$(dirname "$0")/lib.sh"
MODULES=$B/node
SHOTS=$B/screenshots
CHROMIUM=$(command -v chromium || command -v chromium-browser)
export MODULES SHOTS DIR CHROMIUM ROOT
PAGE_PID=

stop_page() {
	[ -n "$PAGE_PID" ] || return 0
	kill "$PAGE_PID" 2>/dev/null
	wait "$PAGE_PID" 2>/dev/null
	PAGE_PID=
}
trap 'stop_page; clean_up' EXIT

# start_page: until it says its address, which goes to $ENTRY.
start_page() {
	"$B/b24bridge" -c "$DIR/conf" settings >"$DIR/page.log" 2>&1 &
	PAGE_PID=$!
	wait_for 20 grep -q 'token=' "$DIR/page.log" || return 1
	ENTRY=$(grep -o 'http://[^ ]*' "$DIR/page.log" | tail -n 1)
}

places() {
	sed -e "s|^webhook_file = .*|webhook_file = $DIR/webhook|" \
		-e "s|^folder = .*|folder = $DIR/exchange|" \
		-e "s|^state = .*|state = $DIR/state|" \
		-e "s|^listen = .*|listen = 127.0.0.1:0|" \
		"$ROOT/samples/b24bridge.conf"
}

browse() {
	mkdir -p "$SHOTS"
	node "$ROOT/tests/web/browser.mjs" "$ENTRY" "$1" || FAILED=1
}

if [ -z "$CHROMIUM" ] || ! [ -d "$MODULES/node_modules" ]; then
	# Where they must be there (.ci/run), a skip would be a lie.
	[ "${BROWSER:-}" != must ] || echo 'not ok 1 - chromium, playwright-core'
	echo '1..0 # SKIP no chromium or no playwright-core (npm)'
	[ "${BROWSER:-}" != must ]
	exit
fi

case ${1:-jobs} in
first)
	start_portal "$ROOT/tests/web/bare.json" --no-limit || exit 1
	cp "$DIR/webhook" "$DIR/address"
	places | sed "s|^webhook_file = .*|webhook_file = $DIR/hook|" >"$DIR/conf"
	start_page || exit 1
	browse first
	;;
*)
	start_portal "$ROOT/samples/portal.json" --no-limit || exit 1
	places >"$DIR/conf"
	start_daemon && start_page || exit 1
	cp "$ROOT/samples/orders.xml" "$ROOT/samples/kd2-3.1.xml" \
		"$DIR/exchange/in/"
	wait_for 40 has_acks orders 1 && wait_for 40 has_acks kd2-3.1 1 || exit 1
	browse "${1:-jobs}"
	;;
esac
exit "$FAILED"
