# shellcheck shell=bash
# What the tests of the fault matrix share: files that are dropped and never
# forgotten, and the checker.
#
#   SEED=N      of the chance; told, and 1 where it is not said
#   TIER=short  a sample of the points; TIER=long: all of them
#   POINT=...   only this point, as a failure names it
#
# A failed point is told as the command that does it again.

# Nothing here needs a disk but what makes one of its own; a disk under load
# would only make it slow.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm |
	tail -n1)" -gt 2000 ]; then
	export TMPDIR=/dev/shm
fi

# shellcheck source=tests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck disable=SC2034 # the rows read them
SEED=${SEED:-1} TIER=${TIER:-short} POINT=${POINT:-}
RANDOM=$SEED
DROPPED=0
export G_DEBUG=${G_DEBUG:-fatal-warnings}
mkdir -p "$DIR/dropped"
echo "# again: SEED=$SEED TIER=$TIER tests/faults/$(basename "$0")"

is_long() {
	[ "$TIER" = long ]
}

# again POINT: the command for one point.
again() {
	echo "# again: SEED=$SEED POINT=$1 tests/faults/$(basename "$0")"
}

# wanted POINT: whether the caller asked for it, or for all.
wanted() {
	[ -z "$POINT" ] || [ "$POINT" = "$1" ]
}

# skip_all WHY: this machine cannot do it.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# forget_dropped: a new world, in which nothing was dropped yet.
forget_dropped() {
	rm -rf "$DIR/dropped"
	mkdir -p "$DIR/dropped"
	DROPPED=0
}

# remember FILE [NAME]: it is dropped now, by whatever means.
remember() {
	DROPPED=$((DROPPED + 1))
	cp "$1" "$DIR/dropped/$DROPPED-${2:-$(basename "$1")}"
}

# drop FILE [NAME]: as 1C should do it, written aside and renamed.
drop() {
	local name=${2:-$(basename "$1")}
	remember "$1" "$name"
	mkdir -p "$DIR/exchange/in"
	cp "$1" "$DIR/exchange/in/.$name.part"
	mv "$DIR/exchange/in/.$name.part" "$DIR/exchange/in/$name"
}

# order NUMBER [STATE [SUM]]: the element of one, of a client of its own.
order() {
	cat <<-END
		<ЗаказНаряд>
		<Ид>8d1c7f0e-45f0-11eb-9c2a-$(printf %012x "$1")</Ид>
		<Номер>$(printf %010d "$1")</Номер>
		<Дата>$(date -u +%F)T09:00:00</Дата>
		<Состояние>${2:-В работе}</Состояние>
		<Организация>СТО Маяк</Организация>
		<Сумма>${3:-$1.00}</Сумма>
		<Клиент>
		<Ид>3b8f2a1c-45e6-11ea-9c2a-$(printf %012x "$1")</Ид>
		<Наименование>Зорин Олег Ильич</Наименование>
		<Телефон>+7927$(printf %07d "$1")</Телефон>
		</Клиент>
		</ЗаказНаряд>
	END
}

# orders FILE NUMBER...: a file of these orders.
orders() {
	local file=$1 number
	shift
	{
		echo '<?xml version="1.0" encoding="UTF-8"?>'
		echo '<ЗаказНаряды xmlns="urn:b24bridge:orders:1">'
		for number; do
			order "$number"
		done
		echo '</ЗаказНаряды>'
	} >"$file"
}

# ask_portal: what it holds and was asked, for the checker.
ask_portal() {
	portal /_state >"$DIR/state.json"
	portal /_journal >"$DIR/journal.json"
}

# invariants [OPTION...]: of the checker, in $DIR/verdict.
invariants() {
	ask_portal && "$ROOT/tests/faults/invariants" "$@" "$DIR" \
		>"$DIR/verdict" 2>&1
}

# holds NAME [OPTION...]: a TAP line; the point is told where one is wrong.
holds() {
	local name=$1 status
	shift
	invariants "$@"
	status=$?
	[ "$status" -eq 0 ] || sed 's/^/# /' "$DIR/verdict"
	ok "$name" "$status"
	return "$status"
}

# all_done: nothing is left in in/ and work/.
all_done() {
	[ -z "$(find "$DIR/exchange/in" "$DIR/exchange/work" -type f \
		! -name '.*' -print -quit 2>/dev/null)" ]
}

# ---- clocks ----

# The clocks of what is started with "${FAST[@]}" stand where the true ones do,
# and waits that are not for the network pass a hundred times faster.
new_clock() {
	rm -f "$DIR/clock"
	truncate -s 16 "$DIR/clock"
}
new_clock
# The sanitizers want to be the first library; they need not be.
FAST=(env "LD_PRELOAD=$B/tests/faults/clock.so" "FAULT_CLOCK=$DIR/clock"
	"FAULT_SPEED=${FAULT_SPEED:-100}"
	"ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0")

# shift_clock WALL [MONOTONIC]: by so many seconds from where they stand.
shift_clock() {
	perl -e '
		my ($path, $wall, $monotonic) = @ARGV;
		open my $file, "+<:raw", $path or die "$path: $!\n";
		read $file, my $was, 16;
		my @is = unpack "q2", $was;
		seek $file, 0, 0;
		print $file pack "q2", $is[0] + $wall * 1e9,
			$is[1] + $monotonic * 1e9;
	' "$DIR/clock" "$1" "${2:-0}"
}

# start_fast [COMMAND...]: the daemon with those clocks, under the command.
start_fast() {
	local before
	before=$(grep -c 'Обмен начат' "$DIR/daemon.log" 2>/dev/null)
	"${FAST[@]}" "$@" "$B/b24bridge" -c "$DIR/conf" run \
		>>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	wait_for 20 begun_or_gone "${before:-0}"
	has_begun "${before:-0}"
}

begun_or_gone() {
	has_begun "$1" || ! kill -0 "$DAEMON_PID"
}

# ---- worlds ----

# Rows that bring a disk of their own say how it becomes empty.
empty_folders() {
	rm -rf "$DIR/exchange" "$DIR/state"
}

# new_world [PORTAL-OPTION...]: nothing was ever dropped, the portal is empty.
new_world() {
	stop_daemon
	stop_portal
	rm -f "$DIR/daemon.log" "$DIR/once.log"
	empty_folders
	forget_dropped
	new_clock
	start_portal "$ROOT/tests/cases/create-two-orders/portal.json" \
		--no-limit --operating absent "$@" || exit 1
	quick_settings
}

# quick_settings [LINE...]: those of the cases, and no wait that is for people;
# the lines go to [exchange].
quick_settings() {
	settings "$ROOT/tests/cases/settings"
	sed -i '/^state = /r /dev/stdin' "$DIR/conf" < <(printf '%s\n' \
		'quiet_seconds = 0' "$@")
}

# settle [SECONDS]: the bridge is started again, gets everything done that is
# left, and stops.
settle() {
	local status=0
	start_fast || {
		sed 's/^/# /' "$DIR/daemon.log"
		return 1
	}
	wait_for "${1:-20}" all_done || status=1
	[ "$status" -eq 0 ] || sed 's/^/# /' "$DIR/daemon.log"
	stop_daemon
	return "$status"
}
