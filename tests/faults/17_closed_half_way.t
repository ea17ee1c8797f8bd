#!/usr/bin/env bash
# Row 17: closed in between, half of it or nothing; never completed.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/whole.sh"

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

prepare never 7
head -c "$HALF" "$DIR/never" >"$IN/never.xml"
: >"$IN/never-empty.xml"
never never never-empty
is 'never: no deal is made of it' "$(deals 7)" 0
written 'closed half-way'
