#ifndef WEB_CHART_H
#define WEB_CHART_H

#include <cjson/cJSON.h>

/*
 * Orders a day by outcome as stacked bars: numbers for an SVG of its template,
 * and the same days for the table beside it.
 */

/* Outcomes as counts name them, and as people read them. */
enum { CHART_KINDS = 6 };
struct chart_kind {
	const char *name;  /* "created" */
	const char *title; /* "создано" */
};
extern const struct chart_kind chart_kinds[CHART_KINDS];

/* `days`: history_days(). Adds "chart" to the model; nothing where no day has
 * an order. */
void chart_add(cJSON *model, const cJSON *days);

#endif
