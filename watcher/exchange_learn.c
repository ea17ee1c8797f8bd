/*
 * What the portal has, learned now and then, and the settings against it.
 *
 * Refuses to go on while a setting names what the portal does not have.
 */
#include "watcher/exchange_p.h"

enum { LEARN_MS = 60 * 60 * 1000 }; /* people change stages now and then */

void exchange_forget_portal(struct exchange *exchange)
{
	g_clear_pointer(&exchange->rules, rules_free);
	g_clear_pointer(&exchange->dictionary, dictionary_free);
}

bool exchange_learn(struct exchange *exchange, GError **error)
{
	struct transport *transport = exchange->parts.transport;
	g_autoptr(GPtrArray) findings = NULL;
	g_autofree char *fatal = NULL;

	if (exchange->dictionary != NULL &&
	    transport->now_ms(transport) - exchange->learned_ms < LEARN_MS)
		return true;
	exchange_forget_portal(exchange);
	exchange->dictionary = portal_learn(exchange->parts.portal, error);
	if (exchange->dictionary == NULL)
		return false;
	exchange->learned_ms = transport->now_ms(transport);
	exchange->rules = rules_new(exchange->parts.settings,
	                            exchange->dictionary, &findings);
	fatal = findings_fatal(findings, exchange->parts.settings->file);
	if (fatal == NULL)
		return true;
	g_set_error_literal(error, PORTAL_ERROR, PORTAL_SETUP, fatal);
	exchange_forget_portal(exchange);
	return false;
}
