/*
 * Clients of a portal and a clock, for tests.
 */
#include "tests/portal/timed.h"

#include "tests/portal/probe.h"

#include <string.h>

#define HOOK "/rest/1/secret/"

static void client_free(gpointer data)
{
	struct timed_client *client = data;

	g_free(client->name);
	g_string_free(client->body, TRUE);
	g_free(client);
}

static void hear(void *data, struct answer *answer)
{
	struct timed_client *client = data;
	struct timed *timed = client->timed;

	client->answered = clock_timeline(&timed->portal->clock);
	g_string_assign(client->body, answer->body->str);
	g_string_append_printf(timed->heard, "%s %d @%g\n", client->name,
	                       answer->ending == END_WHOLE ? (int)answer->status
	                                                   : 0,
	                       (double)client->answered / 1e6);
}

struct timed *timed_new(guint workers)
{
	struct timed *timed = g_new0(struct timed, 1);

	timed->portal = probe_portal(NULL);
	timed->heard = g_string_new(NULL);
	timed->clients = g_ptr_array_new_with_free_func(client_free);
	clock_make_virtual(&timed->portal->clock, 1608973200);
	workers_limit(timed->portal->workers, workers);
	workers_listen(timed->portal->workers, hear);
	return timed;
}

void timed_free(struct timed *timed)
{
	portal_free(timed->portal);
	g_string_free(timed->heard, TRUE);
	g_ptr_array_unref(timed->clients);
	g_free(timed);
}

void timed_cost(struct timed *timed, const char *text)
{
	g_autoptr(GError) error = NULL;

	operating_read_cost(timed->portal->operating, text, &error);
	g_assert_no_error(error);
}

void timed_fault(struct timed *timed, const char *text)
{
	g_autoptr(GError) error = NULL;

	faults_add(timed->portal->faults, text, &error);
	g_assert_no_error(error);
}

struct timed_client *timed_ask_for(struct timed *timed, const char *name,
                                   const char *method, const char *params,
                                   double patience)
{
	g_autofree char *path = g_strconcat(HOOK, method, NULL);
	struct timed_client *client = g_new0(struct timed_client, 1);
	struct request request = { .verb = "POST",
		                   .path = path,
		                   .type = "application/json",
		                   .body = params,
		                   .length = strlen(params) };
	struct answer answer;
	struct work *work;

	client->timed = timed;
	client->name = g_strdup(name);
	client->answered = -1;
	client->body = g_string_new(NULL);
	g_ptr_array_add(timed->clients, client);
	work = portal_take(timed->portal, &request, &answer);
	if (work)
		workers_add(timed->portal->workers, work, client, patience);
	else
		hear(client, &answer);
	answer_clear(&answer);
	return client;
}

struct timed_client *timed_ask(struct timed *timed, const char *name,
                               const char *method)
{
	return timed_ask_for(timed, name, method, "{}", 0);
}

/* `commands`: JSON texts with commas between. */
struct timed_client *timed_ask_batch(struct timed *timed, const char *name,
                                     const char *commands)
{
	g_autofree char *params = g_strdup_printf("{\"cmd\":[%s]}", commands);

	return timed_ask_for(timed, name, "batch", params, 0);
}

void timed_skip(struct timed *timed, double seconds)
{
	workers_skip(timed->portal->workers, seconds);
}

void timed_check(struct timed *timed, const char *expected)
{
	g_assert_cmpstr(timed->heard->str, ==, expected);
	g_string_truncate(timed->heard, 0);
}

guint timed_deals(const struct timed *timed)
{
	return timed->portal->store->deal->all->len;
}
