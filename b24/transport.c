/*
 * What every transport shares. How requests really leave is in http.c; tests
 * have transports of their own.
 */
#include "b24/transport.h"

void transport_answer_clear(struct transport_answer *answer)
{
	if (answer->body)
		g_string_free(answer->body, TRUE);
	g_free(answer->location);
	g_free(answer->why);
	*answer = (struct transport_answer){ 0 };
}
