#!/usr/bin/env bash
# Whatever the portal does wrong, no deal is made twice and no order is lost:
# the quick rows of tests/portal_faults/table. tests/slow/portal_faults.t has
# the others, bench/faults measures all of them.
#
# usage: tests/portal_faults.t [NAME...]
#        SEED=N       other orders
#        TIER=slow    the rows that take minutes; ROWS_AT_A_TIME

. "$(dirname "$0")/lib.sh"
SEED=${SEED:-1}
[ $# -gt 0 ] || set -- "${TIER:-quick}"

# What a row printed: measures first, what was wrong behind them.
show() {
	local row=$1 name status
	name=$(cat "$row/name")
	status=$(cat "$row/status")
	[ "$status" -eq 0 ] || sed 's/^/# /' "$row/out"
	ok "$name" "$status"
}

echo "# seed $SEED"
mkdir "$DIR/world" "$DIR/rows"
"$ROOT/tests/portal_faults/make" "$DIR/world" 60 "$SEED" || exit 1
"$ROOT/tests/portal_faults/all" "$DIR/world" "$DIR/rows" "${ROWS_AT_A_TIME:-2}" "$@"
for row in "$DIR"/rows/*/; do
	show "$row"
done
true_is 'there were rows' test "$TESTS" -gt 0
done_testing
