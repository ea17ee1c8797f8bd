#!/usr/bin/env bash
# The commands: what they say, and the exit statuses that scripts rely on.

# shellcheck disable=SC2016 # Perl's and sed's dollars

. "$(dirname "$0")/lib.sh"

# exits NAME STATUS COMMAND...: what it said is in $DIR/stdout and stderr.
# Silence with a status other than 0 and 3 helps nobody.
exits() {
	local name=$1 expected=$2 status
	shift 2
	"$@" >"$DIR/stdout" 2>"$DIR/stderr" </dev/null
	status=$?
	[ "$status" -eq "$expected" ] ||
		sed 's/^/# /' "$DIR/stdout" "$DIR/stderr"
	is "$name: exit status" "$status" "$expected"
	cat "$DIR/stdout" "$DIR/stderr" >>"$DIR/outputs"
	case $expected in
	0 | 3) ;;
	*) true_is "$name: says why" test -s "$DIR/stderr" -o -s "$DIR/stdout" ;;
	esac
}

# says NAME TEXT: on one of its lines.
says() {
	true_is "$1" grep -q -- "$2" "$DIR/stdout" "$DIR/stderr"
}

silent() {
	is "$1" "$(cat "$DIR/stderr")" ''
}

# orders EXPORTED: the file's end comes with `end_orders`.
orders() {
	echo '<?xml version="1.0" encoding="UTF-8"?>'
	echo "<ЗаказНаряды xmlns=\"urn:b24bridge:orders:1\" Выгружен=\"$1\">"
}

# order NUMBER STATE PHONE
order() {
	cat <<XML
  <ЗаказНаряд>
    <Ид>8d1c7f0e-45f0-11eb-9c2a-00155d0a$1</Ид>
    <Номер>300000$1</Номер>
    <Дата>2020-12-24T17:42:46</Дата>
    <Состояние>$2</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>30110.00</Сумма>
    <Клиент>
      <Ид>3b8f2a1c-45e6-11ea-9c2a-00155d0a$1</Ид>
      <Наименование>Клиент Номер $1</Наименование>
      <Телефон>$3</Телефон>
    </Клиент>
  </ЗаказНаряд>
XML
}

end_orders() {
	echo '</ЗаказНаряды>'
}

# with SED-SCRIPT...: the settings, changed.
with() {
	sed "$@" "$DIR/good" >"$DIR/changed"
	settings "$DIR/changed"
}

cat >"$DIR/seed.json" <<'JSON'
{"funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"EXECUTING","name":"В работе"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"}]},
  {"id":1,"name":"Кузовной цех"}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"},
  {"name":"UF_CRM_ONE","type":"string","label":"Двойник"},
  {"name":"UF_CRM_TWO","type":"string","label":"Двойник"},
  {"name":"UF_CRM_SUM","type":"double","label":"Число"}],
 "contacts":[{"id":55,"lastName":"Двойной","phones":["+7 927 000-12-34"]}],
 "deals":[{"id":17,"title":"Один","contactIds":[55],"createdTime":"2020-12-20T10:00:00+03:00"},
  {"id":18,"title":"Другой","contactIds":[55],"createdTime":"2020-12-21T10:00:00+03:00"}]}
JSON
cat >"$DIR/good" <<'CONF'
# Settings of the test.
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state
debug = no

[deal]
id_field = id_1C
several = hold

[stages]
закрыт = завершено успешно
в работе = в работе
CONF
start_portal "$DIR/seed.json" --no-limit \
	--now 2020-12-26T19:00:00+03:00 --freeze || exit 1
settings "$DIR/good"
{
	orders 2020-12-26T18:00:00
	order 4876 'В работе' '+7 927 000-55-01'
	end_orders
} >"$DIR/one.xml"
{
	orders 2020-12-26T18:00:00
	order 4877 'На мойке' '+7 927 000-55-02'
	end_orders
} >"$DIR/unmapped.xml"
{
	orders 2020-12-26T18:00:00
	order 4878 'В работе' '+7 927 000-12-34'
	end_orders
} >"$DIR/several.xml"
{
	orders 2020-12-26T17:00:00
	order 4876 'Закрыт' '+7 927 000-55-01'
	end_orders
} >"$DIR/older.xml"
sed '/<Сумма>/d' "$DIR/one.xml" >"$DIR/wrong.xml"

# ---- usage

exits 'no command' 64 "$B/b24bridge"
exits 'an unknown command' 64 "$B/b24bridge" swim
says 'the unknown command is named' 'swim'
exits '-c without a file' 64 "$B/b24bridge" -c
for command in check once plan retry release stages fields sources run status \
	show; do
	exits "$command with an unknown flag" 64 bridge "$command" --swim
	says "$command: the flag is named" '--swim'
done
for command in once plan release show; do
	exits "$command without a file" 64 bridge "$command"
done
for command in stages fields sources run status; do
	exits "$command with a word too many" 64 bridge "$command" word
done
exits 'help of an unknown command' 64 bridge help swim
exits 'help' 0 "$B/b24bridge" help
for command in run once plan check stages fields sources status show retry \
	release version help; do
	says "help names $command" "^  $command"
	exits "help $command" 0 "$B/b24bridge" help "$command"
	says "help $command tells its words" "b24bridge $command"
	"$B/b24bridge" help >"$DIR/stdout"
done
exits '--help' 0 "$B/b24bridge" --help
exits 'version' 0 "$B/b24bridge" version
says 'version is one line' '^b24bridge [0-9.]*$'
exits '--version' 0 "$B/b24bridge" --version

# ---- settings

exits 'check' 0 bridge check
silent 'check has nothing to complain of'
is 'check makes no folder' "$(ls -d "$DIR/exchange" "$DIR/state" 2>/dev/null)" ''
is 'check writes nothing' "$(counter writes)" 0
exits 'settings that are not there' 78 "$B/b24bridge" -c "$DIR/none" check
says 'their name is said' "$DIR/none"
exits 'status without settings' 78 "$B/b24bridge" -c "$DIR/none" status
exits 'show without settings' 78 "$B/b24bridge" -c "$DIR/none" show 1

# refused NAME LINE SED-SCRIPT...: without asking the portal
refused() {
	local name=$1 line=$2 before
	shift 2
	before=$(counter requests)
	with "$@"
	exits "$name" 78 bridge check
	says "$name: with its line" "$DIR/conf:$line:"
	is "$name: nobody is asked" "$(counter requests)" "$before"
}
refused 'an unknown key' 8 's/^debug/debgu/'
refused 'an unknown group' 10 's/^\[deal\]/[deals]/'
refused 'a doubled key' 9 's/^debug.*/&\n&/'
refused 'a doubled group' 10 's/^\[deal\]/[portal]/'
refused 'a value out of bounds' 8 's/^debug.*/quiet_seconds = -1/'
refused 'a value that is no number' 8 's/^debug.*/brake = many/'
refused 'a timeout that loses answers' 4 's/^webhook.*/&\ntimeout_seconds = 74/'
refused 'neither yes nor no' 8 's/^debug.*/debug = perhaps/'
refused 'an unknown choice' 12 's/^several.*/several = some/'
refused 'a time zone nobody knows' 8 's/^debug.*/timezone = Mars/'
refused 'a date that is none' 8 's/^debug.*/since = 2020-02-30/'
refused 'a line that says nothing' 8 's/^debug.*/debug/'
with '/^id_field/d'
exits 'a required key that lacks' 78 bridge check
says 'it is named' 'id_field'

printf '\357\273\277' >"$DIR/changed"
sed 's/$/\r/' "$DIR/good" >>"$DIR/changed"
settings "$DIR/changed"
exits 'settings with BOM and CRLF' 0 bridge check

# unresolved NAME TEXT SED-SCRIPT...: what the portal does not have
unresolved() {
	local name=$1 text=$2
	shift 2
	with "$@"
	exits "$name" 78 bridge check
	says "$name: is named" "$text"
	exits "$name, once" 78 bridge once "$DIR/one.xml"
}
unresolved 'an id field that is not there' 'id_2C' 's/id_1C/id_2C/'
unresolved 'an id field that is two' 'Двойник' 's/id_1C/Двойник/'
unresolved 'an id field of another type' 'Число' 's/id_1C/Число/'
unresolved 'a funnel that is not there' 'Гараж' 's/^several/funnel = Гараж\n&/'
unresolved 'a source that is not there' 'Газета' 's/^several/source = Газета\n&/'
unresolved 'a date field that is none' 'UF_CRM_ONE' 's/^several/date_field = UF_CRM_ONE\n&/'
unresolved 'a field that is not there' 'UF_CRM_GONE' \
	'$a[fields]\nUF_CRM_GONE = car.vin'
with 's/= в работе/= нигде/'
exits 'a stage that is not there' 78 bridge check
says 'its line is said' "$DIR/conf:16:"
with 's/^several/funnels = 0; 1\n&/'
exits 'a stage that one of the funnels lacks' 78 bridge check
says 'that funnel is said' 'Кузовной цех'

is 'none of them wrote' "$(counter writes)" 0
rm -rf "$DIR/exchange" "$DIR/state"

# ---- the webhook

settings "$DIR/good"
chmod 0644 "$DIR/webhook"
for command in check stages run 'plan one.xml' 'once one.xml'; do
	# shellcheck disable=SC2086 # two words
	(cd "$DIR" && exits "a webhook for all to read, ${command%% *}" 78 \
		timeout 10 "$B/b24bridge" -c "$DIR/conf" $command) >"$DIR/tap"
	grep -q '^not' "$DIR/tap" && cat "$DIR/tap"
	is "a webhook for all to read: ${command%% *} exits 78" \
		"$(grep -c '^not' "$DIR/tap")" 0
done
chmod 0600 "$DIR/webhook"
cp "$DIR/webhook" "$DIR/webhook.good"

# webhook NAME STATUS TEXT-OF-THE-FILE
webhook() {
	echo "$3" >"$DIR/webhook"
	exits "$1" "$2" timeout 20 "$B/b24bridge" -c "$DIR/conf" check
	cp "$DIR/webhook.good" "$DIR/webhook"
}
webhook 'a wrong secret' 78 "$URL/rest/1/wrongsecret/"
webhook 'plain http to elsewhere' 78 'http://portal.example/rest/1/secret/'
webhook 'an address that is none' 78 'portal'
webhook 'an address that is no webhook' 78 "$URL/"
mv "$DIR/webhook" "$DIR/webhook.away"
exits 'a webhook file that lacks' 78 bridge check
says 'its name is said' "$DIR/webhook"
mv "$DIR/webhook.away" "$DIR/webhook"

portal /_seed --data-binary '{"settings":{"scopes":["task"]}}' >/dev/null
exits 'a webhook without the right to CRM' 78 bridge check
says 'the right is named' 'CRM'
exits 'a webhook without the right to CRM, once' 78 bridge once "$DIR/one.xml"
portal /_seed --data-binary '{"settings":{"scopes":["crm"],"admin":false}}' \
	>/dev/null
exits 'a webhook of no administrator' 0 bridge check
says 'a warning tells of the danger' 'администратор'
portal /_seed --data-binary '{"settings":{"admin":true}}' >/dev/null
rm -rf "$DIR/exchange" "$DIR/state"

# ---- lists

for list in stages fields sources; do
	exits "$list" 0 bridge "$list"
	silent "$list says nothing else"
	exits "$list --json" 0 bridge "$list" --json
	true_is "$list --json is a JSON list" perl -MJSON::PP -0777 -e '
		my $list = decode_json(<STDIN>);
		exit(ref($list) ne "ARRAY" || @$list == 0)' <"$DIR/stdout"
done
bridge stages >"$DIR/stdout"
says 'stages names funnels' 'Кузовной цех'
says 'stages names codes' 'EXECUTING'
bridge fields >"$DIR/stdout"
says 'fields names the id field' 'UF_CRM_ID_1C .*id_1C'
bridge sources >"$DIR/stdout"
says 'sources names codes' 'CALL'

# ---- check and plan of files

portal '/_down?on=1' -X POST >/dev/null
exits 'check of a good file needs no portal' 0 bridge check "$DIR/one.xml"
says 'check counts its orders' 'заказ-нарядов 1'
exits 'check of a wrong file' 1 bridge check "$DIR/one.xml" "$DIR/wrong.xml"
says 'check says line, column and order' "$DIR/wrong.xml:9:5: \[invalid\].*3000004876"
exits 'check of no file' 1 bridge check "$DIR/none.xml"
exits 'check of a folder' 1 bridge check "$DIR"
# Each tries for some seconds, so all at once.
JOBS=
for command in check stages fields sources "plan $DIR/one.xml"; do
	# shellcheck disable=SC2086 # words
	(bridge $command >"$DIR/down.${command%% *}" 2>&1 </dev/null) &
	JOBS="$JOBS $!"
done
for job in $JOBS; do
	wait "$job"
	is 'without a portal the exit status is 75' $? 75
done
for command in check stages fields sources plan; do
	true_is "$command names the portal that is not reached" \
		grep -q '127.0.0.1' "$DIR/down.$command"
done
cat "$DIR"/down.* >>"$DIR/outputs"
portal '/_down?on=0' -X POST >/dev/null

exits 'plan of a new order' 3 bridge plan "$DIR/one.xml"
says 'plan tells of the deal' '3000004876.*создана'
exits 'plan of a wrong file' 1 bridge plan "$DIR/wrong.xml"
exits 'plan of an order in error' 1 bridge plan "$DIR/unmapped.xml" "$DIR/one.xml"
exits 'plan of a held order' 0 bridge plan "$DIR/several.xml"
says 'plan says that it is held' 'отложен'
exits 'plan of no file' 1 bridge plan "$DIR/none.xml" "$DIR/one.xml"
says 'plan goes on behind it' '3000004876'
exits 'plan of a folder' 1 bridge plan "$DIR"
exits 'plan --json' 1 bridge plan --json "$DIR/one.xml" "$DIR/unmapped.xml" \
	"$DIR/several.xml"
true_is 'plan --json: an object a line, with these keys' perl -MJSON::PP -e '
	my $rows = 0;
	while (<STDIN>) {
		my $row = decode_json($_);
		$rows++;
		die "keys" if join(" ", sort keys %$row) ne "action changes " .
			"contact deal file match messages number ref";
		for my $change (@{$row->{changes}}) {
			die "change" if join(" ", sort keys %$change) ne
				"entity field from to";
			die "from" if $row->{action} eq "create" &&
				defined $change->{from};
		}
		for my $message (@{$row->{messages}}) {
			die "message" if join(" ", sort keys %$message) ne
				"code text";
		}
	}
	exit($rows != 3)' <"$DIR/stdout"
is 'plan wrote nothing' "$(counter writes)" 0

# ---- once, retry, release

exits 'once' 0 bridge once "$DIR/one.xml"
says 'once ends with a summary' '^Итого: .*создано 1'
silent 'once has nothing to complain of'
is 'a pipe gets no escapes' "$(grep -c $'[\e\r]' "$DIR/stdout")" 0
true_is 'the source stays' test -f "$DIR/one.xml"
exits 'plan afterwards' 0 bridge plan "$DIR/one.xml"
says 'plan has nothing to change' 'без изменений'
exits 'once again' 0 bridge once "$DIR/one.xml"
says 'once has nothing to change' 'без изменений 1'
exits 'once of older data' 0 bridge once "$DIR/older.xml"
says 'older data is skipped' 'stale'
exits 'once of a file named twice' 0 bridge once "$DIR/one.xml" "$DIR/one.xml"
says 'it is carried out once' '^Итого: заказ-нарядов 1:'
exits 'once --force of older data' 0 bridge once --force "$DIR/older.xml"
says 'older data is carried out by force' 'обновлено 1'
exits 'once of a wrong file' 1 bridge once "$DIR/wrong.xml"
is 'a wrong file goes to error/' \
	"$(find "$DIR/exchange/error" -type f -name 'wrong*' | wc -l)" 1
exits 'once of an order in error' 1 bridge once "$DIR/unmapped.xml"
exits 'once of a held order' 2 bridge once "$DIR/several.xml"
exits 'once of both' 1 bridge once "$DIR/several.xml" "$DIR/unmapped.xml"
exits 'once of no file' 1 bridge once "$DIR/none.xml" "$DIR/one.xml"
says 'once goes on behind it' 'WON → EXECUTING'
exits 'once of a folder' 1 bridge once "$DIR"

# What the state remembers is memory: without it nothing doubles.
rm -rf "$DIR/state"
exits 'once without its state' 0 bridge once "$DIR/one.xml"
says 'the order is still known' 'без изменений 1'
is 'and has one deal' \
	"$(portal /_state | grep -c '"UF_CRM_ID_1C": "3000004876"')" 1

{
	orders 2020-12-26T19:00:00
	order 4876 'Закрыт' '+7 927 000-55-01'
	end_orders
} >"$DIR/outage.xml"
with 's/^debug.*/debug = yes/'
portal '/_down?on=1' -X POST >/dev/null
exits 'once without a portal' 75 bridge once "$DIR/outage.xml"
true_is 'what once had in hand stays in work/' \
	test -f "$DIR/exchange/work/outage.xml"
portal '/_down?on=0' -X POST >/dev/null
exits 'once later' 0 bridge once "$DIR/outage.xml"
is 'and is not there twice' "$(ls "$DIR/exchange/work")" ''

exits 'retry of an unknown number' 1 bridge retry 1
bridge once "$DIR/unmapped.xml" >/dev/null 2>&1
exits 'retry' 0 bridge retry 3000004877
true_is 'retry puts the source into in/' test -n "$(ls "$DIR/exchange/in")"
IN=$(ls "$DIR/exchange/in")
exits 'release of what is not held' 1 bridge release none.xml
exits 'release of a path' 1 bridge release "../in/$IN"
is 'what is not held stays' "$(ls "$DIR/exchange/in")" "$IN"
with 's/^debug.*/brake = 1/'
{
	orders 2020-12-26T18:00:00
	order 4881 'В работе' '+7 927 000-55-11'
	order 4882 'В работе' '+7 927 000-55-12'
	end_orders
} >"$DIR/brake.xml"
exits 'once of a file over the brake' 2 bridge once "$DIR/brake.xml"
says 'it is said why' 'brake'
exits 'once --force of it' 0 bridge once --force "$DIR/brake.xml"
exits 'release' 0 bridge release brake.xml
true_is 'release puts the file into in/' test -f "$DIR/exchange/in/brake.xml"

# ---- a terminal

{
	orders 2020-12-26T18:00:00
	for i in $(seq 4900 4960); do
		order "$i" 'В работе' "+7 927 000-$((i - 4880 + 10))-77"
	done
	end_orders
} >"$DIR/many.xml"
settings "$DIR/good"
script -qec "'$B/b24bridge' -c '$DIR/conf' once '$DIR/many.xml'" /dev/null \
	>"$DIR/stdout" 2>"$DIR/stderr" </dev/null
true_is 'a terminal sees a bar' grep -q '█.*61 из 61' "$DIR/stdout"
true_is 'and the summary' grep -q 'Итого: .*создано 61' "$DIR/stdout"
printf '\n' >"$DIR/"$'red\e[31m\nfile.xml'
exits 'a name with an escape' 1 bridge once "$DIR/"$'red\e[31m\nfile.xml'
is 'once lets no escape through' "$(grep -c $'\e' "$DIR/stdout")" 0
exits 'check of such a name' 1 bridge check "$DIR/"$'red\e[31m\nfile.xml'
is 'check lets no escape through' "$(grep -c $'\e' "$DIR/stdout")" 0
exits 'plan of such a name' 1 bridge plan "$DIR/"$'red\e[31m\nfile.xml'
is 'plan lets no escape through' "$(grep -c $'\e' "$DIR/stderr")" 0

# ---- a renamed portal

portal /_fault --data-binary "302:http://localhost:${URL##*:}/rest/1/secret/" \
	>/dev/null
sed -i 's/18:00:00/19:00:00/' "$DIR/one.xml"
exits 'once at a portal that has moved' 0 bridge once --force "$DIR/one.xml"
says 'the new address is said' "переехал на http://localhost:${URL##*:},"
is 'once only' "$(cat "$DIR/stdout" "$DIR/stderr" | grep -c переехал)" 1

# ---- rights

if [ "$(id -u)" -eq 0 ]; then
	chown nobody "$DIR/state"
	exits 'once of another user than the daemon' 77 bridge once "$DIR/one.xml"
	says 'the line to type is said' 'sudo -u nobody'
	chown root "$DIR/state"
fi
is 'the state is for us alone' "$(stat -c %a "$DIR/state")" 700

# ---- the secret

with 's/^debug.*/debug = yes/'
sed -i 's/18:00:00/20:00:00/' "$DIR/one.xml"
exits 'once with debug' 0 bridge once --force "$DIR/one.xml"
says 'debug shows calls' 'crm.item'
fault='302:https://elsewhere.example/rest/1/secret/'
portal /_fault --data-binary "$fault" >/dev/null
bridge once --force "$DIR/older.xml" >>"$DIR/outputs" 2>&1
rm -f "$DIR/webhook.good"
is 'no output names the webhook' "$(grep -c '/1/secret\|wrongsecret' "$DIR/outputs")" 0
check_portal commands
done_testing
