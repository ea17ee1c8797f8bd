#!/usr/bin/env bash
# What is offered to a programmer of 1C. No 1C runs here: the structure is
# looked at, and what the module would write is held against the schema.

. "$(dirname "$0")/lib.sh"
MODULE=$ROOT/samples/1c/b24bridge.bsl
RULES=$ROOT/samples/1c/kd2-rules.xml

bsl() {
	"$ROOT/tests/lint/bsl" "$@"
}

rules_valid() {
	xmllint --nonet --noout --schema "$ROOT/samples/1c/kd2-rules.xsd" "$1"
}

true_is 'the module is whole' bsl "$MODULE"

# broken NAME PERL: the module with a fault in it is found out.
broken() {
	perl -CSD -Mutf8 -0pe "$2" "$MODULE" >"$DIR/broken.bsl"
	if cmp -s "$MODULE" "$DIR/broken.bsl"; then
		ok "$1: the fault is there" 1
		return
	fi
	bsl "$DIR/broken.bsl" >"$DIR/out"
	is "$1 is found" $? 1
}

broken 'an open block' 's/\tКонецЕсли;\n//'
broken 'a crossed block' 's/КонецЕсли;/КонецЦикла;/'
broken 'an open string' 's/"UTF-8"/"UTF-8/'
broken 'an open query' 's/\|ИЗ\n/ИЗ\n/'
broken 'an open bracket' 's/СокрЛП\(Ссылка.Номер\)/СокрЛП(Ссылка.Номер/'
broken 'an If without Then' 's/ Тогда\n/\n/'
broken 'a loop without Loop' 's/ Цикл\n/\n/'
broken 'an open region' 's/#КонецОбласти\n//'
broken 'a name that nobody has' 's/Процедура Элемент\(/Процедура Элемен(/'
broken 'a name twice' 's/Функция ТелефоныКлиента/Процедура ЗаписатьКлиента/'
broken 'a function without a value' 's/\tВозврат Имена;\n//'
broken 'a procedure with one' 's/КонецПроцедуры/\tВозврат 1;\nКонецПроцедуры/'
broken 'a block without its semicolon' 's/КонецЦикла;/КонецЦикла/'

bsl --xml "$MODULE" >"$DIR/written.xml"
true_is 'what it writes is valid' xmllint --nonet --noout \
	--schema "$ROOT/schemas/orders-nons.xsd" "$DIR/written.xml"
true_is 'it writes rows' grep -q '<Работы><Строка><Наименование>' \
	"$DIR/written.xml"
perl -CSD -Mutf8 -0pe 's/(\tЭлемент\(Запись, "Номер".*\n)(.*\n)/$2$1/' \
	"$MODULE" >"$DIR/broken.bsl"
bsl --xml "$DIR/broken.bsl" >"$DIR/written.xml"
xmllint --nonet --noout --schema "$ROOT/schemas/orders-nons.xsd" \
	"$DIR/written.xml" 2>/dev/null
is 'another order of elements is not' $? 3

# Attributes that it reads are those that acks have.
unknown=$(perl -CSD -Mutf8 -ne '
	print "$1\n" if /Имена\.Добавить\("(\w+)"\)/' "$MODULE" |
	while read -r name; do
		grep -q "attribute name=\"$name\"" "$ROOT/schemas/ack.xsd" ||
			echo "$name"
	done)
is 'it reads what acks have' "$unknown" ''

# Behind the orders an ack may say something of the whole file.
is 'what an ack says of the file is said of no order' "$(grep -A 3 \
	'КонецЭлемента И Чтение.ЛокальноеИмя = "ЗаказНаряд"' "$MODULE" |
	grep -c 'Сведения = Неопределено;')" 1

true_is 'the rules are valid' rules_valid "$RULES"
sed '0,/<Код>Контрагенты</s//<Код>Контрагент</' "$RULES" >"$DIR/rules.xml"
rules_valid "$DIR/rules.xml" 2>/dev/null
is 'a rule that lacks is found' $? 3

done_testing
