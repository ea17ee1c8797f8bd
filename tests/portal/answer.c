/*
 * Bodies: JSON as PHP writes it, and the HTML page that comes in its place
 * when a portal is ill.
 */
#include "tests/portal/answer.h"

#include "tests/portal/json.h"
#include "tests/portal/php.h"

void answer_init(struct answer *answer)
{
	*answer = (struct answer){
		.status = 200,
		.type = ANSWER_JSON,
		.body = g_string_new(NULL),
	};
}

void answer_clear(struct answer *answer)
{
	g_clear_pointer(&answer->location, g_free);
	if (answer->body)
		g_string_free(answer->body, TRUE);
	answer->body = NULL;
}

void answer_html(struct answer *answer, unsigned status, const char *text)
{
	answer->status = status;
	answer->type = ANSWER_HTML;
	g_string_printf(answer->body,
	                "<!DOCTYPE html>\n<html><head><title>%s</title>"
	                "</head>\n<body><h1>%s</h1></body></html>\n",
	                text, text);
}

void answer_json(struct answer *answer, unsigned status, cJSON *body)
{
	answer->status = status;
	answer->type = ANSWER_JSON;
	json_wire(answer->body, php_normal(body));
	cJSON_Delete(body);
}

void answer_error(struct answer *answer, unsigned status, const char *code,
                  const char *text)
{
	cJSON *body = cJSON_CreateObject();

	cJSON_AddItemToObject(body, "error", cJSON_Parse(code));
	cJSON_AddStringToObject(body, "error_description", text);
	answer_json(answer, status, body);
}
