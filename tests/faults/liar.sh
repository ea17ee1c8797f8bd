# shellcheck shell=bash
# The rows in which somebody between the bridge and the portal answers as he
# likes (tests/faults/liar). Sourced behind world.sh.

LIAR=

end_liar() {
	[ -z "$LIAR" ] || { kill "$LIAR" && wait "$LIAR"; } 2>/dev/null
	LIAR=
}
trap 'end_liar; clean_up' EXIT

# liar_between: the bridge finds him where it looks for the portal.
liar_between() {
	end_liar
	rm -f "$DIR/lie" "$DIR/lies" "$DIR/liar-port"
	"$ROOT/tests/faults/liar" "${URL##*:}" "$DIR/liar-port" "$DIR" &
	LIAR=$!
	wait_for 10 test -s "$DIR/liar-port" || return
	echo "http://127.0.0.1:$(cat "$DIR/liar-port")/rest/1/secret/" \
		>"$DIR/webhook"
}

# tell_lie KIND COUNT TEXT: as the liar reads it.
tell_lie() {
	echo "$*" >"$DIR/lie.next"
	mv "$DIR/lie.next" "$DIR/lie"
}

# lied [COUNT]: so often at least.
lied() {
	[ "$(grep -cvE '^(sent|ended)' "$DIR/lies")" -ge "${1:-1}" ]
}
