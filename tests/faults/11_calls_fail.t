#!/usr/bin/env bash
# Row 11: calls that fail once with each of the usual errors, calls that do
# less than they were asked to, and limits that a host sets.
#
#   POINT=run:openat:33:EMFILE   MODE:CALL:NUMBER:ERROR, or limit:NAME

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"

FILES='openat2?|renameat2?|unlink(at)?|mkdir(at)?|newfstatat|fstat|getdents64|'
FILES+='fcntl|flock|faccessat2?|fchmodat?|ftruncate|statfs|fstatfs|linkat'
DATA='p?read(64)?|p?write(64)?|sendto|recvfrom|poll|connect|socket|close'
OTHER='mmap|pipe2|signalfd4|socketpair|clone.*|inotify_.*'

# What each call may say of these.
errors_of() {
	case $1 in
	openat*) echo EACCES EPERM EMFILE ENFILE ENOMEM EINTR ;;
	renameat* | mkdir* | unlink* | linkat) echo EACCES EPERM ENOMEM ;;
	*stat* | getdents64 | faccessat*) echo EACCES ENOMEM ;;
	fcntl | flock) echo EAGAIN EINTR ENOLCK ;;
	read | recvfrom | write | sendto) echo EINTR EIO ;;
	pread* | pwrite*) echo EINTR EIO ;;
	poll) echo EINTR ENOMEM ;;
	socket | pipe2 | signalfd4 | socketpair) echo EMFILE ENFILE ENOMEM ;;
	connect) echo EINTR ECONNREFUSED ENETUNREACH ;;
	mmap) echo ENOMEM ;;
	clone*) echo EAGAIN ENOMEM ;;
	inotify*) echo EMFILE ENOSPC ENOMEM ;;
	close) echo EINTR EIO ;;
	*) echo EPERM ;;
	esac
}

with_errors() {
	local point error
	while IFS= read -r point; do
		for error in $(errors_of "$(cut -d: -f2 <<<"$point")"); do
			echo "$point:$error"
		done
	done
}

# One at a time: each has an error of its own.
fail_all() {
	local point
	while IFS= read -r point <&4; do
		strike_quietly "${point%:*}" "error=${point##*:}" "$point"
	done 4<&0
}

# strike_quietly POINT INJECTION NAME
strike_quietly() {
	TRIED=$((TRIED + 1))
	if ! strike "$1" "$2" "${4:-}" 2>"$DIR/noise"; then
		again "$3"
		BAD=$((BAD + 1))
	fi
}

is_point() {
	[[ -z $POINT || $POINT == $1:* ]]
}

for mode in once run; do
	is_point "$mode" || continue
	TRIED=0 BAD=0 MISSED=0
	points "$mode" "${CALLS:-$FILES|$DATA|$OTHER}" >"$DIR/all"
	with_errors <"$DIR/all" | sample 6 >"$DIR/points"
	fail_all <"$DIR/points"
	echo "# $mode: $TRIED calls failed, $MISSED of them not reached"
	is "calls fail in $mode" "$BAD bad" '0 bad'
done

# Every read and write of a whole run does less than it was asked to.
if [[ -z $POINT || $POINT == short ]]; then
	prepare run
	FAST+=("LD_PRELOAD=$B/tests/faults/short.so:$B/tests/faults/clock.so")
	settle && invariants
	verdict=$?
	[ "$verdict" -eq 0 ] || sed 's/^/# /' "$DIR/verdict"
	ok 'reads and writes are short' "$verdict"
	unset "FAST[-1]"
fi

# limit NAME OPTION...: of prlimit, for one whole run; whatever it comes to, a
# start without the limit gets all of it done.
limit() {
	local name=limit:$1 mode status=0
	shift
	[[ -z $POINT || $POINT == "$name" ]] || return
	prepare run
	timeout -s TERM 4 prlimit "$@" "${FAST[@]}" "$B/b24bridge" \
		-c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1
	status=$?
	invariants --halfway && settle && invariants
	local verdict=$?
	[ "$verdict" -eq 0 ] || { sed 's/^/# /' "$DIR/verdict"; again "$name"; }
	ok "$name" "$verdict"
	case $status in
	0 | 71 | 75 | 77 | 78 | 124) ;;
	# Out of memory ends the process.
	134) is "$name: only for memory" "$name" limit:as ;;
	*) is "$name: ends as it should" "$status" 75 ;;
	esac
}
for files in 8 12 16 20 24; do
	is_long || [ "$files" = 16 ] || [ -n "$POINT" ] || continue
	limit "nofile-$files" "--nofile=$files:$files"
done
limit as --as=250000000:250000000
limit fsize --fsize=20000:20000
check_portal 'the last one'
done_testing
