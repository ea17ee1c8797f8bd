/* Keeps out whoever was not let in, however he got hold of the address. */
#include "web/guard.h"

#include "core/settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { RANDOM_BYTES = 32, MINUTE = 60 };

struct session {
	char *hash; /* of the cookie's value */
	char *csrf;
	gint64 seen;
};

struct guard {
	GMutex lock;
	bool loopback;
	char *machine;
	char *token;         /* the next visitor's, or NULL */
	GPtrArray *sessions; /* of struct session, owned, oldest first */
	gint64 wrong_since;  /* the minute that is counted */
	guint wrong;
};

/* ---- texts ---- */

bool guard_equal(const char *a, const char *b)
{
	/* Digests have one length, so the texts' lengths show nothing. */
	g_autofree char *x =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, a, -1);
	g_autofree char *y =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, b, -1);
	unsigned char differ = 0;

	for (size_t i = 0; x[i] != '\0'; i++)
		differ |= (unsigned char)(x[i] ^ y[i]);
	return differ == 0;
}

char *guard_random(void)
{
	unsigned char bytes[RANDOM_BYTES];
	GString *text = g_string_new(NULL);

	/* Up to 256 bytes come whole, once the kernel's pool is ready. */
	while (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		if (errno != EINTR)
			g_error("getrandom: %s", g_strerror(errno));
	for (size_t i = 0; i < sizeof(bytes); i++)
		g_string_append_printf(text, "%02x", bytes[i]);
	return g_string_free(text, FALSE);
}

/* ---- hosts ---- */

/* The host of a Host header, lower case, without port and brackets; owned.
 * NULL where it is none. */
static char *host_of(const char *text)
{
	size_t length = strcspn(text, ":");
	g_autofree char *host = NULL;
	const char *port;

	if (*text == '[') {
		length = strcspn(text, "]");
		if (text[length] == '\0')
			return NULL;
		host = g_ascii_strdown(text + 1, (gssize)length - 1);
		length++;
	} else {
		host = g_ascii_strdown(text, (gssize)length);
	}
	port = text + length;
	if (*port != '\0' &&
	    (*port != ':' || port[1] == '\0' ||
	     strspn(port + 1, "0123456789") != strlen(port + 1)))
		return NULL;
	return *host != '\0' ? g_steal_pointer(&host) : NULL;
}

static bool is_number(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 ||
	       inet_pton(AF_INET6, host, &address) == 1;
}

bool guard_host(const struct guard *guard, const char *host)
{
	g_autofree char *name = host != NULL ? host_of(host) : NULL;

	if (name == NULL)
		return false;
	if (settings_loopback(name))
		return true;
	return !guard->loopback &&
	       (is_number(name) ||
	        g_ascii_strcasecmp(name, guard->machine) == 0);
}

bool guard_origin(const char *origin, const char *host)
{
	if (origin == NULL)
		return true;
	if (host == NULL)
		return false;
	if (g_str_has_prefix(origin, "http://"))
		return g_ascii_strcasecmp(origin + strlen("http://"), host) ==
		       0;
	return g_str_has_prefix(origin, "https://") &&
	       g_ascii_strcasecmp(origin + strlen("https://"), host) == 0;
}

/* ---- beginning and end ---- */

static void session_free(gpointer data)
{
	struct session *session = data;

	g_free(session->hash);
	g_free(session->csrf);
	g_free(session);
}

struct guard *guard_new(const char *listen_host)
{
	struct guard *guard = g_new0(struct guard, 1);

	g_mutex_init(&guard->lock);
	guard->loopback = settings_loopback(listen_host);
	guard->machine = g_strdup(g_get_host_name());
	guard->sessions = g_ptr_array_new_with_free_func(session_free);
	return guard;
}

void guard_free(struct guard *guard)
{
	if (guard == NULL)
		return;
	g_mutex_clear(&guard->lock);
	g_ptr_array_unref(guard->sessions);
	g_free(guard->machine);
	g_free(guard->token);
	g_free(guard);
}

/* ---- tokens ---- */

char *guard_issue_token(struct guard *guard)
{
	char *token = guard_random();

	g_mutex_lock(&guard->lock);
	g_free(guard->token);
	guard->token = g_strdup(token);
	g_mutex_unlock(&guard->lock);
	return token;
}

static bool may_try(struct guard *guard, gint64 now)
{
	if (now - guard->wrong_since >= MINUTE) {
		guard->wrong_since = now;
		guard->wrong = 0;
	}
	return guard->wrong < GUARD_WRONG_A_MINUTE;
}

bool guard_begin_try(struct guard *guard, gint64 now)
{
	bool may;

	g_mutex_lock(&guard->lock);
	may = may_try(guard, now);
	if (may)
		guard->wrong++;
	g_mutex_unlock(&guard->lock);
	return may;
}

void guard_was_right(struct guard *guard)
{
	g_mutex_lock(&guard->lock);
	if (guard->wrong > 0)
		guard->wrong--;
	g_mutex_unlock(&guard->lock);
}

enum guard_entry guard_try_token(struct guard *guard, const char *token,
                                 gint64 now)
{
	enum guard_entry entry = GUARD_WRONG;

	g_mutex_lock(&guard->lock);
	if (!may_try(guard, now)) {
		entry = GUARD_TOO_MANY;
	} else if (guard->token != NULL && guard_equal(guard->token, token)) {
		g_clear_pointer(&guard->token, g_free);
		entry = GUARD_IN;
	} else {
		guard->wrong++;
	}
	g_mutex_unlock(&guard->lock);
	return entry;
}

/* ---- sessions ---- */

char *guard_enter(struct guard *guard, gint64 now)
{
	struct session *session = g_new0(struct session, 1);
	char *cookie = guard_random();

	session->hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, cookie, -1);
	session->csrf = guard_random();
	session->seen = now;
	g_mutex_lock(&guard->lock);
	if (guard->sessions->len >= GUARD_SESSIONS)
		g_ptr_array_remove_index(guard->sessions, 0);
	g_ptr_array_add(guard->sessions, session);
	g_mutex_unlock(&guard->lock);
	return cookie;
}

/* Its place, or -1. A lookup by hash tells a listener nothing of the cookie. */
static int find_session(const struct guard *guard, const char *cookie)
{
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, cookie, -1);

	for (guint i = 0; i < guard->sessions->len; i++) {
		const struct session *session = guard->sessions->pdata[i];

		if (strcmp(session->hash, hash) == 0)
			return (int)i;
	}
	return -1;
}

char *guard_session(struct guard *guard, const char *cookie, gint64 now)
{
	char *csrf = NULL;
	int place;

	if (cookie == NULL)
		return NULL;
	g_mutex_lock(&guard->lock);
	place = find_session(guard, cookie);
	if (place >= 0) {
		struct session *session = guard->sessions->pdata[(guint)place];

		if (now - session->seen <= GUARD_IDLE_SECONDS) {
			session->seen = now;
			csrf = g_strdup(session->csrf);
		} else {
			g_ptr_array_remove_index(guard->sessions, (guint)place);
		}
	}
	g_mutex_unlock(&guard->lock);
	return csrf;
}

void guard_leave(struct guard *guard, const char *cookie)
{
	int place;

	g_mutex_lock(&guard->lock);
	place = cookie != NULL ? find_session(guard, cookie) : -1;
	if (place >= 0)
		g_ptr_array_remove_index(guard->sessions, (guint)place);
	g_mutex_unlock(&guard->lock);
}
