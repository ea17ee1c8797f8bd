#!/usr/bin/env bash
# Runs the case folders: tests/cases/NAME/, see tests/cases/README.md.
#
# usage: tests/cases.t [NAME...]     UPDATE=1 writes what is expected anew

. "$(dirname "$0")/lib.sh"
CASES=$ROOT/tests/cases

# expect CASE FILE: what stands in $DIR/got is what the case's file says.
expect() {
	local file=$CASES/$1/$2
	if [ "${UPDATE:-0}" = 1 ]; then
		cp "$DIR/got" "$file"
	elif [ ! -f "$file" ]; then
		ok "$1: $2 exists" 1
		return
	fi
	is "$1: $2" "$(cat "$DIR/got")" "$(cat "$file")"
}

# plan_case CASE FILE WRITES: what `plan` says of it, and that it only says.
plan_case() {
	bridge plan --json "$2" >"$DIR/said" 2>"$DIR/err"
	echo "exit $?" >>"$DIR/err"
	cat "$DIR/said" "$DIR/err" | sed "s|$CASES/$1/||g" >>"$DIR/all-plans"
	is "$1: plan writes nothing" "$(counter writes)" "$3"
}

# once_case CASE FILE: carries it out; the acks that came of it.
once_case() {
	local ack
	bridge once "$2" >"$DIR/once.log" 2>&1
	echo "exit $?" >>"$DIR/all-acks"
	find "$DIR/exchange/ack" -name '*.ack.xml' 2>/dev/null |
		sort >"$DIR/names"
	while read -r ack; do
		true_is "$1: the ack is valid" xmllint --nonet --noout \
			--schema "$ROOT/schemas/ack.xsd" "$ack"
		plain_ack <"$ack" >>"$DIR/all-acks"
		rm -f "$ack"
	done <"$DIR/names"
}

run_case() {
	local name=$1
	local case=$CASES/$name
	local conf=$case/settings
	local input person writes

	rm -rf "$DIR/exchange" "$DIR/state" "$DIR/conf"
	[ -f "$conf" ] || conf=$CASES/settings
	start_portal "$case/portal.json" --no-limit \
		--now 2020-12-26T19:00:00+03:00 --freeze || {
		ok "$name: the portal starts" 1
		return
	}
	settings "$conf"
	: >"$DIR/all-acks"
	: >"$DIR/all-plans"
	for input in "$case"/in*.xml; do
		person=${input%.xml}
		person=$case/portal${person#"$case"/in}.json
		if [ "$person" != "$case/portal.json" ] && [ -f "$person" ]; then
			portal /_seed --data-binary "@$person" >/dev/null
		fi
		plan_case "$name" "$input" "$(counter writes)"
		once_case "$name" "$input"
	done
	cp "$DIR/all-plans" "$DIR/got"
	expect "$name" plan
	cp "$DIR/all-acks" "$DIR/got"
	expect "$name" ack.xml
	portal '/_state?volatile=0' >"$DIR/got"
	expect "$name" portal.expected.json

	writes=$(counter writes)
	bridge once "$input" >"$DIR/once.log" 2>&1
	is "$name: a second run sends no write" "$(counter writes)" "$writes"
	check_portal "$name"
	stop_portal
}

if [ $# -eq 0 ]; then
	for folder in "$CASES"/*/; do
		set -- "$@" "$(basename "$folder")"
	done
fi
for name in "$@"; do
	run_case "$name"
done
done_testing
