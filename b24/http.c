/*
 * Requests over libcurl. A redirect is handed up instead of followed, because
 * libcurl would make a GET of the POST; a write never goes over a connection
 * that was used before, because libcurl sends a POST again by itself where
 * such a one turns out to be dead. No proxies, cookies or netrc of the
 * environment, no TLS below 1.2, no answer above 64 MiB.
 */
#include "b24/http.h"

#include "b24/webhook.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

enum {
	CONNECT_SECONDS = 10,
	ANSWER_MOST = 64 * 1024 * 1024,
	POLL_MS = 1000,
	/* How long a write in flight is waited for after we are to end. */
	STOP_MS = 8 * 1000,
};

struct http {
	struct transport transport; /* first: handed out as this */
	struct webhook webhook;
	struct http_options options;
	CURLM *multi;
	struct curl_slist *headers;
	GString *body; /* of the answer that is coming in */
	bool too_long;
};

G_DEFINE_QUARK(b24bridge_http_error, http_error)

static gint64 now_ms(struct transport *self)
{
	(void)self;
	return g_get_monotonic_time() / 1000;
}

static gint64 wall(struct transport *self)
{
	(void)self;
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool is_woken(const struct http *http, gint64 ms)
{
	struct pollfd wake = { .fd = http->options.wake, .events = POLLIN };

	return poll(&wake, 1, (int)CLAMP(ms, 0, G_MAXINT)) > 0;
}

static bool wait_ms(struct transport *self, gint64 ms)
{
	gint64 end = now_ms(self) + ms;
	gint64 left = ms;

	do {
		if (is_woken((struct http *)self, left))
			return false;
		left = end - now_ms(self);
	} while (left > 0);
	return true;
}

static const char *address(struct transport *self)
{
	return ((struct http *)self)->webhook.address;
}

static bool moved(struct transport *self, const char *location)
{
	return location &&
	       webhook_move(&((struct http *)self)->webhook, location);
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct http *http = context;
	size_t length = size * count;

	if (http->body->len + length > ANSWER_MOST) {
		http->too_long = true;
		return 0;
	}
	g_string_append_len(http->body, data, (gssize)length);
	return length;
}

static void set_security(CURL *easy, bool secure)
{
	const char *protocols = secure ? "https" : "http";

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION,
	                 (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	                 (long)CURL_HTTP_VERSION_1_1);
}

static CURL *prepare(struct http *http, const char *url, const char *body,
                     bool write)
{
	CURL *easy = curl_easy_init();
	gint64 seconds = http->options.timeout_seconds;

	if (!easy)
		return NULL;
	set_security(easy, g_str_has_prefix(url, "https:"));
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "b24bridge/" VERSION);
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
	                 (curl_off_t)strlen(body));
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)seconds);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, write ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, write ? 1L : 0L);
	return easy;
}

/* Whether the portal may have seen any of the request. */
static bool is_sent(CURL *easy)
{
	long bytes = 0;

	curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0;
}

/* One turn of libcurl; true while the transfer goes on. */
static bool turn(struct http *http, bool woken, CURLcode *end_r)
{
	struct curl_waitfd wake = { .fd = http->options.wake,
		                    .events = CURL_WAIT_POLLIN };
	unsigned extra = !woken && wake.fd >= 0 ? 1 : 0;
	int running = 0;
	int left;
	CURLMsg *message;

	if (curl_multi_perform(http->multi, &running) != CURLM_OK) {
		*end_r = CURLE_FAILED_INIT;
		return false;
	}
	while ((message = curl_multi_info_read(http->multi, &left))) {
		if (message->msg == CURLMSG_DONE) {
			*end_r = message->data.result;
			return false;
		}
	}
	curl_multi_poll(http->multi, extra ? &wake : NULL, extra, POLL_MS,
	                NULL);
	return true;
}

/* Ends with libcurl's code, or early where we are to end: reads and what has
 * not left yet at once, a write after a grace. */
static CURLcode transfer(struct http *http, CURL *easy, bool write,
                         bool *stopped_r)
{
	CURLcode end = CURLE_OK;
	gint64 until = 0;

	while (turn(http, until != 0, &end)) {
		gint64 now = now_ms(&http->transport);

		if (!until && is_woken(http, 0))
			until = now + STOP_MS;
		if (until && (!write || !is_sent(easy) || now >= until)) {
			*stopped_r = true;
			return CURLE_ABORTED_BY_CALLBACK;
		}
	}
	return end;
}

static char *explain(const struct http *http, CURLcode code)
{
	const char *why = curl_easy_strerror(code);

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return g_strdup_printf("имя портала %s не найдено в DNS: "
		                       "проверьте сеть и адрес в файле вебхука",
		                       http->webhook.address);
	case CURLE_COULDNT_CONNECT:
		return g_strdup_printf("нет связи с %s: проверьте сеть; обмен "
		                       "продолжится сам, когда портал ответит",
		                       http->webhook.address);
	case CURLE_OPERATION_TIMEDOUT:
		return g_strdup_printf("%s не ответил вовремя",
		                       http->webhook.address);
	case CURLE_PEER_FAILED_VERIFICATION:
		return g_strdup_printf("сертификат %s не прошёл проверку",
		                       http->webhook.address);
	default:
		return g_strdup_printf("связь с %s прервалась: %s",
		                       http->webhook.address, why);
	}
}

static void take_answer(struct http *http, CURL *easy,
                        struct transport_answer *answer)
{
	char *location = NULL;
	GString *masked;

	answer->fate = TRANSPORT_ANSWERED;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &location);
	webhook_mask(&http->webhook, answer->body);
	if (!location)
		return;
	masked = g_string_new(location);
	webhook_mask(&http->webhook, masked);
	answer->location = g_string_free(masked, FALSE);
}

static void conclude(struct http *http, CURL *easy, CURLcode code, bool stopped,
                     struct transport_answer *answer)
{
	if (code == CURLE_OK) {
		take_answer(http, easy, answer);
		return;
	}
	answer->fate = is_sent(easy) ? TRANSPORT_LOST : TRANSPORT_NOT_SENT;
	if (http->too_long)
		answer->why = g_strdup("ответ портала больше 64 МиБ");
	else if (!stopped)
		answer->why = explain(http, code);
	else
		answer->why = g_strdup("прервано: программа завершается");
	g_string_truncate(answer->body, 0);
}

static void trace(const struct http *http, const char *method,
                  const char *request, const struct transport_answer *answer,
                  gint64 ms)
{
	struct http_trace trace = { .method = method,
		                    .request = request,
		                    .status = answer->status,
		                    .answer = answer->body->str,
		                    .why = answer->why,
		                    .ms = ms };

	if (http->options.debug)
		http->options.debug(http->options.context, &trace);
}

static void post(struct transport *self, const char *method, const char *body,
                 bool write, struct transport_answer *answer_r)
{
	struct http *http = (struct http *)self;
	gint64 begun = now_ms(self);
	char *url = webhook_url(&http->webhook, method);
	CURL *easy = prepare(http, url, body, write);
	bool stopped = false;
	CURLcode code = CURLE_FAILED_INIT;

	*answer_r = (struct transport_answer){ .body = g_string_new(NULL) };
	http->body = answer_r->body;
	http->too_long = false;
	if (easy && is_woken(http, 0)) {
		stopped = true;
	} else if (easy) {
		curl_multi_add_handle(http->multi, easy);
		code = transfer(http, easy, write, &stopped);
	}
	if (easy)
		conclude(http, easy, code, stopped, answer_r);
	/* A read that is broken off leaves nothing behind to ask for. */
	if (stopped && (!write || answer_r->fate == TRANSPORT_NOT_SENT))
		answer_r->fate = TRANSPORT_STOPPED;
	if (easy) {
		curl_multi_remove_handle(http->multi, easy);
		curl_easy_cleanup(easy);
	} else {
		answer_r->fate = TRANSPORT_NOT_SENT;
		answer_r->why = g_strdup("не хватает памяти для запроса");
	}
	http->body = NULL;
	webhook_wipe(url);
	trace(http, method, body, answer_r, now_ms(self) - begun);
}

static bool set_up(struct http *http)
{
	static const char *const headers[] = {
		"Content-Type: application/json",
		"Accept: application/json",
		"Expect:",
	};

	http->multi = curl_multi_init();
	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
		http->headers = curl_slist_append(http->headers, headers[i]);
	return http->multi && http->headers;
}

struct transport *http_transport_new(const struct http_options *options,
                                     GError **error)
{
	struct http *http = g_new0(struct http, 1);
	g_autofree char *why = NULL;

	if (!webhook_read(options->webhook, &http->webhook, &why)) {
		g_set_error_literal(error, HTTP_ERROR, HTTP_WEBHOOK, why);
		g_free(http);
		return NULL;
	}
	http->options = *options;
	http->options.webhook = NULL;
	http->transport = (struct transport){ .post = post,
		                              .now_ms = now_ms,
		                              .wall = wall,
		                              .wait_ms = wait_ms,
		                              .moved = moved,
		                              .address = address };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !set_up(http)) {
		g_set_error_literal(error, HTTP_ERROR, HTTP_FAILED,
		                    "библиотека libcurl не запускается");
		http_transport_free(&http->transport);
		return NULL;
	}
	return &http->transport;
}

void http_transport_free(struct transport *transport)
{
	struct http *http = (struct http *)transport;

	if (!http)
		return;
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->headers);
	webhook_clear(&http->webhook);
	g_free(http);
	curl_global_cleanup();
}
