#!/usr/bin/env bash
# A file for which there is no room once it is unpacked keeps no other: neither
# in in/ nor in work/. Needs root, to have a small disk.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults/world.sh"

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" -eq 0 ] || skip 'only root may mount'
mkdir "$DIR/small"
mount -t tmpfs -o size=24m tmpfs "$DIR/small" 2>/dev/null ||
	skip 'nothing can be mounted here'
trap 'stop_daemon; umount -l "$DIR/small"; clean_up' EXIT

cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/webhook
[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = 2
[deal]
id_field = id_1C
[stages]
в работе = в работе
CONF
start_portal "$ROOT/tests/cases/create-two-orders/portal.json" --no-limit || exit 1
settings "$DIR/settings"

# file FIRST LAST [TEXTS]: of these orders, with so many texts of 10 kB in each.
file() {
	perl -MPOSIX=strftime -e '
		my ($first, $last, $texts) = @ARGV;
		my $date = strftime "%FT08:00:00", gmtime;
		my $row = "<Строка><Наименование>" . "x" x 10000 .
			"</Наименование></Строка>";
		my $rows = $texts ? "<Работы>" . $row x $texts . "</Работы>" : "";
		print "<ЗаказНаряды xmlns=\"urn:b24bridge:orders:1\">";
		printf "<ЗаказНаряд><Номер>%010d</Номер><Дата>$date</Дата>" .
			"<Состояние>В работе</Состояние><Организация>СТО" .
			"</Организация><Сумма>1</Сумма><Клиент><Наименование>" .
			"Иванов</Наименование><Телефон>+7927%07d</Телефон>" .
			"</Клиент>$rows</ЗаказНаряд>", $_, $_ for $first .. $last;
		print "</ЗаказНаряды>"' "$@"
}

start_daemon
stop_daemon
mkdir -p "$DIR/exchange/work" "$DIR/exchange/in"
file 101 160 60 >"$DIR/much.xml"
perl -MIO::Compress::Zip=:all -e 'zip $ARGV[0] => $ARGV[1], Name => "much.xml"
	or die $ZipError' "$DIR/much.xml" "$DIR/much.zip"
cp "$DIR/much.zip" "$DIR/exchange/work/much.zip"
file 1 1 >"$DIR/exchange/in/honest.xml"
export TMPDIR=$DIR/small

true_is 'the daemon starts' start_daemon
true_is 'there is no room' wait_for 20 logged 'временный файл'
true_is 'another file is carried out beside it' wait_for 20 has_acks honest 1
true_is 'and the first one is kept' test -f "$DIR/exchange/work/much.zip"
mount -o remount,size=300m "$DIR/small"
file 2 2 >"$DIR/exchange/in/later.xml"
true_is 'later ones as well' wait_for 30 has_acks later 1
true_is 'with room it goes on by itself' wait_for 40 has_acks much 1
done_testing
