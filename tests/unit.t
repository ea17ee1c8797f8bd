#!/usr/bin/env bash
# The units of systemd: they are right, and as tight as they say; and what the
# daemon tells a service manager, with this script in its place.

. "$(dirname "$0")/lib.sh"
UNITS=$ROOT/packaging/systemd
LISTENER_PID=

# ---- the files

# skip NAME WHY
skip() {
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - $1 # SKIP $2"
}

# As they are, but for the program's place and the instance's name.
copy_units() {
	mkdir -p "$DIR/units"
	for unit in "$UNITS"/*.service; do
		sed "s|/usr/bin/b24bridge|$B/b24bridge|" "$unit" \
			>"$DIR/units/$(basename "$unit" | sed 's/@/@two/')"
	done
}

# hardening FILE: all from its first such line on.
hardening() {
	sed -n '/^Restart=/,$p' "$1" | grep -v '^\(StateDirectory\|ReadWritePaths\)='
}

copy_units
for unit in b24bridge b24bridge@two b24bridge-settings; do
	if ! command -v systemd-analyze >/dev/null; then
		skip "$unit: verify" 'no systemd-analyze'
		skip "$unit: security" 'no systemd-analyze'
		continue
	fi
	is "$unit: verify" "$(systemd-analyze verify --man=no \
		"$DIR/units/$unit.service" 2>&1)" ''
	true_is "$unit: security of 1.5 or better" systemd-analyze security \
		--offline=true --no-pager --threshold=15 \
		"$DIR/units/$unit.service"
done
is 'the unit of several portals is as tight' \
	"$(hardening "$UNITS/b24bridge@.service")" \
	"$(hardening "$UNITS/b24bridge.service")"
true_is 'a broken setting is not tried again' \
	grep -qx 'RestartPreventExitStatus=64 77 78' "$UNITS/b24bridge.service"

if command -v systemd-sysusers >/dev/null && [ "$(id -u)" = 0 ]; then
	mkdir -p "$DIR/root/etc"
	true_is 'the user is made' systemd-sysusers --root="$DIR/root" \
		"$UNITS/b24bridge.sysusers"
	true_is 'the folders are made' systemd-tmpfiles --root="$DIR/root" \
		--create "$UNITS/b24bridge.tmpfiles"
	is 'the state is its own' \
		"$(stat -c %a "$DIR/root/var/lib/b24bridge")" 700
	is 'the exchange is for its group' \
		"$(stat -c %a "$DIR/root/srv/b24bridge")" 2770
else
	skip 'user and folders' 'needs root and systemd-sysusers'
fi

# ---- what a service manager is told

# Each datagram a line of $DIR/told, its own line ends as blanks.
listen() {
	perl -MIO::Socket::UNIX -MSocket -e '
		my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM,
			Local => $ARGV[0]) or die;
		open my $out, ">", $ARGV[1] or die;
		$out->autoflush(1);
		while (defined $socket->recv(my $text, 8192)) {
			$text =~ s/\n/ /g;
			print $out "$text\n";
		}' "$DIR/notify" "$DIR/told" &
	LISTENER_PID=$!
	wait_for 5 test -S "$DIR/notify"
}
trap 'kill $LISTENER_PID 2>/dev/null; clean_up' EXIT

told() {
	grep -c -- "$1" "$DIR/told"
}

more_told() {
	[ "$(told "$1")" -gt "$2" ]
}

cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/webhook
[exchange]
folder = @DIR@/exchange
state = @DIR@/state
[deal]
id_field = id_1C
CONF
start_portal "$ROOT/tests/cases/create-two-orders/portal.json" --no-limit || exit 1
settings "$DIR/settings"
listen || exit 1
export NOTIFY_SOCKET=$DIR/notify

echo 'nonsense' >"$DIR/wrong"
"$B/b24bridge" -c "$DIR/wrong" run 2>/dev/null
is 'wrong settings: exit status' $? 78
is 'wrong settings: not ready' "$(told READY=1)" 0

export WATCHDOG_USEC=800000
true_is 'the daemon starts' start_daemon
true_is 'and is ready' wait_for 10 more_told '^READY=1' 0
is 'said once' "$(told '^READY=1')" 1
is 'not before it has the folder and looked' \
	"$(test -d "$DIR/exchange/in" && grep -c last_look "$DIR/state/pulse.json")" 1
true_is 'its state is a line' wait_for 5 more_told '^STATUS=Обмен идёт' 0
true_is 'it beats' wait_for 5 more_told '^WATCHDOG=1' 2

# A process that does nothing must not be said to be well.
kill -STOP "$DAEMON_PID"
beats=$(told '^WATCHDOG=1')
sleep 1.5
is 'whoever hangs does not beat' "$(told '^WATCHDOG=1')" "$beats"
kill -CONT "$DAEMON_PID"
true_is 'and beats again' wait_for 5 more_told '^WATCHDOG=1' "$beats"

kill -HUP "$DAEMON_PID"
true_is 'a reload is told' wait_for 5 more_told '^RELOADING=1 MONOTONIC_USEC=[0-9]' 0
true_is 'and its end' wait_for 5 more_told '^READY=1' 1
is 'in this order' "$(grep -o '^READY=1\|^RELOADING=1' "$DIR/told" |
	tr '\n' ' ')" 'READY=1 RELOADING=1 READY=1 '
echo '[portal' >"$DIR/conf"
kill -HUP "$DAEMON_PID"
true_is 'a refused reload ends as well' wait_for 5 more_told '^READY=1' 2

# A file that takes long to read is no hang either.
reader=$(pgrep -P "$(pgrep -P "$DAEMON_PID" b24-keeper)" b24-reader)
kill -STOP "$reader"
echo '<a/>' >"$DIR/exchange/in/long.xml"
is_read() {
	[ "$(ls "$DIR/exchange/error")" = long.xml ]
}
sleep 4 # quiet for two seconds, and then it is being read
beats=$(told '^WATCHDOG=1')
true_is 'it beats while it reads' wait_for 10 more_told '^WATCHDOG=1' \
	$((beats + 3))
kill -CONT "$reader"
true_is 'and the file is read' wait_for 20 is_read

kill "$DAEMON_PID"
wait "$DAEMON_PID"
is 'the end: exit status' $? 0
DAEMON_PID=
true_is 'the end is told' wait_for 5 more_told '^STOPPING=1' 0
is 'and nothing after it but beats' \
	"$(sed '1,/^STOPPING=1/d' "$DIR/told" | grep -vc WATCHDOG)" 0

# Beats go on while the portal does not answer: that is no hang.
settings "$DIR/settings"
kill -STOP "$PORTAL_PID"
beats=$(told '^WATCHDOG=1')
true_is 'it starts with a portal that hangs' start_daemon
cat >"$DIR/exchange/in/a.xml" <<'XML'
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Количество="1"><ЗаказНаряд>
<Номер>1</Номер><Дата>2026-01-01T08:00:00</Дата><Состояние>x</Состояние>
<Организация>СТО</Организация><Сумма>1</Сумма><Клиент><Наименование>И</Наименование></Клиент>
</ЗаказНаряд></ЗаказНаряды>
XML
is_waiting() {
	[ -n "$(find "$DIR/exchange/work" -name '*.xml')" ]
}
true_is 'the file is taken' wait_for 10 is_waiting
beats=$(told '^WATCHDOG=1')
true_is 'it beats while it waits' wait_for 10 more_told '^WATCHDOG=1' \
	$((beats + 4))
kill -CONT "$PORTAL_PID"
stop_daemon
check_portal end
done_testing
