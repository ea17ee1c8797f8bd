# shellcheck shell=bash
# What the rows share that are about the world around: the sender's writes, the
# portal's faults, and what became of versions of one file. Sourced behind
# lib.sh.

# fault LINE: the double does it (tests/portal/README.md).
fault() {
	portal /_fault --data-binary "$1" >/dev/null
}

# struck [COUNT]: more faults than that have struck.
struck() {
	[ "$(counter faults)" -gt "${1:-0}" ]
}

logged() {
	grep -qE -- "$1" "$DIR/daemon.log"
}

# acked NAME [COUNT [SECONDS]]: waits for that many acks of the source.
acked() {
	wait_for "${3:-20}" has_acks "$1" "${2:-1}"
}

# ack_says NAME TEXT: its newest ack does.
ack_says() {
	acks "$1" | tail -n 1 | tr '\n' '\0' | xargs -0 grep -q -- "$2"
}

# deals NUMBER: how many the portal has of that order.
deals() {
	portal /_state |
		grep -c "\"UF_CRM_ID_1C\": \"$(printf %010d "$1")\""
}

# kept FILE: a file of that content was taken, wherever it is now.
kept() {
	local size
	size=$(stat -c %s "$1")
	find "$DIR/exchange/archive" "$DIR/exchange/error" "$DIR/exchange/held" \
		"$DIR/exchange/work" -type f ! -name '.*' -size "${size}c" \
		-exec cmp -s {} "$1" \; -print 2>/dev/null | grep -q .
}

# remember_kept FILE...: of versions that stood under one name, those that were
# taken; which they are is the sender's race. LAST is the last of them.
remember_kept() {
	local file
	LAST=
	for file; do
		# shellcheck disable=SC2034 # the caller reads it
		! kept "$file" || { remember "$file" && LAST=$file; }
	done
}

# works_on SECONDS: a file that comes now is carried out.
works_on() {
	FOLLOWER=$((${FOLLOWER:-5000} + 1))
	orders "$DIR/follower" "$FOLLOWER"
	drop "$DIR/follower" "follower-$FOLLOWER.xml"
	acked "follower-$FOLLOWER" 1 "${1:-20}"
}

# slow_settings [LINE...]: waits as people have them, but short.
slow_settings() {
	quick_settings "$@"
	sed -i 's/^quiet_seconds = .*/quiet_seconds = 1/' "$DIR/conf"
}

# free_port: nobody listened there a moment ago.
free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
		LocalAddr => "127.0.0.1:0")->sockport'
}

# children NAME: processes of the daemon that are called so.
children() {
	pgrep -P "$DAEMON_PID" -x "$1"
}

# in_kib FIELD: of the daemon's /proc/PID/status.
in_kib() {
	sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$DAEMON_PID/status"
}

# again_if_wrong POINT: the command for it, where something of it was wrong.
again_if_wrong() {
	[ "$FAILED" -eq "${WRONG:-0}" ] || again "'$1'"
	WRONG=$FAILED
}
