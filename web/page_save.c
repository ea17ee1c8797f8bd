/*
 * Shows and makes changes of the settings file. Refuses what would not parse,
 * and to write over somebody else's changes unseen.
 */
#include "web/page_save.h"

#include "core/rules.h"
#include "web/change_words.h"
#include "web/page.h"
#include "web/page_tell.h"

#include <string.h>

/* ---- showing ---- */

static void add_change(cJSON *list, const struct form_change *change)
{
	g_autofree char *title = change_words_title(change);
	g_autofree char *was = change_words_value(change, change->was);
	g_autofree char *is = change_words_value(change, change->is);
	cJSON *row = page_add(list);

	page_text(row, "title", title);
	page_text(row, "was_shown", was);
	page_text(row, "is_shown", change->key == NULL ? "убрать" : is);
	page_text(row, "group", change->group);
	page_text(row, "key", change->key);
	page_text(row, "was", change->was);
	page_text(row, "is", change->is);
	page_text(row, "had", change->was != NULL ? "1" : "0");
	page_text(row, "gone",
	          change->key == NULL || change->is == NULL ? "1" : "0");
}

/* What the portal's lists say of the new settings, as far as it is bad. */
static void add_findings(struct visit *visit, const struct settings *settings)
{
	struct rules *rules;
	GPtrArray *findings = NULL;
	cJSON *list = NULL;

	if (visit->portal == NULL || settings == NULL)
		return;
	rules = rules_new(settings, visit->portal, &findings);
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (finding->severity == FINDING_GOOD)
			continue;
		if (list == NULL) {
			list = page_list(visit->model, "findings");
			cJSON_AddBoolToObject(visit->model, "has_findings",
			                      true);
		}
		page_finding(list, finding);
	}
	g_ptr_array_unref(findings);
	rules_free(rules);
}

static struct response *ask(struct visit *visit, const GPtrArray *changes,
                            const struct settings *settings, const char *back)
{
	cJSON *list = page_list(visit->model, "changes");

	for (guint i = 0; i < changes->len; i++)
		add_change(list, changes->pdata[i]);
	page_text(visit->model, "sha256", visit->file->sha256);
	page_text(visit->model, "back", back);
	cJSON_AddBoolToObject(visit->model, "first", visit->file->missing);
	add_findings(visit, settings);
	return page_show(visit, 200, "save", "Что изменится");
}

/* Faults that no field of the page shows. */
static void tell_faults(struct visit *visit, const GPtrArray *faults)
{
	page_notice(visit, PAGE_BAD, "Не сохранено: исправьте отмеченное.");
	for (guint i = 0; i < faults->len; i++) {
		const struct settings_fault *fault = faults->pdata[i];

		page_notice(visit, PAGE_BAD, "%s%s%s",
		            fault->key != NULL ? fault->key : "",
		            fault->key != NULL ? ": " : "", fault->text);
	}
}

static struct settings *try_changes(const struct visit *visit,
                                    const GPtrArray *changes,
                                    GPtrArray **faults_r)
{
	gsize length;
	g_autofree char *text = form_apply(visit->file, changes, &length);

	return settings_read(text, length, visit->file->path, faults_r);
}

/* Whether a file with faults has fewer of them afterwards, and none in what
 * was changed: where they stand on several pages, each is mended by itself. */
static bool mends(const struct visit *visit, const GPtrArray *changes,
                  const GPtrArray *faults)
{
	const GPtrArray *before = visit->file->faults;

	if (before == NULL || faults->len >= before->len)
		return false;
	for (guint i = 0; i < changes->len; i++) {
		const struct form_change *change = changes->pdata[i];

		if (change->key != NULL &&
		    form_fault(faults, change->group, change->key) != NULL)
			return false;
	}
	return true;
}

struct response *page_save_preview(struct visit *visit,
                                   const GPtrArray *changes, const char *back,
                                   GPtrArray **faults_r)
{
	struct response *response;
	struct settings *settings;

	if (changes->len == 0) {
		page_notice(visit, PAGE_REMARK,
		            "Ничего не изменилось: сохранять нечего.");
		*faults_r = NULL;
		return NULL;
	}
	settings = try_changes(visit, changes, faults_r);
	if (settings == NULL && !mends(visit, changes, *faults_r)) {
		tell_faults(visit, *faults_r);
		return NULL;
	}
	response = ask(visit, changes, settings, back);
	settings_free(settings);
	return response;
}

/* ---- saving ---- */

/* False with *changed_r or an error. */
static bool save(struct visit *visit, const char *text, gsize length,
                 const char *sha256, bool *changed_r, GError **error)
{
	bool ok;

	g_mutex_lock(&visit->site->saving);
	ok = settings_text_save(visit->file->path, sha256, text, length,
	                        changed_r, error);
	g_mutex_unlock(&visit->site->saving);
	return ok && !*changed_r;
}

static const char *at(const GPtrArray *values, guint i)
{
	return values != NULL && i < values->len ? values->pdata[i] : "";
}

static GPtrArray *read_changes(const struct fields *sent)
{
	const GPtrArray *groups = fields_all(sent, "group");
	const GPtrArray *keys = fields_all(sent, "key");
	const GPtrArray *was = fields_all(sent, "was");
	const GPtrArray *is = fields_all(sent, "is");
	const GPtrArray *had = fields_all(sent, "had");
	const GPtrArray *gone = fields_all(sent, "gone");
	GPtrArray *changes = form_changes_new();

	for (guint i = 0; groups != NULL && i < groups->len; i++)
		form_change_add(changes, groups->pdata[i],
		                *at(keys, i) != '\0' ? at(keys, i) : NULL,
		                *at(had, i) == '1' ? at(was, i) : NULL,
		                *at(gone, i) == '1' ? NULL : at(is, i));
	return changes;
}

/* Paths of ours only: no way out to elsewhere. */
static const char *safe_back(const char *back)
{
	/* Browsers drop tabs and line ends from an address: "/\t/elsewhere". */
	for (const char *at = back; *at != '\0'; at++)
		if (!g_ascii_isgraph(*at) || *at == '\\')
			return "/";
	return back[0] == '/' && back[1] != '/' ? back : "/";
}

/* What the file says now of what is to change, beside what was seen. */
static struct response *ask_again(struct visit *visit, const GPtrArray *changes,
                                  const char *back)
{
	struct settings_edit *edit =
		settings_edit_new(visit->file->text, visit->file->length);
	g_autoptr(GPtrArray) now = form_changes_new();
	g_autoptr(GPtrArray) faults = NULL;
	struct settings *settings;
	struct response *response;
	cJSON *others = page_list(visit->model, "others");

	for (guint i = 0; i < changes->len; i++) {
		const struct form_change *change = changes->pdata[i];
		g_autofree char *was =
			change->key != NULL
				? settings_edit_get(edit, change->group,
		                                    change->key)
				: NULL;

		form_change_add(now, change->group, change->key, was,
		                change->is);
		if (g_strcmp0(was, change->was) != 0) {
			g_autofree char *title = change_words_title(change);
			g_autofree char *seen =
				change_words_value(change, change->was);
			g_autofree char *is = change_words_value(change, was);
			cJSON *row = page_add(others);

			page_text(row, "title", title);
			page_text(row, "seen", seen);
			page_text(row, "now", is);
		}
	}
	settings_edit_free(edit);
	cJSON_AddBoolToObject(visit->model, "conflict", true);
	settings = try_changes(visit, now, &faults);
	if (settings == NULL) {
		tell_faults(visit, faults);
		return page_fail(visit, 409,
		                 "Настройки тем временем сохранил кто-то "
		                 "другой, и с ними ваши не сходятся.");
	}
	response = ask(visit, now, settings, back);
	settings_free(settings);
	response->status = 409;
	return response;
}

struct response *page_save_post(struct visit *visit)
{
	const struct fields *sent = visit->request->fields;
	const char *back = safe_back(fields_text(sent, "back"));
	g_autoptr(GPtrArray) changes = read_changes(sent);
	g_autoptr(GPtrArray) faults = NULL;
	const char *sha256 = fields_text(sent, "sha256");
	struct settings *settings;
	GError *error = NULL;
	g_autofree char *text = NULL;
	gsize length;
	bool changed = false;

	if (strcmp(sha256, visit->file->sha256) != 0)
		return ask_again(visit, changes, back);
	settings = try_changes(visit, changes, &faults);
	if (settings == NULL && !mends(visit, changes, faults)) {
		tell_faults(visit, faults);
		return page_fail(visit, 400, "Настройки не сохранены.");
	}
	text = form_apply(visit->file, changes, &length);
	if (save(visit, text, length, sha256, &changed, &error)) {
		struct response *response =
			page_tell_daemon(visit, settings, back);

		settings_free(settings);
		return response;
	}
	settings_free(settings);
	return changed ? ask_again(visit, changes, back)
	               : page_error(visit, error);
}

struct response *page_save_restore(struct visit *visit)
{
	g_autofree char *good = settings_text_last_good(visit->settings->state);
	GError *error = NULL;
	bool changed = false;

	if (good == NULL)
		return page_fail(visit, 404,
		                 "Прежних исправных настроек здесь нет.");
	if (save(visit, good, strlen(good), visit->file->sha256, &changed,
	         &error))
		return response_redirect("/");
	return changed ? page_fail(visit, 409,
	                           "Файл настроек тем временем изменился. "
	                           "Посмотрите на него снова.")
	               : page_error(visit, error);
}
