/*
 * Sends requests and takes their ends. Whether something may be sent twice is
 * not decided here: reads may, writes are apply.c's; when it may leave is
 * convoy.c's.
 */
#include "b24/call.h"

enum {
	LIMITED_MOST_MS = 15 * 60 * 1000,
	MISSES_MOST = 3,
	MISS_FIRST_MS = 1000,
	MOVES_MOST = 3,
};

struct request {
	char *method;
	guint calls;
	char *body;
	bool write;
	gpointer context;
	gint64 sent_ms;
	guint moves;
};

static void request_free(struct request *request)
{
	g_free(request->method);
	g_free(request->body);
	g_free(request);
}

void reply_clear(struct reply *reply)
{
	answer_clear(&reply->answer);
	*reply = (struct reply){ 0 };
}

static bool fail_stopped(GError **error)
{
	g_set_error_literal(error, PORTAL_ERROR, PORTAL_STOPPED,
	                    "прервано: программа завершается");
	return false;
}

bool call_sleep(struct portal *portal, gint64 ms, GError **error)
{
	struct transport *transport = portal->transport;
	gint64 end = transport->now_ms(transport) + ms;
	gint64 left;

	while ((left = end - transport->now_ms(transport)) > 0) {
		if (!transport->wait_ms(transport, left))
			return fail_stopped(error);
		portal->counts.waited_ms += (guint64)MAX(
			left - (end - transport->now_ms(transport)), 0);
	}
	return true;
}

/* ---- what is learned of an answer ---- */

gint64 call_clock_s(const struct portal *portal)
{
	gint64 now_ms = portal->transport->now_ms(portal->transport);

	return now_ms / 1000 + portal->lead_s;
}

static void learn_clock(struct portal *portal, const cJSON *time,
                        gint64 sent_ms)
{
	struct answer_running running;

	if (answer_running(time, &running) && running.started_at)
		portal->lead_s = running.started_at - sent_ms / 1000;
}

void call_took(struct portal *portal, const char *method, const cJSON *time)
{
	struct answer_running running;

	if (answer_running(time, &running))
		budget_took(portal->budget, method, running.took_s);
}

void call_said(struct portal *portal, const char *method, const cJSON *time)
{
	struct answer_running running;
	struct answer_running *kept;

	if (!answer_running(time, &running))
		return;
	budget_said(portal->budget, method, running.used_s,
	            call_clock_s(portal));
	if (!running.reset_at)
		return;
	kept = g_new(struct answer_running, 1);
	*kept = running;
	g_hash_table_replace(portal->resets, g_strdup(method), kept);
}

static void park_till(struct portal *portal, const char *method,
                      const struct answer_running *kept)
{
	gint64 left = kept ? kept->reset_at + 1 - call_clock_s(portal) : 0;

	budget_refused(portal->budget, method, left, call_clock_s(portal));
}

/* The refusal itself does not say how long it lasts (docs: limits): the last
 * good answer did. Some portals say it of the batch only. */
void call_park(struct portal *portal, const char *method)
{
	const struct answer_running *kept =
		g_hash_table_lookup(portal->resets, method);

	if (!kept)
		kept = g_hash_table_lookup(portal->resets, "batch");
	park_till(portal, method, kept);
}

static void learn(struct portal *portal, const struct request *request,
                  const struct reply *reply)
{
	const struct answer *answer = &reply->answer;
	const cJSON *time;

	switch (answer->kind) {
	case ANSWER_LIMIT:
		pacer_overflow(portal->pacer, reply->sent_ms, reply->ended_ms);
		break;
	case ANSWER_PARK:
		call_park(portal, request->method);
		break;
	case ANSWER_OK:
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		time = cJSON_GetObjectItemCaseSensitive(answer->json, "time");
		learn_clock(portal, time, reply->sent_ms);
		call_said(portal, request->method, time);
		pacer_well(portal->pacer);
		break;
	default:
		break;
	}
}

/* ---- a request ---- */

static void post(struct portal *portal, struct request *request)
{
	struct transport *transport = portal->transport;

	request->sent_ms = transport->now_ms(transport);
	pacer_sent(portal->pacer, request->sent_ms);
	portal->counts.requests++;
	transport->begin(transport, request->method, request->body,
	                 request->write, request);
}

void call_begin(struct portal *portal, const char *method, guint calls,
                const char *body, bool write, gpointer context)
{
	struct request *request = g_new0(struct request, 1);

	request->method = g_strdup(method);
	request->calls = calls;
	request->body = g_strdup(body);
	request->write = write;
	request->context = context;
	portal->under_way++;
	portal->counts.most_under_way =
		MAX(portal->counts.most_under_way, portal->under_way);
	post(portal, request);
}

/* True where the request is on its way to the new address. */
static bool follow(struct portal *portal, struct request *request,
                   const char *location, struct answer *answer)
{
	struct transport *transport = portal->transport;

	if (request->moves++ < MOVES_MOST &&
	    transport->moved(transport, location)) {
		answer_clear(answer);
		post(portal, request);
		return true;
	}
	answer->kind = ANSWER_STOP;
	g_free(answer->text);
	answer->text = g_strdup("портал отсылает на другой адрес, который не "
	                        "похож на адрес вебхука; проверьте, не "
	                        "переименован и не закрыт ли портал");
	return false;
}

/* False where the request has not ended but moved. */
static bool take(struct portal *portal, struct request *request,
                 struct transport_answer *from, struct reply *reply)
{
	struct transport *transport = portal->transport;
	bool ended;

	*reply = (struct reply){ .sent_ms = request->sent_ms,
		                 .ended_ms = transport->now_ms(transport) };
	answer_read(from, &reply->answer);
	ended = reply->answer.kind != ANSWER_MOVED ||
	        !follow(portal, request, from->location, &reply->answer);
	transport_answer_clear(from);
	if (ended) {
		budget_ended(portal->budget, request->method, request->calls);
		learn(portal, request, reply);
	}
	return ended;
}

gpointer call_next(struct portal *portal, gint64 ms, struct reply *reply_r)
{
	struct transport *transport = portal->transport;
	gint64 end = transport->now_ms(transport) + ms;

	for (;;) {
		struct transport_answer from = { 0 };
		gint64 left = MAX(end - transport->now_ms(transport), 0);
		struct request *request =
			transport->next(transport, left, &from);
		gpointer context;

		if (!request)
			return NULL;
		if (!take(portal, request, &from, reply_r))
			continue;
		portal->under_way--;
		context = request->context;
		request_free(request);
		return context;
	}
}

/* ---- patience ---- */

void call_fail(GError **error, enum answer_kind kind, const char *text)
{
	enum portal_error code = PORTAL_RETRY;

	if (kind == ANSWER_STOP)
		code = PORTAL_STOP;
	else if (kind == ANSWER_REFUSED || kind == ANSWER_MISSING)
		code = PORTAL_SETUP;
	else if (kind == ANSWER_STOPPED)
		code = PORTAL_STOPPED;
	g_set_error_literal(error, PORTAL_ERROR, (gint)code,
	                    text ? text : "портал не ответил");
}

bool patience_go_on(struct portal *portal, struct patience *patience,
                    enum answer_kind kind, const char *text, gint64 sent_ms,
                    GError **error)
{
	gint64 now_ms = portal->transport->now_ms(portal->transport);

	switch (kind) {
	case ANSWER_LIMIT:
	case ANSWER_PARK:
		if (!patience->limited_ms)
			patience->limited_ms = now_ms;
		if (now_ms - patience->limited_ms > LIMITED_MOST_MS)
			break;
		portal->counts.retries++;
		return true;
	case ANSWER_NOT_SENT:
	case ANSWER_UNKNOWN:
		portal->counts.retries++;
		if (patience->misses && sent_ms < patience->missed_ms)
			return true;
		patience->missed_ms = now_ms;
		if (++patience->misses >= MISSES_MOST)
			break;
		pacer_bar(portal->pacer, now_ms,
		          MISS_FIRST_MS << patience->misses);
		return true;
	case ANSWER_STOPPED:
		return fail_stopped(error);
	default:
		break;
	}
	call_fail(error, kind, text);
	return false;
}
