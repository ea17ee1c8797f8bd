/* Numbers of messages, a row a course of events between two nodes. */
#include "tests/watcher/past.h"
#include "watcher/history_messages.h"

#include <stdlib.h>

/*
 * Words: `in:5` (their message 5 was carried out), `in:5/2` (which says that
 * they received our 2), `anew:3` (theirs is 3, and 1C counts anew), `put` (all
 * replies that are owed lie in their folder), `reopen`.
 */
static const struct row {
	const char *name, *events;
	guint64 received; /* afterwards */
	const char *owed; /* NUMBER/RECEIVED of the reply, or "" */
} rows[] = {
	{ "nothing yet", "", 0, "" },
	{ "the first", "in:1", 1, "1/1" },
	{ "counting begins anywhere", "in:4000", 4000, "1/4000" },
	{ "answered", "in:1 put", 1, "" },
	{ "each reply has a number of its own", "in:1 put in:2 put in:3", 3,
	  "3/3" },
	{ "of two that were not written only the newer is owed", "in:1 in:2", 2,
	  "2/2" },
	{ "a gap", "in:1 in:7", 7, "2/7" },
	{ "one that came before is answered again", "in:5 put in:5", 5, "2/5" },
	{ "an older one takes nothing back", "in:5 put in:3", 5, "2/5" },
	{ "1C counts anew", "in:5 put anew:1", 1, "2/1" },
	{ "and then on", "in:5 anew:1 in:2", 2, "3/2" },
	{ "after a kill", "in:5 reopen", 5, "1/5" },
	{ "after a kill behind the reply", "in:5 put reopen", 5, "" },
	{ "they have what we forgot to have sent", "in:5/41", 5, "42/5" },
	{ "and are not behind", "in:5/41 put in:6/41 put in:7/3", 7, "44/7" },
	{ "or to have sent since the copy that we go on from",
	  "in:1 put in:2/50", 2, "51/2" },
	{ "they have our newest", "in:1 put in:2/1", 2, "2/2" },
	{ "the longest numbers", "in:999999999999999/999999999999999",
	  999999999999999, "1000000000000000/999999999999999" },
};

static struct exchange_message message_of(const char *plan, const char *from,
                                          const char *to)
{
	return (struct exchange_message){
		.plan = (char *)plan,
		.from = (char *)from,
		.to = (char *)to,
	};
}

static void end(struct past *past, const struct exchange_message *message,
                bool anew)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *sha256 = g_uuid_string_random();
	gint64 file = past_begin(past, "a.xml", sha256, 1000);

	g_assert_true(history_end_message(past->history, file, FILE_DONE,
	                                  "a.ack", NULL, 1001, message, anew,
	                                  &error));
	g_assert_no_error(error);
}

static GPtrArray *owed(struct past *past)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *replies = history_replies(past->history, &error);

	g_assert_no_error(error);
	g_assert_nonnull(replies);
	return replies;
}

static void put(struct past *past)
{
	g_autoptr(GPtrArray) replies = owed(past);
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < replies->len; i++)
		g_assert_true(history_replied(past->history, replies->pdata[i],
		                              &error));
}

static void happen(struct past *past, const char *word)
{
	struct exchange_message message = message_of("План", "ЦБ", "B24");
	const char *number = strchr(word, ':');
	char *behind = NULL;

	if (strcmp(word, "put") == 0) {
		put(past);
	} else if (strcmp(word, "reopen") == 0) {
		past_reopen(past);
	} else if (*word != '\0') {
		message.number = strtoull(number + 1, &behind, 10);
		if (*behind == '/')
			message.received = strtoull(behind + 1, NULL, 10);
		end(past, &message, g_str_has_prefix(word, "anew:"));
	}
}

static guint64 received(struct past *past, const char *plan, const char *from,
                        const char *to)
{
	struct exchange_message message = message_of(plan, from, to);
	g_autoptr(GError) error = NULL;
	guint64 number = 12345;

	g_assert_true(
		history_received(past->history, &message, &number, &error));
	return number;
}

/* Owned. */
static char *print(const GPtrArray *replies)
{
	GString *to = g_string_new(NULL);

	for (guint i = 0; i < replies->len; i++) {
		const struct exchange_message *reply = replies->pdata[i];

		g_string_append_printf(
			to, "%s%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
			i ? " " : "", reply->number, reply->received);
	}
	return g_string_free(to, FALSE);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_auto(GStrv) words = g_strsplit(row->events, " ", -1);
	struct past *past = past_new();
	g_autoptr(GPtrArray) replies = NULL;
	g_autofree char *text = NULL;

	for (guint i = 0; words[i]; i++)
		happen(past, words[i]);
	replies = owed(past);
	text = print(replies);
	g_assert_cmpstr(text, ==, row->owed);
	g_assert_cmpuint(received(past, "План", "ЦБ", "B24"), ==,
	                 row->received);
	past_free(past);
}

/* Two plans, two senders, two addressees: nothing of one is the other's. */
static void test_pairs(void)
{
	static const char *const pairs[][3] = {
		{ "А", "ЦБ", "B24" }, { "Б", "ЦБ", "B24" },
		{ "А", "Ф1", "B24" }, { "А", "ЦБ", "B25" },
		{ "А", "B24", "ЦБ" },
	};
	struct past *past = past_new();
	g_autoptr(GPtrArray) replies = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
		struct exchange_message message =
			message_of(pairs[i][0], pairs[i][1], pairs[i][2]);

		message.number = i + 10;
		end(past, &message, false);
	}
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		g_assert_cmpuint(
			received(past, pairs[i][0], pairs[i][1], pairs[i][2]),
			==, i + 10);
	replies = owed(past);
	g_assert_cmpuint(replies->len, ==, G_N_ELEMENTS(pairs));
	past_free(past);
}

/* From whom to whom: theirs are our addressees. */
static void test_addresses(void)
{
	struct past *past = past_new();
	struct exchange_message message = message_of("План", "ЦБ", "B24");
	g_autoptr(GPtrArray) replies = NULL;
	const struct exchange_message *reply;

	message.number = 3;
	end(past, &message, false);
	replies = owed(past);
	reply = replies->pdata[0];
	g_assert_cmpstr(reply->plan, ==, "План");
	g_assert_cmpstr(reply->from, ==, "B24");
	g_assert_cmpstr(reply->to, ==, "ЦБ");
	past_free(past);
}

/* The file's end and its number are one: a number that cannot be noted leaves
 * the file open, so that it is taken up again. */
static void test_together(void)
{
	struct past *past = past_new();
	struct exchange_message message = message_of("План", "ЦБ", "B24");
	g_autoptr(GError) error = NULL;
	gint64 file = past_begin(past, "a.xml", "sha", 1000), again;
	bool resumed = false;

	message.number = 3;
	message.plan = NULL;
	g_assert_false(history_end_message(past->history, file, FILE_DONE,
	                                   "a.ack", NULL, 1001, &message, false,
	                                   &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_true(history_begin_file(past->history, "a.xml", "sha", "v8msg",
	                                 995, 1000, &again, &resumed, &error));
	g_assert_true(resumed);
	g_assert_cmpint(again, ==, file);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf(
			"/history_messages/numbers/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/history_messages/pairs", test_pairs);
	g_test_add_func("/history_messages/addresses", test_addresses);
	g_test_add_func("/history_messages/together", test_together);
	return g_test_run();
}
