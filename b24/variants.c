/*
 * In which spellings the portal must be asked. Nothing is decided by these:
 * what matches is core's to say.
 */
#include "b24/variants.h"

#include "core/phone.h"
#include "core/text.h"

#include <stdbool.h>
#include <string.h>

/* Pairs of capitals that look alike. */
static const gunichar latin[] = { 'A', 'B', 'C', 'E', 'H', 'K',
	                          'M', 'O', 'P', 'T', 'X', 'Y' };
static const gunichar cyrillic[] = { 0x410, 0x412, 0x421, 0x415, 0x41D, 0x41A,
	                             0x41C, 0x41E, 0x420, 0x422, 0x425, 0x423 };

enum { MIXED_MOST = 3 };

static gint find(const gunichar *table, gunichar letter)
{
	for (guint i = 0; i < G_N_ELEMENTS(latin); i++)
		if (table[i] == letter)
			return (gint)i;
	return -1;
}

static gint find_pair(gunichar letter)
{
	gint pair = find(latin, letter);

	return pair >= 0 ? pair : find(cyrillic, letter);
}

static guint count_pairs(const char *text)
{
	guint count = 0;

	for (; *text; text = g_utf8_next_char(text))
		if (find_pair(g_utf8_get_char(text)) >= 0)
			count++;
	return count;
}

static void append_once(GPtrArray *list, const char *text)
{
	if (!g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
		g_ptr_array_add(list, g_strdup(text));
}

/* The n-th look-alike of the text is Cyrillic where bit n of `which` is. */
static void append_spelt(GPtrArray *list, const char *text, guint which)
{
	g_autoptr(GString) spelt = g_string_new(NULL);

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar letter = g_utf8_get_char(text);
		gint pair = find_pair(letter);

		if (pair >= 0) {
			letter = which & 1 ? cyrillic[pair] : latin[pair];
			which = which == G_MAXUINT ? which : which >> 1;
		}
		g_string_append_unichar(spelt, letter);
	}
	append_once(list, spelt->str);
}

void variants_of_number(const char *number, GPtrArray *variants)
{
	g_autofree char *capitals = g_utf8_strup(number, -1);
	guint pairs = count_pairs(capitals);

	append_once(variants, number);
	append_once(variants, capitals);
	if (pairs > MIXED_MOST) {
		append_spelt(variants, capitals, 0);
		append_spelt(variants, capitals, G_MAXUINT);
		return;
	}
	for (guint which = 0; which < 1U << pairs; which++)
		append_spelt(variants, capitals, which);
}

/* What weighs nothing when a database compares: accents, soft hyphens, blanks
 * of no width, control characters. */
static bool weighs_nothing(gunichar letter)
{
	GUnicodeType type = g_unichar_type(letter);

	return g_unichar_ismark(letter) || type == G_UNICODE_FORMAT ||
	       (type == G_UNICODE_CONTROL && !g_unichar_isspace(letter));
}

char *variants_key(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *parts = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL);
	g_autoptr(GString) bare = g_string_new(NULL);

	for (const char *p = parts; *p; p = g_utf8_next_char(p)) {
		gunichar letter = g_utf8_get_char(p);

		if (!weighs_nothing(letter))
			g_string_append_unichar(bare, letter);
	}
	return text_fold(bare->str, TEXT_BLANKS | TEXT_LOOKALIKE);
}

/* Digits, with the 8 before ten of them as a 7: as the index keeps a number.
 * It leaves 80, 81 and 82 alone and does not know ten digits. */
static char *index_key(const char *form)
{
	GString *key = g_string_new(NULL);

	for (; *form; form++)
		if (g_ascii_isdigit(*form))
			g_string_append_c(key, *form);
	if (key->len >= 10 && key->str[0] == '8' && key->str[1] > '2')
		key->str[0] = '7';
	return g_string_free(key, FALSE);
}

void variants_of_phone(const char *number, const char *area_code,
                       GPtrArray *forms)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);

	phone_forms(number, area_code, all);
	for (guint i = 0; i < all->len; i++) {
		g_autofree char *key = index_key(all->pdata[i]);

		if (g_ptr_array_find_with_equal_func(keys, key, g_str_equal,
		                                     NULL))
			continue;
		g_ptr_array_add(keys, g_steal_pointer(&key));
		g_ptr_array_add(forms, g_strdup(all->pdata[i]));
	}
}
