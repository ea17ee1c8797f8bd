/*
 * The pieces that a plan is made of: changes, steps, verdicts.
 */
#include "core/plan_p.h"

void change_free(gpointer data)
{
	struct change *change = data;

	g_free(change->field);
	g_free(change->from);
	g_free(change->to);
	g_free(change);
}

struct change *change_new(const char *field, enum value_type type,
                          const char *from, const char *to)
{
	struct change *change = g_new0(struct change, 1);

	change->field = g_strdup(field);
	change->type = type;
	change->from = g_strdup(from);
	change->to = g_strdup(to);
	return change;
}

struct change *plan_change(struct step *step, const char *field,
                           enum value_type type, const char *from,
                           const char *to)
{
	struct change *change = change_new(field, type, from, to);

	g_ptr_array_add(step->changes, change);
	return change;
}

void step_free(gpointer data)
{
	struct step *step = data;

	g_ptr_array_unref(step->changes);
	g_free(step->originator);
	g_free(step->origin);
	g_free(step->refusal);
	g_free(step->kept);
	g_free(step);
}

struct step *plan_step(struct planner *planner, enum entity entity,
                       enum step_verb verb, gint64 id)
{
	struct step *step = g_new0(struct step, 1);

	step->entity = entity;
	step->verb = verb;
	step->id = id;
	step->changes = g_ptr_array_new_with_free_func(change_free);
	g_ptr_array_add(planner->plan->steps, step);
	return step;
}

void verdict_free(gpointer data)
{
	struct verdict *verdict = data;

	contact_free(verdict->contact_before);
	g_ptr_array_unref(verdict->messages);
	g_free(verdict->stage);
	g_free(verdict);
}

void verdict_say(struct verdict *verdict, struct message *message)
{
	g_ptr_array_add(verdict->messages, message);
}

void verdict_end(struct verdict *verdict, enum action action,
                 struct message *message)
{
	verdict->action = action;
	if (message != NULL)
		verdict_say(verdict, message);
}

void verdict_fail(struct verdict *verdict, struct message *message)
{
	verdict_end(verdict, ACTION_ERROR, message);
}

bool verdict_is_over(const struct verdict *verdict)
{
	return verdict->action == ACTION_SKIP ||
	       verdict->action == ACTION_HOLD ||
	       verdict->action == ACTION_ERROR;
}

const struct memory_document *plan_memory(const struct planner *planner,
                                          const struct judged *judged)
{
	const struct memory_document *known = NULL;

	if (judged->key != NULL)
		known = memory_document(planner->memory, judged->key);
	if (known == NULL && judged->other_key != NULL)
		known = memory_document(planner->memory, judged->other_key);
	return known;
}

const char *match_name(enum match match)
{
	static const char *const names[] = { "none", "id", "mark", "phone",
		                             "new" };

	return names[match];
}

const char *action_name(enum action action)
{
	static const char *const names[] = { "none", "create", "update",
		                             "skip", "hold",   "error" };

	return names[action];
}
