/*
 * Sums and currencies. Refuses to guess: `30 110,00` is what a person sees in
 * 1C, not what XMLСтрока() writes, and "1,500" is fifteen hundred to one
 * reader and one and a half to another.
 */
#include "core/money.h"

#include "core/text.h"

#include <math.h>
#include <string.h>

/* Adds a digit where the sum still fits. */
static bool push(guint64 *sum, char digit)
{
	guint64 value = (guint64)(digit - '0');

	if (*sum > ((guint64)G_MAXINT64 - value) / 10)
		return false;
	*sum = *sum * 10 + value;
	return true;
}

bool money_read(const char *text, gint64 *money_r)
{
	g_autofree char *trimmed = text_trim(text);
	const char *p = trimmed;
	bool minus;
	guint64 sum = 0;
	int places = 0;

	if (!p)
		return false;
	minus = *p == '-';
	if (minus)
		p++;
	if (!g_ascii_isdigit(*p))
		return false;
	for (; g_ascii_isdigit(*p); p++)
		if (!push(&sum, *p))
			return false;
	if (*p == '.') {
		p++;
		if (!g_ascii_isdigit(*p))
			return false;
		for (; g_ascii_isdigit(*p); p++, places++)
			if (places < 2 ? !push(&sum, *p) : *p != '0')
				return false;
	}
	if (*p)
		return false;
	for (; places < 2; places++)
		if (!push(&sum, '0'))
			return false;
	*money_r = minus ? -(gint64)sum : (gint64)sum;
	return true;
}

gint64 money_round(double value)
{
	double hundredths = round(value * 100);

	if (isnan(hundredths))
		return 0;
	if (hundredths >= 0x1p63)
		return G_MAXINT64;
	if (hundredths <= -0x1p63)
		return -G_MAXINT64;
	return (gint64)hundredths;
}

char *money_write(gint64 money)
{
	guint64 sum = money < 0 ? -(guint64)money : (guint64)money;

	return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%02u",
	                       money < 0 ? "-" : "", sum / 100,
	                       (unsigned)(sum % 100));
}

const char *money_currency(const char *text)
{
	/* The digits are ISO 4217's, which 1C's classifier keeps as the code
	 * of a currency; 810 is the rouble's from before 1998, still alive in
	 * old bases. */
	static const struct {
		const char *said, *code;
	} known[] = {
		{ "", "RUB" },      { "руб", "RUB" },    { "руб.", "RUB" },
		{ "рубль", "RUB" }, { "рублей", "RUB" }, { "р.", "RUB" },
		{ "₽", "RUB" },   { "643", "RUB" },    { "810", "RUB" },
		{ "rur", "RUB" },   { "840", "USD" },    { "978", "EUR" },
		{ "398", "KZT" },   { "933", "BYN" },    { "156", "CNY" },
	};
	g_autofree char *folded = text_fold(text, 0);
	g_autofree char *capitals = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(folded, known[i].said) == 0)
			return known[i].code;
	if (strlen(folded) != 3)
		return NULL;
	for (size_t i = 0; i < 3; i++)
		if (!g_ascii_isalpha(folded[i]))
			return NULL;
	capitals = g_ascii_strup(folded, 3);
	return g_intern_string(capitals);
}
