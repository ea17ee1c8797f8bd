/*
 * Values in and out.
 *
 * Refuses to judge whether a value makes sense (rules.c does).
 */
#include "tests/portal/value.h"

#include "tests/portal/php.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(const cJSON *value)
{
	return !value || cJSON_IsNull(value) || cJSON_IsFalse(value) ||
	       (cJSON_IsString(value) && !*value->valuestring);
}

static char *money_text(const struct field *field, double number)
{
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	return g_strdup(g_ascii_formatd(buffer, sizeof(buffer),
	                                field->id ? "%.10g" : "%.2f", number));
}

static bool is_yes(const cJSON *value)
{
	if (cJSON_IsString(value))
		return strcmp(value->valuestring, "Y") == 0 ||
		       strcmp(value->valuestring, "1") == 0;
	return php_true(value);
}

static char *read_time(const struct portal *portal, const struct field *field,
                       const cJSON *value)
{
	gint64 seconds;
	g_autofree char *text = php_string(value);

	if (!clock_read(&portal->clock, text, &seconds))
		return NULL;
	if (field->shape == SHAPE_DATE)
		return clock_day(&portal->clock, seconds);
	return clock_iso(&portal->clock, seconds);
}

static char *read_flag(enum family family, const cJSON *value)
{
	/* Legacy methods compare with 'Y' and know no other yes. */
	if (family == FAMILY_LEGACY)
		return g_strdup(
			cJSON_IsString(value) &&
					strcmp(value->valuestring, "Y") == 0
				? "Y"
				: "N");
	return g_strdup(is_yes(value) ? "Y" : "N");
}

static char *read_blank(const struct field *field)
{
	if (field->shape == SHAPE_MONEY && !field->id)
		return g_strdup("0.00");
	if (field->shape == SHAPE_FLAG)
		return g_strdup("N");
	if (field->shape == SHAPE_TEXT)
		return g_strdup("");
	return NULL;
}

bool value_read(const struct portal *portal, const struct field *field,
                enum family family, const cJSON *value, char **text_r)
{
	char *text = NULL;

	if (is_blank(value)) {
		*text_r = read_blank(field);
		return true;
	}
	if (php_is_array(value))
		return false;
	switch (field->shape) {
	case SHAPE_INT:
		text = g_strdup_printf("%" G_GINT64_FORMAT, php_int(value));
		break;
	case SHAPE_REF:
		if (php_int(value) > 0)
			text = g_strdup_printf("%" G_GINT64_FORMAT,
			                       php_int(value));
		break;
	case SHAPE_MONEY:
		text = money_text(field, php_float(value));
		break;
	case SHAPE_FLAG:
		text = read_flag(family, value);
		break;
	case SHAPE_BOOL:
		text = g_strdup(is_yes(value) ? "1" : "0");
		break;
	case SHAPE_DATE:
	case SHAPE_DATETIME:
		text = read_time(portal, field, value);
		if (!text)
			return false;
		break;
	case SHAPE_TEXT:
	case SHAPE_COMM:
		text = php_string(value);
		break;
	}
	*text_r = text;
	return true;
}

char *value_operand(const struct portal *portal, const struct field *field,
                    const cJSON *value)
{
	char *text = NULL;

	switch (field->shape) {
	case SHAPE_INT:
	case SHAPE_REF:
	case SHAPE_BOOL:
		if (is_blank(value) && field->shape == SHAPE_INT)
			return g_strdup("");
		return g_strdup_printf("%" G_GINT64_FORMAT, php_int(value));
	case SHAPE_MONEY:
		if (is_blank(value))
			return g_strdup("");
		return money_text(field, php_float(value));
	case SHAPE_DATE:
	case SHAPE_DATETIME:
		text = read_time(portal, field, value);
		break;
	case SHAPE_TEXT:
	case SHAPE_FLAG:
	case SHAPE_COMM:
		break;
	}
	if (!text)
		text = php_string(value);
	GString *folded = g_string_new(NULL);
	store_fold(folded, text ? text : "");
	g_free(text);
	return g_string_free(folded, FALSE);
}

/* Bitrix24 keeps a date as midnight UTC and shows it in the portal's zone. */
static char *date_text(const struct portal *portal, const char *day)
{
	struct clock zone = portal->clock;
	gint64 seconds = 0;

	if (!portal->settings.local_midnight && zone.offset >= 0)
		zone.offset = 0;
	clock_read(&zone, day, &seconds);
	return clock_iso(&portal->clock, seconds);
}

static cJSON *one_legacy(const struct portal *portal, const struct field *field,
                         const char *text)
{
	if (!text && field->shape == SHAPE_BOOL)
		return cJSON_CreateString("0");
	if (!text && field->shape != SHAPE_DATE &&
	    field->shape != SHAPE_DATETIME)
		return cJSON_CreateNull();
	if (text && field->shape == SHAPE_DATE) {
		g_autofree char *date = date_text(portal, text);
		return cJSON_CreateString(date);
	}
	return cJSON_CreateString(text ? text : "");
}

static cJSON *one_item(const struct portal *portal, const struct field *field,
                       const char *text)
{
	switch (field->shape) {
	case SHAPE_FLAG:
		return cJSON_CreateString(text ? text : "N");
	case SHAPE_BOOL:
		return cJSON_CreateString(g_strcmp0(text, "1") ? "N" : "Y");
	case SHAPE_MONEY:
		if (!text && field->id)
			return cJSON_CreateNull();
		return cJSON_CreateNumber(text ? g_ascii_strtod(text, NULL)
		                               : 0);
	case SHAPE_REF:
		if (!text && (strcmp(field->type, "crm_contact") == 0 ||
		              strcmp(field->type, "crm_company") == 0))
			return cJSON_CreateNumber(0);
		/* fall through */
	case SHAPE_INT:
		if (!text)
			return cJSON_CreateNull();
		return cJSON_CreateNumber(
			(double)g_ascii_strtoll(text, NULL, 10));
	case SHAPE_DATE:
		if (text) {
			g_autofree char *date = date_text(portal, text);
			return cJSON_CreateString(date);
		}
		/* fall through */
	case SHAPE_DATETIME:
	case SHAPE_TEXT:
	case SHAPE_COMM:
		break;
	}
	return text ? cJSON_CreateString(text) : cJSON_CreateNull();
}

typedef cJSON *(*one_fn)(const struct portal *, const struct field *,
                         const char *);

static cJSON *many(const struct portal *portal, const struct field *field,
                   const struct entity *entity, one_fn one)
{
	const struct texts *texts = entity_texts(entity, field);
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; texts && i < texts->length; i++)
		cJSON_AddItemToArray(list, one(portal, field, texts->at[i]));
	return list;
}

cJSON *value_legacy(const struct portal *portal, const struct field *field,
                    const struct entity *entity)
{
	if (!(field->flags & FIELD_MULTIPLE))
		return one_legacy(portal, field, entity_text(entity, field));
	if (!entity_texts(entity, field))
		return cJSON_CreateFalse();
	return many(portal, field, entity, one_legacy);
}

cJSON *value_item(const struct portal *portal, const struct field *field,
                  const struct entity *entity)
{
	if (!(field->flags & FIELD_MULTIPLE))
		return one_item(portal, field, entity_text(entity, field));
	return many(portal, field, entity, one_item);
}
