#!/bin/sh
# Another part of browser.t, so that they run beside each other.
exec "$(dirname "$0")/browser.t" first
