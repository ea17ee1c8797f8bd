/* What the daemon says of itself, and who reads it. */
#include "tests/watcher/scratch.h"
#include "watcher/pulse.h"

#include "core/when.h"

struct beat {
	struct scratch *scratch;
	struct pulse_keeper *keeper;
};

static struct beat begin(void)
{
	struct beat beat = { .scratch = scratch_new() };
	g_assert_cmpint(g_mkdir(beat.scratch->state, 0700), ==, 0);
	beat.keeper = pulse_keep(beat.scratch->state, "abc");
	return beat;
}

static void end(struct beat *beat)
{
	pulse_keeper_free(beat->keeper);
	scratch_free(beat->scratch);
}

static char *path_of(const struct beat *beat)
{
	return g_build_filename(beat->scratch->state, "pulse.json", NULL);
}

static struct pulse *read_pulse(const struct beat *beat)
{
	struct pulse *pulse = pulse_read(beat->scratch->state);
	g_assert_nonnull(pulse);
	return pulse;
}

static void test_begun(void)
{
	struct beat beat = begin();
	g_autofree char *path = path_of(&beat);
	struct pulse *pulse = read_pulse(&beat);
	struct stat about;
	g_assert_cmpint(pulse->pid, ==, getpid());
	g_assert_cmpint(pulse->started, >, 1600000000);
	g_assert_cmpint(pulse->last_look, ==, WHEN_NONE);
	g_assert_cmpint(pulse->last_success, ==, WHEN_NONE);
	g_assert_cmpstr(pulse->settings_sha256, ==, "abc");
	g_assert_null(pulse->settings_refused);
	g_assert_null(pulse->failure);
	g_assert_cmpint(pulse->failure_kind, ==, PULSE_WELL);
	pulse_free(pulse);
	g_assert_cmpint(stat(path, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 07777, ==, 0600);
	/* Nothing else is left. */
	g_autoptr(GDir) dir = g_dir_open(beat.scratch->state, 0, NULL);
	g_assert_nonnull(g_dir_read_name(dir));
	g_assert_null(g_dir_read_name(dir));
	end(&beat);
}

static void test_failures(void)
{
	static const enum pulse_failure kinds[] = { PULSE_OUTAGE, PULSE_PERSON,
		                                    PULSE_LOCAL };
	struct beat beat = begin();
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		pulse_failed(beat.keeper, kinds[i], "Беда \"кавычки\"\n\x01");
		struct pulse *pulse = read_pulse(&beat);
		g_assert_cmpint(pulse->failure_kind, ==, kinds[i]);
		g_assert_cmpint(pulse->failure_since, >=, pulse->started);
		g_assert_true(g_str_has_prefix(pulse->failure, "Беда \"кав"));
		pulse_free(pulse);
	}
	pulse_succeeded(beat.keeper);
	struct pulse *pulse = read_pulse(&beat);
	g_assert_cmpint(pulse->failure_kind, ==, PULSE_WELL);
	g_assert_cmpint(pulse->failure_since, ==, WHEN_NONE);
	g_assert_null(pulse->failure);
	g_assert_cmpint(pulse->last_success, >=, pulse->started);
	pulse_free(pulse);
	end(&beat);
}

/* Only what is wrong here is over when a look goes well. */
static void test_passed(void)
{
	static const struct {
		enum pulse_failure kind;
		bool over;
	} rows[] = {
		{ PULSE_OUTAGE, false },
		{ PULSE_PERSON, false },
		{ PULSE_LOCAL, true },
	};
	struct beat beat = begin();
	g_assert_false(pulse_passed(beat.keeper));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		pulse_failed(beat.keeper, rows[i].kind, "x");
		g_assert_true(pulse_passed(beat.keeper) == rows[i].over);
		struct pulse *pulse = read_pulse(&beat);
		g_assert_true((pulse->failure == NULL) == rows[i].over);
		g_assert_cmpint(pulse->last_success, ==, WHEN_NONE);
		pulse_free(pulse);
	}
	end(&beat);
}

static void test_settings(void)
{
	struct beat beat = begin();
	pulse_settings_refused(beat.keeper, "строка 5\nстрока 6");
	struct pulse *pulse = read_pulse(&beat);
	g_assert_cmpstr(pulse->settings_refused, ==, "строка 5\nстрока 6");
	g_assert_cmpstr(pulse->settings_sha256, ==, "abc");
	pulse_free(pulse);
	pulse_settings(beat.keeper, "def");
	pulse = read_pulse(&beat);
	g_assert_null(pulse->settings_refused);
	g_assert_cmpstr(pulse->settings_sha256, ==, "def");
	pulse_free(pulse);
	end(&beat);
}

/* A look every second must not write every second. */
static void test_looks(void)
{
	struct beat beat = begin();
	g_autofree char *path = path_of(&beat);
	struct stat before, after;
	pulse_looked(beat.keeper);
	struct pulse *pulse = read_pulse(&beat);
	g_assert_cmpint(pulse->last_look, >=, pulse->started);
	pulse_free(pulse);
	g_assert_cmpint(stat(path, &before), ==, 0);
	for (int i = 0; i < 1000; i++)
		pulse_looked(beat.keeper);
	pulse_failed(beat.keeper, PULSE_OUTAGE, "x");
	g_assert_cmpint(stat(path, &after), ==, 0);
	g_assert_cmpuint(before.st_ino, !=, after.st_ino);
	for (int i = 0; i < 1000; i++)
		pulse_failed(beat.keeper, PULSE_OUTAGE, "x");
	pulse_looked(beat.keeper);
	g_assert_cmpint(stat(path, &before), ==, 0);
	g_assert_cmpuint(before.st_ino, ==, after.st_ino);
	end(&beat);
}

static void test_unknown(void)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"pid\":\"1\"}",
		"{\"pid\":0}",
		"{\"pid\":1,\"failure\":\"\xff\"}",
	};
	struct beat beat = begin();
	g_autofree char *path = path_of(&beat);
	g_autofree char *huge = g_strnfill(1024 * 1024, ' ');
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_test_message("row %u", i);
		g_assert_true(g_file_set_contents(path, texts[i], -1, NULL));
		g_assert_null(pulse_read(beat.scratch->state));
	}
	g_assert_true(g_file_set_contents(path, huge, -1, NULL));
	g_assert_null(pulse_read(beat.scratch->state));
	g_assert_cmpint(unlink(path), ==, 0);
	g_assert_null(pulse_read(beat.scratch->state));
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	g_assert_null(pulse_read(beat.scratch->state));
	pulse_free(NULL);
	end(&beat);
}

/* However much there is to say, the file can be read again. */
static void test_long(void)
{
	struct beat beat = begin();
	g_autofree char *text = g_strnfill(100000, 0x1);
	GString *letters = g_string_new("x");
	for (int i = 0; i < 50000; i++)
		g_string_append(letters, "Я");
	pulse_failed(beat.keeper, PULSE_LOCAL, text);
	pulse_settings_refused(beat.keeper, letters->str);
	struct pulse *pulse = read_pulse(&beat);
	g_assert_true(g_str_has_prefix(letters->str, pulse->settings_refused));
	g_assert_cmpuint(strlen(pulse->settings_refused), >, 8000);
	g_assert_cmpuint(strlen(pulse->settings_refused), <=, 8192);
	pulse_free(pulse);
	pulse_settings_refused(beat.keeper, text);
	pulse_free(read_pulse(&beat));
	g_string_free(letters, TRUE);
	end(&beat);
}

/* A state that cannot be written to costs the daemon nothing. */
static void test_unwritable(void)
{
	struct pulse_keeper *keeper = pulse_keep("/nonexistent/state", "abc");
	pulse_looked(keeper);
	pulse_failed(keeper, PULSE_LOCAL, "x");
	pulse_keeper_free(keeper);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pulse/begun", test_begun);
	g_test_add_func("/pulse/failures", test_failures);
	g_test_add_func("/pulse/passed", test_passed);
	g_test_add_func("/pulse/settings", test_settings);
	g_test_add_func("/pulse/looks", test_looks);
	g_test_add_func("/pulse/unknown", test_unknown);
	g_test_add_func("/pulse/long", test_long);
	g_test_add_func("/pulse/unwritable", test_unwritable);
	return g_test_run();
}
