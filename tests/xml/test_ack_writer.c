/* Acks: each one that is written here must satisfy schemas/ack.xsd. */
#include "xml/ack_writer.h"
#include "xml/schema.h"

#include <fcntl.h>
#include <libxml/xmlschemas.h>
#include <string.h>
#include <unistd.h>

struct ack {
	int fd;
	struct ack_writer *writer;
};

static struct ack begin(const struct ack_header *header)
{
	struct ack ack;
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;

	ack.fd = g_file_open_tmp("b24bridge-test-XXXXXX", &name, &error);
	g_assert_no_error(error);
	unlink(name);
	ack.writer = ack_writer_new(ack.fd, header, &error);
	g_assert_no_error(error);
	return ack;
}

static const struct ack_header bare = {
	.file = "orders.xml",
	.received = "2020-12-26T18:00:05+03:00",
};

static void put(struct ack *ack, const struct outcome *outcome)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ack_writer_order(ack->writer, outcome, &error));
	g_assert_no_error(error);
}

static void refuse(void *faults, xmlError *error)
{
	g_string_append_printf(faults, "%d: %s", error->line, error->message);
}

/* The faults that the schema finds, "" for none. */
static char *validate(const char *text, gsize length)
{
	const struct schema_text *source = schema_text("ack.xsd");
	GString *faults = g_string_new(NULL);
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(
		(const char *)source->text, (int)source->length);
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	xmlDocPtr document = xmlReadMemory(text, (int)length, "ack.xml", NULL,
	                                   XML_PARSE_NONET);

	g_assert_nonnull(schema);
	g_assert_nonnull(document);
	xmlSchemaSetValidStructuredErrors(valid, refuse, faults);
	if (xmlSchemaValidateDoc(valid, document) != 0 && !faults->len)
		g_string_append(faults, "invalid");
	xmlFreeDoc(document);
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	return g_string_free(faults, FALSE);
}

/* Ends the ack; its text, proved valid. Owned by the caller. */
static char *finish(struct ack *ack, enum ack_result result,
                    const struct totals *totals)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *faults = NULL;
	char *text;
	off_t size;

	g_assert_true(ack_writer_finish(ack->writer, result, totals,
	                                "2020-12-26T18:00:07+03:00", &error));
	g_assert_no_error(error);
	ack_writer_free(ack->writer);
	size = lseek(ack->fd, 0, SEEK_END);
	text = g_malloc0((gsize)size + 1);
	g_assert_cmpint(pread(ack->fd, text, (size_t)size, 0), ==, size);
	close(ack->fd);
	faults = validate(text, (gsize)size);
	g_assert_cmpstr(faults, ==, "");
	return text;
}

static struct outcome *sample(void)
{
	struct outcome *outcome = outcome_blank();
	struct outcome_change *change = g_new0(struct outcome_change, 1);

	outcome->kind = OUTCOME_UPDATED;
	outcome->match = MATCH_PHONE;
	outcome->number = g_strdup("3000004876");
	outcome->ref = g_strdup("8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c");
	outcome->date = g_strdup("2020-12-24T17:42:46");
	outcome->deal = 17;
	outcome->contact = 55;
	outcome->link = g_strdup("https://portal.example/crm/deal/details/17/");
	outcome->contact_before = contact_new(55);
	g_free(outcome->contact_before->last);
	g_free(outcome->contact_before->first);
	outcome->contact_before->last = g_strdup("Петров");
	outcome->contact_before->first = g_strdup("Пётр");
	g_ptr_array_add(outcome->contact_before->phones,
	                g_strdup("+79270001234"));
	change->entity = ENTITY_DEAL;
	change->field = g_strdup("stageId");
	change->from = g_strdup("NEW");
	change->to = g_strdup("WON");
	g_ptr_array_add(outcome->changes, change);
	g_ptr_array_add(
		outcome->messages,
		message_said(MESSAGE_SEVERAL_DEALS,
	                     "Открытых сделок с этим телефоном две: 17, 12. "
	                     "Выбрана новейшая."));
	return outcome;
}

/* The contract's sample, letter by letter, as an answer to the sample file. */
static void test_sample(void)
{
	struct ack_header header = {
		.file = "orders.xml",
		.format = "orders",
		.exported = "2020-12-26T18:00:00",
		.received = "2020-12-26T18:00:05+03:00",
	};
	struct outcome *outcome = sample();
	struct totals totals = { 0 };
	g_autofree char *source = NULL, *sha256 = NULL;
	g_autofree char *text = NULL, *expected = NULL;
	g_autoptr(GError) error = NULL;
	struct ack ack;

	g_file_get_contents("samples/orders.xml", &source, NULL, &error);
	g_assert_no_error(error);
	sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, source, -1);
	header.sha256 = sha256;
	ack = begin(&header);
	put(&ack, outcome);
	totals_add(&totals, OUTCOME_UPDATED);
	text = finish(&ack, ACK_DONE, &totals);
	g_file_get_contents("samples/ack.xml", &expected, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, expected);
	outcome_free(outcome);
}

/* What is absent is an absent attribute. */
static void test_least(void)
{
	struct ack ack = begin(&bare);
	struct outcome *outcome = outcome_blank();
	struct totals totals = { 0 };
	g_autofree char *text = NULL;

	outcome->kind = OUTCOME_FAILED;
	outcome->match = MATCH_NONE;
	put(&ack, outcome);
	text = finish(&ack, ACK_PARTLY, &totals);
	g_assert_nonnull(strstr(text, "<ЗаказНаряд Итог=\"Ошибка\"/>"));
	g_assert_null(strstr(text, "Хеш"));
	outcome_free(outcome);
}

static void test_kinds(void)
{
	struct ack ack = begin(&bare);
	struct totals totals = { 0 };
	g_autofree char *text = NULL;
	static const char *const totalled =
		"Всего=\"6\" Создано=\"1\" Обновлено=\"1\" БезИзменений=\"1\" "
		"Пропущено=\"1\" Отложено=\"1\" Ошибок=\"1\"/>";

	for (int i = 0; i < OUTCOME_KINDS; i++) {
		struct outcome *outcome = outcome_blank();

		outcome->kind = (enum outcome_kind)i;
		outcome->match = (enum match)(i % 5);
		put(&ack, outcome);
		totals_add(&totals, outcome->kind);
		outcome_free(outcome);
	}
	text = finish(&ack, ACK_HELD, &totals);
	g_assert_nonnull(strstr(text, totalled));
}

/* Every code, as an order's message, as a file's fault and as a remark. */
static void test_codes(void)
{
	struct ack ack = begin(&bare);
	struct outcome *outcome = outcome_blank();
	struct totals totals = { 0 };
	g_autofree char *text = NULL;

	for (int i = 0; i < MESSAGE_CODES; i++)
		g_ptr_array_add(outcome->messages,
		                message_said((enum message_code)i, "текст"));
	put(&ack, outcome);
	for (int i = 0; i < MESSAGE_CODES; i++)
		g_assert_true(ack_writer_fault(
			ack.writer, g_ptr_array_index(outcome->messages, i),
			NULL));
	for (int i = 0; i < MESSAGE_CODES; i++)
		g_assert_true(ack_writer_remark(
			ack.writer, g_ptr_array_index(outcome->messages, i),
			NULL));
	text = finish(&ack, ACK_REJECTED, &totals);
	outcome_free(outcome);
}

/* And no code beyond: the list in the schema is the program's. */
static void test_codes_agree(void)
{
	const struct schema_text *schema = schema_text("ack.xsd");
	g_autofree char *text =
		g_strndup((const char *)schema->text, schema->length);
	const char *at = strstr(text, "name=\"Код\">");
	guint count = 0;

	g_assert_nonnull(at);
	while ((at = strstr(at, "<xs:enumeration"))) {
		at++;
		count++;
	}
	g_assert_cmpuint(count, ==, MESSAGE_CODES);
}

static void test_fault_number(void)
{
	struct ack ack = begin(&bare);
	struct message *fault = message_said(MESSAGE_INVALID, "т");
	struct totals totals = { 0 };
	g_autofree char *text = NULL;

	fault->number = g_strdup("ТС1");
	fault->line = 4000000000U;
	g_assert_true(ack_writer_fault(ack.writer, fault, NULL));
	text = finish(&ack, ACK_REJECTED, &totals);
	g_assert_nonnull(strstr(text, "<Ошибка Код=\"invalid\" "
	                              "Строка=\"4000000000\" Номер=\"ТС1\">т"
	                              "</Ошибка>"));
	message_free(fault);
}

static void test_remark(void)
{
	struct ack ack = begin(&bare);
	struct message *remark = message_said(MESSAGE_GAP, "т");
	struct totals totals = { 0 };
	g_autofree char *text = NULL;

	g_assert_true(ack_writer_remark(ack.writer, remark, NULL));
	text = finish(&ack, ACK_DONE, &totals);
	g_assert_nonnull(strstr(text, "<Сообщение Код=\"message_gap\" "
	                              "Вид=\"Предупреждение\">т</Сообщение>"));
	message_free(remark);
}

/* Whatever a file or a portal put into a text stays text. */
static void test_hostile_texts(void)
{
	static const char *const texts[] = {
		"<Итоги/>",
		"]]>",
		"&amp;",
		"\"'><x y=\"z\"/>",
		"\x01\x02\x1f",
		"\xEF\xBF\xBE",
		"\xff\xfe broken",
		"строка\nвторая\tтретья",
		"",
	};
	struct totals totals = { 0 };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct ack_header header = bare;
		struct outcome *outcome = sample();
		struct outcome_change *change =
			g_ptr_array_index(outcome->changes, 0);
		g_autofree char *text = NULL;
		struct ack ack;

		header.file = texts[i];
		header.exported = texts[i];
		ack = begin(&header);
		g_free(outcome->number);
		outcome->number = g_strdup(texts[i]);
		g_free(change->from);
		change->from = g_strdup(texts[i]);
		g_free(outcome->contact_before->last);
		outcome->contact_before->last = g_strdup(texts[i]);
		g_ptr_array_add(outcome->messages,
		                message_said(MESSAGE_INVALID, texts[i]));
		put(&ack, outcome);
		text = finish(&ack, ACK_DONE, &totals);
		outcome_free(outcome);
	}
}

static void test_several_phones(void)
{
	struct ack ack = begin(&bare);
	struct outcome *outcome = sample();
	struct totals totals = { 0 };
	g_autofree char *text = NULL;

	g_ptr_array_add(outcome->contact_before->phones,
	                g_strdup("+79270001235"));
	put(&ack, outcome);
	text = finish(&ack, ACK_DONE, &totals);
	g_assert_nonnull(
		strstr(text, "Телефоны=\"+79270001234, +79270001235\""));
	outcome_free(outcome);
}

static void test_disk_full(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct outcome *outcome = sample();
	struct ack_writer *writer;
	g_autoptr(GError) error = NULL;
	bool good = true;

	if (fd < 0) {
		g_test_skip("no /dev/full here");
		outcome_free(outcome);
		return;
	}
	writer = ack_writer_new(fd, &bare, &error);
	for (int i = 0; writer && good && i < 1000; i++)
		good = ack_writer_order(writer, outcome, &error);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	ack_writer_free(writer);
	close(fd);
	outcome_free(outcome);
}

/* Also where all fits into the buffer, and only the end tells. */
static void test_disk_full_at_the_end(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct totals totals = { 0 };
	struct ack_writer *writer;
	g_autoptr(GError) error = NULL;

	if (fd < 0) {
		g_test_skip("no /dev/full here");
		return;
	}
	writer = ack_writer_new(fd, &bare, &error);
	g_assert_no_error(error);
	g_assert_false(ack_writer_finish(writer, ACK_DONE, &totals,
	                                 "2020-12-26T18:00:07+03:00", &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	ack_writer_free(writer);
	close(fd);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ack_writer/sample", test_sample);
	g_test_add_func("/ack_writer/least", test_least);
	g_test_add_func("/ack_writer/kinds", test_kinds);
	g_test_add_func("/ack_writer/codes", test_codes);
	g_test_add_func("/ack_writer/codes agree", test_codes_agree);
	g_test_add_func("/ack_writer/number of a fault", test_fault_number);
	g_test_add_func("/ack_writer/remark", test_remark);
	g_test_add_func("/ack_writer/hostile texts", test_hostile_texts);
	g_test_add_func("/ack_writer/several phones", test_several_phones);
	g_test_add_func("/ack_writer/disk full", test_disk_full);
	g_test_add_func("/ack_writer/disk full at the end",
	                test_disk_full_at_the_end);
	return g_test_run();
}
