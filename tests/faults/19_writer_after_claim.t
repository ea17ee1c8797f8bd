#!/usr/bin/env bash
# Row 19: the writer has it open all the time, and writes when it is taken.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/writers.sh"

# Without a lease nothing tells of the writer. A process that is not the owner
# and has no right to it gets none.
late_writer() {
	local name=$1
	shift
	new_world
	slow_settings 'rescan_seconds = 1'
	mkdir -p "$IN"
	"$@" || sed "s/^/# /" "$DIR/daemon.log"
	# The same length: only the bytes tell.
	orders "$DIR/before" 1
	sed 's/0000000001/0000000002/; s/7f0e-45f0-11eb-9c2a-000000000001/7f0e-45f0-11eb-9c2a-000000000002/' \
		"$DIR/before" >"$DIR/after"
	exec 7<>"$IN/$name.xml"
	cat "$DIR/before" >&7
	wait_for 40 test ! -e "$IN/$name.xml"
	cat "$DIR/after" 1<>/dev/fd/7
	touch "$DIR/written"
	exec 7>&-
	true_is "$name: the file has its end" wait_for 40 all_done
	acked "$name"
	VERSIONS=("$DIR/before" "$DIR/after")
	remember_kept "${VERSIONS[@]}"
	stop_daemon
	holds "$name: what is carried out is what is kept"
	rm -f "$DIR/webhook" "$DIR/clock" # of another now
}

# A daemon that gets no leases: all its files are another's.
leaseless() {
	local user=games
	install -m 755 "$B/b24bridge" "$B/tests/faults/clock.so" "$DIR"
	chmod 711 "$DIR"
	chown "$user" "$DIR/webhook" "$DIR/clock"
	install -d -o "$user" -g "$user" "$DIR/state"
	chown -R "$user" "$DIR/exchange"
	chmod 777 "$IN"
	env LD_PRELOAD="$DIR/clock.so" FAULT_CLOCK="$DIR/clock" FAULT_SPEED=5 \
		ASAN_OPTIONS=verify_asan_link_order=0 \
		setpriv --reuid "$user" --regid "$user" --clear-groups \
		--bounding-set=-all --inh-caps=-all \
		"$DIR/b24bridge" -c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	wait_for 20 has_begun 0
}
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	late_writer leaseless leaseless
else
	ok 'a writer of whom nothing tells # SKIP not root' 0
fi

check_portal 'late writers'
done_testing
