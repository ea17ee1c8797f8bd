/*
 * Names: which are taken from in/, and what files are called that we make.
 *
 * Changes nothing in a name but its end: what is legal in Windows stays legal
 * there, and what is not UTF-8 stays the bytes that it is.
 */
#include "watcher/spool_names.h"
#include "watcher/spool.h"

#include <limits.h>
#include <string.h>

#define HIDDEN_BEGIN ".b24bridge-"
#define HIDDEN_END ".tmp"

enum {
	HASH_DIGITS = 8,
	LETTER_BYTES = 4, /* of UTF-8 */
	HEX_RUN = 4,      /* letters alone make a part of a GUID now and then */
	ENDING_MOST = 16, /* longer than this is no ending but a part */
};

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), size = strlen(ending);
	return length > size &&
	       g_ascii_strcasecmp(name + length - size, ending) == 0;
}

static bool begins_in(const char *name, const char *beginning)
{
	return g_ascii_strncasecmp(name, beginning, strlen(beginning)) == 0;
}

bool spool_name_accepted(const char *name)
{
	/* The other names that the contract ignores end differently. */
	if (name[0] == '.' || begins_in(name, "~$") ||
	    begins_in(name, "ConnectionCheckFile_"))
		return false;
	return ends_in(name, ".xml") || ends_in(name, ".zip");
}

char *spool_name_hidden(guint64 number)
{
	return g_strdup_printf(
		HIDDEN_BEGIN "%016" G_GINT64_MODIFIER "x" HIDDEN_END, number);
}

bool spool_name_is_hidden(const char *name)
{
	return g_str_has_prefix(name, HIDDEN_BEGIN) &&
	       g_str_has_suffix(name, HIDDEN_END);
}

bool spool_name_is_ack(const char *name)
{
	return name[0] != '.' &&
	       (ends_in(name, ".ack.xml") || ends_in(name, ".load.xml"));
}

char *spool_name_kind(const char *name)
{
	GString *kind = g_string_new(NULL);
	while (*name != '\0') {
		bool number = false;
		size_t run = 0;
		while (g_ascii_isxdigit(name[run]))
			number = g_ascii_isdigit(name[run++]) || number;
		if (number || run >= HEX_RUN)
			g_string_append_c(kind, '#');
		else if (run == 0)
			run = 1;
		for (size_t i = 0; i < run && !(number || run >= HEX_RUN); i++)
			g_string_append_c(kind, g_ascii_tolower(name[i]));
		name += run;
	}
	return g_string_free(kind, FALSE);
}

bool spool_name_single(const char *name)
{
	return name[0] != '\0' && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 && strchr(name, '/') == NULL;
}

/* The stem as it is, or so much of it that `tail` bytes fit behind it. */
static char *fit(const char *stem, size_t length, size_t tail)
{
	if (length + tail <= NAME_MAX)
		return g_strndup(stem, length);
	size_t most = NAME_MAX - tail - 1 - HASH_DIGITS;
	size_t keep = most;
	while (keep > 0 && most - keep < LETTER_BYTES &&
	       ((guchar)stem[keep] & 0xC0) == 0x80)
		keep--;
	g_autofree char *hash = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)stem, length);
	g_autofree char *begin = g_strndup(stem, keep);
	hash[HASH_DIGITS] = '\0';
	return g_strconcat(begin, "~", hash, NULL);
}

static char *assemble(const char *stem, size_t length, guint n, const char *end)
{
	g_autofree char *number =
		n > 1 ? g_strdup_printf("-%u", n) : g_strdup("");
	g_autofree char *fitting =
		fit(stem, length, strlen(number) + strlen(end));
	return g_strconcat(fitting, number, end, NULL);
}

char *spool_name_numbered(const char *name, guint n)
{
	const char *ending = strrchr(name, '.');
	if (ending == NULL || ending == name || strlen(ending) > ENDING_MOST)
		ending = name + strlen(name);
	return assemble(name, (size_t)(ending - name), n, ending);
}

static char *answer(const char *source, const char *stamp, guint n,
                    const char *kind)
{
	size_t length = strlen(source);
	if (ends_in(source, ".xml") || ends_in(source, ".zip"))
		length -= strlen(".xml");
	/* The number stands behind the stamp, so the stamp is no part of what
	 * may be cut. */
	g_autofree char *end =
		n > 1 ? g_strdup_printf(".%s-%u%s", stamp, n, kind)
		      : g_strdup_printf(".%s%s", stamp, kind);
	g_autofree char *stem = fit(source, length, strlen(end));
	return g_strconcat(stem, end, NULL);
}

char *spool_name_ack(const char *source, const char *stamp, guint n)
{
	return answer(source, stamp, n, ".ack.xml");
}

char *spool_name_load(const char *source, const char *stamp, guint n)
{
	return answer(source, stamp, n, ".load.xml");
}

static bool harmless(gunichar letter)
{
	switch (g_unichar_type(letter)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT: /* turns the writing direction, hides */
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:
		return false;
	default:
		return letter != '\\';
	}
}

char *spool_name_plain(const char *name)
{
	GString *plain = g_string_new(NULL);
	for (const char *at = name; *at != '\0';) {
		gunichar letter = g_utf8_get_char_validated(at, -1);
		bool broken = letter == (gunichar)-1 || letter == (gunichar)-2;
		size_t size = broken ? 1 : (size_t)(g_utf8_next_char(at) - at);
		if (!broken && harmless(letter))
			g_string_append_len(plain, at, (gssize)size);
		else if (*at == '\\')
			g_string_append(plain, "\\\\");
		else
			for (size_t i = 0; i < size; i++)
				g_string_append_printf(plain, "\\x%02x",
				                       (guchar)at[i]);
		at += size;
	}
	return g_string_free(plain, FALSE);
}
