/* Acks read back: what was written is read, and nothing else is taken. */
#include "xml/ack_reader.h"
#include "xml/ack_writer.h"

#include "core/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int open_tmp(void)
{
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;
	int fd = g_file_open_tmp("b24bridge-test-XXXXXX", &name, &error);

	g_assert_no_error(error);
	unlink(name);
	return fd;
}

static struct outcome *full_outcome(void)
{
	struct outcome *outcome = outcome_blank();
	struct outcome_change *change = g_new0(struct outcome_change, 1);

	outcome->kind = OUTCOME_UPDATED;
	outcome->match = MATCH_PHONE;
	outcome->number = g_strdup("3000004876 <&>");
	outcome->ref = g_strdup("8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c");
	outcome->date = g_strdup("2020-12-24T17:42:46");
	outcome->deal = 17;
	outcome->contact = 55;
	outcome->link = g_strdup("https://portal.example/");
	outcome->contact_before = contact_new(55);
	text_set(&outcome->contact_before->last, "Петров \"и сын\"");
	g_ptr_array_add(outcome->contact_before->phones,
	                g_strdup("+79270001234"));
	change->entity = ENTITY_CONTACT;
	change->field = g_strdup("lastName");
	change->from = g_strdup("А");
	change->to = g_strdup("Б");
	g_ptr_array_add(outcome->changes, change);
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_SEVERAL_DEALS, "две: <17>"));
	return outcome;
}

static char *json_of(const struct outcome *outcome)
{
	cJSON *json = outcome_to_json(outcome);
	char *printed = cJSON_Print(json);
	char *text = g_strdup(printed);

	cJSON_free(printed);
	cJSON_Delete(json);
	return text;
}

struct seen {
	GPtrArray *outcomes; /* as JSON */
	guint64 last;
};

static bool see(void *context, guint64 position, const struct outcome *outcome,
                GError **error)
{
	struct seen *seen = context;

	(void)error;
	seen->last = position;
	g_ptr_array_add(seen->outcomes, json_of(outcome));
	return true;
}

static void test_round(void)
{
	const struct ack_header header = {
		.file = "за\"каз\".xml",
		.sha256 = "abc",
		.format = "orders",
		.exported = "2020-12-26T18:00:00",
		.received = "2020-12-26T18:00:05+03:00"
	};
	struct totals totals = { .all = 2, .of = { 1, 1, 0, 4, 5, 6 } };
	g_autoptr(GError) error = NULL;
	int fd = open_tmp();
	struct ack_writer *writer = ack_writer_new(fd, &header, &error);
	struct outcome *outcomes[] = { full_outcome(), outcome_blank() };
	struct seen seen = { g_ptr_array_new_with_free_func(g_free), 9 };
	struct message *remark = message_said(MESSAGE_GAP, "пропуск");

	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
		g_assert_true(ack_writer_order(writer, outcomes[i], &error));
	g_assert_true(ack_writer_remark(writer, remark, &error));
	g_assert_true(ack_writer_finish(writer, ACK_PARTLY, &totals,
	                                "2020-12-26T18:00:07+03:00", &error));
	ack_writer_free(writer);
	message_free(remark);

	struct ack_file *ack = ack_reader_read(fd, see, &seen, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(ack->file, ==, header.file);
	g_assert_cmpstr(ack->sha256, ==, header.sha256);
	g_assert_cmpstr(ack->format, ==, header.format);
	g_assert_cmpstr(ack->exported, ==, header.exported);
	g_assert_cmpstr(ack->received, ==, header.received);
	g_assert_cmpstr(ack->processed, ==, "2020-12-26T18:00:07+03:00");
	g_assert_cmpstr(ack->result, ==, "Частично");
	g_assert_cmpstr(ack->why, ==, "пропуск");
	g_assert_true(memcmp(&ack->totals, &totals, sizeof(totals)) == 0);
	g_assert_cmpuint(seen.outcomes->len, ==, 2);
	g_assert_cmpuint(seen.last, ==, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
		g_autofree char *json = json_of(outcomes[i]);

		g_assert_cmpstr(seen.outcomes->pdata[i], ==, json);
		outcome_free(outcomes[i]);
	}
	ack_file_free(ack);
	g_ptr_array_unref(seen.outcomes);
	close(fd);
}

#define HEAD                                                                            \
	"<РезультатОбмена xmlns=\"urn:b24bridge:ack:1\" Файл=\"a\" " \
	"Получен=\"2020-12-26T18:00:05+03:00\">"
#define TOTALS "<Итоги Итог=\"Выполнен\" Обработан=\"2020\"/>"
#define TAIL "</РезультатОбмена>"
#define DEPTH "<Контакт><b/></Контакт>"

static const struct {
	const char *name, *text;
	bool taken;
} rows[] = {
	{ "the least", HEAD TOTALS TAIL, true },
	{ "with a declaration", "<?xml version=\"1.0\"?>" HEAD TOTALS TAIL,
	  true },
	{ "nothing", "", false },
	{ "no totals", HEAD TAIL, false },
	{ "totals twice", HEAD TOTALS TOTALS TAIL, false },
	{ "cut off", HEAD TOTALS, false },
	{ "more behind it", HEAD TOTALS TAIL "<a/>", false },
	{ "another root", "<a/>", false },
	{ "another namespace",
	  "<РезультатОбмена xmlns=\"a\" Файл=\"a\" Получен=\"b\">" TOTALS TAIL,
	  false },
	{ "a DOCTYPE", "<!DOCTYPE a [<!ENTITY b \"c\">]>" HEAD TOTALS TAIL,
	  false },
	{ "a comment", HEAD "<!-- -->" TOTALS TAIL, false },
	{ "an entity of its own", HEAD "&b;" TOTALS TAIL, false },
	{ "an order without result", HEAD "<ЗаказНаряд/>" TOTALS TAIL, false },
	{ "an order of an unknown result",
	  HEAD "<ЗаказНаряд Итог=\"Съеден\"/>" TOTALS TAIL, false },
	{ "an order behind the totals",
	  HEAD TOTALS "<ЗаказНаряд Итог=\"Создан\"/>" TAIL, false },
	{ "a stranger", HEAD "<Чужой/>" TOTALS TAIL, false },
	{ "a stranger in an order",
	  HEAD "<ЗаказНаряд Итог=\"Создан\"><Чужой/></ЗаказНаряд>" TOTALS TAIL,
	  false },
	{ "too deep",
	  HEAD "<ЗаказНаряд Итог=\"Создан\">" DEPTH "</ЗаказНаряд>" TOTALS TAIL,
	  false },
	{ "two contacts",
	  HEAD "<ЗаказНаряд Итог=\"Создан\"><Контакт/><Контакт/>"
	       "</ЗаказНаряд>" TOTALS TAIL,
	  false },
	{ "a change of nothing",
	  HEAD
	  "<ЗаказНаряд Итог=\"Создан\"><Изменение/></ЗаказНаряд>" TOTALS TAIL,
	  false },
	{ "a change within a fault",
	  HEAD "<Ошибка><Изменение/></Ошибка>" TOTALS TAIL, false },
	{ "a code of tomorrow",
	  HEAD "<ЗаказНаряд Итог=\"Создан\"><Сообщение Код=\"x\">т"
	       "</Сообщение></ЗаказНаряд>" TOTALS TAIL,
	  true },
	{ "ids that are none",
	  HEAD "<ЗаказНаряд Итог=\"Создан\" ИдСделки=\"-1\" "
	       "ИдКонтакта=\"99999999999999999999\"/>" TOTALS TAIL,
	  true },
	{ "not UTF-8", HEAD "<Ошибка>\xff</Ошибка>" TOTALS TAIL, false },
};

static struct ack_file *read_text(const char *text, gssize length)
{
	g_autoptr(GError) error = NULL;
	int fd = open_tmp();
	struct ack_file *ack;

	if (length < 0)
		length = (gssize)strlen(text);
	g_assert_cmpint(write(fd, text, (size_t)length), ==, length);
	ack = ack_reader_read(fd, NULL, NULL, &error);
	g_assert_true((ack == NULL) == (error != NULL));
	close(fd);
	return ack;
}

static void test_refused(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct ack_file *ack = read_text(rows[i].text, -1);

		g_test_message("%s", rows[i].name);
		g_assert_true((ack != NULL) == rows[i].taken);
		ack_file_free(ack);
	}
}

/* What grows without end has one here. */
static void test_huge(void)
{
	static const struct {
		const char *head, *tail;
	} huge[] = {
		{ HEAD "<Ошибка Код=\"", "\"/>" TOTALS TAIL },
		{ HEAD "<Ошибка>", "</Ошибка>" TOTALS TAIL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(huge); i++) {
		GString *text = g_string_new(huge[i].head);
		struct ack_file *ack;

		for (int n = 0; n < 8 * 1024; n++)
			g_string_append_printf(text, "%01024d", 0);
		g_string_append(text, huge[i].tail);
		ack = read_text(text->str, (gssize)text->len);
		g_assert_null(ack);
		g_string_free(text, TRUE);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ack_reader/round", test_round);
	g_test_add_func("/ack_reader/refused", test_refused);
	g_test_add_func("/ack_reader/huge", test_huge);
	return g_test_run();
}
