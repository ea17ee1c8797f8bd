/*
 * See scripted.h. What an answer says is not judged here: it is the input.
 */
#include "tests/fuzz/scripted.h"

#include <cjson/cJSON.h>
#include <string.h>

#define SEPARATOR "\n---\n"

enum { WAITS_MOST = 10000 };

/* The part up to the separator, or all that is left. */
static const char *take_answer(struct scripted *scripted, gsize *length_r)
{
	const char *begin = scripted->next;
	gsize left = (gsize)(scripted->end - begin);
	const char *end = memmem(begin, left, SEPARATOR, strlen(SEPARATOR));

	scripted->next = end ? end + strlen(SEPARATOR) : scripted->end;
	*length_r = (gsize)((end ? end : scripted->end) - begin);
	return begin;
}

static void set_head(struct transport_answer *answer, const char *head)
{
	char *location;

	if (g_str_has_prefix(head, "lost"))
		answer->fate = TRANSPORT_LOST;
	else if (g_str_has_prefix(head, "unsent"))
		answer->fate = TRANSPORT_NOT_SENT;
	answer->status = (long)g_ascii_strtoll(head, &location, 10);
	if (*location == ' ')
		answer->location = g_strdup(location + 1);
}

static void fill(struct scripted *scripted, struct transport_answer *answer_r)
{
	gsize length;
	const char *text = take_answer(scripted, &length);
	const char *body = memchr(text, '\n', length);
	gsize head_length = body ? (gsize)(body - text) : length;
	g_autofree char *head = g_strndup(text, head_length);

	set_head(answer_r, head);
	if (answer_r->fate != TRANSPORT_ANSWERED)
		answer_r->why = g_strdup("scripted");
	else if (body)
		g_string_append_len(answer_r->body, body + 1,
		                    (gssize)(length - head_length - 1));
}

/* Whatever came, what we ask is sound. */
static void assert_body(const char *body)
{
	cJSON *json = cJSON_Parse(body);

	if (!json || !g_utf8_validate(body, -1, NULL))
		g_error("a request that is no JSON: %s", body);
	cJSON_Delete(json);
}

static void begin(struct transport *self, const char *method, const char *body,
                  bool write, gpointer tag)
{
	struct scripted *scripted = (struct scripted *)self;

	(void)method;
	(void)write;
	assert_body(body);
	g_queue_push_tail(&scripted->under_way, tag);
}

static gpointer next(struct transport *self, gint64 ms,
                     struct transport_answer *answer_r)
{
	struct scripted *scripted = (struct scripted *)self;

	(void)ms;
	if (g_queue_is_empty(&scripted->under_way))
		return NULL;
	*answer_r = (struct transport_answer){ .body = g_string_new(NULL) };
	scripted->now_ms += 100;
	if (scripted->next < scripted->end)
		fill(scripted, answer_r);
	else
		answer_r->fate = TRANSPORT_STOPPED;
	return g_queue_pop_head(&scripted->under_way);
}

static gint64 now_ms(struct transport *self)
{
	return ((struct scripted *)self)->now_ms;
}

static gint64 wall(struct transport *self)
{
	return 1600000000 + now_ms(self) / 1000;
}

static bool wait_ms(struct transport *self, gint64 ms)
{
	struct scripted *scripted = (struct scripted *)self;

	scripted->now_ms += ms;
	return ++scripted->waits < WAITS_MOST;
}

static bool moved(struct transport *self, const char *location)
{
	(void)self;
	return !g_strcmp0(location, "https://new.example/");
}

static const char *address(struct transport *self)
{
	(void)self;
	return "https://portal.example";
}

void scripted_init(struct scripted *scripted, const char *answers, gsize length)
{
	*scripted = (struct scripted){ .next = answers,
		                       .end = answers + length,
		                       .now_ms = 1000 };
	scripted->transport = (struct transport){ .begin = begin,
		                                  .next = next,
		                                  .now_ms = now_ms,
		                                  .wall = wall,
		                                  .wait_ms = wait_ms,
		                                  .moved = moved,
		                                  .address = address };
}
