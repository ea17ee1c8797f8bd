/*
 * Texts of the terminal and the log.
 *
 * Refuses to tell a log the names and phones of people: `plan`, `show` and the
 * ack have them, for those who ask.
 */
#include "cmd/report.h"

#include "core/mask.h"
#include "core/text.h"
#include "watcher/spool.h"

enum { LINE_BYTES = 16 * 1024 };

/* Names and numbers are other people's: what they hold makes no second line,
 * which a log would take for its own. */
static char *one_line(GString *text)
{
	char *plain = text_plain(text->str, LINE_BYTES);

	g_string_free(text, TRUE);
	return plain;
}

char *report_change(const struct outcome_change *change)
{
	if (change->from == NULL || change->from[0] == '\0')
		return g_strdup_printf("%s: %s", change->field, change->to);
	return g_strdup_printf("%s: %s → %s", change->field, change->from,
	                       change->to);
}

char *report_fault(const char *file, const struct message *fault)
{
	g_autofree char *plain = spool_name_plain(file);
	GString *text = g_string_new(plain);

	if (fault->line > 0)
		g_string_append_printf(text, ":%u", fault->line);
	if (fault->line > 0 && fault->column > 0)
		g_string_append_printf(text, ":%u", fault->column);
	g_string_append_printf(text, ": [%s] %s", message_name(fault->code),
	                       fault->text);
	if (fault->number != NULL)
		g_string_append_printf(text, " (заказ-наряд № %s)",
		                       fault->number);
	return one_line(text);
}

static const char *order_name(const struct outcome *outcome)
{
	if (outcome->number != NULL)
		return outcome->number;
	return outcome->ref != NULL ? outcome->ref : "без номера";
}

/* The order's own number may be shown wherever it stands. */
static char *masked(const struct outcome_change *change,
                    const struct outcome *outcome, const char *value)
{
	if (value == NULL || g_strcmp0(value, outcome->number) == 0)
		return g_strdup(value);
	return mask_value(change->field, value);
}

static char *masked_change(const struct outcome_change *change,
                           const struct outcome *outcome)
{
	g_autofree char *from = masked(change, outcome, change->from);
	g_autofree char *to = masked(change, outcome, change->to);
	struct outcome_change shown = { change->entity, change->field, from,
		                        to };

	return report_change(&shown);
}

char *report_order(const char *file, const struct outcome *outcome)
{
	g_autofree char *plain = spool_name_plain(file);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s: № %s: %s", plain, order_name(outcome),
	                       outcome_name(outcome->kind));
	if (outcome->deal != 0)
		g_string_append_printf(text, ", сделка %" G_GINT64_FORMAT,
		                       outcome->deal);
	for (guint i = 0; i < outcome->changes->len; i++) {
		g_autofree char *change =
			masked_change(outcome->changes->pdata[i], outcome);

		g_string_append_printf(text, "; %s", change);
	}
	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];
		g_autofree char *said = message_masked(message);

		g_string_append_printf(text, "; %s: %s",
		                       message_name(message->code), said);
	}
	return one_line(text);
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
	g_autofree char *plain = spool_name_plain(name);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s: файл %s", plain, state_name(state));
	if (why != NULL)
		g_string_append_printf(text, ": %s", why);
	if (state == FILE_DONE || state == FILE_PARTLY) {
		g_autofree char *counts = report_totals(totals);

		g_string_append_printf(text, "; %s", counts);
	}
	if (ack != NULL) {
		g_autofree char *answer = spool_name_plain(ack);

		g_string_append_printf(text, "; ответ ack/%s", answer);
	}
	return one_line(text);
}
