/*
 * Numbers as texts. cJSON keeps them as doubles, in which every whole number
 * up to 2^53 is exact; nothing larger is an id.
 */
#include "b24/number.h"

#include <glib.h>

static const double whole_most = 9007199254740992.0;

char *number_text(double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	gboolean whole = number >= -whole_most && number <= whole_most &&
	                 number == (double)(gint64)number;

	return g_strdup(g_ascii_formatd(text, sizeof(text),
	                                whole ? "%.0f" : "%.15g", number));
}
