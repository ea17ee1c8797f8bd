/*
 * One contact out of a text of 1C. The parts of a number are put together as
 * people write it; core/phone.h makes numbers of that, so nothing is judged
 * here.
 */
#include "xml/contact_info_p.h"

#include "core/text.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { NUMBER_WHOLE = 10 }; /* digits of a number that needs no codes */

/* 1C's own words, which nearly all are; -1 for others. */
static int kind_of_known(const char *word)
{
	static const struct {
		const char *word;
		enum contact_kind kind;
	} known[] = {
		{ "", CONTACT_UNSAID },
		{ "Телефон", CONTACT_PHONE },
		{ "НомерТелефона", CONTACT_PHONE },
		{ "АдресЭлектроннойПочты", CONTACT_MAIL },
		{ "ЭлектроннаяПочта", CONTACT_MAIL },
		{ "Адрес", CONTACT_OTHER },
		{ "АдресРФ", CONTACT_OTHER },
		{ "Факс", CONTACT_OTHER },
		{ "НомерФакса", CONTACT_OTHER },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i].word, word) == 0)
			return (int)known[i].kind;
	return -1;
}

enum contact_kind contact_kind_of(const char *word)
{
	static const struct {
		const char *part;
		enum contact_kind kind;
	} parts[] = {
		{ "телефон", CONTACT_PHONE }, { "мобильн", CONTACT_PHONE },
		{ "phone", CONTACT_PHONE },   { "почта", CONTACT_MAIL },
		{ "почты", CONTACT_MAIL },    { "mail", CONTACT_MAIL },
	};
	int known = word ? kind_of_known(word) : CONTACT_UNSAID;
	g_autofree char *folded = NULL;

	if (known >= 0)
		return (enum contact_kind)known;
	folded = text_fold(word, TEXT_BLANKS);
	if (!*folded)
		return CONTACT_UNSAID;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strstr(folded, parts[i].part))
			return parts[i].kind;
	return CONTACT_OTHER;
}

int contact_field_of(const char *name)
{
	static const struct {
		const char *name;
		enum contact_field field;
	} names[] = {
		{ "КодСтраны", CONTACT_COUNTRY },
		{ "КодГорода", CONTACT_AREA },
		{ "Номер", CONTACT_NUMBER },
		{ "НомерТелефона", CONTACT_NUMBER },
		{ "Значение", CONTACT_VALUE },
		{ "Представление", CONTACT_SHOWN },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return (int)names[i].field;
	return -1;
}

void contact_set(struct contact_parts *parts, int field, const char *value,
                 gssize length)
{
	g_autofree char *copy =
		length < 0 ? g_strdup(value) : g_strndup(value, (gsize)length);
	char *trimmed = text_trim(copy);

	if (!trimmed)
		return;
	g_free(parts->field[field]);
	parts->field[field] = trimmed;
}

static guint digits_of(const char *text)
{
	guint count = 0;

	for (; text && *text; text++)
		count += g_ascii_isdigit(*text) ? 1 : 0;
	return count;
}

static void append_digits(GString *to, const char *text)
{
	for (; *text; text++)
		if (g_ascii_isdigit(*text))
			g_string_append_c(to, *text);
}

/* `+7 (846) 200-00-17`, as 1C itself shows it; NULL where no number is said. */
static char *compose(const struct contact_parts *parts)
{
	const char *country = parts->field[CONTACT_COUNTRY];
	const char *area = parts->field[CONTACT_AREA];
	const char *number = parts->field[CONTACT_NUMBER];
	GString *text;

	if (!digits_of(number))
		return NULL;
	text = g_string_new(NULL);
	if (digits_of(number) < NUMBER_WHOLE) {
		if (digits_of(country)) {
			g_string_append_c(text, '+');
			append_digits(text, country);
			/* A trunk prefix that somebody typed for the code. */
			if (strcmp(text->str, "+8") == 0)
				g_string_assign(text, "8");
			g_string_append_c(text, ' ');
		}
		if (digits_of(area)) {
			g_string_append_c(text, '(');
			append_digits(text, area);
			g_string_append(text, ") ");
		}
	}
	g_string_append(text, number);
	return g_string_free(text, FALSE);
}

static char *number_of(const struct contact_parts *parts)
{
	char *composed = compose(parts);
	const char *shown = parts->field[CONTACT_SHOWN];
	guint has = digits_of(composed);

	if (composed && (has >= NUMBER_WHOLE || digits_of(shown) <= has))
		return composed;
	g_free(composed);
	return g_strdup(digits_of(shown) ? shown : parts->field[CONTACT_VALUE]);
}

static void add(GPtrArray *list, char *text)
{
	if (text && list->len < CONTACT_MOST)
		g_ptr_array_add(list, text);
	else
		g_free(text);
}

static const char *said(const struct contact_parts *parts)
{
	return parts->field[CONTACT_VALUE] ? parts->field[CONTACT_VALUE]
	                                   : parts->field[CONTACT_SHOWN];
}

void contact_put(struct contact_info *info, struct contact_parts *parts)
{
	enum contact_kind kind = parts->kind;
	const char *text = said(parts);

	if (kind == CONTACT_UNSAID && parts->field[CONTACT_NUMBER])
		kind = CONTACT_PHONE;
	else if (kind == CONTACT_UNSAID && text && strchr(text, '@'))
		kind = CONTACT_MAIL;
	if (kind == CONTACT_PHONE)
		add(info->phones, number_of(parts));
	else if (kind == CONTACT_MAIL)
		add(info->mails, g_strdup(text));
	else if (kind == CONTACT_OTHER)
		info->other = true;
	else if (!info->unsorted)
		info->unsorted = g_strdup(text);
	for (int i = 0; i < CONTACT_SHOWN; i++)
		g_clear_pointer(&parts->field[i], g_free);
}

/* ---- JSON ---- */

static void set_from(struct contact_parts *parts, enum contact_field field,
                     const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItem(object, name);

	if (cJSON_IsString(item))
		contact_set(parts, (int)field, item->valuestring, -1);
}

static bool read_json(struct contact_info *info, const char *text, gsize length,
                      struct contact_parts *parts)
{
	cJSON *object = cJSON_ParseWithLength(text, length);
	const cJSON *type = cJSON_GetObjectItem(object, "type");
	bool known;

	set_from(parts, CONTACT_SHOWN, object, "value");
	set_from(parts, CONTACT_COUNTRY, object, "countryCode");
	set_from(parts, CONTACT_AREA, object, "areaCode");
	set_from(parts, CONTACT_NUMBER, object, "number");
	if (cJSON_IsString(type))
		parts->kind = contact_kind_of(type->valuestring);
	known = cJSON_IsObject(object) &&
	        (parts->field[CONTACT_SHOWN] || parts->field[CONTACT_NUMBER]);
	if (known)
		contact_put(info, parts);
	cJSON_Delete(object);
	return known;
}

/* ---- lines ---- */

static bool read_lines(struct contact_info *info, const char *text,
                       struct contact_parts *parts)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	bool known = false;

	for (guint i = 0; lines[i]; i++) {
		char *equals = strchr(lines[i], '=');
		int field;

		if (!equals)
			continue;
		*equals = '\0';
		field = contact_field_of(lines[i]);
		known = known || field == CONTACT_COUNTRY ||
		        field == CONTACT_AREA ||
		        strcmp(lines[i], "НомерТелефона") == 0;
		if (field >= 0)
			contact_set(parts, field, equals + 1, -1);
	}
	if (known) {
		parts->kind = CONTACT_PHONE;
		contact_put(info, parts);
	}
	return known;
}

/* ---- which one it is ---- */

/* Nearly every text is none, and shows it. */
static bool may_be(const char *text)
{
	return *text == '<' || *text == '{' || strchr(text, '=');
}

static bool read_text(struct contact_reader *reader, struct contact_info *info,
                      const char *text, struct contact_parts *parts)
{
	gsize length = strlen(text);

	if (length > CONTACT_TEXT_MOST)
		return false;
	if (*text == '<')
		return contact_info_xml(reader, info, text, length);
	if (*text == '{')
		return read_json(info, text, length, parts);
	return read_lines(info, text, parts);
}

bool contact_info_read(struct contact_reader *reader, struct contact_info *info,
                       const char *text)
{
	struct contact_parts parts = { 0 };
	bool known;

	while (text && *text && strchr(" \t\r\n", *text))
		text++;
	if (!text || !may_be(text))
		return false;
	*info = (struct contact_info){
		.phones = g_ptr_array_new_with_free_func(g_free),
		.mails = g_ptr_array_new_with_free_func(g_free),
	};
	known = read_text(reader, info, text, &parts);
	for (int i = 0; i < CONTACT_FIELDS; i++)
		g_free(parts.field[i]);
	if (!known)
		contact_info_clear(info);
	return known;
}

void contact_info_clear(struct contact_info *info)
{
	g_clear_pointer(&info->phones, g_ptr_array_unref);
	g_clear_pointer(&info->mails, g_ptr_array_unref);
	g_clear_pointer(&info->unsorted, g_free);
}
