/*
 * Tells the daemon that its settings changed, and people what it made of them.
 */
#include "web/page_tell.h"

#include "watcher/daemon_nudge.h"
#include "watcher/pulse.h"
#include "web/page.h"

#include <string.h>

enum { TRIES = 40, PAUSE_US = 100 * 1000 };

/* How the daemon took them, as the word of an address. */
static const char *await(const struct settings *settings, const char *sha256)
{
	for (int i = 0; i < TRIES; i++) {
		struct pulse *pulse = pulse_read(settings->state);
		bool taken = pulse != NULL &&
		             g_strcmp0(pulse->settings_sha256, sha256) == 0;
		bool refused = pulse != NULL && pulse->settings_refused != NULL;

		pulse_free(pulse);
		if (taken)
			return "taken";
		if (refused)
			return "refused";
		g_usleep(PAUSE_US);
	}
	return "waiting";
}

static const char *tell_good(struct visit *visit,
                             const struct settings *settings)
{
	struct settings_text *file =
		settings_text_load(visit->file->path, NULL);
	const char *word = "waiting";
	bool running = false;

	if (file == NULL)
		return word;
	settings_text_keep_good(settings->state, file);
	/* Another folder or history is another daemon: only a start takes it.
	 */
	if (strcmp(settings->folder, visit->settings->folder) != 0 ||
	    strcmp(settings->state, visit->settings->state) != 0)
		word = "restart";
	else if (!daemon_nudge(settings->state, settings->folder, &running,
	                       NULL))
		word = "waiting";
	else
		word = running ? await(settings, file->sha256) : "stopped";
	settings_text_free(file);
	return word;
}

static const char *tell(struct visit *visit, const struct settings *settings)
{
	if (settings == NULL)
		return "faults";
	return tell_good(visit, settings);
}

struct response *page_tell_daemon(struct visit *visit,
                                  const struct settings *settings,
                                  const char *back)
{
	g_autofree char *where = g_strdup_printf(
		"%s%ssaved=%s", back, strchr(back, '?') != NULL ? "&" : "?",
		tell(visit, settings));

	return response_redirect(where);
}

/* What a button did, by the word in the address it led to. */
static void tell_done(struct visit *visit)
{
	static const struct {
		const char *word, *text;
	} done[] = {
		{ "released",
		  "Файл больше не ждёт: служба возьмёт его сейчас." },
		{ "retried", "Файлы отправлены на обмен снова." },
		{ "nothing", "Повторять нечего." },
		{ "repeated", "Файл положен в папку обмена снова." },
		{ "dropped", "Файл положен в папку обмена." },
	};
	const char *word = fields_text(visit->request->query, "done");

	for (size_t i = 0; i < G_N_ELEMENTS(done); i++)
		if (strcmp(done[i].word, word) == 0)
			page_notice(visit, PAGE_GOOD, "%s", done[i].text);
	if (fields_get(visit->request->query, "lists") != NULL)
		page_notice(visit, PAGE_GOOD, "Списки получены из Битрикс24.");
}

void page_tell_saved(struct visit *visit)
{
	const char *word = fields_text(visit->request->query, "saved");

	tell_done(visit);

	if (strcmp(word, "taken") == 0)
		page_notice(visit, PAGE_GOOD,
		            "Сохранено. Служба работает с новыми настройками.");
	else if (strcmp(word, "refused") == 0)
		page_notice(visit, PAGE_BAD,
		            "Сохранено, но служба новые настройки не приняла "
		            "и работает с прежними. Почему — на странице "
		            "«Отладка».");
	else if (strcmp(word, "restart") == 0)
		page_notice(visit, PAGE_REMARK,
		            "Сохранено. Папка обмена или папка истории другая: "
		            "перезапустите службу, systemctl restart "
		            "b24bridge.");
	else if (strcmp(word, "faults") == 0)
		page_notice(visit, PAGE_REMARK,
		            "Сохранено. Ошибки, которые ещё остались в файле, "
		            "— ниже: служба возьмёт настройки, когда не "
		            "останется ни одной.");
	else if (strcmp(word, "stopped") == 0)
		page_notice(visit, PAGE_REMARK,
		            "Сохранено. Служба сейчас не запущена: systemctl "
		            "start b24bridge.");
	else if (strcmp(word, "waiting") == 0)
		page_notice(visit, PAGE_REMARK,
		            "Сохранено. Служба занята и прочитает настройки, "
		            "когда освободится.");
}
