/*
 * What does not resolve, collected: all of it, not the first.
 */
#include "core/rules_p.h"

static void problem_free(gpointer data)
{
	struct rule_problem *problem = data;

	g_free(problem->text);
	g_free(problem);
}

void rules_complain(struct resolver *r, guint line, const char *format, ...)
{
	struct rule_problem *problem = g_new0(struct rule_problem, 1);
	va_list args;

	problem->line = line;
	problem->fatal = true;
	va_start(args, format);
	problem->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(r->problems, problem);
}

guint rules_deal_line(const struct resolver *r, const char *key)
{
	return settings_line(r->settings, "deal", key);
}

void rules_soften(struct resolver *r)
{
	struct rule_problem *problem = r->problems->pdata[r->problems->len - 1];

	problem->fatal = false;
}

GPtrArray *rules_problems_new(void)
{
	return g_ptr_array_new_with_free_func(problem_free);
}

char *rules_fatal(const GPtrArray *problems, const char *file)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < problems->len; i++) {
		const struct rule_problem *problem = problems->pdata[i];

		if (!problem->fatal)
			continue;
		if (text->len > 0)
			g_string_append_c(text, '\n');
		if (problem->line > 0)
			g_string_append_printf(text, "%s:%u: ", file,
			                       problem->line);
		g_string_append(text, problem->text);
	}
	if (text->len == 0)
		return NULL;
	return g_string_free(g_steal_pointer(&text), FALSE);
}
