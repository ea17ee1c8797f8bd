/*
 * The formats that are read, and what their readers share.
 */
#include "xml/format.h"

#include "xml/value.h"

#include <string.h>

const struct format *const formats[] = {
	&format_orders,     &format_orders_nons,     &format_kd2,
	&format_v8msg,      &format_v8exch,          &format_enterprisedata,
	&format_commerceml, &format_commerceml_nons, NULL,
};

static bool is_space(const struct format *format, const char *space)
{
	if (format->is_space_prefix)
		return space && g_str_has_prefix(space, format->space);
	return g_strcmp0(format->space, space) == 0;
}

const struct format *format_of(const char *root, const char *space)
{
	for (const struct format *const *format = formats; *format; format++)
		if (strcmp((*format)->root, root) == 0 &&
		    is_space(*format, space))
			return *format;
	return NULL;
}

/* SAX2 hands out five pointers an attribute. */
enum { NAME, PREFIX, SPACE, VALUE, END, FIVE };

bool tag_attribute_in(const struct tag *tag, const char *space,
                      const char *name, GString *value)
{
	g_string_truncate(value, 0);
	for (int i = 0; i < tag->count; i++) {
		const unsigned char **attribute = tag->attributes + i * FIVE;

		if (strcmp((const char *)attribute[NAME], name) != 0 ||
		    g_strcmp0((const char *)attribute[SPACE], space) != 0)
			continue;
		g_string_append_len(value, (const char *)attribute[VALUE],
		                    attribute[END] - attribute[VALUE]);
		/* libxml2 leaves this one as it is where entities are not
		 * substituted. */
		if (strchr(value->str, '&'))
			g_string_replace(value, "&#38;", "&", 0);
		return true;
	}
	return false;
}

bool tag_attribute(const struct tag *tag, const char *name, GString *value)
{
	return tag_attribute_in(tag, NULL, name, value);
}

const char *intake_name(struct intake *intake, const char *name)
{
	return (const char *)xmlDictLookup(intake->names,
	                                   (const unsigned char *)name, -1);
}

void intake_count(struct intake *intake, const char *said, guint64 found,
                  const char *what)
{
	g_autofree char *hold = NULL, *text = NULL;
	const char *value = value_read(said, &hold);
	guint64 number;

	if (!value)
		return;
	if (g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT64, &number,
	                               NULL) &&
	    number == found)
		return;
	text = g_strdup_printf(
		"В файле сказано, что %s — %s, а найдено %" G_GUINT64_FORMAT
		". Файл, похоже, неполон: "
		"выгрузите его ещё раз.",
		what, value, found);
	faults_add(intake->faults, message_said(MESSAGE_COUNT_MISMATCH, text),
	           0, 0);
}
