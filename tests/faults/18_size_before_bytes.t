#!/usr/bin/env bash
# Row 18: its size is there before its bytes.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/whole.sh"

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

truncate -s 1000 "$IN/never-zeros.xml"
never never-zeros
written 'size before bytes'
