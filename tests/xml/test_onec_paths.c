/* The table of paths: ids, bounds, and its bytes. */
#include "xml/onec_paths.h"

#include <string.h>

static char *show(const struct onec_paths *paths, enum role role)
{
	guint count;
	const struct onec_path *list = onec_paths_role(paths, role, &count);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < count; i++) {
		g_string_append(text, i ? "; " : "");
		for (guint j = 0; j < list[i].count; j++)
			g_string_append_printf(
				text, "%s%s", j ? "." : "",
				onec_paths_name(paths, list[i].step[j]));
	}
	return g_string_free(text, FALSE);
}

static void expect(const struct onec_paths *paths, enum role role,
                   const char *text)
{
	g_autofree char *shown = show(paths, role);

	g_assert_cmpstr(shown, ==, text);
}

static void test_add(void)
{
	struct onec_paths *paths = onec_paths_new();

	onec_paths_add(paths, ROLE_CLIENT, "Заказчик");
	onec_paths_add(paths, ROLE_CLIENT, "Договор . Контрагент");
	onec_paths_add(paths, ROLE_CAR, "заказчик.А.Б.В");
	/* What is no path is left out. */
	onec_paths_add(paths, ROLE_CAR, "А.Б.В.Г.Д");
	onec_paths_add(paths, ROLE_CAR, "А..Б");
	onec_paths_add(paths, ROLE_CAR, "");
	expect(paths, ROLE_CLIENT, "Заказчик; Договор.Контрагент");
	expect(paths, ROLE_CAR, "Заказчик.А.Б.В");
	expect(paths, ROLE_MASTER, "");
	g_assert_cmpint(onec_paths_id(paths, "ЗАКАЗЧИК"), ==, 0);
	g_assert_cmpint(onec_paths_id(paths, "Другое"), ==, -1);
	g_assert_true(onec_paths_plays(paths, ROLE_CLIENT, 0));
	g_assert_false(onec_paths_plays(paths, ROLE_CAR, 0));
	g_assert_false(onec_paths_plays(paths, ROLE_CLIENT, 1));
	onec_paths_free(paths);
}

static void test_bounds(void)
{
	struct onec_paths *paths = onec_paths_new();
	guint count;

	for (int i = 0; i < 1000; i++) {
		g_autofree char *name = g_strdup_printf("Имя%d", i);

		onec_paths_add(paths, ROLE_CLIENT, name);
		onec_paths_add(paths, (enum role)(i % ROLES), name);
	}
	g_assert_cmpuint(onec_paths_count(paths), ==, ONEC_NAMES_MOST);
	onec_paths_role(paths, ROLE_CLIENT, &count);
	g_assert_cmpuint(count, ==, ONEC_PATHS_MOST);
	onec_paths_free(paths);
}

static void test_titles(void)
{
	static const struct {
		const char *name, *title;
		bool same;
	} titles[] = {
		{ "Состояние", "Состояние", true },
		{ "состояние", "СОСТОЯНИЕ ", true },
		{ "ГосНомер", "Гос. номер", true },
		{ "Гос номер", "Гос.номер (Заказ клиента)", true },
		{ "Пробег", "Пробег, км", false },
		{ "Состояние", "Состояние (Заказ (клиента))", true },
		{ "Состояние", "(Состояние)", true },
		{ "Состояние", "Не состояние", false },
		{ "Состояние", "", false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
		struct onec_paths *paths = onec_paths_new();

		onec_paths_add(paths, ROLE_STATE, titles[i].name);
		g_test_message("%s, %s", titles[i].name, titles[i].title);
		g_assert_cmpint(onec_paths_titled(paths, 0, titles[i].title),
		                ==, titles[i].same);
		onec_paths_free(paths);
	}
}

static void test_bytes(void)
{
	struct onec_paths *paths = onec_paths_new(), *loaded;
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	onec_paths_add(paths, ROLE_NUMBER, "Номер");
	onec_paths_add(paths, ROLE_CAR_VIN, "Автомобиль.Модель.VIN");
	onec_paths_add(paths, ROLE_CAR_VIN, "VIN");
	onec_paths_save(paths, bytes);
	loaded = onec_paths_load(bytes->data, bytes->len);
	g_assert_nonnull(loaded);
	expect(loaded, ROLE_NUMBER, "Номер");
	expect(loaded, ROLE_CAR_VIN, "Автомобиль.Модель.VIN; VIN");
	g_assert_cmpuint(onec_paths_count(loaded), ==, onec_paths_count(paths));
	onec_paths_free(loaded);
	onec_paths_free(paths);
}

/* Bytes that this never wrote give a table or none, and no crash. */
static void test_damaged(void)
{
	struct onec_paths *paths = onec_paths_new();
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	onec_paths_add(paths, ROLE_NUMBER, "Номер");
	onec_paths_add(paths, ROLE_CAR_VIN, "Автомобиль.VIN");
	onec_paths_save(paths, bytes);
	onec_paths_free(paths);
	for (guint i = 0; i < bytes->len; i++)
		for (int bit = 0; bit < 8; bit++) {
			bytes->data[i] ^= (guint8)(1 << bit);
			paths = onec_paths_load(bytes->data, bytes->len);
			bytes->data[i] ^= (guint8)(1 << bit);
			for (int role = 0; paths && role < ROLES; role++)
				g_free(show(paths, (enum role)role));
			onec_paths_free(paths);
		}
	for (guint length = 0; length < bytes->len; length++)
		onec_paths_free(onec_paths_load(bytes->data, length));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/onec_paths/add", test_add);
	g_test_add_func("/onec_paths/bounds", test_bounds);
	g_test_add_func("/onec_paths/titles", test_titles);
	g_test_add_func("/onec_paths/bytes", test_bytes);
	g_test_add_func("/onec_paths/damaged", test_damaged);
	return g_test_run();
}
