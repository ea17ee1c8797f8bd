#!/usr/bin/env bash
# Row 3: a kill at a step, and the last bytes of the history's journal are gone
# or garbage: what is whole is used, the rest is asked of the portal.
#
#   POINT=run:fdatasync:3   MODE:CALL:NUMBER

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"
# An ack may be told of in the part that was torn off.
LENIENT=(--anew)

after_strike() {
	local wal=$DIR/state/history.db-wal bytes=$((RANDOM % 64 + 1)) size
	[ -s "$wal" ] || return 0
	size=$(stat -c %s "$wal")
	if [ "$TEAR" = truncate ]; then
		truncate -s "-$bytes" "$wal"
	else
		head -c "$bytes" /dev/urandom | dd of="$wal" bs=1 conv=notrunc \
			seek=$((size - bytes)) 2>/dev/null
	fi
	TORN=$((TORN + 1))
}

TORN=0
points run "${CALLS:-fdatasync|fsync|renameat2|sendto|recvfrom|pwrite64}" \
	>"$DIR/all"
for TEAR in truncate garbage; do
	sample 3 <"$DIR/all" >"$DIR/points"
	strike_all "torn by $TEAR" signal=SIGKILL <"$DIR/points"
done
true_is 'something was torn' test "$TORN" -gt 0
check_portal 'the last one'
done_testing
