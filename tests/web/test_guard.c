/* Who gets in: hosts, origins, tokens, tries, sessions. */
#include "web/guard.h"

#include <string.h>

struct host {
	const char *host;
	bool loopback, network; /* good where the page listens so */
};

static const struct host hosts[] = {
	{ "127.0.0.1", true, true },
	{ "127.0.0.1:8124", true, true },
	{ "127.1.2.3:8124", true, true },
	{ "localhost", true, true },
	{ "LOCALHOST:1", true, true },
	{ "[::1]", true, true },
	{ "[::1]:8124", true, true },
	{ "192.168.1.5:8124", false, true },
	{ "10.0.0.1", false, true },
	{ "[fe80::1]:8124", false, true },
	{ "[2001:db8::1]", false, true },
	/* Names that a foreign page may point here. */
	{ "evil.example", false, false },
	{ "evil.example:8124", false, false },
	{ "127.0.0.1.evil.example", false, false },
	{ "localhost.evil.example:8124", false, false },
	{ "evil-localhost", false, false },
	{ "127.0.0.1@evil.example", false, false },
	{ "evil.example#127.0.0.1", false, false },
	{ "127.0.0.1 evil.example", false, false },
	{ "2130706433", false, false },
	{ "0x7f.1", false, false },
	/* What is no host at all. */
	{ "", false, false },
	{ ":8124", false, false },
	{ "127.0.0.1:", false, false },
	{ "127.0.0.1:80x", false, false },
	{ "127.0.0.1:80:80", false, false },
	{ "[::1", false, false },
	{ "[]", false, false },
	{ "[::1]x", false, false },
	{ "::1", false, false },
	{ NULL, false, false },
};

static void test_hosts(void)
{
	struct guard *loopback = guard_new("127.0.0.1");
	struct guard *network = guard_new("0.0.0.0");
	g_autofree char *own = g_strdup_printf("%s:8124", g_get_host_name());

	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
		const struct host *row = &hosts[i];

		if (guard_host(loopback, row->host) != row->loopback)
			g_error("loopback: %s", row->host);
		if (guard_host(network, row->host) != row->network)
			g_error("network: %s", row->host);
	}
	g_assert_true(guard_host(network, own));
	guard_free(loopback);
	guard_free(network);
}

static void test_origins(void)
{
	static const struct {
		const char *origin, *host;
		bool good;
	} rows[] = {
		{ NULL, "a:1", true },
		{ "http://a:1", "a:1", true },
		{ "https://a", "a", true },
		{ "http://A:1", "a:1", true },
		{ "http://a:2", "a:1", false },
		{ "http://a", "a:1", false },
		{ "http://b:1", "a:1", false },
		{ "http://a:1.evil", "a:1", false },
		{ "http://a:1/", "a:1", false },
		{ "ftp://a:1", "a:1", false },
		{ "a:1", "a:1", false },
		{ "null", "a:1", false },
		{ "", "a:1", false },
		{ "http://a:1", NULL, false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (guard_origin(rows[i].origin, rows[i].host) != rows[i].good)
			g_error("%s at %s", rows[i].origin, rows[i].host);
}

static void test_equal(void)
{
	g_assert_true(guard_equal("", ""));
	g_assert_true(guard_equal("abc", "abc"));
	g_assert_false(guard_equal("abc", "abd"));
	g_assert_false(guard_equal("abc", "bbc"));
	g_assert_false(guard_equal("abc", "ab"));
	g_assert_false(guard_equal("", "a"));
}

static void test_random(void)
{
	g_autofree char *a = guard_random();
	g_autofree char *b = guard_random();

	g_assert_cmpuint(strlen(a), ==, 64);
	g_assert_cmpuint(strspn(a, "0123456789abcdef"), ==, 64);
	g_assert_cmpstr(a, !=, b);
}

static void test_token(void)
{
	struct guard *guard = guard_new("127.0.0.1");
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	/* None was issued: not even an empty one fits. */
	g_assert_cmpint(guard_try_token(guard, "", 100), ==, GUARD_WRONG);
	first = guard_issue_token(guard);
	second = guard_issue_token(guard);
	g_assert_cmpint(guard_try_token(guard, first, 100), ==, GUARD_WRONG);
	g_assert_cmpint(guard_try_token(guard, second, 100), ==, GUARD_IN);
	/* Once. */
	g_assert_cmpint(guard_try_token(guard, second, 100), ==, GUARD_WRONG);
	guard_free(guard);
}

static void test_ten_a_minute(void)
{
	struct guard *guard = guard_new("127.0.0.1");
	g_autofree char *token = guard_issue_token(guard);

	for (int i = 0; i < GUARD_WRONG_A_MINUTE; i++)
		g_assert_cmpint(guard_try_token(guard, "x", 1000 + i), ==,
		                GUARD_WRONG);
	/* Then not even the right one, nor a password, for the minute. */
	g_assert_cmpint(guard_try_token(guard, token, 1010), ==,
	                GUARD_TOO_MANY);
	g_assert_false(guard_begin_try(guard, 1059));
	g_assert_cmpint(guard_try_token(guard, token, 1060), ==, GUARD_IN);
	guard_free(guard);
}

/* A password takes time: those that are being judged count as well. */
static void test_tries_at_once(void)
{
	struct guard *guard = guard_new("127.0.0.1");

	for (int i = 0; i < GUARD_WRONG_A_MINUTE; i++)
		g_assert_true(guard_begin_try(guard, 1000));
	g_assert_false(guard_begin_try(guard, 1000));
	guard_was_right(guard);
	g_assert_true(guard_begin_try(guard, 1000));
	g_assert_false(guard_begin_try(guard, 1000));
	/* A right one of the minute before takes nothing from this one. */
	g_assert_true(guard_begin_try(guard, 1060));
	guard_was_right(guard);
	guard_was_right(guard);
	for (int i = 0; i < GUARD_WRONG_A_MINUTE; i++)
		g_assert_true(guard_begin_try(guard, 1061));
	g_assert_false(guard_begin_try(guard, 1061));
	guard_free(guard);
}

static void test_sessions(void)
{
	struct guard *guard = guard_new("127.0.0.1");
	g_autofree char *cookie = guard_enter(guard, 0);
	g_autofree char *other = guard_enter(guard, 0);
	g_autofree char *csrf = guard_session(guard, cookie, 1);
	g_autofree char *again = guard_session(guard, cookie, 2);
	g_autofree char *of_other = guard_session(guard, other, 2);

	g_assert_nonnull(csrf);
	g_assert_cmpstr(csrf, ==, again);
	g_assert_cmpstr(csrf, !=, of_other);
	g_assert_cmpstr(csrf, !=, cookie);
	g_assert_null(guard_session(guard, NULL, 2));
	g_assert_null(guard_session(guard, "", 2));
	g_assert_null(guard_session(guard, csrf, 2));
	guard_leave(guard, cookie);
	guard_leave(guard, NULL);
	guard_leave(guard, "nobody");
	g_assert_null(guard_session(guard, cookie, 3));
	g_assert_nonnull(of_other);
	guard_free(guard);
}

static void test_idle(void)
{
	struct guard *guard = guard_new("127.0.0.1");
	g_autofree char *cookie = guard_enter(guard, 0);
	g_autofree char *used =
		guard_session(guard, cookie, GUARD_IDLE_SECONDS);
	g_autofree char *later =
		guard_session(guard, cookie, 2 * GUARD_IDLE_SECONDS);

	g_assert_nonnull(used);
	g_assert_nonnull(later);
	g_assert_null(guard_session(guard, cookie, 3 * GUARD_IDLE_SECONDS + 1));
	/* Gone for good. */
	g_assert_null(guard_session(guard, cookie, 2 * GUARD_IDLE_SECONDS));
	guard_free(guard);
}

static void test_too_many_sessions(void)
{
	struct guard *guard = guard_new("127.0.0.1");
	g_autofree char *first = guard_enter(guard, 0);
	g_autofree char *second = guard_enter(guard, 0);
	g_autofree char *csrf = NULL;

	for (int i = 2; i <= GUARD_SESSIONS; i++)
		g_free(guard_enter(guard, 0));
	csrf = guard_session(guard, second, 0);
	g_assert_null(guard_session(guard, first, 0));
	g_assert_nonnull(csrf);
	guard_free(guard);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/guard/hosts", test_hosts);
	g_test_add_func("/guard/origins", test_origins);
	g_test_add_func("/guard/equal", test_equal);
	g_test_add_func("/guard/random", test_random);
	g_test_add_func("/guard/token", test_token);
	g_test_add_func("/guard/ten a minute", test_ten_a_minute);
	g_test_add_func("/guard/tries at once", test_tries_at_once);
	g_test_add_func("/guard/sessions", test_sessions);
	g_test_add_func("/guard/idle", test_idle);
	g_test_add_func("/guard/too many sessions", test_too_many_sessions);
	return g_test_run();
}
