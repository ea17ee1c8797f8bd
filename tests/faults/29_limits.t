#!/usr/bin/env bash
# Row 29: not done, and the portal says so.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/answers.sh"
. "$(dirname "$0")/liar.sh"

carries 503 "503 $ADD count=2"
for answer in 429 overload; do
	longer "$answer" "$answer $ADD count=2"
done
longer 'a page instead of an answer' "503html $ADD"
carries 'limits in a batch' "query-limit-in-batch $ADD" "limit-in-batch $ADD"

# advised NAME ADVICE: whatever time it is advised to come back at, the bridge
# keeps its own, which is neither at once nor in thirty years.
advised() {
	local name="advice $1"
	wanted "$name" || return 0
	new_world
	liar_between
	tell_lie "limit=503,$2" 3 crm.item.add
	orders "$DIR/three" 1 2 3
	drop "$DIR/three" three.xml
	start_fast
	true_is "$name: the file is carried out" acked three 1 30
	is "$name: three were told to wait" "$(grep -c ^limit "$DIR/lies")" 3
	for number in 1 2 3; do
		is "$name: order $number once" "$(deals "$number")" 1
	done
	wait_for 5 all_done
	stop_daemon
	holds "$name: nothing is lost and nothing doubled" --skewed
	again_if_wrong "$name"
}
advised "of 5 s" 5
advised "of -1 s" -1
advised "of thirty years" 1000000000
advised "of a date" Fri,_31_Dec_2055_23:59:59_GMT
check_portal 'limits'
done_testing
