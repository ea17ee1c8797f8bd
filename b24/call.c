/*
 * Sends requests at the portal's pace and waits limits out. Whether something
 * may be sent twice is not decided here: reads may, writes are apply.c's.
 */
#include "b24/call.h"

#include "b24/query.h"

enum {
	LIMITED_MOST_MS = 15 * 60 * 1000,
	MISSES_MOST = 3,
	MISS_FIRST_MS = 1000,
	PARK_UNSAID_MS = 60 * 1000,
	MOVES_MOST = 3,
};

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

bool call_wait(struct portal *portal, GError **error)
{
	struct transport *transport = portal->transport;
	gint64 begun = transport->now_ms(transport);
	gint64 wait;

	while ((wait = pacer_wait_ms(portal->pacer,
	                             transport->now_ms(transport))) > 0) {
		if (transport->now_ms(transport) - begun > LIMITED_MOST_MS) {
			g_set_error_literal(
				error, PORTAL_ERROR, PORTAL_RETRY,
				"портал слишком долго просит подождать");
			return false;
		}
		if (!call_sleep(portal, wait, error))
			return false;
	}
	return true;
}

/* Until the oldest minute of the method's running time is forgotten; the
 * refusal itself does not say when (Bitrix24 docs, limits). */
void call_park(struct portal *portal)
{
	struct transport *transport = portal->transport;
	gint64 wait = PARK_UNSAID_MS;
	gint64 left = portal->reset_at - transport->wall(transport);

	if (left > 0)
		wait = left * 1000;
	portal->reset_at = 0;
	pacer_park(portal->pacer, transport->now_ms(transport), wait);
}

static void tell_pacer(struct portal *portal, const struct answer *answer)
{
	gint64 now_ms = portal->transport->now_ms(portal->transport);

	switch (answer->kind) {
	case ANSWER_LIMIT:
		pacer_overflow(portal->pacer, now_ms);
		break;
	case ANSWER_PARK:
		call_park(portal);
		break;
	case ANSWER_OK:
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		if (answer->reset_at)
			portal->reset_at = answer->reset_at;
		pacer_well(portal->pacer);
		break;
	default:
		break;
	}
}

static void post(struct portal *portal, const char *method, const char *body,
                 bool write, struct reply *reply, char **location_r)
{
	struct transport *transport = portal->transport;
	struct transport_answer from = { 0 };

	reply->sent_ms = transport->now_ms(transport);
	pacer_sent(portal->pacer, reply->sent_ms);
	portal->counts.requests++;
	transport->post(transport, method, body, write, &from);
	reply->ended_ms = transport->now_ms(transport);
	answer_read(&from, &reply->answer);
	*location_r = g_steal_pointer(&from.location);
	transport_answer_clear(&from);
}

void call_once(struct portal *portal, const char *method, const cJSON *body,
               bool write, struct reply *reply_r)
{
	struct transport *transport = portal->transport;
	char *text = cJSON_PrintUnformatted(body);

	for (guint moves = 0;; moves++) {
		g_autofree char *location = NULL;

		post(portal, method, text, write, reply_r, &location);
		if (reply_r->answer.kind != ANSWER_MOVED)
			break;
		if (moves == MOVES_MOST ||
		    !transport->moved(transport, location)) {
			reply_r->answer.kind = ANSWER_STOP;
			g_free(reply_r->answer.text);
			reply_r->answer.text = g_strdup(
				"портал отсылает на другой адрес, который не "
				"похож на адрес вебхука; проверьте, не "
				"переименован и не закрыт ли портал");
			break;
		}
		reply_clear(reply_r);
	}
	cJSON_free(text);
	tell_pacer(portal, &reply_r->answer);
}

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
                    enum answer_kind kind, const char *text, GError **error)
{
	gint64 now_ms = portal->transport->now_ms(portal->transport);
	gint64 wait;

	switch (kind) {
	case ANSWER_LIMIT:
	case ANSWER_PARK:
		if (!patience->limited_ms)
			patience->limited_ms = now_ms;
		if (now_ms - patience->limited_ms > LIMITED_MOST_MS)
			break;
		portal->counts.retries++;
		return call_wait(portal, error);
	case ANSWER_NOT_SENT:
	case ANSWER_UNKNOWN:
		if (++patience->misses >= MISSES_MOST)
			break;
		portal->counts.retries++;
		wait = pacer_jitter(portal->pacer,
		                    MISS_FIRST_MS << patience->misses);
		return call_sleep(portal, wait, error) &&
		       call_wait(portal, error);
	case ANSWER_STOPPED:
		return fail_stopped(error);
	default:
		break;
	}
	call_fail(error, kind, text);
	return false;
}
