#!/usr/bin/env bash
# What nobody can know before 75 s are over (contract, rule 9): a write whose
# answer was lost and that the portal does not show, and a kill in the middle
# of a write. Takes some minutes, so `make check` leaves it out:
#
#   prove tests/slow

. "$(dirname "$0")/../lib.sh"

# setup NAME: portal, settings and a file of two new orders, all new.
setup() {
	stop_daemon
	stop_portal
	rm -rf "$DIR/exchange" "$DIR/state" "$DIR/daemon.log"
	start_portal "$ROOT/tests/cases/create-two-orders/portal.json" \
		--no-limit || exit 1
	settings "$ROOT/tests/cases/settings"
	FILE=$DIR/$1.xml
	sed "s/Выгружен=\"[^\"]*\"/Выгружен=\"$(date -u +%FT%T)\"/" \
		"$ROOT/tests/cases/create-two-orders/in.xml" >"$FILE"
}

entities() {
	portal /_state | grep -c '"originatorId": "1C-AlfaAuto"'
}

fault() {
	portal /_fault --data-binary "$1" >/dev/null
}

struck() {
	[ "$(counter faults)" -gt 0 ]
}


# carried_out NAME: one contact and two deals, and an ack that names them.
# After a kill it may call them found: the portal had them by then.
carried_out() {
	is "$1: one contact and two deals" "$(entities)" 3
	is "$1: one ack" "$(acks "$1" | wc -l)" 1
	is "$1: the ack names both deals" \
		"$(grep -o 'ИдСделки="[12]"' "$(acks "$1")" | sort -u | wc -l)" 2
	check_portal "$1"
}

# The line breaks before the portal does anything: to be sent again, later.
setup never-run
fault 'reset-before method=crm.item.add'
START=$SECONDS
true_is 'never-run: once' bridge once "$FILE"
true_is 'never-run: not judged before 75 s' test $((SECONDS - START)) -ge 74
carried_out never-run

# The portal goes on with it when nobody waits any more.
setup late
fault 'late:30000 method=crm.item.add'
true_is 'late: once' bridge once "$FILE"
carried_out late

# Done, but the searches do not show it before a minute is over.
setup lagging
fault 'lag:60s'
fault 'reset-after method=crm.item.add skip=1'
true_is 'lagging: once' bridge once "$FILE"
carried_out lagging

# Killed while a write is in the air, and it is done: asked for, not repeated.
for kind in delay:5000 late:20000 reset-before; do
	name=killed-${kind%%:*}
	setup "$name"
	fault "$kind method=crm.item.add skip=1"
	start_daemon
	cp "$FILE" "$DIR/exchange/in/.new"
	mv "$DIR/exchange/in/.new" "$DIR/exchange/in/$name.xml"
	true_is "$name: the write is sent" wait_for 20 struck
	kill -KILL "$DAEMON_PID"
	wait "$DAEMON_PID" 2>/dev/null
	true_is "$name: it starts again" start_daemon
	true_is "$name: the ack comes" wait_for 200 has_acks "$name" 1
	carried_out "$name"
done
done_testing
