#!/usr/bin/env bash
# A history that goes away under a daemon that runs, or between two starts: it
# begins anew, knows from the acks what it can, and nothing is made twice.

. "$(dirname "$0")/faults/lib.sh"
MOUNTED=
trap '[ -z "$MOUNTED" ] || { stop_daemon; umount -l "$MOUNTED"; }; clean_up' EXIT

# order NAME NUMBER EXPORTED
order() {
	sed -e "s/3000004876/$2/; s/8d1c7f0e/${2: -8}/" \
		-e "s/Выгружен=\"[^\"]*\"/Выгружен=\"$3\"/" \
		"$ROOT/samples/orders.xml" >"$DIR/exchange/in/.$1"
	mv "$DIR/exchange/in/.$1" "$DIR/exchange/in/$1.xml"
}

logged() {
	grep -q -- "$1" "$DIR/daemon.log"
}

ack_says() {
	acks "$1" | tail -n 1 | tr '\n' '\0' | xargs -0 grep -q -- "$2"
}

deals() {
	portal /_state | grep -c "\"UF_CRM_ID_1C\": \"$1\""
}

set_aside() {
	find "$DIR/state" -name 'history.db.broken-*' | grep -q .
}

cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/webhook
[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = 1
[deal]
id_field = id_1C
[stages]
закрыт = завершено успешно
CONF
start_portal "$ROOT/tests/cases/create-two-orders/portal.json" --no-limit || exit 1
settings "$DIR/settings"
# What is unknown waits until the portal must show it: with these clocks that is
# soon.
true_is 'the daemon starts' start_fast
order one 3000000001 2026-01-02T08:00:00
true_is 'an order is carried out' wait_for 20 has_acks one 1

# ---- removed while it runs

rm "$DIR/state/history.db"
true_is 'it is said that it is gone' wait_for 20 logged 'пропала'
true_is 'and what the acks told' wait_for 20 logged \
	'по квитанциям: файлов 1, заказ-нарядов 1'
order again 3000000001 2026-01-01T08:00:00
true_is 'older data' wait_for 20 has_acks again 1
true_is 'are stale as before' ack_says again 'Код="stale"'
order two 3000000002 2026-01-02T08:00:00
true_is 'a new order is carried out' wait_for 20 has_acks two 1
is 'its deal is there' "$(deals 3000000002)" 1

# ---- broken while it runs

printf "%05000d" 0 >"$DIR/state/broken"
rm -f "$DIR/state/history.db-wal"
mv "$DIR/state/broken" "$DIR/state/history.db"
order three 3000000003 2026-01-02T08:00:00
true_is 'an order behind a broken history' wait_for 30 has_acks three 1
true_is 'what was broken is kept' set_aside
is 'its deal is there once' "$(deals 3000000003)" 1
true_is 'the daemon is the same one' kill -0 "$DAEMON_PID"
stop_daemon

# ---- an older copy, and too early to believe it

cp "$DIR/state/history.db" "$DIR/copy"
start_daemon
order four 3000000004 2026-01-02T08:00:00
true_is 'an order that the copy does not know' wait_for 20 has_acks four 1
stop_daemon
cp "$DIR/copy" "$DIR/state/history.db"
order five 3000000005 2026-01-02T08:00:00
requests=$(counter requests)
true_is 'it starts with an older copy' start_daemon
true_is 'and says so' logged 'на её место положена копия'
is_taken() {
	[ -n "$(find "$DIR/exchange/work" -name 'five*')" ]
}
true_is 'a file is taken' wait_for 20 is_taken
sleep 2
is 'nothing is asked before the portal knows all' "$(counter requests)" \
	"$requests"
stop_daemon
true_is 'later' start_fast
true_is 'it is carried out' wait_for 20 has_acks five 1
is 'the deal of before is not made again' "$(deals 3000000004)" 1
stop_daemon

# ---- a full disk is no broken history

if [ "$(id -u)" != 0 ] || ! mount -t tmpfs -o size=2m,mode=700 none "$DIR/state" \
	2>/dev/null; then
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - a full disk # SKIP may not mount"
else
	MOUNTED=$DIR/state
	rm -rf "$DIR/exchange"
	: >"$DIR/daemon.log"
	true_is 'it starts on a small disk' start_daemon
	dd if=/dev/zero of="$DIR/state/filler" bs=4k 2>/dev/null
	order six 3000000006 2026-01-02T08:00:00
	true_is 'a full disk is said' wait_for 20 logged 'место'
	is 'and nothing is set aside' "$(set_aside && echo aside)" ''
	rm "$DIR/state/filler"
	true_is 'with room again it goes on' wait_for 30 has_acks six 1
	is 'its deal is there once' "$(deals 3000000006)" 1
	stop_daemon
	is 'nothing was set aside' "$(set_aside && echo aside)" ''
fi

check_portal end
done_testing
