#!/usr/bin/env bash
# The table of tests/xml/README.md names tests that exist, and no cell is empty.

. "$(dirname "$0")/lib.sh"
export LC_ALL=C.UTF-8

README=$ROOT/tests/xml/README.md
cd "$ROOT" || exit

for program in "$B"/tests/xml/test_* "$B"/tests/fuzz/test_*; do
	[ ! -x "$program" ] || "$program" -l
done | grep '^/' | sort -u >"$DIR/tests"
# Table rows without their first cell, a cell a line.
sed -n 's/^| [^|]* | \(.*\) |$/\1/p' "$README" | sed 1d |
	sed 's/ | /\n/g' >"$DIR/cells"
# shellcheck disable=SC2016 # Markdown's backticks
grep -o '`[^`]*`' "$DIR/cells" | tr -d '`' | sort -u >"$DIR/named"

true_is 'tests are known' test "$(wc -l <"$DIR/tests")" -gt 300
true_is 'tests are named' test "$(wc -l <"$DIR/named")" -gt 100
is 'each row that is named exists' \
	"$(grep '^/' "$DIR/named" | comm -23 - "$DIR/tests")" ""
is 'each folder and script that is named exists' \
	"$(grep -v '^/' "$DIR/named" | while read -r name; do
		[ -e "$name" ] || echo "$name"
	done)" ""
# shellcheck disable=SC2016
is 'each cell names a test, or says why there is none' \
	"$(grep -vxE '`[^`]+`|\*(inline|never|plain)\*' "$DIR/cells")" ""
is 'each format has its column' \
	"$(sed -n 's/^| | \(.*\) |$/\1/p' "$README" | sed 's/ | /\n/g' | sort)" \
	"$(for reader in xml/read_*.c; do
		reader=${reader##*read_}
		echo "${reader%.c}"
	done | sort)"
done_testing
