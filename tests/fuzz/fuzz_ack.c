/*
 * No text of an input becomes more than a value of what the bridge writes for
 * 1C: acks, load files, answers to messages. Each is written twice, with the
 * input's texts and with harmless ones in their places, and read again: both
 * have the same elements with the same attributes, and nothing else.
 *
 * An input is a byte that says what happened to the orders, then texts with
 * NULs between them, taken in turn.
 */
#include "tests/fuzz/fuzz.h"
#include "xml/ack_load.h"
#include "xml/ack_writer.h"

#include <libxml/parser.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ORDERS = 3, DOCUMENTS = 4 };

struct texts {
	const char *next, *start, *end; /* NULL: harmless ones */
};

/* Owned by the caller; never nothing, for that has a shape of its own. */
static char *take(struct texts *texts)
{
	const char *from = texts->next;
	gsize length;

	if (!texts->start || texts->start == texts->end)
		return g_strdup("x");
	length = strnlen(from, (gsize)(texts->end - from));
	texts->next = from + length + 1;
	if (texts->next >= texts->end)
		texts->next = texts->start;
	return g_strdup_printf("%.*sx", (int)length, from);
}

static struct outcome *outcome_of(struct texts *texts, guint shape)
{
	struct outcome *outcome = outcome_blank();
	struct outcome_change *change = g_new0(struct outcome_change, 1);
	g_autofree char *one = take(texts), *other = take(texts);

	outcome->kind = (enum outcome_kind)(shape % OUTCOME_KINDS);
	outcome->deal = shape % 4;
	outcome->contact = shape % 3;
	outcome->number = take(texts);
	outcome->ref = shape % 2 ? take(texts) : NULL;
	outcome->date = take(texts);
	outcome->link = take(texts);
	outcome->contact_before = contact_new(1);
	g_free(outcome->contact_before->last);
	outcome->contact_before->last = take(texts);
	g_ptr_array_add(outcome->contact_before->phones, take(texts));
	change->field = take(texts);
	change->from = take(texts);
	change->to = take(texts);
	g_ptr_array_add(outcome->changes, change);
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_NO_CLIENT, one));
	g_ptr_array_add(outcome->messages,
	                message_said(MESSAGE_SEVERAL_DEALS, other));
	return outcome;
}

static char *content(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = g_malloc0((gsize)size + 1);

	if (pread(fd, text, (size_t)size, 0) != size)
		g_error("what was written cannot be read");
	close(fd);
	return text;
}

static char *write_ack(struct texts *texts, struct outcome *const *outcomes)
{
	g_autofree char *file = take(texts), *exported = take(texts);
	g_autofree char *said = take(texts);
	struct ack_header header = { .file = file,
		                     .format = "kd2",
		                     .exported = exported,
		                     .received = "2020-12-26T18:00:05+03:00" };
	struct message *fault = message_said(MESSAGE_INVALID, said);
	struct totals totals = { .all = ORDERS };
	int fd = memfd_create("ack", MFD_CLOEXEC);
	struct ack_writer *writer = ack_writer_new(fd, &header, NULL);
	bool good = true;

	fault->number = take(texts);
	for (int i = 0; i < ORDERS; i++)
		good = good && ack_writer_order(writer, outcomes[i], NULL);
	if (!good || !ack_writer_fault(writer, fault, NULL) ||
	    !ack_writer_remark(writer, fault, NULL) ||
	    !ack_writer_finish(writer, ACK_PARTLY, &totals,
	                       "2020-12-26T18:00:07+03:00", NULL))
		g_error("an ack is not written");
	ack_writer_free(writer);
	message_free(fault);
	return content(fd);
}

static char *write_load(struct texts *texts, struct outcome *const *outcomes,
                        enum settings_load kind)
{
	g_autofree char *date = take(texts), *plan = take(texts);
	g_autofree char *to = take(texts), *from = take(texts);
	g_autofree char *written = take(texts), *sha256 = take(texts);
	struct exchange_message reply = { plan, to, from, 2, 1 };
	struct ack_load_header header = { .load = kind,
		                          .target = "Б24",
		                          .document = "ЗаказНаряд",
		                          .written = written,
		                          .sha256 = sha256,
		                          .reply = &reply };
	int fd = memfd_create("load", MFD_CLOEXEC);
	struct ack_load *load = ack_load_new(fd, &header, NULL);
	bool good = true;

	for (int i = 0; i < ORDERS; i++)
		good = good && ack_load_order(load, outcomes[i], 0, date, NULL);
	if (!good || !ack_load_finish(load, NULL))
		g_error("a load file is not written");
	ack_load_free(load);
	return content(fd);
}

static char *write_reply(struct texts *texts)
{
	g_autofree char *plan = take(texts), *to = take(texts);
	g_autofree char *from = take(texts);
	struct exchange_message reply = { plan, to, from, 2, 1 };

	return exchange_message_text(&reply);
}

/* ---- read again ---- */

static void put_shape(GString *shape, const xmlNode *node)
{
	if (node->type == XML_TEXT_NODE)
		return;
	if (node->type != XML_ELEMENT_NODE)
		g_error("more than elements and text");
	g_string_append_printf(shape, "<%s", (const char *)node->name);
	for (const xmlAttr *at = node->properties; at; at = at->next)
		g_string_append_printf(shape, " %s", (const char *)at->name);
	g_string_append_c(shape, '>');
	for (const xmlNode *child = node->children; child; child = child->next)
		put_shape(shape, child);
	g_string_append(shape, "</>");
}

/* Takes the text. */
static char *shape_of(char *text)
{
	GString *shape = g_string_new(NULL);
	xmlDoc *document = xmlReadMemory(text, (int)strlen(text), "x", NULL,
	                                 XML_PARSE_NONET);

	if (!document)
		g_error("what was written is no XML: %s", text);
	if (document->intSubset)
		g_error("a DOCTYPE was written");
	for (const xmlNode *node = document->children; node; node = node->next)
		put_shape(shape, node);
	xmlFreeDoc(document);
	g_free(text);
	return g_string_free(shape, FALSE);
}

static void shapes_of(struct texts *texts, guint what, char **shapes)
{
	struct outcome *outcomes[ORDERS];

	for (guint i = 0; i < ORDERS; i++)
		outcomes[i] = outcome_of(texts, what + i);
	shapes[0] = shape_of(write_ack(texts, outcomes));
	shapes[1] = shape_of(write_load(texts, outcomes, LOAD_REGISTER));
	shapes[2] = shape_of(write_load(texts, outcomes, LOAD_ATTRIBUTE));
	shapes[3] = shape_of(write_reply(texts));
	for (guint i = 0; i < ORDERS; i++)
		outcome_free(outcomes[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct texts hostile = { 0 }, harmless = { 0 };
	char *shapes[2][DOCUMENTS];

	if (!size)
		return 0;
	hostile.start = hostile.next = (const char *)data + 1;
	hostile.end = (const char *)data + size;
	shapes_of(&hostile, *data, shapes[0]);
	shapes_of(&harmless, *data, shapes[1]);
	for (int i = 0; i < DOCUMENTS; i++) {
		if (strcmp(shapes[0][i], shapes[1][i]) != 0)
			g_error("a text became more than a value:\n%s\n%s",
			        shapes[0][i], shapes[1][i]);
		g_free(shapes[0][i]);
		g_free(shapes[1][i]);
	}
	return 0;
}
