#!/usr/bin/env bash
# Row 42: a history that another version of the bridge wrote: an older one is
# brought up to date, a newer one is not guessed at.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
command -v sqlite3 >/dev/null || skip_all 'no sqlite3'
DB=$DIR/state/history.db

new_world
start_fast
true_is 'a history is made' works_on
stop_daemon
VERSION=$(sqlite3 "$DB" 'PRAGMA user_version')
true_is 'it has a version' test "$VERSION" -gt 0

cp "$DB" "$DIR/right.db"
sqlite3 "$DB" "PRAGMA user_version = $((VERSION + 1))"
cp "$DB" "$DIR/newer.db"
timeout 10 "$B/b24bridge" -c "$DIR/conf" run >"$DIR/newer.log" 2>&1
STATUS=$?
is 'a newer one is refused' "$STATUS" 78
true_is 'it is said' grep -qi 'верси' "$DIR/newer.log"
true_is 'and left as it is' cmp "$DB" "$DIR/newer.db"
cp "$DIR/right.db" "$DB"
rm -f "$DB-wal" "$DB-shm"

# What a later version of the same number may have added is passed over.
sqlite3 "$DB" 'CREATE TABLE later (x); ALTER TABLE file ADD COLUMN later TEXT'
true_is 'what it does not know does not disturb' start_fast
true_is 'it works on with it' works_on
stop_daemon
holds 'nothing is lost and nothing doubled'
check_portal 'other version'
done_testing
