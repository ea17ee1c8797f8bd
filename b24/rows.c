/*
 * Takes the portal's rows apart. What a row lacks is empty; what it has and
 * nobody asked for is not looked at.
 */
#include "b24/rows.h"

#include "b24/number.h"
#include "core/money.h"
#include "core/phone.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* Contacts of a deal and phones of a contact, each compared with all. */
enum { LINKS_MOST = 1000 };

/* Ids are doubles on their way out: what is larger would become another. */
static const gint64 whole_most = G_GINT64_CONSTANT(9007199254740991);

char *rows_value(const cJSON *value)
{
	if (cJSON_IsString(value))
		return g_utf8_make_valid(value->valuestring, -1);
	if (cJSON_IsNumber(value))
		return number_text(value->valuedouble);
	if (cJSON_IsTrue(value))
		return g_strdup("Y");
	if (cJSON_IsArray(value) && value->child)
		return rows_value(value->child);
	return g_strdup("");
}

char *rows_text(const cJSON *row, const char *name)
{
	return rows_value(cJSON_GetObjectItemCaseSensitive(row, name));
}

/* All of the text but blanks around it. */
static bool read_whole(const char *text, gint64 *number_r)
{
	char *end;

	*number_r = g_ascii_strtoll(text, &end, 10);
	return end != text && !end[strspn(end, " \t\r\n")];
}

bool rows_whole(const cJSON *value, gint64 *number_r)
{
	gint64 number = 0;
	double real = cJSON_IsNumber(value) ? value->valuedouble : 0;

	if (cJSON_IsNumber(value) && real >= (double)-whole_most &&
	    real <= (double)whole_most)
		number = (gint64)real;
	else if (!cJSON_IsString(value) ||
	         !read_whole(value->valuestring, &number))
		return false;
	if (number < -whole_most || number > whole_most ||
	    (cJSON_IsNumber(value) && (double)number != real))
		return false;
	*number_r = number;
	return true;
}

gint64 rows_whole_or_0(const cJSON *value)
{
	gint64 number;

	return rows_whole(value, &number) ? number : 0;
}

gint64 rows_number(const cJSON *row, const char *name)
{
	return rows_whole_or_0(cJSON_GetObjectItemCaseSensitive(row, name));
}

/* PHP writes a list as an object where a key of its 0, 1, 2 … lacks. */
static bool is_list(const cJSON *value)
{
	const cJSON *child;

	if (cJSON_IsArray(value))
		return true;
	if (!cJSON_IsObject(value))
		return false;
	cJSON_ArrayForEach (child, value) {
		if (strspn(child->string, "0123456789") !=
		    strlen(child->string))
			return false;
	}
	return true;
}

const cJSON *rows_list(const cJSON *result)
{
	const cJSON *items = cJSON_GetObjectItemCaseSensitive(result, "items");

	if (is_list(items))
		return items;
	return is_list(result) ? result : NULL;
}

static void select_once(cJSON *select, const char *name)
{
	const cJSON *known;

	cJSON_ArrayForEach (known, select) {
		if (!strcmp(known->valuestring, name))
			return;
	}
	cJSON_AddItemToArray(select, cJSON_CreateString(name));
}

cJSON *rows_select_deal(const struct rules *rules)
{
	static const char *const names[] = {
		"id",         "title",           "categoryId",
		"stageId",    "stageSemanticId", "opportunity",
		"currencyId", "sourceId",        "isManualOpportunity",
		"contactId",  "contactIds",      "originatorId",
		"originId",   "createdTime",
	};
	cJSON *select = cJSON_CreateArray();

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		select_once(select, names[i]);
	select_once(select, rules->id_field->name);
	if (rules->date_field)
		select_once(select, rules->date_field->name);
	for (guint i = 0; i < rules->fields->len; i++)
		select_once(select,
		            g_array_index(rules->fields, struct rule_field, i)
		                    .field->name);
	return select;
}

cJSON *rows_select_contact(void)
{
	static const char *const names[] = { "ID",           "LAST_NAME",
		                             "NAME",         "SECOND_NAME",
		                             "ORIGIN_ID",    "PHONE",
		                             "ORIGINATOR_ID" };

	return cJSON_CreateStringArray(names, G_N_ELEMENTS(names));
}

static gint64 read_amount(const cJSON *value)
{
	if (cJSON_IsNumber(value))
		return money_round(value->valuedouble);
	if (cJSON_IsString(value))
		return money_round(g_ascii_strtod(value->valuestring, NULL));
	return 0;
}

static void add_contact(struct deal *deal, gint64 id)
{
	if (id > 0 && deal->contacts->len < LINKS_MOST &&
	    !deal_has_contact(deal, id))
		g_array_append_val(deal->contacts, id);
}

/* The primary one first: the order of contactIds is nowhere promised. */
static void read_contacts(struct deal *deal, const cJSON *row)
{
	const cJSON *all = cJSON_GetObjectItemCaseSensitive(row, "contactIds");
	const cJSON *one;

	add_contact(deal, rows_number(row, "contactId"));
	cJSON_ArrayForEach (one, all) {
		add_contact(deal, rows_whole_or_0(one));
	}
}

static void read_field(struct deal *deal, const cJSON *row,
                       const struct deal_field *field)
{
	g_autofree char *text = rows_text(row, field->name);

	deal_set_field(deal, field->code, text);
}

static void set_text(char **member, const cJSON *row, const char *name)
{
	g_free(*member);
	*member = rows_text(row, name);
}

static void read_texts(struct deal *deal, const cJSON *row,
                       const struct rules *rules)
{
	g_autofree char *manual = rows_text(row, "isManualOpportunity");

	set_text(&deal->stage, row, "stageId");
	set_text(&deal->currency, row, "currencyId");
	set_text(&deal->number, row, rules->id_field->name);
	set_text(&deal->originator, row, "originatorId");
	set_text(&deal->origin, row, "originId");
	set_text(&deal->source, row, "sourceId");
	set_text(&deal->title, row, "title");
	deal->amount_manual = !strcmp(manual, "Y");
}

struct deal *rows_deal(const cJSON *row, const struct rules *rules)
{
	gint64 id = rows_number(row, "id");
	g_autofree char *created = rows_text(row, "createdTime");
	struct deal *deal;

	if (id <= 0)
		return NULL;
	deal = deal_new(id);
	deal->funnel = rows_number(row, "categoryId");
	deal->amount = read_amount(
		cJSON_GetObjectItemCaseSensitive(row, "opportunity"));
	/* Unsaid it is older than anything: no window of days takes it. */
	if (!when_read(created, rules->settings->timezone, &deal->created) ||
	    deal->created == WHEN_NONE)
		deal->created = 0;
	read_texts(deal, row, rules);
	read_contacts(deal, row);
	if (rules->date_field)
		read_field(deal, row, rules->date_field);
	for (guint i = 0; i < rules->fields->len; i++)
		read_field(deal, row,
		           g_array_index(rules->fields, struct rule_field, i)
		                   .field);
	return deal;
}

struct contact *rows_contact(const cJSON *row, const struct rules *rules)
{
	gint64 id = rows_number(row, "ID");
	const cJSON *phones = cJSON_GetObjectItemCaseSensitive(row, "PHONE");
	const cJSON *phone;
	struct contact *contact;

	if (id <= 0)
		return NULL;
	contact = contact_new(id);
	set_text(&contact->last, row, "LAST_NAME");
	set_text(&contact->first, row, "NAME");
	set_text(&contact->middle, row, "SECOND_NAME");
	set_text(&contact->originator, row, "ORIGINATOR_ID");
	set_text(&contact->origin, row, "ORIGIN_ID");
	cJSON_ArrayForEach (phone, phones) {
		g_autofree char *text = rows_text(phone, "VALUE");

		if (contact->phones->len < LINKS_MOST)
			phone_read(text, rules->settings->area_code, NULL,
			           contact->phones, NULL);
	}
	return contact;
}
