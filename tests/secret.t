#!/usr/bin/env bash
# The webhook's secret in a daemon that runs: where it is, and that one that was
# changed is nowhere any more. And what the daemon can still reach.

. "$(dirname "$0")/lib.sh"
OLD=long-because-free-writes-over-the-beginning-old-word
NEW=long-because-free-writes-over-the-beginning-new-word
export TMPDIR=$DIR/tmp # a folder of its own: what lies beside it is outside
mkdir "$TMPDIR" "$DIR/outside"

skip() {
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - $1 # SKIP $2"
}

# seen PID WORD: how often its end stands in the memory of the process.
seen() {
	perl -e '
		my ($pid, $word) = ($ARGV[0], substr $ARGV[1], -16);
		my ($found, $read) = (0, 0);
		open my $maps, "<", "/proc/$pid/maps" or die;
		open my $mem, "<:raw", "/proc/$pid/mem" or die;
		while (<$maps>) {
			my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) r/ or next;
			next if /\[v(var|syscall|dso)/;
			my ($at, $end) = (hex $from, hex $to);
			my $tail = "";
			while ($at < $end) {
				my $size = $end - $at < 1 << 20 ? $end - $at : 1 << 20;
				sysseek $mem, $at, 0 or last;
				my $got = sysread $mem, my $bytes, $size;
				last if !$got;
				$read += $got;
				$bytes = $tail . $bytes;
				$found++ while $bytes =~ /\Q$word\E/g;
				$tail = substr $bytes, -length($word) + 1;
				$at += $got;
			}
		}
		die if !$read;
		print "$found\n"' "$1" "$2"
}

webhook() {
	(umask 077 && echo "$URL/rest/1/$1/" >"$2.new" && mv "$2.new" "$2")
}

# As start_daemon, with settings in a folder of their own.
start_here() {
	"$B/b24bridge" -c "$DIR/etc/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	wait_for 20 logged 'Обмен начат'
}

# drop NAME NUMBER
drop() {
	sed "s/3000004876/$2/" "$ROOT/samples/orders.xml" >"$DIR/exchange/in/.$1"
	mv "$DIR/exchange/in/.$1" "$DIR/exchange/in/$1.xml"
}

logged() {
	grep -q -- "$1" "$DIR/daemon.log"
}

cat >"$DIR/seed.json" <<'JSON'
{"funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"WON","name":"Успех","semantics":"S"}]}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"}]}
JSON
cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/keys/webhook
[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
debug = yes
[deal]
id_field = id_1C
[stages]
закрыт = успех
CONF
mkdir "$DIR/keys" "$DIR/etc"
start_portal "$DIR/seed.json" --no-limit --secret "$OLD" || exit 1
settings "$DIR/settings"
mv "$DIR/conf" "$DIR/etc/conf"
webhook "$OLD" "$DIR/keys/webhook"

true_is 'the daemon starts' start_here
drop first 3000000001
true_is 'an order is carried out' wait_for 20 has_acks first 1
is 'not in its arguments' "$(grep -c "$OLD" "/proc/$DAEMON_PID/cmdline")" 0
is 'not in its environment' "$(grep -c "$OLD" "/proc/$DAEMON_PID/environ")" 0
is 'no core of it' \
	"$(awk '/^Max core file size/ { print $5, $6 }' "/proc/$DAEMON_PID/limits")" \
	'0 0'
is 'no new rights' "$(awk '/^NoNewPrivs/ { print $2 }' \
	"/proc/$DAEMON_PID/status")" 1
is 'its memory is for root alone' "$(stat -c %u "/proc/$DAEMON_PID/mem")" 0

case $B in
*san*) why='ASan keeps what was freed' ;;
*) seen "$DAEMON_PID" "$OLD" >"$DIR/seen" 2>/dev/null && why='' ||
	why='may not read its memory' ;;
esac
if [ -n "$why" ]; then
	skip 'an old secret is gone' "$why"
else
	true_is 'the secret in use is found' test "$(cat "$DIR/seen")" -gt 0
	webhook "$NEW" "$DIR/keys/webhook"
	portal /_fault --data-binary "rotate=$NEW" >/dev/null
	: >"$DIR/daemon.log"
	kill -HUP "$DAEMON_PID"
	true_is 'a new one is read' wait_for 10 logged 'прочитаны заново'
	is 'the old one is nowhere in its memory' \
		"$(seen "$DAEMON_PID" "$OLD")" 0
	true_is 'the new one is' test "$(seen "$DAEMON_PID" "$NEW")" -gt 0
fi
stop_daemon

# ---- systemd hands it over

mkdir "$DIR/credentials"
webhook "$OLD" "$DIR/keys/webhook"
stop_portal
start_portal "$DIR/seed.json" --no-limit --secret "$NEW" || exit 1
rm -rf "$DIR/exchange" "$DIR/state"
webhook no-such-secret "$DIR/keys/webhook"
webhook "$NEW" "$DIR/credentials/webhook"
chmod 440 "$DIR/credentials/webhook"
: >"$DIR/daemon.log"
CREDENTIALS_DIRECTORY=$DIR/credentials start_here
drop second 3000000002
true_is 'a credential is read' wait_for 20 has_acks second 1

# ---- what it can reach

if ! logged 'Landlock, версия'; then
	skip 'confined' 'no Landlock in this kernel'
else
	cp "$ROOT/samples/orders.xml" "$DIR/outside/rules"
	chmod 600 "$DIR/outside/rules"
	cat >>"$DIR/etc/conf" <<CONF
[ack]
reply_folder = $DIR/outside
CONF
	: >"$DIR/daemon.log"
	kill -HUP "$DAEMON_PID"
	true_is 'a place that is out of reach is said' wait_for 10 logged \
		'reply_folder: .*Перезапустите службу'
	sed -i "s|^webhook_file = .*|webhook_file = $DIR/outside/key|" \
		"$DIR/etc/conf"
	webhook "$NEW" "$DIR/outside/key"
	kill -HUP "$DAEMON_PID"
	true_is 'a webhook file out of reach is refused' wait_for 10 logged \
		'не приняты'
	true_is 'with what to do' logged 'перезапустите службу'
	drop third 3000000003
	true_is 'and it goes on as it was' wait_for 20 has_acks third 1
	stop_daemon
	: >"$DIR/daemon.log"
	B24BRIDGE_UNCONFINED=1 start_here
	is 'it can be left out' "$(grep -c Landlock "$DIR/daemon.log")" 0
fi
stop_daemon

is 'no output holds it' "$(grep -rlF -e "$OLD" -e "$NEW" \
	--exclude-dir=keys --exclude-dir=credentials --exclude=key \
	--exclude=portal.log --exclude=journal --exclude=webhook "$DIR")" ''
check_portal end
done_testing
