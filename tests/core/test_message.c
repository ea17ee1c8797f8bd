/* Codes, their kinds and their texts. */
#include "core/message.h"

#include <string.h>

/* The contract, "Ack": codes never change. */
struct row {
	const char *name;
	enum message_kind kind;
	const char *places; /* what the planner gives, joined by a blank */
};

static const struct row rows[MESSAGE_CODES] = {
	[MESSAGE_INVALID] = { "invalid", MESSAGE_ERROR, "text" },
	[MESSAGE_UNKNOWN_FORMAT] = { "unknown_format", MESSAGE_ERROR, "root" },
	[MESSAGE_INCOMPLETE] = { "incomplete", MESSAGE_ERROR, "" },
	[MESSAGE_DELETED] = { "deleted", MESSAGE_NOTE, "" },
	[MESSAGE_ORGANIZATION_FILTERED] = { "organization_filtered",
	                                    MESSAGE_NOTE, "organization" },
	[MESSAGE_BEFORE_SINCE] = { "before_since", MESSAGE_NOTE, "date since" },
	[MESSAGE_STALE] = { "stale", MESSAGE_NOTE, "was is" },
	[MESSAGE_NO_NUMBER] = { "no_number", MESSAGE_ERROR, "" },
	[MESSAGE_BAD_AMOUNT] = { "bad_amount", MESSAGE_ERROR, "value" },
	[MESSAGE_BAD_DATE] = { "bad_date", MESSAGE_ERROR, "field value" },
	[MESSAGE_BAD_CURRENCY] = { "bad_currency", MESSAGE_ERROR, "value" },
	[MESSAGE_NO_CLIENT] = { "no_client", MESSAGE_ERROR, "" },
	[MESSAGE_STATE_UNMAPPED] = { "state_unmapped", MESSAGE_ERROR, "state" },
	[MESSAGE_STAGE_MISSING] = { "stage_missing", MESSAGE_ERROR,
	                            "state stage funnel" },
	[MESSAGE_NO_MATCH] = { "no_match", MESSAGE_NOTE, "" },
	[MESSAGE_SEVERAL_DEALS] = { "several_deals", MESSAGE_WARNING,
	                            "deals chosen" },
	[MESSAGE_SEVERAL_CONTACTS] = { "several_contacts", MESSAGE_WARNING,
	                               "contacts chosen" },
	[MESSAGE_CONTACT_DIFFERS] = { "contact_differs", MESSAGE_WARNING,
	                              "contact name client" },
	[MESSAGE_NO_PHONE] = { "no_phone", MESSAGE_WARNING, "" },
	[MESSAGE_DUMMY_PHONE] = { "dummy_phone", MESSAGE_WARNING, "" },
	[MESSAGE_HELD] = { "held", MESSAGE_WARNING, "deals" },
	[MESSAGE_DEAL_LOST] = { "deal_lost", MESSAGE_WARNING, "deal" },
	[MESSAGE_UNSURE] = { "unsure", MESSAGE_WARNING, "what" },
	[MESSAGE_BRAKE] = { "brake", MESSAGE_WARNING, "count brake" },
	[MESSAGE_REOPENED] = { "reopened", MESSAGE_WARNING, "from to" },
	[MESSAGE_STAGE_KEPT] = { "stage_kept", MESSAGE_WARNING, "stage" },
	[MESSAGE_PORTAL_REFUSED] = { "portal_refused", MESSAGE_ERROR, "text" },
	[MESSAGE_FIELD_UNKNOWN] = { "field_unknown", MESSAGE_ERROR, "field" },
	[MESSAGE_REFERENCE_UNKNOWN] = { "reference_unknown", MESSAGE_ERROR,
	                                "reference" },
	[MESSAGE_COUNT_MISMATCH] = { "count_mismatch", MESSAGE_ERROR,
	                             "said found" },
	[MESSAGE_DUPLICATE_ORDER] = { "duplicate_order", MESSAGE_NOTE, "" },
	[MESSAGE_RECEIVED_BEFORE] = { "received_before", MESSAGE_NOTE,
	                              "number from received" },
	[MESSAGE_GAP] = { "message_gap", MESSAGE_WARNING,
	                  "number from received" },
	[MESSAGE_OWN_REPLY] = { "own_reply", MESSAGE_NOTE, "to" },
};

static const char contract_codes[] =
	"invalid unknown_format incomplete deleted organization_filtered "
	"before_since stale no_number bad_amount bad_date bad_currency "
	"no_client state_unmapped stage_missing no_match several_deals "
	"several_contacts contact_differs no_phone dummy_phone held deal_lost "
	"unsure brake reopened stage_kept portal_refused field_unknown "
	"reference_unknown count_mismatch duplicate_order "
	"received_before message_gap own_reply";

static void test_codes(void)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (int code = 0; code < MESSAGE_CODES; code++)
		g_string_append_printf(all, "%s%s", code ? " " : "",
		                       message_name((enum message_code)code));
	g_assert_cmpstr(all->str, ==, contract_codes);
}

/* The values that a code is given: `<name>` for each of its places. */
static struct message *filled(enum message_code code)
{
	g_auto(GStrv) names = g_strsplit(rows[code].places, " ", -1);
	guint count = g_strv_length(names);
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	g_autofree char *third = NULL;

	first = g_strdup_printf("<%s>", count > 0 ? names[0] : "");
	second = g_strdup_printf("<%s>", count > 1 ? names[1] : "");
	third = g_strdup_printf("<%s>", count > 2 ? names[2] : "");
	switch (count) {
	case 0:
		return message_new(code, NULL);
	case 1:
		return message_new(code, names[0], first, NULL);
	case 2:
		return message_new(code, names[0], first, names[1], second,
		                   NULL);
	default:
		return message_new(code, names[2], third, names[1], second,
		                   names[0], first, NULL);
	}
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	enum message_code code = (enum message_code)(row - rows);
	g_auto(GStrv) names = g_strsplit(row->places, " ", -1);
	struct message *message = filled(code);

	g_assert_cmpint(message->code, ==, code);
	g_assert_cmpint(message->kind, ==, row->kind);
	g_assert_cmpint(message_kind(code), ==, row->kind);
	g_assert_cmpstr(message_name(code), ==, row->name);
	g_assert_null(message->number);
	g_assert_cmpuint(message->line, ==, 0);
	g_assert_cmpuint(message->column, ==, 0);
	for (size_t i = 0; names[i]; i++) {
		g_autofree char *place = g_strdup_printf("<%s>", names[i]);

		g_assert_nonnull(strstr(message->text, place));
	}
	g_assert_null(strpbrk(message->text, "{}"));
	g_assert_cmpuint(strlen(message->text), >, 20);
	g_assert_cmpuint(strlen(message_advice(code)), >, 20);
	message_free(message);
}

static void test_said(void)
{
	struct message *message =
		message_said(MESSAGE_INVALID, "Ожидается\n<Номер>\x01 {а}");

	g_assert_cmpstr(message->text, ==, "Ожидается <Номер>? {а}");
	g_assert_cmpint(message->kind, ==, MESSAGE_ERROR);
	message_free(message);
}

/* A value is a value, whatever it looks like. */
static void test_values(void)
{
	struct message *message = message_new(MESSAGE_STALE, "was", "{is}",
	                                      "is", "a\tb\xff", NULL);

	g_assert_nonnull(strstr(message->text, "{is}"));
	g_assert_nonnull(strstr(message->text, "a b?"));
	message_free(message);
}

static void test_bound(void)
{
	g_autofree char *big = g_strnfill(1000000, 'x');
	struct message *message =
		message_new(MESSAGE_PORTAL_REFUSED, "text", big, NULL);

	g_assert_cmpuint(strlen(message->text), <, 2000);
	message_free(message);
	message = message_said(MESSAGE_INVALID, big);
	g_assert_cmpuint(strlen(message->text), <=, 4000);
	message_free(message);
}

static void lacking(void)
{
	message_free(message_new(MESSAGE_STALE, "was", "1", NULL));
}

static void needless(void)
{
	message_free(message_new(MESSAGE_NO_NUMBER, "value", "1", NULL));
}

/* A program error is told, and still gives a message. */
static void expect(void (*call)(void), const char *words)
{
	g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL, words);
	call();
	g_test_assert_expected_messages();
}

static void test_errors(void)
{
	expect(lacking, "*stale*{is} is not given*");
	expect(needless, "*no_number*has no place*");
}

static void test_kinds(void)
{
	g_assert_cmpstr(message_kind_name(MESSAGE_NOTE), ==, "Сведение");
	g_assert_cmpstr(message_kind_name(MESSAGE_WARNING), ==,
	                "Предупреждение");
	g_assert_cmpstr(message_kind_name(MESSAGE_ERROR), ==, "Ошибка");
}

static void test_copy(void)
{
	struct message *message = message_said(MESSAGE_INVALID, "Ошибка");
	struct message *copy;

	message->kind = MESSAGE_WARNING;
	message->number = g_strdup("3000004876");
	message->line = 12;
	message->column = 8;
	copy = message_copy(message);
	message_free(message);
	g_assert_cmpint(copy->code, ==, MESSAGE_INVALID);
	g_assert_cmpint(copy->kind, ==, MESSAGE_WARNING);
	g_assert_cmpstr(copy->text, ==, "Ошибка");
	g_assert_cmpstr(copy->number, ==, "3000004876");
	g_assert_cmpuint(copy->line, ==, 12);
	g_assert_cmpuint(copy->column, ==, 8);
	message_free(copy);
}

/* For logs: names keep their ends, what a portal says its words. What the
 * history kept is only the text. */
static void test_masked(void)
{
	struct message *said[] = {
		message_new(MESSAGE_CONTACT_DIFFERS, "contact", "1234567",
		            "name", "ООО «Ромашка»", "client",
		            "Петров Пётр, сын", NULL),
		message_new(MESSAGE_PORTAL_REFUSED, "text",
		            "номер 8 927 000-12-34 занят", NULL),
		message_new(MESSAGE_SEVERAL_DEALS, "deals", "1234567, 12",
		            "chosen", "1234567", NULL),
		message_new(MESSAGE_DELETED, NULL),
		message_said(MESSAGE_CONTACT_DIFFERS, "Контакт: «Петров»"),
		message_said(MESSAGE_CONTACT_DIFFERS, "Имя «Петров»"),
		message_said(MESSAGE_PORTAL_REFUSED, ""),
	};
	static const char *const masked[] = {
		"Контакт 1234567 в Битрикс24 — «О… «Р…а»», а заказчик в 1С — "
		"«П…в П…р, с…». Контакт не изменён.",
		"Битрикс24 отказал в записи: номер …1234 занят",
		"Подходит несколько сделок: 1234567, 12. Выбрана 1234567.",
		"Заказ-наряд помечен на удаление, поэтому пропущен.",
		"К…т: «П…в»",
		"И… «П…в»",
		"",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
		struct message *again =
			message_said(said[i]->code, said[i]->text);
		g_autofree char *text = message_masked(said[i]);
		g_autofree char *text_again = message_masked(again);

		g_assert_cmpstr(text, ==, masked[i]);
		g_assert_cmpstr(text_again, ==, masked[i]);
		message_free(again);
		message_free(said[i]);
	}
}

static void test_free_nothing(void)
{
	message_free(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/codes", test_codes);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/message/text/%s", rows[i].name);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/message/said", test_said);
	g_test_add_func("/message/values", test_values);
	g_test_add_func("/message/bound", test_bound);
	g_test_add_func("/message/errors", test_errors);
	g_test_add_func("/message/kinds", test_kinds);
	g_test_add_func("/message/copy", test_copy);
	g_test_add_func("/message/masked", test_masked);
	g_test_add_func("/message/free nothing", test_free_nothing);
	return g_test_run();
}
