/* The bars of the overview stand where they should. */
#include "web/chart.h"

#include <glib.h>

static double number(const cJSON *json, const char *name)
{
	const cJSON *value = cJSON_GetObjectItem(json, name);

	g_assert_true(cJSON_IsNumber(value));
	return value->valuedouble;
}

static cJSON *chart_of(const char *days, cJSON **model_r)
{
	cJSON *json = cJSON_Parse(days);

	*model_r = cJSON_CreateObject();
	g_assert_nonnull(json);
	chart_add(*model_r, json);
	cJSON_Delete(json);
	return cJSON_GetObjectItem(*model_r, "chart");
}

static void test_none(void)
{
	static const char *const rows[] = {
		"[]", "[{\"day\":\"2020-12-24\"}]",
		"[{\"day\":\"2020-12-24\",\"created\":0}]", "{}", "null"
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		cJSON *model;

		g_assert_null(chart_of(rows[i], &model));
		cJSON_Delete(model);
	}
}

static void test_scale(void)
{
	static const struct {
		int orders;
		double top;
	} rows[] = { { 1, 1 },
		     { 2, 2 },
		     { 3, 5 },
		     { 6, 10 },
		     { 10, 10 },
		     { 11, 20 },
		     { 100, 100 },
		     { 101, 200 },
		     { 1000000, 1000000 },
		     { 1000001, 2000000 } };

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *days = g_strdup_printf(
			"[{\"day\":\"2020-12-24\",\"failed\":%d}]",
			rows[i].orders);
		cJSON *model, *chart = chart_of(days, &model);

		g_assert_cmpfloat(number(chart, "top"), ==, rows[i].top);
		g_assert_cmpfloat(number(chart, "half"), ==, rows[i].top / 2);
		cJSON_Delete(model);
	}
}

/* Parts stand on one another, from the axis, and none leaves the picture. */
static void test_bars(void)
{
	cJSON *model,
		*chart = chart_of(
			"[{\"day\":\"2020-12-24\",\"created\":2,\"failed\":3},"
			"{\"day\":\"2020-12-25\"},{\"day\":\"x\",\"held\":5}]",
			&model);
	cJSON *bars = cJSON_GetObjectItem(chart, "bars");
	double right = 0;
	const cJSON *bar, *part;

	g_assert_cmpint(cJSON_GetArraySize(bars), ==, 3);
	cJSON_ArrayForEach (bar, bars) {
		double bottom = 210;

		g_assert_cmpint(
			cJSON_GetArraySize(cJSON_GetObjectItem(bar, "cells")),
			==, 6);
		cJSON_ArrayForEach (part, cJSON_GetObjectItem(bar, "parts")) {
			g_assert_cmpfloat_with_epsilon(
				number(part, "y") + number(part, "h"), bottom,
				1e-9);
			bottom = number(part, "y");
			g_assert_cmpfloat(bottom, >=, 10 - 1e-9);
			g_assert_cmpfloat(number(part, "x"), >=, right);
		}
		right = number(bar, "middle");
		g_assert_cmpfloat(right, <, 960);
	}
	g_assert_cmpint(cJSON_GetArraySize(cJSON_GetObjectItem(
				cJSON_GetArrayItem(bars, 0), "parts")),
	                ==, 2);
	g_assert_cmpstr(cJSON_GetStringValue(cJSON_GetObjectItem(
				cJSON_GetArrayItem(bars, 0), "day")),
	                ==, "24.12");
	cJSON_Delete(model);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart/none", test_none);
	g_test_add_func("/chart/scale", test_scale);
	g_test_add_func("/chart/bars", test_bars);
	return g_test_run();
}
