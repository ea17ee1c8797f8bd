#ifndef B24_TRANSFER_H
#define B24_TRANSFER_H

#include "b24/transport.h"
#include "b24/webhook.h"

#include <curl/curl.h>

/*
 * One POST over libcurl, from its making to what became of it. http.c drives
 * several of them at once.
 */
struct transfer {
	CURL *easy;   /* owned; NULL where libcurl could not make one */
	gpointer tag; /* the caller's */
	char *method;
	char *request; /* the body that is sent, owned: libcurl reads from it */
	GString *body; /* of the answer */
	bool write;
	bool too_long; /* the answer was more than TRANSFER_MOST */
	bool home;     /* it has ended: `code` is libcurl's word on it */
	bool stopped;  /* … because we are to end */
	CURLcode code;
	gint64 begun_ms;
};

enum { TRANSFER_MOST = 64 * 1024 * 1024 };

/* `headers` must outlive it. */
struct transfer *transfer_new(const struct webhook *webhook,
                              struct curl_slist *headers, const char *method,
                              const char *body, bool write,
                              gint64 timeout_seconds);
void transfer_free(struct transfer *transfer);

/* Whether the portal may have seen any of the request. */
bool transfer_is_sent(const struct transfer *transfer);

/* What became of one that is home; without the secret. */
void transfer_answer(struct transfer *transfer, const struct webhook *webhook,
                     struct transport_answer *answer_r);

#endif
