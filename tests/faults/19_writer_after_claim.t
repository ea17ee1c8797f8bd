#!/usr/bin/env bash
# Rows 19, 20, 21: whoever wrote a file goes on with it when the bridge has it
# already. What is carried out is one whole version, never a mixture, and it is
# the one that is kept.
#
#   ROUNDS=N  of each race

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
IN=$DIR/exchange/in
ROUNDS=${ROUNDS:-8}
! is_long || ROUNDS=300

# versions NAME COUNT FIRST: $DIR/NAME.1 …, each of an order of its own and of
# another length.
versions() {
	local number
	VERSIONS=()
	for ((number = 0; number < $2; number++)); do
		# shellcheck disable=SC2046 # numbers
		orders "$DIR/$1.$number" $(seq $(($3 + number * 4)) \
			$(($3 + number * 4 + number % 4)))
		VERSIONS+=("$DIR/$1.$number")
	done
}

# judge NAME: nothing but whole versions, the last one among them.
judge() {
	true_is "$1: all are taken in the end" wait_for 40 all_done
	remember_kept "${VERSIONS[@]}"
	is "$1: the last version counts" "$(basename "${LAST:-none}")" \
		"$(basename "${VERSIONS[-1]}")"
	stop_daemon
	holds "$1: only whole versions, each once"
}

# ---- 19: the writer has it open all the time

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

# ---- 20: written anew under the same name, in place and by rename

# race NAME ACT FIRST: ACT FROM NAME, again and again, 10 ms in between.
race() {
	local name=$1 version
	new_world
	quick_settings 'rescan_seconds = 1'
	start_daemon
	versions "$name" "$ROUNDS" "$3"
	for version in "${VERSIONS[@]}"; do
		"$2" "$version" "$IN/$name.xml"
		sleep 0.01
	done
	judge "$name"
}

in_place() {
	cat "$1" >"$2"
}

deleted_first() {
	rm -f "$2"
	cat "$1" >"$2"
}

renamed_over() {
	cp "$1" "$IN/.next"
	mv "$IN/.next" "$2"
}

race in-place in_place 100
race deleted-first deleted_first 300

# ---- 21: renamed over and deleted while it is read

race renamed-over renamed_over 500

# A file that comes and goes: whatever of it was taken is whole.
come_and_go() {
	local version=$1
	cp "$version" "$IN/.next"
	mv "$IN/.next" "$2"
	sleep "0.00$((RANDOM % 10))"
	[ "$version" = "${VERSIONS[-1]}" ] || rm -f "$2"
}
race come-and-go come_and_go 700
check_portal 'late writers'
done_testing
