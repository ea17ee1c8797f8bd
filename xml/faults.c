/*
 * The list of what is wrong with a file. Bounded: a file of a million bad
 * orders is not told a million times.
 */
#include "xml/faults.h"

#include "core/text.h"

void faults_init(struct faults *faults)
{
	*faults = (struct faults){ 0 };
	faults->number = g_string_new(NULL);
	faults->list =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
}

void faults_clear(struct faults *faults)
{
	g_clear_pointer(&faults->list, g_ptr_array_unref);
	if (faults->number)
		g_string_free(faults->number, TRUE);
	faults->number = NULL;
}

static void bear_number(const struct faults *faults, struct message *message)
{
	enum { MOST = 100 };
	g_autofree char *number = text_trim(faults->number->str);

	if (number && !message->number)
		message->number = text_plain(number, MOST);
}

void faults_add(struct faults *faults, struct message *message, guint line,
                guint column)
{
	if (faults->list->len >= FAULTS_MOST) {
		faults->more++;
		message_free(message);
		return;
	}
	message->line = line;
	message->column = column;
	bear_number(faults, message);
	g_ptr_array_add(faults->list, message);
}

guint64 faults_count(const struct faults *faults)
{
	return faults->list->len + faults->more;
}

void faults_order_begin(struct faults *faults)
{
	faults_order_end(faults);
	faults->first = faults->list->len;
}

void faults_order_number(struct faults *faults, const char *number)
{
	g_string_assign(faults->number, number);
	for (guint i = faults->first; i < faults->list->len; i++)
		bear_number(faults, g_ptr_array_index(faults->list, i));
}

void faults_order_end(struct faults *faults)
{
	g_string_truncate(faults->number, 0);
	faults->first = faults->list->len;
}
