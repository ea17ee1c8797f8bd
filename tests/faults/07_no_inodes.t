#!/bin/sh
# Row 7: no inode is left. 06_disk_full.t has how.
WHAT=inodes exec "$(dirname "$0")/06_disk_full.t" "$@"
