#!/usr/bin/env bash
# Archives, as 1C's exchange writes them, dropped for the daemon and carried
# out by hand.

. "$(dirname "$0")/lib.sh"
IN=$DIR/exchange/in

# zip NAME ENTRY FILE: with sizes behind the data, as a stream is written.
zip() {
	perl -MIO::Compress::Zip=zip,\$ZipError -e '
		zip $ARGV[2] => $ARGV[0], Name => $ARGV[1], Stream => 1
			or die $ZipError' "$1" "$2" "$3"
}

cat >"$DIR/conf" <<CONF
[portal]
webhook_file = $DIR/webhook

[exchange]
folder = $DIR/exchange
state = $DIR/state
quiet_seconds = 0
rescan_seconds = 1

[deal]
id_field = id_1C

[stages]
закрыт = завершено успешно
CONF
start_portal "$ROOT/samples/portal.json" --no-limit || exit 1

# ---- by hand

zip "$DIR/orders.zip" Message_AA_B24.xml "$ROOT/samples/orders.xml"
bridge check "$DIR/orders.zip" >"$DIR/said"
is 'check reads an archive' $? 0
true_is 'and says what is in it' grep -q 'формат orders, заказ-нарядов 1' \
	"$DIR/said"
bridge once "$DIR/orders.zip" >"$DIR/out" 2>&1
is 'once carries it out' $? 0
true_is 'its ack has the hash of the archive' grep -q \
	"Хеш=\"$(sha256sum "$DIR/orders.zip" | cut -d ' ' -f 1)\"" \
	"$(acks orders)"
writes=$(counter writes)
bridge once "$ROOT/samples/orders.xml" >"$DIR/out" 2>&1
is 'the same without an archive sends nothing' "$(counter writes)" "$writes"

# ---- the daemon

true_is 'the daemon starts' start_daemon
zip "$DIR/MESSAGE.ZIP" '..\\..\\CON' "$ROOT/samples/orders-many.xml"
mv "$DIR/MESSAGE.ZIP" "$IN/MESSAGE.ZIP"
true_is 'an archive is taken, whatever its letters' wait_for 20 has_acks \
	MESSAGE 1
true_is 'its orders are told of' grep -q 'Всего="8"' "$(acks MESSAGE)"
is 'it is archived as it came' \
	"$(find "$DIR/exchange/archive" -name 'MESSAGE.ZIP' | wc -l)" 1

# Half of it is no file yet; the rest makes it one.
zip "$DIR/slow.zip" a.xml "$ROOT/samples/commerceml.xml"
head -c 500 "$DIR/slow.zip" >"$IN/slow.zip"
cp "$ROOT/samples/orders.xml" "$IN/marker.xml"
true_is 'what came behind it is carried out' wait_for 20 has_acks marker 1
is 'half an archive waits' "$(acks slow)" ''
tail -c +501 "$DIR/slow.zip" >>"$IN/slow.zip"
true_is 'the whole of it does not' wait_for 20 has_acks slow 1
true_is 'it is read' grep -q 'Формат="commerceml"' "$(acks slow)"

# Damaged in the middle: it will never be better.
perl -pe 'BEGIN { $/ = undef; binmode STDIN; binmode STDOUT }
	substr($_, 300, 1) ^= "\xFF"' <"$DIR/orders.zip" >"$DIR/bad.zip"
mv "$DIR/bad.zip" "$IN/bad.zip"
true_is 'a damaged one is told of' wait_for 20 has_acks bad 1
true_is 'in plain words' grep -q 'Архив ZIP повреждён' "$(acks bad)"
is 'and put aside' "$(find "$DIR/exchange/error" -name bad.zip | wc -l)" 1

check_portal archive
done_testing
