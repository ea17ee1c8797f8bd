/*
 * Comparable forms of what people type. What is not UTF-8 is never a crash
 * and never equal to something good: broken bytes become U+FFFD or '?'.
 * Nothing here depends on the locale.
 */
#include "core/text.h"

#include <string.h>

enum { DIAERESIS = 0x308, CYRILLIC_IE = 0x435 };

/* Marks that copying from a browser or a phone leaves behind: nobody sees
 * them, so they must not make two names differ. */
static bool invisible(gunichar c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
	       c == 0xFEFF;
}

static bool blank(gunichar c)
{
	return g_unichar_isspace(c) || c == '\v' || c == 0x85;
}

/* By the capitals, which are what looks alike: B is В although b is not в. */
static gunichar cyrillic(gunichar c)
{
	switch (c) {
	case 'a':
		return 0x430;
	case 'b':
		return 0x432;
	case 'c':
		return 0x441;
	case 'e':
		return 0x435;
	case 'h':
		return 0x43D;
	case 'k':
		return 0x43A;
	case 'm':
		return 0x43C;
	case 'o':
		return 0x43E;
	case 'p':
		return 0x440;
	case 't':
		return 0x442;
	case 'x':
		return 0x445;
	case 'y':
		return 0x443;
	default:
		return c;
	}
}

/* Works on letters taken apart, so that ё and й are the same however they were
 * typed (a Mac writes two characters), and lower case is a letter's own: what
 * g_utf8_casefold() gives is not stable for every script. */
char *text_fold(const char *text, unsigned how)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autofree char *apart = g_utf8_normalize(valid, -1, G_NORMALIZE_NFD);
	g_autoptr(GString) folded = g_string_sized_new(strlen(apart));
	gunichar last = 0;
	bool gap = false;

	for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_unichar_tolower(g_utf8_get_char(p));

		if (blank(c))
			gap = true;
		if (blank(c) || invisible(c))
			continue;
		if (gap && folded->len && !(how & TEXT_BLANKS)) {
			g_string_append_c(folded, ' ');
			last = ' ';
		}
		gap = false;
		if (how & TEXT_LOOKALIKE)
			c = cyrillic(c);
		if (c == DIAERESIS && last == CYRILLIC_IE)
			continue;
		g_string_append_unichar(folded, c);
		last = c;
	}
	return g_utf8_normalize(folded->str, -1, G_NORMALIZE_NFC);
}

bool text_same(const char *a, const char *b, unsigned how)
{
	g_autofree char *left = text_fold(a, how);
	g_autofree char *right = text_fold(b, how);

	return strcmp(left, right) == 0;
}

/* The character at `p` and its length; 0xFFFFFFFF and one byte where the
 * bytes are no UTF-8. */
static gunichar next(const char *p, size_t *length_r)
{
	gunichar c = g_utf8_get_char_validated(p, -1);

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*length_r = 1;
		return (gunichar)-1;
	}
	*length_r = (size_t)(g_utf8_next_char(p) - p);
	return c;
}

char *text_trim(const char *text)
{
	const char *first = NULL, *end = NULL;
	size_t length;

	if (!text)
		return NULL;
	for (const char *p = text; *p; p += length) {
		gunichar c = next(p, &length);

		if (c != (gunichar)-1 && (blank(c) || invisible(c)))
			continue;
		if (!first)
			first = p;
		end = p + length;
	}
	return first ? g_strndup(first, (size_t)(end - first)) : NULL;
}

char *text_guid(const char *text)
{
	g_autofree char *guid = text_trim(text);
	size_t length = guid ? strlen(guid) : 0;

	if (length == 38 && guid[0] == '{' && guid[37] == '}') {
		memmove(guid, guid + 1, 36);
		guid[36] = '\0';
		length = 36;
	}
	if (length != 36 ||
	    strcmp(guid, "00000000-0000-0000-0000-000000000000") == 0)
		return NULL;
	for (size_t i = 0; i < length; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? guid[i] != '-' : !g_ascii_isxdigit(guid[i]))
			return NULL;
		guid[i] = g_ascii_tolower(guid[i]);
	}
	return g_steal_pointer(&guid);
}

/* Bidirectional marks are refused too: they make a log line read as another.
 */
static bool printable(gunichar c)
{
	if (c == (gunichar)-1 || c < 0x20 || (c >= 0x7F && c <= 0x9F))
		return false;
	if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return false;
	return (c & 0xFFFE) != 0xFFFE;
}

char *text_plain(const char *text, size_t most)
{
	GString *plain = g_string_new(NULL);
	size_t length;

	for (const char *p = text ? text : ""; *p; p += length) {
		gunichar c = next(p, &length);

		if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 ||
		    c == 0x2029)
			c = ' ';
		else if (!printable(c))
			c = '?';
		if (plain->len + (size_t)g_unichar_to_utf8(c, NULL) > most)
			break;
		g_string_append_unichar(plain, c);
	}
	return g_string_free(plain, FALSE);
}
