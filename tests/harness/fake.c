/*
 * See fake.h. It answers like a portal whose every command a test answers.
 */
#include "tests/harness/fake.h"

#include <string.h>

static void command_free(gpointer data)
{
	struct fake_command *command = data;

	g_free(command->method);
	g_free(command->query);
	g_free(command);
}

static void append_json(GString *query, GString *path, const cJSON *value)
{
	gsize length = path->len;
	const cJSON *child;
	int index = 0;

	if (!cJSON_IsArray(value) && !cJSON_IsObject(value)) {
		char *text = cJSON_IsString(value)
		                     ? g_strdup(value->valuestring)
		                     : cJSON_PrintUnformatted(value);

		g_string_append_printf(query, "%s%s=%s", query->len ? "&" : "",
		                       path->str, text);
		free(text);
		return;
	}
	cJSON_ArrayForEach (child, value) {
		g_autofree char *number = g_strdup_printf("%d", index++);
		const char *key = child->string ? child->string : number;

		g_string_append_printf(path, length ? "[%s]" : "%s", key);
		append_json(query, path, child);
		g_string_truncate(path, length);
	}
}

static struct fake_command *note(struct fake *fake, const char *method,
                                 char *query, bool write)
{
	struct fake_command *command = g_new0(struct fake_command, 1);

	command->method = g_strdup(method);
	command->query = query;
	command->at_ms = fake->now_ms;
	command->request = fake->requests;
	command->write = write;
	g_ptr_array_add(fake->commands, command);
	return command;
}

static cJSON *run(struct fake *fake, const char *text, bool write)
{
	const char *mark = strchr(text, '?');
	g_autofree char *method =
		mark ? g_strndup(text, (gsize)(mark - text)) : g_strdup(text);
	char *query =
		mark ? g_uri_unescape_string(mark + 1, NULL) : g_strdup("");

	g_assert_nonnull(query);
	return fake->run(fake, note(fake, method, query, write));
}

static cJSON *run_batch(struct fake *fake, const cJSON *body, bool write)
{
	cJSON *result = cJSON_CreateObject();
	cJSON *results = cJSON_CreateObject();
	cJSON *errors = cJSON_CreateObject();
	const cJSON *cmd = cJSON_GetObjectItem(body, "cmd");
	const cJSON *one;

	g_assert_cmpint(cJSON_GetArraySize(cmd), >, 0);
	g_assert_cmpint(cJSON_GetArraySize(cmd), <=, 50);
	fake->in_batch = (guint)cJSON_GetArraySize(cmd);
	cJSON_ArrayForEach (one, cmd) {
		cJSON *entry = run(fake, one->valuestring, write);

		if (entry)
			cJSON_AddItemToObject(
				cJSON_HasObjectItem(entry, "error") ? errors
								    : results,
				one->string, entry);
	}
	/* PHP writes an empty map as an empty list. */
	cJSON_AddItemToObject(result, "result",
	                      results->child ? results : cJSON_CreateArray());
	cJSON_AddItemToObject(result, "result_error",
	                      errors->child ? errors : cJSON_CreateArray());
	if (!results->child)
		cJSON_Delete(results);
	if (!errors->child)
		cJSON_Delete(errors);
	return result;
}

static cJSON *run_alone(struct fake *fake, const char *method,
                        const cJSON *body, bool write)
{
	GString *query = g_string_new(NULL);
	GString *path = g_string_new(NULL);

	append_json(query, path, body);
	g_string_free(path, TRUE);
	fake->in_batch = 1;
	return fake->run(
		fake, note(fake, method, g_string_free(query, FALSE), write));
}

static void answer_with(cJSON *result, struct transport_answer *answer)
{
	cJSON *json;
	char *text;

	if (result && cJSON_HasObjectItem(result, "error")) {
		json = result;
	} else {
		json = cJSON_CreateObject();
		cJSON_AddItemToObject(json, "result",
		                      result ? result : cJSON_CreateNull());
	}
	text = cJSON_PrintUnformatted(json);
	fake_say(answer, json == result ? 400 : 200, text);
	free(text);
	cJSON_Delete(json);
}

/* A request that is under way. */
struct under_way {
	gpointer tag;
	gint64 due_ms;
	struct transport_answer answer;
};

static void under_way_free(gpointer data)
{
	struct under_way *one = data;

	transport_answer_clear(&one->answer);
	g_free(one);
}

/* What a request does, it does at once; its answer comes later. */
static void begin(struct transport *self, const char *method, const char *body,
                  bool write, gpointer tag)
{
	struct fake *fake = (struct fake *)self;
	struct under_way *one = g_new0(struct under_way, 1);
	cJSON *json = cJSON_Parse(body);
	guint request = fake->requests;

	g_assert_nonnull(json);
	one->tag = tag;
	one->answer.body = g_string_new(NULL);
	fake->spent_ms = 0;
	if (!fake->whole ||
	    !fake->whole(fake, request, method, write, &one->answer)) {
		answer_with(strcmp(method, "batch") == 0
		                    ? run_batch(fake, json, write)
		                    : run_alone(fake, method, json, write),
		            &one->answer);
		if (fake->after)
			fake->after(fake, request, write, &one->answer);
	}
	one->due_ms = fake->now_ms + fake->cost_ms + fake->spent_ms;
	fake->requests++;
	g_ptr_array_add(fake->under_way, one);
	fake->most_under_way = MAX(fake->most_under_way, fake->under_way->len);
	cJSON_Delete(json);
}

/* The first to come, in any order where the test wants it so. */
static guint next_to_land(struct fake *fake)
{
	guint first = 0;

	if (fake->order)
		return (guint)g_rand_int_range(fake->order, 0,
		                               (gint32)fake->under_way->len);
	for (guint i = 1; i < fake->under_way->len; i++) {
		const struct under_way *one = fake->under_way->pdata[i];
		const struct under_way *best = fake->under_way->pdata[first];

		if (one->due_ms < best->due_ms)
			first = i;
	}
	return first;
}

static gpointer next(struct transport *self, gint64 ms,
                     struct transport_answer *answer_r)
{
	struct fake *fake = (struct fake *)self;
	struct under_way *one;
	gpointer tag;
	guint place;

	if (!fake->under_way->len)
		return NULL;
	place = next_to_land(fake);
	one = fake->under_way->pdata[place];
	if (one->due_ms > fake->now_ms + ms) {
		fake->now_ms += ms;
		return NULL;
	}
	fake->now_ms = MAX(fake->now_ms, one->due_ms);
	*answer_r = one->answer;
	one->answer = (struct transport_answer){ 0 };
	tag = one->tag;
	g_ptr_array_remove_index(fake->under_way, place);
	return tag;
}

static gint64 now_ms(struct transport *self)
{
	return ((struct fake *)self)->now_ms;
}

static gint64 wall(struct transport *self)
{
	struct fake *fake = (struct fake *)self;

	return fake->wall + fake->now_ms / 1000;
}

static bool wait_ms(struct transport *self, gint64 ms)
{
	struct fake *fake = (struct fake *)self;

	g_assert_cmpint(ms, >, 0);
	if (fake->stop_ms && fake->now_ms + ms >= fake->stop_ms) {
		fake->now_ms = MAX(fake->now_ms, fake->stop_ms);
		return false;
	}
	fake->now_ms += ms;
	return true;
}

static bool moved(struct transport *self, const char *location)
{
	((struct fake *)self)->moves++;
	return !g_strcmp0(location, "https://new.example/");
}

static const char *address(struct transport *self)
{
	(void)self;
	return "https://portal.example";
}

struct fake *fake_new(void)
{
	struct fake *fake = g_new0(struct fake, 1);

	fake->transport = (struct transport){ .begin = begin,
		                              .next = next,
		                              .now_ms = now_ms,
		                              .wall = wall,
		                              .wait_ms = wait_ms,
		                              .moved = moved,
		                              .address = address };
	fake->now_ms = 1000;
	fake->wall = 1600000000;
	fake->cost_ms = 100;
	fake->commands = g_ptr_array_new_with_free_func(command_free);
	fake->under_way = g_ptr_array_new_with_free_func(under_way_free);
	return fake;
}

void fake_free(struct fake *fake)
{
	g_assert_cmpuint(fake->under_way->len, ==, 0);
	g_ptr_array_unref(fake->under_way);
	g_ptr_array_unref(fake->commands);
	g_clear_pointer(&fake->order, g_rand_free);
	g_free(fake);
}

void fake_say(struct transport_answer *answer, long status, const char *body)
{
	answer->fate = TRANSPORT_ANSWERED;
	answer->status = status;
	g_string_assign(answer->body, body);
}

void fake_fate(struct transport_answer *answer, enum transport_fate fate)
{
	g_string_truncate(answer->body, 0);
	answer->fate = fate;
	answer->why = g_strdup("scripted");
}

static bool begins(const char *pair, const char *key)
{
	return g_str_has_prefix(pair, key);
}

char *fake_value(const struct fake_command *command, const char *key)
{
	g_auto(GStrv) pairs = g_strsplit(command->query, "&", -1);
	g_autofree char *begin = g_strconcat(key, "=", NULL);

	for (char **pair = pairs; *pair; pair++)
		if (begins(*pair, begin))
			return g_strdup(*pair + strlen(begin));
	return NULL;
}

guint fake_values(const struct fake_command *command, const char *prefix)
{
	g_auto(GStrv) pairs = g_strsplit(command->query, "&", -1);
	guint count = 0;

	for (char **pair = pairs; *pair; pair++)
		if (begins(*pair, prefix))
			count++;
	return count;
}

guint fake_count(const struct fake *fake, const char *method)
{
	guint count = 0;

	for (guint i = 0; i < fake->commands->len; i++) {
		const struct fake_command *command = fake->commands->pdata[i];

		if (!strcmp(command->method, method))
			count++;
	}
	return count;
}

cJSON *fake_json(const char *format, ...)
{
	g_autofree char *text = NULL;
	cJSON *json;
	va_list list;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	json = cJSON_Parse(text);
	if (!json)
		g_error("no JSON: %s", text);
	return json;
}
