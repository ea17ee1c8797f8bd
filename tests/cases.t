#!/usr/bin/env bash
# Runs the case folders: tests/cases/NAME/, see tests/cases/README.md.
#
# usage: tests/cases.t [NAME...]     UPDATE=1 writes what is expected anew

. "$(dirname "$0")/lib.sh"
CASES=$ROOT/tests/cases

# expect CASE FILE: $DIR/FILE is what the case's file says.
expect() {
	local file=$CASES/$1/$2
	if [ "${UPDATE:-0}" = 1 ]; then
		cp "$DIR/$2" "$file"
	elif [ ! -f "$file" ]; then
		ok "$1: $2 exists" 1
		return
	fi
	is "$1: $2" "$(<"$DIR/$2")" "$(<"$file")"
}

# plan_case CASE FILE WRITES: what `plan` says of it, and that it only says.
plan_case() {
	(
		cd "$CASES/$1" || exit
		bridge plan --json "$2" 2>"$DIR/err"
		echo "exit $?" >>"$DIR/err"
		cat "$DIR/err"
	) >>"$DIR/plan"
	is "$1: plan writes nothing" "$(counter writes)" "$3"
}

# once_case CASE FILE: carries it out; the acks that came of it.
once_case() {
	local ack
	bridge once "$CASES/$1/$2" >"$DIR/once.log" 2>&1
	echo "exit $?" >>"$DIR/ack.xml"
	for ack in "$DIR"/exchange/ack/*.ack.xml; do
		plain_ack <"$ack" >>"$DIR/ack.xml"
		mv "$ack" "$DIR/acks"
	done
}

run_case() {
	local name=$1
	local conf=$CASES/$name/settings
	local input person writes

	rm -rf "$DIR/exchange" "$DIR/state" "$DIR/acks" "$DIR/plan" \
		"$DIR/ack.xml"
	mkdir "$DIR/acks"
	[ -f "$conf" ] || conf=$CASES/settings
	start_portal "$CASES/$name/portal.json" --no-limit \
		--now 2020-12-26T19:00:00+03:00 --freeze || {
		ok "$name: the portal starts" 1
		return
	}
	settings "$conf"
	for input in "$CASES/$name"/in*.xml; do
		input=${input##*/}
		person=$CASES/$name/portal${input#in}
		person=${person%.xml}.json
		if [ "$input" != in.xml ] && [ -f "$person" ]; then
			portal /_seed --data-binary "@$person" >/dev/null
		fi
		plan_case "$name" "$input" "$(counter writes)"
		once_case "$name" "$input"
	done
	true_is "$name: the acks are valid" xmllint --nonet --noout \
		--schema "$ROOT/schemas/ack.xsd" "$DIR"/acks/*
	expect "$name" plan
	expect "$name" ack.xml
	portal '/_state?volatile=0' >"$DIR/portal.expected.json"
	expect "$name" portal.expected.json

	# The last file once more: a second run sends no write.
	writes=$(counter writes)
	bridge once "$CASES/$name/$input" >"$DIR/once.log" 2>&1
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
