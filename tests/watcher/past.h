#ifndef TESTS_WATCHER_PAST_H
#define TESTS_WATCHER_PAST_H

#include "tests/watcher/scratch.h"
#include "watcher/history.h"

#include "core/message.h"
#include "core/text.h"
#include "core/when.h"

/* A history of a test's own, and short ways to fill it. */
struct past {
	struct scratch *scratch;
	struct history *history;
};

static inline void past_reopen(struct past *past)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *note = NULL;
	history_close(past->history);
	past->history =
		history_open(past->scratch->state, false, &note, &error);
	g_assert_no_error(error);
	g_assert_nonnull(past->history);
	g_assert_null(note);
}

static inline struct past *past_new(void)
{
	struct past *past = g_new0(struct past, 1);
	past->scratch = scratch_new();
	past_reopen(past);
	return past;
}

static inline void past_free(struct past *past)
{
	history_close(past->history);
	scratch_free(past->scratch);
	g_free(past);
}

static inline gint64 past_begin(struct past *past, const char *name,
                                const char *sha256, gint64 received)
{
	g_autoptr(GError) error = NULL;
	bool resumed;
	gint64 id = 0;
	g_assert_true(history_begin_file(past->history, name, sha256, "orders",
	                                 received - 5, received, &id, &resumed,
	                                 &error));
	g_assert_no_error(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static inline void past_end(struct past *past, gint64 id, const char *kept,
                            gint64 finished)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(history_end_file(past->history, id, FILE_DONE, "a.ack",
	                               kept, NULL, finished, &error));
	g_assert_no_error(error);
}

static inline struct outcome *past_outcome(enum outcome_kind kind,
                                           const char *number, gint64 deal)
{
	struct outcome *outcome = outcome_blank();
	outcome->kind = kind;
	outcome->match = deal != 0 ? MATCH_ID : MATCH_NONE;
	text_set(&outcome->number, number);
	outcome->deal = deal;
	return outcome;
}

static inline void past_change(struct outcome *outcome, enum entity entity,
                               const char *field, const char *from,
                               const char *to)
{
	struct outcome_change *change = g_new0(struct outcome_change, 1);
	change->entity = entity;
	change->field = g_strdup(field);
	change->from = g_strdup(from);
	change->to = g_strdup(to);
	g_ptr_array_add(outcome->changes, change);
}

/* Records one outcome, which it frees. */
static inline void past_record(struct past *past, gint64 file, guint64 position,
                               const char *key, struct outcome *outcome,
                               gint64 now)
{
	g_autoptr(GError) error = NULL;
	struct history_order order = {
		.file = file,
		.position = position,
		.key = key,
		.outcome = outcome,
		.exported = WHEN_NONE,
		.date = WHEN_NONE,
	};
	g_assert_true(history_record(past->history, &order, 1, now, &error));
	g_assert_no_error(error);
	outcome_free(outcome);
}

/* A file with one order, from its beginning to its end. */
static inline gint64 past_file(struct past *past, const char *sha256,
                               const char *kept, const char *key,
                               enum outcome_kind kind, const char *number,
                               gint64 now)
{
	gint64 id = past_begin(past, "a.xml", sha256, now);
	past_record(past, id, 0, key, past_outcome(kind, number, 0), now);
	past_end(past, id, kept, now);
	return id;
}

#endif
