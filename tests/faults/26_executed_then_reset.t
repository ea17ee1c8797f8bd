#!/usr/bin/env bash
# Row 26: done, and the line breaks; a write never goes over a used connection,
# for libcurl sends again by itself.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/answers.sh"

carries 'reset after a first write' 'reset-after write=1'
for write in "$ADD" "$ADD skip=1" "$ADD count=2"; do
	longer "reset after ($write)" "reset-after $write"
done
longer 'reset after a look-up' 'reset-after method=crm.item.list'
longer 'half an answer' "truncate $ADD"

check_portal 'executed, then reset'
done_testing
