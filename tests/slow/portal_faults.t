#!/bin/sh
# The rows of tests/portal_faults/table that take minutes, for most of which
# they only wait: many at a time.
TIER=slow ROWS_AT_A_TIME=${ROWS_AT_A_TIME:-24} \
	exec "$(dirname "$0")/../portal_faults.t" "$@"
