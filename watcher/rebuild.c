/*
 * The history, from what lies in the folders.
 *
 * Refuses acks that are not ours: others may write into the folder, and what
 * the history believes decides whether an order is carried out. Times in an ack
 * are believed up to when the ack was written.
 */
#include "watcher/rebuild.h"

#include "core/when.h"
#include "watcher/leftover.h"
#include "watcher/spool_names.h"
#include "xml/ack_reader.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ACKS = 20 * 1000, /* the newest ones */
	TOGETHER = 500,   /* orders in a transaction */
	AHEAD_SECONDS = 60 * 60,
	STAMP = sizeof("20201226T180007Z") - 1,
};

struct rebuilding {
	struct spool *spool;
	struct history *history;
	const struct settings *settings;
	struct ack_file *ack;
	gint64 row;
	gint64 exported, finished;
	GPtrArray *outcomes, *keys; /* owned; of the next transaction */
	GArray *positions;          /* of guint64, likewise */
	guint files;
	guint64 orders;
};

/* ---- the acks ---- */

/* "20201226T180007Z" in NAME.20201226T180007Z.ack.xml, or NULL. */
static const char *stamp_of(const char *name)
{
	const char *end = name + strlen(name) - strlen(".ack.xml");
	const char *dot = NULL;

	if (!g_str_has_suffix(name, ".ack.xml"))
		return NULL;
	for (const char *at = name; at < end; at++)
		if (*at == '.')
			dot = at;
	if (dot == NULL || end - dot <= STAMP)
		return NULL;
	return dot + 1;
}

static gint64 time_of(const char *name)
{
	const char *stamp = stamp_of(name);
	g_autofree char *text = stamp != NULL ? g_strndup(stamp, STAMP) : NULL;
	g_autoptr(GDateTime) when = NULL;

	if (text == NULL)
		return WHEN_NONE;
	when = g_date_time_new_from_iso8601(text, NULL);
	return when != NULL ? g_date_time_to_unix(when) : WHEN_NONE;
}

static int by_stamp(gconstpointer a, gconstpointer b)
{
	const char *one = *(const char *const *)a;
	const char *other = *(const char *const *)b;
	int order = strncmp(stamp_of(one), stamp_of(other), STAMP);

	return order != 0 ? order : strcmp(one, other);
}

/* Names, oldest first; owned. NULL: error. */
static GPtrArray *list_acks(struct spool *spool, GError **error)
{
	GPtrArray *names = spool_list(spool, SPOOL_ACK, error);

	for (guint i = names != NULL ? names->len : 0; i-- > 0;)
		if (time_of(names->pdata[i]) == WHEN_NONE)
			g_ptr_array_remove_index_fast(names, i);
	if (names != NULL)
		g_ptr_array_sort(names, by_stamp);
	return names;
}

/* ---- is there a loss at all? ---- */

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

/* A file in work/ may have been at its writes a moment ago. */
static bool find_traces(struct spool *spool, struct history *history,
                        GError **error)
{
	g_autoptr(GPtrArray) work = spool_list(spool, SPOOL_WORK, error);
	g_autoptr(GPtrArray) acks = work ? list_acks(spool, error) : NULL;
	gint64 last;

	if (acks == NULL)
		return false;
	if (work->len == 0 && acks->len == 0)
		return true;
	last = now();
	if (work->len == 0)
		last = MIN(last, time_of(acks->pdata[acks->len - 1]));
	return history_note_loss(history, last, error);
}

/* ---- an ack into the history ---- */

static void unref_outcome(gpointer outcome)
{
	outcome_free(outcome);
}

static gint64 read_time(const char *text, GTimeZone *zone, gint64 fallback)
{
	gint64 when = WHEN_NONE;

	return text != NULL && when_read(text, zone, &when) && when != WHEN_NONE
	               ? when
	               : fallback;
}

/* As judge() makes it. */
static char *key_of(const struct rebuilding *it, const struct outcome *outcome)
{
	gint64 date =
		read_time(outcome->date, it->settings->timezone, WHEN_NONE);

	if (outcome->ref != NULL)
		return g_strdup(outcome->ref);
	if (outcome->number == NULL || date == WHEN_NONE)
		return NULL;
	return g_strdup_printf("%s/%d", outcome->number,
	                       when_year(date, it->settings->timezone));
}

static bool was_carried_out(const struct outcome *outcome)
{
	return outcome->kind == OUTCOME_CREATED ||
	       outcome->kind == OUTCOME_UPDATED ||
	       outcome->kind == OUTCOME_UNCHANGED;
}

static const char *stage_of(const struct outcome *outcome)
{
	const char *stage = NULL;

	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];

		if (change->entity == ENTITY_DEAL &&
		    g_strcmp0(change->field, "stageId") == 0)
			stage = change->to;
	}
	return stage;
}

static bool flush(struct rebuilding *it, GError **error)
{
	g_autoptr(GArray) orders =
		g_array_new(FALSE, TRUE, sizeof(struct history_order));
	bool ok;

	for (guint i = 0; i < it->outcomes->len; i++) {
		const struct outcome *outcome = it->outcomes->pdata[i];
		struct history_order order = {
			.file = it->row,
			.position = g_array_index(it->positions, guint64, i),
			.key = it->keys->pdata[i],
			.outcome = outcome,
			.exported = was_carried_out(outcome) ? it->exported
			                                     : WHEN_NONE,
			.stage = stage_of(outcome),
			.date = WHEN_NONE,
		};

		g_array_append_val(orders, order);
	}
	ok = orders->len == 0 ||
	     history_record(it->history, (const void *)orders->data,
	                    orders->len, it->finished, error);
	it->orders += orders->len;
	g_ptr_array_set_size(it->outcomes, 0);
	g_ptr_array_set_size(it->keys, 0);
	g_array_set_size(it->positions, 0);
	return ok;
}

static bool take_order(void *context, guint64 position,
                       const struct outcome *outcome, GError **error)
{
	struct rebuilding *it = context;
	cJSON *json = outcome_to_json(outcome);

	g_ptr_array_add(it->outcomes, outcome_of_json(json));
	cJSON_Delete(json);
	g_ptr_array_add(it->keys, key_of(it, outcome));
	g_array_append_val(it->positions, position);
	return it->outcomes->len < TOGETHER || flush(it, error);
}

static enum file_state state_of(const struct ack_file *ack)
{
	static const struct {
		const char *name;
		enum file_state state;
	} names[] = { { "Выполнен", FILE_DONE },
		      { "Частично", FILE_PARTLY },
		      { "Отклонен", FILE_REJECTED },
		      { "Отложен", FILE_HELD } };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(ack->result, names[i].name) == 0)
			return names[i].state;
	return FILE_PARTLY;
}

/* Where its source is now: it may be tried again. NULL: still in work/, and
 * leftover_finish() moves it. */
static char *find_kept(const struct rebuilding *it, enum file_state state)
{
	const struct totals *totals = &it->ack->totals;

	if (leftover_is(it->spool, SPOOL_WORK, it->ack->file, it->ack->sha256))
		return NULL;
	if (state != FILE_HELD && totals->of[OUTCOME_HELD] == 0 &&
	    totals->of[OUTCOME_FAILED] == 0)
		return g_strdup("");
	return leftover_find(it->spool, leftover_place(state), it->ack->file,
	                     it->ack->sha256);
}

static bool tell_file(struct rebuilding *it, int fd, const char *name,
                      gint64 received, GError **error)
{
	struct ack_file *ack = it->ack;
	enum file_state state = state_of(ack);
	g_autofree char *kept = find_kept(it, state);
	struct ack_file *read;
	bool resumed;

	if (!history_begin_file(it->history, ack->file, ack->sha256,
	                        ack->format, it->exported, received, &it->row,
	                        &resumed, error))
		return false;
	read = ack_reader_read(fd, take_order, it, error);
	ack_file_free(read);
	if (read == NULL || !flush(it, error) ||
	    !history_end_file(it->history, it->row, state, name, kept,
	                      &ack->totals, it->finished, error))
		return false;
	it->files++;
	return ack->why == NULL ||
	       history_say_why(it->history, it->row, ack->why, 0, error);
}

/* It is in the history already: of an older copy, or told before. */
static bool is_known(struct rebuilding *it, gint64 received, bool *known_r,
                     GError **error)
{
	GError *failure = NULL;
	struct history_file *file = history_find_file(
		it->history, it->ack->sha256, received, &failure);

	*known_r = file != NULL;
	history_file_free(file);
	if (failure != NULL)
		g_propagate_error(error, failure);
	return failure == NULL;
}

static bool take_ack(struct rebuilding *it, int fd, const char *name,
                     gint64 written, GError **error)
{
	GTimeZone *zone = it->settings->timezone;
	struct ack_file *ack = it->ack;
	gint64 received = MIN(read_time(ack->received, zone, written), written);
	bool known = false;

	if (ack->sha256 == NULL || ack->sha256[0] == '\0')
		return true;
	it->finished = MIN(read_time(ack->processed, zone, written), written);
	it->exported = read_time(ack->exported, zone, received);
	if (it->exported > received + AHEAD_SECONDS)
		it->exported = received;
	return is_known(it, received, &known, error) &&
	       (known || tell_file(it, fd, name, received, error));
}

/* What the bridge wrote is its user's, and no other name leads to it. */
static bool is_ours(int fd, gint64 *written_r)
{
	struct stat about;

	if (fstat(fd, &about) != 0 || about.st_uid != geteuid() ||
	    about.st_nlink != 1 || (about.st_mode & S_IWOTH) != 0)
		return false;
	*written_r = about.st_ctim.tv_sec;
	return true;
}

/* Read twice: what is told is told whole. */
static bool read_ack(struct rebuilding *it, const char *name, GError **error)
{
	int fd = spool_open_file(it->spool, SPOOL_ACK, name, NULL);
	gint64 written = 0;
	bool ok = true;

	if (fd < 0)
		return true;
	it->ack = is_ours(fd, &written) ? ack_reader_read(fd, NULL, NULL, NULL)
	                                : NULL;
	if (it->ack != NULL)
		ok = take_ack(it, fd, name, written, error);
	g_clear_pointer(&it->ack, ack_file_free);
	close(fd);
	return ok;
}

/* ---- all of them ---- */

static bool read_acks(struct rebuilding *it, const struct history_care *care,
                      bool *over_r, GError **error)
{
	g_autoptr(GPtrArray) names = list_acks(it->spool, error);
	guint first;

	if (names == NULL)
		return false;
	first = names->len > ACKS ? names->len - ACKS : 0;
	for (guint i = first; i < names->len; i++) {
		if (care != NULL && !care->goes_on(care->context))
			return true;
		if (!read_ack(it, names->pdata[i], error))
			return false;
	}
	*over_r = true;
	return true;
}

static bool tell(struct rebuilding *it, const struct history_care *care,
                 GError **error)
{
	bool over = false;
	bool ok;

	it->outcomes = g_ptr_array_new_with_free_func(unref_outcome);
	it->keys = g_ptr_array_new_with_free_func(g_free);
	it->positions = g_array_new(FALSE, FALSE, sizeof(guint64));
	ok = read_acks(it, care, &over, error) &&
	     (!over || history_rebuilt(it->history, error));
	g_ptr_array_unref(it->outcomes);
	g_ptr_array_unref(it->keys);
	g_array_unref(it->positions);
	return ok;
}

bool rebuild_history(struct spool *spool, struct history *history,
                     const struct settings *settings,
                     const struct history_care *care, char **note_r,
                     GError **error)
{
	struct rebuilding it = { .spool = spool,
		                 .history = history,
		                 .settings = settings };
	bool lost = false;

	if (history_is_fresh(history) && !find_traces(spool, history, error))
		return false;
	if (!history_is_lost(history, &lost, error))
		return false;
	if (!lost)
		return true;
	if (!tell(&it, care, error))
		return false;
	if (it.files > 0)
		*note_r = g_strdup_printf(
			"История восстановлена по квитанциям: файлов %u, "
			"заказ-нарядов %" G_GUINT64_FORMAT ".",
			it.files, it.orders);
	return true;
}
