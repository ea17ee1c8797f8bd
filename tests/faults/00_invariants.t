#!/usr/bin/env bash
# The checker itself: a world in which all is well passes, and each that was
# spoiled by hand is refused, by the invariant that it breaks.

# shellcheck disable=SC2016 # what is done to a world is expanded there
. "$(dirname "$0")/lib.sh"

WELL=$DIR/well
start_portal "$ROOT/tests/cases/create-two-orders/portal.json" --no-limit ||
	exit 1
settings "$ROOT/tests/cases/settings"

# A file carried out, the same once more, a rejected one, and one that is held.
orders "$DIR/a.xml" 1 2 3
orders "$DIR/bad.xml" 5 6
sed -i 's/Состояние/Состоянье/' "$DIR/bad.xml"
orders "$DIR/many.xml" {10..14}
sed -i '/exchange.$/a brake = 4' "$DIR/conf"
remember "$DIR/a.xml"
bridge once "$DIR/a.xml" >/dev/null 2>&1
start_daemon
for file in a bad many; do
	drop "$DIR/$file.xml"
done
wait_for 20 all_done
stop_daemon
holds 'all is well' --held 1
holds 'and halfway, too' --held 1 --halfway
mkdir "$WELL"
cp -a "$DIR"/{dropped,exchange,state,webhook,state.json,journal.json} "$WELL"

# refused INVARIANT NAME COMMAND: the world after that is refused.
refused() {
	local invariant=$1 name=$2
	shift 2
	rm -rf "$DIR/world"
	cp -a "$WELL" "$DIR/world"
	(cd "$DIR/world" && eval "$*") || echo "# $name: not done"
	"$ROOT/tests/faults/invariants" --held 1 "$DIR/world" \
		>"$DIR/out" 2>&1
	grep -q "^$invariant: " "$DIR/out"
	ok "$invariant: $name" $?
}

history() {
	sqlite3 state/history.db "$1"
}

ack() {
	find "exchange/ack" -name "$1.*.ack.xml" | sort | head -n1
}

refused I1 'a file is gone' 'rm exchange/archive/*/*/a.xml'
refused I1 'a file is in two places' 'cp exchange/archive/*/*/a.xml exchange/held/'
refused I1 'a byte is another' 'sed -i s/Зорин/Зорян/ exchange/archive/*/*/a.xml'
refused I1 'a file is cut off' 'truncate -s -1 exchange/error/bad.xml'
refused I1 'a file is held and ought not' 'mv exchange/archive/*/*/a.xml exchange/held/'
refused I1 'a file is stuck' 'mv exchange/held/many.xml exchange/work/'
refused I1 'nobody dropped it' 'echo x >exchange/archive/x.xml'

refused I2 'a doubled mark' 'sed -i 1s/doubled_marks\":0/doubled_marks\":1/ journal.json'
refused I2 'a filter was dropped' \
	'sed -i 1s/dropped_filters\":0/dropped_filters\":2/ journal.json'
refused I2 'a write in vain' 'sed -i 1s/idle_writes\":0/idle_writes\":1/ journal.json'
refused I2 'two deals of a document' \
	'sed -i s/-000000000002/-000000000001/ state.json'
refused I2 'another sum' \
	'sed -i "s/\"opportunity\": 2\$/&0/; s/\"opportunity\": 2,/\"opportunity\": 20,/" state.json'
refused I2 'a rejected order has a deal' \
	'sed -i s/8d1c7f0e-45f0-11eb-9c2a-000000000002/8d1c7f0e-45f0-11eb-9c2a-000000000005/ state.json'

refused I3 'an ack is gone' 'rm "$(ack a)"'
refused I3 'an ack too many' 'cp "$(ack a)" exchange/ack/a.20200101T000000Z.ack.xml'
refused I3 'an ack is cut off' 'truncate -s -20 "$(ack bad)"'
refused I3 'an ack is empty' ': >"$(ack bad)"'
refused I3 'an ack is not valid' 'sed -i s/Создан/Сделан/ "$(ack a)"'
refused I3 'a deal that is not there' 'sed -i s/ИдСделки=\"2\"/ИдСделки=\"99\"/ "$(ack a)"'
refused I3 'the deal of another number' 'sed -i s/ИдСделки=\"2\"/ИдСделки=\"1\"/ "$(ack a)"'
refused I3 'no deal' 'sed -i s/ИдСделки=\"2\"// "$(ack a)"'
refused I3 'an order is not told of' 'sed -i "/0000000002/,/<.ЗаказНаряд/d" "$(ack a)"'
refused I3 'sums that are wrong' 'sed -i s/Создано=\"3\"/Создано=\"2\"/ "$(ack a)"'
refused I3 'carried out, and in error/' \
	'mv exchange/archive/*/*/a.xml exchange/error/'
refused I3 'rejected, and archived' \
	'mv $(find exchange/error -name bad.xml) exchange/archive/'

refused I4 'told before it was made' 'touch -d 2001-01-01 "$(ack a)"'
refused I4 'no history' 'rm state/history.db'
refused I4 'a broken history' \
	'dd if=/dev/urandom of=state/history.db bs=512 seek=16 count=40 conv=notrunc 2>/dev/null'
refused I4 'an open file' 'history "UPDATE file SET state = \"open\" WHERE id = 1"'
refused I4 'a write without its end' \
	'history "UPDATE write SET settled = NULL WHERE id = 1"'
refused I4 'nobody knows where it was put' \
	'history "UPDATE file SET kept = NULL WHERE id = 1"'
refused I4 'an ack in no history' \
	'history "UPDATE file SET ack = NULL WHERE id = 1"'
refused I4 'an ack that the history lost' \
	'history "UPDATE file SET ack = \"b\" WHERE id = 1"'

refused I5 'the secret in a log' 'cat webhook >>state/log'
refused I5 'the secret in an ack' \
	'sed "s/^/<!-- /; s/\$/ -->/" webhook >>"$(ack a)"'
refused I5 'a hidden file' 'touch exchange/work/.b24bridge-1.tmp'
refused I5 'a core' 'touch core'

check_portal 'the world itself'
done_testing
