/*
 * Orders and files, found by what people know of them.
 *
 * Refuses to look through all outcomes where something is known of the one
 * that is looked for: there are millions of them, and each is a kilobyte. A
 * search begins at the most telling thing that is known, by its index.
 */
#include "watcher/history_search.h"
#include "watcher/spool.h"

/* Ids grow with time, so a time is a range of ids. A clock that was set back
 * only makes the range wider. */
static bool narrow(struct history *history, struct search *search,
                   GError **error)
{
	g_autoptr(history_query) query = NULL;
	bool row;

	if (search->from == 0 && search->to == G_MAXINT64)
		return true;
	query = history_query_new(history,
	                          "SELECT min(id), max(id) FROM outcome"
	                          " INDEXED BY outcome_at"
	                          " WHERE at >= ?1 AND at < ?2",
	                          error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, search->from);
	history_bind_number(query, 2, search->to);
	if (!history_next(history, query, &row, error))
		return false;
	search->low = history_number(query, 0);
	search->high = MIN(search->high, history_number(query, 1));
	return true;
}

/* ---- orders ---- */

#define FILES                                                          \
	"(SELECT file.id FROM file WHERE (?7 IS NULL OR file.id = ?7)" \
	" AND (?4 IS NULL OR file.name LIKE ?4 ESCAPE '\\'))"
#define PHONES                                                   \
	"(SELECT phone.outcome FROM phone INDEXED BY phone_ends" \
	" WHERE phone.ends = ?2 AND phone.digits LIKE ?3"        \
	" AND phone.outcome BETWEEN ?10 AND ?11)"
#define IDS " AND outcome.id BETWEEN ?10 AND ?11"
#define REST                                                 \
	IDS " AND (?1 IS NULL OR outcome.number = ?1)"       \
	    " AND (?2 IS NULL OR outcome.id IN " PHONES ")"  \
	    " AND (?4 IS NULL OR outcome.file IN " FILES ")" \
	    " AND (?5 IS NULL OR outcome.kind = ?5)"         \
	    " AND (?6 IS NULL OR outcome.deal = ?6)"         \
	    " AND (?7 IS NULL OR outcome.file = ?7)"         \
	    " AND outcome.at >= ?8 AND outcome.at < ?9"
#define LAST " ORDER BY outcome.id DESC LIMIT ?12"
#define ORDERS(inner)                                               \
	"SELECT outcome.id, outcome.file, file.name, outcome.kind," \
	" outcome.at, outcome.since, outcome.json"                  \
	" FROM (" inner ") AS found"                                \
	" CROSS JOIN outcome ON outcome.id = found.id"              \
	" CROSS JOIN file ON file.id = outcome.file"                \
	" ORDER BY outcome.id DESC"

static const char by_number[] =
	ORDERS("SELECT outcome.id FROM outcome INDEXED BY outcome_number"
               " WHERE outcome.number = ?1" REST LAST);
static const char by_deal[] =
	ORDERS("SELECT outcome.id FROM outcome INDEXED BY outcome_deal"
               " WHERE outcome.deal = ?6" REST LAST);
static const char by_phone[] = ORDERS("SELECT outcome.id FROM outcome"
                                      " WHERE outcome.id IN " PHONES REST LAST);
static const char by_kind[] =
	ORDERS("SELECT outcome.id FROM outcome INDEXED BY outcome_kind"
               " WHERE outcome.kind = ?5" REST LAST);
static const char by_file[] = ORDERS("SELECT outcome.id FROM outcome"
                                     " INDEXED BY sqlite_autoindex_outcome_1"
                                     " WHERE outcome.file = ?7" REST LAST);
/* Of nothing but the index, which a name that fits every file needs. */
static const char by_files[] = ORDERS("SELECT outcome.id FROM outcome"
                                      " INDEXED BY sqlite_autoindex_outcome_1"
                                      " WHERE outcome.file IN " FILES IDS LAST);
static const char newest[] =
	ORDERS("SELECT outcome.id FROM outcome WHERE true" REST LAST);

static const char *orders_sql(const struct search *search)
{
	if (search->number != NULL)
		return by_number;
	if (search->deal != 0)
		return by_deal;
	if (search->ends != NULL)
		return by_phone;
	if (search->file != 0)
		return by_file;
	if (search->kind != NULL)
		return by_kind;
	return search->name != NULL ? by_files : newest;
}

/* What is an error of an order that went well was only a warning. */
static const char *kind_of(const struct message *message,
                           const struct outcome *outcome)
{
	static const char *const names[] = { [MESSAGE_NOTE] = "note",
		                             [MESSAGE_WARNING] = "warning",
		                             [MESSAGE_ERROR] = "error" };
	bool well = outcome->kind != OUTCOME_FAILED &&
	            outcome->kind != OUTCOME_HELD;

	if (well && message->kind == MESSAGE_ERROR)
		return names[MESSAGE_WARNING];
	return names[message->kind];
}

static void add_messages(cJSON *row, const struct outcome *outcome)
{
	cJSON *list = cJSON_AddArrayToObject(row, "messages");

	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];
		cJSON *said_of = cJSON_CreateObject();

		history_add_text(said_of, "code", message_name(message->code));
		history_add_text(said_of, "kind", kind_of(message, outcome));
		history_add_text(said_of, "text", message->text);
		cJSON_AddItemToArray(list, said_of);
	}
}

static struct outcome *read_outcome(const char *text)
{
	cJSON *json = text != NULL ? cJSON_Parse(text) : NULL;
	struct outcome *outcome = json != NULL ? outcome_of_json(json) : NULL;

	cJSON_Delete(json);
	return outcome != NULL ? outcome : outcome_blank();
}

static cJSON *order_row(history_query *query)
{
	struct outcome *outcome = read_outcome(history_text(query, 6));
	g_autofree char *name = spool_name_plain(history_text(query, 2));
	cJSON *row = cJSON_CreateObject();

	history_add_id(row, "id", history_number(query, 0));
	history_add_id(row, "file_id", history_number(query, 1));
	history_add_text(row, "file", name);
	history_add_text(row, "number", outcome->number);
	history_add_text(row, "date", outcome->date);
	history_add_text(row, "kind", history_text(query, 3));
	history_add_text(row, "outcome_name", outcome_name(outcome->kind));
	history_add_text(row, "match", match_name(outcome->match));
	history_add_id(row, "deal", outcome->deal);
	history_add_id(row, "contact", outcome->contact);
	history_add_text(row, "link", outcome->link);
	history_add_when(row, "at", history_when(query, 4));
	history_add_when(row, "since", history_when(query, 5));
	add_messages(row, outcome);
	cJSON_AddNumberToObject(row, "changes", outcome->changes->len);
	outcome_free(outcome);
	return row;
}

cJSON *history_browse_orders(struct history *history,
                             const struct browse *browse, GError **error)
{
	struct search search = search_of(browse);
	cJSON *list = NULL;

	if (narrow(history, &search, error))
		list = search_find(history, orders_sql(&search), &search,
		                   order_row, error);
	search_clear(&search);
	return list;
}

/* ---- what waits ---- */

cJSON *history_waiting(struct history *history, guint most, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		ORDERS("SELECT waiting.outcome AS id FROM waiting"
	               " INDEXED BY waiting_outcome"
	               " ORDER BY waiting.outcome DESC LIMIT ?1"),
		error);

	if (query == NULL)
		return NULL;
	history_bind_number(query, 1,
	                    most == 0 ? BROWSE_MOST : MIN(most, BROWSE_MOST));
	return search_rows(history, query, order_row, error);
}

static bool count(struct history *history, enum outcome_kind kind,
                  guint *count_r, GError **error)
{
	g_autoptr(history_query) query =
		history_query_new(history,
	                          "SELECT count(*) FROM (SELECT 1 FROM waiting"
	                          " WHERE kind = ?1 LIMIT ?2)",
	                          error);
	bool row;

	if (query == NULL)
		return false;
	history_bind_text(query, 1, history_kind_names[kind]);
	history_bind_number(query, 2, BROWSE_COUNTED);
	if (!history_next(history, query, &row, error))
		return false;
	*count_r = (guint)history_number(query, 0);
	return true;
}

bool history_waiting_counts(struct history *history, guint *held_r,
                            guint *failed_r, GError **error)
{
	return count(history, OUTCOME_HELD, held_r, error) &&
	       count(history, OUTCOME_FAILED, failed_r, error);
}
