/*
 * Faults on requests: whom they strike, and what becomes of the answer.
 */
#include "tests/portal/answer.h"
#include "tests/portal/php.h"
#include "tests/portal/rest.h"

#include <string.h>

#define GARBAGE 512

static void say_fault(struct answer *answer, const struct fault *fault)
{
	const struct fault_answer *says = &fault->answer;

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

/* No end of JSON: whoever reads it whole has no bound. */
static void say_huge(struct answer *answer, gint64 mebibytes)
{
	static const char head[] = "{\"result\":\"", tail[] = "\"}";
	gsize length = (gsize)mebibytes << 20;

	g_string_assign(answer->body, head);
	g_string_set_size(answer->body, length - strlen(tail));
	memset(answer->body->str + strlen(head), 'x',
	       length - strlen(head) - strlen(tail));
	g_string_append(answer->body, tail);
	answer->status = 200;
	answer->type = ANSWER_JSON;
}

/* Bytes, zeros among them, that call themselves JSON. */
static void say_garbage(struct answer *answer, struct faults *faults)
{
	g_string_truncate(answer->body, 0);
	for (int i = 0; i < GARBAGE; i++)
		g_string_append_c(answer->body, (char)faults_byte(faults));
	answer->body->str[GARBAGE / 2] = '\0';
	answer->status = 200;
	answer->type = ANSWER_JSON;
}

void rest_spoil(const struct portal *portal, struct answer *answer,
                const struct fault *fault)
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
		answer->delay_ms += fault->number;
		break;
	case FAULT_GARBAGE:
		say_garbage(answer, portal->faults);
		break;
	case FAULT_HUGE:
		say_huge(answer, fault->number);
		break;
	case FAULT_DRIP:
		answer->ending = END_DRIP;
		answer->drip_ms = fault->number;
		break;
	case FAULT_ROTATE:
	case FAULT_LATE:
	case FAULT_CUT:
	case FAULT_COMMAND:
	case FAULT_LAG:
		break;
	}
}

bool rest_runs_anyway(const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_ANSWER:
	case FAULT_REDIRECT:
	case FAULT_GARBAGE:
	case FAULT_HUGE:
		return fault->executed;
	default:
		return fault->kind != FAULT_RESET_BEFORE;
	}
}

struct fault *rest_strike(struct portal *portal, const struct rest *rest)
{
	struct subject subject = {
		.base = { portal->requests, asks, writes, is_batch },
		.rest = rest,
	};
	struct fault *fault =
		fault_copy(faults_strike(portal->faults, &subject.base));

	if (fault && fault->kind == FAULT_ROTATE)
		hook_set_secret(portal->hook,
		                fault->argument ? fault->argument : "rotated");
	return fault;
}
