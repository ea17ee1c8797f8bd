/*
 * Checks the answers of list commands row by row. Legacy filters drop a
 * condition that they do not understand and answer with everything (Bitrix24
 * docs: crm.deal.list), so a row that nobody asked for is an error and never
 * a match.
 */
#include "b24/ask_p.h"

#include "b24/rows.h"
#include "b24/variants.h"
#include "core/phone.h"

#include <string.h>

static bool is_key(const struct question *question, const char *text)
{
	g_autofree char *key = variants_key(text);

	return g_hash_table_contains(question->keys, key);
}

static bool is_id(const struct question *question, gint64 id)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);

	return g_hash_table_contains(question->keys, text);
}

static bool is_among(const GArray *numbers, gint64 number)
{
	for (guint i = 0; i < numbers->len; i++)
		if (g_array_index(numbers, gint64, i) == number)
			return true;
	return false;
}

static bool is_marked(const struct asker *asker,
                      const struct question *question, const char *originator,
                      const char *origin)
{
	g_autofree char *theirs = variants_key(originator);
	g_autofree char *ours =
		variants_key(asker->rules->settings->originator);

	return !strcmp(theirs, ours) && is_key(question, origin);
}

static bool has_asked_contact(const struct question *question,
                              const struct deal *deal)
{
	for (guint i = 0; i < deal->contacts->len; i++)
		if (is_id(question, g_array_index(deal->contacts, gint64, i)))
			return true;
	return false;
}

static bool deal_was_asked(const struct asker *asker,
                           const struct question *question,
                           const struct deal *deal, const cJSON *row)
{
	g_autofree char *semantics = rows_text(row, "stageSemanticId");

	switch (question->what) {
	case ASK_NUMBER:
		return is_key(question, deal->number);
	case ASK_MARK:
		return is_marked(asker, question, deal->originator,
		                 deal->origin);
	case ASK_DEAL:
		return is_id(question, deal->id);
	default:
		return has_asked_contact(question, deal) &&
		       is_among(asker->funnels, deal->funnel) &&
		       (!*semantics || !strcmp(semantics, "P"));
	}
}

static bool contact_was_asked(const struct asker *asker,
                              const struct question *question,
                              const struct contact *contact)
{
	switch (question->what) {
	case ASK_CONTACT:
		return is_id(question, contact->id);
	case ASK_CLIENT:
		return is_marked(asker, question, contact->originator,
		                 contact->origin);
	default:
		return phone_among(contact->phones, question->values->pdata[0]);
	}
}

static bool fail_row(const struct command *command, gint64 id, GError **error)
{
	g_set_error(
		error, PORTAL_ERROR, PORTAL_GARBLED,
		"Портал не применил отбор: %s вернул запись %" G_GINT64_FORMAT
		", о которой не спрашивали. Ничего не записано.",
		command->method, id);
	return false;
}

static bool fail_shape(const struct command *command, GError **error)
{
	g_set_error(error, PORTAL_ERROR, PORTAL_GARBLED,
	            "Портал ответил на %s не так, как отвечает Битрикс24: нет "
	            "списка записей с номерами. Ничего не записано.",
	            command->method);
	return false;
}

static bool take_deal(const struct asker *asker, const struct command *command,
                      const cJSON *row, GError **error)
{
	struct deal *deal = rows_deal(row, asker->rules);

	if (!deal)
		return fail_shape(command, error);
	if (!deal_was_asked(asker, command->context, deal, row)) {
		fail_row(command, deal->id, error);
		deal_free(deal);
		return false;
	}
	snapshot_add_deal(asker->snapshot, deal);
	return true;
}

static bool take_contact(const struct asker *asker,
                         const struct command *command, const cJSON *row,
                         GError **error)
{
	struct contact *contact = rows_contact(row, asker->rules);

	if (!contact)
		return fail_shape(command, error);
	if (!contact_was_asked(asker, command->context, contact)) {
		fail_row(command, contact->id, error);
		contact_free(contact);
		return false;
	}
	snapshot_add_contact(asker->snapshot, contact);
	return true;
}

/* The rest of a list whose page is full: by keyset, for offsets shift while
 * people work (docs: settings/performance/huge-data). */
static void ask_rest(struct command *command, gint64 last, GPtrArray *more)
{
	struct question *question = command->context;
	cJSON *params = g_steal_pointer(&command->params);
	cJSON *filter = cJSON_GetObjectItemCaseSensitive(params, "filter");
	const char *name = question_of_deals(question->what) ? ">id" : ">ID";
	struct command *rest;

	cJSON_DeleteItemFromObjectCaseSensitive(filter, name);
	cJSON_AddNumberToObject(filter, name, (double)last);
	rest = command_new(command->method, params);
	rest->context = g_steal_pointer(&command->context);
	rest->release = command->release;
	command->release = NULL;
	question->page++;
	question->after = last;
	g_ptr_array_add(more, rest);
}

static bool take_list(const struct asker *asker, struct command *command,
                      GPtrArray *more, GError **error)
{
	const struct question *question = command->context;
	bool deals = question_of_deals(question->what);
	const cJSON *list = rows_list(command->result);
	const cJSON *row;
	gint64 last = 0;
	guint most;

	if (!list)
		return fail_shape(command, error);
	cJSON_ArrayForEach (row, list) {
		gint64 id = rows_number(row, deals ? "id" : "ID");

		if (id <= 0)
			return fail_shape(command, error);
		if (id < last || (question->page && id <= question->after))
			return fail_row(command, id, error);
		last = id;
		if (deals ? !take_deal(asker, command, row, error)
		          : !take_contact(asker, command, row, error))
			return false;
	}
	most = question->what == ASK_HOLDER ? HOLDER_PAGES_MOST : PAGES_MOST;
	if (cJSON_GetArraySize(list) < PAGE || question->what == ASK_CONTACT ||
	    question->what == ASK_DEAL)
		return true;
	if (question->page + 1 < most)
		ask_rest(command, last, more);
	else if (question->what != ASK_HOLDER)
		return fail_row(command, last, error);
	return true;
}

/* Twenty ids may be all or the first of many: ask for one phone at a time,
 * and where it is one already, for contacts by the texts of their phones. */
static void ask_closer(const struct asker *asker,
                       const struct question *question, GPtrArray *more)
{
	g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(g_free);
	guint count = question->values->len;

	if (count > 1) {
		for (guint i = 0; i < count; i++) {
			struct question *one = question_new(ASK_PHONE);

			g_ptr_array_add(one->values,
			                g_strdup(question->values->pdata[i]));
			ask_add(asker, one, more);
		}
		return;
	}
	phone_forms(question->values->pdata[0],
	            asker->rules->settings->area_code, forms);
	for (guint i = 0; i < forms->len; i++) {
		struct question *one = question_new(ASK_HOLDER);
		cJSON *filter = cJSON_CreateObject();
		struct command *command;

		cJSON_AddStringToObject(filter, "PHONE", forms->pdata[i]);
		g_ptr_array_add(one->values,
		                g_strdup(question->values->pdata[0]));
		command = ask_list(asker, ASK_HOLDER, filter);
		command->context = one;
		command->release = question_free;
		g_ptr_array_add(more, command);
	}
}

static bool take_phones(const struct asker *asker, struct command *command,
                        GPtrArray *more, ask_found found, gpointer context,
                        GError **error)
{
	const struct question *question = command->context;
	const cJSON *list =
		cJSON_GetObjectItemCaseSensitive(command->result, "CONTACT");
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	const cJSON *item;

	if (!cJSON_IsObject(command->result) && !cJSON_IsArray(command->result))
		return fail_shape(command, error);
	cJSON_ArrayForEach (item, list) {
		gint64 id = rows_whole_or_0(item);

		if (id > 0)
			g_array_append_val(ids, id);
	}
	if (ids->len >= PHONES_MOST)
		ask_closer(asker, question, more);
	found(context, question->values, ids);
	return true;
}

bool ask_take(const struct asker *asker, struct command *command,
              GPtrArray *more, ask_found found, gpointer context,
              GError **error)
{
	const struct question *question = command->context;

	if (question->what == ASK_PHONE)
		return take_phones(asker, command, more, found, context, error);
	return take_list(asker, command, more, error);
}
