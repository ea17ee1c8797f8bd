/*
 * Gauges of the portal.
 *
 * Decides nothing: workers.c and limit.c do.
 */
#include "tests/portal/load.h"

#include <math.h>
#include <string.h>

static GHashTable *costs_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

struct load *load_new(void)
{
	struct load *load = g_new0(struct load, 1);

	load->cost = costs_new();
	return load;
}

void load_free(struct load *load)
{
	if (!load)
		return;
	g_hash_table_unref(load->cost);
	g_free(load);
}

void load_reset(struct load *load)
{
	struct gauge *const gauges[] = { &load->in_progress, &load->waiting,
		                         &load->connections };

	for (gsize i = 0; i < G_N_ELEMENTS(gauges); i++)
		gauges[i]->most = gauges[i]->now;
	load->refused_503 = 0;
	load->refused_429 = 0;
	load->given_up = 0;
	g_hash_table_remove_all(load->cost);
}

void gauge_note(struct gauge *gauge)
{
	gauge->most = MAX(gauge->most, gauge->now);
}

void gauge_up(struct gauge *gauge)
{
	gauge->now++;
	gauge_note(gauge);
}

void gauge_down(struct gauge *gauge)
{
	g_assert(gauge->now > 0);
	gauge->now--;
}

void load_bill(struct load *load, const char *method, double seconds)
{
	double *sum = g_hash_table_lookup(load->cost, method);

	if (seconds <= 0)
		return;
	if (!sum) {
		sum = g_new0(double, 1);
		g_hash_table_insert(load->cost, g_strdup(method), sum);
	}
	*sum += seconds;
}

static cJSON *costs(const struct load *load)
{
	cJSON *object = cJSON_CreateObject();
	GList *methods = g_hash_table_get_keys(load->cost);

	methods = g_list_sort(methods, (GCompareFunc)strcmp);
	for (GList *at = methods; at; at = at->next) {
		const double *sum = g_hash_table_lookup(load->cost, at->data);

		/* Sums of many are not exact. */
		cJSON_AddNumberToObject(object, at->data,
		                        round(*sum * 1e6) / 1e6);
	}
	g_list_free(methods);
	return object;
}

void load_add_counters(const struct load *load, cJSON *counters)
{
	const struct {
		const char *name;
		double value;
	} plain[] = {
		{ "in_progress", load->in_progress.now },
		{ "most_in_progress", load->in_progress.most },
		{ "most_waiting", load->waiting.most },
		{ "most_connections", load->connections.most },
		{ "refused_503", (double)load->refused_503 },
		{ "refused_429", (double)load->refused_429 },
		{ "given_up", (double)load->given_up },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		cJSON_AddNumberToObject(counters, plain[i].name,
		                        plain[i].value);
	cJSON_AddItemToObject(counters, "cost_by_method", costs(load));
}
