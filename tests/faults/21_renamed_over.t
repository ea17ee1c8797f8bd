#!/usr/bin/env bash
# Row 21: renamed over and deleted by its sender while it is read.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/writers.sh"

renamed_over() {
	cp "$1" "$IN/.next"
	mv "$IN/.next" "$2"
}

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
check_portal 'renamed over'
done_testing
