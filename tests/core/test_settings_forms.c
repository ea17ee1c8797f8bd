/* Working hours and addresses. */
#include "core/settings.h"

#define ALL 0x7Fu

struct hours {
	const char *text;
	bool good;
	guint from, to, days;
};

static const struct hours hours[] = {
	{ "09:00-19:00 Mon-Sat", true, 540, 1140, 0x3F },
	{ "09:00-19:00", true, 540, 1140, ALL },
	{ "9:00-19:30", true, 540, 1170, ALL },
	{ "00:00-24:00", true, 0, 1440, ALL },
	{ "20:00-08:00 Mon", true, 1200, 480, 1 },
	{ "09:00-19:00  mon-FRI", true, 540, 1140, 0x1F },
	{ "09:00-19:00 Mon,Wed,Sun", true, 540, 1140, 0x45 },
	{ "09:00-19:00 Mon-Wed,Fri", true, 540, 1140, 0x17 },
	{ "09:00-19:00 Sat-Mon", true, 540, 1140, 0x61 },
	{ "09:00-19:00 Tue-Tue", true, 540, 1140, 2 },
	{ "09:00-19:00 Tue-Mon", true, 540, 1140, ALL },
	{ "", false, 0, 0, 0 },
	{ "9-19", false, 0, 0, 0 },
	{ "09:00", false, 0, 0, 0 },
	{ "09:00-", false, 0, 0, 0 },
	{ "09:00-09:00", false, 0, 0, 0 },
	{ "09:00-24:01", false, 0, 0, 0 },
	{ "09:60-19:00", false, 0, 0, 0 },
	{ "09:0-19:00", false, 0, 0, 0 },
	{ "09:000-19:00", false, 0, 0, 0 },
	{ "009:00-19:00", false, 0, 0, 0 },
	{ "25:00-26:00", false, 0, 0, 0 },
	{ "09:00-19:00Mon", false, 0, 0, 0 },
	{ "09:00-19:00 ", false, 0, 0, 0 },
	{ "09:00-19:00 Mon-", false, 0, 0, 0 },
	{ "09:00-19:00 Mon,", false, 0, 0, 0 },
	{ "09:00-19:00 Monday", false, 0, 0, 0 },
	{ "09:00-19:00 Mon Tue", false, 0, 0, 0 },
	{ "09:00-19:00 Пн-Сб", false, 0, 0, 0 },
	{ "09.00-19.00 Mon", false, 0, 0, 0 },
};

static void test_hours(gconstpointer data)
{
	const struct hours *row = data;
	struct settings_hours read = { 1, 2, 3 };

	g_assert_cmpint(settings_hours(row->text, &read), ==, row->good);
	g_assert_cmpuint(read.from, ==, row->good ? row->from : 1);
	g_assert_cmpuint(read.to, ==, row->good ? row->to : 2);
	g_assert_cmpuint(read.days, ==, row->good ? row->days : 3);
}

struct address {
	const char *text;
	const char *host; /* NULL: refused */
	guint16 port;
	bool loopback;
};

static const struct address addresses[] = {
	{ "127.0.0.1:8124", "127.0.0.1", 8124, true },
	{ "127.1.2.3:1", "127.1.2.3", 1, true },
	{ "localhost:80", "localhost", 80, true },
	{ "LOCALHOST:80", "LOCALHOST", 80, true },
	{ "[::1]:8124", "::1", 8124, true },
	{ "[::]:8124", "::", 8124, false },
	{ "0.0.0.0:65535", "0.0.0.0", 65535, false },
	{ "192.0.2.1:8124", "192.0.2.1", 8124, false },
	{ "bridge.example:8124", "bridge.example", 8124, false },
	{ "127.evil.example:8124", "127.evil.example", 8124, false },
	{ "localhost.example:1", "localhost.example", 1, false },
	{ "127.0.0.1:0", "127.0.0.1", 0, true },
	{ "", NULL, 0, false },
	{ "127.0.0.1", NULL, 0, false },
	{ "127.0.0.1:", NULL, 0, false },
	{ ":8124", NULL, 0, false },
	{ "8124", NULL, 0, false },
	{ "127.0.0.1:65536", NULL, 0, false },
	{ "127.0.0.1:-1", NULL, 0, false },
	{ "127.0.0.1:+1", NULL, 0, false },
	{ "127.0.0.1: 1", NULL, 0, false },
	{ "127.0.0.1:80x", NULL, 0, false },
	{ "::1:8124", NULL, 0, false },
	{ "[::1]", NULL, 0, false },
	{ "[::1:8124", NULL, 0, false },
	{ "[]:1", NULL, 0, false },
	{ "[127.0.0.1]:1", NULL, 0, false },
	{ "[x:y]:1", NULL, 0, false },
	{ "http://127.0.0.1:80", NULL, 0, false },
	{ "127.0.0.1 :80", NULL, 0, false },
	{ "*:80", NULL, 0, false },
};

static void test_address(gconstpointer data)
{
	const struct address *row = data;
	g_autofree char *host = NULL;
	guint16 port = 42;

	g_assert_cmpint(settings_address(row->text, &host, &port), ==,
	                row->host != NULL);
	g_assert_cmpstr(host, ==, row->host);
	g_assert_cmpuint(port, ==, row->host ? row->port : 42);
	if (host)
		g_assert_cmpint(settings_loopback(host), ==, row->loopback);
}

static void test_nothing(void)
{
	g_autofree char *host = NULL;
	struct settings_hours read;
	guint16 port;

	g_assert_false(settings_hours(NULL, &read));
	g_assert_false(settings_address(NULL, &host, &port));
}

static char *path_of(const char *folder, size_t number, const char *name)
{
	g_autofree char *safe = g_strdelimit(g_strescape(name, NULL), "/", '|');

	return g_strdup_printf("/settings forms/%s/%zu: %s", folder, number,
	                       safe);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(hours); i++) {
		g_autofree char *path = path_of("hours", i + 1, hours[i].text);

		g_test_add_data_func(path, &hours[i], test_hours);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autofree char *path =
			path_of("address", i + 1, addresses[i].text);

		g_test_add_data_func(path, &addresses[i], test_address);
	}
	g_test_add_func("/settings forms/nothing", test_nothing);
	return g_test_run();
}
