#!/usr/bin/env bash
# Every row of the fault matrix has its test and its line in README.md, and no
# test is without one.

set -u
HERE=$(cd "$(dirname "$0")" && pwd)
TESTS=0 FAILED=0

ok() {
	TESTS=$((TESTS + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $TESTS - $1"
	else
		echo "not ok $TESTS - $1"
		FAILED=1
	fi
}

for number in {01..44}; do
	file=$(find "$HERE" -name "${number}_*.t" -perm -u+x)
	[ -n "$file" ]
	ok "row $number has a test" $?
	grep -q "^| ${number#0} |" "$HERE/README.md"
	ok "row $number is told of" $?
done
for file in "$HERE"/[0-9][0-9]_*.t; do
	name=$(basename "$file")
	number=${name%%_*}
	[ "$number" -le 44 ]
	ok "$name is a row" $?
done
echo "1..$TESTS"
exit "$FAILED"
