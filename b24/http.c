/*
 * Requests over libcurl, several at once. What one of them is, is in
 * transfer.c; here they are driven until they end, or until we are to end:
 * then nothing new leaves, reads are broken off, and writes get a grace, for
 * an answer that is not waited for must be asked for later.
 */
#include "b24/http.h"

#include "b24/transfer.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
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
	GPtrArray *transfers; /* under way, or home and not yet told */
	gint64 until_ms;      /* the end of the grace; 0: nobody said stop */
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

static void beat(const struct http *http)
{
	if (http->options.beat != NULL)
		http->options.beat(http->options.beat_context);
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
		beat((struct http *)self);
		if (is_woken((struct http *)self, MIN(left, POLL_MS)))
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

/* ---- under way ---- */

static void begin(struct transport *self, const char *method, const char *body,
                  bool write, gpointer tag)
{
	struct http *http = (struct http *)self;
	struct transfer *transfer;

	transfer = transfer_new(&http->webhook, http->headers, method, body,
	                        write, http->options.timeout_seconds);
	transfer->tag = tag;
	transfer->begun_ms = now_ms(self);
	g_ptr_array_add(http->transfers, transfer);
	transfer->stopped = is_woken(http, 0);
	transfer->home = transfer->stopped || !transfer->easy;
	if (!transfer->home &&
	    curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK) {
		transfer->code = CURLE_FAILED_INIT;
		transfer->home = true;
	}
}

static void end_all(const struct http *http, CURLcode code)
{
	for (guint i = 0; i < http->transfers->len; i++) {
		struct transfer *transfer = http->transfers->pdata[i];

		if (transfer->home)
			continue;
		transfer->code = code;
		transfer->home = true;
	}
}

static void take_ends(const struct http *http)
{
	CURLMsg *message;
	char *of = NULL;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		struct transfer *transfer;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &of);
		transfer = (struct transfer *)(void *)of;
		transfer->code = message->data.result;
		transfer->home = true;
	}
}

/* Reads and what has not left yet end at once, a write after the grace. */
static void break_off(struct http *http)
{
	gint64 now = now_ms(&http->transport);

	if (!http->until_ms) {
		if (!is_woken(http, 0))
			return;
		http->until_ms = now + STOP_MS;
	}
	for (guint i = 0; i < http->transfers->len; i++) {
		struct transfer *transfer = http->transfers->pdata[i];

		if (transfer->home)
			continue;
		if (!transfer->write || !transfer_is_sent(transfer) ||
		    now >= http->until_ms) {
			transfer->stopped = true;
			transfer->home = true;
		}
	}
}

static struct transfer *first_home(const struct http *http)
{
	for (guint i = 0; i < http->transfers->len; i++) {
		struct transfer *transfer = http->transfers->pdata[i];

		if (transfer->home)
			return transfer;
	}
	return NULL;
}

static struct transfer *drive(struct http *http)
{
	int running = 0;

	beat(http);
	if (curl_multi_perform(http->multi, &running) != CURLM_OK)
		end_all(http, CURLE_FAILED_INIT);
	take_ends(http);
	break_off(http);
	return first_home(http);
}

static void doze(const struct http *http, gint64 ms)
{
	struct curl_waitfd wake = { .fd = http->options.wake,
		                    .events = CURL_WAIT_POLLIN };
	unsigned extra = !http->until_ms && wake.fd >= 0 ? 1 : 0;

	curl_multi_poll(http->multi, extra ? &wake : NULL, extra,
	                (int)CLAMP(ms, 1, POLL_MS), NULL);
}

/* ---- home ---- */

static void trace(const struct http *http, const struct transfer *transfer,
                  const struct transport_answer *answer, gint64 ms)
{
	g_autoptr(GString) masked = NULL;
	struct http_trace trace = { .method = transfer->method,
		                    .status = answer->status,
		                    .answer = answer->body->str,
		                    .location = answer->location,
		                    .why = answer->why,
		                    .ms = ms };

	if (!http->options.debug)
		return;
	/* People type what they like: a request may hold the secret, too. */
	masked = g_string_new(transfer->request);
	webhook_mask(&http->webhook, masked);
	trace.request = masked->str;
	http->options.debug(http->options.context, &trace);
}

static gpointer hand_over(struct http *http, struct transfer *transfer,
                          struct transport_answer *answer_r)
{
	gpointer tag = transfer->tag;

	transfer_answer(transfer, &http->webhook, answer_r);
	if (transfer->easy)
		curl_multi_remove_handle(http->multi, transfer->easy);
	trace(http, transfer, answer_r,
	      now_ms(&http->transport) - transfer->begun_ms);
	g_ptr_array_remove(http->transfers, transfer);
	return tag;
}

static gpointer next(struct transport *self, gint64 ms,
                     struct transport_answer *answer_r)
{
	struct http *http = (struct http *)self;
	gint64 end = now_ms(self) + ms;

	while (http->transfers->len) {
		struct transfer *transfer = drive(http);
		gint64 left = end - now_ms(self);

		if (transfer)
			return hand_over(http, transfer, answer_r);
		if (left <= 0)
			break;
		doze(http, left);
	}
	return NULL;
}

/* ---- the whole ---- */

static void drop_transfer(gpointer data)
{
	transfer_free(data);
}

/* libcurl keeps copies of the address that nobody else could wipe. */
static void wipe_free(void *memory)
{
	if (memory != NULL)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

static void *wipe_realloc(void *memory, size_t size)
{
	size_t before = memory != NULL ? malloc_usable_size(memory) : 0;
	void *more;

	if (before >= size && memory != NULL)
		return memory;
	more = malloc(MAX(size, 1));
	if (more == NULL)
		return NULL;
	if (memory != NULL)
		memcpy(more, memory, MIN(before, size));
	wipe_free(memory);
	return more;
}

static bool start_curl(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free,
	                            wipe_realloc, strdup, calloc) == CURLE_OK;
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
	http->transfers = g_ptr_array_new_with_free_func(drop_transfer);
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
	http->transport = (struct transport){ .begin = begin,
		                              .next = next,
		                              .now_ms = now_ms,
		                              .wall = wall,
		                              .wait_ms = wait_ms,
		                              .moved = moved,
		                              .address = address };
	if (!start_curl() || !set_up(http)) {
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
	for (guint i = 0; http->transfers && i < http->transfers->len; i++) {
		struct transfer *transfer = http->transfers->pdata[i];

		if (transfer->easy)
			curl_multi_remove_handle(http->multi, transfer->easy);
	}
	g_clear_pointer(&http->transfers, g_ptr_array_unref);
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->headers);
	webhook_clear(&http->webhook);
	g_free(http);
	curl_global_cleanup();
}
