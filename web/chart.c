/* Where the bars of the chart stand, in the units of its SVG. */
#include "web/chart.h"

#include "web/page.h"

#include <string.h>

enum { WIDE = 960, HIGH = 200, TOP = 10, LEFT = 50, BAR_GAP = 4 };

const struct chart_kind chart_kinds[CHART_KINDS] = {
	{ "created", "создано" },         { "updated", "обновлено" },
	{ "unchanged", "без изменений" }, { "skipped", "пропущено" },
	{ "held", "отложено" },           { "failed", "с ошибкой" },
};

static double count_of(const cJSON *day, const char *kind)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(day, kind);

	return cJSON_IsNumber(value) ? value->valuedouble : 0;
}

static double all_of(const cJSON *day)
{
	double all = 0;

	for (size_t i = 0; i < CHART_KINDS; i++)
		all += count_of(day, chart_kinds[i].name);
	return all;
}

/* The next of 1, 2, 5, 10, 20 … that is not less. */
static double round_up(double most)
{
	static const double steps[] = { 1, 2, 5 };

	for (double ten = 1;; ten *= 10)
		for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
			if (steps[i] * ten >= most)
				return steps[i] * ten;
}

/* "24.12" */
static char *short_day(const cJSON *day)
{
	const char *text = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(day, "day"));

	if (text == NULL || strlen(text) != strlen("2020-12-24"))
		return g_strdup("");
	return g_strdup_printf("%.2s.%.2s", text + 8, text + 5);
}

static void add_part(cJSON *parts, const struct chart_kind *kind, double count,
                     double x, double wide, double bottom, double tall)
{
	cJSON *part = page_add(parts);

	page_text(part, "kind", kind->name);
	page_text(part, "title", kind->title);
	cJSON_AddNumberToObject(part, "count", count);
	cJSON_AddNumberToObject(part, "x", x);
	cJSON_AddNumberToObject(part, "y", bottom - tall);
	cJSON_AddNumberToObject(part, "w", wide);
	cJSON_AddNumberToObject(part, "h", tall);
}

static void add_bar(cJSON *bars, const cJSON *day, int place, double step,
                    double scale)
{
	cJSON *bar = page_add(bars);
	cJSON *parts = page_list(bar, "parts");
	cJSON *cells = page_list(bar, "cells");
	g_autofree char *name = short_day(day);
	double x = LEFT + place * step;
	double bottom = TOP + HIGH;

	page_text(bar, "day", name);
	cJSON_AddNumberToObject(bar, "middle", x + (step - BAR_GAP) / 2);
	/* Every day's name would not fit. */
	cJSON_AddBoolToObject(bar, "named", place % 5 == 0);
	for (size_t i = 0; i < CHART_KINDS; i++) {
		double count = count_of(day, chart_kinds[i].name);
		double tall = count * scale;
		g_autofree char *text = g_strdup_printf("%.0f", count);

		page_text(page_add(cells), "count", text);
		if (count == 0)
			continue;
		add_part(parts, &chart_kinds[i], count, x, step - BAR_GAP,
		         bottom, tall);
		bottom -= tall;
	}
}

void chart_add(cJSON *model, const cJSON *days)
{
	int count = cJSON_GetArraySize(days), place = 0;
	double most = 0, top;
	const cJSON *day;
	cJSON *chart, *bars, *names;

	cJSON_ArrayForEach (day, days)
		most = MAX(most, all_of(day));
	if (most == 0)
		return;
	top = round_up(most);
	chart = cJSON_AddObjectToObject(model, "chart");
	bars = page_list(chart, "bars");
	names = page_list(chart, "kinds");
	for (size_t i = 0; i < CHART_KINDS; i++) {
		cJSON *name = page_add(names);

		page_text(name, "kind", chart_kinds[i].name);
		page_text(name, "title", chart_kinds[i].title);
	}
	cJSON_AddNumberToObject(chart, "top", top);
	cJSON_AddNumberToObject(chart, "half", top / 2);
	cJSON_ArrayForEach (day, days)
		add_bar(bars, day, place++, (double)(WIDE - LEFT) / count,
		        HIGH / top);
}
