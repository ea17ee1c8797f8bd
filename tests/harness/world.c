/*
 * Texts become worlds and plans become texts, so that a test of a rule is a
 * row that can be read.
 */
#include "tests/harness/world.h"

#include "core/money.h"
#include "core/text.h"
#include "core/when.h"

#include <stdlib.h>
#include <string.h>

/* ---- the portal ---- */

static const struct {
	const char *code;
	const char *name;
	enum semantics semantics;
} stage_rows[] = {
	{ "NEW", "Новая", STAGE_PROCESS },
	{ "EXECUTING", "В работе", STAGE_PROCESS },
	{ "UC_DONE", "Выполнено", STAGE_PROCESS },
	{ "WON", "Завершено успешно", STAGE_SUCCESS },
	{ "LOSE", "Отказ", STAGE_FAILURE },
	{ "UC_OLD", "Архив", STAGE_FAILURE },
};

static void add_funnel(struct dictionary *dictionary, gint64 id,
                       const char *name)
{
	struct funnel *funnel = g_new0(struct funnel, 1);

	funnel->id = id;
	funnel->name = g_strdup(name);
	funnel->is_default = id == 0;
	funnel->stages =
		g_ptr_array_new_with_free_func((GDestroyNotify)stage_free);
	for (size_t i = 0; i < G_N_ELEMENTS(stage_rows); i++) {
		struct stage *stage = g_new0(struct stage, 1);

		if (id == 1 && strcmp(stage_rows[i].code, "UC_DONE") == 0) {
			g_free(stage);
			continue;
		}
		stage->id = id == 0 ? g_strdup(stage_rows[i].code)
		                    : g_strdup_printf("C%d:%s", (int)id,
		                                      stage_rows[i].code);
		stage->name = g_strdup(stage_rows[i].name);
		stage->semantics = stage_rows[i].semantics;
		g_ptr_array_add(funnel->stages, stage);
	}
	g_ptr_array_add(dictionary->funnels, funnel);
}

static void add_field(struct dictionary *dictionary, const char *code,
                      const char *label, const char *type)
{
	struct deal_field *field = g_new0(struct deal_field, 1);

	field->code = g_strdup(code);
	field->name = g_strdup(code);
	field->label = g_strdup(label);
	field->type = g_strdup(type);
	field->user = g_str_has_prefix(code, "UF_");
	g_ptr_array_add(dictionary->fields, field);
}

static void add_source(struct dictionary *dictionary, const char *id,
                       const char *name)
{
	struct source *source = g_new0(struct source, 1);

	source->id = g_strdup(id);
	source->name = g_strdup(name);
	g_ptr_array_add(dictionary->sources, source);
}

struct dictionary *world_dictionary(void)
{
	struct dictionary *dictionary = dictionary_new();

	text_set(&dictionary->address, "https://portal.example");
	dictionary->owner = 1;
	dictionary->owner_admin = true;
	dictionary->scope_crm = true;
	add_funnel(dictionary, 0, "Общая");
	add_funnel(dictionary, 1, "Кузовной цех");
	add_funnel(dictionary, 2, "Мойка");
	add_field(dictionary, "UF_CRM_ID_1C", "id_1C", "string");
	add_field(dictionary, "UF_CRM_VIN", "VIN", "string");
	add_field(dictionary, "UF_CRM_MILEAGE", "Пробег", "integer");
	add_field(dictionary, "UF_CRM_CLOSED", "Закрыт", "datetime");
	add_field(dictionary, "begindate", "Дата начала", "date");
	add_field(dictionary, "comments", "Комментарий", "string");
	add_field(dictionary, "UF_CRM_KIND", "Вид", "enumeration");
	add_field(dictionary, "stageId", "Стадия", "crm_status");
	add_source(dictionary, "UC_1C", "Альфа-Авто");
	add_source(dictionary, "CALL", "Звонок");
	return dictionary;
}

/* ---- words ---- */

static char *unblank(const char *value)
{
	return g_strdelimit(g_strdup(value), "_", ' ');
}

typedef void set_word(gpointer target, const char *key, const char *value);

static void read_words(GStrv words, size_t first, set_word *set,
                       gpointer target)
{
	for (size_t i = first; words[i] != NULL; i++) {
		g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);
		g_autofree char *value = NULL;

		if (words[i][0] == '\0')
			continue;
		if (pair[1] == NULL)
			g_error("world: `%s` is no key=value", words[i]);
		value = unblank(pair[1]);
		set(target, pair[0], value);
	}
}

static gint64 read_when(const char *text)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	gint64 when;

	if (!when_read(text, zone, &when))
		g_error("world: `%s` is no time", text);
	return when;
}

static void unknown(const char *kind, const char *key)
{
	g_error("world: a %s has no `%s`", kind, key);
}

/* ---- deals, contacts, memory ---- */

static void set_deal(gpointer target, const char *key, const char *value)
{
	struct deal *deal = target;

	if (strcmp(key, "funnel") == 0) {
		deal->funnel = g_ascii_strtoll(value, NULL, 10);
	} else if (strcmp(key, "stage") == 0) {
		g_free(deal->stage);
		deal->stage = g_strdelimit(g_strdup(value), ".", '_');
	} else if (strcmp(key, "amount") == 0) {
		deal->amount = money_round(g_ascii_strtod(value, NULL));
	} else if (strcmp(key, "currency") == 0) {
		text_set(&deal->currency, value);
	} else if (strcmp(key, "number") == 0) {
		text_set(&deal->number, value);
	} else if (strcmp(key, "originator") == 0) {
		text_set(&deal->originator, value);
	} else if (strcmp(key, "mark") == 0) {
		text_set(&deal->originator, "1C-AlfaAuto");
		text_set(&deal->origin, value);
	} else if (strcmp(key, "created") == 0) {
		deal->created = read_when(value);
	} else if (strcmp(key, "source") == 0) {
		text_set(&deal->source, value);
	} else if (strcmp(key, "contacts") == 0) {
		g_auto(GStrv) ids = g_strsplit(value, ",", -1);

		g_array_set_size(deal->contacts, 0);
		for (size_t i = 0; ids[i] != NULL; i++) {
			gint64 id = g_ascii_strtoll(ids[i], NULL, 10);

			g_array_append_val(deal->contacts, id);
		}
	} else {
		g_autofree char *code = g_strdelimit(g_strdup(key), ".", '_');

		deal_set_field(deal, code, value);
	}
}

static void set_contact(gpointer target, const char *key, const char *value)
{
	struct contact *contact = target;

	if (strcmp(key, "last") == 0) {
		text_set(&contact->last, value);
	} else if (strcmp(key, "first") == 0) {
		text_set(&contact->first, value);
	} else if (strcmp(key, "middle") == 0) {
		text_set(&contact->middle, value);
	} else if (strcmp(key, "mark") == 0) {
		text_set(&contact->originator, "1C-AlfaAuto");
		text_set(&contact->origin, value);
	} else if (strcmp(key, "originator") == 0) {
		text_set(&contact->originator, value);
	} else if (strcmp(key, "phones") == 0) {
		g_auto(GStrv) phones = g_strsplit(value, ",", -1);

		for (size_t i = 0; phones[i] != NULL; i++)
			g_ptr_array_add(contact->phones, g_strdup(phones[i]));
	} else {
		unknown("contact", key);
	}
}

static void set_known(gpointer target, const char *key, const char *value)
{
	struct memory_document *known = target;

	if (strcmp(key, "exported") == 0)
		known->exported = read_when(value);
	else if (strcmp(key, "deal") == 0)
		known->deal = g_ascii_strtoll(value, NULL, 10);
	else if (strcmp(key, "stage") == 0)
		text_set(&known->stage, value);
	else if (strcmp(key, "state") == 0)
		text_set(&known->state, value);
	else
		unknown("known", key);
}

/* ---- orders ---- */

static void set_client(struct order *order, const char *key, const char *value)
{
	struct client *client = &order->client;

	order->has_client = true;
	if (strcmp(key, "client.ref") == 0)
		text_set(&client->ref, value);
	else if (strcmp(key, "client.name") == 0)
		text_set(&client->name, value);
	else if (strcmp(key, "client.last") == 0)
		text_set(&client->last, value);
	else if (strcmp(key, "client.first") == 0)
		text_set(&client->first, value);
	else if (strcmp(key, "client.middle") == 0)
		text_set(&client->middle, value);
	else if (strcmp(key, "client.kind") == 0)
		text_set(&client->kind, value);
	else if (strcmp(key, "client.mail") == 0)
		g_ptr_array_add(client->mails, g_strdup(value));
	else if (strcmp(key, "client.phone") == 0)
		g_ptr_array_add(client->phones, g_strdup(value));
	else
		unknown("client", key);
}

static void set_order(gpointer target, const char *key, const char *value)
{
	struct order *order = target;
	int path = order_path_find(key);

	if (g_str_has_prefix(key, "client."))
		set_client(order, key, value);
	else if (path >= 0)
		text_set(&order->text[path], value[0] != '\0' ? value : NULL);
	else if (strcmp(key, "ref") == 0)
		text_set(&order->ref, value);
	else if (strcmp(key, "phone") == 0)
		g_ptr_array_add(order->phones, g_strdup(value));
	else if (strcmp(key, "deleted") == 0)
		order->deleted = strcmp(value, "yes") == 0;
	else if (strcmp(key, "superseded") == 0)
		order->superseded = strcmp(value, "yes") == 0;
	else if (strcmp(key, "predefined") == 0)
		text_set(&order->state_predefined, value);
	else if (strcmp(key, "state.ref") == 0)
		text_set(&order->state_ref, value);
	else if (strcmp(key, "organization.ref") == 0)
		text_set(&order->organization_ref, value);
	else if (strcmp(key, "currency") == 0)
		text_set(&order->currency, value);
	else if (strcmp(key, "removed") == 0)
		order->removed = order->deleted = true;
	else if (g_str_has_prefix(key, "unexplained."))
		text_set(&order->unexplained[order_path_find(
				 key + strlen("unexplained."))],
		         value);
	else if (strcmp(key, "unknown") == 0)
		text_set(&order->unknown_reference, value);
	else if (strcmp(key, "exported") == 0)
		order->exported = read_when(value);
	else
		unknown("order", key);
}

/* An order that lacks nothing, as far as the words do not say otherwise. */
static struct order *plain_order(void)
{
	struct order *order = order_new();

	order->exported = read_when("2020-12-26T18:00:00");
	text_set(&order->text[ORDER_NUMBER], "7");
	text_set(&order->text[ORDER_DATE], "2020-12-24T12:00:00");
	text_set(&order->text[ORDER_STATE], "В работе");
	text_set(&order->text[ORDER_ORGANIZATION], "СТО Маяк");
	text_set(&order->text[ORDER_AMOUNT], "100.00");
	return order;
}

void world_add(struct world *world, const char *line)
{
	g_autofree char *trimmed = text_trim(line);
	g_auto(GStrv) words = NULL;

	if (trimmed == NULL || trimmed[0] == '#')
		return;
	words = g_strsplit(trimmed, " ", -1);
	if (strcmp(words[0], "deal") == 0) {
		struct deal *deal =
			deal_new(g_ascii_strtoll(words[1], NULL, 10));

		text_set(&deal->currency, "RUB");
		text_set(&deal->stage, "NEW");
		deal->created = read_when("2020-12-20");
		read_words(words, 2, set_deal, deal);
		snapshot_add_deal(world->snapshot, deal);
	} else if (strcmp(words[0], "contact") == 0) {
		struct contact *contact =
			contact_new(g_ascii_strtoll(words[1], NULL, 10));

		read_words(words, 2, set_contact, contact);
		snapshot_add_contact(world->snapshot, contact);
	} else if (strcmp(words[0], "known") == 0) {
		read_words(words, 2, set_known,
		           memory_note(world->memory, words[1]));
	} else if (strcmp(words[0], "named") == 0) {
		memory_name(world->memory, g_ascii_strtoll(words[1], NULL, 10),
		            read_when(words[2] + strlen("date=")));
	} else if (strcmp(words[0], "order") == 0) {
		struct order *order = plain_order();

		read_words(words, 1, set_order, order);
		g_ptr_array_add(world->orders, judge(order, world->settings));
	} else {
		unknown("world", words[0]);
	}
}

/* ---- settings ---- */

/* The brief's settings. A test's lines up to its first group belong to
 * [deal]; its groups come last. */
static const char *const brief[] = {
	"[deal]\n",
	"id_field = id_1C\n",
	"[stages]\n",
	"закрыт = завершено успешно\n",
	"отказ = отказ\n",
	"архив = архив\n",
	"выполнен = выполнено\n",
	"заявка = в работе\n",
	"в работе = в работе\n",
};

static struct settings *read_settings(const char *more)
{
	const char *groups = more != NULL ? strchr(more, '[') : NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GPtrArray) faults = NULL;
	struct settings *settings;

	for (size_t i = 0; i < G_N_ELEMENTS(brief); i++) {
		g_string_append(text, brief[i]);
		if (i == 1 && more != NULL)
			g_string_append_len(text, more,
			                    groups != NULL ? groups - more
			                                   : -1);
	}
	if (groups != NULL)
		g_string_append(text, groups);
	settings = settings_read(text->str, text->len, "world.conf", &faults);
	if (settings == NULL) {
		g_autofree char *fault =
			settings_fault_text(faults->pdata[0], "world.conf");

		g_error("%s", fault);
	}
	return settings;
}

static void judged_unref(gpointer data)
{
	judged_free(data);
}

static void fill(struct world *world, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	world->snapshot = snapshot_new(world->settings->originator);
	world->memory = memory_new();
	world->orders = g_ptr_array_new_with_free_func(judged_unref);
	for (size_t i = 0; lines[i] != NULL; i++)
		world_add(world, lines[i]);
}

struct world *world_new(const char *settings, const char *text)
{
	struct world *world = g_new0(struct world, 1);
	g_autoptr(GPtrArray) problems = NULL;
	g_autofree char *fatal = NULL;

	world->settings = read_settings(settings);
	world->dictionary = world_dictionary();
	world->rules = rules_new(world->settings, world->dictionary, &problems);
	fatal = findings_fatal(problems, "world.conf");
	if (fatal != NULL)
		g_error("%s", fatal);
	fill(world, text);
	return world;
}

struct world *world_like(const struct world *base, const char *text)
{
	struct world *world = g_new0(struct world, 1);

	world->settings = base->settings;
	world->dictionary = base->dictionary;
	world->rules = base->rules;
	world->borrowed = true;
	fill(world, text);
	return world;
}

void world_free(struct world *world)
{
	if (world == NULL)
		return;
	g_ptr_array_unref(world->orders);
	memory_free(world->memory);
	snapshot_free(world->snapshot);
	if (!world->borrowed) {
		rules_free(world->rules);
		dictionary_free(world->dictionary);
		settings_free(world->settings);
	}
	g_free(world);
}

/* ---- plans as text ---- */

static void describe_changes(GString *text, const struct step *step)
{
	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];

		if (change->silent)
			continue;
		g_string_append_printf(text, " %s:%s>%s", change->field,
		                       change->from != NULL ? change->from : "",
		                       change->to);
	}
	if (step->contact != NULL)
		g_string_append(text, " +new");
}

static void describe_step(GString *text, const struct step *step)
{
	g_string_append_printf(
		text, "%s", step->entity == ENTITY_DEAL ? "deal" : "contact");
	if (step->verb == STEP_UPDATE)
		g_string_append_printf(text, " %" G_GINT64_FORMAT, step->id);
	else
		g_string_append(text, " new");
	describe_changes(text, step);
	g_string_append_c(text, '\n');
}

static void describe_verdict(GString *text, const struct verdict *verdict)
{
	g_string_append_printf(text, "%s %s", match_name(verdict->match),
	                       action_name(verdict->action));
	if (verdict->deal != 0)
		g_string_append_printf(text, " deal=%" G_GINT64_FORMAT,
		                       verdict->deal);
	if (verdict->contact != 0)
		g_string_append_printf(text, " contact=%" G_GINT64_FORMAT,
		                       verdict->contact);
	for (guint i = 0; i < verdict->messages->len; i++) {
		const struct message *message = verdict->messages->pdata[i];

		g_string_append_printf(text, " !%s",
		                       message_name(message->code));
	}
	g_string_append_c(text, '\n');
}

char *world_describe(const struct world *world, const struct plan *plan)
{
	GString *text = g_string_new(NULL);

	(void)world;
	for (guint i = 0; i < plan->verdicts->len; i++)
		describe_verdict(text, plan->verdicts->pdata[i]);
	for (guint i = 0; i < plan->steps->len; i++)
		describe_step(text, plan->steps->pdata[i]);
	return g_string_free(text, FALSE);
}
