#!/usr/bin/env bash
# Row 14: files of which no event tells, or not under their name. Each is found
# and carried out once.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
IN=$DIR/exchange/in

# nameless FILE NAME: made without a name, written, and then named.
nameless() {
	perl -e '
		my ($from, $folder, $name) = @ARGV;
		my ($openat, $linkat) = (257, 265); # of x86-64
		my ($cwd, $tmpfile, $follow) = (-100, 020200000, 0x400);
		my $fd = syscall $openat, $cwd, $folder, $tmpfile | 1, 0640;
		exit 77 if $fd < 0;
		open my $in, "<:raw", $from or die "$from: $!\n";
		open my $out, ">&=", $fd or die "$!\n";
		binmode $out;
		local $/;
		print {$out} <$in>;
		$out->flush();
		my $path = "/proc/self/fd/$fd";
		syscall($linkat, $cwd, $path, $cwd, "$folder/$name", $follow)
			== 0 or die "linkat: $!\n";
	' "$1" "$IN" "$2"
}

new_world
quick_settings 'rescan_seconds = 2'
mkdir -p "$IN"
orders "$DIR/early" 1
cp "$DIR/early" "$IN/early.xml"
remember "$DIR/early" early.xml
start_daemon
true_is 'what was there at the start' acked early

orders "$DIR/linked" 2
ln "$DIR/linked" "$IN/linked.xml"
works_on
rm "$DIR/linked"
orders "$DIR/linked" 2
remember "$DIR/linked" linked.xml
true_is 'a link, once it is the only one' acked linked

if [ "$(uname -m)" = x86_64 ]; then
	orders "$DIR/nameless" 3
	nameless "$DIR/nameless" nameless.xml
	case $? in
	0)
		remember "$DIR/nameless" nameless.xml
		true_is 'a file that gets its name when it is whole' \
			acked nameless
		;;
	77) ok 'a file that gets its name at last # SKIP no O_TMPFILE' 0 ;;
	*) ok 'a file that gets its name at last' 1 ;;
	esac
fi

# Renamed from a name that is none of ours: no event of writing.
orders "$DIR/named" 4
cp "$DIR/named" "$IN/named.tmp"
sleep 0.3
mv "$IN/named.tmp" "$IN/named.xml"
remember "$DIR/named" named.xml
true_is 'a file that was called otherwise' acked named
stop_daemon

# Between the look and the watch there must be no gap, whichever comes first.
if strace -qq -o /dev/null true 2>/dev/null; then
	quick_settings 'rescan_seconds = 60'
	strace -D -f -qq -o "$DIR/strace" \
		-e trace=inotify_add_watch,getdents64 \
		-e inject=inotify_add_watch:delay_enter=1500000 \
		"$B/b24bridge" -c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	orders "$DIR/gap" 5
	wait_for 10 grep -q inotify_add_watch "$DIR/strace"
	drop "$DIR/gap" gap.xml
	true_is 'a file that comes while the watch is set up' acked gap
	stop_daemon
	strace -D -qq -o "$DIR/strace" -e trace=getdents64 \
		-e inject=getdents64:delay_exit=100000 \
		"$B/b24bridge" -c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	for number in 6 7 8 9 10 11 12 13; do
		orders "$DIR/gap-$number" "$number"
		drop "$DIR/gap-$number" "gap-$number.xml"
		sleep 0.1
	done
	for number in 6 7 8 9 10 11 12 13; do
		true_is "file $number of those that come during looks" \
			acked "gap-$number" 1 40
	done
	stop_daemon
fi
holds 'each is carried out once'
check_portal 'absent events'
done_testing
