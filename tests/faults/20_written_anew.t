#!/usr/bin/env bash
# Row 20: written anew under the same name while it is carried out, in place and
# as 1C does it.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/writers.sh"

in_place() {
	cat "$1" >"$2"
}

deleted_first() {
	rm -f "$2"
	cat "$1" >"$2"
}

race in-place in_place 100
race deleted-first deleted_first 300
check_portal 'written anew'
done_testing
