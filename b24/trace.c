/*
 * Lays an exchange out in lines, within a bound. It refuses to let anything
 * from outside begin a line, and to hide what it leaves out.
 */
#include "b24/trace_p.h"

#include "b24/answer.h"
#include "b24/json.h"
#include "b24/rows.h"
#include "core/text.h"

#include <string.h>

#define SENT "REST → "
#define CAME "REST ← "

enum {
	TEXT_MOST = 16 * 1024,   /* bytes an exchange */
	REQUEST_MOST = 6 * 1024, /* of them for the request */
	WORD_MOST = 80,          /* of a method or a key */
	NOTE_BYTES = 48,         /* `… ещё N байт` and a newline */
};

struct trace *trace_new(void (*tell)(void *context, const char *text),
                        void *context)
{
	struct trace *trace = g_new0(struct trace, 1);

	trace->tell = tell;
	trace->context = context;
	return trace;
}

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	g_free(trace->id_field);
	g_free(trace);
}

/* How much of a block of lines fits: whole letters, and no line that would
 * break off before it says anything. */
static gsize fitting(const char *block, gsize length, gsize most)
{
	gsize keep = most > NOTE_BYTES ? most - NOTE_BYTES : 0;
	const char *line;

	if (length <= keep)
		return length;
	while (keep > 0 && ((guchar)block[keep] & 0xC0) == 0x80)
		keep--;
	line = g_strrstr_len(block, (gssize)keep, "\n");
	if (line && block + keep < line + strlen("\n" CAME "    "))
		keep = (gsize)(line - block);
	return keep;
}

/* Cuts what stands behind `from` to `most` bytes and ends the line. `unread`:
 * bytes that did not even get that far. */
static void end_block(GString *text, gsize from, gsize most, gsize unread)
{
	gsize length = text->len - from;
	gsize keep = fitting(text->str + from, length, most);

	unread += length - keep;
	g_string_truncate(text, from + keep);
	if (unread)
		g_string_append_printf(text, "… ещё %" G_GSIZE_FORMAT " байт",
		                       unread);
	g_string_append_c(text, '\n');
}

/* What one of so many may have of the room that is left. */
static gsize share(const GString *text, gsize most, gsize left)
{
	gsize room = most > text->len ? most - text->len : 0;

	return room / MAX(left, 1);
}

/* ---- what was sent ---- */

static const char *text_of(const cJSON *value)
{
	const char *text = cJSON_GetStringValue(value);

	return text ? text : "";
}

/* Of one command of a batch; owned by the caller. */
static char *method_of(const cJSON *command)
{
	const char *text = text_of(command);
	g_autofree char *method = g_strndup(text, strcspn(text, "?"));

	return text_plain(method, WORD_MOST);
}

static void append_head(GString *text, const char *mark, const cJSON *command,
                        const char *method)
{
	g_autofree char *key = text_plain(command->string, WORD_MOST);

	g_string_append_printf(text, "%s  %s %s", mark, key, method);
}

static void append_command(struct trace *trace, GString *text,
                           const cJSON *command, gsize most)
{
	g_autofree char *method = method_of(command);
	const char *query = strchr(text_of(command), '?');
	gsize from = text->len;

	append_head(text, SENT, command, method);
	if (query)
		trace_append_query(trace, text, method, query + 1);
	end_block(text, from, most, 0);
}

static void append_request(struct trace *trace, GString *text,
                           const char *method, const cJSON *request,
                           const cJSON *commands)
{
	gsize left = (gsize)cJSON_GetArraySize(commands);
	const cJSON *command;

	g_string_append_printf(text, SENT "%s", method);
	if (!commands) {
		trace_append_params(trace, text, method, request);
		end_block(text, 0, REQUEST_MOST, 0);
		return;
	}
	g_string_append_printf(text, ", команд: %" G_GSIZE_FORMAT "\n", left);
	cJSON_ArrayForEach (command, commands) {
		append_command(trace, text, command,
		               share(text, REQUEST_MOST, left));
		left--;
	}
}

/* ---- what came ---- */

/* A row a line; anything else behind the word that it is well. */
static void append_ok(const struct trace *trace, GString *text,
                      const char *method, const cJSON *result)
{
	const cJSON *rows = rows_list(result);
	const cJSON *row;

	if (!rows)
		rows = cJSON_GetObjectItemCaseSensitive(result, "categories");
	if (!cJSON_IsArray(rows)) {
		g_string_append(text, ": ok ");
		trace_append_result(trace, text, method, result);
		return;
	}
	g_string_append_printf(text, ": ok, строк: %d",
	                       cJSON_GetArraySize(rows));
	cJSON_ArrayForEach (row, rows) {
		g_string_append(text, "\n" CAME "    ");
		trace_append_result(trace, text, method, row);
	}
}

static void append_error(GString *text, const cJSON *error)
{
	g_autofree char *code = rows_text(error, "error");
	g_autofree char *said = rows_text(error, "error_description");
	g_autofree char *code_words = trace_words(code);
	g_autofree char *words = trace_words(said);

	g_string_append_printf(text, ": ошибка %s: %s",
	                       *code_words ? code_words : "без кода", words);
}

static const cJSON *entry(const cJSON *maps, const char *map, const char *key)
{
	return answer_entry(cJSON_GetObjectItemCaseSensitive(maps, map), key);
}

static void append_entry(const struct trace *trace, GString *text,
                         const cJSON *command, const cJSON *maps, gsize most)
{
	g_autofree char *method = method_of(command);
	const cJSON *result = entry(maps, "result", command->string);
	const cJSON *error = entry(maps, "result_error", command->string);
	gsize from = text->len;

	append_head(text, CAME, command, method);
	if (error)
		append_error(text, error);
	else if (result)
		append_ok(trace, text, method, result);
	else
		g_string_append(text, ": ни результата, ни ошибки");
	end_block(text, from, most, 0);
}

/* How many results there are of commands that were not sent. */
static int count_unasked(const cJSON *maps, const cJSON *commands)
{
	const cJSON *results = cJSON_GetObjectItemCaseSensitive(maps, "result");
	const cJSON *command;
	int count = cJSON_GetArraySize(results);

	cJSON_ArrayForEach (command, commands) {
		if (answer_entry(results, command->string))
			count--;
	}
	return MAX(count, 0);
}

static void append_entries(const struct trace *trace, GString *text,
                           const cJSON *commands, const cJSON *maps)
{
	gsize left = (gsize)cJSON_GetArraySize(commands) + 1;
	int unasked = count_unasked(maps, commands);
	const cJSON *command;

	g_string_append_c(text, '\n');
	cJSON_ArrayForEach (command, commands) {
		append_entry(trace, text, command, maps,
		             share(text, TEXT_MOST, left));
		left--;
	}
	if (unasked)
		g_string_append_printf(text, CAME "  лишних результатов: %d\n",
		                       unasked);
}

static void append_json(const struct trace *trace, GString *text,
                        const char *method, const cJSON *commands,
                        const cJSON *answer)
{
	const cJSON *result =
		cJSON_GetObjectItemCaseSensitive(answer, "result");
	gsize from = text->len;
	gsize most = share(text, TEXT_MOST, 1);

	if (cJSON_HasObjectItem(answer, "error")) {
		append_error(text, answer);
	} else if (commands && cJSON_IsObject(result)) {
		append_entries(trace, text, commands, result);
		return;
	} else {
		append_ok(trace, text, method, result ? result : answer);
	}
	end_block(text, from, most, 0);
}

/* Only as much of the page is read as can be shown. */
static void append_page(const struct trace *trace, GString *text,
                        const char *body, gsize length)
{
	g_autofree char *begin = g_strndup(body, MIN(length, TEXT_MOST));
	gsize from = text->len;
	gsize most = share(text, TEXT_MOST, 1);

	g_string_append(text, ", не JSON: ");
	trace_append_page(trace, text, begin);
	end_block(text, from, most, length - strlen(begin));
}

static void append_answer(const struct trace *trace, GString *text,
                          const struct http_trace *exchange,
                          const cJSON *commands)
{
	const char *body = exchange->answer;
	gsize length = strlen(body);
	bool too_much;
	g_autoptr(cJSON) answer = NULL;

	g_string_append_printf(text,
	                       CAME "HTTP %ld, %" G_GINT64_FORMAT
	                            " мс, %" G_GSIZE_FORMAT " байт",
	                       exchange->status, exchange->ms, length);
	if (exchange->location) {
		g_autofree char *location = trace_words(exchange->location);

		g_string_append_printf(text, ", другой адрес: %.300s",
		                       location);
	}
	answer = json_read(body, length, &too_much);
	if (too_much)
		g_string_append(text, ", слишком длинный для журнала\n");
	else if (cJSON_IsObject(answer))
		append_json(trace, text, exchange->method, commands, answer);
	else
		append_page(trace, text, body, length);
}

static void append_none(GString *text, const struct http_trace *exchange)
{
	g_autofree char *why = trace_words(exchange->why);
	gsize from = text->len;
	gsize most = share(text, TEXT_MOST, 1);

	g_string_append_printf(text,
	                       CAME "ответа нет, %" G_GINT64_FORMAT " мс: %s",
	                       exchange->ms, why);
	end_block(text, from, most, 0);
}

char *trace_text(struct trace *trace, const struct http_trace *exchange)
{
	g_autoptr(cJSON) request = cJSON_Parse(exchange->request);
	const cJSON *commands =
		cJSON_GetObjectItemCaseSensitive(request, "cmd");
	GString *text = g_string_new(NULL);

	if (!cJSON_IsObject(commands))
		commands = NULL;
	append_request(trace, text, exchange->method, request, commands);
	if (exchange->why)
		append_none(text, exchange);
	else
		append_answer(trace, text, exchange, commands);
	g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

void trace_exchange(void *trace, const struct http_trace *exchange)
{
	const struct trace *self = trace;
	g_autofree char *text = trace_text(trace, exchange);

	self->tell(self->context, text);
}
