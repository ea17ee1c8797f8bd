#!/usr/bin/env bash
# Row 36: a lease is asked back while the file is read: the writer waits for a
# moment, not for the 45 s of the kernel. Without leases time must do
# (19_writer_after_claim.t has who writes then).

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
IN=$DIR/exchange/in

new_world
quick_settings 'rescan_seconds = 1' 'brake = 0' 'since = 2090-01-01'
start_daemon
# A big file that is not whole is read to its end, and read again with each
# change: whoever opens it meets the lease.
orders "$DIR/order" 1
{
	head -n 2 "$DIR/order"
	perl -e "print shift() x 30000" "$(sed "1,2d;\$d" "$DIR/order")"
} >"$IN/big.xml"
perl -MTime::HiRes=time,sleep -e '
	my ($path, $longest) = (shift, 0);
	for (1 .. 60) {
		sleep 0.05;
		my $start = time;
		open my $out, ">>", $path or next;
		my $took = time - $start;
		print $out " ";
		close $out;
		$longest = $took if $took > $longest;
	}
	printf "%d\n", $longest * 1000;
' "$IN/big.xml" >"$DIR/longest"
echo "# $(stat -c %s "$IN/big.xml") bytes, the writer waited for at most" \
	"$(cat "$DIR/longest") ms"
true_is 'a writer waits for less than two seconds' \
	test "$(cat "$DIR/longest")" -lt 2000
rm "$IN/big.xml"
true_is 'the bridge is well' works_on
stop_daemon
holds 'nothing is lost and nothing doubled'
check_portal leases
done_testing
