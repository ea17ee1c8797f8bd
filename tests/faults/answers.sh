# shellcheck shell=bash
# What the portal does with a request and what it says of it are two things:
# whatever it says, there is one effect. The whole table of such faults is
# tests/portal_faults; rows that source this have the daemon meet those that a
# client could make worse. Sourced behind world.sh.

ADD=method=crm.item.add

# carries NAME FAULT...: three orders come all the same, within patience.
carries() {
	local name=$1 line
	shift
	wanted "$name" || return 0
	new_world
	for line; do
		fault "$line"
	done
	orders "$DIR/three" 1 2 3
	drop "$DIR/three" three.xml
	start_fast
	true_is "$name: it strikes" wait_for 20 struck
	[ -z "${MEANWHILE:-}" ] || $MEANWHILE
	if ! wait_for 40 acked three 1 1; then
		sed 's/^/# /' "$DIR/daemon.log"
		again "$name"
	fi
	true_is "$name: it is carried out" has_acks three 1
	for number in 1 2 3; do
		is "$name: order $number once" "$(deals "$number")" 1
	done
	wait_for 5 all_done
	stop_daemon
	holds "$name: nothing is lost and nothing doubled" --skewed
}

# longer: the same, in the long tier.
longer() {
	if is_long || [ -n "$POINT" ]; then
		carries "$@"
	fi
}

# over: the time limit is, while nobody answers.
over() {
	shift_clock 100 100
}
