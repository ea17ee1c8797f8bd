#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <glib.h>
#include <stdbool.h>

/*
 * Who may use the settings page. Pure but for randomness: time is handed in.
 *
 *   - `Host` must be a name of ours: a foreign page may point a name of its own
 *     at this machine (DNS rebinding), and its scripts then are "same origin".
 *     On loopback only names of loopback, else also addresses as numbers and
 *     the machine's name.
 *   - `Origin`, where a browser sends it, must be that host.
 *   - A visitor has a session: a random text in a cookie, of which only the
 *     hash is kept here. He gets it for the one-time token that was printed at
 *     start, or for the password.
 *   - Every change carries the session's CSRF token.
 *   - Ten wrong tokens or passwords a minute, from whomever, and nobody gets in
 *     until the minute is over.
 *
 * One guard may be used by several threads.
 */

struct guard;

enum { GUARD_WRONG_A_MINUTE = 10, GUARD_SESSIONS = 100 };
enum { GUARD_IDLE_SECONDS = 12 * 60 * 60 };

/* `listen_host`: what the page listens on, without port. */
struct guard *guard_new(const char *listen_host);
void guard_free(struct guard *guard);

bool guard_host(const struct guard *guard, const char *host);
/* NULL: the browser sent none. */
bool guard_origin(const char *origin, const char *host);

/* A one-time token for the next visitor; the former one is void. Owned. */
char *guard_issue_token(struct guard *guard);

enum guard_entry { GUARD_IN, GUARD_WRONG, GUARD_TOO_MANY };

/* GUARD_IN: the token is spent. `now`: monotonic seconds. */
enum guard_entry guard_try_token(struct guard *guard, const char *token,
                                 gint64 now);

/* For what is compared elsewhere (a password), which takes its time: a try
 * counts as wrong from its beginning, so that many at once are no way around.
 * guard_begin_try() says whether one may; guard_was_right() takes it back. */
bool guard_begin_try(struct guard *guard, gint64 now);
void guard_was_right(struct guard *guard);

/* A new session; its cookie's value, owned. The oldest one goes where there
 * are too many. */
char *guard_enter(struct guard *guard, gint64 now);
/* The CSRF token of the session (owned), NULL where there is no such session
 * or it was idle for too long. */
char *guard_session(struct guard *guard, const char *cookie, gint64 now);
void guard_leave(struct guard *guard, const char *cookie);

/* Equal, in a time that says nothing of where they differ. */
bool guard_equal(const char *a, const char *b);

/* 256 random bits as hex, owned. */
char *guard_random(void);

#endif
