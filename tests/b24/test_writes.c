/*
 * Steps as the commands that leave, and whether an item shows a write.
 */
#include "b24/query.h"
#include "b24/writes.h"
#include "core/plan_p.h"
#include "tests/harness/world.h"

#include <string.h>

struct made {
	struct step step;
	struct step contact;
};

static void make(struct made *made, enum entity entity, gint64 id,
                 const char *changes)
{
	static const char letters[] = "tnmpe"; /* by enum value_type */
	g_auto(GStrv) lines = g_strsplit(changes, "\n", -1);

	*made = (struct made){ .step = { .entity = entity, .id = id } };
	made->step.verb = id ? STEP_UPDATE : STEP_ADD;
	made->step.changes = g_ptr_array_new_with_free_func(change_free);
	for (char **line = lines; *line && **line; line++) {
		g_auto(GStrv) part = g_strsplit(*line, " ", 3);
		const char *letter = strchr(letters, *part[0]);

		g_ptr_array_add(made->step.changes,
		                change_new(part[1],
		                           (enum value_type)(letter - letters),
		                           NULL, part[2]));
	}
}

static void unmake(struct made *made)
{
	g_ptr_array_unref(made->step.changes);
	g_free(made->step.kept);
}

/* Changes: `t` text, `n` number, `m` money, `p` phone, `e` mail. */
static const struct row {
	const char *name;
	enum entity entity;
	gint64 id;
	const char *changes;
	gint64 contact; /* that was made by another step; 0: none */
	const char *query;
} rows[] = {
	{ "add-deal", ENTITY_DEAL, 0,
	  "t title Заказ\nn categoryId 3\nm opportunity 30110.10\n"
	  "t UF_CRM_VIN X1",
	  0,
	  "crm.item.add?entityTypeId=2&fields[title]=%D0%97%D0%B0%D0%BA%D0%B0"
	  "%D0%B7&fields[categoryId]=3&fields[opportunity]=30110.10&"
	  "fields[UF_CRM_VIN]=X1&fields[originatorId]=1C&fields[originId]=d" },
	{ "mark-among-changes", ENTITY_DEAL, 0,
	  "t originatorId other\nt originId x", 0,
	  "crm.item.add?entityTypeId=2&fields[originatorId]=other&"
	  "fields[originId]=x" },
	{ "linked", ENTITY_DEAL, 0, "n contactIds 55", 0,
	  "crm.item.add?entityTypeId=2&fields[contactIds][0]=55&"
	  "fields[originatorId]=1C&fields[originId]=d" },
	{ "linked-to-made", ENTITY_DEAL, 0, "t title x", 56,
	  "crm.item.add?entityTypeId=2&fields[title]=x&"
	  "fields[contactIds][0]=56&fields[originatorId]=1C&"
	  "fields[originId]=d" },
	{ "update-linked-to-made", ENTITY_DEAL, 17, "t stageId WON", 56,
	  "crm.item.update?entityTypeId=2&id=17&fields[stageId]=WON&"
	  "fields[contactIds][0]=56" },
	{ "only-linked", ENTITY_DEAL, 17, "", 56,
	  "crm.item.update?entityTypeId=2&id=17&fields[contactIds][0]=56" },
	{ "add-contact", ENTITY_CONTACT, 0,
	  "t lastName X\np PHONE +79270001234\np PHONE +78462000000\n"
	  "e EMAIL p@example.ru",
	  0,
	  "crm.item.add?entityTypeId=3&fields[lastName]=X&"
	  "fields[fm][0][typeId]=PHONE&fields[fm][0][valueType]=MOBILE&"
	  "fields[fm][0][value]=%2B79270001234&fields[fm][1][typeId]=PHONE&"
	  "fields[fm][1][valueType]=WORK&fields[fm][1][value]=%2B78462000000&"
	  "fields[fm][2][typeId]=EMAIL&fields[fm][2][valueType]=WORK&"
	  "fields[fm][2][value]=p%40example.ru&fields[originatorId]=1C&"
	  "fields[originId]=d" },
	{ "update-contact", ENTITY_CONTACT, 55,
	  "p PHONE +79270001234\np PHONE +79270001235", 0,
	  "crm.item.update?entityTypeId=3&id=55&fields[fm][n0][typeId]=PHONE&"
	  "fields[fm][n0][valueType]=MOBILE&fields[fm][n0][value]="
	  "%2B79270001234&fields[fm][n1][typeId]=PHONE&fields[fm][n1]"
	  "[valueType]=MOBILE&fields[fm][n1][value]=%2B79270001235" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct world *world = world_new(NULL, "");
	struct made made;
	struct command *command;
	g_autofree char *query = NULL;

	make(&made, row->entity, row->id, row->changes);
	if (!row->id) {
		made.step.originator = (char *)"1C";
		made.step.origin = (char *)"d";
	}
	made.contact = (struct step){ .id = row->contact, .result = STEP_DONE };
	if (row->contact)
		made.step.contact = &made.contact;
	command = writes_command(&made.step, world->rules);
	query = query_command(command->method, command->params);
	g_assert_cmpstr(query, ==, row->query);
	g_assert_true(command->context == &made.step);
	command_free(command);
	unmake(&made);
	world_free(world);
}

/* A contact that did not come about is not linked. */
static void test_no_contact(void)
{
	struct world *world = world_new(NULL, "");
	struct made made;
	struct command *command;
	g_autofree char *query = NULL;

	make(&made, ENTITY_DEAL, 17, "t stageId WON");
	made.contact = (struct step){ .result = STEP_REFUSED };
	made.step.contact = &made.contact;
	command = writes_command(&made.step, world->rules);
	query = query_command(command->method, command->params);
	g_assert_cmpstr(
		query, ==,
		"crm.item.update?entityTypeId=2&id=17&fields[stageId]=WON");
	command_free(command);
	unmake(&made);
	world_free(world);
}

static const struct shown {
	const char *name;
	const char *changes;
	const char *item;
	enum entity entity;
	bool is;
} showns[] = {
	{ "text", "t comments x", "{\"comments\":\"x\"}", ENTITY_DEAL, true },
	{ "text-not", "t comments x", "{\"comments\":\"y\"}", ENTITY_DEAL,
	  false },
	{ "text-blanks", "t comments a\tb", "{\"comments\":\"a b\"}",
	  ENTITY_DEAL, true },
	{ "one-of-two-not", "t comments x\nt sourceId CALL",
	  "{\"comments\":\"x\",\"sourceId\":\"\"}", ENTITY_DEAL, false },
	{ "money", "m opportunity 30110.10", "{\"opportunity\":30110.1}",
	  ENTITY_DEAL, true },
	{ "money-not", "m opportunity 30110.10", "{\"opportunity\":30110}",
	  ENTITY_DEAL, false },
	{ "number", "n assignedById 5", "{\"assignedById\":5}", ENTITY_DEAL,
	  true },
	{ "number-not", "n assignedById 5", "{\"assignedById\":15}",
	  ENTITY_DEAL, false },
	{ "day", "t begindate 2020-12-24",
	  "{\"begindate\":\"2020-12-24T03:00:00+03:00\"}", ENTITY_DEAL, true },
	{ "day-not", "t begindate 2020-12-24",
	  "{\"begindate\":\"2020-12-25T03:00:00+03:00\"}", ENTITY_DEAL, false },
	{ "moment", "t UF_CRM_CLOSED 2020-12-24T17:42:46+03:00",
	  "{\"UF_CRM_CLOSED\":\"2020-12-24T16:42:46+02:00\"}", ENTITY_DEAL,
	  true },
	{ "contact", "n contactIds 55", "{\"contactIds\":[54,55]}", ENTITY_DEAL,
	  true },
	{ "contact-not", "n contactIds 55",
	  "{\"contactIds\":[5],\"contactId\":5}", ENTITY_DEAL, false },
	{ "phone", "p PHONE +79270001234",
	  "{\"fm\":[{\"typeId\":\"PHONE\",\"value\":\"8 927 000-12-34\"}]}",
	  ENTITY_CONTACT, true },
	{ "phone-not", "p PHONE +79270001234",
	  "{\"fm\":[{\"typeId\":\"PHONE\",\"value\":\"+79270001235\"}]}",
	  ENTITY_CONTACT, false },
	{ "mail", "e EMAIL P@example.ru",
	  "{\"fm\":{\"n0\":{\"value\":\"p@example.ru\"}}}", ENTITY_CONTACT,
	  true },
	{ "empty-item", "t comments x", "{}", ENTITY_DEAL, false },
};

static void test_shown(gconstpointer data)
{
	const struct shown *shown = data;
	struct world *world = world_new(NULL, "");
	cJSON *item = cJSON_Parse(shown->item);
	struct made made;

	make(&made, shown->entity, 17, shown->changes);
	g_assert_nonnull(item);
	g_assert_true(writes_are_shown(&made.step, world->rules, item) ==
	              shown->is);
	unmake(&made);
	cJSON_Delete(item);
	world_free(world);
}

static void test_take_item(void)
{
	static const struct {
		gint64 id;
		const char *item;
		bool ok;
		gint64 id_after;
		const char *kept;
	} items[] = {
		{ 0, "{\"id\":17}", true, 17, NULL },
		{ 0, "{\"id\":17,\"stageId\":\"NEW\"}", true, 17, "NEW" },
		{ 17, "{\"id\":17,\"stageId\":\"WON\"}", true, 17, NULL },
		{ 17, "{\"id\":18}", false, 17, NULL },
		{ 0, "{\"id\":0}", false, 0, NULL },
		{ 0, "{}", false, 0, NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(items); i++) {
		cJSON *item = cJSON_Parse(items[i].item);
		struct made made;

		make(&made, ENTITY_DEAL, items[i].id, "t stageId WON");
		g_assert_true(writes_take_item(&made.step, item) ==
		              items[i].ok);
		g_assert_cmpint(made.step.id, ==, items[i].id_after);
		g_assert_cmpstr(made.step.kept, ==, items[i].kept);
		g_assert_true((made.step.result == STEP_DONE) == items[i].ok);
		unmake(&made);
		cJSON_Delete(item);
	}
}

static void add_row(const char *table, const char *name, gconstpointer row,
                    GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/writes/%s/%s", table, name);

	g_test_add_data_func(path, row, test);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		add_row("command", rows[i].name, &rows[i], test_row);
	for (gsize i = 0; i < G_N_ELEMENTS(showns); i++)
		add_row("shown", showns[i].name, &showns[i], test_shown);
	g_test_add_func("/writes/no-contact", test_no_contact);
	g_test_add_func("/writes/take-item", test_take_item);
	return g_test_run();
}
