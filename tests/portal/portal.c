/*
 * The portal as a whole: its parts put together, and what stands in front of
 * them: the rate limiter. work.c has the rest of a request's way.
 */
#include "tests/portal/portal.h"

#include "tests/portal/answer.h"
#include "tests/portal/control.h"
#include "tests/portal/oauth.h"
#include "tests/portal/php.h"
#include "tests/portal/work.h"
#include "tests/portal/workers.h"

#include <math.h>
#include <string.h>

struct portal *portal_new(void)
{
	struct portal *portal = g_new0(struct portal, 1);

	portal->hooks =
		g_ptr_array_new_with_free_func((GDestroyNotify)hook_free);
	portal->hook = hook_new();
	portal->caller = portal->hook;
	g_ptr_array_add(portal->hooks, portal->hook);
	portal->settings.secret_status = 401;
	portal->settings.scope_status = 401;
	portal->duplicates = duplicates_new();
	portal->clock.offset = 3 * 60 * 60;
	portal->store = store_new();
	portal->dictionary = dictionary_new();
	portal->bucket.burst = 50;
	portal->bucket.drain = 2;
	portal->operating = operating_new();
	portal->faults = faults_new();
	portal->journal = journal_new();
	portal->load = load_new();
	portal->workers = workers_new(portal);
	portal->users = cJSON_CreateArray();
	dictionary_add_stages(
		portal->dictionary,
		dictionary_add_funnel(portal->dictionary, 0, "Общая"));
	return portal;
}

void portal_free(struct portal *portal)
{
	if (!portal)
		return;
	workers_free(portal->workers);
	g_ptr_array_unref(portal->hooks);
	app_free(portal->app);
	duplicates_free(portal->duplicates);
	bucket_clear(&portal->bucket);
	store_free(portal->store);
	dictionary_free(portal->dictionary);
	operating_free(portal->operating);
	faults_free(portal->faults);
	journal_free(portal->journal);
	load_free(portal->load);
	cJSON_Delete(portal->users);
	g_free(portal);
}

const cJSON *portal_user(const struct portal *portal, gint64 id)
{
	const cJSON *user;

	cJSON_ArrayForEach (user, portal->users) {
		if (php_int(php_get(user, "ID")) == id)
			return user;
	}
	return NULL;
}

const char *portal_says(const struct portal *portal, const char *russian,
                        const char *english)
{
	return portal->settings.english ? english : russian;
}

static void handle_down(const struct portal *portal, struct answer *answer)
{
	answer_html(answer, 500, "500 Internal Server Error");
	if (portal->down == DOWN_DROP)
		answer->ending = END_DROP;
}

static void say_too_many(const struct portal *portal, struct answer *answer)
{
	if (portal->settings.limit_html)
		answer_html(answer, 503, "503 Service Temporarily Unavailable");
	else
		answer_error(answer, 503, "\"QUERY_LIMIT_EXCEEDED\"",
		             "Too many requests");
}

static struct work *take_rest(struct portal *portal,
                              const struct request *request,
                              struct answer *answer)
{
	const char *fault = NULL;

	portal->requests++;
	if (portal->down != DOWN_NOT) {
		handle_down(portal, answer);
		fault = "down";
	} else if (bucket_take(&portal->bucket, request->client,
	                       clock_tick(&portal->clock))) {
		return work_new(portal, request);
	} else {
		portal->load->refused_503++;
		say_too_many(portal, answer);
	}
	portal->answered++;
	journal_request(portal->journal, portal->requests, request->verb,
	                request->path, answer->status, fault);
	return NULL;
}

struct work *portal_take(struct portal *portal, const struct request *request,
                         struct answer *answer)
{
	answer_init(answer);
	if (g_str_has_prefix(request->path, "/rest/"))
		return take_rest(portal, request, answer);
	if (!oauth_handle(portal, request, answer) &&
	    !control_handle(portal, request, answer))
		answer_html(answer, 404, "404 Not Found");
	return NULL;
}

void portal_handle(struct portal *portal, const struct request *request,
                   struct answer *answer)
{
	struct work *work = portal_take(portal, request, answer);
	double seconds;

	if (work && !work_late(work)) {
		work_begin(work);
		while (work_wait(work, &seconds)) {
			clock_reach(&portal->clock,
			            clock_timeline(&portal->clock) +
			                    llround(seconds * G_USEC_PER_SEC));
			work_step(work);
		}
		work_end(work, answer);
	}
	work_free(work);
}

bool portal_waits(const struct portal *portal)
{
	return portal->settings.sleep || portal->clock.virtual;
}

gint64 portal_now(const struct portal *portal)
{
	return clock_now(&portal->clock) +
	       llround(portal->lead * G_USEC_PER_SEC);
}
