/*
 * Faults: a table of kinds, a list of those that are set.
 *
 * Decides only which fault strikes; portal.c and batch.c carry it out.
 */
#include "tests/portal/fault.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define TOO_MANY "Too many requests"
#define TIME_LIMIT "Method is blocked due to operation time limit."

static const struct {
	const char *name;
	enum fault_kind kind;
	struct fault_answer answer;
} kinds[] = {
	{ "503", FAULT_ANSWER, { 503, "\"QUERY_LIMIT_EXCEEDED\"", TOO_MANY } },
	{ "429",
	  FAULT_ANSWER,
	  { 429, "\"OPERATION_TIME_LIMIT\"", TIME_LIMIT } },
	{ "overload",
	  FAULT_ANSWER,
	  { 503, "\"OVERLOAD_LIMIT\"",
	    "REST API is blocked due to overload." } },
	{ "500",
	  FAULT_ANSWER,
	  { 500, "\"INTERNAL_SERVER_ERROR\"", "Internal server error" } },
	{ "expired",
	  FAULT_ANSWER,
	  { 401, "\"expired_token\"",
	    "The access token provided has expired." } },
	{ "denied",
	  FAULT_ANSWER,
	  { 403, "\"ACCESS_DENIED\"", "Access denied!" } },
	{ "deleted",
	  FAULT_ANSWER,
	  { 403, "\"PORTAL_DELETED\"", "Portal was deleted" } },
	{ "int-error",
	  FAULT_ANSWER,
	  { 400, "100", "Could not find value for parameter {fields}" } },
	{ "empty-error", FAULT_ANSWER, { 400, "\"\"", "Ошибка" } },
	{ "500html", FAULT_ANSWER, { 500, NULL, "500 Internal Error" } },
	{ "502html", FAULT_ANSWER, { 502, NULL, "502 Bad Gateway" } },
	{ "503html", FAULT_ANSWER, { 503, NULL, "503 Unavailable" } },
	{ "504html", FAULT_ANSWER, { 504, NULL, "504 Gateway Time-out" } },
	{ "403html", FAULT_ANSWER, { 403, NULL, "403 Forbidden" } },
	{ "html200", FAULT_ANSWER, { 200, NULL, "Технические работы" } },
	{ "reset-before", FAULT_RESET_BEFORE, { 0 } },
	{ "reset-after", FAULT_RESET_AFTER, { 0 } },
	{ "truncate", FAULT_TRUNCATE, { 0 } },
	{ "delay", FAULT_DELAY, { 0 } },
	{ "late", FAULT_LATE, { 0 } },
	{ "cut", FAULT_CUT, { 0 } },
	{ "302", FAULT_REDIRECT, { 0 } },
	{ "limit-in-batch",
	  FAULT_COMMAND,
	  { 429, "\"OPERATION_TIME_LIMIT\"", TIME_LIMIT } },
	{ "query-limit-in-batch",
	  FAULT_COMMAND,
	  { 503, "\"QUERY_LIMIT_EXCEEDED\"", TOO_MANY } },
	{ "error-in-batch", FAULT_COMMAND, { 400, "\"\"", "Ошибка" } },
	{ "lag", FAULT_LAG, { 0 } },
};

struct faults {
	GPtrArray *list; /* of struct fault, owned */
	guint64 struck;
};

static void fault_free(gpointer data)
{
	struct fault *fault = data;

	g_free(fault->spec);
	g_free(fault->argument);
	g_free(fault->method);
	g_free(fault->command);
	g_free(fault);
}

struct faults *faults_new(void)
{
	struct faults *faults = g_new0(struct faults, 1);

	faults->list = g_ptr_array_new_with_free_func(fault_free);
	return faults;
}

void faults_free(struct faults *faults)
{
	if (!faults)
		return;
	g_ptr_array_unref(faults->list);
	g_free(faults);
}

void faults_clear(struct faults *faults)
{
	g_ptr_array_set_size(faults->list, 0);
}

static bool set_kind(struct fault *fault, const char *word)
{
	const char *colon = strchr(word, ':');
	gsize length = colon ? (gsize)(colon - word) : strlen(word);

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strlen(kinds[i].name) != length ||
		    strncmp(kinds[i].name, word, length) != 0)
			continue;
		fault->kind = kinds[i].kind;
		fault->answer = &kinds[i].answer;
		fault->argument = g_strdup(colon ? colon + 1 : NULL);
		return true;
	}
	return false;
}

static bool set_condition(struct fault *fault, const char *word)
{
	const char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : "";
	gint64 number = g_ascii_strtoll(value, NULL, 10);

	if (g_str_has_prefix(word, "method=")) {
		g_free(fault->method);
		fault->method = g_ascii_strdown(value, -1);
	} else if (g_str_has_prefix(word, "command=")) {
		g_free(fault->command);
		fault->command = g_strdup(value);
	} else if (g_str_has_prefix(word, "request=")) {
		fault->request = (guint64)number;
	} else if (g_str_has_prefix(word, "skip=")) {
		fault->skip = number;
	} else if (g_str_has_prefix(word, "count=")) {
		fault->count = number;
		fault->forever = number == 0;
	} else if (g_str_has_prefix(word, "write=")) {
		fault->write = number != 0;
	} else if (g_str_has_prefix(word, "alone=")) {
		fault->alone = number != 0;
	} else if (g_str_has_prefix(word, "executed=")) {
		fault->executed = number != 0;
	} else {
		return false;
	}
	return true;
}

bool faults_add(struct faults *faults, const char *spec, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(spec, " \t\r\n", -1);
	struct fault *fault = g_new0(struct fault, 1);
	bool good = true, kind = false;

	fault->spec = g_strdup(spec);
	fault->count = 1;
	for (GStrv word = words; *word && good; word++) {
		if (!**word)
			continue;
		good = kind ? set_condition(fault, *word)
		            : set_kind(fault, *word);
		kind = true;
		if (!good)
			g_set_error(
				error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				"fault \"%s\": what is \"%s\"?", spec, *word);
	}
	if (good && !kind) {
		good = false;
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		            "a fault needs a kind");
	}
	if (!good) {
		fault_free(fault);
		return false;
	}
	g_ptr_array_add(faults->list, fault);
	return true;
}

/* Counts the fault down; true where it strikes now. */
static bool use(struct faults *faults, struct fault *fault)
{
	if (fault->skip > 0) {
		fault->skip--;
		return false;
	}
	if (!fault->forever && fault->count <= 0)
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
