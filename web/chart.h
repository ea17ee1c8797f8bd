#ifndef WEB_CHART_H
#define WEB_CHART_H

#include <cjson/cJSON.h>

/*
 * Orders a day by outcome as stacked bars: numbers for an SVG of its template,
 * and the same days for the table beside it.
 */

/* `days`: history_days(). Adds "chart" to the model; nothing where no day has
 * an order. */
void chart_add(cJSON *model, const cJSON *days);

#endif
