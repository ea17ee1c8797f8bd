/*
 * Runs a fuzz target without libFuzzer: over its corpus, and over inputs made
 * of it by a seeded generator, so that a failure can be had again. It is
 * linked as test_fuzz_NAME and finds corpus/NAME by that.
 *
 * usage: test_fuzz_NAME [GTEST-OPTIONS] [FILE...]   these files instead
 */
#include "tests/fuzz/bend.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum {
	MUTATIONS = 4000,
	MUTATIONS_XML = 1000, /* each is a whole reading */
	CHANGES_MOST = 6,
	LENGTH_MOST = 64 * 1024
};

/* What answers are made of, and what breaks them. */
static const char *const words[] = {
	"{",
	"}",
	"[",
	"]",
	",",
	":",
	"\"",
	"null",
	"true",
	"false",
	"0",
	"-1",
	"1",
	"17",
	"55",
	"1e400",
	"-1e400",
	"1.5",
	"9007199254740993",
	"99999999999999999999",
	"\" 17 \"",
	"\"17x\"",
	"\\u0000",
	"\\ud800",
	"\xff",
	"\xd0",
	"\\",
	"\n---\n",
	"\n",
	"200",
	"503",
	"lost",
	"unsent",
	"\"result\":",
	"\"result_error\":",
	"\"error\":",
	"\"items\":",
	"\"item\":",
	"\"id\":",
	"\"ID\":",
	"\"c0\":",
	"\"c1\":",
	"{\"0\":",
	"[[[[[[[[",
	"{\"a\":{\"a\":",
	"\"\"",
	"[]",
	"{}",
};

struct seed {
	char *name;
	GString *text;
};

static void seed_free(gpointer data)
{
	struct seed *seed = data;

	g_free(seed->name);
	g_string_free(seed->text, TRUE);
	g_free(seed);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct seed *const *)a)->name,
	              (*(struct seed *const *)b)->name);
}

static void add_seed(GPtrArray *seeds, const char *path)
{
	struct seed *seed = g_new0(struct seed, 1);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize length;

	g_file_get_contents(path, &text, &length, &error);
	g_assert_no_error(error);
	seed->name = g_path_get_basename(path);
	seed->text = g_string_new_len(text, (gssize)length);
	g_ptr_array_add(seeds, seed);
}

static void add_folder(GPtrArray *seeds, const char *folder, const char *end)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_str_has_suffix(name, end))
			add_seed(seeds, path);
	}
}

/* Sorted, so that a seed of the generator means the same everywhere. */
static GPtrArray *read_corpus(const char *program)
{
	GPtrArray *seeds = g_ptr_array_new_with_free_func(seed_free);
	g_autofree char *base = g_path_get_basename(program);
	const char *name = base + strlen("test_fuzz_");
	g_autofree char *folder =
		g_build_filename("tests/fuzz/corpus", name, NULL);

	add_folder(seeds, folder, "");
	/* Files of 1C are there already. */
	if (strcmp(name, "reading") == 0)
		add_folder(seeds, "samples", ".xml");
	g_assert_cmpuint(seeds->len, >, 0);
	g_ptr_array_sort(seeds, by_name);
	return seeds;
}

/* From a block of its very length: a sanitizer sees what is read behind it. */
static void run(const char *text, gsize length)
{
	g_autofree uint8_t *data = g_memdup2(text, length);

	LLVMFuzzerTestOneInput(data, length);
}

static void test_seed(gconstpointer data)
{
	const struct seed *seed = data;

	run(seed->text->str, seed->text->len);
}

/* ---- made of them ---- */

static gsize below(GRand *random, gsize most)
{
	return most ? g_rand_int(random) % most : 0;
}

static void drop_some(GRand *random, GString *text)
{
	gsize from = below(random, text->len);

	g_string_erase(text, (gssize)from,
	               (gssize)below(random, MIN(text->len - from, 64)));
}

static void double_some(GRand *random, GString *text)
{
	gsize from = below(random, text->len);
	gsize length = below(random, MIN(text->len - from, 4096));
	g_autofree char *some = g_strndup(text->str + from, length);

	g_string_insert_len(text, (gssize)below(random, text->len), some,
	                    (gssize)strlen(some));
}

/* Lengths and offsets, where they mostly lie. */
static void put_number(GRand *random, GString *text)
{
	static const guint64 numbers[] = {
		0,           1,          8,           16,
		255,         4096,       0x7FFFFFFF,  0xFFFFFFFF,
		0x100000000, G_MAXINT64, G_MAXUINT64, G_MAXUINT64 - 7,
	};
	guint64 number = g_rand_boolean(random)
	                         ? numbers[below(random, G_N_ELEMENTS(numbers))]
	                         : below(random, text->len + 16);
	gsize wide = g_rand_boolean(random) ? sizeof(guint64) : sizeof(guint32);
	gsize at = below(random, text->len) / 4 * 4;

	if (at + wide <= text->len)
		memcpy(text->str + at, &number, wide);
}

static bool is_xml(const GString *text)
{
	return text->str[0] == '<' || g_str_has_prefix(text->str, "\uFEFF<");
}

static void change(GRand *random, GString *text, const GString *other)
{
	gsize at = below(random, text->len);
	gsize from = below(random, other->len);

	if (is_xml(text) && g_rand_int_range(random, 0, 4) &&
	    bend(random, text))
		return;
	switch (g_rand_int_range(random, 0, 7)) {
	case 0:
		text->str[at] = (char)g_rand_int_range(random, 0, 256);
		break;
	case 1:
		drop_some(random, text);
		break;
	case 2:
		double_some(random, text);
		break;
	case 3:
		g_string_truncate(text, at);
		g_string_append_len(text, other->str + from,
		                    (gssize)(other->len - from));
		break;
	case 4:
		put_number(random, text);
		break;
	default:
		g_string_insert(text, (gssize)at,
		                words[below(random, G_N_ELEMENTS(words))]);
	}
}

static void test_mutations(gconstpointer data)
{
	const GPtrArray *seeds = data;
	const struct seed *first = seeds->pdata[0];
	guint count = is_xml(first->text) ? MUTATIONS_XML : MUTATIONS;
	guint32 start = (guint32)g_test_rand_int();
	g_autoptr(GRand) random = g_rand_new_with_seed(start);

	g_test_message("seed %u", start);
	for (guint i = 0; i < count; i++) {
		const struct seed *one =
			seeds->pdata[below(random, seeds->len)];
		const struct seed *other =
			seeds->pdata[below(random, seeds->len)];
		gsize changes = 1 + below(random, CHANGES_MOST);
		g_autoptr(GString) text = g_string_new_len(
			one->text->str, (gssize)one->text->len);

		for (; changes && text->len; changes--)
			change(random, text, other->text);
		run(text->str, MIN(text->len, LENGTH_MOST));
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) seeds = NULL;

	g_test_init(&argc, &argv, NULL);
	if (argc > 1)
		seeds = g_ptr_array_new_with_free_func(seed_free);
	for (int i = 1; i < argc; i++)
		add_seed(seeds, argv[i]);
	if (!seeds)
		seeds = read_corpus(argv[0]);
	for (guint i = 0; i < seeds->len; i++) {
		const struct seed *seed = seeds->pdata[i];
		g_autofree char *path =
			g_strconcat("/fuzz/corpus/", seed->name, NULL);

		g_test_add_data_func(path, seed, test_seed);
	}
	if (argc == 1)
		g_test_add_data_func("/fuzz/mutations", seeds, test_mutations);
	return g_test_run();
}
