/*
 * Who has the token or the password gets a session. Refuses to say which of
 * them was nearly right.
 */
#include "web/login.h"

#include "watcher/secret_file.h"
#include "web/page.h"
#include "web/password.h"

#include <string.h>

static const char too_many[] =
	"Слишком много неудачных попыток. Подождите минуту.";

static gint64 now_seconds(void)
{
	return g_get_monotonic_time() / G_USEC_PER_SEC;
}

bool login_is_path(const char *path)
{
	return strcmp(path, "/login") == 0 || strcmp(path, "/enter") == 0;
}

static struct response *show(struct visit *visit, guint status,
                             const char *fault)
{
	page_text(visit->model, "fault", fault);
	cJSON_AddBoolToObject(visit->model, "password",
	                      visit->settings->password_file != NULL);
	return page_show(visit, status, "login", "Вход");
}

/* A page of ours that goes on by itself: after a redirect from elsewhere a
 * browser would not send the cookie, as it is told to (SameSite). */
static struct response *welcome(struct visit *visit)
{
	struct site *site = visit->site;
	g_autofree char *cookie = guard_enter(site->guard, now_seconds());
	struct response *response;

	cJSON_AddBoolToObject(visit->model, "welcome", true);
	response = page_show(visit, 200, "login", "Вход");
	response->set_cookie = g_steal_pointer(&cookie);
	return response;
}

static struct response *try_token(struct visit *visit, const char *token)
{
	struct site *site = visit->site;

	switch (guard_try_token(site->guard, token, now_seconds())) {
	case GUARD_IN:
		/* Whoever comes next needs one too. */
		site_invite(site);
		return welcome(visit);
	case GUARD_TOO_MANY:
		return show(visit, 429, too_many);
	default:
		return show(visit, 403,
		            "Эта ссылка уже использована или неверна. Новая "
		            "стоит в журнале страницы настроек.");
	}
}

static bool is_right(const struct visit *visit, const char *password)
{
	char *hash =
		visit->settings->password_file != NULL
			? secret_file_read(visit->settings->password_file, NULL)
			: NULL;
	bool right = hash != NULL && password_matches(password, hash);

	secret_file_wipe(hash);
	return right;
}

static struct response *try_password(struct visit *visit)
{
	struct guard *guard = visit->site->guard;

	if (!guard_begin_try(guard, now_seconds()))
		return show(visit, 429, too_many);
	if (is_right(visit, fields_text(visit->request->fields, "password"))) {
		guard_was_right(guard);
		return welcome(visit);
	}
	return show(visit, 403, "Пароль не подходит.");
}

struct response *login_answer(struct visit *visit)
{
	const struct request *request = visit->request;
	const char *token = fields_get(request->query, "token");

	if (strcmp(request->path, "/enter") == 0 && token != NULL)
		return try_token(visit, token);
	if (request->post)
		return try_password(visit);
	return show(visit, 200, NULL);
}

struct response *login_leave(struct visit *visit)
{
	struct response *response = response_redirect("/login");

	guard_leave(visit->site->guard, visit->request->cookie);
	response->set_cookie = g_strdup("");
	return response;
}
