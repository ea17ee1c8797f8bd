#ifndef CORE_MONEY_H
#define CORE_MONEY_H

#include <glib.h>
#include <stdbool.h>

/*
 * Sums are integers of hundredths: the portal answers "12500.00", 12500 and
 * 999.9 for the same field (Bitrix24 docs, crm.deal.get, crm.item.get), and
 * what compares as text is "changed" for ever.
 */

/* Reads what 1C's XMLСтрока writes: `30110.00`, `18500.5`, `-5`. Outer blanks
 * are allowed; grouped digits, commas, exponents, more than two places that
 * are not zero, and what does not fit are not: false, money_r untouched. */
bool money_read(const char *text, gint64 *money_r);

/* The nearest number of hundredths; for numbers of the portal. */
gint64 money_round(double value);

/* `30110.00`, owned by the caller. */
char *money_write(gint64 money);

/* `RUB` for an empty text, `руб`, `руб.`, `643`, `RUR`; another three letter
 * code in capitals; NULL where it is none. A static or interned string. */
const char *money_currency(const char *text);

#endif
