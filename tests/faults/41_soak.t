#!/bin/sh
# Row 41: seconds of tests/faults/soak; ten minutes in the long tier.
if [ "${TIER:-short}" = long ]; then
	: "${SOAK_SECONDS:=600}" "${SOAK_ORDERS:=10000}"
fi
: "${SEED:=1}" "${SOAK_SECONDS:=8}" "${SOAK_ORDERS:=200}"
export SEED SOAK_SECONDS SOAK_ORDERS
exec "$(dirname "$0")/soak"
