/*
 * Contact information in one text: whatever stands there, what is read of it
 * is text, and reading it costs no more than it is long.
 */
#include "tests/fuzz/fuzz.h"
#include "xml/contact_info.h"

static void assert_text(const char *text)
{
	if (!text || !g_utf8_validate(text, -1, NULL))
		g_error("a text that is none");
}

static void assert_texts(const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		assert_text(texts->pdata[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct contact_reader *reader;
	struct contact_info info;
	g_autofree char *text =
		size ? g_strndup((const char *)data, size) : g_strdup("");
	/* Texts come from a parser, which takes nothing else. */
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	if (!reader)
		reader = contact_reader_new();
	contact_kind_of(valid);
	if (!contact_info_read(reader, &info, valid))
		return 0;
	assert_texts(info.phones);
	assert_texts(info.mails);
	if (info.unsorted)
		assert_text(info.unsorted);
	contact_info_clear(&info);
	return 0;
}
