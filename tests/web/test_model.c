/* Rows of orders: what a message of several deals links to, and what not. */
#include "web/model.h"

#include "core/settings.h"

#include <string.h>

#define TWO                                                                                                 \
	"Подходит несколько открытых сделок: 17, 12. Заказ-наряд " \
	"отложен, 3 раза."

struct row {
	const char *name;
	const char *code, *text, *address; /* NULL: no lists are known */
	const char *links; /* ids and addresses, as tell() puts them */
};

static const struct row rows[] = {
	{ "held", "held", TWO, "https://p",
	  "17=https://p/crm/deal/details/17/ "
	  "12=https://p/crm/deal/details/12/ " },
	{ "several", "several_deals",
	  "Подходит несколько сделок: 5, 6. Выбрана 6.", "https://p",
	  "5=https://p/crm/deal/details/5/ 6=https://p/crm/deal/details/6/ " },
	{ "another code", "several_contacts", TWO, "https://p", "" },
	{ "no lists", "held", TWO, NULL, "" },
	{ "no colon", "held", "Сделки 17, 12.", "https://p", "" },
	{ "no end", "held", "Сделки: 17, 12", "https://p", "" },
	{ "a script", "held", TWO, "javascript:alert(1)//", "17= 12= " },
	{ "many", "held",
	  "Сделки: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, "
	  "18, 19, 20, 21.",
	  "https://p", NULL },
};

static char *tell(const cJSON *order)
{
	const cJSON *message =
		cJSON_GetArrayItem(cJSON_GetObjectItem(order, "messages"), 0);
	GString *told = g_string_new(NULL);
	const cJSON *deal;

	cJSON_ArrayForEach (deal, cJSON_GetObjectItem(message, "deals"))
		g_string_append_printf(
			told, "%s=%s ",
			cJSON_GetStringValue(cJSON_GetObjectItem(deal, "id")),
			cJSON_GetStringValue(
				cJSON_GetObjectItem(deal, "href")));
	return g_string_free(told, FALSE);
}

static void test_links(gconstpointer data)
{
	const struct row *row = data;
	struct visit visit = { .model = cJSON_CreateObject() };
	cJSON *orders = cJSON_CreateArray(), *order = cJSON_CreateObject();
	cJSON *messages = cJSON_AddArrayToObject(order, "messages");
	cJSON *message = cJSON_CreateObject();
	g_autofree char *sample = settings_sample();
	struct settings *settings =
		settings_read(sample, strlen(sample), "", NULL);
	g_autofree char *told = NULL;
	const cJSON *shown;

	cJSON_AddStringToObject(message, "code", row->code);
	cJSON_AddStringToObject(message, "text", row->text);
	cJSON_AddItemToArray(messages, message);
	cJSON_AddItemToArray(orders, order);
	visit.settings = settings;
	if (row->address) {
		visit.portal = dictionary_new();
		visit.portal->address = g_strdup(row->address);
	}
	model_add_orders(&visit, "orders", orders);
	shown = cJSON_GetArrayItem(cJSON_GetObjectItem(visit.model, "orders"),
	                           0);
	told = tell(shown);
	if (row->links)
		g_assert_cmpstr(told, ==, row->links);
	else
		g_assert_true(g_str_has_suffix(
			told, "20=https://p/crm/deal/details/20/ "));
	dictionary_free(visit.portal);
	settings_free(settings);
	cJSON_Delete(orders);
	cJSON_Delete(visit.model);
}

static void test_advice(void)
{
	struct visit visit = { .model = cJSON_CreateObject() };
	g_autofree char *sample = settings_sample();
	struct settings *settings =
		settings_read(sample, strlen(sample), "", NULL);
	cJSON *orders =
		cJSON_Parse("[{\"messages\":[{\"code\":\"held\",\"text\":\"\"},"
	                    "{\"code\":\"nobody's\",\"text\":\"\"}]}]");
	const cJSON *shown;

	visit.settings = settings;
	model_add_orders(&visit, "orders", orders);
	shown = cJSON_GetObjectItem(
		cJSON_GetArrayItem(cJSON_GetObjectItem(visit.model, "orders"),
	                           0),
		"messages");
	g_assert_nonnull(
		strstr(model_text(cJSON_GetArrayItem(shown, 0), "advice"),
	               "Впишите номер"));
	g_assert_cmpstr(model_text(cJSON_GetArrayItem(shown, 1), "advice"), ==,
	                "");
	settings_free(settings);
	cJSON_Delete(orders);
	cJSON_Delete(visit.model);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/model/links/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_links);
	}
	g_test_add_func("/model/advice", test_advice);
	return g_test_run();
}
