#!/usr/bin/env bash
# Row 22: whatever somebody puts into the folder, nothing hangs, nothing is
# followed, no log is forged, and the others are served.
#
#   FLOOD=N   so many files of one kind beside one honest file

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"
IN=$DIR/exchange/in
FLOOD=${FLOOD:-2000}
! is_long || FLOOD=20000

# ---- kinds

new_world
quick_settings 'rescan_seconds = 1'
start_daemon
orders "$DIR/elsewhere.xml" 1
mkdir -p "$DIR/outside"
cp "$DIR/elsewhere.xml" "$DIR/outside/secret.xml"
ln -s "$DIR/elsewhere.xml" "$IN/link.xml"
ln -s /etc/shadow "$IN/shadow.xml"
ln -s /proc/self/environ "$IN/environ.xml"
ln -s "$IN" "$IN/folder-link.xml"
ln -s link-to-itself.xml "$IN/link-to-itself.xml"
ln -s "$DIR/outside" "$IN/outside"
mkdir "$IN/folder.xml"
cp "$DIR/elsewhere.xml" "$IN/folder.xml/inner.xml"
mkfifo "$IN/fifo.xml" "$IN/-rf.xml"
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Listen => 1,
	Local => $ARGV[0]) or die' "$IN/socket.xml"
mknod "$IN/null.xml" c 1 3 2>/dev/null
mknod "$IN/disk.xml" b 7 200 2>/dev/null
BEFORE=$(cd "$IN" && find . -printf '%p %y %i\n' | sort)
true_is 'beside links, pipes, devices and folders others are served' works_on
sleep 1
true_is 'and others again' works_on
is 'none of them is touched' \
	"$(cd "$IN" && find . -printf '%p %y %i\n' | sort)" "$BEFORE"
is 'none of them is followed' "$(deals 1)" 0
rm -rf "$IN"/*.xml "$IN/outside"

# ---- names

NAMES=(
	$'new\nline.xml'
	$'\n<0>emergency.xml'
	$'2026-01-01 00:00:00 \xd0\x9e\xd0\xb1\xd0\xbc\xd0\xb5\xd0\xbd.xml'
	$'escape \e[2J\e[31m.xml'
	$'bell\a\b\r.xml'
	$'c1 \xc2\x9b31m.xml'
	$'bidi \xe2\x80\xae\xe2\x80\xa8.xml'
	$'not utf-8 \xff\xfe\xc3.xml'
	'percent %n%s%x.xml'
	'-rf.xml'
	'--help.xml'
	'..xml'
	'...xml'
	"quote ' \" \` \$(touch injected).xml"
	'; touch injected;.xml'
	'back\slash.xml'
	'<Ответ>&amp;]]>.xml'
	'trailing. .xml'
	'CON.xml'
	'a?*|<>:.xml'
	' .xml'
	"$(printf 'a%.0s' {1..251}).xml"
	"$(printf 'Ж%.0s' {1..125}).xml"
	"$(printf '\xff%.0s' {1..251}).xml"
)
NUMBER=100
TAKEN=0
for name in "${NAMES[@]}"; do
	NUMBER=$((NUMBER + 1))
	orders "$DIR/order" "$NUMBER"
	[ "${name:0:1}" = . ] || {
		TAKEN=$((TAKEN + 1))
		remember "$DIR/order" "named-$NUMBER.xml"
	}
	cp "$DIR/order" "$DIR/exchange/.order"
	mv -- "$DIR/exchange/.order" "$IN/$name"
done
true_is 'strange names are served' wait_for 40 all_done
settled() {
	[ "$(portal /_state | grep -c '"UF_CRM_ID_1C": "00000001')" -ge "$TAKEN" ]
}
true_is 'each has its deal' wait_for 20 settled
is 'once' "$(portal /_state | grep -c '"UF_CRM_ID_1C": "00000001')" "$TAKEN"
is 'no name is a command' "$(find "$DIR" "$PWD" -maxdepth 2 -name injected)" ''
rm -f "$IN"/..xml "$IN"/...xml
bridge status >"$DIR/status.txt" 2>&1
is 'no line of the log is of a name' "$(grep -avcE \
	'^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8} ' "$DIR/daemon.log")" 0
for file in daemon.log status.txt; do
	is "$file: no control character, and only UTF-8" "$(perl -CSD -ne '
		print "$.\n" if /[\x00-\x08\x0b-\x1f\x7f-\x9f\x{2028}-\x{202e}\x{fffd}]/
	' "$DIR/$file" 2>&1)" ''
done
stop_daemon
holds 'nothing is lost and nothing doubled'

# ---- a flood beside one honest file

# flood NAME KIND: files of KIND, and an honest one behind them.
flood() {
	local started
	new_world
	slow_settings 'rescan_seconds = 5' 'brake = 0'
	start_daemon
	orders "$DIR/honest" 90001
	perl -e '
		my ($in, $kind, $count) = @ARGV;
		for my $n (1 .. $count) {
			open my $out, ">", "$in/flood-$n.xml" or die "$!\n";
			print $out $kind eq "garbage" ? "garbage $n" :
				$kind eq "half" ? "<a><b n=\"$n\">" : "";
		}
	' "$IN" "$2" "$FLOOD"
	started=$SECONDS
	cp "$DIR/honest" "$IN/.honest"
	mv "$IN/.honest" "$IN/honest.xml"
	while [ $((SECONDS - started)) -lt 60 ] && [ -z "$(acks honest)" ]; do
		sleep 0.2
	done
	true_is "$1: the honest file is served within a minute" \
		has_acks honest 1
	echo "# $1: $FLOOD files, waited for $((SECONDS - started)) s," \
		"memory $(in_kib VmHWM) KiB"
	is "$1: one deal" "$(deals 90001)" 1
	stop_daemon
}
flood 'a flood of garbage' garbage
if is_long; then
	flood 'a flood of halves' half
	flood 'a flood of nothing' empty
fi
check_portal 'hostile folder'
done_testing
