/*
 * What every transport shares. How requests really leave is in http.c; tests
 * have transports of their own.
 */
#include "b24/transport.h"

enum { LOOK_MS = 60 * 1000 };

void transport_post(struct transport *transport, const char *method,
                    const char *body, bool write,
                    struct transport_answer *answer_r)
{
	transport->begin(transport, method, body, write, transport);
	while (!transport->next(transport, LOOK_MS, answer_r))
		;
}

void transport_answer_clear(struct transport_answer *answer)
{
	if (answer->body)
		g_string_free(answer->body, TRUE);
	g_free(answer->location);
	g_free(answer->why);
	*answer = (struct transport_answer){ 0 };
}
