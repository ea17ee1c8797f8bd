/*
 * Findings as texts, in order, summed up.
 */
#include "core/finding.h"

static void test_text(void)
{
	g_autoptr(GPtrArray) findings = findings_new();
	struct finding *finding =
		findings_add(findings, AREA_FIELDS, FINDING_FATAL,
	                     "[deal] id_field", "поля «%s» нет.", "x");
	g_autofree char *bare = finding_text(finding, "f.conf");
	g_autofree char *whole = NULL, *unnamed = NULL;

	g_assert_cmpstr(bare, ==, "[deal] id_field: поля «x» нет.");
	finding->line = 12;
	finding_advise(finding, "Создайте %d.", 1);
	finding_advise(finding, "Или укажите.");
	whole = finding_text(finding, "f.conf");
	g_assert_cmpstr(whole, ==,
	                "f.conf:12: [deal] id_field: поля «x» нет. Создайте 1. "
	                "Или укажите.");
	unnamed = finding_text(finding, NULL);
	g_assert_cmpstr(unnamed, ==,
	                "[deal] id_field: поля «x» нет. Создайте 1. Или "
	                "укажите.");
}

static void add(GPtrArray *findings, enum finding_area area,
                enum finding_severity severity, const char *text)
{
	findings_add(findings, area, severity, "", "%s", text);
}

static void test_order(void)
{
	static const char *const expected[] = { "a", "b", "c", "d", "e", "f" };
	g_autoptr(GPtrArray) findings = findings_new();
	g_autoptr(GPtrArray) more = findings_new();

	add(findings, AREA_STAGES, FINDING_GOOD, "f");
	add(findings, AREA_PORTAL, FINDING_GOOD, "e");
	add(findings, AREA_PORTAL, FINDING_BAD, "b");
	add(more, AREA_PORTAL, FINDING_REMARK, "d");
	add(more, AREA_PORTAL, FINDING_FATAL, "c");
	add(more, AREA_SETTINGS, FINDING_GOOD, "a");
	findings_move(findings, more);
	g_assert_cmpuint(more->len, ==, 0);
	findings_sort(findings);
	g_assert_cmpuint(findings->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		g_assert_cmpstr(finding->text, ==, expected[i]);
	}
}

static void test_fatal(void)
{
	g_autoptr(GPtrArray) findings = findings_new();
	struct finding *finding;
	g_autofree char *text = NULL;

	add(findings, AREA_STAGES, FINDING_GOOD, "good");
	add(findings, AREA_STAGES, FINDING_REMARK, "remark");
	add(findings, AREA_STAGES, FINDING_BAD, "bad");
	g_assert_null(findings_fatal(findings, "f"));
	add(findings, AREA_STAGES, FINDING_FATAL, "one");
	finding = findings_add(findings, AREA_STAGES, FINDING_FATAL, "two",
	                       "three");
	finding->line = 7;
	text = findings_fatal(findings, "f");
	g_assert_cmpstr(text, ==, "one\nf:7: two: three");
}

static void test_summary(void)
{
	static const struct {
		guint good, remarks, bad, fatal;
		const char *expected;
	} rows[] = {
		{ 3, 0, 0, 0, "Итог: всё в порядке, обмен можно запускать." },
		{ 3, 2, 0, 0,
		  "Итог: ошибок нет, обмен можно запускать; обратить внимание "
		  "! 2." },
		{ 3, 0, 1, 1, "Итог: исправить ✗ 2." },
		{ 3, 2, 0, 1, "Итог: исправить ✗ 1, обратить внимание ! 2." },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) findings = findings_new();
		g_autofree char *text = NULL;

		for (guint j = 0; j < rows[i].good; j++)
			add(findings, AREA_STAGES, FINDING_GOOD, "");
		for (guint j = 0; j < rows[i].remarks; j++)
			add(findings, AREA_STAGES, FINDING_REMARK, "");
		for (guint j = 0; j < rows[i].bad; j++)
			add(findings, AREA_STAGES, FINDING_BAD, "");
		for (guint j = 0; j < rows[i].fatal; j++)
			add(findings, AREA_STAGES, FINDING_FATAL, "");
		text = findings_summary(findings);
		g_assert_cmpstr(text, ==, rows[i].expected);
	}
}

static void test_names(void)
{
	for (int area = AREA_SETTINGS; area < AREA_PEOPLE; area++)
		g_assert_cmpstr(
			finding_area_name((enum finding_area)area), !=,
			finding_area_name((enum finding_area)(area + 1)));
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/finding/text", test_text);
	g_test_add_func("/finding/order", test_order);
	g_test_add_func("/finding/fatal", test_fatal);
	g_test_add_func("/finding/summary", test_summary);
	g_test_add_func("/finding/names", test_names);
	return g_test_run();
}
