/*
 * A POST as libcurl makes it. A redirect is handed up instead of followed,
 * because libcurl would make a GET of it; a write never goes over a connection
 * that was used before, because libcurl sends a POST again by itself where
 * such a one turns out to be dead. No proxies, cookies or netrc of the
 * environment, no TLS below 1.2, no answer above 64 MiB.
 */
#include "b24/transfer.h"

#include <string.h>

enum { CONNECT_SECONDS = 10 };

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	size_t length = size * count;

	if (transfer->body->len + length > TRANSFER_MOST) {
		transfer->too_long = true;
		return 0;
	}
	g_string_append_len(transfer->body, data, (gssize)length);
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

static void set_request(struct transfer *transfer, struct curl_slist *headers,
                        gint64 timeout_seconds)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "b24bridge/" VERSION);
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->request);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
	                 (curl_off_t)strlen(transfer->request));
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)timeout_seconds);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT,
	                 transfer->write ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, transfer->write ? 1L : 0L);
}

struct transfer *transfer_new(const struct webhook *webhook,
                              struct curl_slist *headers, const char *method,
                              const char *body, bool write,
                              gint64 timeout_seconds)
{
	struct transfer *transfer = g_new0(struct transfer, 1);
	char *url = webhook_url(webhook, method);

	transfer->method = g_strdup(method);
	transfer->request = g_strdup(body);
	transfer->body = g_string_new(NULL);
	transfer->write = write;
	transfer->easy = curl_easy_init();
	if (transfer->easy) {
		set_security(transfer->easy, g_str_has_prefix(url, "https:"));
		curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
		set_request(transfer, headers, timeout_seconds);
	}
	webhook_wipe(url);
	return transfer;
}

void transfer_free(struct transfer *transfer)
{
	if (!transfer)
		return;
	if (transfer->easy)
		curl_easy_cleanup(transfer->easy);
	if (transfer->body)
		g_string_free(transfer->body, TRUE);
	g_free(transfer->method);
	g_free(transfer->request);
	g_free(transfer);
}

bool transfer_is_sent(const struct transfer *transfer)
{
	long bytes = 0;

	if (transfer->easy)
		curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE,
		                  &bytes);
	return bytes > 0;
}

static char *explain(const struct webhook *webhook, CURLcode code)
{
	const char *why = curl_easy_strerror(code);

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return g_strdup_printf("имя портала %s не найдено в DNS: "
		                       "проверьте сеть и адрес в файле вебхука",
		                       webhook->address);
	case CURLE_COULDNT_CONNECT:
		return g_strdup_printf("нет связи с %s: проверьте сеть и не "
		                       "закрыт ли этот адрес брандмауэром; "
		                       "обмен продолжится сам, когда портал "
		                       "ответит",
		                       webhook->address);
	case CURLE_OPERATION_TIMEDOUT:
		return g_strdup_printf("%s не ответил вовремя",
		                       webhook->address);
	case CURLE_PEER_FAILED_VERIFICATION:
		return g_strdup_printf("сертификат %s не прошёл проверку: "
		                       "проверьте дату на этом сервере, пакет "
		                       "ca-certificates и нет ли по пути "
		                       "прокси, который подменяет сертификаты",
		                       webhook->address);
	case CURLE_SSL_CONNECT_ERROR:
		return g_strdup_printf("защищённая связь (TLS) с %s не "
		                       "устанавливается: проверьте адрес в "
		                       "файле вебхука и нет ли по пути прокси",
		                       webhook->address);
	default:
		return g_strdup_printf("связь с %s прервалась: %s",
		                       webhook->address, why);
	}
}

static void take_answer(struct transfer *transfer,
                        const struct webhook *webhook,
                        struct transport_answer *answer)
{
	char *location = NULL;
	GString *masked;

	answer->fate = TRANSPORT_ANSWERED;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE,
	                  &answer->status);
	curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &location);
	g_string_free(answer->body, TRUE);
	answer->body = g_steal_pointer(&transfer->body);
	webhook_mask(webhook, answer->body);
	if (!location)
		return;
	masked = g_string_new(location);
	webhook_mask(webhook, masked);
	answer->location = g_string_free(masked, FALSE);
}

void transfer_answer(struct transfer *transfer, const struct webhook *webhook,
                     struct transport_answer *answer_r)
{
	bool sent = transfer_is_sent(transfer);

	*answer_r = (struct transport_answer){ .body = g_string_new(NULL) };
	if (!transfer->easy) {
		answer_r->fate = TRANSPORT_NOT_SENT;
		answer_r->why = g_strdup("не хватает памяти для запроса");
		return;
	}
	if (!transfer->stopped && transfer->code == CURLE_OK) {
		take_answer(transfer, webhook, answer_r);
		return;
	}
	answer_r->fate = sent ? TRANSPORT_LOST : TRANSPORT_NOT_SENT;
	/* A read that is broken off leaves nothing behind to ask for. */
	if (transfer->stopped && (!transfer->write || !sent))
		answer_r->fate = TRANSPORT_STOPPED;
	if (transfer->too_long)
		answer_r->why = g_strdup("ответ портала больше 64 МиБ");
	else if (transfer->stopped)
		answer_r->why = g_strdup("прервано: программа завершается");
	else
		answer_r->why = explain(webhook, transfer->code);
}
