# shellcheck shell=bash
# Whoever wrote a file goes on with it when the bridge has it already. What is
# carried out is one whole version, never a mixture, and it is the one that is
# kept. Sourced behind world.sh.
#
#   ROUNDS=N  of each race

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

