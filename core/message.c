/*
 * Messages from codes. Fills the table's texts; has none of its own. A value
 * is plain text when it comes out, whatever a file or a portal put into it.
 */
#include "core/message.h"

#include "core/mask.h"
#include "core/message_table.h"
#include "core/text.h"

#include <stdarg.h>
#include <string.h>

#define VALUE_MOST 1000 /* bytes */
#define TEXT_MOST 4000

static struct message *message_of(enum message_code code, char *text)
{
	struct message *message = g_new0(struct message, 1);

	message->code = code;
	message->kind = message_row(code)->kind;
	message->text = text;
	return message;
}

/* Names and values in turn, up to a NULL. */
static GHashTable *values_of(va_list list)
{
	GHashTable *values =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

	for (const char *name = va_arg(list, const char *); name;
	     name = va_arg(list, const char *)) {
		const char *value = va_arg(list, const char *);

		if (!value)
			break;
		g_hash_table_insert(values, (gpointer)name,
		                    text_plain(value, VALUE_MOST));
	}
	return values;
}

/* One pass, so that a brace in a value stays what it is. */
static char *fill(enum message_code code, const char *text, GHashTable *values)
{
	GString *filled = g_string_new(NULL);
	guint used = 0;

	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		g_autofree char *name = NULL;
		const char *value;

		if (!end) {
			g_string_append_c(filled, *text++);
			continue;
		}
		name = g_strndup(text + 1, (gsize)(end - text - 1));
		value = g_hash_table_lookup(values, name);
		if (!value)
			g_critical("message %s: {%s} is not given",
			           message_name(code), name);
		g_string_append(filled, value ? value : "?");
		used += value != NULL;
		text = end + 1;
	}
	if (used != g_hash_table_size(values))
		g_critical("message %s: a value has no place in its text",
		           message_name(code));
	return g_string_free(filled, FALSE);
}

struct message *message_new(enum message_code code, ...)
{
	g_autoptr(GHashTable) values = NULL;
	va_list list;

	va_start(list, code);
	values = values_of(list);
	va_end(list);
	return message_of(code, fill(code, message_row(code)->text, values));
}

struct message *message_said(enum message_code code, const char *text)
{
	return message_of(code, text_plain(text, TEXT_MOST));
}

void message_free(struct message *message)
{
	if (!message)
		return;
	g_free(message->text);
	g_free(message->number);
	g_free(message);
}

const char *message_name(enum message_code code)
{
	return message_row(code)->name;
}

const char *message_kind_name(enum message_kind kind)
{
	static const char *const names[] = {
		[MESSAGE_NOTE] = "Сведение",
		[MESSAGE_WARNING] = "Предупреждение",
		[MESSAGE_ERROR] = "Ошибка",
	};

	return names[kind];
}

enum message_kind message_kind(enum message_code code)
{
	return message_row(code)->kind;
}

const char *message_advice(enum message_code code)
{
	return message_row(code)->advice;
}

/* ---- for logs ---- */

/* A value of a table's text, and the words behind it. */
struct piece {
	char *name;  /* owned */
	char *words; /* likewise */
};

/* Takes the piece that begins at the `{`; what is behind it. */
static const char *next_piece(const char *row, struct piece *piece)
{
	size_t name = strcspn(row, "}");
	const char *words = row + name + 1;
	size_t length = strcspn(words, "{");

	piece->name = g_strndup(row + 1, name - 1);
	piece->words = g_strndup(words, length);
	return words + length;
}

static char *masked_value(const char *name, const char *value)
{
	if (!strcmp(name, "name") || !strcmp(name, "client"))
		return mask_words(value);
	if (!strcmp(name, "text"))
		return mask_numbers(value);
	return g_strdup(value);
}

/* Appends the value that stands before the piece's words; what is behind
 * them, or NULL where they are not there. */
static const char *append_piece(GString *masked, const struct piece *piece,
                                const char *text)
{
	const char *end =
		*piece->words ? strstr(text, piece->words) : strchr(text, '\0');
	g_autofree char *value = NULL;
	g_autofree char *shown = NULL;

	if (!end)
		return NULL;
	value = g_strndup(text, (size_t)(end - text));
	shown = masked_value(piece->name, value);
	g_string_append_printf(masked, "%s%s", shown, piece->words);
	return end + strlen(piece->words);
}

/* A message that comes out of the history is its text alone, so its values are
 * what stands between the table's words. */
char *message_masked(const struct message *message)
{
	const char *row = message_row(message->code)->text;
	const char *text = message->text;
	size_t length = strcspn(row, "{");
	g_autoptr(GString) masked = g_string_new(NULL);

	if (!row[length])
		return g_strdup(text);
	if (strncmp(text, row, length) != 0)
		return mask_words(text);
	g_string_append_len(masked, row, (gssize)length);
	for (row += length, text += length; *row && text;) {
		struct piece piece;

		row = next_piece(row, &piece);
		text = append_piece(masked, &piece, text);
		g_free(piece.name);
		g_free(piece.words);
	}
	return text ? g_strdup(masked->str) : mask_words(message->text);
}

struct message *message_copy(const struct message *message)
{
	struct message *copy = g_memdup2(message, sizeof(*message));

	copy->text = g_strdup(message->text);
	copy->number = g_strdup(message->number);
	return copy;
}
