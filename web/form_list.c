/* Gathers options and finds those that are set. */
#include "web/form_list.h"

#include "core/text.h"

#include <glib.h>
#include <string.h>

struct form_list {
	cJSON *options;
	GPtrArray *now;    /* texts, owned */
	GPtrArray *found;  /* of bool (as pointers), for each of `now` */
	GHashTable *known; /* set of folded values, owned */
};

struct form_list *form_list_new(const char *now, bool several,
                                const char *nothing)
{
	struct form_list *list = g_new0(struct form_list, 1);
	g_auto(GStrv) items = g_strsplit(now, several ? ";" : "\n", -1);

	list->options = cJSON_CreateArray();
	list->now = g_ptr_array_new_with_free_func(g_free);
	list->found = g_ptr_array_new();
	list->known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; items[i] != NULL; i++) {
		char *item = text_trim(items[i]);

		if (item == NULL)
			continue;
		g_ptr_array_add(list->now, item);
		g_ptr_array_add(list->found, NULL);
	}
	if (nothing != NULL) {
		cJSON *option = cJSON_CreateObject();

		cJSON_AddStringToObject(option, "value", "");
		cJSON_AddStringToObject(option, "label", nothing);
		cJSON_AddBoolToObject(option, "selected", list->now->len == 0);
		cJSON_AddItemToArray(list->options, option);
	}
	return list;
}

void form_list_free(struct form_list *list)
{
	cJSON_Delete(list->options);
	g_ptr_array_unref(list->now);
	g_ptr_array_unref(list->found);
	g_hash_table_unref(list->known);
	g_free(list);
}

/* Which of those that are set this is, or -1. */
static int place_of(const struct form_list *list, const char *name)
{
	for (guint i = 0; name != NULL && i < list->now->len; i++)
		if (text_same(list->now->pdata[i], name, TEXT_CASE))
			return (int)i;
	return -1;
}

static void add(struct form_list *list, const char *value, const char *label,
                bool selected, bool unknown)
{
	cJSON *option = cJSON_CreateObject();

	cJSON_AddStringToObject(option, "value", value);
	cJSON_AddStringToObject(option, "label", label);
	cJSON_AddBoolToObject(option, "selected", selected);
	cJSON_AddBoolToObject(option, "unknown", unknown);
	cJSON_AddItemToArray(list->options, option);
}

void form_list_offer(struct form_list *list, const char *value,
                     const char *label, const char *name, const char *other,
                     const char *third)
{
	int place = place_of(list, name);

	if (!g_hash_table_add(list->known, text_fold(value, TEXT_CASE)))
		return;
	if (place < 0)
		place = place_of(list, other);
	if (place < 0)
		place = place_of(list, third);
	if (place >= 0) {
		list->found->pdata[(guint)place] = list;
		value = list->now->pdata[(guint)place];
	}
	add(list, value, label, place >= 0, false);
}

cJSON *form_list_end(struct form_list *list)
{
	cJSON *options;

	for (guint i = 0; i < list->now->len; i++)
		if (list->found->pdata[i] == NULL)
			add(list, list->now->pdata[i], list->now->pdata[i],
			    true, true);
	options = g_steal_pointer(&list->options);
	form_list_free(list);
	return options;
}
