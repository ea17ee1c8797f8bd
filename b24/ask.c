/*
 * Makes list commands of questions: many values each, never an empty one, in
 * the order of ids.
 */
#include "b24/ask_p.h"

#include "b24/rows.h"
#include "b24/variants.h"

#include <string.h>

/* Values a command: such that what they should find fits into a page. Of
 * marks little is found, since numbers come first. */
static const guint packs[ASK_KINDS] = {
	[ASK_NUMBER] = 40,         [ASK_MARK] = 200,     [ASK_DEAL] = PAGE,
	[ASK_DEALS] = 40,          [ASK_CONTACT] = PAGE, [ASK_CLIENT] = 100,
	[ASK_PHONE] = PHONES_MOST, [ASK_HOLDER] = 1,
};

bool question_of_deals(enum ask what)
{
	return what == ASK_NUMBER || what == ASK_MARK || what == ASK_DEAL ||
	       what == ASK_DEALS;
}

void question_free(gpointer data)
{
	struct question *question = data;

	g_ptr_array_unref(question->values);
	g_hash_table_unref(question->keys);
	g_free(question);
}

struct question *question_new(enum ask what)
{
	struct question *question = g_new0(struct question, 1);

	question->what = what;
	question->values = g_ptr_array_new_with_free_func(g_free);
	question->keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return question;
}

/* ---- building ---- */

static void add_value(cJSON *list, struct question *question, const char *value)
{
	g_hash_table_add(question->keys, variants_key(value));
	cJSON_AddItemToArray(list, cJSON_CreateString(value));
}

static void add_values(const struct asker *asker, cJSON *list,
                       struct question *question)
{
	for (guint i = 0; i < question->values->len; i++) {
		const char *value = question->values->pdata[i];
		g_autoptr(GPtrArray) spelt =
			g_ptr_array_new_with_free_func(g_free);

		if (question->what == ASK_NUMBER)
			variants_of_number(value, spelt);
		else if (question->what == ASK_PHONE)
			variants_of_phone(value,
			                  asker->rules->settings->area_code,
			                  spelt);
		else
			g_ptr_array_add(spelt, g_strdup(value));
		for (guint j = 0; j < spelt->len; j++)
			add_value(list, question, spelt->pdata[j]);
	}
}

static cJSON *number_list(const GArray *numbers)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < numbers->len; i++)
		cJSON_AddItemToArray(list,
		                     cJSON_CreateNumber((double)g_array_index(
					     numbers, gint64, i)));
	return list;
}

static void add_filter(const struct asker *asker, struct question *question,
                       cJSON *filter)
{
	const char *originator = asker->rules->settings->originator;
	g_autofree char *number =
		g_strconcat("@", asker->rules->id_field->name, NULL);
	const char *const names[ASK_KINDS] = {
		[ASK_NUMBER] = number, [ASK_MARK] = "@originId",
		[ASK_DEAL] = "@id",    [ASK_DEALS] = "@contactIds",
		[ASK_CONTACT] = "@ID", [ASK_CLIENT] = "@ORIGIN_ID",
	};

	add_values(asker, cJSON_AddArrayToObject(filter, names[question->what]),
	           question);
	if (question->what == ASK_MARK)
		cJSON_AddStringToObject(filter, "=originatorId", originator);
	if (question->what == ASK_CLIENT)
		cJSON_AddStringToObject(filter, "=ORIGINATOR_ID", originator);
	if (question->what == ASK_DEALS) {
		cJSON_AddStringToObject(filter, "=stageSemanticId", "P");
		cJSON_AddItemToObject(filter, "@categoryId",
		                      number_list(asker->funnels));
	}
}

struct command *ask_list(const struct asker *asker, enum ask what,
                         cJSON *filter)
{
	bool deals = question_of_deals(what);
	cJSON *params = cJSON_CreateObject();
	cJSON *order;

	if (deals)
		cJSON_AddNumberToObject(params, "entityTypeId",
		                        ENTITY_TYPE_DEAL);
	cJSON_AddItemToObject(params, "select",
	                      deals ? rows_select_deal(asker->rules)
	                            : rows_select_contact());
	cJSON_AddItemToObject(params, "filter", filter);
	order = cJSON_AddObjectToObject(params, "order");
	cJSON_AddStringToObject(order, deals ? "id" : "ID", "ASC");
	cJSON_AddNumberToObject(params, "start", -1);
	return command_new(deals ? "crm.item.list" : "crm.contact.list",
	                   params);
}

static struct command *phone_command(const struct asker *asker,
                                     struct question *question)
{
	cJSON *params = cJSON_CreateObject();

	cJSON_AddStringToObject(params, "type", "PHONE");
	cJSON_AddStringToObject(params, "entity_type", "CONTACT");
	add_values(asker, cJSON_AddArrayToObject(params, "values"), question);
	return command_new("crm.duplicate.findbycomm", params);
}

void ask_add(const struct asker *asker, struct question *question,
             GPtrArray *commands)
{
	struct command *command;
	cJSON *filter;

	if (question->what == ASK_PHONE) {
		command = phone_command(asker, question);
	} else {
		filter = cJSON_CreateObject();
		add_filter(asker, question, filter);
		command = ask_list(asker, question->what, filter);
	}
	command->context = question;
	command->release = question_free;
	g_ptr_array_add(commands, command);
}

static guint room_of(const struct asker *asker, enum ask what,
                     const char *value)
{
	g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(g_free);

	if (what != ASK_PHONE)
		return 1;
	variants_of_phone(value, asker->rules->settings->area_code, forms);
	return forms->len;
}

void ask_pack(const struct asker *asker, enum ask what, const GPtrArray *values,
              GPtrArray *commands)
{
	struct question *question = NULL;
	guint filled = 0;

	for (guint i = 0; i < values->len; i++) {
		guint room = room_of(asker, what, values->pdata[i]);

		if (question && filled + room > packs[what]) {
			ask_add(asker, question, commands);
			question = NULL;
		}
		if (!question) {
			question = question_new(what);
			filled = 0;
		}
		g_ptr_array_add(question->values, g_strdup(values->pdata[i]));
		filled += room;
	}
	if (question)
		ask_add(asker, question, commands);
}
