#!/usr/bin/env bash
# A portal that cannot prove who it is, or whose TLS is too old, never gets to
# see the secret.

. "$(dirname "$0")/../lib.sh"
SERVER_PID=
clean_up_server() {
	[ -z "$SERVER_PID" ] || kill "$SERVER_PID" 2>/dev/null
	clean_up
}
trap clean_up_server EXIT

# serve NAME [OPTION...]: PORT is where a server of a stranger's certificate
# listens; $DIR/NAME is what it hears.
serve() {
	local name=$1
	shift
	[ -z "$SERVER_PID" ] || kill "$SERVER_PID"
	[ -e "$DIR/stdin" ] || mkfifo "$DIR/stdin"
	exec 8<>"$DIR/stdin" # it ends where its input does
	openssl s_server -accept 127.0.0.1:0 -key "$DIR/key" -cert "$DIR/cert" \
		"$@" <&8 >"$DIR/$name" 2>&1 &
	SERVER_PID=$!
	wait_for 10 grep -q '^ACCEPT.*:[0-9]' "$DIR/$name" || exit 1
	PORT=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' "$DIR/$name")
	(umask 077 && echo "https://localhost:$PORT/rest/1/secret/" \
		>"$DIR/webhook")
}

heard() {
	grep -c "$2" "$DIR/$1"
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -keyout "$DIR/key" \
	-out "$DIR/cert" 2>/dev/null
cat >"$DIR/conf" <<CONF
[portal]
webhook_file = $DIR/webhook

[deal]
id_field = id_1C
CONF

serve stranger
bridge check >"$DIR/said" 2>&1
is 'a certificate that nobody vouches for: exit status' $? 75
true_is 'it is said' grep -q 'сертификат.*не прошёл проверку' "$DIR/said"
is 'and nothing is sent' "$(heard stranger POST)" 0
curl -sk -m 2 -d x "https://localhost:$PORT/rest/1/secret/x" >/dev/null
true_is 'whoever does not verify it would have sent' \
	wait_for 10 grep -q 'POST /rest/1/secret' "$DIR/stranger"

OLD=(-tls1_1 -cipher DEFAULT@SECLEVEL=0)
serve old "${OLD[@]}"
bridge check >"$DIR/said" 2>&1
is 'TLS 1.1: exit status' $? 75
true_is 'it is said, too' grep -q '(TLS).*не устанавливается' "$DIR/said"
is 'and no session comes about' "$(heard old 'SESSION PARAMETERS')" 0
openssl s_client "${OLD[@]}" -connect "localhost:$PORT" </dev/null \
	>/dev/null 2>&1
true_is 'whoever takes it would have got one' \
	wait_for 10 grep -q 'SESSION PARAMETERS' "$DIR/old"

# shellcheck disable=SC2034 # curl's, above: it stands for who would send it
OWN=stranger
done_testing
