#!/usr/bin/env bash
# Rows 16, 17, 18: a file that is being written, whichever way, is not touched
# before it is whole; one that never is goes to error/ when the time is up.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
IN=$DIR/exchange/in

# untouched NAME: it is still there and has no ack, after another file that
# came later has been carried out.
untouched() {
	works_on && [ -e "$IN/$1.xml" ] && [ -z "$(acks "$1")" ]
}

# prepare NAME NUMBER: $DIR/NAME, and how it is cut in two.
prepare() {
	orders "$DIR/$1" "$2"
	HALF=$(($(stat -c %s "$DIR/$1") / 2))
}

# whole NAME: what became of it when it was whole.
whole() {
	remember "$DIR/$1" "$1.xml"
	true_is "$1: it is carried out when it is whole" acked "$1"
	is "$1: once" "$(deals "$2")" 1
}

new_world
slow_settings 'rescan_seconds = 1' 'incomplete_minutes = 1'
FAST=("${FAST[@]/FAULT_SPEED=*/FAULT_SPEED=5}")
start_fast

# 16: a row now and then, by one descriptor
prepare slow 1
exec 7>"$IN/slow.xml"
while IFS= read -r line; do
	printf '%s\n' "$line" >&7
	sleep 0.1
done <"$DIR/slow"
true_is 'slow: as long as it is open it is left alone' untouched slow
exec 7>&-
whole slow 1

# The same with a name that is taken only at the end, and a writer that maps.
prepare mapped 2
exec 7<>"$IN/mapped.xml"
cat "$DIR/mapped" >&7
true_is 'mapped: whole, but open for writing' untouched mapped
exec 7>&-
whole mapped 2

# 17: closed in between
prepare cut 3
head -c "$HALF" "$DIR/cut" >"$IN/cut.xml"
true_is 'cut: half of it is left alone' untouched cut
tail -c +$((HALF + 1)) "$DIR/cut" >>"$IN/cut.xml"
whole cut 3
: >"$IN/empty.xml"
prepare empty 4
true_is 'empty: nothing is left alone' untouched empty
cat "$DIR/empty" >>"$IN/empty.xml"
whole empty 4

# 18: its size is there before its bytes
prepare zeros 5
truncate -s "$(stat -c %s "$DIR/zeros")" "$IN/zeros.xml"
true_is 'zeros: zeros are left alone' untouched zeros
head -c "$HALF" "$DIR/zeros" | dd of="$IN/zeros.xml" conv=notrunc 2>/dev/null
true_is 'zeros: so are zeros behind a beginning' untouched zeros
cat "$DIR/zeros" 1<>"$IN/zeros.xml"
whole zeros 5
prepare tail 6
{
	cat "$DIR/tail"
	head -c 4096 /dev/zero
} >"$IN/tail.xml"
true_is 'tail: so are zeros behind the end' untouched tail
truncate -s "$(stat -c %s "$DIR/tail")" "$IN/tail.xml"
whole tail 6

# What is never completed
prepare never 7
head -c "$HALF" "$DIR/never" >"$IN/never.xml"
truncate -s 1000 "$IN/never-zeros.xml"
: >"$IN/never-empty.xml"
NEVER='never never-zeros never-empty'
for name in $NEVER; do
	true_is "$name: it is waited for" untouched "$name"
	remember "$IN/$name.xml"
done
shift_clock 35 35
for name in $NEVER; do
	true_is "$name: also when most of the minute is over" untouched "$name"
done
shift_clock 30 30
for name in $NEVER; do
	true_is "$name: then it is rejected" acked "$name"
	true_is "$name: as incomplete" ack_says "$name" 'Код="incomplete"'
	true_is "$name: and kept" test -e "$DIR/exchange/error/$name.xml"
done
is 'never: no deal is made of it' "$(deals 7)" 0
stop_daemon
holds 'nothing is lost and nothing doubled' --skewed
check_portal 'slow writer'
done_testing
