#!/usr/bin/env bash
# The settings page as a program meets it: who is let in, what every answer
# says, what is too much, and that nothing of a file of 1C is ever markup.

. "$(dirname "$0")/lib.sh"
PAGE_PID=
SECRET=Zq7SecretWord
trap 'stop_page; clean_up' EXIT
exec 7</dev/null # what the page reads

# ---- the page

# start_page [OPTION...]: until it has printed its address.
start_page() {
	rm -f "$DIR/jar" "$DIR/page.log"
	mkdir -p "$DIR/tmp"
	TMPDIR="$DIR/tmp" "$B/b24bridge" -c "$DIR/conf" settings "$@" \
		>"$DIR/page.log" 2>&1 <&7 &
	PAGE_PID=$!
	wait_for 20 grep -q 'enter?token=' "$DIR/page.log" || return
	PORT=$(sed -n 's|.*http://[^ ]*:\([0-9]*\)/enter.*|\1|p' \
		"$DIR/page.log" | tail -n 1)
	PAGE=http://127.0.0.1:$PORT
}

token() {
	sed -n 's|.*enter?token=\([0-9a-f]*\).*|\1|p' "$DIR/page.log" |
		tail -n 1
}

stop_page() {
	[ -n "$PAGE_PID" ] || return 0
	kill "$PAGE_PID" 2>/dev/null
	wait "$PAGE_PID" 2>/dev/null
	local status=$?
	PAGE_PID=
	return "$status"
}

# ask PATH [CURL-OPTION...]: the status as STATUS, $DIR/headers, $DIR/body; all
# that was ever answered is in $DIR/seen.
ask() {
	local path=$1
	shift
	: >"$DIR/body"
	STATUS=$(curl -sS --noproxy '*' --max-time 60 -b "$DIR/jar" \
		-c "$DIR/jar" -D "$DIR/headers" -o "$DIR/body" \
		-w '%{http_code}' "$@" "$PAGE$path" 2>"$DIR/curl.log")
	cat "$DIR/headers" "$DIR/body" >>"$DIR/seen"
}

# enter: by the token; then CSRF is the session's.
enter() {
	ask "/enter?token=$(token)"
	ask /contacts
	CSRF=$(sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' \
		"$DIR/body" | head -n 1)
}

# send PATH NAME=VALUE...
send() {
	local path=$1 options=() word
	shift
	for word in "csrf=$CSRF" "$@"; do
		options+=(--data-urlencode "$word")
	done
	ask "$path" "${options[@]}"
}

# confirm: sends the form that asks whether to save.
confirm() {
	perl -0777 -ne '
		my ($form) = m{<form method="post" action="/save">(.*?)</form>}s;
		my @sent;
		while ($form =~ /type="hidden" name="(.*?)" value="(.*?)"/g) {
			my ($name, $value) = ($1, $2);
			$value =~ s/&lt;/</g; $value =~ s/&gt;/>/g;
			$value =~ s/&quot;/"/g; $value =~ s/&#39;/\x27/g;
			$value =~ s/&amp;/&/g;
			$value =~ s/([^A-Za-z0-9])/sprintf("%%%02X", ord $1)/ge;
			push @sent, "$name=$value";
		}
		print join "&", @sent;' "${1:-$DIR/body}" >"$DIR/sent"
	ask /save --data-binary "@$DIR/sent"
}

answers() {
	is "$1" "$STATUS" "$2"
}

says() {
	true_is "$1" grep -q -- "$2" "$DIR/body" "$DIR/headers"
}

# What an answer lacks of what every answer has.
lacking() {
	local line
	for line in "Content-Security-Policy: default-src 'self';" \
		'X-Content-Type-Options: nosniff' 'X-Frame-Options: DENY' \
		'Referrer-Policy: same-origin'; do
		grep -qiF "$line" "$DIR/headers" || echo "$line"
	done
	grep -i '^Content-Security-Policy' "$DIR/headers" |
		grep -qF "frame-ancestors 'none'" || echo 'no frames'
	grep -i '^Content-Security-Policy' "$DIR/headers" | grep 'unsafe'
	grep -qiE '^Cache-Control: no-(store|cache)' "$DIR/headers" ||
		echo 'Cache-Control'
}

routes() {
	sed -n 's/^\t{ "\([^"]*\)", '"$1"',.*/\1/p' "$ROOT/web/site.c"
}

cat >"$DIR/seed.json" <<JSON
{"settings":{"secret":"$SECRET"},
 "funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"<b>Новая</b>"},
  {"code":"EXECUTING","name":"В работе"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"}]}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"}]}
JSON
cat >"$DIR/settings" <<'CONF'
# Ours.
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = 1

[deal]
# The number goes here.
id_field = id_1C

[settings]
listen = 127.0.0.1:0

[stages]
закрыт = завершено успешно
в работе = в работе
CONF
start_portal "$DIR/seed.json" --no-limit || exit 1
(umask 077 && echo "$URL/rest/1/$SECRET/" >"$DIR/webhook")
settings "$DIR/settings"
true_is 'the page opens on any free port' start_page

# ---- who comes in

ask /
answers 'a stranger is sent to the entrance' 303
says 'to /login' '^Location: /login'
ask /login
answers 'which he may see' 200
is 'it has no menu' "$(grep -c 'href="/deals"' "$DIR/body")" 0
ask '/enter?token='"$(printf %064d 0)"
answers 'a wrong token' 403
TOKEN=$(token)
ask "/enter?token=$TOKEN"
answers 'the printed one' 200
is 'the cookie is for this page alone' \
	"$(grep -ci '^Set-Cookie: b24bridge=[0-9a-f]\{64\}; Path=/; HttpOnly; SameSite=Strict' \
		"$DIR/headers")" 1
is 'the token is not on the page' "$(grep -c "$TOKEN" "$DIR/body")" 0
OLD_JAR=$(cat "$DIR/jar")
ask "/enter?token=$TOKEN"
answers 'it is good for once' 403
echo "$OLD_JAR" >"$DIR/jar"
true_is 'the next one stands in the log' test "$(token)" != "$TOKEN"
ask /contacts
answers 'the cookie lets in' 200
CSRF=$(sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' "$DIR/body" |
	head -n 1)
is 'a form has its token' "${#CSRF}" 64

# ---- every answer, every route

ROUTES=$(routes false)
true_is 'there are pages' test "$(wc -l <<<"$ROUTES")" -gt 10
ask /assets/style.css
TAG=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$DIR/headers")
ask /assets/style.css -H "If-None-Match: $TAG"
answers 'what a browser has already is not sent again' 304
ask /assets/page.js -H "If-None-Match: $TAG"
answers 'another file is' 200

for path in $ROUTES /assets/style.css /assets/page.js /assets/none \
	/assets/../web.t /nothing /login; do
	ask "$path" --path-as-is
	is "GET $path is guarded: $STATUS" "$(lacking)" ''
	is "GET $path has nothing inline" "$(grep -nE \
		'<script>|<style|[ "](style|on[a-z]+)=|javascript:' \
		"$DIR/body")" ''
	ask "$path" -I
	is "HEAD $path is guarded" "$(lacking)" ''
done
ask / -X DELETE
answers 'DELETE is for nobody' 405
is 'and is guarded' "$(lacking)" ''

POSTS=$(routes true)
true_is 'there are forms' test "$(wc -l <<<"$POSTS")" -gt 10
before=$(sha256sum "$DIR/conf")
for path in $POSTS; do
	refused=
	ask "$path" -d a=b
	refused+=" $STATUS$(lacking)"
	ask "$path" -d "csrf=$(printf %064d 0)"
	refused+=" $STATUS"
	ask "$path" -d "csrf=$CSRF" -H 'Origin: http://evil.example'
	refused+=" $STATUS"
	ask "$path" -d "csrf=$CSRF" -H 'Origin: null'
	refused+=" $STATUS"
	ask "$path" -d "csrf=$CSRF" -H 'Host: evil.example'
	refused+=" $STATUS"
	# Without the cookie, with all the rest.
	mv "$DIR/jar" "$DIR/kept-jar"
	ask "$path" -d "csrf=$CSRF"
	refused+=" $STATUS"
	mv "$DIR/kept-jar" "$DIR/jar"
	is "POST $path: no token, a wrong one, from elsewhere, as elsewhere, no cookie" \
		"$refused" ' 403 403 403 403 403 403'
done
is 'nothing was changed by any of them' "$(sha256sum "$DIR/conf")" "$before"
ask / -H "Host: evil.example:$PORT"
answers 'a name that was pointed here' 403
is 'is told nothing' "$(grep -c csrf "$DIR/body")" 0
ask / -H 'Host: 192.168.0.1'
answers 'nor an address of the network, on loopback' 403

# ---- too much

# too_long BYTES: what a body that is said to have so many is answered.
too_long() {
	exec 8<>"/dev/tcp/127.0.0.1/$PORT" || return
	printf '%s\r\n' 'POST /journal/plan HTTP/1.1' "Host: 127.0.0.1:$PORT" \
		"Cookie: b24bridge=$(awk '/b24bridge/ {print $7}' "$DIR/jar")" \
		'Content-Type: multipart/form-data; boundary=xyz' \
		"Content-Length: $1" '' >&8
	IFS= read -r -t 20 answer <&8
	exec 8>&-
	echo "${answer%$'\r'}" | cut -d' ' -f2
}
is '2 GB are refused before they come' "$(too_long 2147483648)" 413
is 'so is no number' "$(too_long 99999999999999999999)" 413

# part BYTES: of a form with a file.
part() {
	printf -- '--xyz\r\nContent-Disposition: form-data; name="upload"; filename="big.xml"\r\n\r\n'
	head -c "$1" /dev/zero
}
wrote() {
	sed -n 's/^wchar: //p' "/proc/$PAGE_PID/io"
}
before=$(wrote)
part 2147483648 | curl -sS --noproxy '*' --max-time 60 -b "$DIR/jar" -X POST \
	-H 'Content-Type: multipart/form-data; boundary=xyz' \
	-H 'Transfer-Encoding: chunked' -H 'Expect:' -T - -o /dev/null \
	-w '%{size_upload}' "$PAGE/journal/plan" >"$DIR/uploaded" 2>"$DIR/curl.log"
true_is '2 GB in pieces are cut while they come' \
	test "$(cat "$DIR/uploaded")" -lt 200000000
true_is 'the disk gets no more than is allowed' \
	test "$(($(wrote) - before))" -lt 80000000
true_is 'nor does memory' \
	test "$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$PAGE_PID/status")" -lt 300000
is 'nothing is left of it' "$(ls -A "$DIR/tmp")" ''

# A stranger has a password to send, no file.
before=$(wrote)
mv "$DIR/jar" "$DIR/kept-jar"
head -c 1000000 /dev/zero >"$DIR/tmp/big"
ask /login -F "password=@$DIR/tmp/big"
answers 'a stranger sends no file' 413
ask /login -F "password=@$DIR/seed.json"
answers 'not even a small one' 400
true_is 'and fills no disk' test "$(($(wrote) - before))" -lt 500000
mv "$DIR/kept-jar" "$DIR/jar"
rm "$DIR/tmp/big"
ask /login
answers 'the page is well' 200

# ---- saving

send /contacts _f=contact.area_code contact.area_code=846
answers 'a change is shown' 200
says 'with what is and what will be' 'name="is" value="846"'
is 'nothing is written yet' "$(grep -c area_code "$DIR/conf")" 0
cp "$DIR/body" "$DIR/first"
send /contacts _f=contact.update contact.update=no
cp "$DIR/body" "$DIR/second"
cp "$DIR/conf" "$DIR/before"
confirm "$DIR/first"
answers 'it is written' 303
is 'one line more, all others stand' \
	"$(diff "$DIR/before" "$DIR/conf" | grep '^[<>]')" \
	"$(printf '> [contact]\n> area_code = 846' |
		cat <(echo '> ') -)"
confirm "$DIR/second"
answers 'the second one is told' 409
says 'what happened' 'сохранил кто-то другой'
says 'and sees what he wanted' 'value="update"'
is 'nothing is written' "$(grep -c '^update' "$DIR/conf")" 0
confirm
answers 'he may say so again' 303
is 'both are in the file' \
	"$(grep -cE '^(update = no|area_code = 846)$' "$DIR/conf")" 2
send /contacts _f=contact.area_code contact.area_code=12345
says 'a wrong value is said on its field' 'class="error"'
is 'and not written' "$(grep -c 12345 "$DIR/conf")" 0
send /contacts _f=contact.area_code contact.area_code=846
says 'no change is no question' 'Ничего не изменилось'

# ---- the portal's lists

send /lists back=/deals
answers 'lists are fetched' 303
ask /stages
is 'a stage called <b> is text' "$(grep -c '<b>Новая' "$DIR/body")" 0
says 'which can be read' '&lt;b&gt;Новая'
send /connect/check
answers 'the check' 200
send /connect/check/stream
answers 'and while it runs' 200
says 'ends with a summary' '"summary"'
send /connect/webhook "webhook=$URL/rest/1/$SECRET/" back=/connect
answers 'a webhook is taken' 303
is 'for its owner alone' "$(stat -c %a "$DIR/webhook")" 600
send /connect/webhook "webhook=https://x.example/rest/1/$SECRET/method" \
	back=/connect
answers 'half a webhook is not' 400

# ---- the daemon uses what was saved

true_is 'the daemon starts' start_daemon
has_settings() {
	grep -q "$(sha256sum <"$DIR/conf" | cut -d' ' -f1)" \
		"$DIR/state/pulse.json"
}
send /debug _f=exchange.debug exchange.debug=yes
confirm
says 'the daemon took the settings' '^Location: /debug?saved=taken'
true_is 'so says its pulse' has_settings

# ---- what 1C may call things

cat >"$DIR/order" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Количество="2">
  <ЗаказНаряд>
    <Номер>&lt;script&gt;n()&lt;/script&gt;</Номер>
    <Дата>$(date +%F)T08:00:00</Дата>
    <Состояние>&lt;script&gt;s()&lt;/script&gt;</Состояние>
    <Организация>&lt;script&gt;o()&lt;/script&gt; &amp; "'</Организация>
    <Сумма>100.00</Сумма>
    <Клиент>
      <Наименование>&lt;img src=x onerror=c()&gt;</Наименование>
      <Телефон>+7 927 100-12-34</Телефон>
    </Клиент>
  </ЗаказНаряд>
  <ЗаказНаряд>
    <Номер>7&amp;a=b#c+d</Номер>
    <Дата>$(date +%F)T08:00:00</Дата>
    <Состояние>В работе</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>100.00</Сумма>
    <Клиент>
      <Наименование>&lt;img src=x onerror=c()&gt;</Наименование>
      <Телефон>+7 927 100-12-35</Телефон>
    </Клиент>
  </ЗаказНаряд>
</ЗаказНаряды>
XML
NAME='<script>f()<script>&"+.xml'
cp "$DIR/order" "$DIR/exchange/in/$NAME"
done_once() {
	[ "$(find "$DIR/exchange/ack" -name '*.ack.xml' | wc -l)" -ge 1 ]
}
true_is 'a file full of markup is carried out' wait_for 20 done_once
for path in / /journal '/journal?view=files' /organizations /stages /debug \
	'/journal/order?number=%3Cscript%3En()%3C/script%3E' \
	'/journal?number=%22%3E%3Cscript%3Eq()%3C/script%3E'; do
	ask "$path"
	answers "GET $path" 200
	is "GET $path: nothing of it is markup" \
		"$(grep -nE '<script>|<img' "$DIR/body")" ''
	says "GET $path: it can be read" '&lt;script&gt;'
done
ask '/journal?view=files'
ACK=$(sed -n 's|.*href="\(/journal/ack?name=[^"]*\)".*|\1|p' "$DIR/body" |
	head -n 1)
ask "$ACK"
says 'the link to its ack leads there' 'Ответ'
is 'nothing of the ack is markup' \
	"$(grep -nE '<script>|<img|<Ответ' "$DIR/body")" ''
ask "${ACK/ack?/ack/file?}"
answers 'it is there as a file' 200
true_is "whole" cmp -s "$DIR/body" "$(find "$DIR/exchange/ack" -name "*.ack.xml" | sort | tail -n 1)"
says 'to be kept, not shown' '^Content-Disposition: attachment'
ask /journal
LINK=$(sed -n 's|.*href="\(/journal/order?number=7[^"]*\)".*|\1|p' \
	"$DIR/body" | head -n 1)
ask "$LINK"
says 'a number with signs of addresses is found' '7&amp;a=b#c+d'
ask '/journal/ack?name=../../conf'
is 'a path is no name' "$(grep -c webhook_file "$DIR/body")" 0
ask '/journal/ack?name=%2Fetc%2Fpasswd.xml'
is 'nor is another one' "$(grep -c root: "$DIR/body")" 0
ask /journal/plan -F "csrf=$CSRF" -F "upload=@$DIR/order;filename=$NAME"
answers 'a trial run of it' 200
is 'has no markup either' "$(grep -nE '<script>|<img' "$DIR/body")" ''
ask /journal/drop -F "csrf=$CSRF" -F "upload=@$DIR/order;filename=../../out.xml"
is 'an upload stays in its folder' "$(find "$DIR" -maxdepth 1 -name out.xml)" ''
ask /journal/drop -F "csrf=$CSRF" -F "upload=@$DIR/order;filename=x.sh"
says 'and is a file of 1C' 'должно кончаться на'
true_is 'debug is on: the log has what was asked' \
	grep -q 'crm\.' "$DIR/state/log"
cp "$DIR/conf" "$DIR/good"
sed -i "s|^webhook_file = .*|  webhook_file = https://x.example/rest/1/$SECRET/|" "$DIR/conf"
ask /debug/bundle
is "a bundle masks a webhook that stands in the file" "$(grep -c "$SECRET" "$DIR/body")" 0
cp "$DIR/good" "$DIR/conf"
ask /debug/bundle
answers 'the bundle' 200
true_is "has the settings" grep -q "id_field = id_1C" "$DIR/body"
is 'has no phone and no name' \
	"$(grep -cE '927 ?100|9271001|onerror' "$DIR/body")" 0

# ---- the portal does not answer

kill -STOP "$PORTAL_PID"
for n in 1 2 3 4; do
	curl -sS --noproxy '*' -m 50 -b "$DIR/jar" -o /dev/null \
		-w '%{http_code}\n' -d "csrf=$CSRF" "$PAGE/connect/check" \
		>"$DIR/turn.$n" 2>/dev/null &
done
turned() {
	[ "$(cat "$DIR"/turn.? | grep -c 503)" -ge 2 ]
}
true_is 'two checks at a time, the others are sent away' wait_for 20 turned
ask /deals
answers 'pages open meanwhile' 200
says 'lists are shown with their age' 'Списки портала получены: сегодня в'
says 'and are there' '<option value="UF_CRM_ID_1C"'
began=$SECONDS
stop_page
is 'the page ends when it is told' "$?" 0
true_is 'within ten seconds, whatever it waits for' \
	test $((SECONDS - began)) -le 10
kill -CONT "$PORTAL_PID"
wait "$(jobs -p %curl 2>/dev/null)" 2>/dev/null

# ---- ten tokens a minute

true_is 'the page starts again' start_page
for _ in 1 2 3 4 5 6 7 8 9 10; do
	ask '/enter?token=x'
	[ "$STATUS" = 403 ] || echo "# $STATUS"
done
ask '/enter?token=x'
answers 'the eleventh wrong token' 429
ask "/enter?token=$(token)"
answers 'and the right one, for that minute' 429
stop_page

# ---- a file that does not parse

true_is 'the page starts once more' start_page
enter
cp "$DIR/conf" "$DIR/good"
echo 'nonsense' >>"$DIR/conf"
ask /contacts
answers 'a broken file: the page opens' 200
says 'and names the line' "conf:$(wc -l <"$DIR/conf")"
send /restore
answers 'the last good one comes back' 303
is 'as it was' "$(cat "$DIR/conf")" "$(cat "$DIR/good")"
stop_page
echo 'nonsense' >>"$DIR/conf"
true_is 'it also starts with a broken file' start_page
enter
says 'and says so' 'не читается'

# Faults on two pages, each mended where it stands.
sed -e '/^webhook_file/a requests_per_second = many' \
	-e '/^quiet_seconds/a brake = much' "$DIR/good" >"$DIR/conf"
send /exchange '_f=exchange.brake' 'exchange.brake=lots'
says 'one fault is not traded for another' 'Не сохранено'
send /exchange '_f=exchange.keep_days' 'exchange.keep_days=7'
says 'nor is anything saved beside them' 'Не сохранено'
send /exchange '_f=exchange.brake' 'exchange.brake=150'
confirm
answers 'one of two faults is mended' 303
grep '^brake\|^requests' "$DIR/conf" >"$DIR/is"
is 'and only that' "$(<"$DIR/is")" \
	"$(printf 'requests_per_second = many\nbrake = 150')"
send /connect '_f=portal.requests_per_second' \
	'portal.requests_per_second=2'
confirm
answers 'then the other one' 303
true_is 'and the file reads' bridge check "$ROOT/samples/orders.xml"
cp "$DIR/good" "$DIR/conf"

# ---- a history that is locked, or broken

stop_daemon
perl -MFcntl -e '
	open(my $db, "+<", $ARGV[0]) or die;
	my $lock = pack("s s x4 q q l x4", F_WRLCK, 0, 0x40000000, 512, 0);
	fcntl($db, F_SETLK, $lock) or die "$!";
	open(my $flag, ">", $ARGV[1]); close $flag; sleep 600' \
	"$DIR/state/history.db" "$DIR/locked" &
LOCK_PID=$!
wait_for 10 test -e "$DIR/locked"
for path in / /journal; do
	ask "$path"
	answers "a locked history: GET $path" 200
done
kill "$LOCK_PID"
wait "$LOCK_PID" 2>/dev/null
head -c 8192 /dev/urandom >"$DIR/state/history.db"
rm -f "$DIR/state/history.db-wal" "$DIR/state/history.db-shm"
for path in / /journal /journal/order?number=1 /stages /organizations; do
	ask "$path"
	answers "a broken history: GET $path" 200
done
stop_page

# ---- the local network

sed 's/^listen = .*/listen = 0.0.0.0:0/' "$DIR/good" >"$DIR/conf"
bridge settings >"$DIR/refused" 2>&1
is 'without a password it listens to nobody else' "$?" 78
true_is 'and says how to give one' grep -q -- '--password' "$DIR/refused"
echo short | bridge settings --password >"$DIR/refused" 2>&1
is 'a short password is none' "$?" 64
exec 7< <(echo 'верная лошадь')
true_is 'with one from a pipe it does' start_page --password
is 'its hash is for its owner alone' \
	"$(stat -c %a "$DIR/state/page.password")" 600
# shellcheck disable=SC2016 # a hash begins so
true_is 'and is a hash' grep -q '^\$y\$' "$DIR/state/page.password"
true_is 'it says that TLS is not its business' \
	grep -q 'обратного прокси' "$DIR/page.log"
is 'the file says both' "$(grep -cE '^(listen = 0.0.0.0:0|password_file = .*)$' \
	"$DIR/conf")" 2
ask /login
says 'the entrance asks for it' 'type="password"'
ask /login --data-urlencode 'password=верная корова'
answers 'a wrong one' 403
ask /login --data-urlencode 'password=верная лошадь'
answers 'the right one' 200
ask /deals
answers 'lets in' 200
ask /deals -H 'Host: evil.example'
answers 'but not by any name' 403
# curl would keep the cookie from another host.
ask /deals -H "Host: 192.168.5.5:$PORT" \
	-H "Cookie: b24bridge=$(awk '/b24bridge/ {print $7}' "$DIR/jar")"
answers 'by the number it does' 200
is 'the password is nowhere' "$(grep -rl 'верная лошадь' "$DIR" 2>/dev/null)" ''
stop_page

is 'the secret is in no page, header, log or bundle' \
	"$(grep -rl "$SECRET" --exclude=webhook --exclude=seed.json \
		--exclude=portal.log --exclude=journal "$DIR" 2>/dev/null)" ''
check_portal web
done_testing
