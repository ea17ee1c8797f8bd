# shellcheck shell=bash
# What the end-to-end tests share: a folder of their own, a portal, a bridge.
# Sourced by bash scripts that speak TAP. Nothing is left behind or running.
#
#   B=build folder; set by make, build/ beside this file where it is not.

set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
B=${B:-$ROOT/build}
DIR=$(mktemp -d "${TMPDIR:-/tmp}/b24bridge-test.XXXXXX")
PORTAL_PID=
DAEMON_PID=
TESTS=0
FAILED=0

clean_up() {
	stop_daemon
	stop_portal
	rm -rf "$DIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# wait_for SECONDS COMMAND...: until it succeeds; a wait with an end.
wait_for() {
	local tries=$(($1 * 20))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# start_portal SEED [OPTION...]
start_portal() {
	local seed=$1
	shift
	rm -f "$DIR/port"
	"$B/b24portal" --seed "$seed" --port-file "$DIR/port" \
		--journal "$DIR/journal" "$@" >"$DIR/portal.log" 2>&1 &
	PORTAL_PID=$!
	if ! wait_for 10 test -s "$DIR/port"; then
		echo "# the portal did not start: $(cat "$DIR/portal.log")"
		return 1
	fi
	URL=http://127.0.0.1:$(cat "$DIR/port")
	(umask 077 && echo "$URL/rest/1/secret/" >"$DIR/webhook")
}

stop_portal() {
	[ -n "$PORTAL_PID" ] || return 0
	kill "$PORTAL_PID" 2>/dev/null
	wait "$PORTAL_PID" 2>/dev/null
	PORTAL_PID=
}

# portal PATH [CURL-OPTION...]: an address of the double itself.
portal() {
	local path=$1
	shift
	curl -sS --noproxy '*' "$@" "$URL$path"
}

# counter NAME: of the double's journal. It is asked for so often that it does
# without a program.
counter() {
	local answer
	exec 9<>"/dev/tcp/127.0.0.1/${URL##*:}" || return
	printf 'GET /_journal HTTP/1.0\r\n\r\n' >&9
	IFS= read -r -d '' answer <&9
	exec 9>&-
	[[ $answer =~ \"$1\":\ *([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

# settings FILE: its text with the places of this test, as $DIR/conf.
settings() {
	sed "s|@DIR@|$DIR|g" "$1" >"$DIR/conf"
}

bridge() {
	"$B/b24bridge" -c "$DIR/conf" "$@"
}

# start_daemon: until it says that it has begun.
start_daemon() {
	local before
	before=$(grep -c 'Обмен начат' "$DIR/daemon.log" 2>/dev/null)
	# Not through bridge(): the id of a subshell would be no use.
	"$B/b24bridge" -c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	wait_for 20 has_begun "${before:-0}"
}

has_begun() {
	[ "$(grep -c 'Обмен начат' "$DIR/daemon.log")" -gt "$1" ]
}

stop_daemon() {
	[ -n "$DAEMON_PID" ] || return 0
	kill "$DAEMON_PID" 2>/dev/null
	wait "$DAEMON_PID" 2>/dev/null
	DAEMON_PID=
}

# acks NAME: the acks of a source, oldest first.
acks() {
	find "$DIR/exchange/ack" -name "$1.*.ack.xml" 2>/dev/null | sort
}

# has_acks NAME COUNT
has_acks() {
	[ "$(acks "$1" | wc -l)" -ge "$2" ]
}

# What of an ack changes from run to run, put to rest.
plain_ack() {
	sed -E -e 's/Хеш="[0-9a-f]{64}"/Хеш="(sha256)"/' \
		-e 's/(Получен|Обработан)="[^"]*"/\1="(время)"/' \
		-e "s|$URL|https://portal|g"
}

# ok NAME STATUS: a TAP line.
ok() {
	TESTS=$((TESTS + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $TESTS - $1"
	else
		echo "not ok $TESTS - $1"
		FAILED=$((FAILED + 1))
	fi
}

# is NAME GOT EXPECTED: compares texts, shows the difference.
is() {
	local status=0
	if [ "$2" != "$3" ]; then
		status=1
		diff <(printf '%s\n' "$3") <(printf '%s\n' "$2") |
			sed 's/^/# /'
	fi
	ok "$1" "$status"
}

# true_is NAME COMMAND...
true_is() {
	local name=$1
	shift
	"$@" >"$DIR/out" 2>&1
	local status=$?
	[ "$status" -eq 0 ] || sed 's/^/# /' "$DIR/out"
	ok "$name" "$status"
}

# The end of every end-to-end test: the double saw no filter that a real portal
# would have dropped, and nothing was made twice; no output holds the secret.
check_portal() {
	is "$1: no filter dropped" "$(counter dropped_filters)" 0
	is "$1: nothing made twice" "$(counter doubled_marks)" 0
	is "$1: the secret is nowhere" "$(grep -rlF '/rest/1/secret' \
		--exclude=webhook --exclude=portal.log --exclude=journal \
		"$DIR" 2>/dev/null)" ""
}

# Where the secret of the webhook can be read; what only the portal or the test
# itself wrote does not count (OWN: more names of that kind).
secret_shown() {
	local secret name
	local own=()
	secret=$(sed -n 's|.*\(/rest/[0-9]*/[^/]*\).*|\1|p' "$DIR/webhook")
	for name in ${OWN:-}; do
		own+=("--exclude=$name")
	done
	grep -raloF "$secret" "$DIR" --exclude='webhook*' \
		--exclude=portal.log --exclude='journal*' "${own[@]}" 2>/dev/null
}

done_testing() {
	if [ -s "$DIR/webhook" ]; then
		is 'the secret is in no output' "$(secret_shown)" ''
	fi
	echo "1..$TESTS"
	[ "$FAILED" -eq 0 ] || exit 1
	exit 0
}
