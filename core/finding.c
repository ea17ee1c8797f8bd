/*
 * Findings as values and as texts. Who finds what is elsewhere: rules_*.c
 * (settings against a portal), examine.c (the portal itself), watcher/check.c
 * (files, folders, the network).
 */
#include "core/finding.h"

static void finding_free(gpointer data)
{
	struct finding *finding = data;

	g_free(finding->subject);
	g_free(finding->text);
	g_free(finding->advice);
	g_free(finding);
}

GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func(finding_free);
}

struct finding *findings_add(GPtrArray *findings, enum finding_area area,
                             enum finding_severity severity,
                             const char *subject, const char *format, ...)
{
	struct finding *finding = g_new0(struct finding, 1);
	va_list args;

	finding->area = area;
	finding->severity = severity;
	finding->subject = g_strdup(subject);
	va_start(args, format);
	finding->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(findings, finding);
	return finding;
}

void finding_advise(struct finding *finding, const char *format, ...)
{
	g_autofree char *before = finding->advice;
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	finding->advice =
		before ? g_strconcat(before, " ", text, NULL) : g_strdup(text);
}

char *finding_text(const struct finding *finding, const char *file)
{
	GString *text = g_string_new(NULL);

	if (finding->line > 0 && file != NULL)
		g_string_append_printf(text, "%s:%u: ", file, finding->line);
	if (finding->subject[0] != '\0')
		g_string_append_printf(text, "%s: ", finding->subject);
	g_string_append(text, finding->text);
	if (finding->advice != NULL)
		g_string_append_printf(text, " %s", finding->advice);
	return g_string_free(text, FALSE);
}

const char *finding_mark(const struct finding *finding)
{
	if (finding->severity == FINDING_GOOD)
		return "✓";
	return finding->severity == FINDING_REMARK ? "!" : "✗";
}

const char *finding_area_name(enum finding_area area)
{
	switch (area) {
	case AREA_SETTINGS:
		return "Настройки и папки";
	case AREA_PORTAL:
		return "Портал и вебхук";
	case AREA_FIELDS:
		return "Поля сделки";
	case AREA_STAGES:
		return "Воронки и стадии";
	default:
		return "Источники и ответственные";
	}
}

void findings_move(GPtrArray *findings, GPtrArray *more)
{
	while (more->len > 0)
		g_ptr_array_add(findings, g_ptr_array_steal_index(more, 0));
}

static int by_area(gconstpointer a, gconstpointer b)
{
	const struct finding *one = *(const struct finding *const *)a;
	const struct finding *other = *(const struct finding *const *)b;
	int area = (int)one->area - (int)other->area;

	/* Both kinds of ✗ together, in the order of the settings. */
	if (area == 0)
		return (int)MIN(other->severity, FINDING_BAD) -
		       (int)MIN(one->severity, FINDING_BAD);
	return area;
}

void findings_sort(GPtrArray *findings)
{
	g_ptr_array_sort(findings, by_area);
}

guint findings_count(const GPtrArray *findings, enum finding_severity from,
                     enum finding_severity to)
{
	guint count = 0;

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		count += finding->severity >= from && finding->severity <= to;
	}
	return count;
}

char *findings_fatal(const GPtrArray *findings, const char *file)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *line = NULL;

		if (finding->severity != FINDING_FATAL)
			continue;
		line = finding_text(finding, file);
		g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "",
		                       line);
	}
	if (text->len == 0)
		return NULL;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *findings_summary(const GPtrArray *findings)
{
	guint bad = findings_count(findings, FINDING_BAD, FINDING_FATAL);
	guint remarks =
		findings_count(findings, FINDING_REMARK, FINDING_REMARK);

	if (bad > 0 && remarks > 0)
		return g_strdup_printf(
			"Итог: исправить ✗ %u, обратить внимание ! %u.", bad,
			remarks);
	if (bad > 0)
		return g_strdup_printf("Итог: исправить ✗ %u.", bad);
	if (remarks > 0)
		return g_strdup_printf("Итог: ошибок нет, обмен можно "
		                       "запускать; обратить внимание ! %u.",
		                       remarks);
	return g_strdup("Итог: всё в порядке, обмен можно запускать.");
}
