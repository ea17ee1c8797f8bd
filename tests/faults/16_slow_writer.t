#!/usr/bin/env bash
# Row 16: a row now and then, by one descriptor.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/whole.sh"

prepare slow 1
exec 7>"$IN/slow.xml"
while IFS= read -r line; do
	printf '%s\n' "$line" >&7
	sleep 0.1
done <"$DIR/slow"
true_is 'slow: as long as it is open it is left alone' untouched slow
exec 7>&-
whole slow 1

# The same with a name that is taken only at the end, and a writer that maps.
prepare mapped 2
exec 7<>"$IN/mapped.xml"
cat "$DIR/mapped" >&7
true_is 'mapped: whole, but open for writing' untouched mapped
exec 7>&-
whole mapped 2

written 'slow writer'
