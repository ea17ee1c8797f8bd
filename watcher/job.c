/*
 * One file, from work/ to its ack and its last place. The order of things is
 * what makes a crash harmless: outcomes are in the history before they are in
 * the ack, the ack is published before the history calls the file done, and
 * the source moves last. Whatever is found half done is gone on with, here or
 * by leftover.c.
 *
 * Refuses to move a source that has no ack.
 */
#include "watcher/ack_found.h"
#include "watcher/exchange_p.h"
#include "watcher/history_messages.h"
#include "watcher/leftover.h"

#include "core/when.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AHEAD_SECONDS = 60 * 60 };

static gint64 wall(const struct exchange *exchange)
{
	return exchange->parts.transport->wall(exchange->parts.transport);
}

struct job *job_new(struct exchange *exchange, const char *name)
{
	struct job *job = g_new0(struct job, 1);

	job->exchange = exchange;
	job->name = g_strdup(name);
	job->ack_fd = -1;
	job->load_fd = -1;
	return job;
}

void job_free(struct job *job)
{
	if (job == NULL)
		return;
	ack_writer_free(job->ack);
	if (job->ack_fd >= 0)
		close(job->ack_fd);
	if (job->ack_hidden != NULL)
		spool_discard(job->exchange->parts.spool, job->ack_hidden);
	g_free(job->ack_hidden);
	job_load_free(job);
	order_source_free(job->source);
	order_file_clear(&job->file);
	message_free(job->remark);
	g_free(job->name);
	g_free(job);
}

/* ---- reading ---- */

static gint64 came_at(int fd, gint64 fallback)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? (gint64)spool_came(&st).tv_sec : fallback;
}

/* 1C's own time, unless it says none or one that a wrong clock wrote; then
 * when this content came first. */
static gint64 export_time(const struct job *job, gint64 first)
{
	gint64 said = job->file.exported;

	if (said == WHEN_NONE || said > first + AHEAD_SECONDS)
		return first;
	return said;
}

/* Forced data count although they are older; what was learned since does not
 * outdate them. */
static void refer(struct job *job)
{
	if (job->exchange->parts.history != NULL)
		order_source_refer(job->source, &job->exchange->learned,
		                   job->force ? G_MAXINT64 : job->exported);
}

bool job_teach(struct job *job, GError **error)
{
	struct exchange *exchange = job->exchange;
	bool good;

	if (g_hash_table_contains(exchange->taught, job->file.sha256))
		return true;
	order_source_refer(job->source, &exchange->learned, job->exported);
	good = order_source_teach(job->source, error);
	refer(job);
	if (good)
		g_hash_table_add(exchange->taught, g_strdup(job->file.sha256));
	return good;
}

void job_came(struct job *job, gint64 when)
{
	job->received = when;
	job->exported = export_time(job, when);
	if (job->source != NULL)
		refer(job);
}

int job_read(struct job *job, int fd, GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;
	int reading;

	reading = reader_read(parts->reader, fd, parts->settings, &job->file,
	                      &job->source, error);
	if (reading >= 0) {
		job_came(job, came_at(fd, wall(job->exchange)));
		job_disown(job);
	}
	return reading;
}

static bool is_as_copied(const struct job *job, const char *sha256,
                         GError **error)
{
	g_autofree char *plain = NULL;

	if (strcmp(job->file.sha256, sha256) == 0)
		return true;
	plain = spool_name_plain(job->name);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO,
	            "Файл «work/%s» прочёлся не таким, каким был записан. "
	            "Проверьте диск (dmesg).",
	            plain);
	return false;
}

static bool read_source(struct job *job, GError **error)
{
	char sha256[SPOOL_HASH];
	int fd = spool_open_own(job->exchange->parts.spool, job->name, sha256,
	                        error);
	int reading;

	if (fd < 0)
		return false;
	reading = job_read(job, fd, error);
	close(fd);
	return reading >= 0 && is_as_copied(job, sha256, error);
}

/* ---- the ack ---- */

static bool begin_ack(struct job *job, GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;
	g_autofree char *received =
		when_zoned(job->received, parts->settings->timezone);
	g_autofree char *name = spool_name_plain(job->name);
	struct ack_header header = {
		.file = name,
		.sha256 = job->file.sha256,
		.format = job->file.format,
		.exported = job->file.exported_text,
		.received = received,
	};

	job->ack_fd = spool_create(parts->spool, &job->ack_hidden, error);
	if (job->ack_fd < 0)
		return false;
	job->ack = ack_writer_new(job->ack_fd, &header, error);
	return job->ack != NULL;
}

/* *name_r: of an ack that an interrupted run published already, or NULL. */
static bool find_ack(struct job *job, char **name_r, GError **error)
{
	struct exchange *exchange = job->exchange;
	const struct exchange_parts *parts = &exchange->parts;
	const struct ack_sought sought = {
		.source = job->name,
		.sha256 = job->file.sha256,
		.row = job->row,
		.fd = job->ack_fd,
	};

	if (!job->resumed)
		return true;
	if (exchange->acks == NULL)
		exchange->acks = spool_list(parts->spool, SPOOL_ACK, error);
	return exchange->acks != NULL &&
	       ack_found(parts->spool, parts->history, exchange->acks, &sought,
	                 name_r, error);
}

static bool publish(struct job *job, bool load, gint64 now, char **name_r,
                    GError **error)
{
	if (!spool_publish_with(job->exchange->parts.spool, job->ack_fd,
	                        job->ack_hidden, load ? job->load_fd : -1,
	                        job->load_hidden, job->name, now, name_r,
	                        error))
		return false;
	g_clear_pointer(&job->ack_hidden, g_free);
	if (load)
		g_clear_pointer(&job->load_hidden, g_free);
	return true;
}

static bool end_ack(struct job *job, enum ack_result result, char **name_r,
                    GError **error)
{
	bool done = result == ACK_DONE || result == ACK_PARTLY;
	bool load = false;
	const struct exchange_parts *parts = &job->exchange->parts;
	gint64 now = wall(job->exchange);
	g_autofree char *processed = when_zoned(now, parts->settings->timezone);

	if (job->remark != NULL &&
	    !ack_writer_remark(job->ack, job->remark, error))
		return false;
	if (!ack_writer_finish(job->ack, result, &job->totals, processed,
	                       error) ||
	    !job_load_end(job, done, &load, error) ||
	    !find_ack(job, name_r, error))
		return false;
	return *name_r != NULL || publish(job, load, now, name_r, error);
}

bool job_tell(struct job *job, const struct outcome *outcome,
              const struct ack_load_known *known, GError **error)
{
	const struct exchange_listener *listener =
		&job->exchange->parts.listener;

	if (!ack_writer_order(job->ack, outcome, error) ||
	    !job_load_order(job, outcome, known, error))
		return false;
	totals_add(&job->totals, outcome->kind);
	job->waiting--;
	if (listener->order != NULL)
		listener->order(listener->context, job->name, outcome);
	return true;
}

/* ---- the end ---- */

static bool is_carried_out(enum file_state state)
{
	return state == FILE_DONE || state == FILE_PARTLY;
}

/* A message's number counts from the moment that its file is done. */
static bool end_row(struct job *job, enum file_state state, const char *ack,
                    gint64 now, GError **error)
{
	struct history *history = job->exchange->parts.history;
	struct exchange_message message;

	if (is_carried_out(state) && job->file.message != NULL) {
		message = *job->file.message;
		message.number = job_confirms(job, &message);
		return history_end_message(history, job->row, state, ack,
		                           &job->totals, now, &message,
		                           job->anew, error);
	}
	return history_end_file(history, job->row, state, ack, NULL,
	                        &job->totals, now, error);
}

static bool end_file(struct job *job, enum file_state state,
                     enum ack_result result, const char *why, GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;
	const struct exchange_listener *listener = &parts->listener;
	gint64 now = wall(job->exchange);
	g_autofree char *ack = NULL;
	g_autofree char *kept = NULL;

	if ((why != NULL && !history_say_why(parts->history, job->row, why,
	                                     job->braked, error)) ||
	    !end_ack(job, result, &ack, error) ||
	    !end_row(job, state, ack, now, error) ||
	    !spool_move(parts->spool, SPOOL_WORK, job->name,
	                leftover_place(state), now, &kept, error) ||
	    !history_end_file(parts->history, job->row, state, ack, kept,
	                      &job->totals, now, error))
		return false;
	if (state != FILE_HELD &&
	    !history_use_allowed(parts->history, job->file.sha256, error))
		return false;
	g_hash_table_remove(job->exchange->taught, job->file.sha256);
	if (is_carried_out(state) && job->file.message != NULL)
		exchange_write_replies(job->exchange);
	if (listener->file != NULL)
		listener->file(listener->context, job->name, state,
		               &job->totals, ack, why);
	return true;
}

bool job_finish(struct job *job, GError **error)
{
	bool whole = job->totals.of[OUTCOME_FAILED] == 0 &&
	             job->totals.of[OUTCOME_HELD] == 0;

	return end_file(job, whole ? FILE_DONE : FILE_PARTLY,
	                whole ? ACK_DONE : ACK_PARTLY, NULL, error);
}

bool job_hold(struct job *job, const struct message *why, GError **error)
{
	memset(&job->totals, 0, sizeof(job->totals));
	job->totals.all = job->file.orders;
	job->totals.of[OUTCOME_HELD] = job->file.orders;
	return ack_writer_fault(job->ack, why, error) &&
	       end_file(job, FILE_HELD, ACK_HELD, why->text, error);
}

static bool reject(struct job *job, GError **error)
{
	const GPtrArray *faults = job->file.faults;
	g_autofree char *more = NULL;
	const char *why = "";

	for (guint i = 0; i < faults->len; i++) {
		const struct message *fault = faults->pdata[i];

		if (i == 0)
			why = fault->text;
		if (!ack_writer_fault(job->ack, fault, error))
			return false;
	}
	if (job->file.faults_more > 0) {
		struct message *rest;
		bool ok;

		more = g_strdup_printf("и ещё ошибок: %" G_GUINT64_FORMAT,
		                       job->file.faults_more);
		rest = message_said(MESSAGE_INVALID, more);
		ok = ack_writer_fault(job->ack, rest, error);
		message_free(rest);
		if (!ok)
			return false;
	}
	return end_file(job, FILE_REJECTED, ACK_REJECTED, why, error);
}

/* `once --force` may have been handed to us by another process. */
static bool read_pass(struct job *job, GError **error)
{
	enum history_pass pass;

	if (!history_allowed(job->exchange->parts.history, job->file.sha256,
	                     &pass, error))
		return false;
	job->allowed = pass != PASS_NONE;
	job->force = job->force || pass == PASS_FORCE;
	return true;
}

/* A retry brings old data: it must not look newer than what came since. */
static bool date_back(struct job *job, GError **error)
{
	gint64 first = WHEN_NONE;

	if (!history_dropped(job->exchange->parts.history, job->file.sha256,
	                     &first, error))
		return false;
	job->dropped = first != WHEN_NONE;
	if (!job->dropped)
		first = job->received;
	job->exported = export_time(job, MIN(first, job->received));
	return true;
}

static bool begin(struct job *job, bool *over_r, GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;

	if (!read_source(job, error) || !date_back(job, error) ||
	    !history_begin_file(parts->history, job->name, job->file.sha256,
	                        job->file.format, job->exported, job->received,
	                        &job->row, &job->resumed, error) ||
	    !read_pass(job, error) || !begin_ack(job, error))
		return false;
	if (job->source != NULL)
		refer(job);
	*over_r = job->source == NULL;
	return job->source != NULL ? job_load_begin(job, error)
	                           : reject(job, error);
}

bool job_open(struct exchange *exchange, const char *name, bool force,
              struct job **job_r, GError **error)
{
	struct job *job = job_new(exchange, name);
	bool over = false;
	bool ok;

	job->force = force;
	ok = begin(job, &over, error);
	if (!ok || over)
		g_clear_pointer(&job, job_free);
	*job_r = job;
	return ok;
}
