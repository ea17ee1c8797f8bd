#!/usr/bin/env bash
# Files that are to harm who reads them: entities that multiply, addresses that
# are to be fetched, what is too deep, too long, too many, no character at all.
# Each stands in each of 1C's formats, and once in an archive.
#
# All traps of a format, in one process, may take CPU_MOST seconds of the
# processor and AS_MOST KiB of addresses: without their bounds most of them
# alone would take more. Nothing may be fetched: who listens where they point
# counts.

. "$(dirname "$0")/../lib.sh"

CPU_MOST=30
AS_MOST=$((320 * 1024))
# Sanitizers take addresses without end.
case $B in
*-san) CPU_MOST=300 AS_MOST=unlimited ;;
esac
LISTENER=

stop_listener() {
	[ -n "$LISTENER" ] || return 0
	kill "$LISTENER" 2>/dev/null
	wait "$LISTENER" 2>/dev/null
	LISTENER=
}
trap 'stop_listener; clean_up' EXIT

sed "s|^folder.*|folder = $DIR/exchange|; s|^state.*|state = $DIR/state|" \
	"$ROOT/samples/b24bridge.conf" >"$DIR/conf"
"$ROOT/tests/traps/listen" "$DIR/port" "$DIR/connections" &
LISTENER=$!
wait_for 10 test -s "$DIR/port"
PORT=$(cat "$DIR/port")

# limited FILE...: what `check` says of them, within the bounds.
limited() {
	(
		ulimit -t "$CPU_MOST" -v "$AS_MOST"
		exec "$B/b24bridge" -c "$DIR/conf" check "$@"
	) </dev/null >"$DIR/said" 2>&1
	STATUS=$?
}

# of FILE: what was said of it.
of() {
	awk -v file="$1" '/^[^ ]* \// { mine = index($0, " " file ":") }
		mine { print }' "$DIR/said"
}

# judge FILE CODE LINE TEXT: nothing where all is as it must be.
judge() {
	local said
	said=$(of "$1")
	case $2 in
	any)
		[ -n "$said" ] || echo "$1: nothing is said of it"
		return
		;;
	whole)
		[[ $said == "✓ "* ]] || echo "$1 is not taken: $said"
		return
		;;
	esac
	if ! grep -F "$1:${3/#0/}" <<<"$said" | grep -F "[$2]" |
		grep -qF -- "$4"; then
		echo "$1, line $3, [$2] $4, is not in:"
		head -n 5 <<<"$said" | cut -c 1-300
	fi
}

# An archive is whole: what it has too little of will not come.
judge_packed() {
	case $2 in
	incomplete) judge "${1%.xml}.zip" incomplete 0 "$4" ;;
	*) judge "${1%.xml}.zip" "$2" "$3" "$4" ;;
	esac
}

# A plus is a line behind that of the trap: it need only be told.
judge_all() {
	local name code line text
	while read -r name code line text; do
		[ "$line" != + ] || line=
		"$1" "$DIR/traps/$name.xml" "$code" "$line" "$text"
	done <"$DIR/table"
}

for reader in "$ROOT"/xml/read_*.c; do
	format=${reader##*read_}
	format=${format%.c}
	mkdir "$DIR/traps"
	"$ROOT/tests/traps/make" "$format" "$DIR/traps" "$PORT" >"$DIR/table" ||
		exit
	limited "$DIR"/traps/*.xml
	is "$format: refused, within bounds" "$STATUS" 1
	is "$format: every trap gets its word" "$(judge_all judge)" ""
	# Packed or not, a reader gets the same bytes: once is enough.
	if [ "$format" = orders ]; then
		limited "$DIR"/traps/*.zip
		is 'packed: refused, within bounds' "$STATUS" 1
		is 'packed: every trap gets its word' \
			"$(judge_all judge_packed)" ""
	fi
	rm -r "$DIR/traps"
done

truncate -s 2G "$DIR/sparse.xml"
limited "$DIR/sparse.xml"
is 'two gigabytes of nothing: within bounds' "$STATUS" 1
is 'two gigabytes of nothing: waited for' \
	"$(judge "$DIR/sparse.xml" incomplete 0 'нулевые байты')" ""
rm "$DIR/sparse.xml"

is 'nothing was fetched' "$(cat "$DIR/connections")" ""
exec 9<>"/dev/tcp/127.0.0.1/$PORT"
exec 9>&-
wait_for 10 test -s "$DIR/connections"
is 'and who listens would have known' "$(cat "$DIR/connections")" connected

done_testing
