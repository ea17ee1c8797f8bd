/* From the answers of the history to rows of a page. */
#include "web/model.h"

#include "core/message.h"
#include "core/outcome.h"
#include "core/text.h"
#include "core/when.h"
#include "web/page.h"

#include <string.h>

enum { CANDIDATES = 20 };

const cJSON *model_at(const cJSON *json, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(json, name);
}

const char *model_text(const cJSON *json, const char *name)
{
	const char *text = cJSON_GetStringValue(model_at(json, name));

	return text != NULL ? text : "";
}

gint64 model_number(const cJSON *json, const char *name)
{
	const cJSON *value = model_at(json, name);

	return cJSON_IsNumber(value) ? (gint64)value->valuedouble : 0;
}

bool model_flag(const cJSON *json, const char *name)
{
	return cJSON_IsTrue(model_at(json, name));
}

char *model_time(const struct visit *visit, const char *text)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 when;

	if (*text == '\0' || !when_read(text, utc, &when) || when == WHEN_NONE)
		return g_strdup("");
	return page_time(visit, when);
}

bool model_has_state(const struct settings_stages *stages, const char *state)
{
	for (guint i = 0; i < stages->rows->len; i++) {
		const struct settings_pair *pair = stages->rows->pdata[i];

		if (text_same(pair->key, state, TEXT_BLANKS))
			return true;
	}
	return false;
}

static const char *message_tone(const char *kind)
{
	return strcmp(kind, "error") == 0  ? "bad"
	       : strcmp(kind, "note") == 0 ? "good"
	                                   : "remark";
}

/* "2020-12-24T17:42:46" as a person writes it. */
static char *order_date(const char *text)
{
	if (strlen(text) < strlen("2020-12-24"))
		return g_strdup(text);
	return g_strdup_printf("%.2s.%.2s.%.4s", text + 8, text + 5, text);
}

/* Rows of a list call it so, an outcome by itself otherwise. */
static const char *outcome_of(const cJSON *order)
{
	const char *name = model_text(order, "outcome_name");

	return *name != '\0' ? name : model_text(order, "outcome");
}

static const char *kind_of(const cJSON *order)
{
	static const char *const kinds[OUTCOME_KINDS] = {
		[OUTCOME_CREATED] = "created",
		[OUTCOME_UPDATED] = "updated",
		[OUTCOME_UNCHANGED] = "unchanged",
		[OUTCOME_SKIPPED] = "skipped",
		[OUTCOME_HELD] = "held",
		[OUTCOME_FAILED] = "failed",
	};
	const char *kind = model_text(order, "kind");
	const char *name = outcome_of(order);

	for (int i = 0; *kind == '\0' && i < OUTCOME_KINDS; i++)
		if (strcmp(outcome_name((enum outcome_kind)i), name) == 0)
			return kinds[i];
	return kind;
}

/* Only a portal's address may stand in a link. */
static const char *safe_link(const char *link)
{
	return g_str_has_prefix(link, "https://") ||
	                       g_str_has_prefix(link, "http://")
	               ? link
	               : "";
}

/* What to do about it, in the words of the table of messages. */
static const char *advice_of(const char *code)
{
	for (int i = 0; i < MESSAGE_CODES; i++)
		if (strcmp(message_name((enum message_code)i), code) == 0)
			return message_advice((enum message_code)i);
	return NULL;
}

/* The deals among which a person is to choose stand in the text, behind its
 * colon: each becomes a link. */
static void add_candidates(const struct visit *visit, cJSON *line,
                           const char *code, const char *text)
{
	const char *at = strchr(text, ':');
	const char *end = at != NULL ? strchr(at, '.') : NULL;
	cJSON *list;

	if (end == NULL || visit->portal == NULL ||
	    (strcmp(code, "held") != 0 && strcmp(code, "several_deals") != 0))
		return;
	list = page_list(line, "deals");
	while ((at += strcspn(at, "0123456789")) < end &&
	       cJSON_GetArraySize(list) < CANDIDATES) {
		size_t length = strspn(at, "0123456789");
		g_autofree char *id = g_strndup(at, length);
		g_autofree char *link = g_strdup_printf(
			"%s/crm/deal/details/%s/", visit->portal->address, id);
		cJSON *row = page_add(list);

		page_text(row, "id", id);
		page_text(row, "href", safe_link(link));
		at += length;
	}
}

static void add_messages(const struct visit *visit, cJSON *row,
                         const cJSON *order)
{
	cJSON *list = page_list(row, "messages");
	const cJSON *message;

	cJSON_ArrayForEach (message, model_at(order, "messages")) {
		cJSON *line = page_add(list);
		const char *code = model_text(message, "code");
		const char *text = model_text(message, "text");

		page_text(line, "code", code);
		page_text(line, "text", text);
		page_text(line, "advice", advice_of(code));
		page_text(line, "tone",
		          message_tone(model_text(message, "kind")));
		add_candidates(visit, line, code, text);
	}
}

void model_add_order(const struct visit *visit, cJSON *list, const cJSON *order)
{
	cJSON *row = page_add(list);
	g_autofree char *at = model_time(visit, model_text(order, "at"));
	g_autofree char *since = model_time(visit, model_text(order, "since"));
	g_autofree char *date = order_date(model_text(order, "date"));
	gint64 deal = model_number(order, "deal");

	page_number(row, "id", model_number(order, "id"));
	page_text(row, "number", model_text(order, "number"));
	page_query(row, "number_query", model_text(order, "number"));
	page_text(row, "date", date);
	page_text(row, "kind", kind_of(order));
	page_text(row, "outcome", outcome_of(order));
	page_text(row, "file", model_text(order, "file"));
	page_text(row, "at", at);
	page_text(row, "since", since);
	page_text(row, "link", safe_link(model_text(order, "link")));
	if (deal > 0)
		page_number(row, "deal", deal);
	add_messages(visit, row, order);
}

void model_add_orders(struct visit *visit, const char *name,
                      const cJSON *orders)
{
	cJSON *list = page_list(visit->model, name);
	const cJSON *order;

	cJSON_ArrayForEach (order, orders)
		model_add_order(visit, list, order);
}

const char *model_file_state(const char *state, const char **tone_r)
{
	static const char *const words[][3] = {
		{ "open", "в работе", "remark" },
		{ "done", "выполнен", "good" },
		{ "partly", "частично", "remark" },
		{ "rejected", "не принят", "bad" },
		{ "held", "ждёт человека", "remark" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(words[i][0], state) != 0)
			continue;
		if (tone_r != NULL)
			*tone_r = words[i][2];
		return words[i][1];
	}
	if (tone_r != NULL)
		*tone_r = "good";
	return state;
}
