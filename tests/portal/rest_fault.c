/*
 * Faults on requests: whom they strike, and what becomes of the answer.
 */
#include "tests/portal/answer.h"
#include "tests/portal/php.h"
#include "tests/portal/rest.h"

#include <string.h>

static void say_fault(struct answer *answer, const struct fault *fault)
{
	const struct fault_answer *says = fault->answer;

	g_string_truncate(answer->body, 0);
	if (says->code)
		answer_error(answer, says->status, says->code, says->text);
	else
		answer_html(answer, says->status, says->text);
}

struct subject {
	struct fault_subject base;
	const struct rest *rest;
};

static bool any_command(const struct rest *rest, const char *name,
                        unsigned flags)
{
	const cJSON *commands = php_get_caseless(rest->params, "cmd");
	const cJSON *command;

	cJSON_ArrayForEach (command, commands) {
		const char *text = cJSON_GetStringValue(command);
		g_autofree char *path =
			text ? g_strndup(text, strcspn(text, "?#")) : NULL;
		const struct method *method = path ? method_find(path) : NULL;

		if (method && (!name || strcmp(method->name, name) == 0) &&
		    (method->flags & flags) == flags)
			return true;
	}
	return false;
}

static bool asks(const struct fault_subject *base, const char *name)
{
	const struct rest *rest = ((const struct subject *)base)->rest;

	if (strcmp(rest->name, name) == 0)
		return true;
	return strcmp(rest->name, "batch") == 0 && any_command(rest, name, 0);
}

static bool writes(const struct fault_subject *base)
{
	const struct rest *rest = ((const struct subject *)base)->rest;

	if (rest->method && rest->method->flags & METHOD_WRITE)
		return true;
	return strcmp(rest->name, "batch") == 0 &&
	       any_command(rest, NULL, METHOD_WRITE);
}

static bool is_batch(const struct fault_subject *base)
{
	return strcmp(((const struct subject *)base)->rest->name, "batch") == 0;
}

static gint64 number(const struct fault *fault, gint64 otherwise)
{
	return fault->argument ? g_ascii_strtoll(fault->argument, NULL, 10)
	                       : otherwise;
}

/* What a fault does after, or in place of, the true answer. */
static void spoil(struct answer *answer, const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_ANSWER:
		say_fault(answer, fault);
		break;
	case FAULT_REDIRECT:
		answer_html(answer, 302, "302 Found");
		g_free(answer->location);
		answer->location = g_strdup(fault->argument);
		break;
	case FAULT_RESET_BEFORE:
	case FAULT_RESET_AFTER:
		answer->ending = END_RESET;
		break;
	case FAULT_TRUNCATE:
		answer->ending = END_TRUNCATE;
		break;
	case FAULT_DELAY:
		answer->delay_ms += number(fault, 1000);
		break;
	case FAULT_LATE:
	case FAULT_CUT:
	case FAULT_COMMAND:
	case FAULT_LAG:
		break;
	}
}

static bool runs_anyway(const struct fault *fault)
{
	if (fault->kind == FAULT_ANSWER || fault->kind == FAULT_REDIRECT)
		return fault->executed;
	return fault->kind != FAULT_RESET_BEFORE;
}

const char *rest_answer(struct portal *portal, const struct request *request,
                        const struct rest *rest, struct answer *answer)
{
	struct subject subject = {
		.base = { portal->requests, asks, writes, is_batch },
		.rest = rest,
	};
	const struct fault *fault = NULL;

	if (!request->postponed)
		fault = faults_strike(portal->faults, &subject.base);
	if (fault && fault->kind == FAULT_LATE) {
		answer->postponed_ms = number(fault, 1000);
		portal->postponed++;
		return fault->spec;
	}
	if (fault && fault->kind == FAULT_CUT)
		portal->cut = (guint64)number(fault, 1);
	if (!fault || runs_anyway(fault))
		rest_carry_out(portal, rest, answer);
	portal->cut = 0;
	if (fault)
		spoil(answer, fault);
	return fault ? fault->spec : NULL;
}
