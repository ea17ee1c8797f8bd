/*
 * What the rules found in the settings, collected: all of it, not the first.
 */
#include "core/rules_p.h"

guint rules_deal_line(const struct resolver *r, const char *key)
{
	return settings_line(r->settings, "deal", key);
}

struct finding *rules_complain(struct resolver *r, const struct rule_key *key,
                               const char *format, ...)
{
	g_autofree char *text = NULL;
	struct finding *finding;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	finding = findings_add(r->findings, r->area, FINDING_FATAL, key->name,
	                       "%s", text);
	finding->line = key->line;
	return finding;
}

void rules_approve(struct resolver *r, const char *subject, const char *format,
                   ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	findings_add(r->findings, r->area, FINDING_GOOD, subject, "%s", text);
}
