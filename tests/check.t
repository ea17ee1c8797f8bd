#!/usr/bin/env bash
# `check`: each thing that can be wrong, what is said of it, in whole lines, and
# the exit status. Never more than two requests, never a write.

# shellcheck disable=SC2016 # sed's dollars

. "$(dirname "$0")/lib.sh"

NEW='Приложения → Разработчикам → Готовые сценарии → Другое → Входящий вебхук'
HOOK_RIGHTS='Приложения → Разработчикам → Интеграции → этот вебхук → Настройка прав'
ROLES='CRM → Ещё → Настройки → Права доступа'
FUNNELS='CRM → Сделки → список воронок → Воронки и туннели продаж'
SOURCES='CRM → Ещё → Настройки → Настройки CRM → Справочники → Источники'
FIELDS='CRM → Ещё → Настройки → Настройки CRM → Настройки форм и отчётов → Пользовательские поля → Сделка → Добавить поле'
SEE='Все поля покажет команда b24bridge fields.'
ID_FIELD="Создайте поле типа «Строка», не множественное ($FIELDS), или укажите другое. $SEE"
A_FUNNEL="Есть: «Общая» (0), «Кузовной цех» (1). Впишите одну из них или создайте воронку: $FUNNELS."
STAGES='«Новая» (NEW), «В работе» (EXECUTING), «Завершено успешно» (WON), «Отказ» (LOSE)'
A_STAGE="Впишите одну из них или добавьте стадию: $FUNNELS."
PROFILE=/company/personal/user/НОМЕР/
REST='! Остальное: поля, воронки, стадии, источники и ответственные не проверены.'
NEW_FILE="($NEW) и впишите его адрес в файл из настройки [portal] webhook_file"

# plain FILE: without the places and the port of this run.
plain() {
	sed "s|$DIR|DIR|g; s|$URL|PORTAL|g; s|${URL#http://}|HOST|g" "$1"
}

# checks NAME STATUS: what `check` says is in $DIR/said.
checks() {
	local status before
	before=$(counter requests)
	bridge check >"$DIR/stdout" 2>"$DIR/stderr" </dev/null
	status=$?
	is "$1: exit status" "$status" "$2"
	is "$1: nothing on stderr" "$(cat "$DIR/stderr")" ''
	plain "$DIR/stdout" >"$DIR/said"
	cat "$DIR/stdout" >>"$DIR/outputs"
	REQUESTS=$(($(counter requests) - before))
}

# finds NAME STATUS LINES: all that is not good, and the end.
finds() {
	checks "$1" "$2"
	is "$1: what is said" "$(grep '^[✗!]\|^Итог' "$DIR/said")" "$3"
	true_is "$1: at most two requests" test "$REQUESTS" -le 2
}

# with SED-SCRIPT...: the settings, changed.
with() {
	sed "$@" "$DIR/good" >"$DIR/changed"
	settings "$DIR/changed"
}

# wrong NAME LINES SED-SCRIPT...: a setting that the portal does not bear.
wrong() {
	local name=$1 lines=$2 count
	shift 2
	with "$@"
	count=$(grep -c '^✗' <<<"$lines")
	finds "$name" 78 "$lines
Итог: исправить ✗ $count."
	settings "$DIR/good"
}

seed() {
	portal /_seed --data-binary "$1" >/dev/null
}

fault() {
	portal /_fault --data-binary "$1" >/dev/null
}

cat >"$DIR/seed.json" <<'JSON'
{"users":[{"ID":1,"NAME":"Обмен","LAST_NAME":"С 1С"},
  {"ID":7,"NAME":"Иван","LAST_NAME":"Петров"},
  {"ID":8,"NAME":"Анна","LAST_NAME":"Белова","ACTIVE":false}],
 "settings":{"scopes":["crm","user"]},
 "funnels":[{"id":0,"name":"Общая","sort":100,"default":true,"stages":[
  {"code":"NEW","name":"Новая"},
  {"code":"EXECUTING","name":"В работе"},
  {"code":"WON","name":"Завершено успешно","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"}]},
  {"id":1,"name":"Кузовной цех","sort":200,"stages":[
  {"code":"NEW","name":"Осмотр"},
  {"code":"WON","name":"Сдано","semantics":"S"},
  {"code":"LOSE","name":"Отказ","semantics":"F"},
  {"code":"UC_1","name":"Ремонт"},
  {"code":"UC_2","name":"Ремонт"}]}],
 "sources":[{"code":"UC_1C","name":"Альфа-Авто","sort":5}],
 "dealFields":[{"name":"UF_CRM_ID_1C","type":"string","label":"id_1C"},
  {"name":"UF_CRM_ONE","type":"string","label":"Двойник"},
  {"name":"UF_CRM_TWO","type":"string","label":"Двойник"},
  {"name":"UF_CRM_LIST","type":"string","label":"Список","multiple":true},
  {"name":"UF_CRM_SUM","type":"double","label":"Число"}],
 "contacts":[{"id":55,"lastName":"Петров"}],
 "deals":[{"id":17,"title":"Один","contactIds":[55]}]}
JSON
cat >"$DIR/good" <<'CONF'
[portal]
webhook_file = @DIR@/webhook

[exchange]
folder = @DIR@/exchange
state = @DIR@/state

[deal]
id_field = id_1C
funnel = Общая
source = Альфа-Авто
responsible = 7
date_field = begindate

[stages]
закрыт = завершено успешно
отказ = отказ
в работе = в работе
CONF
start_portal "$DIR/seed.json" --no-limit || exit 1
settings "$DIR/good"

# ---- all is well

checks 'all is well' 0
is 'all is well: what is said' "$(cat "$DIR/said")" "Настройки и папки
✓ Настройки: DIR/conf
✓ Схемы файлов 1С: встроены и читаются
✓ Папка обмена: DIR/exchange
✓ Папка состояния: DIR/state
✓ Файл вебхука: DIR/webhook, закрыт от других

Портал и вебхук
✓ Портал: PORTAL отвечает; без шифрования, что годится только на этом же компьютере
✓ Владелец вебхука: Обмен С 1С (1), администратор
✓ Права вебхука: CRM (crm)
✓ Доступ к CRM: поля, воронки и стадии читаются
✓ Часы: идут вместе с часами портала

Поля сделки
✓ [deal] id_field: номер заказ-наряда — в поле «id_1C» (UF_CRM_ID_1C)
✓ [deal] date_field: дата заказ-наряда — в поле «Дата начала» (begindate)

Воронки и стадии
✓ Воронки: новые сделки — в воронке «Общая» (0); по телефону сделки ищутся в «Общая» (0)
✓ Воронка «Общая»: «в работе» → «В работе» (EXECUTING)
✓ Воронка «Общая»: «закрыт» → «Завершено успешно» (WON, успех)
✓ Воронка «Общая»: «отказ» → «Отказ» (LOSE, провал)

Источники и ответственные
✓ [deal] source: «Альфа-Авто» (UC_1C)
✓ [deal] responsible: Иван Петров (7)

Итог: всё в порядке, обмен можно запускать."
is 'all is well: two requests' "$REQUESTS" 2

with 's/^source.*//; s/^responsible.*//; s/^date.*/date_field =/; s/^funnel.*//'
finds 'settings that may lack' 0 'Итог: всё в порядке, обмен можно запускать.'
true_is 'who answers for deals then is said' grep -qx '✓ Ответственный: не указан: за новые сделки отвечает владелец вебхука, Обмен С 1С (1)' "$DIR/said"

# ---- the webhook

OWNER="! Владелец вебхука: Обмен С 1С (1) — не администратор. Сделки и контакты, которых он не видит, обмен создаст второй раз. Лучше создайте вебхук от имени администратора ($NEW) и впишите его адрес в файл вебхука; или дайте его роли читать, добавлять и изменять все сделки и контакты: $ROLES."
settings "$DIR/good"
seed '{"settings":{"admin":false}}'
finds 'no administrator' 0 "$OWNER
! Доступ к CRM: владелец вебхука не видит чужих сделок и контактов. Если они на портале есть, дайте его роли читать все сделки и контакты: $ROLES.
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 2."
seed '{"contacts":[{"id":55,"assignedById":7}],"deals":[{"id":17,"assignedById":7}]}'
finds 'no administrator, who sees more' 0 "$OWNER
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 1."
is 'no filter dropped' "$(counter dropped_filters)" 0
seed '{"settings":{"admin":true,"scopes":["user"]}}'
finds 'no right to CRM' 78 "✗ Права вебхука: нет права CRM, без него ни сделок, ни контактов не видно. Добавьте «CRM (crm)» и сохраните: $HOOK_RIGHTS. Если вебхук создал другой сотрудник, его секрет при этом сменится: впишите новый адрес в файл вебхука.
$REST
Итог: исправить ✗ 1, обратить внимание ! 1."
seed '{"settings":{"scopes":["crm"]}}'
finds 'no right to read people' 0 "! [deal] responsible: пользователя 7 проверить нельзя: у вебхука нет права читать сотрудников. Добавьте вебхуку право «Пользователи (минимальный) (user_brief)» ($HOOK_RIGHTS) или посмотрите сами: PORTAL/company/personal/user/7/
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 1."
seed '{"settings":{"scopes":["crm","user"]}}'

# stopped NAME TEXT: the portal refuses all of it.
stopped() {
	finds "$1" 78 "✗ Портал не проверен: $2
$REST
Итог: исправить ✗ 1, обратить внимание ! 1."
}
echo "$URL/rest/1/wrongsecret/" >"$DIR/webhook"
stopped 'a wrong secret' "портал не принял секрет вебхука: вебхук удалён, просрочен, изменён или записан с ошибкой; создайте новый $NEW_FILE (портал ответил: Invalid request credentials, INVALID_CREDENTIALS)"
echo "$URL/rest/1/secret/" >"$DIR/webhook"
fault expired
stopped 'an expired webhook' "срок вебхука истёк; создайте новый $NEW_FILE (портал ответил: The access token provided has expired., expired_token)"
fault 403html
stopped 'a closed door' 'портал закрыл доступ (HTTP 403, без объяснения); проверьте вебхук и доступ с этого сервера'
fault deleted
stopped 'a deleted portal' 'портал удалён (портал ответил: Portal was deleted, PORTAL_DELETED)'
fault '302:https://login.example/auth'
stopped 'another page' 'портал отсылает на другой адрес, который не похож на адрес вебхука; проверьте, не переименован и не закрыт ли портал'

fault "302:http://localhost:${URL##*:}/"
checks 'a portal that has moved' 0
is 'a portal that has moved: what is said' \
	"$(grep '^[✗!]\|^Итог' "$DIR/said")" "! Портал: переехал с PORTAL на http://localhost:${URL##*:}. Впишите новый адрес в файл вебхука: переадресация со старого когда-нибудь кончится.
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 1."
is 'a portal that has moved: one request more' "$REQUESTS" 3

portal '/_clock?skip=600' -X POST >/dev/null
finds 'a clock that is off' 0 '! Часы: этот сервер позади портала на 10 мин. По часам решается, какие данные новее. Включите их сверку: sudo timedatectl set-ntp true
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 1.'
stop_portal
start_portal "$DIR/seed.json" --no-limit || exit 1

fault 'error-in-batch method=crm.category.list'
finds 'funnels that are not shown' 78 "✗ Доступ к CRM: портал не показал воронки сделок: Ошибка. Дайте роли владельца вебхука читать, добавлять и изменять все сделки и контакты ($ROLES) или создайте вебхук от имени администратора ($NEW) и впишите его адрес в файл вебхука.
$REST
Итог: исправить ✗ 1, обратить внимание ! 1."
fault 'error-in-batch method=user.get'
finds 'people who are not shown' 0 '! [deal] responsible: пользователя 7 проверить нельзя: Ошибка. Посмотрите сами: PORTAL/company/personal/user/7/
Итог: ошибок нет, обмен можно запускать; обратить внимание ! 1.'

# ---- settings that the portal does not bear

wrong 'no such id field' "✗ DIR/conf:9: [deal] id_field: поля сделки «номер» в Битрикс24 нет. $ID_FIELD" \
	's/^id_field.*/id_field = номер/'
wrong 'an id field that is nearly there' "✗ DIR/conf:9: [deal] id_field: поля сделки «id 1C» в Битрикс24 нет. Похожие: «id_1C» (UF_CRM_ID_1C). $ID_FIELD" \
	's/^id_field.*/id_field = id 1C/'
wrong 'an id field that is two' "✗ DIR/conf:9: [deal] id_field: полей сделки с названием «Двойник» несколько (2). Укажите код UF_CRM_… вместо названия. $SEE" \
	's/^id_field.*/id_field = Двойник/'
wrong 'an id field that is a number' "✗ DIR/conf:9: [deal] id_field: поле «Число» не подходит: оно типа «Число», а не «Строка». $ID_FIELD" \
	's/^id_field.*/id_field = Число/'
wrong 'an id field that is a list' "✗ DIR/conf:9: [deal] id_field: поле «Список» не подходит: оно множественное. $ID_FIELD" \
	's/^id_field.*/id_field = Список/'
wrong 'an id field of the portal' "✗ DIR/conf:9: [deal] id_field: поле «comments» не подходит: его завёл сам Битрикс24. $ID_FIELD" \
	's/^id_field.*/id_field = comments/'
wrong 'no such funnel' "✗ DIR/conf:10: [deal] funnel: воронки «Гараж» в Битрикс24 нет. $A_FUNNEL" \
	's/^funnel.*/funnel = Гараж/'
wrong 'one of the funnels lacks' "✗ DIR/conf:10: [deal] funnels: воронки «Гараж» в Битрикс24 нет. $A_FUNNEL" \
	's/^funnel.*/funnels = 0; Гараж/'
wrong "an organization's funnel lacks" "✗ DIR/conf:19: [organization СТО] funnel: воронки «Гараж» в Битрикс24 нет. $A_FUNNEL" \
	'$a[organization СТО]\nfunnel = Гараж'
wrong 'stages of a funnel that lacks' "✗ DIR/conf:19: [stages Гараж]: воронки «Гараж» в Битрикс24 нет. $A_FUNNEL" \
	'$a[stages Гараж]\nзакрыт = WON'
wrong 'a stage that lacks' "✗ DIR/conf:18: [stages] «в работе = в рабте»: в воронке «Общая» стадии «в рабте» нет. Есть: «В работе» (EXECUTING), «Новая» (NEW), «Завершено успешно» (WON), «Отказ» (LOSE). $A_STAGE" \
	's/= в работе/= в рабте/'
wrong 'stages that another funnel lacks' "✗ DIR/conf:18: [stages] «в работе = ремонт»: в воронке «Общая» стадии «ремонт» нет. Есть: $STAGES. $A_STAGE
✗ DIR/conf:16: [stages] «закрыт = завершено успешно»: в воронке «Кузовной цех» стадии «завершено успешно» нет. Есть: «Осмотр» (C1:NEW), «Сдано» (C1:WON), «Отказ» (C1:LOSE), «Ремонт» (C1:UC_1), «Ремонт» (C1:UC_2). $A_STAGE
✗ DIR/conf:18: [stages] «в работе = ремонт»: в воронке «Кузовной цех» несколько стадий с названием «ремонт». Есть: «Ремонт» (C1:UC_1), «Ремонт» (C1:UC_2), «Осмотр» (C1:NEW), «Сдано» (C1:WON), «Отказ» (C1:LOSE). Укажите код стадии." \
	's/^funnel.*/&\nfunnels = 0; 1/; s/= в работе/= ремонт/; /^date_field/d'
wrong 'no stages' '✗ [stages]: ни одному состоянию 1С не указана стадия. Без этого каждый заказ-наряд — ошибка. Добавьте строки «состояние = стадия», см. samples/b24bridge.conf.' \
	'/^закрыт/d; /^отказ/d; /^в работе/d'
wrong 'a final stage that lacks' '✗ DIR/conf:14: [deal] final_stages: стадии «Готово» нет ни в одной воронке. Стадии покажет команда b24bridge stages.' \
	's/^date.*/&\nfinal_stages = Готово/'
wrong 'a stage of deleted orders that lacks' "✗ DIR/conf:14: [deal] deleted_stage: в воронке «Общая» стадии «Готово» нет. Есть: $STAGES. $A_STAGE" \
	's/^date.*/&\ndeleted_stage = Готово/'
wrong 'a source that lacks' "✗ DIR/conf:11: [deal] source: источника «Альфа» в Битрикс24 нет. Есть: «Альфа-Авто» (UC_1C), «Звонок» (CALL), «Электронная почта» (EMAIL), «Веб-сайт» (WEB), «Реклама» (ADVERTISING), «Существующий клиент» (PARTNER), «По рекомендации» (RECOMMENDATION), «Выставка» (TRADE_SHOW) и ещё 4. Впишите один из них (все покажет b24bridge sources) или добавьте: $SOURCES." \
	's/^source.*/source = Альфа/'
wrong 'a responsible who is dismissed' "✗ DIR/conf:12: [deal] responsible: сотрудник Анна Белова (8) уволен. Укажите номер работающего сотрудника: он стоит в адресе его профиля, $PROFILE." \
	's/^responsible.*/responsible = 8/'
wrong 'a responsible who is not there' "✗ DIR/conf:19: [organization СТО] responsible: сотрудника с номером 9 в Битрикс24 нет. Укажите номер из адреса профиля сотрудника, $PROFILE. Приглашённых интеграторов портал не показывает." \
	'$a[organization СТО]\nresponsible = 9'
wrong 'a date field that is none' "✗ DIR/conf:13: [deal] date_field: поле «UF_CRM_ONE» не подходит: оно типа «Строка», а не «Дата». Укажите поле типа «Дата» или «Дата со временем» или оставьте пусто. $SEE" \
	's/^date.*/date_field = UF_CRM_ONE/'
wrong 'a date field that is not for writing' "✗ DIR/conf:13: [deal] date_field: поле «createdTime» не подходит: оно только для чтения. Укажите поле типа «Дата» или «Дата со временем» или оставьте пусто. $SEE" \
	's/^date.*/date_field = createdTime/'
wrong 'fields that lack or do not fit' "✗ DIR/conf:20: [fields] «UF_CRM_GONE = car.vin»: поля сделки «UF_CRM_GONE» в Битрикс24 нет. Похожие: «Двойник» (UF_CRM_ONE). $SEE
✗ DIR/conf:21: [fields] «UF_CRM_SUM = car.vin»: этого в поле типа «Число» не записать. Укажите поле типа «Строка» или другого подходящего типа. $SEE
✗ DIR/conf:22: [fields] «Список = car.vin»: в это поле не записать: оно множественное. Укажите поле типа «Строка» или другого подходящего типа. $SEE
✗ DIR/conf:23: [fields] «title = car.name»: это поле заполняет другая настройка. Уберите строку." \
	'$a[fields]\nUF_CRM_GONE = car.vin\nUF_CRM_SUM = car.vin\nСписок = car.vin\ntitle = car.name'
wrong 'several at once' "✗ DIR/conf:9: [deal] id_field: поля сделки «номер» в Битрикс24 нет. $ID_FIELD
✗ DIR/conf:10: [deal] funnel: воронки «Гараж» в Битрикс24 нет. $A_FUNNEL
✗ DIR/conf:12: [deal] responsible: сотрудник Анна Белова (8) уволен. Укажите номер работающего сотрудника: он стоит в адресе его профиля, $PROFILE." \
	's/^id_field.*/id_field = номер/; s/^funnel.*/funnel = Гараж/; s/^responsible.*/responsible = 8/'

# ---- settings, folders and the webhook file themselves: nobody is asked

unasked() {
	finds "$1" "$2" "$3"
	is "$1: nobody is asked" "$REQUESTS" 0
	settings "$DIR/good"
}
with 's/^funnel.*/funel = Общая/; s/^responsible.*/responsible = я/'
unasked 'settings with two faults' 78 '✗ DIR/conf:10: [deal] funel: такого ключа нет. Может быть, funnel? Допустимо: id_field, create, funnel, funnels, several, phone_match_days, number_match_days, stage, reopen, deleted_stage, title, source, responsible, date_field, originator, final_stages
✗ DIR/conf:12: [deal] responsible: «я» не подходит. Допустимо: целое число от 1 до 2147483647
Итог: исправить ✗ 2.'
chmod 644 "$DIR/webhook"
unasked 'a webhook for all to read' 78 "✗ [portal] webhook_file: Файл «DIR/webhook» доступен не только владельцу. Исправьте: chmod 600 'DIR/webhook'. Если его могли прочесть, выпустите новый секрет.
Итог: исправить ✗ 1."
chmod 600 "$DIR/webhook"
echo 'http://portal.example/rest/1/secret/' >"$DIR/webhook"
unasked 'plain http to elsewhere' 78 '✗ [portal] webhook_file: Адрес вебхука не подходит: секрет нельзя передавать открытым текстом: замените http:// на https://. Нужен адрес вида https://ПОРТАЛ.bitrix24.ru/rest/НОМЕР/СЕКРЕТ/ — он показан в карточке входящего вебхука.
Итог: исправить ✗ 1.'
echo "$URL/rest/1/secret/" >"$DIR/webhook"
with 's|^folder.*|folder = @DIR@/good|; s|^state.*|state = @DIR@/none/state|
$a [ack]\nreply_folder = @DIR@/away'
finds 'folders that are none' 78 '✗ Папка обмена: DIR/good — не папка. Создайте её и отдайте пользователю, от имени которого работает обмен: chown.
✗ Папка состояния: папки DIR/none/state нет, и создать её нельзя: No such file or directory. Создайте её и отдайте пользователю, от имени которого работает обмен: chown.
✗ Папка ответов плана обмена: папки DIR/away нет. Создайте её и отдайте пользователю, от имени которого работает обмен: chown.
Итог: исправить ✗ 3.'
settings "$DIR/good"

is 'nothing is written' "$(counter writes)" 0
is 'no folder is made' "$(ls -d "$DIR/exchange" "$DIR/state" 2>/dev/null)" ''

# ---- no portal: each is tried for some seconds, so all at once

LONG=$(printf 'x%.0s' $(seq 64)).invalid
# away NAME ADDRESS
away() {
	mkdir "$DIR/$1"
	(umask 077 && echo "$2/rest/1/secret/" >"$DIR/$1/webhook")
	sed "s|^webhook_file.*|webhook_file = $DIR/$1/webhook|" "$DIR/conf" \
		>"$DIR/$1/conf"
	(
		"$B/b24bridge" -c "$DIR/$1/conf" check >"$DIR/$1/stdout" 2>&1
		echo $? >"$DIR/$1/status"
	) &
	JOBS="$JOBS $!"
}
JOBS=
fault 'html200 count=0'
away page "$URL"
away dead http://127.0.0.1:1
away tls "https://${URL#http://}"
away dns "https://$LONG"
# shellcheck disable=SC2030,SC2031 # only for this one
https_proxy=http://127.0.0.1:1 away proxy http://127.0.0.1:1
# shellcheck disable=SC2086 # words
wait $JOBS

# was_away NAME LINES
was_away() {
	is "$1: exit status" "$(cat "$DIR/$1/status")" 75
	is "$1: what is said" "$(plain "$DIR/$1/stdout" | grep '^[✗!]')" \
		"✗ Портал не проверен: $2
$REST"
	cat "$DIR/$1/stdout" >>"$DIR/outputs"
}
DEAD='нет связи с http://127.0.0.1:1: проверьте сеть и не закрыт ли этот адрес брандмауэром; обмен продолжится сам, когда портал ответит'
was_away dead "$DEAD"
was_away page 'портал ответил не так, как отвечает REST (HTTP 200): проверьте, что в файле вебхука адрес портала и что по пути к нему нет страницы входа или прокси'
was_away tls 'защищённая связь (TLS) с https://HOST не устанавливается: проверьте адрес в файле вебхука и нет ли по пути прокси'
was_away dns "имя портала https://$LONG не найдено в DNS: проверьте сеть и адрес в файле вебхука"
was_away proxy "$DEAD
! Прокси: в окружении задана переменная https_proxy, но обмен ходит к порталу напрямую. Откройте этому серверу прямой доступ к порталу, порт 443."

is 'no output names the webhook' \
	"$(grep -c '/1/secret\|wrongsecret' "$DIR/outputs")" 0
check_portal check
done_testing
