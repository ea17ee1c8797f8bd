/*
 * Reads the bodies that Bitrix24 answers with. A failure is told by the key
 * `error` being there, whatever its value: it may be "", a number, or of any
 * letter case (docs: crm.deal.update, batch). Nothing here waits or repeats.
 */
#include "b24/answer.h"

#include "b24/json.h"
#include "core/menu.h"
#include "core/text.h"

#include <string.h>

/*
 * Codes, in any letter case. Where the docs and what portals send differ in
 * the status (INVALID_CREDENTIALS: 403 and 401; PORTAL_DELETED: 500, 403 and
 * 410), the code tells.
 */
static const struct code {
	const char *code;
	enum answer_kind kind;
	const char *advice; /* ANSWER_STOP: what a person can do */
} codes[] = {
	{ "QUERY_LIMIT_EXCEEDED", ANSWER_LIMIT, NULL },
	{ "OPERATION_TIME_LIMIT", ANSWER_PARK, NULL },
	{ "ERROR_BATCH_LENGTH_EXCEEDED", ANSWER_LIMIT, NULL },
	{ "OVERLOAD_LIMIT", ANSWER_STOP,
	  "REST портала заблокирован из-за нагрузки вручную; снять блокировку "
	  "может поддержка Битрикс24" },
	{ "INTERNAL_SERVER_ERROR", ANSWER_UNKNOWN, NULL },
	{ "ERROR_UNEXPECTED_ANSWER", ANSWER_UNKNOWN, NULL },
	/* The answer could not be written; the request was carried out. */
	{ "WRONG_ENCODING", ANSWER_UNKNOWN, NULL },
	{ "EXPIRED_TOKEN", ANSWER_STOP,
	  "срок вебхука истёк; создайте новый (" MENU_WEBHOOK_NEW
	  ") и впишите его адрес в файл из настройки [portal] webhook_file" },
	{ "NO_AUTH_FOUND", ANSWER_STOP, "проверьте адрес вебхука" },
	{ "INVALID_CREDENTIALS", ANSWER_STOP,
	  "портал не принял секрет вебхука: вебхук удалён, просрочен, изменён "
	  "или записан с ошибкой; создайте новый (" MENU_WEBHOOK_NEW
	  ") и впишите его адрес в файл из настройки [portal] webhook_file" },
	{ "INVALID_TOKEN", ANSWER_STOP, "проверьте адрес вебхука" },
	{ "INSUFFICIENT_SCOPE", ANSWER_STOP,
	  "у вебхука нет права " RIGHT_CRM
	  "; добавьте его: " MENU_WEBHOOK_RIGHTS },
	{ "USER_ACCESS_ERROR", ANSWER_STOP,
	  "владельцу вебхука закрыт доступ; создайте вебхук от сотрудника с "
	  "доступом к CRM" },
	{ "AUTHORIZATION_ERROR", ANSWER_STOP,
	  "владелец вебхука уволен или заблокирован; создайте новый вебхук: "
	  "" MENU_WEBHOOK_NEW },
	{ "APPLICATION_NOT_FOUND", ANSWER_STOP, "проверьте адрес вебхука" },
	{ "INVALID_REQUEST", ANSWER_STOP,
	  "адрес вебхука должен начинаться с https://" },
	{ "ERROR_METHOD_NOT_FOUND", ANSWER_STOP,
	  "по этому адресу нет нужного метода; проверьте адрес вебхука" },
	{ "PORTAL_DELETED", ANSWER_STOP, "портал удалён" },
	{ "PAYMENT_REQUIRED", ANSWER_STOP, "оплатите тариф портала" },
	{ "METHOD_CONFIRM_WAITING", ANSWER_STOP,
	  "доступ ждёт подтверждения администратора портала" },
	{ "METHOD_CONFIRM_DENIED", ANSWER_STOP,
	  "администратор портала отказал в доступе" },
	{ "ALLOWED_ONLY_INTRANET_USER", ANSWER_STOP,
	  "владелец вебхука — внешний пользователь; создайте вебхук от "
	  "сотрудника" },
	{ "ERROR_BATCH_METHOD_NOT_ALLOWED", ANSWER_REFUSED, NULL },
	{ "ERROR_MANIFEST_IS_NOT_AVAILABLE", ANSWER_REFUSED, NULL },
	{ "ERROR_CORE", ANSWER_REFUSED, NULL },
	{ "ERROR_ARGUMENT", ANSWER_REFUSED, NULL },
	{ "ERROR_NOT_FOUND", ANSWER_MISSING, NULL },
	{ "NOT_FOUND", ANSWER_MISSING, NULL },
	{ "INVALID_ARG_VALUE", ANSWER_REFUSED, NULL },
	{ "100", ANSWER_REFUSED, NULL },
};

/* By its status, where the code is none that we know. 0: in a batch. */
static const struct {
	long from, to;
	enum answer_kind kind;
} statuses[] = {
	{ 0, 0, ANSWER_REFUSED },     { 200, 299, ANSWER_REFUSED },
	{ 401, 401, ANSWER_STOP },    { 402, 403, ANSWER_STOP },
	{ 408, 408, ANSWER_UNKNOWN }, { 429, 429, ANSWER_PARK },
	{ 400, 499, ANSWER_REFUSED },
};

enum { TEXT_MOST = 500 };
/* Of a clock that is one: the year 2500. */
static const double CLOCK_MOST_S = 16725225600.0;

static enum answer_kind by_status(long status)
{
	for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (status >= statuses[i].from && status <= statuses[i].to)
			return statuses[i].kind;
	return ANSWER_UNKNOWN;
}

static const struct code *find_code(const char *code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (!g_ascii_strcasecmp(code, codes[i].code))
			return &codes[i];
	return NULL;
}

/* The code as text; "" where it says nothing. */
static char *code_text(const cJSON *code)
{
	if (cJSON_IsString(code))
		return g_strdup(code->valuestring);
	if (cJSON_IsNumber(code))
		return g_strdup_printf("%.0f", code->valuedouble);
	return g_strdup("");
}

static char *people_text(const char *code, const char *description,
                         const char *advice)
{
	g_autofree char *said =
		text_plain(*description ? description : code, TEXT_MOST);
	g_autofree char *short_code = text_plain(code, 80);
	GString *text = g_string_new(NULL);

	g_strstrip(said);
	if (advice)
		g_string_append(text, advice);
	if (*said) {
		g_string_append_printf(
			text, advice ? " (портал ответил: %s" : "%s", said);
		if (*short_code && strcmp(said, short_code) != 0)
			g_string_append_printf(text, advice ? ", %s" : " (%s)",
			                       short_code);
		if (advice)
			g_string_append_c(text, ')');
	}
	if (!text->len)
		g_string_append(text, "портал отказал без объяснения");
	return g_string_free(text, FALSE);
}

enum answer_kind answer_read_error(const cJSON *error, long status,
                                   char **text_r)
{
	const cJSON *said =
		cJSON_GetObjectItemCaseSensitive(error, "error_description");
	g_autofree char *code =
		code_text(cJSON_GetObjectItemCaseSensitive(error, "error"));
	const struct code *known = find_code(code);
	enum answer_kind kind = known ? known->kind : by_status(status);
	const char *advice = known ? known->advice : NULL;

	/* Of one row it says that this row is closed to us, else that all of
	 * REST is: crm.item.* answers 400, the gate before it 403. */
	if (!g_ascii_strcasecmp(code, "ACCESS_DENIED")) {
		kind = status == 0 || status == 400 ? ANSWER_REFUSED
		                                    : ANSWER_STOP;
		if (kind == ANSWER_STOP)
			advice = "REST API закрыт: он есть только на платных "
				 "тарифах и у сотрудников с правами";
	}
	*text_r = people_text(
		code, cJSON_IsString(said) ? said->valuestring : "", advice);
	return kind;
}

static double number_in(const cJSON *object, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(value) ? value->valuedouble : -1;
}

bool answer_running(const cJSON *time, struct answer_running *running_r)
{
	double used = number_in(time, "operating");
	double reset = number_in(time, "operating_reset_at");
	double start = number_in(time, "start");
	double took = number_in(time, "processing");

	*running_r = (struct answer_running){ 0 };
	if (!(used >= 0))
		return false;
	running_r->used_s = used;
	running_r->took_s = took >= 0 ? took : -1;
	if (start > 0 && start < CLOCK_MOST_S)
		running_r->started_at = (gint64)start;
	if (reset > 0 && reset < CLOCK_MOST_S)
		running_r->reset_at = (gint64)reset;
	return true;
}

const cJSON *answer_entry(const cJSON *map, const char *key)
{
	guint64 index;

	if (cJSON_IsObject(map))
		return cJSON_GetObjectItemCaseSensitive(map, key);
	if (!cJSON_IsArray(map) ||
	    !g_ascii_string_to_unsigned(key, 10, 0, G_MAXINT, &index, NULL))
		return NULL;
	return cJSON_GetArrayItem(map, (int)index);
}

/* A server in trouble sends pages by itself; others come from elsewhere. */
static char *page_text(enum answer_kind kind, long status)
{
	if (kind == ANSWER_STOP)
		return g_strdup_printf("портал закрыл доступ (HTTP %ld, без "
		                       "объяснения); проверьте вебхук и доступ "
		                       "с этого сервера",
		                       status);
	return g_strdup_printf(
		status >= 500 ? "портал ответил не так, как отвечает REST "
				"(HTTP %ld)"
			      : "портал ответил не так, как отвечает REST "
				"(HTTP %ld): проверьте, что в файле вебхука "
				"адрес портала и что по пути к нему нет "
				"страницы входа или прокси",
		status);
}

/* A page instead of an answer, or an answer that was cut. */
static void read_page(const struct transport_answer *from,
                      struct answer *answer)
{
	long status = from->status;

	switch (status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		answer->kind = from->location ? ANSWER_MOVED : ANSWER_UNKNOWN;
		break;
	case 401:
	case 402:
	case 403:
		answer->kind = ANSWER_STOP;
		break;
	case 429:
		answer->kind = ANSWER_PARK;
		break;
	default:
		answer->kind = ANSWER_UNKNOWN;
	}
	answer->text = page_text(answer->kind, status);
}

/* A text with a NUL would end there, and be taken for a shorter one. */
static cJSON *parse(GString *body, bool *too_much_r)
{
	static const char nul[] = "\\u0000";
	char *p = body->str;

	if (memchr(body->str, '\0', body->len))
		return NULL;
	while (body->len <= JSON_BYTES_MOST && (p = strstr(p, nul))) {
		gsize slashes = 0;

		while (p - slashes > body->str &&
		       p[-1 - (gssize)slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			memcpy(p, "\\ufffd", strlen(nul));
		p += strlen(nul);
	}
	return json_read(body->str, body->len, too_much_r);
}

/* Asking for less may help. */
static void refuse_much(const GString *body, struct answer *answer)
{
	answer->kind = ANSWER_UNKNOWN;
	answer->text = g_strdup_printf(
		"портал прислал ответ в %" G_GSIZE_FORMAT
		" КиБ — больше, чем бывает у CRM; он не прочитан",
		body->len / 1024);
}

static void read_body(const struct transport_answer *from,
                      struct answer *answer)
{
	bool too_much = false;
	const cJSON *json;

	answer->json = parse(from->body, &too_much);
	json = answer->json;
	if (too_much) {
		refuse_much(from->body, answer);
		return;
	}
	if (!cJSON_IsObject(json)) {
		read_page(from, answer);
		return;
	}
	if (cJSON_GetObjectItemCaseSensitive(json, "error")) {
		answer->kind =
			answer_read_error(json, from->status, &answer->text);
		return;
	}
	answer->result = cJSON_GetObjectItemCaseSensitive(json, "result");
	if (from->status / 100 == 2 && answer->result) {
		answer->kind = ANSWER_OK;
		return;
	}
	answer->result = NULL;
	read_page(from, answer);
}

void answer_read(const struct transport_answer *from, struct answer *answer_r)
{
	*answer_r = (struct answer){ 0 };
	switch (from->fate) {
	case TRANSPORT_ANSWERED:
		read_body(from, answer_r);
		return;
	case TRANSPORT_NOT_SENT:
		answer_r->kind = ANSWER_NOT_SENT;
		break;
	case TRANSPORT_STOPPED:
		answer_r->kind = ANSWER_STOPPED;
		break;
	case TRANSPORT_LOST:
	default:
		answer_r->kind = ANSWER_UNKNOWN;
	}
	answer_r->text = g_strdup(from->why ? from->why : "нет связи");
}

void answer_clear(struct answer *answer)
{
	cJSON_Delete(answer->json);
	g_free(answer->text);
	*answer = (struct answer){ 0 };
}
