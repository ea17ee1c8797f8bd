/*
 * Funnels, stages and other dictionaries.
 *
 * Linear searches: a portal has some dozens of rows.
 */
#include "tests/portal/dictionary.h"

#include <string.h>

struct row {
	const char *entity, *code, *name;
	int sort;
};

static const struct row rows[] = {
	{ "SOURCE", "CALL", "Звонок", 10 },
	{ "SOURCE", "EMAIL", "Электронная почта", 20 },
	{ "SOURCE", "WEB", "Веб-сайт", 30 },
	{ "SOURCE", "ADVERTISING", "Реклама", 40 },
	{ "SOURCE", "PARTNER", "Существующий клиент", 50 },
	{ "SOURCE", "RECOMMENDATION", "По рекомендации", 60 },
	{ "SOURCE", "TRADE_SHOW", "Выставка", 70 },
	{ "SOURCE", "WEBFORM", "CRM-форма", 80 },
	{ "SOURCE", "CALLBACK", "Обратный звонок", 90 },
	{ "SOURCE", "STORE", "Интернет-магазин", 100 },
	{ "SOURCE", "OTHER", "Другое", 110 },
	{ "DEAL_TYPE", "SALE", "Продажа", 10 },
	{ "DEAL_TYPE", "GOODS", "Продажа товара", 20 },
	{ "DEAL_TYPE", "SERVICES", "Продажа услуги", 30 },
	{ "DEAL_TYPE", "SERVICE", "Сервисное обслуживание", 40 },
	{ "CONTACT_TYPE", "CLIENT", "Клиенты", 10 },
	{ "CONTACT_TYPE", "SUPPLIER", "Поставщики", 20 },
	{ "CONTACT_TYPE", "PARTNER", "Партнёры", 30 },
	{ "CONTACT_TYPE", "OTHER", "Другое", 40 },
	{ "HONORIFIC", "HNR_RU_1", "г-н", 10 },
	{ "HONORIFIC", "HNR_RU_2", "г-жа", 20 },
};

static const struct {
	const char *code, *name, *color;
	bool system;
	char semantics;
	bool apology;
} stages[] = {
	{ "NEW", "Новая", "#39A8EF", true, 'P', false },
	{ "PREPARATION", "Подготовка документов", "#2FC6F6", false, 'P',
	  false },
	{ "PREPAYMENT_INVOICE", "Счёт на предоплату", "#55D0E0", false, 'P',
	  false },
	{ "EXECUTING", "В работе", "#47E4C2", false, 'P', false },
	{ "FINAL_INVOICE", "Финальный счёт", "#FFA900", false, 'P', false },
	{ "WON", "Сделка успешна", "#7BD500", true, 'S', false },
	{ "LOSE", "Сделка провалена", "#FF5752", true, 'F', false },
	{ "APOLOGY", "Анализ причины провала", "#FF5752", false, 'F', true },
};

static void status_free(gpointer data)
{
	struct status *status = data;

	g_free(status->entity);
	g_free(status->code);
	g_free(status->name);
	g_free(status->color);
	g_free(status);
}

static void funnel_free(gpointer data)
{
	struct funnel *funnel = data;

	g_free(funnel->name);
	g_free(funnel->entity);
	g_free(funnel);
}

struct dictionary *dictionary_new(void)
{
	static const char *const currencies[] = { "RUB", "USD", "EUR", NULL };
	struct dictionary *dictionary = g_new0(struct dictionary, 1);

	dictionary->funnels = g_ptr_array_new_with_free_func(funnel_free);
	dictionary->statuses = g_ptr_array_new_with_free_func(status_free);
	dictionary->currencies = g_strdupv((GStrv)currencies);
	dictionary->last_row = 99;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		dictionary_add_status(dictionary, rows[i].entity, rows[i].code,
		                      rows[i].name, rows[i].sort);
	return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
	if (!dictionary)
		return;
	g_ptr_array_unref(dictionary->funnels);
	g_ptr_array_unref(dictionary->statuses);
	g_strfreev(dictionary->currencies);
	g_free(dictionary);
}

static int by_sort(gconstpointer a, gconstpointer b)
{
	const struct status *left = *(struct status *const *)a;
	const struct status *right = *(struct status *const *)b;
	int order = strcmp(left->entity, right->entity);

	if (order)
		return order;
	if (left->sort != right->sort)
		return left->sort - right->sort;
	return left->row < right->row ? -1 : left->row > right->row;
}

struct status *dictionary_add_status(struct dictionary *dictionary,
                                     const char *entity, const char *code,
                                     const char *name, int sort)
{
	struct status *status = NULL;

	for (guint i = 0; i < dictionary->statuses->len; i++) {
		struct status *old = dictionary->statuses->pdata[i];
		if (strcmp(old->entity, entity) == 0 &&
		    strcmp(old->code, code) == 0)
			status = old;
	}
	if (!status) {
		status = g_new0(struct status, 1);
		dictionary->last_row += 2;
		status->row = dictionary->last_row;
		status->entity = g_strdup(entity);
		status->code = g_strdup(code);
		status->system = true;
		g_ptr_array_add(dictionary->statuses, status);
	}
	g_free(status->name);
	status->name = g_strdup(name);
	status->sort = sort;
	g_ptr_array_sort(dictionary->statuses, by_sort);
	return status;
}

struct funnel *dictionary_add_funnel(struct dictionary *dictionary, gint64 id,
                                     const char *name)
{
	struct funnel *funnel =
		(struct funnel *)dictionary_funnel(dictionary, id);

	if (!funnel) {
		funnel = g_new0(struct funnel, 1);
		funnel->id = id;
		funnel->entity =
			id ? g_strdup_printf("DEAL_STAGE_%" G_GINT64_FORMAT, id)
			   : g_strdup("DEAL_STAGE");
		funnel->sort = 200;
		funnel->is_default = id == 0;
		g_ptr_array_add(dictionary->funnels, funnel);
	}
	g_free(funnel->name);
	funnel->name = g_strdup(name);
	return funnel;
}

char *dictionary_full_code(gint64 funnel, const char *code)
{
	g_autofree char *prefix =
		g_strdup_printf("C%" G_GINT64_FORMAT ":", funnel);

	if (!funnel || g_str_has_prefix(code, prefix))
		return g_strdup(code);
	return g_strconcat(prefix, code, NULL);
}

void dictionary_add_stages(struct dictionary *dictionary,
                           const struct funnel *funnel)
{
	for (gsize i = 0; i < G_N_ELEMENTS(stages); i++) {
		g_autofree char *code =
			dictionary_full_code(funnel->id, stages[i].code);
		struct status *status = dictionary_add_status(
			dictionary, funnel->entity, code, stages[i].name,
			(int)(i + 1) * 10);

		status->stage = true;
		status->system = stages[i].system;
		status->semantics = stages[i].semantics;
		status->apology = stages[i].apology;
		g_free(status->color);
		status->color = g_strdup(stages[i].color);
	}
}

void dictionary_drop_entity(struct dictionary *dictionary, const char *entity)
{
	for (guint i = dictionary->statuses->len; i > 0; i--) {
		const struct status *status =
			dictionary->statuses->pdata[i - 1];
		if (strcmp(status->entity, entity) == 0)
			g_ptr_array_remove_index(dictionary->statuses, i - 1);
	}
}

const struct funnel *dictionary_funnel(const struct dictionary *dictionary,
                                       gint64 id)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];
		if (funnel->id == id)
			return funnel;
	}
	return NULL;
}

const struct status *dictionary_stage(const struct dictionary *dictionary,
                                      const struct funnel *funnel,
                                      const char *code)
{
	for (guint i = 0; code && i < dictionary->statuses->len; i++) {
		const struct status *at = dictionary->statuses->pdata[i];
		if (strcmp(at->code, code) == 0 &&
		    strcmp(at->entity, funnel->entity) == 0)
			return at;
	}
	return NULL;
}

const struct status *dictionary_first_stage(const struct dictionary *dictionary,
                                            const struct funnel *funnel)
{
	for (guint i = 0; i < dictionary->statuses->len; i++) {
		const struct status *at = dictionary->statuses->pdata[i];
		if (strcmp(at->entity, funnel->entity) == 0)
			return at;
	}
	return NULL;
}

int dictionary_stage_place(const struct dictionary *dictionary,
                           const char *code)
{
	for (guint i = 0; code && i < dictionary->statuses->len; i++) {
		const struct status *at = dictionary->statuses->pdata[i];
		if (at->stage && strcmp(at->code, code) == 0)
			return (int)i;
	}
	return -1;
}

bool dictionary_has_currency(const struct dictionary *dictionary,
                             const char *currency)
{
	return g_strv_contains((const char *const *)dictionary->currencies,
	                       currency);
}
