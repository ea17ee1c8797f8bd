/*
 * Turns what people know into the values of a query.
 *
 * Refuses patterns: what people type is taken literally.
 */
#include "watcher/history_search.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

enum { PHONE_LEAST = 4 };

void search_clear(struct search *search)
{
	g_free(search->number);
	g_free(search->ends);
	g_free(search->digits);
	g_free(search->name);
}

static bool said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* Any part of a name, taken literally. */
static char *name_pattern(const char *part)
{
	GString *pattern = g_string_new("%");

	for (; *part != '\0'; part++) {
		if (strchr("%_\\", *part) != NULL)
			g_string_append_c(pattern, '\\');
		g_string_append_c(pattern, *part);
	}
	g_string_append_c(pattern, '%');
	return g_string_free(pattern, FALSE);
}

static void set_phone(struct search *search, const char *phone)
{
	g_autoptr(GString) digits = g_string_new(NULL);

	for (; *phone != '\0'; phone++)
		if (g_ascii_isdigit(*phone))
			g_string_append_c(digits, *phone);
	if (digits->len < PHONE_LEAST) {
		search->hopeless = true;
		return;
	}
	search->ends = g_strdup(digits->str + digits->len - PHONE_LEAST);
	search->digits = g_strdup_printf("%%%s", digits->str);
}

struct search search_of(const struct browse *browse)
{
	struct search search = {
		.kind = said(browse->kind) ? browse->kind : NULL,
		.deal = browse->deal,
		.file = browse->file,
		.from = browse->from,
		.to = browse->to != 0 ? browse->to : G_MAXINT64,
		.low = 0,
		.high = browse->before_id != 0 ? browse->before_id - 1
		                               : G_MAXINT64,
		.most = browse->most,
	};

	if (search.most == 0 || search.most > BROWSE_MOST)
		search.most = BROWSE_MOST;
	if (said(browse->number))
		search.number = text_fold(browse->number, TEXT_LOOKALIKE);
	if (said(browse->name))
		search.name = name_pattern(browse->name);
	if (said(browse->phone_end))
		set_phone(&search, browse->phone_end);
	return search;
}

static void bind_id(history_query *query, int at, gint64 id)
{
	history_bind_when(query, at, id != 0 ? id : WHEN_NONE);
}

static void bind(history_query *query, const struct search *search)
{
	history_bind_text(query, 1, search->number);
	history_bind_text(query, 2, search->ends);
	history_bind_text(query, 3, search->digits);
	history_bind_text(query, 4, search->name);
	history_bind_text(query, 5, search->kind);
	bind_id(query, 6, search->deal);
	bind_id(query, 7, search->file);
	history_bind_number(query, 8, search->from);
	history_bind_number(query, 9, search->to);
	history_bind_number(query, 10, search->low);
	history_bind_number(query, 11, search->high);
	history_bind_number(query, 12, search->most);
}

cJSON *search_rows(struct history *history, history_query *query,
                   search_reader *read, GError **error)
{
	cJSON *list = cJSON_CreateArray();
	bool row = true;

	while (row) {
		if (!history_next(history, query, &row, error)) {
			cJSON_Delete(list);
			return NULL;
		}
		if (row)
			cJSON_AddItemToArray(list, read(query));
	}
	return list;
}

cJSON *search_find(struct history *history, const char *sql,
                   const struct search *search, search_reader *read,
                   GError **error)
{
	g_autoptr(history_query) query = NULL;

	if (search->hopeless)
		return cJSON_CreateArray();
	query = history_query_new(history, sql, error);
	if (query == NULL)
		return NULL;
	bind(query, search);
	return search_rows(history, query, read, error);
}
