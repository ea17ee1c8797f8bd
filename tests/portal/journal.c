/*
 * The journal: the yardstick for "how many requests did that take".
 *
 * Refuses to grow without bound: 64 MB of requests are kept.
 */
#include "tests/portal/journal.h"

#include "tests/portal/json.h"
#include <string.h>

#define MOST_KEPT (64 << 20)

struct journal *journal_new(void)
{
	struct journal *journal = g_new0(struct journal, 1);

	g_queue_init(&journal->lines);
	journal->by_method =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	journal->by_status =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	journal->dropped = g_ptr_array_new_with_free_func(g_free);
	return journal;
}

static void clear(struct journal *journal)
{
	g_queue_clear_full(&journal->lines, g_free);
	g_hash_table_unref(journal->by_method);
	g_hash_table_unref(journal->by_status);
	g_ptr_array_unref(journal->dropped);
	cJSON_Delete(journal->current);
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	clear(journal);
	g_free(journal);
}

void journal_reset(struct journal *journal)
{
	struct journal *fresh = journal_new();

	clear(journal);
	*journal = *fresh;
	g_free(fresh);
}

static void count(GHashTable *counters, const char *key)
{
	guint64 *counter = g_hash_table_lookup(counters, key);

	if (!counter) {
		counter = g_new0(guint64, 1);
		g_hash_table_insert(counters, g_strdup(key), counter);
	}
	*counter += 1;
}

void journal_command(struct journal *journal, const char *key,
                     const char *method, bool write, const cJSON *params,
                     const char *error)
{
	cJSON *command = cJSON_CreateObject();

	journal->commands++;
	journal->reads += !write;
	journal->writes += write;
	journal->failed += error != NULL;
	count(journal->by_method, method);
	if (key)
		cJSON_AddStringToObject(command, "key", key);
	cJSON_AddStringToObject(command, "method", method);
	cJSON_AddItemToObject(command, "params", cJSON_Duplicate(params, TRUE));
	if (error)
		cJSON_AddStringToObject(command, "error", error);
	if (!journal->current)
		journal->current = cJSON_CreateArray();
	cJSON_AddItemToArray(journal->current, command);
}

void journal_dropped(struct journal *journal, const char *method,
                     const char *key)
{
	journal->dropped_filters++;
	if (journal->dropped->len < 1000)
		g_ptr_array_add(journal->dropped,
		                g_strdup_printf("%s: %s", method, key));
}

void journal_request(struct journal *journal, guint64 number, const char *verb,
                     const char *path, unsigned status, const char *fault)
{
	cJSON *entry = cJSON_CreateObject();
	g_autofree char *code = g_strdup_printf("%u", status);
	GString *line = g_string_new(NULL);

	journal->requests++;
	count(journal->by_status, code);
	cJSON_AddNumberToObject(entry, "request", (double)number);
	cJSON_AddStringToObject(entry, "verb", verb);
	cJSON_AddStringToObject(entry, "path", path);
	cJSON_AddNumberToObject(entry, "status", status);
	if (fault)
		cJSON_AddStringToObject(entry, "fault", fault);
	if (journal->current)
		cJSON_AddItemToObject(entry, "commands", journal->current);
	journal->current = NULL;
	json_wire(line, entry);
	cJSON_Delete(entry);
	journal->kept += line->len;
	g_queue_push_tail(&journal->lines, g_string_free(line, FALSE));
	while (journal->kept > MOST_KEPT && journal->lines.length > 1) {
		g_autofree char *oldest = g_queue_pop_head(&journal->lines);
		journal->kept -= strlen(oldest);
		journal->forgotten++;
	}
}

static cJSON *counters(GHashTable *table)
{
	cJSON *object = cJSON_CreateObject();
	GList *keys = g_hash_table_get_keys(table);

	keys = g_list_sort(keys, (GCompareFunc)strcmp);
	for (GList *at = keys; at; at = at->next) {
		const guint64 *counter = g_hash_table_lookup(table, at->data);
		cJSON_AddNumberToObject(object, at->data, (double)*counter);
	}
	g_list_free(keys);
	return object;
}

cJSON *journal_counters(const struct journal *journal)
{
	const struct {
		const char *name;
		guint64 value;
	} plain[] = {
		{ "requests", journal->requests },
		{ "commands", journal->commands },
		{ "reads", journal->reads },
		{ "writes", journal->writes },
		{ "idle_writes", journal->idle_writes },
		{ "batches", journal->batches },
		{ "most_commands", journal->most_commands },
		{ "failed", journal->failed },
		{ "dropped_filters", journal->dropped_filters },
		{ "forgotten", journal->forgotten },
	};
	cJSON *object = cJSON_CreateObject();
	cJSON *dropped = cJSON_CreateArray();

	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		cJSON_AddNumberToObject(object, plain[i].name,
		                        (double)plain[i].value);
	cJSON_AddItemToObject(object, "by_method",
	                      counters(journal->by_method));
	cJSON_AddItemToObject(object, "by_status",
	                      counters(journal->by_status));
	for (guint i = 0; i < journal->dropped->len; i++)
		cJSON_AddItemToArray(
			dropped,
			cJSON_CreateString(journal->dropped->pdata[i]));
	cJSON_AddItemToObject(object, "dropped", dropped);
	return object;
}

void journal_lines(const struct journal *journal, GString *out,
                   const char *between)
{
	for (GList *at = journal->lines.head; at; at = at->next) {
		g_string_append(out, at->data);
		if (at->next)
			g_string_append(out, between);
	}
}
