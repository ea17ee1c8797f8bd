/*
 * Masks of people's data, for logs. Nothing here knows whose a text is; it is
 * masked by the name of its field, and a name that is not in the table is
 * masked.
 */
#include "core/mask.h"

#include "core/phone.h"

#include <string.h>

enum {
	RUN_LEAST = 7,  /* digits of a number that may be somebody's phone */
	GAP_MOST = 3,   /* characters between two of its digits: `) - ` */
	CODE_MOST = 4,  /* digits that are never a phone */
	NAME_MOST = 40, /* letters of the longest name in the table, and more */
};

/* In order, for a binary search: in lower case, without `_`. */
static const char *const open_names[] = {
	"accountcurrencyid",
	"admin",
	"assignedbyid",
	"begindate",
	"categoryid",
	"closed",
	"closedate",
	"companyid",
	"contactid",
	"contactids",
	"createdby",
	"createdbyid",
	"createdtime",
	"currencyid",
	"datecreate",
	"datefinish",
	"datemodify",
	"datestart",
	"duration",
	"entityid",
	"entitytype",
	"entitytypeid",
	"export",
	"finish",
	"halt",
	"hasemail",
	"hasimol",
	"hasphone",
	"id",
	"ismanualopportunity",
	"isnew",
	"isrecurring",
	"isrepeatedapproach",
	"isreturncustomer",
	"lang",
	"lastactivityby",
	"lastactivitytime",
	"leadid",
	"modifybyid",
	"movedby",
	"movedbyid",
	"movedtime",
	"next",
	"observers",
	"opened",
	"operating",
	"operatingresetat",
	"opportunity",
	"originatorid",
	"originid",
	"previousstageid",
	"processing",
	"quoteid",
	"select",
	"semantics",
	"sort",
	"sourceid",
	"stageid",
	"stagesemanticid",
	"start",
	"taxvalue",
	"total",
	"type",
	"typeid",
	"updatedby",
	"updatedtime",
	"valuetype",
};

static gunichar *letters_of(const char *text, glong *count_r)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	/* A letter and its mark are one: й typed on a Mac is two. */
	g_autofree char *whole = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);

	return g_utf8_to_ucs4_fast(whole, -1, count_r);
}

/* ---- words ---- */

static bool in_word(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static void append_word(GString *out, const gunichar *word, glong length)
{
	if (length >= 3)
		g_string_append_unichar(out, word[0]);
	g_string_append(out, "…");
	if (length >= 4)
		g_string_append_unichar(out, word[length - 1]);
}

char *mask_words(const char *text)
{
	glong count = 0;
	g_autofree gunichar *all = letters_of(text, &count);
	GString *out = g_string_new(NULL);
	glong begin = 0;

	for (glong i = 0; i <= count; i++) {
		if (i < count && in_word(all[i]))
			continue;
		if (i > begin)
			append_word(out, all + begin, i - begin);
		if (i < count)
			g_string_append_unichar(out, all[i]);
		begin = i + 1;
	}
	return g_string_free(out, FALSE);
}

/* ---- numbers ---- */

static bool in_gap(gunichar c)
{
	return g_unichar_isspace(c) ||
	       g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION ||
	       (c < 0x80 && strchr("().,/", (int)c) && c);
}

/* Where the number that begins at `from` ends: behind its last digit. */
static glong number_end(const gunichar *all, glong count, glong from,
                        guint *digits_r)
{
	glong end = from;
	guint digits = 0;

	for (glong i = from; i < count && i - end <= GAP_MOST; i++) {
		if (g_unichar_isdigit(all[i])) {
			digits++;
			end = i + 1;
		} else if (!in_gap(all[i])) {
			break;
		}
	}
	*digits_r = digits;
	return end;
}

static void append_number(GString *out, const gunichar *number, glong length,
                          guint digits)
{
	g_autofree char *text =
		g_ucs4_to_utf8(number, length, NULL, NULL, NULL);
	g_autofree char *masked = phone_masked(text);

	g_string_append(out, digits >= RUN_LEAST ? masked : text);
}

char *mask_numbers(const char *text)
{
	glong count = 0;
	g_autofree gunichar *all = letters_of(text, &count);
	GString *out = g_string_new(NULL);

	for (glong i = 0; i < count;) {
		guint digits;
		glong end;

		if (!g_unichar_isdigit(all[i])) {
			g_string_append_unichar(out, all[i++]);
			continue;
		}
		end = number_end(all, count, i, &digits);
		append_number(out, all + i, end - i, digits);
		i = end;
	}
	return g_string_free(out, FALSE);
}

/* ---- values ---- */

/* False where the name is too long to be one of the table. */
static bool plain_name(const char *name, char *plain)
{
	size_t length = 0;

	for (name += strspn(name, "@=%!<>"); *name; name++) {
		if (*name == '_')
			continue;
		if (length == NAME_MOST)
			return false;
		plain[length++] = g_ascii_tolower(*name);
	}
	plain[length] = '\0';
	return true;
}

bool mask_is_open(const char *name)
{
	char plain[NAME_MOST + 1];
	size_t from = 0, to = G_N_ELEMENTS(open_names);

	if (!name || !plain_name(name, plain))
		return false;
	while (from < to) {
		size_t middle = (from + to) / 2;
		int order = strcmp(plain, open_names[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return false;
}

static void count_kinds(const char *text, guint *letters_r, guint *digits_r)
{
	glong count = 0;
	g_autofree gunichar *all = letters_of(text, &count);

	*letters_r = *digits_r = 0;
	for (glong i = 0; i < count; i++) {
		*letters_r += g_unichar_isalpha(all[i]) ? 1 : 0;
		*digits_r += g_unichar_isdigit(all[i]) ? 1 : 0;
	}
}

/* An open field of another program may hold what it likes: some put a phone
 * or a mail into originId. */
static bool is_personal(const char *value, guint letters, guint digits)
{
	return strchr(value, '@') ||
	       (value[0] == '+' && !letters && digits >= RUN_LEAST);
}

char *mask_value(const char *name, const char *value)
{
	guint letters, digits;

	count_kinds(value, &letters, &digits);
	if (mask_is_open(name) && !is_personal(value, letters, digits))
		return g_utf8_make_valid(value, -1);
	if (letters == 0 && digits > CODE_MOST)
		return phone_masked(value);
	if (letters == 0 || !strcmp(value, "Y") || !strcmp(value, "N"))
		return g_utf8_make_valid(value, -1);
	return mask_words(value);
}
