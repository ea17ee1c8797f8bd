#!/usr/bin/env bash
# Row 15: in/ or the whole folder is renamed, removed, made anew, mounted over.
# Nothing of a foreign folder is carried out; when all is as it was, or after a
# new start, the exchange goes on.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
E=$DIR/exchange
MOUNTED=

clean_up_mount() {
	[ -z "$MOUNTED" ] || umount -l "$MOUNTED" 2>/dev/null
	clean_up
}
trap clean_up_mount EXIT

begin() {
	new_world
	quick_settings 'rescan_seconds = 100'
	start_fast
	works_on || echo '# it did not even begin'
}

# end NAME: what came and comes is carried out, without a new start.
end() {
	true_is "$1: it goes on by itself" works_on 20
	stop_daemon
	holds "$1: nothing is lost and nothing doubled" --idle 9
}

begin
mv "$E/in" "$E/in.away"
sleep 1
mv "$E/in.away" "$E/in"
end 'in/ is renamed and comes back'

begin
rm -rf "$E/in"
sleep 1
mkdir -p "$E/in"
end 'in/ is removed and made anew'

begin
mv "$E" "$DIR/away"
mkdir -p "$E/in"
orders "$DIR/foreign" 77
cp "$DIR/foreign" "$E/in/foreign.xml"
sleep 1
is 'another folder: it is not touched' "$(find "$E" -type f -printf '%P\n')" \
	in/foreign.xml
is 'another folder: nothing of it is carried out' "$(deals 77)" 0
true_is 'another folder: it is said' logged 'другая|пропала'
rm -rf "$E"
mv "$DIR/away" "$E"
end 'the folder comes back'

begin
if mount -t tmpfs -o size=1m none "$E" 2>/dev/null; then
	MOUNTED=$E
	mkdir -p "$E/in"
	cp "$DIR/foreign" "$E/in/foreign.xml"
	sleep 1
	is 'mounted over: nothing of it is carried out' "$(deals 77)" 0
	true_is 'mounted over: it is said' logged 'другая|пропала'
	umount -l "$E" && MOUNTED=
	end 'the mount is gone'
else
	ok 'mounted over # SKIP no right to mount' 0
fi
check_portal 'folder gone'
done_testing
