/*
 * Digits that make a telephone number, as people in Russia write them:
 *
 *   11  7 or 8, then a national number        8 927 0001234, 7 846 2001122
 *   10  a national number                     927 0001234, 846 2001122
 *    +  country and number, E.164             +7 …, +375 29 …, +49 30 …
 *   00  the same, dialled                     00 375 …
 *  810  the same, dialled in Russia           8~10 375 …
 *  7,6  with an area code that makes ten      200-11-22 with 846
 *
 * A national number begins with 3, 4, 8 (not 88, 89, which are an 8 before a
 * number cut short, nor 810) or 9; in Kazakhstan, which shares +7, with 6 or 7.
 * Bare ten digits count as Kazakhstan's only with one of its real codes: those
 * with 77 are rather the INN of a Moscow firm. `+8 9…`, `+78 9…` and `+927…`
 * mean Russia, no country being there.
 *
 * Refused: everything else, so also 12 digits (an INN), 9 (a KPP), 13 (an
 * OGRN), eight (a date), and foreign numbers without their `+`.
 *
 * Nobody (an empty number): equal digits throughout or after the country, a
 * national number that ends in seven zeros, and one after `+7` that begins
 * with 0, 1, 2 or 5, which no operator has.
 */
#include "core/phone_plan.h"

#include <glib.h>
#include <string.h>

static bool equal_digits(const char *digits)
{
	return strspn(digits, (char[2]){ digits[0], '\0' }) == strlen(digits);
}

/* Ten digits that an operator of +7 may have. */
static bool national(const char *digits)
{
	switch (digits[0]) {
	case '3':
	case '4':
	case '6':
	case '7':
	case '9':
		return true;
	case '8':
		return digits[1] <= '7' && strncmp(digits, "810", 3) != 0;
	default:
		return false;
	}
}

/* The same without a 7, 8 or plus before them. */
static bool bare_national(const char *digits)
{
	static const char *const kazakh[] = { "70",  "71",  "72",  "747", "771",
		                              "775", "776", "777", "778" };

	if (digits[0] == '6')
		return false;
	if (digits[0] != '7')
		return national(digits);
	for (size_t i = 0; i < G_N_ELEMENTS(kazakh); i++)
		if (g_str_has_prefix(digits, kazakh[i]))
			return true;
	return false;
}

static enum phone_kind nobody(char *number_r)
{
	number_r[0] = '\0';
	return PHONE_FULL;
}

static enum phone_kind russian(const char *digits, char *number_r)
{
	if (equal_digits(digits) || strcmp(digits + 3, "0000000") == 0)
		return nobody(number_r);
	g_snprintf(number_r, PHONE_SIZE, "+7%s", digits);
	return PHONE_FULL;
}

/* Neighbours whose numbers have one length, so that a digit too few or too
 * many is noticed; of others 8 to 15 digits are believed. */
static bool right_length(const char *digits, size_t length)
{
	static const struct {
		const char *country;
		size_t length;
	} neighbours[] = {
		{ "373", 11 }, { "374", 11 }, { "375", 12 }, { "380", 12 },
		{ "992", 12 }, { "993", 11 }, { "994", 12 }, { "995", 12 },
		{ "996", 12 }, { "998", 12 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(neighbours); i++)
		if (g_str_has_prefix(digits, neighbours[i].country))
			return length == neighbours[i].length;
	return length >= 8 && length <= 15;
}

/* Countries whose numbers begin with 9 have more than ten digits, but for
 * Myanmar, the Maldives and Lebanon: `+927…` lacks its 7. */
static bool lacks_country(const char *digits, size_t length)
{
	return length == 10 && digits[0] == '9' &&
	       strncmp(digits, "95", 2) != 0 &&
	       strncmp(digits, "960", 3) != 0 && strncmp(digits, "961", 3) != 0;
}

/* Digits that begin with their country. */
static enum phone_kind international(const char *digits, char *number_r)
{
	size_t length = strlen(digits);

	if (length == 11 && digits[0] == '7')
		return national(digits + 1) ? russian(digits + 1, number_r)
		                            : nobody(number_r);
	if (length == 12 && strncmp(digits, "78", 2) == 0)
		return national(digits + 2) ? russian(digits + 2, number_r)
		                            : PHONE_NONE;
	if (length == 11 && strncmp(digits, "89", 2) == 0)
		return russian(digits + 1, number_r);
	if (lacks_country(digits, length))
		return russian(digits, number_r);
	if (digits[0] == '7' || digits[0] == '0' ||
	    !right_length(digits, length))
		return PHONE_NONE;
	if (equal_digits(digits + 3))
		return nobody(number_r);
	g_snprintf(number_r, PHONE_SIZE, "+%s", digits);
	return PHONE_FULL;
}

static enum phone_kind local(const char *digits, const char *area_code,
                             char *number_r)
{
	g_autofree char *whole = NULL;
	size_t lacking = 10 - strlen(digits);

	if (equal_digits(digits)) {
		number_r[0] = '\0';
		return PHONE_LOCAL;
	}
	if (!area_code || strlen(area_code) < lacking ||
	    !strchr("2345679", digits[0]))
		return PHONE_NONE;
	whole = g_strdup_printf("%.*s%s", (int)lacking, area_code, digits);
	if (!national(whole))
		return PHONE_NONE;
	russian(whole, number_r);
	return PHONE_LOCAL;
}

enum phone_kind phone_plan(const char *digits, bool plus, const char *area_code,
                           char *number_r)
{
	size_t length = strlen(digits);

	if (plus)
		return international(digits, number_r);
	if (length == 6 || length == 7)
		return local(digits, area_code, number_r);
	if (length >= 8 && length <= 15 && equal_digits(digits))
		return nobody(number_r);
	if (length >= 11 && strncmp(digits, "810", 3) == 0)
		return international(digits + 3, number_r);
	if (length >= 10 && strncmp(digits, "00", 2) == 0)
		return international(digits + 2, number_r);
	if (length == 11 && (digits[0] == '7' || digits[0] == '8') &&
	    (national(digits + 1) || equal_digits(digits + 1)))
		return russian(digits + 1, number_r);
	if (length == 10 && bare_national(digits))
		return russian(digits, number_r);
	return PHONE_NONE;
}
