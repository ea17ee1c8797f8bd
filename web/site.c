/*
 * Lets visitors in and finds the page for a path. Refuses everything that was
 * not asked for by name: there is no path that is made into a file's.
 */
#include "web/site.h"

#include "web/asset.h"
#include "web/lists.h"
#include "web/login.h"
#include "web/page.h"
#include "web/page_check.h"
#include "web/page_debug.h"
#include "web/page_fields.h"
#include "web/page_journal.h"
#include "web/page_organizations.h"
#include "web/page_overview.h"
#include "web/page_save.h"
#include "web/page_settings.h"
#include "web/page_stages.h"
#include "web/page_start.h"
#include "web/page_tell.h"
#include "web/page_try.h"
#include "web/server.h"
#include "web/settings_readable.h"

#include <string.h>

static const struct route routes[] = {
	{ "/", false, page_overview_get, 0 },
	{ "/release", true, page_overview_release, 0 },
	{ "/retry", true, page_overview_retry, 0 },
	{ "/start", false, page_start_get, 0 },
	{ "/start", true, page_start_post, 0 },
	{ "/connect", false, page_settings_get, 0 },
	{ "/connect", true, page_settings_post, 0 },
	{ "/connect/webhook", true, page_check_webhook, ROUTE_TURN },
	{ "/connect/check", true, page_check_post, ROUTE_TURN },
	{ "/connect/check/stream", true, page_check_stream, 0 },
	{ "/lists", true, page_check_lists, ROUTE_TURN },
	{ "/deals", false, page_settings_get, 0 },
	{ "/deals", true, page_settings_post, 0 },
	{ "/deals/make-field", true, page_fields_make, ROUTE_TURN },
	{ "/contacts", false, page_settings_get, 0 },
	{ "/contacts", true, page_settings_post, 0 },
	{ "/organizations", false, page_organizations_get, 0 },
	{ "/organizations", true, page_organizations_post, 0 },
	{ "/stages", false, page_stages_get, 0 },
	{ "/stages", true, page_stages_post, 0 },
	{ "/exchange", false, page_settings_get, 0 },
	{ "/exchange", true, page_settings_post, 0 },
	{ "/names", false, page_settings_get, 0 },
	{ "/names", true, page_settings_post, 0 },
	{ "/save", true, page_save_post, 0 },
	{ "/restore", true, page_save_restore, 0 },
	{ "/journal", false, page_journal_get, 0 },
	{ "/journal/order", false, page_journal_order, 0 },
	{ "/journal/ack", false, page_journal_ack, 0 },
	{ "/journal/ack/file", false, page_journal_ack_file, 0 },
	{ "/journal/repeat", true, page_journal_repeat, 0 },
	{ "/journal/plan", true, page_try_plan, ROUTE_FILE | ROUTE_TURN },
	{ "/journal/drop", true, page_try_drop, ROUTE_FILE },
	{ "/debug", false, page_debug_get, 0 },
	{ "/debug", true, page_settings_post, 0 },
	{ "/debug/log", false, page_debug_log, 0 },
	{ "/debug/bundle", false, page_debug_bundle, ROUTE_TURN },
	{ "/logout", true, login_leave, 0 },
};

static gint64 now_seconds(void)
{
	return g_get_monotonic_time() / G_USEC_PER_SEC;
}

void site_invite(struct site *site)
{
	g_autofree char *token = guard_issue_token(site->guard);
	g_autofree char *text =
		g_strdup_printf("Страница настроек: %s/enter?token=%s "
	                        "(ссылка на один вход)",
	                        site->address, token);

	site->say(text);
}

/* ---- turns ---- */

bool site_take_turn(struct site *site)
{
	if (g_atomic_int_add(&site->turns, 1) < SITE_TURNS)
		return true;
	site_end_turn(site);
	return false;
}

void site_end_turn(struct site *site)
{
	g_atomic_int_add(&site->turns, -1);
}

struct response *site_no_turn(void)
{
	return response_new(503, "text/plain; charset=utf-8",
	                    g_strdup("Страница занята: проверка или пробный "
	                             "прогон уже идут. Подождите минуту и "
	                             "повторите.\n"));
}

/* ---- files of the page ---- */

static const char *type_of(const char *name)
{
	if (g_str_has_suffix(name, ".css"))
		return "text/css; charset=utf-8";
	if (g_str_has_suffix(name, ".js"))
		return "text/javascript; charset=utf-8";
	if (g_str_has_suffix(name, ".svg"))
		return "image/svg+xml";
	return NULL;
}

static struct response *send_asset(const struct request *request)
{
	const char *name = request->path + strlen("/assets/");
	const struct asset *asset = asset_find(name);
	const char *type = type_of(name);
	g_autofree char *hash = NULL;
	struct response *response;

	if (asset == NULL || type == NULL)
		return response_new(404, "text/plain; charset=utf-8",
		                    g_strdup("Нет такого файла.\n"));
	response = response_new(200, type, NULL);
	hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, asset->text,
	                                   asset->length);
	response->tag = g_strdup_printf("\"%.32s\"", hash);
	if (g_strcmp0(request->tag, response->tag) == 0) {
		response->status = 304;
		return response;
	}
	response->body = g_strndup((const char *)asset->text, asset->length);
	response->length = asset->length;
	return response;
}

/* ---- visits ---- */

static void open_file(struct visit *visit, GError **error)
{
	visit->file = settings_text_load(visit->site->settings_path, error);
	if (visit->file != NULL && visit->file->settings != NULL) {
		visit->settings = visit->file->settings;
		settings_text_keep_good(visit->settings->state, visit->file);
	} else {
		visit->readable = settings_readable(visit->file);
		visit->settings = visit->readable;
	}
	if (visit->file == NULL)
		return;
	visit->portal = lists_load(visit->settings->state, &visit->portal_time);
}

static void close_visit(struct visit *visit)
{
	cJSON_Delete(visit->model);
	dictionary_free(visit->portal);
	settings_text_free(visit->file);
	settings_free(visit->readable);
}

static const struct route *find_route(const struct request *request)
{
	for (size_t i = 0; i < G_N_ELEMENTS(routes); i++)
		if (routes[i].post == request->post &&
		    strcmp(routes[i].path, request->path) == 0)
			return &routes[i];
	return NULL;
}

static struct response *take_turn(struct visit *visit,
                                  const struct route *route)
{
	struct response *response;

	if (!site_take_turn(visit->site))
		return site_no_turn();
	response = route->handler(visit);
	site_end_turn(visit->site);
	return response;
}

static struct response *visit_page(struct visit *visit)
{
	const struct route *route = find_route(visit->request);
	GError *error = NULL;

	open_file(visit, &error);
	if (error != NULL)
		return page_error(visit, error);
	if (route == NULL)
		return page_fail(visit, 404, "Такой страницы нет.");
	page_tell_saved(visit);
	return route->wants & ROUTE_TURN ? take_turn(visit, route)
	                                 : route->handler(visit);
}

/* ---- who may ---- */

static struct response *refused(const char *text)
{
	return response_new(403, "text/plain; charset=utf-8", g_strdup(text));
}

/* A stranger has a password to send, and nothing else. */
static void bound_body(struct request *request)
{
	const struct route *route = find_route(request);

	request->takes_file = request->csrf != NULL && route != NULL &&
	                      (route->wants & ROUTE_FILE) != 0;
	request->most = request->csrf == NULL ? SERVER_STRANGER_BYTES
	                                      : SERVER_FORM_BYTES;
	if (request->takes_file)
		request->most += SERVER_UPLOAD_BYTES;
}

struct response *site_admit(void *context, struct request *request)
{
	struct site *site = context;

	if (!guard_host(site->guard, request->host))
		return refused("Под этим именем страницы настроек нет. "
		               "Откройте её по адресу, который она назвала при "
		               "запуске.\n");
	if (request->post && !guard_origin(request->origin, request->host))
		return refused("Запрос пришёл с чужой страницы.\n");
	request->csrf =
		guard_session(site->guard, request->cookie, now_seconds());
	bound_body(request);
	if (request->csrf != NULL ||
	    g_str_has_prefix(request->path, "/assets/") ||
	    login_is_path(request->path))
		return NULL;
	if (request->post)
		return refused("Войдите снова: вход устарел.\n");
	return response_redirect("/login");
}

/* The token of the form; pages' own script sends it as a field as well. */
static bool is_from_form(const struct request *request)
{
	const char *token = fields_get(request->fields, "csrf");

	return token != NULL && request->csrf != NULL &&
	       guard_equal(token, request->csrf);
}

struct response *site_answer(void *context, struct request *request)
{
	struct visit visit = { .site = context, .request = request };
	struct response *response;

	if (g_str_has_prefix(request->path, "/assets/"))
		return send_asset(request);
	visit.model = cJSON_CreateObject();
	if (login_is_path(request->path)) {
		GError *error = NULL;

		open_file(&visit, &error);
		response = error != NULL ? page_error(&visit, error)
		                         : login_answer(&visit);
	} else if (request->post && !is_from_form(request)) {
		response = refused("Форма устарела. Вернитесь на страницу, "
		                   "обновите её и повторите.\n");
	} else {
		response = visit_page(&visit);
	}
	close_visit(&visit);
	return response;
}
