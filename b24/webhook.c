/*
 * Reads the address of an incoming webhook and keeps its secret out of every
 * text. It refuses plain http to anywhere but this machine, addresses with a
 * method at the end and whatever else would only fail later.
 */
#include "b24/webhook.h"

#include <arpa/inet.h>
#include <string.h>

#define SAMPLE "https://ПОРТАЛ.bitrix24.ru/rest/НОМЕР/СЕКРЕТ/"

static bool is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (!g_ascii_strcasecmp(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, host, &six) == 1 &&
	       IN6_IS_ADDR_LOOPBACK(&six);
}

/* `https://HOST[:PORT]` where we may talk to it, or NULL and the reason. */
static char *read_address(GUri *uri, const char **why_r)
{
	const char *scheme = g_uri_get_scheme(uri);
	const char *host = g_uri_get_host(uri);
	int port = g_uri_get_port(uri);
	g_autofree char *ascii = NULL;
	bool secure;

	secure = !strcmp(scheme, "https");
	ascii = host ? g_hostname_to_ascii(host) : NULL;
	if (!ascii || !*ascii || g_uri_get_userinfo(uri)) {
		*why_r = "в нём не читается имя портала";
		return NULL;
	}
	if (!secure && strcmp(scheme, "http") != 0) {
		*why_r = "он должен начинаться с https://";
		return NULL;
	}
	if (!secure && !is_loopback(ascii)) {
		*why_r = "секрет нельзя передавать открытым текстом: "
			 "замените http:// на https://";
		return NULL;
	}
	return g_uri_join(G_URI_FLAGS_NONE, scheme, NULL, ascii, port, "", NULL,
	                  NULL);
}

static bool all_of(const char *text, const char *more)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (!g_ascii_isdigit(*text) && !strchr(more, *text))
			return false;
	return true;
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~"

static void wipe_all(char **part)
{
	for (gsize i = 0; part[i]; i++)
		explicit_bzero(part[i], strlen(part[i]));
	g_strfreev(part);
}

/* `/rest/USER/SECRET/` in parts; what is wrong with it, or NULL. */
static const char *read_parts(char **part, char **user_r, char **secret_r)
{
	guint count = g_strv_length(part);

	if (count > 0 && !*part[count - 1])
		count--;
	if (count < 2 || *part[0] || strcmp(part[1], "rest") != 0)
		return "после имени портала должно стоять /rest/";
	if (count < 4 || !all_of(part[2], ""))
		return "после /rest/ должны стоять номер пользователя и секрет";
	if (count > 4)
		return "в конце лишнее: уберите имя метода";
	if (!all_of(part[3], LETTERS))
		return "в секрете посторонний знак";
	*user_r = g_strdup(part[2]);
	*secret_r = g_strdup(part[3]);
	return NULL;
}

static const char *read_path(const char *path, char **user_r, char **secret_r)
{
	char **part = g_strsplit(path, "/", -1);
	const char *why = read_parts(part, user_r, secret_r);

	wipe_all(part);
	return why;
}

/* GLib's copy, which nobody reads any more. */
static void wipe_path(GUri *uri)
{
	char *path = (char *)(guintptr)g_uri_get_path(uri);

	explicit_bzero(path, strlen(path));
}

/* Why the text is no webhook, or NULL; then the webhook is filled. */
static const char *read_text(const char *text, struct webhook *webhook)
{
	g_autoptr(GUri) uri = NULL;
	const char *why = NULL;
	g_autofree char *address = NULL;

	if (!*text)
		return "файл пуст";
	if (strlen(text) > 1024 || strpbrk(text, " \t\r\n"))
		return "в файле должна быть одна строка с адресом и больше "
		       "ничего";
	uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
	if (!uri)
		return "это не адрес";
	address = read_address(uri, &why);
	if (!address)
		return why;
	if (g_uri_get_query(uri) || g_uri_get_fragment(uri))
		return "в конце лишнее: знаков ? и # в адресе нет";
	why = read_path(g_uri_get_path(uri), &webhook->user, &webhook->secret);
	wipe_path(uri);
	if (!why)
		webhook->address = g_steal_pointer(&address);
	return why;
}

bool webhook_read(const char *text, struct webhook *webhook_r, char **why_r)
{
	struct webhook webhook = { 0 };
	const char *why;
	char *line = g_strdup(text);

	if (g_str_has_prefix(line, "\xef\xbb\xbf"))
		memmove(line, line + 3, strlen(line + 3) + 1);
	why = read_text(g_strstrip(line), &webhook);
	webhook_wipe(line);
	if (why) {
		*why_r = g_strdup_printf(
			"Адрес вебхука не подходит: %s. Нужен адрес вида "
			"%s — он показан в карточке входящего вебхука.",
			why, SAMPLE);
		return false;
	}
	*webhook_r = webhook;
	return true;
}

void webhook_clear(struct webhook *webhook)
{
	g_free(webhook->address);
	g_free(webhook->user);
	webhook_wipe(webhook->secret);
	*webhook = (struct webhook){ 0 };
}

char *webhook_url(const struct webhook *webhook, const char *method)
{
	return g_strdup_printf("%s/rest/%s/%s/%s", webhook->address,
	                       webhook->user, webhook->secret, method);
}

/* A renamed portal sends the method's own path, or only its new name; a page
 * for logging in or paying has another one. */
static bool is_ours(const struct webhook *webhook, const char *path)
{
	g_autofree char *ours = NULL;

	ours = g_strdup_printf("/rest/%s/" WEBHOOK_MASK "/", webhook->user);
	return !*path || !strcmp(path, "/") || g_str_has_prefix(path, ours);
}

bool webhook_move(struct webhook *webhook, const char *location)
{
	g_autoptr(GUri) uri = g_uri_parse(location, G_URI_FLAGS_NONE, NULL);
	const char *why;
	g_autofree char *address = NULL;

	if (!uri || !is_ours(webhook, g_uri_get_path(uri)))
		return false;
	address = read_address(uri, &why);
	if (!address || (g_str_has_prefix(webhook->address, "https:") &&
	                 !g_str_has_prefix(address, "https:")))
		return false;
	g_free(webhook->address);
	webhook->address = g_steal_pointer(&address);
	return true;
}

/* ---- the secret in a text ---- */

/* How deep an echo may be encoded: JSON's \u0073, percent, percent again. */
enum { LAYERS = 3 };

static gsize read_layer(const char *text, guint layer, char *c_r);

/* The two hex digits that make a byte of what stands before them; 0: none. */
static gsize read_hex(const char *text, guint layer, char *c_r)
{
	gsize length = 0;
	int value = 0;

	for (guint i = 0; i < 2; i++) {
		char digit;

		length += read_layer(text + length, layer, &digit);
		if (!g_ascii_isxdigit(digit))
			return 0;
		value = value * 16 + g_ascii_xdigit_value(digit);
	}
	*c_r = (char)value;
	return length;
}

/* The character at `text` with so many layers of encoding taken off, and the
 * length of all that spells it. Reads nothing behind the NUL. */
static gsize read_layer(const char *text, guint layer, char *c_r)
{
	gsize length = 1;
	gsize more;

	*c_r = *text;
	if (layer == 0)
		return length;
	if (layer == 1) {
		if (strncmp(text, "\\u00", 4) != 0)
			return length;
		more = read_hex(text + 4, 0, c_r);
		return more ? 4 + more : length;
	}
	length = read_layer(text, layer - 1, c_r);
	if (*c_r != '%')
		return length;
	more = read_hex(text + length, layer - 1, c_r);
	return length + more;
}

/* How long the secret at `text` is as it is spelt there; 0: it is not. */
static gsize secret_at(const char *secret, const char *text)
{
	gsize length = 0;
	char c;

	for (; *secret; secret++) {
		length += read_layer(text + length, LAYERS, &c);
		if (g_ascii_tolower(c) != g_ascii_tolower(*secret))
			return 0;
	}
	return length;
}

/* Into a new text: a body of nothing but secrets must not cost its square. */
void webhook_mask(const struct webhook *webhook, GString *text)
{
	const char *secret = webhook->secret;
	const char first[] = { g_ascii_tolower(*secret),
		               g_ascii_toupper(*secret), '%', '\\', '\0' };
	const char *end = text->str + text->len;
	const char *done = text->str;
	g_autoptr(GString) masked = NULL;

	for (const char *p = text->str; p < end; p++) {
		gsize length;

		p += strcspn(p, first);
		length = *p ? secret_at(secret, p) : 0;
		if (!length)
			continue;
		if (!masked)
			masked = g_string_new(NULL);
		g_string_append_len(masked, done, p - done);
		g_string_append(masked, WEBHOOK_MASK);
		done = p + length;
		p = done - 1;
	}
	if (!masked)
		return;
	g_string_append_len(masked, done, end - done);
	g_string_truncate(text, 0);
	g_string_append_len(text, masked->str, (gssize)masked->len);
}

void webhook_wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}
