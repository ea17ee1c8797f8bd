#!/usr/bin/env bash
# Row 27: done, and nobody waits any more when the answer comes.
#
#   POINT=NAME  only this case

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
. "$(dirname "$0")/answers.sh"

MEANWHILE=over
carries 'answer after the time limit' "delay:3000 $ADD"
longer 'a byte now and then' "slow:1500 $ADD"
MEANWHILE=

check_portal 'answered too late'
done_testing
