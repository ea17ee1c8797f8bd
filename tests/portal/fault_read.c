/*
 * Faults as text: a table of kinds, and the words of a line.
 *
 * Refuses a line of which it does not understand every word.
 */
#include "tests/portal/fault_read.h"

#include <string.h>

#define MOST_MIB 256
#define TOO_MANY "Too many requests"
#define TIME_LIMIT "Method is blocked due to operation time limit."

enum argument {
	ARG_NONE,
	ARG_STATUS, /* another status than usual; may lack */
	ARG_NUMBER, /* may lack */
	ARG_COUNT,  /* 1 where it lacks */
	ARG_SIZE,   /* MiB */
	ARG_TEXT,   /* must be there */
	ARG_ANY,    /* any text, may lack */
	ARG_ERROR,  /* STATUS:CODE */
	ARG_LAG,    /* a number, or seconds with an s */
};

static const struct {
	const char *name;
	enum fault_kind kind;
	enum argument argument;
	struct fault_answer answer;
} kinds[] = {
	{ "503",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 503, "\"QUERY_LIMIT_EXCEEDED\"", TOO_MANY } },
	{ "429",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 429, "\"OPERATION_TIME_LIMIT\"", TIME_LIMIT } },
	{ "overload",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 503, "\"OVERLOAD_LIMIT\"",
	    "REST API is blocked due to overload." } },
	{ "500",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 500, "\"INTERNAL_SERVER_ERROR\"", "Internal server error" } },
	{ "unexpected",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 500, "\"ERROR_UNEXPECTED_ANSWER\"",
	    "Server returned an unexpected response" } },
	{ "expired",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 401, "\"expired_token\"",
	    "The access token provided has expired." } },
	{ "credentials",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 401, "\"INVALID_CREDENTIALS\"", "Invalid request credentials" } },
	{ "denied",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 403, "\"ACCESS_DENIED\"", "Access denied!" } },
	{ "deleted",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 403, "\"PORTAL_DELETED\"", "Portal was deleted" } },
	{ "encoding",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 400, "\"WRONG_ENCODING\"", "Wrong request encoding" } },
	{ "int-error",
	  FAULT_ANSWER,
	  ARG_STATUS,
	  { 400, "100", "Could not find value for parameter {fields}" } },
	{ "zero-error", FAULT_ANSWER, ARG_STATUS, { 400, "0", "Ошибка" } },
	{ "empty-error", FAULT_ANSWER, ARG_STATUS, { 400, "\"\"", "Ошибка" } },
	{ "error", FAULT_ANSWER, ARG_ERROR, { 400, "\"\"", "Ошибка" } },
	{ "500html", FAULT_ANSWER, ARG_NONE, { 500, NULL, "500 Internal" } },
	{ "502html", FAULT_ANSWER, ARG_NONE, { 502, NULL, "502 Bad Gateway" } },
	{ "503html", FAULT_ANSWER, ARG_NONE, { 503, NULL, "503 Unavailable" } },
	{ "504html", FAULT_ANSWER, ARG_NONE, { 504, NULL, "504 Time-out" } },
	{ "403html", FAULT_ANSWER, ARG_NONE, { 403, NULL, "403 Forbidden" } },
	{ "html200",
	  FAULT_ANSWER,
	  ARG_NONE,
	  { 200, NULL, "Технические работы" } },
	{ "reset-before", FAULT_RESET_BEFORE, ARG_NONE, { 0 } },
	{ "reset-after", FAULT_RESET_AFTER, ARG_NONE, { 0 } },
	{ "truncate", FAULT_TRUNCATE, ARG_NONE, { 0 } },
	{ "delay", FAULT_DELAY, ARG_NUMBER, { 0 } },
	{ "late", FAULT_LATE, ARG_NUMBER, { 0 } },
	{ "slow", FAULT_DRIP, ARG_NUMBER, { 0 } },
	{ "garbage", FAULT_GARBAGE, ARG_NONE, { 0 } },
	{ "huge", FAULT_HUGE, ARG_SIZE, { 0 } },
	{ "cut", FAULT_CUT, ARG_COUNT, { 0 } },
	{ "302", FAULT_REDIRECT, ARG_TEXT, { 0 } },
	{ "rotate", FAULT_ROTATE, ARG_ANY, { 0 } },
	{ "limit-in-batch",
	  FAULT_COMMAND,
	  ARG_NONE,
	  { 429, "\"OPERATION_TIME_LIMIT\"", TIME_LIMIT } },
	{ "query-limit-in-batch",
	  FAULT_COMMAND,
	  ARG_NONE,
	  { 503, "\"QUERY_LIMIT_EXCEEDED\"", TOO_MANY } },
	{ "error-in-batch",
	  FAULT_COMMAND,
	  ARG_NONE,
	  { 400, "\"\"", "Ошибка" } },
	{ "int-error-in-batch",
	  FAULT_COMMAND,
	  ARG_NONE,
	  { 400, "100", "Could not find value for parameter {fields}" } },
	{ "lag", FAULT_LAG, ARG_LAG, { 0 } },
};

struct fault *fault_copy(const struct fault *fault)
{
	struct fault *copy;

	if (!fault)
		return NULL;
	copy = g_memdup2(fault, sizeof(*fault));
	copy->spec = g_strdup(fault->spec);
	copy->argument = g_strdup(fault->argument);
	copy->code = g_strdup(fault->code);
	copy->method = g_strdup(fault->method);
	copy->command = g_strdup(fault->command);
	if (copy->code)
		copy->answer.code = copy->code;
	return copy;
}

void fault_free(struct fault *fault)
{
	if (!fault)
		return;
	g_free(fault->spec);
	g_free(fault->argument);
	g_free(fault->code);
	g_free(fault->method);
	g_free(fault->command);
	g_free(fault);
}

static bool read_number(const char *text, gint64 most, gint64 *number_r)
{
	return g_ascii_string_to_signed(text, 10, 0, most, number_r, NULL);
}

/* `403:user_access_error`: the code is a text, whatever it looks like. */
static bool read_error(struct fault *fault, const char *text)
{
	const char *colon = strchr(text, ':');
	g_autofree char *status =
		g_strndup(text, colon ? (gsize)(colon - text) : 0);
	gint64 number;

	if (!colon || strpbrk(colon, "\"\\") ||
	    !read_number(status, 599, &number) || number < 100)
		return false;
	fault->code = g_strdup_printf("\"%s\"", colon + 1);
	fault->answer.status = (unsigned)number;
	fault->answer.code = fault->code;
	return true;
}

static bool read_lag(const char *text)
{
	g_autofree char *number = g_strdup(text);
	gsize length = strlen(number);
	gint64 ignored;

	if (length && number[length - 1] == 's')
		number[length - 1] = '\0';
	return read_number(number, G_MAXINT32, &ignored);
}

/* False where the argument is not what this kind takes. */
static bool set_argument(struct fault *fault, enum argument what)
{
	const char *text = fault->argument;

	switch (what) {
	case ARG_NONE:
		return !text;
	case ARG_STATUS:
		if (!text)
			return true;
		if (!read_number(text, 599, &fault->number) ||
		    fault->number < 100)
			return false;
		fault->answer.status = (unsigned)fault->number;
		return true;
	case ARG_NUMBER:
		fault->number = 1000;
		return !text || read_number(text, G_MAXINT32, &fault->number);
	case ARG_COUNT:
		fault->number = 1;
		return !text || (read_number(text, 50, &fault->number) &&
		                 fault->number > 0);
	case ARG_SIZE:
		fault->number = 1;
		return !text || (read_number(text, MOST_MIB, &fault->number) &&
		                 fault->number > 0);
	case ARG_TEXT:
		return text && *text;
	case ARG_ERROR:
		return text && read_error(fault, text);
	case ARG_LAG:
		return text && read_lag(text);
	case ARG_ANY:
		break;
	}
	return true;
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
		fault->answer = kinds[i].answer;
		fault->argument = g_strdup(colon ? colon + 1 : NULL);
		return set_argument(fault, kinds[i].argument);
	}
	return false;
}

static bool set_share(struct fault *fault, const char *value)
{
	char *end = NULL;

	fault->share = g_ascii_strtod(value, &end);
	return end != value && !*end && fault->share > 0 && fault->share <= 100;
}

static bool set_number(struct fault *fault, const char *name, gint64 number)
{
	if (strcmp(name, "request") == 0)
		fault->request = (guint64)number;
	else if (strcmp(name, "skip") == 0)
		fault->skip = number;
	else if (strcmp(name, "write") == 0)
		fault->write = number != 0;
	else if (strcmp(name, "alone") == 0)
		fault->alone = number != 0;
	else if (strcmp(name, "executed") == 0)
		fault->executed = number != 0;
	else if (strcmp(name, "count") == 0)
		fault->count = number;
	else
		return false;
	return true;
}

static bool set_condition(struct fault *fault, const char *word)
{
	const char *equals = strchr(word, '=');
	g_autofree char *name =
		g_strndup(word, equals ? (gsize)(equals - word) : 0);
	const char *value = equals ? equals + 1 : "";
	gint64 number;

	if (strcmp(name, "method") == 0) {
		g_free(fault->method);
		fault->method = g_ascii_strdown(value, -1);
		return *value;
	}
	if (strcmp(name, "command") == 0) {
		g_free(fault->command);
		fault->command = g_strdup(value);
		return *value;
	}
	if (strcmp(name, "share") == 0)
		return set_share(fault, value);
	return read_number(value, G_MAXINT64, &number) &&
	       set_number(fault, name, number);
}

static struct fault *read_words(GStrv words, const char **bad_r)
{
	struct fault *fault = g_new0(struct fault, 1);
	bool kind = false;

	fault->count = -1;
	fault->share = 100;
	*bad_r = "";
	for (; *words; words++) {
		if (!**words)
			continue;
		*bad_r = *words;
		if (kind ? !set_condition(fault, *words)
		         : !set_kind(fault, *words)) {
			fault_free(fault);
			return NULL;
		}
		kind = true;
	}
	if (kind)
		return fault;
	fault_free(fault);
	return NULL;
}

struct fault *fault_read(const char *spec, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(spec, " \t\r\n", -1);
	const char *bad;
	struct fault *fault = read_words(words, &bad);

	if (!fault) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		            "fault \"%s\": what is \"%s\"?", spec, bad);
		return NULL;
	}
	fault->spec = g_strdup(spec);
	fault->forever =
		fault->count == 0 || (fault->count < 0 && fault->share < 100);
	if (fault->count < 0)
		fault->count = 1;
	return fault;
}
