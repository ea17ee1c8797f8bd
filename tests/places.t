#!/usr/bin/env bash
# The places under a daemon that runs: full, renamed, made anew, mounted over,
# unmounted. All mounts are in a namespace of this script's own.

if [ -z "${PLACES_OWN:-}" ]; then
	if ! unshare -m true 2>/dev/null; then
		echo '1..0 # SKIP no mount namespaces'
		exit 0
	fi
	PLACES_OWN=1 exec unshare -m bash "$0"
fi

. "$(dirname "$0")/lib.sh"
EXCHANGE=$DIR/exchange
IN=$EXCHANGE/in
ORDERS=0

# order: one more, as $DIR/order.
order() {
	ORDERS=$((ORDERS + 1))
	cat >"$DIR/order" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Количество="1">
  <ЗаказНаряд>
    <Номер>$((3000000000 + ORDERS))</Номер>
    <Дата>$(date +%F)T08:00:00</Дата>
    <Состояние>Закрыт</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>100.00</Сумма>
    <Клиент><Наименование>Клиент</Наименование></Клиент>
  </ЗаказНаряд>
</ЗаказНаряды>
XML
}

# drop NAME [FOLDER]
drop() {
	order
	cp "$DIR/order" "${2:-$IN}/.drop"
	mv "${2:-$IN}/.drop" "${2:-$IN}/$1.xml"
}

acked() {
	wait_for 20 has_acks "$1" 1
}

logged() {
	grep -q -- "$1" "$DIR/daemon.log"
}

# count TEXT: lines of the log that say it.
count() {
	grep -c -- "$1" "$DIR/daemon.log"
}

counted() {
	[ "$(count "$1")" -eq "$2" ]
}

status_is() {
	bridge status >"$DIR/status" 2>&1
	[ $? -eq "$1" ]
}

configure() {
	cat >"$DIR/settings" <<CONF
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = $1

[deal]
id_field = id_1C

[stages]
закрыт = завершено успешно
CONF
	settings "$DIR/settings"
}

cat >"$DIR/seed.json" <<'JSON'
{"funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"}]}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"}]}
JSON
start_portal "$DIR/seed.json" --no-limit || exit 1
mkdir "$EXCHANGE"
mount -t tmpfs -o size=8m,mode=755 none "$EXCHANGE" || exit 1

# ---- the watch follows the folder: no look is due in this part

configure 3600
true_is 'the daemon starts' start_daemon
drop first
true_is 'a file goes through' acked first
mv "$IN" "$EXCHANGE/away"
wait_for 20 test -d "$IN"
true_is 'a folder that was renamed is made anew' test -d "$IN"
drop renamed
true_is 'and watched' acked renamed
drop foreign "$EXCHANGE/away"
rmdir "$IN" && mkdir -m 770 "$IN"
drop again
true_is 'one that was deleted and made anew is watched too' acked again
true_is 'what lies in the old one is not touched' \
	test -f "$EXCHANGE/away/foreign.xml"
stop_daemon

# ---- mounts

configure 1
true_is 'the daemon starts again' start_daemon
mount -t tmpfs -o mode=777 none "$IN"
drop over
true_is 'a mount over in/ is said' wait_for 20 logged 'одном диске'
true_is 'what lies there is not touched' test -f "$IN/over.xml"
true_is 'and it is critical' wait_for 20 status_is 2
umount "$IN"
drop under
true_is 'without it all goes on' acked under
is 'nothing was taken from there' "$(acks over)" ''
true_is 'and nothing is critical any more' wait_for 20 status_is 0

mkdir "$DIR/other"
mount --move "$EXCHANGE" "$DIR/other" 2>/dev/null ||
	{ mount --make-private "$EXCHANGE"; mount --move "$EXCHANGE" "$DIR/other"; }
true_is 'an unmounted folder is said' wait_for 20 logged 'теперь другая'
mkdir "$IN"
drop empty
is 'the empty place below is left alone' "$(ls -A "$EXCHANGE")" in
mount --move "$DIR/other" "$EXCHANGE"
drop back
true_is 'mounted again it goes on' acked back
is 'and that was said once' "$(count 'теперь другая')" 1

# ---- a full disk

fill() {
	dd if=/dev/zero of="$EXCHANGE/full" bs=4k 2>/dev/null
	truncate -s -"$1" "$EXCHANGE/full"
}

fill 200k
drop full
true_is 'the floor is said' wait_for 20 logged 'обмен приостановлен'
true_is 'and is critical' wait_for 20 status_is 2
true_is 'in words' grep -q 'Освободите место' "$DIR/status"
truncate -s -300k "$EXCHANGE/full"
sleep 2.5
true_is 'it needs half as much again' test -f "$IN/full.xml"
is 'it was said once' "$(count 'обмен приостановлен')" 1
true_is 'the daemon runs' kill -0 "$DAEMON_PID"
rm "$EXCHANGE/full"
true_is 'with room the file goes through by itself' acked full
true_is 'and that is said' logged 'Место на диске есть'
true_is 'and well' wait_for 20 status_is 0

truncate -s 1T "$IN/a.xml" 2>/dev/null || truncate -s 100M "$IN/a.xml"
drop small
true_is 'a file that does not fit keeps no other' acked small
true_is 'it waits' test -f "$IN/a.xml"
rm "$IN/a.xml"

stop_daemon
umount "$EXCHANGE"
mount -t tmpfs -o size=8m,mode=755,nr_inodes=400 none "$EXCHANGE"
true_is 'the daemon starts on a new disk' start_daemon
drop one
true_is 'which takes files' acked one
mkdir "$EXCHANGE/many"
i=0
while : 2>/dev/null >"$EXCHANGE/many/$i"; do i=$((i + 1)); done 2>/dev/null
rm "$EXCHANGE/many/0" "$EXCHANGE/many/1" "$EXCHANGE/many/2"
cp "$DIR/order" "$IN/two.xml"
true_is 'the floor of inodes is said' \
	wait_for 20 counted 'обмен приостановлен' 2
true_is 'nothing is taken' test -f "$IN/two.xml"
rm -r "$EXCHANGE/many"
true_is 'with inodes it goes through' acked two

stop_daemon
stop_portal
umount "$EXCHANGE"
done_testing
