/*
 * Faults: a list of those that are set.
 *
 * Decides only which fault strikes; rest_fault.c and batch.c carry it out.
 */
#include "tests/portal/fault_read.h"

#include <glib.h>
#include <string.h>

struct faults {
	GPtrArray *list; /* of struct fault, owned */
	GRand *random;
	guint32 seed;
	guint64 struck;
};

struct faults *faults_new(void)
{
	struct faults *faults = g_new0(struct faults, 1);

	faults->list =
		g_ptr_array_new_with_free_func((GDestroyNotify)fault_free);
	faults->seed = g_random_int();
	faults->random = g_rand_new_with_seed(faults->seed);
	return faults;
}

void faults_free(struct faults *faults)
{
	if (!faults)
		return;
	g_ptr_array_unref(faults->list);
	g_rand_free(faults->random);
	g_free(faults);
}

void faults_clear(struct faults *faults)
{
	g_ptr_array_set_size(faults->list, 0);
}

void faults_set_seed(struct faults *faults, guint32 seed)
{
	faults->seed = seed;
	g_rand_set_seed(faults->random, seed);
}

guint32 faults_seed(const struct faults *faults)
{
	return faults->seed;
}

guchar faults_byte(struct faults *faults)
{
	return (guchar)g_rand_int_range(faults->random, 0, 256);
}

bool faults_add(struct faults *faults, const char *spec, GError **error)
{
	struct fault *fault = fault_read(spec, error);

	if (fault)
		g_ptr_array_add(faults->list, fault);
	return fault != NULL;
}

/* Counts the fault down; true where it strikes now. */
static bool use(struct faults *faults, struct fault *fault)
{
	if (!fault->forever && fault->count <= 0)
		return false;
	if (fault->skip > 0) {
		fault->skip--;
		return false;
	}
	if (fault->share < 100 &&
	    g_rand_double_range(faults->random, 0, 100) >= fault->share)
		return false;
	fault->count--;
	faults->struck++;
	return true;
}

static bool fits(const struct fault *fault, const struct fault_subject *subject)
{
	if (fault->request && fault->request != subject->request)
		return false;
	if (fault->method && !subject->asks(subject, fault->method))
		return false;
	if (fault->alone && subject->is_batch(subject))
		return false;
	return !fault->write || subject->writes(subject);
}

const struct fault *faults_strike(struct faults *faults,
                                  const struct fault_subject *subject)
{
	for (guint i = 0; i < faults->list->len; i++) {
		struct fault *fault = faults->list->pdata[i];

		if (fault->kind != FAULT_COMMAND && fault->kind != FAULT_LAG &&
		    fits(fault, subject) && use(faults, fault))
			return fault;
	}
	return NULL;
}

const struct fault *faults_strike_command(struct faults *faults,
                                          guint64 request, const char *key,
                                          const char *method)
{
	for (guint i = 0; i < faults->list->len; i++) {
		struct fault *fault = faults->list->pdata[i];

		if (fault->kind != FAULT_COMMAND)
			continue;
		if (fault->request && fault->request != request)
			continue;
		if (fault->method && strcmp(fault->method, method) != 0)
			continue;
		if (fault->command && strcmp(fault->command, key) != 0)
			continue;
		if (use(faults, fault))
			return fault;
	}
	return NULL;
}

void faults_lag(const struct faults *faults, guint64 *requests_r,
                double *seconds_r)
{
	*requests_r = 0;
	*seconds_r = 0;
	for (guint i = 0; i < faults->list->len; i++) {
		const struct fault *fault = faults->list->pdata[i];
		const char *argument = fault->argument;

		if (fault->kind != FAULT_LAG || !argument)
			continue;
		if (g_str_has_suffix(argument, "s"))
			*seconds_r =
				MAX(*seconds_r, g_ascii_strtod(argument, NULL));
		else
			*requests_r = MAX(*requests_r,
			                  g_ascii_strtoull(argument, NULL, 10));
	}
}

guint64 faults_struck(const struct faults *faults)
{
	return faults->struck;
}
