#!/usr/bin/env bash
# `debug = yes`: whoever reads the log sees what was asked and answered, but no
# secret, no phone, no mail and no name. The whole bridge runs over the samples
# and a file of its own, with a portal that refuses, breaks off and redirects.

. "$(dirname "$0")/lib.sh"
IN=$DIR/exchange/in
SECRET=q7Zk-Secret_w0rd

# What may stand nowhere but in acks, history, sources and what `plan` and
# `check` (whose the webhook is) answer. Words are whole: the ends of them may be seen.
PEOPLE=(Петров Пётр Петрович Сидорова Анна Кузнецов Олег Фролов Фрол
	Фролович Заречная Нина Самойлов Аристарх Ромашка)
PHONES=(9270001234 9270005678 9270009876 8462000000 9031112233)
MAILS=(p@example.ru zarechnaya nina.z)

# leaks FILE...: whatever of it stands there after all.
leaks() {
	local text digits word
	text=$(cat "$@")
	# Phones may be written in any way.
	digits=$(tr -d ' ()-' <<<"$text")
	for word in "${PEOPLE[@]}"; do
		grep -on -- "$word" <<<"$text"
	done
	for word in "${PHONES[@]}"; do
		grep -on -- "$word" <<<"$digits"
	done
	for word in "${MAILS[@]}" "$SECRET" 'q7Zk%2D' 'q7Zk%2d'; do
		grep -oin -- "$word" <<<"$text"
	done
	return 0
}

# logged FILE TEXT
logged() {
	grep -qF -- "$2" "$DIR/$1"
}

cat >"$DIR/seed.json" <<JSON
{"settings":{"secret":"$SECRET"},
 "users":[{"ID":1,"NAME":"Аристарх","LAST_NAME":"Самойлов"}],
 "funnels":[{"id":0,"name":"Общая","default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"EXECUTING","name":"В работе"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"}]}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"},
  {"name":"UF_CRM_CLIENT","label":"Клиент"}],
 "contacts":[{"id":55,"lastName":"Фролов","name":"Фрол","secondName":"Фролович",
   "phones":["8 (927) 000-56-78"],"emails":["zarechnaya@example.ru"],
   "originatorId":"1C-AlfaAuto","originId":"3b8f2a1c-45e6-11ea-9c2a-00155d0a0009"}],
 "deals":[{"id":17,"title":"Фролов, перезвонить 8 903 111-22-33",
   "comments":"Нина 8(903)111-22-33","contactIds":[55]}]}
JSON
cat >"$DIR/settings" <<'CONF'
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state
quiet_seconds = 1
rescan_seconds = 1
debug = yes

[deal]
id_field = id_1C
title = {number}: {client.name}

[stages]
закрыт = завершено успешно
отказ = отказ
архив = отказ
выполнен = в работе
заявка = в работе
в работе = в работе

[fields]
UF_CRM_CLIENT = client.name
comments = reason
CONF
cat >"$DIR/people.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Выгружен="2020-12-26T18:00:00">
  <ЗаказНаряд>
    <Ид>8d1c7f0e-45f0-11eb-9c2a-00155d0a0901</Ид>
    <Номер>3000009001</Номер>
    <Дата>2020-12-24T17:42:46</Дата>
    <Состояние>Закрыт</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>1200.50</Сумма>
    <Клиент>
      <Ид>3b8f2a1c-45e6-11ea-9c2a-00155d0a0901</Ид>
      <Наименование>Заречная Нина</Наименование>
      <Телефон>8 927 000-56-78</Телефон>
      <Телефон>+7 (927) 000 98 76, Нина</Телефон>
      <Почта>nina.z@example.ru</Почта>
    </Клиент>
    <ПричинаОбращения>Звонить 8-903-111-22-33, Нина; $result[x] q7Zk-Secret_w0rd</ПричинаОбращения>
  </ЗаказНаряд>
  <ЗаказНаряд>
    <Ид>8d1c7f0e-45f0-11eb-9c2a-00155d0a0902</Ид>
    <Номер>3000009002</Номер>
    <Дата>2020-12-24T17:42:46</Дата>
    <Состояние>На мойке у Нины</Состояние>
    <Организация>СТО Маяк</Организация>
    <Сумма>1.00</Сумма>
    <Клиент><Наименование>ООО «Ромашка»</Наименование><Вид>Юрлицо</Вид></Клиент>
  </ЗаказНаряд>
</ЗаказНаряды>
XML
start_portal "$DIR/seed.json" --no-limit || exit 1
sed -i "s/secret/$SECRET/" "$DIR/webhook"
settings "$DIR/settings"

# ---- commands

for command in stages fields sources check; do
	bridge "$command" >"$DIR/$command.out" 2>"$DIR/$command.err"
	is "$command succeeds" $? 0
	true_is "$command tells what it asks" logged "$command.err" \
		'REST →   c3 crm.category.list entityTypeId=2'
	is "and that leaks nothing" "$(leaks "$DIR/$command.err")" ''
done
bridge plan "$DIR/people.xml" >"$DIR/plan.out" 2>"$DIR/plan.err"
true_is 'plan shows people to who asks' logged plan.out 'Заречная'
true_is 'plan tells what it asks' logged plan.err \
	'filter[@ufCrm_ID_1C]=[3000009001'
is 'and that leaks nothing' "$(leaks "$DIR/plan.err")" ''

# ---- once, with everything that a portal can answer

for fault in '500html' '403html' 'truncate' 'expired' \
	"302:http://new.example/rest/1/$SECRET/batch" \
	'302:http://new.example/rest/1/q7Zk%2DSecret%5fw0rd/batch' \
	'error-in-batch method=crm.item.list' \
	'int-error write=1'; do
	portal '/_fault?clear=1' -X POST >/dev/null
	portal /_fault --data-binary "$fault" >/dev/null
	bridge once "$DIR/people.xml" >>"$DIR/once.out" 2>>"$DIR/once.err"
done
portal '/_fault?clear=1' -X POST >/dev/null
bridge once --force "$DIR/people.xml" "$ROOT"/samples/*.xml \
	>>"$DIR/once.out" 2>>"$DIR/once.err"
cat "$DIR/once.out" "$DIR/once.err" >"$DIR/once"
is 'once leaks nothing' "$(leaks "$DIR/once")" ''
true_is 'what a supporter needs is there: the number' logged once \
	'"ufCrm_ID_1C":"3000009001"'
true_is 'the mark' logged once \
	'fields[originId]=8d1c7f0e-45f0-11eb-9c2a-00155d0a0901'
true_is 'the sum' logged once 'fields[opportunity]=1200.5'
true_is 'the stage' logged once '"stageId":"WON"'
true_is 'the end of a phone' logged once '…5678'
true_is 'the ends of a name' logged once 'З…я'
true_is 'a page instead of an answer' logged once 'не JSON: <'
true_is 'a lost answer' logged once 'ответа нет'
true_is 'a redirect' logged once 'другой адрес: http://new.example/rest/1/***/'

# ---- the daemon, on a terminal and in the journal

for journal in '' 1:2; do
	rm -rf "$DIR/exchange" "$DIR/state"
	mkdir -p "$IN"
	cp "$DIR/people.xml" "$ROOT"/samples/*.xml "$IN"
	[ -z "$journal" ] || export JOURNAL_STREAM=$journal
	: >"$DIR/daemon.log"
	start_daemon
	true_is 'the daemon carries out' wait_for 30 has_acks people 1
	stop_daemon
	is 'its log leaks nothing' "$(leaks "$DIR/daemon.log")" ''
	true_is 'and tells what it asked' logged daemon.log 'REST → batch'
done
is 'each line in the journal has its priority' \
	"$(grep -cv '^<[3467]>' "$DIR/daemon.log")" 0
is 'exchanges are of the lowest' "$(grep -v '^<7>' "$DIR/daemon.log" |
	grep -c REST)" 0
is 'and nothing else is' "$(grep '^<7>' "$DIR/daemon.log" | grep -vc REST)" 0

sed -i '/^debug/d' "$DIR/conf"
unset JOURNAL_STREAM
bridge check >"$DIR/quiet" 2>&1
is 'without debug nobody hears of it' "$(grep -c REST "$DIR/quiet")" 0
# Somebody has typed it into an order: there it is, and in what comes of it.
is 'the secret is nowhere else' "$(grep -rlF "$SECRET" --exclude=webhook \
	--exclude=portal.log --exclude=journal --exclude=seed.json \
	--exclude='people*' --exclude=plan.out --exclude='history.db*' "$DIR")" ''
is 'no filter dropped' "$(counter dropped_filters)" 0
is 'nothing made twice' "$(counter doubled_marks)" 0
done_testing
