#!/usr/bin/env bash
# Row 8: EIO of a sync, then success: Linux has dropped the dirty pages by then,
# so whoever syncs the same descriptor again believes in bytes that are gone.
# Every sync fails in turn, once; nothing is told or archived on its word.
#
#   POINT=run:fsync:3   MODE:CALL:NUMBER

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/points.sh"

# again_on_same FILE: a sync of a descriptor that failed, before it is closed.
again_on_same() {
	perl -ne '
		my ($pid, $call, $fd) = /^(\d+)\s+(\w+)\((\d+)/ or next;
		delete $failed{$fd} if $call eq "close";
		print if $call =~ /sync/ && $failed{$fd};
		$failed{$fd} = 1 if $call =~ /sync/ && /INJECTED/;
	' "$1"
}

# The same descriptor is not synced again, but for SQLite's: it syncs its log
# anew with every transaction, written anew.
never_twice() {
	local point call number
	while IFS=: read -r _ call number <&3; do
		[ "$call" = fsync ] || continue
		point=run:$call:$number
		prepare run
		run_traced run -o "$DIR/struck" -s 0 -e trace=fsync,close \
			-e "inject=fsync:error=EIO:when=$number" 2>/dev/null
		[ -z "$(again_on_same "$DIR/struck")" ] ||
			{ again_on_same "$DIR/struck" | sed 's/^/# /'
			again "$point"; return 1; }
	done 3<"$DIR/points"
}

for mode in once run; do
	[[ -z $POINT || $POINT == "$mode":* ]] || continue
	points "$mode" 'fsync|fdatasync|sync_file_range|syncfs' >"$DIR/all"
	sample 3 <"$DIR/all" >"$DIR/points"
	strike_all "a sync fails in $mode" error=EIO <"$DIR/points"
done
never_twice >"$DIR/twice"
ok 'no descriptor is synced again' $?
cat "$DIR/twice"
check_portal 'the last one'
done_testing
