/*
 * Which addresses are a webhook's, and that the secret stays out of texts.
 */
#include "b24/webhook.h"

#include <string.h>

#define SECRET "a1b2c3d4e5f6g7h8"

static const struct row {
	const char *name;
	const char *text;
	const char *address; /* NULL: refused */
	const char *why;     /* a part of the reason */
} rows[] = {
	{ "cloud", "https://p.bitrix24.ru/rest/1/" SECRET "/",
	  "https://p.bitrix24.ru", NULL },
	{ "line-end", "https://p.bitrix24.ru/rest/1/" SECRET "/\r\n",
	  "https://p.bitrix24.ru", NULL },
	{ "no-slash", "https://p.bitrix24.ru/rest/1/" SECRET,
	  "https://p.bitrix24.ru", NULL },
	{ "bom", "\xef\xbb\xbfhttps://p.bitrix24.ru/rest/1/" SECRET "/",
	  "https://p.bitrix24.ru", NULL },
	{ "port", "https://crm.example:8443/rest/25/" SECRET "/",
	  "https://crm.example:8443", NULL },
	{ "loopback", "http://127.0.0.1:8080/rest/1/" SECRET "/",
	  "http://127.0.0.1:8080", NULL },
	{ "loopback-any", "http://127.8.9.1/rest/1/" SECRET "/",
	  "http://127.8.9.1", NULL },
	{ "loopback-six", "http://[::1]:80/rest/1/" SECRET "/",
	  "http://[::1]:80", NULL },
	{ "localhost", "http://localhost:1/rest/1/" SECRET "/",
	  "http://localhost:1", NULL },
	{ "plain", "http://p.bitrix24.ru/rest/1/" SECRET "/", NULL,
	  "замените http://" },
	{ "plain-lookalike", "http://127.0.0.1.example/rest/1/" SECRET "/",
	  NULL, "замените http://" },
	{ "empty", "", NULL, "файл пуст" },
	{ "blank", " \n", NULL, "файл пуст" },
	{ "two-lines",
	  "https://p.bitrix24.ru/rest/1/" SECRET "/\nhttps://x/rest/1/x/", NULL,
	  "одна строка" },
	{ "words", "adres", NULL, "это не адрес" },
	{ "ftp", "ftp://p.bitrix24.ru/rest/1/" SECRET "/", NULL, "https://" },
	{ "no-host", "https:///rest/1/" SECRET "/", NULL, "имя портала" },
	{ "user", "https://u:p@p.bitrix24.ru/rest/1/" SECRET "/", NULL,
	  "имя портала" },
	{ "method", "https://p.bitrix24.ru/rest/1/" SECRET "/profile.json",
	  NULL, "уберите имя метода" },
	{ "no-user", "https://p.bitrix24.ru/rest/" SECRET "/", NULL,
	  "номер пользователя" },
	{ "user-word", "https://p.bitrix24.ru/rest/x/" SECRET "/", NULL,
	  "номер пользователя" },
	{ "not-rest", "https://p.bitrix24.ru/crm/1/" SECRET "/", NULL,
	  "/rest/" },
	{ "bare", "https://p.bitrix24.ru", NULL, "/rest/" },
	{ "query", "https://p.bitrix24.ru/rest/1/" SECRET "/?auth=x", NULL,
	  "лишнее" },
	{ "odd-secret", "https://p.bitrix24.ru/rest/1/" SECRET "%20/", NULL,
	  "посторонний знак" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct webhook webhook = { 0 };
	g_autofree char *why = NULL;
	bool ok = webhook_read(row->text, &webhook, &why);

	if (!row->address) {
		g_assert_false(ok);
		g_assert_null(webhook.address);
		g_test_message("%s", why);
		g_assert_nonnull(strstr(why, row->why));
		g_assert_null(strstr(why, SECRET));
		return;
	}
	g_assert_true(ok);
	g_assert_cmpstr(webhook.address, ==, row->address);
	g_assert_cmpstr(webhook.secret, ==, SECRET);
	webhook_clear(&webhook);
}

static const struct masking {
	const char *name;
	const char *secret;
	const char *text;
	const char *masked;
} masks[] = {
	{ "plain", "k3y-_.~Z", "at k3y-_.~Z and k3y-_.~Z!", "at *** and ***!" },
	{ "none", "k3y", "at the end: k3 y", "at the end: k3 y" },
	{ "empty", "k3y", "", "" },
	{ "cut", "k3y", "k3yk3", "***k3" },
	{ "side-by-side", "k3y", "k3yk3y", "******" },
	{ "case", "k3y", "K3Y", "***" },
	{ "percent", "k3y", "/%6b%33%79/", "/***/" },
	{ "percent-capital", "k-y", "/k%2Dy/", "/***/" },
	{ "percent-partly", "k3y", "/k%33y/", "/***/" },
	{ "percent-before", "abc", "%abc", "%***" },
	{ "percent-cut", "k3y", "k3%7", "k3%7" },
	{ "percent-alone", "k3y", "%", "%" },
	{ "percent-twice", "k3y", "/%256b%2533%2579/", "/***/" },
	{ "json", "k3y", "\\u006b\\u0033\\u0079", "***" },
	{ "json-partly", "k3y", "k\\u00333y k\\u0033y", "k\\u00333y ***" },
	{ "json-cut", "k3y", "\\u006b\\u0033\\u007", "\\u006b\\u0033\\u007" },
	{ "json-of-percent", "k3y", "\\u00256b3y", "***" },
	{ "backslash-before", "u00", "\\u00", "\\***" },
	{ "short", "k", "kick", "***ic***" },
};

static void test_url(void)
{
	struct webhook webhook;
	g_autofree char *why = NULL;
	char *url;

	g_assert_true(webhook_read("https://p.bitrix24.ru/rest/25/" SECRET,
	                           &webhook, &why));
	url = webhook_url(&webhook, "crm.item.list");
	g_assert_cmpstr(url, ==,
	                "https://p.bitrix24.ru/rest/25/" SECRET
	                "/crm.item.list");
	webhook_wipe(url);
	webhook_clear(&webhook);
}

static void test_mask(gconstpointer data)
{
	const struct masking *row = data;
	struct webhook webhook = { .secret = (char *)row->secret };
	g_autoptr(GString) text = g_string_new(row->text);

	webhook_mask(&webhook, text);
	g_assert_cmpstr(text->str, ==, row->masked);
	g_assert_cmpuint(text->len, ==, strlen(row->masked));
}

/* Behind a NUL, too. */
static void test_mask_nul(void)
{
	struct webhook webhook = { .secret = (char *)"k3y" };
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_len(text, "a\0k3y\0%6b3y", 11);
	webhook_mask(&webhook, text);
	g_assert_cmpuint(text->len, ==, 9);
	g_assert_true(memcmp(text->str, "a\0***\0***", 9) == 0);
}

/* An answer of nothing but secrets, as long as an answer may be: it must not
 * take the square of its length. */
static void test_mask_much(void)
{
	enum { MIB = 16 };
	struct webhook webhook = { .secret = (char *)"0123456789abcdef" };
	g_autoptr(GString) text = g_string_new(NULL);

	while (text->len < MIB * 1024 * 1024)
		g_string_append(text, webhook.secret);
	webhook_mask(&webhook, text);
	g_assert_cmpuint(text->len, ==, 3 * MIB * 1024 * 1024 / 16);
}

static void test_move(void)
{
	static const struct {
		const char *location;
		const char *address; /* NULL: refused */
	} moves[] = {
		{ "https://new.bitrix24.ru/rest/25/***/batch",
		  "https://new.bitrix24.ru" },
		{ "https://new.bitrix24.ru", "https://new.bitrix24.ru" },
		{ "https://new.bitrix24.ru/", "https://new.bitrix24.ru" },
		{ "https://new.bitrix24.ru:444/",
		  "https://new.bitrix24.ru:444" },
		{ "http://new.bitrix24.ru/rest/25/***/batch", NULL },
		{ "http://127.0.0.1/rest/25/***/batch", NULL },
		{ "https://new.bitrix24.ru/auth/?login=yes", NULL },
		{ "https://new.bitrix24.ru/rest/26/***/batch", NULL },
		{ "/rest/25/***/batch", NULL },
		{ "", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
		struct webhook webhook;
		g_autofree char *why = NULL;
		const char *address = moves[i].address;

		g_test_message("%s", moves[i].location);
		webhook_read("https://p.bitrix24.ru/rest/25/" SECRET, &webhook,
		             &why);
		g_assert_true(webhook_move(&webhook, moves[i].location) ==
		              (address != NULL));
		g_assert_cmpstr(webhook.address, ==,
		                address ? address : "https://p.bitrix24.ru");
		webhook_clear(&webhook);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/webhook/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/webhook/url", test_url);
	for (gsize i = 0; i < G_N_ELEMENTS(masks); i++) {
		g_autofree char *path =
			g_strconcat("/webhook/mask/", masks[i].name, NULL);

		g_test_add_data_func(path, &masks[i], test_mask);
	}
	g_test_add_func("/webhook/mask-nul", test_mask_nul);
	g_test_add_func("/webhook/mask-much", test_mask_much);
	g_test_add_func("/webhook/move", test_move);
	return g_test_run();
}
