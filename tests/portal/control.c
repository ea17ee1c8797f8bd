/*
 * The double's own addresses.
 *
 * They are no part of Bitrix24: no limit, no fault and no journal entry for
 * them.
 */
#include "tests/portal/control.h"

#include "tests/portal/comm.h"
#include "tests/portal/json.h"
#include "tests/portal/php.h"
#include "tests/portal/seed.h"
#include "tests/portal/value.h"
#include "tests/portal/workers.h"

#include <string.h>

static bool is_empty(const cJSON *value)
{
	return cJSON_IsNull(value) || (php_is_array(value) && !value->child) ||
	       (cJSON_IsString(value) && !*value->valuestring);
}

static bool is_volatile(const struct entity *entity, const char *code)
{
	static const char *const times[] = { "DATE_CREATE", "DATE_MODIFY",
		                             "MOVED_TIME", "LAST_ACTIVITY_TIME",
		                             NULL };

	if (strcmp(code, "BEGINDATE") == 0)
		return entity->begin_defaulted;
	if (strcmp(code, "CLOSEDATE") == 0)
		return entity->close_defaulted;
	return g_strv_contains(times, code);
}

static cJSON *field_state(const struct portal *portal,
                          const struct entity *entity,
                          const struct field *field)
{
	const char *text;

	if (field->shape != SHAPE_DATE || field->flags & FIELD_MULTIPLE)
		return value_item(portal, field, entity);
	text = entity_text(entity, field);
	return text ? cJSON_CreateString(text) : cJSON_CreateNull();
}

static cJSON *entity_state(const struct portal *portal, const struct kind *kind,
                           const struct entity *entity, bool volatiles)
{
	cJSON *row = cJSON_CreateObject();

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		bool unset_ref = field->shape == SHAPE_REF &&
		                 !(field->flags & FIELD_MULTIPLE) &&
		                 !entity_text(entity, field);
		cJSON *value;

		if (field->shape == SHAPE_COMM || unset_ref ||
		    (!volatiles && is_volatile(entity, field->code)))
			continue;
		value = field_state(portal, entity, field);
		if (is_empty(value))
			cJSON_Delete(value);
		else
			cJSON_AddItemToObject(row,
			                      field->id || !field->camel
			                              ? field->code
			                              : field->camel,
			                      value);
	}
	if (entity->comms && entity->comms->len)
		cJSON_AddItemToObject(row, "fm", comm_item(entity));
	return row;
}

static void kind_state(const struct portal *portal, const struct kind *kind,
                       bool volatiles, GString *out)
{
	g_string_append_printf(out, "  \"%ss\": [", kind->name);
	for (guint i = 0; i < kind->all->len; i++) {
		g_autoptr(cJSON) row = entity_state(
			portal, kind, kind->all->pdata[i], volatiles);

		g_string_append(out, i ? ",\n    " : "\n    ");
		json_pretty(out, row, 2);
	}
	g_string_append(out, kind->all->len ? "\n  ]" : "]");
}

/* Written a row at a time: a tree of 100,000 deals is too much. */
void control_state(const struct portal *portal, bool volatiles, GString *out)
{
	g_string_append(out, "{\n");
	kind_state(portal, portal->store->contact, volatiles, out);
	g_string_append(out, ",\n");
	kind_state(portal, portal->store->deal, volatiles, out);
	g_string_append(out, "\n}\n");
}

static cJSON *counters(const struct portal *portal)
{
	cJSON *counters = journal_counters(portal->journal);
	guint deals = kind_doubled_marks(portal->store->deal);
	guint contacts = kind_doubled_marks(portal->store->contact);

	cJSON_AddNumberToObject(counters, "doubled_marks", deals + contacts);
	cJSON_AddNumberToObject(counters, "doubled_deals", deals);
	cJSON_AddNumberToObject(counters, "doubled_contacts", contacts);
	cJSON_AddNumberToObject(counters, "faults",
	                        (double)faults_struck(portal->faults));
	cJSON_AddNumberToObject(counters, "fault_seed",
	                        faults_seed(portal->faults));
	cJSON_AddNumberToObject(counters, "postponed",
	                        (double)portal->postponed);
	load_add_counters(portal->load, counters);
	return counters;
}

void control_journal_lines(const struct portal *portal, GString *out)
{
	g_autoptr(cJSON) line = cJSON_CreateObject();

	cJSON_AddItemToObject(line, "counters", counters(portal));
	json_wire(out, line);
	g_string_append_c(out, '\n');
	journal_lines(portal->journal, out, "\n");
	if (portal->journal->lines.length)
		g_string_append_c(out, '\n');
}

/* ---- the addresses ---- */

struct control {
	struct portal *portal;
	const struct request *request;
	const cJSON *query;
	struct answer *answer;
};

static void say_text(struct control *control, unsigned status, const char *text)
{
	control->answer->status = status;
	control->answer->type = "text/plain; charset=utf-8";
	g_string_append(control->answer->body, text);
	g_string_append_c(control->answer->body, '\n');
}

static bool flag(const struct control *control, const char *name,
                 bool otherwise)
{
	const cJSON *value = php_get(control->query, name);

	return value ? php_true(value) : otherwise;
}

static void get_state(struct control *control)
{
	control_state(control->portal, flag(control, "volatile", true),
	              control->answer->body);
}

static void get_journal(struct control *control)
{
	GString *out = control->answer->body;
	g_autoptr(cJSON) all = counters(control->portal);

	g_string_append(out, "{\"counters\":");
	json_wire(out, all);
	g_string_append(out, ",\"requests\":[\n");
	journal_lines(control->portal->journal, out, ",\n");
	g_string_append(out, "\n]}\n");
}

static void get_counters(struct control *control)
{
	g_autoptr(cJSON) all = counters(control->portal);

	json_wire(control->answer->body, all);
}

static void reset_journal(struct control *control)
{
	journal_reset(control->portal->journal);
	load_reset(control->portal->load);
	say_text(control, 200, "ok");
}

static void set_fault(struct control *control)
{
	const struct request *request = control->request;
	g_autofree char *body = g_strndup(request->length ? request->body : "",
	                                  request->length);
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);
	g_autoptr(GError) error = NULL;

	if (flag(control, "clear", false))
		faults_clear(control->portal->faults);
	for (GStrv line = lines; *line; line++) {
		if (!*g_strstrip(*line))
			continue;
		if (!faults_add(control->portal->faults, *line, &error)) {
			say_text(control, 400, error->message);
			return;
		}
	}
	say_text(control, 200, "ok");
}

static void set_down(struct control *control)
{
	const char *mode =
		cJSON_GetStringValue(php_get(control->query, "mode"));

	control->portal->down = DOWN_NOT;
	if (flag(control, "on", true))
		control->portal->down =
			g_strcmp0(mode, "html") ? DOWN_DROP : DOWN_HTML;
	say_text(control, 200, "ok");
}

static void set_seed(struct control *control)
{
	const struct request *request = control->request;
	g_autoptr(GError) error = NULL;

	if (seed_load(control->portal, request->length ? request->body : "",
	              request->length, &error))
		say_text(control, 200, "ok");
	else
		say_text(control, 400, error->message);
}

static double number(const struct control *control, const char *name)
{
	return php_float(php_get(control->query, name));
}

static void get_clock(struct control *control)
{
	const struct portal *portal = control->portal;
	const struct clock *clock = &portal->clock;
	g_autoptr(cJSON) state = cJSON_CreateObject();
	g_autofree char *now = clock_iso(clock, clock_seconds(clock));
	gint64 due = workers_due(portal->workers);
	gint64 timeline = clock_timeline(clock);

	cJSON_AddNumberToObject(state, "clock", (double)timeline / 1e6);
	cJSON_AddStringToObject(state, "now", now);
	cJSON_AddNumberToObject(state, "requests", (double)portal->requests);
	cJSON_AddNumberToObject(state, "answered", (double)portal->answered);
	if (due >= 0)
		cJSON_AddNumberToObject(state, "next",
		                        (double)MAX(0, due - timeline) / 1e6);
	json_wire(control->answer->body, state);
}

static void set_clock(struct control *control)
{
	struct portal *portal = control->portal;

	if ((double)portal->requests < number(control, "sent")) {
		if (!control->request->last_try)
			control->answer->ending = END_AGAIN;
		else
			say_text(control, 409, "so many did not arrive");
		return;
	}
	if (!php_get(control->query, "wait")) {
		workers_skip(portal->workers, number(control, "skip"));
	} else if (portal->clock.virtual) {
		workers_wait(portal->workers, number(control, "wait"));
	} else {
		say_text(control, 400, "only a virtual clock can wait");
		return;
	}
	get_clock(control);
}

static const struct {
	const char *verb, *path;
	void (*run)(struct control *control);
} addresses[] = {
	{ "GET", "/_state", get_state },
	{ "GET", "/_journal", get_journal },
	{ "GET", "/_counters", get_counters },
	{ "POST", "/_reset_journal", reset_journal },
	{ "POST", "/_fault", set_fault },
	{ "POST", "/_down", set_down },
	{ "POST", "/_seed", set_seed },
	{ "GET", "/_clock", get_clock },
	{ "POST", "/_clock", set_clock },
};

bool control_handle(struct portal *portal, const struct request *request,
                    struct answer *answer)
{
	g_autoptr(cJSON) query = php_query(request->query);
	struct control control = { portal, request, query, answer };
	const char *known = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
		if (strcmp(addresses[i].path, request->path) != 0)
			continue;
		known = addresses[i].verb;
		if (strcmp(known, request->verb) != 0)
			continue;
		addresses[i].run(&control);
		return true;
	}
	if (known)
		say_text(&control, 405, known);
	return known;
}
