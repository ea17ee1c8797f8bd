/*
 * Reading a request, handing it in, holding it back, sending what came of it.
 *
 * Refuses to carry anything out; portal.c and workers.c do.
 */
#include "tests/portal/exchange.h"

#include "tests/portal/answer.h"
#include "tests/portal/reply.h"
#include "tests/portal/workers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define AGAIN_SECONDS 10
#define PATIENCE_HEADER "X-Portal-Patience"

enum stage { STAGE_NEW, STAGE_READING, STAGE_HELD, STAGE_READY, STAGE_GONE };

struct exchange {
	struct exchanges *all;
	struct MHD_Connection *connection;
	enum stage stage;
	bool suspended;
	char *uri, *path, *verb, *type, *authorization;
	char client[INET_ADDRSTRLEN];
	GString *body;
	double patience; /* s */
	bool runs_clock; /* while it is held */
	gint64 again;    /* monotonic µs of the last try; 0: workers have it */
	struct answer answer;
	gint64 answered; /* on the portal's timeline */
};

/* Its turn comes again, or in the call that it is in. */
static void set_ready(struct exchange *exchange, enum stage stage)
{
	struct exchanges *all = exchange->all;

	exchange->stage = stage;
	exchange->answered = clock_timeline(&all->portal->clock);
	g_ptr_array_remove(all->held, exchange);
	if (exchange->suspended) {
		MHD_resume_connection(exchange->connection);
		all->resumed = true;
	}
	exchange->suspended = false;
}

static void deliver(void *client, struct answer *answer)
{
	struct exchange *exchange = client;

	answer_clear(&exchange->answer);
	exchange->answer = *answer;
	answer_init(answer);
	set_ready(exchange, STAGE_READY);
}

struct exchanges *exchanges_new(struct portal *portal)
{
	struct exchanges *exchanges = g_new0(struct exchanges, 1);

	exchanges->portal = portal;
	exchanges->held = g_ptr_array_new();
	exchanges->drips = drips_new();
	workers_listen(portal->workers, deliver);
	return exchanges;
}

void exchanges_free(struct exchanges *exchanges)
{
	if (!exchanges)
		return;
	workers_listen(exchanges->portal->workers, NULL);
	g_ptr_array_unref(exchanges->held);
	drips_free(exchanges->drips);
	g_free(exchanges);
}

void *exchange_begin(void *data, const char *uri,
                     struct MHD_Connection *connection)
{
	struct exchange *exchange = g_new0(struct exchange, 1);

	exchange->all = data;
	exchange->connection = connection;
	exchange->uri = g_strdup(uri);
	exchange->body = g_string_new(NULL);
	return exchange;
}

void exchange_finish(void *data, struct MHD_Connection *connection,
                     void **context, enum MHD_RequestTerminationCode code)
{
	struct exchange *exchange = *context;

	(void)data;
	(void)connection;
	(void)code;
	if (!exchange)
		return;
	g_ptr_array_remove(exchange->all->held, exchange);
	workers_forget(exchange->all->portal->workers, exchange);
	answer_clear(&exchange->answer);
	g_string_free(exchange->body, TRUE);
	g_free(exchange->uri);
	g_free(exchange->path);
	g_free(exchange->verb);
	g_free(exchange->type);
	g_free(exchange->authorization);
	g_free(exchange);
	*context = NULL;
}

/* ---- connections, those that Bitrix24 was asked on ---- */

void exchange_notice(void *data, struct MHD_Connection *connection, void **line,
                     enum MHD_ConnectionNotificationCode code)
{
	struct exchanges *exchanges = data;

	(void)connection;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*line = g_new0(bool, 1);
		return;
	}
	if (*(bool *)*line)
		gauge_down(&exchanges->portal->load->connections);
	g_free(*line);
	*line = NULL;
}

static void count_line(const struct exchange *exchange)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		exchange->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	bool *counted = info ? info->socket_context : NULL;

	if (!counted || *counted || !g_str_has_prefix(exchange->path, "/rest/"))
		return;
	*counted = true;
	gauge_up(&exchange->all->portal->load->connections);
}

/* ---- requests ---- */

static void take(struct exchange *exchange)
{
	struct portal *portal = exchange->all->portal;
	const char *query = strchr(exchange->uri, '?');
	struct request request = {
		.verb = exchange->verb,
		.path = exchange->path,
		.query = query ? query + 1 : NULL,
		.type = exchange->type,
		.authorization = exchange->authorization,
		.client = exchange->client,
		.body = exchange->body->str,
		.length = exchange->body->len,
		.last_try = exchange->again &&
		            exchange->again <= g_get_monotonic_time(),
	};
	struct work *work;

	answer_clear(&exchange->answer);
	work = portal_take(portal, &request, &exchange->answer);
	if (work)
		workers_add(portal->workers, work, exchange,
		            exchange->patience);
	else if (exchange->answer.ending != END_AGAIN)
		set_ready(exchange, STAGE_READY);
	else if (!exchange->again)
		exchange->again =
			g_get_monotonic_time() + AGAIN_SECONDS * G_USEC_PER_SEC;
}

static enum MHD_Result respond(struct exchange *exchange)
{
	char clock[G_ASCII_DTOSTR_BUF_SIZE];
	bool virtual = exchange->all->portal->clock.virtual;

	g_ascii_formatd(clock, sizeof(clock), "%.6f",
	                (double)exchange->answered / G_USEC_PER_SEC);
	return reply_send(exchange->connection, &exchange->answer,
	                  virtual ? clock : NULL, exchange->all->drips);
}

static enum MHD_Result decide(struct exchange *exchange)
{
	count_line(exchange);
	exchange->stage = STAGE_HELD;
	g_ptr_array_add(exchange->all->held, exchange);
	take(exchange);
	if (exchange->stage == STAGE_READY)
		return respond(exchange);
	exchange->suspended = true;
	MHD_suspend_connection(exchange->connection);
	return MHD_YES;
}

static const char *header(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection,
	                                   MHD_HEADER_KIND, name);
}

static void read_client(struct exchange *exchange)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr_in *from =
		info ? (const void *)info->client_addr : NULL;

	if (from)
		inet_ntop(AF_INET, &from->sin_addr, exchange->client,
		          sizeof(exchange->client));
}

static void read_head(struct exchange *exchange, const char *path,
                      const char *verb)
{
	const char *patience = header(exchange, PATIENCE_HEADER);
	const char *clock = header(exchange, REPLY_CLOCK);

	exchange->stage = STAGE_READING;
	exchange->path = g_strdup(path);
	exchange->verb = g_strdup(verb);
	exchange->type =
		g_strdup(header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE));
	exchange->authorization =
		g_strdup(header(exchange, MHD_HTTP_HEADER_AUTHORIZATION));
	read_client(exchange);
	exchange->patience = patience ? g_ascii_strtod(patience, NULL) : 0;
	exchange->runs_clock = g_strcmp0(clock, "hold") != 0;
}

enum MHD_Result exchange_handle(void *data, struct MHD_Connection *connection,
                                const char *path, const char *verb,
                                const char *version, const char *body,
                                size_t *length, void **context)
{
	struct exchange *exchange = *context;

	(void)data;
	(void)connection;
	(void)version;
	switch (exchange->stage) {
	case STAGE_NEW:
		read_head(exchange, path, verb);
		return MHD_YES;
	case STAGE_READING:
		if (!*length)
			return decide(exchange);
		g_string_append_len(exchange->body, body, (gssize)*length);
		*length = 0;
		return MHD_YES;
	case STAGE_HELD:
		return MHD_YES;
	case STAGE_READY:
		return respond(exchange);
	case STAGE_GONE:
		break;
	}
	return MHD_NO;
}

/* ---- those that are held ---- */

int exchange_socket(const struct exchange *exchange)
{
	return MHD_get_connection_info(exchange->connection,
	                               MHD_CONNECTION_INFO_CONNECTION_FD)
	        ->connect_fd;
}

void exchange_let_go(struct exchange *exchange)
{
	workers_forget(exchange->all->portal->workers, exchange);
	set_ready(exchange, STAGE_GONE);
}

void exchanges_try_again(struct exchanges *exchanges)
{
	const GPtrArray *held = exchanges->held;
	guint at = 0;

	while (at < held->len) {
		struct exchange *exchange = held->pdata[at];
		guint before = held->len;

		if (exchange->again)
			take(exchange);
		/* That may have answered others, too. */
		at = held->len < before ? 0 : at + 1;
	}
}

gint64 exchanges_patience(const struct exchanges *exchanges)
{
	gint64 now = g_get_monotonic_time();
	gint64 least = -1;

	for (guint i = 0; i < exchanges->held->len; i++) {
		const struct exchange *exchange = exchanges->held->pdata[i];
		gint64 left = MAX(0, exchange->again - now);

		if (exchange->again)
			least = least < 0 ? left : MIN(least, left);
	}
	return least;
}

bool exchanges_run_clock(const struct exchanges *exchanges)
{
	if (!exchanges->portal->clock.virtual)
		return false;
	for (guint i = 0; i < exchanges->held->len; i++) {
		const struct exchange *exchange = exchanges->held->pdata[i];

		if (exchange->runs_clock && !exchange->again)
			return true;
	}
	return false;
}
