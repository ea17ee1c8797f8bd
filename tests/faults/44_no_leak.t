#!/usr/bin/env bash
# Row 44: many files through one daemon: no descriptor and no memory stays
# behind.
#
#   FILES=1000   so many; 100,000 in the long tier

. "$(dirname "$0")/lib.sh"
if is_long; then
	FILES=${FILES:-100000}
else
	FILES=${FILES:-1000}
fi
TENTH=$((FILES / 10))

descriptors() {
	find "/proc/$DAEMON_PID/fd" -mindepth 1 | wc -l
}

resident() {
	awk '$1 == "VmRSS:" { print $2 }' "/proc/$DAEMON_PID/status"
}

done_files() {
	find "$DIR/exchange/archive" -type f | wc -l
}

has_done() {
	[ "$(done_files)" -ge "$1" ]
}

# drop_tenth: an order of eight, so that most find their deal as it is.
drop_tenth() {
	local i
	for ((i = 0; i < TENTH; i++)); do
		NEXT=$((NEXT + 1))
		cp "$DIR/order$((NEXT % 8)).xml" "$DIR/exchange/in/.$NEXT.part"
		mv "$DIR/exchange/in/.$NEXT.part" "$DIR/exchange/in/$NEXT.xml"
	done
}

new_world
for i in {0..7}; do
	orders "$DIR/order$i.xml" $((i + 1))
done
NEXT=0
start_fast
for part in {1..10}; do
	drop_tenth
	wait_for 600 has_done $((part * TENTH)) || break
	wait_for 5 all_done
	FDS[part]=$(descriptors) RSS[part]=$(resident)
	echo "# $((part * TENTH)) files: ${FDS[part]} descriptors," \
		"${RSS[part]} KiB"
done
is 'all files are done' "$(done_files)" $((TENTH * 10))
is 'all have their acks' \
	"$(find "$DIR/exchange/ack" -name '*.ack.xml' | wc -l)" $((TENTH * 10))
true_is 'no descriptor stays' test "${FDS[10]}" -le $((FDS[2] + 2))
# What grew, grew in the first part: caches that fill.
true_is 'no memory stays' test "${RSS[10]}" -le $((RSS[2] + 4096 + RSS[2] / 10))
stop_daemon
is 'eight deals' "$(portal /_state | grep -c '"opportunity"')" 8
check_portal 'the last one'
done_testing
