/*
 * Receipts for 1C's exchange plans. Byte order mark, tabs and line ends are
 * those of the platform's own writer.
 */
#include "xml/exchange_message.h"

#include "core/text.h"

#include <string.h>

enum { CODE_MOST = 1000 };

void exchange_message_free(struct exchange_message *message)
{
	if (!message)
		return;
	g_free(message->plan);
	g_free(message->to);
	g_free(message->from);
	g_free(message);
}

static void put(GString *text, const char *name, const char *value)
{
	g_autofree char *plain = text_plain(value, CODE_MOST);
	g_autofree char *escaped = g_markup_escape_text(plain, -1);

	g_string_append_printf(text, "\t\t<v8msg:%s>%s</v8msg:%s>\n", name,
	                       escaped, name);
}

static void put_number(GString *text, const char *name, guint64 number)
{
	g_autofree char *value = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	put(text, name, value);
}

char *exchange_message_text(const struct exchange_message *message)
{
	GString *text = g_string_new(
		"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<v8msg:Message xmlns:v8msg=\"http://v8.1c.ru/messages\">\n"
		"\t<v8msg:Header>\n");

	put(text, "ExchangePlan", message->plan);
	put(text, "To", message->to);
	put(text, "From", message->from);
	put_number(text, "MessageNo", message->number);
	put_number(text, "ReceivedNo", message->received);
	g_string_append(text, "\t</v8msg:Header>\n"
	                      "\t<v8msg:Body/>\n"
	                      "</v8msg:Message>\n");
	return g_string_free(text, FALSE);
}

bool exchange_message_is_ours(const struct exchange_message *message,
                              const char *sha256)
{
	g_autofree char *text = exchange_message_text(message);
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return strcmp(hash, sha256) == 0;
}
