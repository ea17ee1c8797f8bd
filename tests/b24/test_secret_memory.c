/*
 * A transport that is gone leaves nothing of the secret in the memory of its
 * process, of libcurl's and GLib's copies either.
 */
#include "b24/http.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Held turned inside out, or the test would find itself. */
enum { TURN = 0x55, WORD = 48, SOUGHT = 16 };

/* The beginning of what is freed is written over by malloc itself: the end is
 * looked for. */
static unsigned char turned[WORD];

static void make_turned(void)
{
	for (int i = 0; i < WORD; i++)
		turned[i] =
			(unsigned char)(('a' + (i * 7 + i / 9) % 26) ^ TURN);
}

static bool is_at(const volatile unsigned char *at)
{
	for (int i = 0; i < SOUGHT; i++)
		if ((at[i] ^ TURN) != turned[WORD - SOUGHT + i])
			return false;
	return true;
}

static guint count_in(uintptr_t from, uintptr_t to)
{
	guint found = 0;

	for (; from + SOUGHT <= to; from++)
		found += is_at((const volatile unsigned char *)from);
	return found;
}

static guint count(void)
{
	g_autoptr(GString) maps = g_string_new(NULL);
	FILE *file = fopen("/proc/self/maps", "r");
	char line[512];
	guint found = 0;

	g_assert_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strstr(line, " rw") != NULL && strstr(line, "[v") == NULL)
			g_string_append(maps, line);
	fclose(file);
	for (char *at = maps->str; *at != '\0';) {
		guint64 from = g_ascii_strtoull(at, &at, 16);
		guint64 to = g_ascii_strtoull(at + 1, &at, 16);

		found += count_in((uintptr_t)from, (uintptr_t)to);
		at = strchr(at, '\n') + 1;
	}
	return found;
}

static struct transport *open_transport(void)
{
	struct http_options options = { .timeout_seconds = 75, .wake = -1 };
	g_autoptr(GError) error = NULL;
	char text[] = "http://127.0.0.1:9/rest/1/"
		      "................................................/";
	char *word = strchr(text, '.') == NULL ? NULL : strstr(text, "....");
	struct transport *transport;

	for (int i = 0; i < WORD; i++)
		word[i] = (char)(turned[i] ^ TURN);
	options.webhook = text;
	transport = http_transport_new(&options, &error);
	explicit_bzero(text, sizeof(text));
	g_assert_no_error(error);
	return transport;
}

static void test_gone(void)
{
#if defined(__SANITIZE_ADDRESS__)
	g_test_skip("ASan keeps what was freed");
#else
	struct transport *transport;
	struct transport_answer answer;

	make_turned();
	g_assert_cmpuint(count(), ==, 0);
	transport = open_transport();
	g_assert_cmpuint(count(), >, 0);
	for (int i = 0; i < 3; i++) {
		transport_post(transport, "crm.item.list", "{}", i == 1,
		               &answer);
		g_assert_cmpint(answer.fate, ==, TRANSPORT_NOT_SENT);
		transport_answer_clear(&answer);
	}
	g_assert_cmpuint(count(), >, 0);
	http_transport_free(transport);
	g_assert_cmpuint(count(), ==, 0);
#endif
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/secret_memory/gone", test_gone);
	return g_test_run();
}
