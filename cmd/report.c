/*
 * Texts of the terminal and the log.
 *
 * Refuses to print a whole body of the portal: a debug log is read by people.
 */
#include "cmd/report.h"

#include <string.h>

enum { BODY_BYTES = 4000 };

char *report_change(const struct outcome_change *change)
{
	if (change->from == NULL || change->from[0] == '\0')
		return g_strdup_printf("%s: %s", change->field, change->to);
	return g_strdup_printf("%s: %s → %s", change->field, change->from,
	                       change->to);
}

char *report_fault(const char *file, const struct message *fault)
{
	g_autoptr(GString) text = g_string_new(file);

	if (fault->line > 0)
		g_string_append_printf(text, ":%u", fault->line);
	if (fault->line > 0 && fault->column > 0)
		g_string_append_printf(text, ":%u", fault->column);
	g_string_append_printf(text, ": [%s] %s", message_name(fault->code),
	                       fault->text);
	if (fault->number != NULL)
		g_string_append_printf(text, " (заказ-наряд № %s)",
		                       fault->number);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static const char *order_name(const struct outcome *outcome)
{
	if (outcome->number != NULL)
		return outcome->number;
	return outcome->ref != NULL ? outcome->ref : "без номера";
}

char *report_order(const char *file, const struct outcome *outcome)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s: № %s: %s", file, order_name(outcome),
	                       outcome_name(outcome->kind));
	if (outcome->deal != 0)
		g_string_append_printf(text, ", сделка %" G_GINT64_FORMAT,
		                       outcome->deal);
	for (guint i = 0; i < outcome->changes->len; i++) {
		g_autofree char *change =
			report_change(outcome->changes->pdata[i]);

		g_string_append_printf(text, "; %s", change);
	}
	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];

		g_string_append_printf(text, "; %s: %s",
		                       message_name(message->code),
		                       message->text);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *report_totals(const struct totals *totals)
{
	const guint64 *of = totals->of;

	return g_strdup_printf(
		"заказ-нарядов %" G_GUINT64_FORMAT
		": создано %" G_GUINT64_FORMAT ", обновлено %" G_GUINT64_FORMAT
		", без изменений %" G_GUINT64_FORMAT
		", пропущено %" G_GUINT64_FORMAT ", отложено %" G_GUINT64_FORMAT
		", с ошибкой %" G_GUINT64_FORMAT,
		totals->all, of[OUTCOME_CREATED], of[OUTCOME_UPDATED],
		of[OUTCOME_UNCHANGED], of[OUTCOME_SKIPPED], of[OUTCOME_HELD],
		of[OUTCOME_FAILED]);
}

static const char *state_name(enum file_state state)
{
	switch (state) {
	case FILE_DONE:
		return "выполнен";
	case FILE_PARTLY:
		return "выполнен частично";
	case FILE_REJECTED:
		return "отклонён";
	case FILE_HELD:
		return "отложен";
	default:
		return "не закончен";
	}
}

char *report_file(const char *name, enum file_state state,
                  const struct totals *totals, const char *ack, const char *why)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s: файл %s", name, state_name(state));
	if (why != NULL)
		g_string_append_printf(text, ": %s", why);
	if (state == FILE_DONE || state == FILE_PARTLY) {
		g_autofree char *counts = report_totals(totals);

		g_string_append_printf(text, "; %s", counts);
	}
	if (ack != NULL)
		g_string_append_printf(text, "; ответ ack/%s", ack);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_body(GString *text, const char *body)
{
	size_t length = strlen(body);

	g_string_append_len(text, body, (gssize)MIN(length, BODY_BYTES));
	if (length > BODY_BYTES)
		g_string_append_printf(text, "… (всего байт: %zu)", length);
}

char *report_trace(const struct http_trace *trace)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "→ %s ", trace->method);
	append_body(text, trace->request);
	g_string_append_printf(text, "\n← %ld, %" G_GINT64_FORMAT " мс ",
	                       trace->status, trace->ms);
	if (trace->why != NULL)
		g_string_append(text, trace->why);
	append_body(text, trace->answer);
	return g_string_free(g_steal_pointer(&text), FALSE);
}
