/* The settings file: read whole, replaced whole, never over somebody else. */
#include "tests/watcher/scratch.h"
#include "web/settings_readable.h"
#include "web/settings_text.h"

static const char good[] = "[deal]\nid_field = x\n";

struct place {
	struct scratch *scratch;
	char *path;
};

static struct place begin(const char *text)
{
	struct place place = { .scratch = scratch_new() };

	place.path = g_build_filename(place.scratch->root, "conf", NULL);
	g_assert_cmpint(g_mkdir(place.scratch->state, 0700), ==, 0);
	if (text != NULL)
		g_assert_true(g_file_set_contents(place.path, text, -1, NULL));
	return place;
}

static void end(struct place *place)
{
	scratch_free(place->scratch);
	g_free(place->path);
}

static void expect(const struct place *place, const char *text)
{
	g_autofree char *found = NULL;

	g_file_get_contents(place->path, &found, NULL, NULL);
	g_assert_cmpstr(found, ==, text);
}

static struct settings_text *load(const struct place *place)
{
	g_autoptr(GError) error = NULL;
	struct settings_text *file = settings_text_load(place->path, &error);

	g_assert_no_error(error);
	return file;
}

static bool save(const struct place *place, const char *sha256,
                 const char *text, bool *changed_r)
{
	g_autoptr(GError) error = NULL;
	bool ok = settings_text_save(place->path, sha256, text, strlen(text),
	                             changed_r, &error);

	g_assert_true(ok == (error == NULL));
	return ok;
}

static void test_save(void)
{
	struct place place = begin(good);
	struct settings_text *file = load(&place);
	struct stat before, after;
	bool changed;

	g_assert_nonnull(file->settings);
	g_assert_false(file->missing);
	g_assert_cmpint(chmod(place.path, 0640), ==, 0);
	g_assert_cmpint(stat(place.path, &before), ==, 0);
	g_assert_true(
		save(&place, file->sha256, "[deal]\nid_field = y\n", &changed));
	g_assert_false(changed);
	expect(&place, "[deal]\nid_field = y\n");
	g_assert_cmpint(stat(place.path, &after), ==, 0);
	g_assert_cmpint(after.st_mode & 07777, ==, 0640);
	g_assert_cmpint(after.st_gid, ==, before.st_gid);
	g_assert_cmpint(after.st_uid, ==, before.st_uid);
	/* Another file: whoever reads the old one reads it whole. */
	g_assert_true(after.st_ino != before.st_ino);
	settings_text_free(file);
	end(&place);
}

/* Root saves for the daemon's user: the file stays his. */
static void test_owner(void)
{
	struct place place = begin(good);
	struct settings_text *file = load(&place);
	struct stat after;
	bool changed;

	if (geteuid() != 0) {
		g_test_skip("only root can give files away");
	} else {
		g_assert_cmpint(chown(place.path, 65534, 65534), ==, 0);
		g_assert_true(save(&place, file->sha256, good, &changed));
		g_assert_cmpint(stat(place.path, &after), ==, 0);
		g_assert_cmpint(after.st_uid, ==, 65534);
		g_assert_cmpint(after.st_gid, ==, 65534);
	}
	settings_text_free(file);
	end(&place);
}

static void test_changed(void)
{
	struct place place = begin(good);
	struct settings_text *file = load(&place);
	bool changed = false;

	g_assert_true(g_file_set_contents(place.path, "other", -1, NULL));
	g_assert_true(save(&place, file->sha256, "mine", &changed));
	g_assert_true(changed);
	expect(&place, "other");
	/* It went away. */
	unlink(place.path);
	g_assert_true(save(&place, file->sha256, "mine", &changed));
	g_assert_true(changed);
	expect(&place, NULL);
	settings_text_free(file);
	end(&place);
}

static void test_missing(void)
{
	struct place place = begin(NULL);
	struct settings_text *file = load(&place);
	struct stat after;
	bool changed = true;

	g_assert_true(file->missing);
	g_assert_cmpstr(file->sha256, ==, "");
	g_assert_nonnull(strstr(file->text, "[stages]"));
	g_assert_true(save(&place, "", good, &changed));
	g_assert_false(changed);
	expect(&place, good);
	g_assert_cmpint(stat(place.path, &after), ==, 0);
	g_assert_cmpint(after.st_mode & 07777, ==, 0600);
	/* A second one who saw none. */
	g_assert_true(save(&place, "", "mine", &changed));
	g_assert_true(changed);
	settings_text_free(file);
	end(&place);
}

/* What cannot be written leaves all as it was. */
static void test_nowhere(void)
{
	struct place place = begin(NULL);
	g_autofree char *path =
		g_build_filename(place.scratch->root, "no", "conf", NULL);
	g_autoptr(GError) error = NULL;
	bool changed;

	g_assert_false(settings_text_save(path, "", good, strlen(good),
	                                  &changed, &error));
	g_assert_nonnull(strstr(error->message, "не записаны"));
	g_clear_error(&error);
	/* A folder is no file. */
	g_assert_null(settings_text_load(place.scratch->root, &error));
	g_assert_nonnull(error);
	end(&place);
}

static void test_too_big(void)
{
	g_autofree char *text = g_strnfill(1024 * 1024 + 1, '\n');
	struct place place = begin(text);
	g_autoptr(GError) error = NULL;

	g_assert_null(settings_text_load(place.path, &error));
	g_assert_nonnull(error);
	end(&place);
}

static void test_last_good(void)
{
	struct place place = begin(good);
	struct settings_text *file = load(&place);
	g_autofree char *none = settings_text_last_good(place.scratch->state);
	g_autofree char *kept = NULL;
	g_autofree char *still = NULL;

	g_assert_null(none);
	settings_text_keep_good(place.scratch->state, file);
	kept = settings_text_last_good(place.scratch->state);
	g_assert_cmpstr(kept, ==, good);
	settings_text_free(file);
	/* A broken one, or none, does not take its place. */
	g_assert_true(g_file_set_contents(place.path, "nonsense", -1, NULL));
	file = load(&place);
	g_assert_null(file->settings);
	g_assert_cmpuint(file->faults->len, >, 0);
	settings_text_keep_good(place.scratch->state, file);
	settings_text_free(file);
	unlink(place.path);
	file = load(&place);
	settings_text_keep_good(place.scratch->state, file);
	still = settings_text_last_good(place.scratch->state);
	g_assert_cmpstr(still, ==, good);
	settings_text_free(file);
	end(&place);
}

/* ---- what can be read of a broken one ---- */

static void test_readable(void)
{
	static const struct {
		const char *text, *state, *folder;
	} rows[] = {
		{ "[exchange]\nstate = /s\nfolder = /f\n[deal]\nx\n", "/s",
		  "/f" },
		{ "[exchange]\nstate = /s\nfolder = f\n", "/s",
		  "/srv/b24bridge" },
		{ "[exchange]\nstate = /s\nstate = /t\nfolder = /f\n", "/s",
		  "/f" },
		/* A group that is none takes its keys with it. */
		{ "[exchang]\nstate = /t\n[exchange]\nfolder = /f\n",
		  "/var/lib/b24bridge", "/f" },
		{ "[exchange]\nstate = /s\nfolder = /f\n[ack]\n"
		  "load = attribute\n",
		  "/s", "/f" },
		{ "[exchange]\nstate = /s\nfolder = /f\n[settings]\n"
		  "listen = 0.0.0.0:1\n",
		  "/s", "/f" },
		{ "\xFF\xFE", "/var/lib/b24bridge", "/srv/b24bridge" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place = begin(rows[i].text);
		struct settings_text *file = load(&place);
		struct settings *settings = settings_readable(file);

		g_assert_null(file->settings);
		g_assert_cmpstr(settings->state, ==, rows[i].state);
		g_assert_cmpstr(settings->folder, ==, rows[i].folder);
		settings_free(settings);
		settings_text_free(file);
		end(&place);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/settings_text/save", test_save);
	g_test_add_func("/settings_text/owner", test_owner);
	g_test_add_func("/settings_text/changed", test_changed);
	g_test_add_func("/settings_text/missing", test_missing);
	g_test_add_func("/settings_text/nowhere", test_nowhere);
	g_test_add_func("/settings_text/too big", test_too_big);
	g_test_add_func("/settings_text/last good", test_last_good);
	g_test_add_func("/settings_text/readable", test_readable);
	return g_test_run();
}
