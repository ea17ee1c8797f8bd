#!/usr/bin/env bash
# Row 33: there is one bridge a folder and one a state, however it is reached.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
MOUNTED=

clean_up_mount() {
	[ -z "$MOUNTED" ] || umount -l "$MOUNTED"
	clean_up
}
trap clean_up_mount EXIT

# second FOLDER STATE: another bridge with these.
second() {
	sed "s|^folder = .*|folder = $1|; s|^state = .*|state = $2|" \
		"$DIR/conf" >"$DIR/conf.second"
	timeout 10 "$B/b24bridge" -c "$DIR/conf.second" run \
		>"$DIR/second.log" 2>&1
}

# refused NAME FOLDER STATE
refused() {
	second "$2" "$3"
	is "$1: exit status" $? 75
	true_is "$1: it is said who has it" grep -q "$DAEMON_PID" \
		"$DIR/second.log"
}

new_world
start_daemon
refused 'the same again' "$DIR/exchange" "$DIR/state"
refused 'the same folder' "$DIR/exchange" "$DIR/other-state"
refused 'the same state' "$DIR/other-exchange" "$DIR/state"
ln -s "$DIR/exchange" "$DIR/link"
refused 'a link to the folder' "$DIR/link" "$DIR/other-state"
mkdir "$DIR/mount"
if mount --bind "$DIR/exchange" "$DIR/mount" 2>/dev/null; then
	MOUNTED=$DIR/mount
	refused 'another mount of the folder' "$DIR/mount" "$DIR/other-state"
	umount "$MOUNTED" && MOUNTED=
else
	ok 'another mount of the folder # SKIP no right to mount' 0
fi
true_is 'the first one works on' works_on

# Whoever removes the locks gets a second bridge. Each order has one deal.
find "$DIR/exchange" "$DIR/state" -maxdepth 1 -name '*lock*' -print -delete \
	>"$DIR/removed"
true_is 'there were locks' test -s "$DIR/removed"
sed "s|^state = .*|state = $DIR/other-state|" "$DIR/conf" >"$DIR/conf.second"
"$B/b24bridge" -c "$DIR/conf.second" run >"$DIR/second.log" 2>&1 &
SECOND=$!
true_is "without locks: the second one does not begin" \
	wait_for 10 grep -q "файл блокировки .* удалил" "$DIR/second.log"
for number in $(seq 20); do
	orders "$DIR/order" "$number"
	drop "$DIR/order" "both-$number.xml"
done
for number in $(seq 20); do
	acked "both-$number" || echo "# both-$number has no ack"
done
kill "$SECOND" 2>/dev/null
wait "$SECOND" 2>/dev/null
stop_daemon
for number in $(seq 20); do
	[ "$(deals "$number")" = 1 ] || echo "$number"
done >"$DIR/wrong"
is 'without locks: each order has one deal' "$(cat "$DIR/wrong")" ''
holds 'without locks: nothing is lost and nothing doubled' --no-history
check_portal 'two instances'
done_testing
