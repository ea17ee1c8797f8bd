/*
 * The load file of a job (`[ack] load`): made beside the ack, published with
 * it, thrown away with a file that was not carried out.
 *
 * Refuses rules that somebody else may write: 1C executes what stands there.
 */
#include "watcher/exchange_p.h"
#include "watcher/history_messages.h"

#include "core/when.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RULES_MOST = 16 * 1024 * 1024 };

/* ---- rules ---- */

static bool fail(const char *path, const char *why, GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
	            "[ack] kd2_rules_file: %s: %s", path, why);
	return false;
}

static bool check_rules(const char *path, const struct stat *about,
                        GError **error)
{
	if (!S_ISREG(about->st_mode))
		return fail(path, "не файл", error);
	if (about->st_mode & (S_IWGRP | S_IWOTH))
		return fail(path,
		            "1С выполняет то, что в нём написано, поэтому "
		            "писать в него должен только владелец: chmod go-w",
		            error);
	if (about->st_size > RULES_MOST)
		return fail(path, "больше 16 МБ", error);
	return true;
}

bool load_rules_read(const char *path, char **rules_r, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *text = NULL;
	struct stat about;
	gsize length;

	*rules_r = NULL;
	if (path == NULL)
		return true;
	if (stat(path, &about) != 0)
		return fail(path, g_strerror(errno), error);
	if (!check_rules(path, &about, error))
		return false;
	if (g_file_get_contents(path, &text, &length, &failure))
		*rules_r = ack_load_rules(text, length, &failure);
	return *rules_r != NULL || fail(path, failure->message, error);
}

/* Read once: settings that change make a new exchange. */
static bool learn_rules(struct exchange *exchange, GError **error)
{
	const char *path = exchange->parts.settings->kd2_rules_file;

	return exchange->load_rules != NULL ||
	       load_rules_read(path, &exchange->load_rules, error);
}

/* ---- the file ---- */

/* To and from swapped; its own number is one that 1C has not seen. */
static bool answer(struct job *job, struct exchange_message *reply_r,
                   GError **error)
{
	const struct exchange_message *message = job->file.kd2_message;

	*reply_r = (struct exchange_message){
		.plan = message->plan,
		.to = message->from,
		.from = message->to,
		.received = job_confirms(job, message),
	};
	return history_number_reply(job->exchange->parts.history, message,
	                            &reply_r->number, error);
}

static bool begin(struct job *job, const struct exchange_message *reply,
                  GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;
	const struct settings *settings = parts->settings;
	g_autofree char *written = when_local(
		parts->transport->wall(parts->transport), settings->timezone);
	struct ack_load_header header = {
		.load = settings->load,
		.target = settings->load_target,
		.document = settings->names.order[0],
		.rules = job->exchange->load_rules,
		.written = written,
		.sha256 = job->file.sha256,
		.reply = reply,
	};

	job->load_fd = spool_create(parts->spool, &job->load_hidden, error);
	if (job->load_fd < 0)
		return false;
	job->load = ack_load_new(job->load_fd, &header, error);
	return job->load != NULL;
}

bool job_load_begin(struct job *job, GError **error)
{
	struct exchange_message reply;
	bool replies = job->file.kd2_message != NULL;

	if (job->exchange->parts.settings->load == LOAD_NONE)
		return true;
	if (!learn_rules(job->exchange, error) ||
	    (replies && !answer(job, &reply, error)))
		return false;
	return begin(job, replies ? &reply : NULL, error);
}

bool job_load_order(struct job *job, const struct outcome *outcome,
                    const struct ack_load_known *known, GError **error)
{
	GTimeZone *zone = job->exchange->parts.settings->timezone;
	g_autofree char *date = NULL;
	gint64 when = WHEN_NONE;

	if (job->load == NULL)
		return true;
	/* By number and date 1C looks in the year of the date. */
	if (outcome->ref == NULL && outcome->date != NULL &&
	    when_read(outcome->date, zone, &when) && when != WHEN_NONE)
		date = when_local(when, zone);
	return ack_load_order(job->load, outcome, known, date, error);
}

bool job_load_end(struct job *job, bool done, bool *publish_r, GError **error)
{
	/* A receipt is worth a file also without orders; what was not carried
	 * out is not confirmed. */
	bool wanted = job->load != NULL && done &&
	              (ack_load_count(job->load) > 0 ||
	               job->file.kd2_message != NULL);

	*publish_r = wanted;
	return !wanted || ack_load_finish(job->load, error);
}

void job_load_free(struct job *job)
{
	ack_load_free(job->load);
	if (job->load_fd >= 0)
		close(job->load_fd);
	if (job->load_hidden != NULL)
		spool_discard(job->exchange->parts.spool, job->load_hidden);
	g_free(job->load_hidden);
}
