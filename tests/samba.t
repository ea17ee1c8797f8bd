#!/usr/bin/env bash
# 1C on another machine: a real smbd with the shares of packaging/samba, and
# smbclient in the part of 1C, of БСП, of Windows and of who pulls the plug.
# The bridge runs as a user of its own without any capability, as smb.conf
# promises that it can.

# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/faults/lib.sh" >/dev/null
PATH=$PATH:/usr/sbin:/sbin
OURS=games CLIENT=daemon # accounts that every Debian has
SMBD=

skip_without() {
	local tool
	for tool in smbd smbclient smbpasswd testparm setpriv; do
		command -v "$tool" >/dev/null || skip_all "$tool is missing"
	done
	[ "$(id -u)" -eq 0 ] || skip_all 'smbd changes users, which needs root'
}

clean_up_samba() {
	[ -z "$SMBD" ] || { kill "$SMBD" && wait "$SMBD"; } 2>/dev/null
	clean_up
}
trap clean_up_samba EXIT

# ---- a server

shares() {
	sed -e "s|/srv/b24bridge|$DIR/exchange|" \
		-e "s|^\(\tforce user = \)b24bridge$|\1$OURS|" \
		-e "s|^\(\tforce group = \)b24bridge$|\1$OURS|" \
		-e "s|^\(\tvalid users = \)1c$|\1$CLIENT|" \
		"$ROOT/packaging/samba/smb.conf"
}

# free_port: nobody listened there a moment ago.
free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
		LocalAddr => "127.0.0.1:0")->sockport'
}

server_settings() {
	mkdir -p "$DIR/samba"
	shares >"$DIR/samba/shares.conf"
	cat >"$DIR/samba/smb.conf" <<-CONF
		[global]
		server role = standalone
		smb ports = $1
		interfaces = 127.0.0.1
		bind interfaces only = yes
		disable netbios = yes
		disable spoolss = yes
		load printers = no
		printcap name = /dev/null
		private dir = $DIR/samba
		lock directory = $DIR/samba
		state directory = $DIR/samba
		cache directory = $DIR/samba
		pid directory = $DIR/samba
		ncalrpc dir = $DIR/samba/rpc
		log file = $DIR/samba/log
		passdb backend = tdbsam:$DIR/samba/passdb.tdb
		include = $DIR/samba/shares.conf
	CONF
}

# Another one may take the port before smbd does.
start_server() {
	for _ in 1 2 3; do
		SMB_PORT=$(free_port)
		server_settings "$SMB_PORT"
		printf '%s\n%s\n' test test |
			smbpasswd -c "$DIR/samba/smb.conf" -s -a "$CLIENT" \
				>/dev/null || return 1
		# A process group of its own: at its end it kills all of it.
		smbd -F -s "$DIR/samba/smb.conf" \
			>"$DIR/samba/out" 2>&1 </dev/null &
		SMBD=$!
		wait_for 10 smb b24in ls && return
		kill "$SMBD" && wait "$SMBD" 2>/dev/null
	done
	sed 's/^/# /' "$DIR/samba/log"
	return 1
}

# smb SHARE COMMANDS: of smbclient.
smb() {
	smbclient -s "$DIR/samba/smb.conf" -p "$SMB_PORT" \
		-U "$CLIENT%test" "//127.0.0.1/$1" -c "$2" \
		>"$DIR/smb.out" 2>&1 </dev/null
}

# put FILE NAME: as 1C does it, under the last name at once.
put() {
	remember "$1" "$2"
	smb b24in "put $1 \"$2\""
}

# start_service: as the unit would: no root, no capability, its own files.
# Calls for a lease are noted.
start_service() {
	install -m 755 "$B/b24bridge" "$B/tests/faults/clock.so" "$DIR"
	chown "$OURS" "$DIR/webhook" "$DIR/clock"
	install -d -o "$OURS" -g "$OURS" "$DIR/state"
	strace -D -qq -o "$DIR/leases" -e trace=fcntl \
		env LD_PRELOAD="$DIR/clock.so" FAULT_CLOCK="$DIR/clock" \
		ASAN_OPTIONS=verify_asan_link_order=0 \
		setpriv --reuid "$OURS" --regid "$OURS" --clear-groups \
		--bounding-set=-all --inh-caps=-all --no-new-privs \
		"$DIR/b24bridge" -c "$DIR/conf" run >>"$DIR/daemon.log" 2>&1 &
	DAEMON_PID=$!
	wait_for 20 has_begun 0 || sed 's/^/# /' "$DIR/daemon.log"
}

# stays NAME: it is in in/ and has no ack, also when another file, put after
# it, has been carried out.
stays() {
	FOLLOWER=$((${FOLLOWER:-900} + 1))
	orders "$DIR/follower" "$FOLLOWER"
	put "$DIR/follower" "follower-$FOLLOWER.xml"
	wait_for 20 has_acks "follower-$FOLLOWER" 1 &&
		[ -e "$DIR/exchange/in/$1.xml" ] && [ -z "$(acks "$1")" ]
}

acked() {
	wait_for 20 has_acks "$1" "${2:-1}"
}

ack_says() {
	grep -q -- "$2" "$(acks "$1" | tail -n 1)"
}

skip_without
chmod 711 "$DIR"
start_portal "$ROOT/tests/cases/create-two-orders/portal.json" --no-limit ||
	exit 1
settings "$ROOT/tests/cases/settings"
sed -i "/^state = /r /dev/stdin" "$DIR/conf" <<'CONF'
quiet_seconds = 1
rescan_seconds = 1
incomplete_minutes = 1
CONF
install -d -o "$OURS" -g "$OURS" "$DIR/exchange" "$DIR/exchange/in" \
	"$DIR/exchange/ack"

server_settings 1
is 'Samba knows every word of our smb.conf' "$(testparm -s \
	"$DIR/samba/smb.conf" 2>&1 | grep -iE 'unknown|ignor|deprecated|error')" ''
start_server || exit 1
true_is 'the bridge starts without root' start_service

# ---- one file, there and back

orders "$DIR/one" 1 2
true_is '1C puts a file' put "$DIR/one" 'Заказ-наряд № 5 (копия).xml'
true_is 'with a Cyrillic name it has its ack' acked 'Заказ-наряд № 5 (копия)'
ACK=$(basename "$(acks 'Заказ-наряд № 5 (копия)')")
true_is '1C reads the ack' smb b24ack "get \"$ACK\" $DIR/ack.xml"
true_is 'and reads what the bridge wrote' \
	cmp "$DIR/ack.xml" "$DIR/exchange/ack/$ACK"
true_is 'without a capability the bridge gets its leases' \
	grep -q 'F_SETLEASE, F_RDLCK) *= 0' "$DIR/leases"
is 'and is refused none' "$(grep F_SETLEASE "$DIR/leases" |
	grep -cE 'EACCES|EINVAL')" 0

# ---- writers that take their time

orders "$DIR/slow" 3 4 5
mkfifo "$DIR/fifo"
smb b24in "put $DIR/fifo slow.xml" &
WRITER=$!
exec 7>"$DIR/fifo"
head -c 700 "$DIR/slow" >&7
wait_for 10 test -e "$DIR/exchange/in/slow.xml"
true_is 'what is being written is left alone' stays slow
tail -c +701 "$DIR/slow" >&7
exec 7>&-
wait "$WRITER"
remember "$DIR/slow" slow.xml
true_is 'when it is written it is carried out' acked slow
true_is 'as a whole' ack_says slow 'Создано="3"'

# The client dies and smbd closes the file as if all were well.
smbclient -s "$DIR/samba/smb.conf" -p "$SMB_PORT" -U "$CLIENT%test" \
	//127.0.0.1/b24in -c "put $DIR/fifo killed.xml" >/dev/null 2>&1 &
WRITER=$!
exec 7>"$DIR/fifo"
head -c 700 "$DIR/slow" >&7
wait_for 10 test -e "$DIR/exchange/in/killed.xml"
kill -KILL "$WRITER"
wait "$WRITER" 2>/dev/null
exec 7>&-
# closed NAME: smbd has let go of it.
closed() {
	# shellcheck disable=SC2046 # words
	! find "/proc/$SMBD/fd" $(pgrep -P "$SMBD" |
		sed 's|.*|/proc/&/fd|') -lname "*/$1" 2>/dev/null | grep -q .
}
true_is 'a client dies in the middle' wait_for 10 closed killed.xml
true_is 'what it left is waited for' stays killed
remember "$DIR/exchange/in/killed.xml"

if [ -x "$B/tests/samba/copy" ]; then
	orders "$DIR/sized" 6 7
	copy=smb://$CLIENT:test@127.0.0.1:$SMB_PORT/b24in
	mkfifo "$DIR/go"
	for name in sized zeros; do
		"$B/tests/samba/copy" "$DIR/sized" "$copy/$name.xml" \
			<"$DIR/go" >"$DIR/$name.out" 2>&1 &
		WRITER=$!
		exec 6>"$DIR/go"
		true_is "$name: all its size is there before its data" \
			wait_for 10 grep -q sized "$DIR/$name.out"
		is "$name: which is zeros" "$(tr -d '\0' \
			<"$DIR/exchange/in/$name.xml" | wc -c)" 0
		true_is "$name: it is left alone" stays "$name"
		if [ "$name" = zeros ]; then
			kill -KILL "$WRITER"
		else
			echo go >&6
		fi
		wait "$WRITER" 2>/dev/null
		exec 6>&-
	done
	remember "$DIR/sized" sized.xml
	true_is 'sized: with its data it is carried out' acked sized
	wait_for 10 closed zeros.xml
	true_is 'zeros: of a dead client are waited for' stays zeros
	remember "$DIR/exchange/in/zeros.xml"
else
	ok 'all its size before its data # SKIP no libsmbclient-dev' 0
fi

# ---- one name, twice

orders "$DIR/first" 8
orders "$DIR/second" 9
kill -STOP "$DAEMON_PID"
smb b24in "put $DIR/first over.xml; put $DIR/second over.part"
true_is 'a client renames over a file that waits' \
	smb b24in 'rename over.part over.xml -f'
remember "$DIR/second" over.xml
kill -CONT "$DAEMON_PID"
true_is 'what stands under the name is carried out' acked over
is 'and what it replaced is not' "$(portal /_state |
	grep -c '"UF_CRM_ID_1C": "0000000008"')" 0

# БСП's transport deletes what is there and copies, whatever became of it.
for number in 21 22 23 24 25 26; do
	orders "$DIR/bsp-$number" "$number"
	smb b24in "del bsp.xml"
	smb b24in "put $DIR/bsp-$number bsp.xml"
	sleep "0.$((RANDOM % 9))"
done
true_is 'БСП deletes and copies, again and again' wait_for 20 \
	test ! -e "$DIR/exchange/in/bsp.xml"
acked bsp
for number in 21 22 23 24 25 26; do
	if find "$DIR/exchange/archive" "$DIR/exchange/work" -type f \
		-exec cmp -s {} "$DIR/bsp-$number" \; -print | grep -q .; then
		remember "$DIR/bsp-$number" bsp.xml
		LAST=$number
	fi
done
is 'the last one counts' "$LAST" 26

# ---- what is not 1C's

is 'in and ack are all that is shared' "$(smbclient -g -s \
	"$DIR/samba/smb.conf" -p "$SMB_PORT" -U "$CLIENT%test" -L 127.0.0.1 \
	2>/dev/null | sed -n 's/^Disk|\([^|]*\)|.*/\1/p' | sort)" 'b24ack
b24in'
smb b24in 'cd ..; ls'
is 'no path leads out' "$(grep -cE '^  (work|archive|held|error|.lock) ' "$DIR/smb.out")" 0
for act in "del \"$ACK\"" "put $DIR/one new.xml" "rename \"$ACK\" a.xml" \
	'mkdir a'; do
	smb b24ack "$act"
	true_is "1C cannot in ack: ${act%% *}" \
		grep -qE 'ACCESS_DENIED|MEDIA_WRITE_PROTECTED' "$DIR/smb.out"
done
true_is 'its ack is still there' test -s "$DIR/exchange/ack/$ACK"
install -m 644 /dev/null "$DIR/outside.txt"
ln -s "$DIR/outside.txt" "$DIR/exchange/in/link.txt"
smb b24in "get link.txt $DIR/stolen"
true_is 'a link to the outside is not followed' test ! -e "$DIR/stolen"
rm "$DIR/exchange/in/link.txt"

# ---- the patience ends

shift_clock 61 61
for name in killed zeros; do
	[ "$name" = killed ] || [ -x "$B/tests/samba/copy" ] || continue
	true_is "$name: after a minute it is rejected" acked "$name"
	true_is "$name: as incomplete" ack_says "$name" 'Код="incomplete"'
done
wait_for 20 all_done
stop_daemon
holds 'nothing is lost and nothing doubled' --skewed
check_portal samba
done_testing
