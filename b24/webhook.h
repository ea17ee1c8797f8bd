#ifndef B24_WEBHOOK_H
#define B24_WEBHOOK_H

#include <glib.h>
#include <stdbool.h>

/*
 * The address of an incoming webhook, `https://PORTAL/rest/USER/SECRET/`. The
 * address is the secret: whoever has it writes to the portal.
 */
struct webhook {
	char *address; /* https://PORTAL[:PORT], may be shown */
	char *user;
	char *secret;
};

/* Reads the content of a webhook file. On failure *why_r is a Russian text
 * for people that never quotes what it was given. */
bool webhook_read(const char *text, struct webhook *webhook_r, char **why_r);
void webhook_clear(struct webhook *webhook);

/* The whole URL of a method. Owned by the caller, to be wiped. */
char *webhook_url(const struct webhook *webhook, const char *method);

/* Takes over scheme and host of a redirect, as a renamed portal sends it; the
 * secret in it is masked already. False, and nothing changed, where it leads to
 * a place that we may not tell the secret: no https (but on loopback), or a
 * path that is not ours. */
bool webhook_move(struct webhook *webhook, const char *location);

/* Replaces the secret in a text by WEBHOOK_MASK, also where it is spelt in
 * another letter case, percent-encoded (once or twice) or as JSON may spell
 * it; the text may hold NULs. */
#define WEBHOOK_MASK "***"
void webhook_mask(const struct webhook *webhook, GString *text);

/* Frees a text that held the secret. */
void webhook_wipe(char *text);

#endif
