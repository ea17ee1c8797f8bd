# shellcheck shell=bash
# Something happens at a system call, the bridge is started again, and
# everything must be as if nothing had happened. Sourced by rows of the matrix.
#
# A point is MODE:CALL:NUMBER. MODE `once` carries a file of two new orders out
# by hand, `run` is the daemon that finds it in in/. CALL is counted in each
# process of its own, as strace(1) counts.

# What concerns only our own memory leaves nothing that a kill could tear.
HARMLESS='mmap|munmap|mprotect|brk|madvise|mremap|rt_sig.*|futex|getpid|gettid|'
HARMLESS+='set_.*|rseq|arch_prctl|prlimit64|getrandom|exit.*|restart_syscall|'
HARMLESS+='clock_.*|sched_.*|clone.*|wait.*|execve|uname'

command -v strace >/dev/null || skip_all 'no strace'
strace -qq -o /dev/null true 2>/dev/null || skip_all 'nothing may be traced'

# traced STRACE-OPTION...: TRACED is the bridge under strace, clocks of ours.
traced() {
	TRACED=(strace -f -qq "$@" "${FAST[@]}"
		"$B/b24bridge" -c "$DIR/conf")
}

# The file that all these points carry.
two_orders() {
	[ -s "$DIR/two.xml" ] || orders "$DIR/two.xml" 1 2
	echo "$DIR/two.xml"
}

# run_traced MODE STRACE-OPTION...: until the work is done or the bridge ends.
run_traced() {
	local mode=$1 tracer daemon status
	shift
	traced "$@"
	if [ "$mode" = once ]; then
		"${TRACED[@]}" once "$(two_orders)" \
			>"$DIR/once.log" 2>&1
		return
	fi
	"${TRACED[@]}" run >>"$DIR/daemon.log" 2>&1 &
	tracer=$!
	wait_for "${RUN_SECONDS:-20}" ended_or_done "$tracer"
	daemon=$(daemon_of "$tracer")
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null
	wait "$tracer"
	status=$?
	return "$status"
}

daemon_of() {
	pgrep -P "$1" | head -n1
}

ended_or_done() {
	! kill -0 "$1" 2>/dev/null || { all_done && no_open_acks; }
}

# The ack is there, so that a done file is not one that was not looked at yet.
no_open_acks() {
	[ -n "$(acks two)" ]
}

# What a row does once the file is there.
after_drop() {
	:
}

# prepare MODE: before a run.
prepare() {
	new_world "${PORTAL_OPTIONS[@]}"
	[ "$1" = once ] || drop "$(two_orders)"
	after_drop
}
PORTAL_OPTIONS=() LENIENT=()

# points MODE [CALLS]: all there are, in the order of one run; CALLS is an
# extended regular expression, all but the harmless ones where it lacks.
points() {
	local mode=$1 calls=${2:-}
	prepare "$mode" >&2
	run_traced "$mode" -o "$DIR/trace" -s 200
	perl -e '
		my ($mode, $calls, $harmless, $conf, $path) = @ARGV;
		my (%count, $begun, %main);
		open my $in, "<:raw", $path or die "$path: $!\n";
		while (<$in>) {
			my ($pid, $call) = /^(\d+)\s+(\w+)\(/ or next;
			my $number = ++$count{$pid}{$call};
			$begun ||= index($_, $conf) >= 0 && $call ne "execve";
			next unless $begun;
			next if $calls ne "" ? $call !~ /^(?:$calls)$/
				: $call =~ /^(?:$harmless)$/;
			print "$mode:$call:$number\n"
				unless $seen{"$call:$number"}++;
		}
	' "$mode" "$calls" "$HARMLESS" "$DIR/conf" "$DIR/trace"
	rm -f "$DIR/trace"
}

# sample COUNT: so many of the lines, by the seed, in their order; all in the
# long tier; the one that was asked for, whatever it is.
sample() {
	if [ -n "$POINT" ]; then
		cat >/dev/null
		echo "$POINT"
	elif is_long; then
		cat
	else
		nl -ba | shuf -n "$1" --random-source=<(openssl enc \
			-aes-256-ctr -pass "pass:$SEED" -nosalt </dev/zero \
			2>/dev/null) | sort -n | cut -f2-
	fi
}

# A file that `once` took before it was killed counts as dropped.
count_taken() {
	local there
	there=$(find "$DIR/exchange/work" "$DIR/exchange/archive" -type f \
		! -name '.*' 2>/dev/null | wc -l)
	while [ "$DROPPED" -lt "$there" ]; do
		remember "$(two_orders)"
	done
}

# How strace says that it struck: an error of its making, or a call that a kill
# kept from returning.
STRUCK='\(INJECTED\)|= \?$'

# has_struck INJECTION NUMBER: a signal that is blocked is told of by nobody, so
# the call itself must do.
has_struck() {
	grep -qE "$STRUCK" "$DIR/struck" || {
		[[ $1 == signal=* && $1 != *KILL ]] &&
			awk -v number="$2" '{ n[$1]++ }
				END { for (p in n) if (n[p] >= number) exit 0
				exit 1 }' "$DIR/struck"
	}
}

# What a row does to the world between the strike and the next start.
after_strike() {
	:
}

# strike POINT INJECTION MORE: one point, to its end; lines beginning with # and
# status 1 where anything is wrong.
strike() {
	local mode call number status=0
	IFS=: read -r mode call number <<<"$1"
	prepare "$mode"
	run_traced "$mode" -o "$DIR/struck" -s 0 -e "trace=$call" \
		-e "inject=$call:$2:when=$number$3" 2>/dev/null
	has_struck "$2" "$number" || MISSED=$((MISSED + 1))
	after_strike
	[ "$mode" = run ] || count_taken
	invariants --halfway "${LENIENT[@]}" || status=1
	if [ "$status" -eq 0 ]; then
		settle || status=1
		[ "$mode" = run ] || count_taken
		invariants "${LENIENT[@]}" || status=1
	fi
	if [ "$status" -eq 0 ] && [ "$mode" = once ]; then
		remember "$(two_orders)"
		"${FAST[@]}" "$B/b24bridge" -c "$DIR/conf" once \
			"$(two_orders)" >"$DIR/once.log" 2>&1 || status=1
		invariants "${LENIENT[@]}" || status=1
	fi
	[ "$status" -eq 0 ] || sed 's/^/# /' "$DIR/verdict"
	return "$status"
}

# strike_all NAME INJECTION: the points of standard input, a TAP line for each
# that fails and one for all.
strike_all() {
	local point struck=0 bad=0
	MISSED=0
	while IFS= read -r point <&3; do
		struck=$((struck + 1))
		if ! strike "$point" "$2" "${3:-}" 2>"$DIR/noise"; then
			again "$point"
			bad=$((bad + 1))
		fi
	done 3<&0
	echo "# $1: $struck points, $MISSED of them not reached"
	POINTS_STRUCK=$((${POINTS_STRUCK:-0} + struck - MISSED))
	is "$1: all is well" "$bad bad" '0 bad'
	true_is "$1: most points were reached" test $((MISSED * 2)) -le "$struck"
	[ "$struck" -gt 0 ] || ok "$1: there were points" 1
}
