/*
 * Fields and their labels, from answers that know more or less.
 */
#include "b24/learn_fields.h"

#include <string.h>

static const char item_fields[] =
	"{\"fields\":{"
	"\"title\":{\"type\":\"string\",\"title\":\"Название\","
	"\"upperName\":\"TITLE\",\"isReadOnly\":false,\"isMultiple\":false},"
	"\"createdTime\":{\"type\":\"datetime\",\"isReadOnly\":true,"
	"\"title\":\"Создан\",\"upperName\":\"DATE_CREATE\"},"
	"\"ufCrm_ID_1C\":{\"type\":\"string\",\"title\":\"id_1C\","
	"\"upperName\":\"UF_CRM_ID_1C\",\"isMultiple\":false},"
	"\"ufCrmVin\":{\"type\":\"string\",\"title\":\"UF_CRM_VIN\","
	"\"upperName\":\"UF_CRM_VIN\",\"isMultiple\":true}}}";

static const struct row {
	const char *name;
	const char *old;    /* crm.deal.fields, or NULL */
	const char *labels; /* crm.deal.userfield.list, or NULL */
	const char *vin;    /* the label of UF_CRM_VIN */
} rows[] = {
	{ "code-is-no-label", NULL, NULL, "" },
	{ "form-label",
	  "{\"UF_CRM_VIN\":{\"title\":\"UF_CRM_VIN\",\"formLabel\":\"ВИН\","
	  "\"listLabel\":\"В списке\"}}",
	  NULL, "ВИН" },
	{ "list-label",
	  "{\"UF_CRM_VIN\":{\"title\":\"UF_CRM_VIN\",\"formLabel\":\"\","
	  "\"listLabel\":\"В списке\"}}",
	  NULL, "В списке" },
	{ "russian-label-first",
	  "{\"UF_CRM_VIN\":{\"formLabel\":\"VIN number\"}}",
	  "[{\"FIELD_NAME\":\"UF_CRM_X\",\"EDIT_FORM_LABEL\":\"Иное\"},"
	  "{\"FIELD_NAME\":\"UF_CRM_VIN\",\"EDIT_FORM_LABEL\":\"ВИН\"}]",
	  "ВИН" },
	{ "no-label-there", "{\"UF_CRM_VIN\":{\"formLabel\":\"VIN number\"}}",
	  "[{\"FIELD_NAME\":\"UF_CRM_VIN\"}]", "VIN number" },
	{ "other-shapes", "[]", "{}", "" },
};

static const struct deal_field *find(const struct dictionary *dictionary,
                                     const char *code)
{
	for (guint i = 0; i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];

		if (!strcmp(field->code, code))
			return field;
	}
	g_error("no field %s", code);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct dictionary *dictionary = dictionary_new();
	cJSON *fields = cJSON_Parse(item_fields);
	cJSON *old = row->old ? cJSON_Parse(row->old) : NULL;
	cJSON *labels = row->labels ? cJSON_Parse(row->labels) : NULL;
	const struct deal_field *field;

	learn_fields(fields, old, labels, dictionary);
	g_assert_cmpuint(dictionary->fields->len, ==, 4);
	field = find(dictionary, "UF_CRM_VIN");
	g_assert_cmpstr(field->name, ==, "ufCrmVin");
	g_assert_cmpstr(field->label, ==, row->vin);
	g_assert_true(field->user);
	g_assert_true(field->multiple);
	field = find(dictionary, "UF_CRM_ID_1C");
	g_assert_cmpstr(field->name, ==, "ufCrm_ID_1C");
	g_assert_cmpstr(field->label, ==, "id_1C");
	g_assert_false(field->multiple);
	field = find(dictionary, "createdTime");
	g_assert_cmpstr(field->label, ==, "Создан");
	g_assert_true(field->read_only);
	g_assert_false(field->user);
	dictionary_free(dictionary);
	cJSON_Delete(fields);
	cJSON_Delete(old);
	cJSON_Delete(labels);
}

/* Names that are none, and one that nobody could read. */
static void test_strange(void)
{
	struct dictionary *dictionary = dictionary_new();
	g_autofree char *long_label = g_strnfill(1024 * 1024, 'x');
	g_autofree char *text = g_strdup_printf(
		"{\"fields\":{\"\":{\"type\":\"string\"},\"a\":null,"
		"\"b\\u0041\":[],\"c\xff\":{\"title\":\"a\\nb\\u0007\"},"
		"\"d\":{\"title\":\"%s\",\"type\":5}}}",
		long_label);
	cJSON *fields = cJSON_Parse(text);
	const struct deal_field *field;

	learn_fields(fields, NULL, NULL, dictionary);
	g_assert_cmpuint(dictionary->fields->len, ==, 4);
	find(dictionary, "a");
	find(dictionary, "bA");
	field = find(dictionary, "c\xef\xbf\xbd");
	g_assert_cmpstr(field->label, ==, "a b?");
	field = find(dictionary, "d");
	g_assert_cmpuint(strlen(field->label), ==, 1000);
	g_assert_cmpstr(field->type, ==, "5");
	dictionary_free(dictionary);
	cJSON_Delete(fields);
}

/* So many fields as a 64 MiB answer can hold must not take their square. */
static void test_many(void)
{
	enum { MANY = 100000 };
	struct dictionary *dictionary = dictionary_new();
	cJSON *result = cJSON_CreateObject();
	cJSON *fields = cJSON_AddObjectToObject(result, "fields");
	cJSON *old = cJSON_CreateObject();
	cJSON *labels = cJSON_CreateArray();
	const struct deal_field *last;

	for (guint i = 0; i < MANY; i++) {
		g_autofree char *code = g_strdup_printf("UF_CRM_%u", i);
		cJSON *label = cJSON_CreateObject();

		cJSON_AddStringToObject(cJSON_AddObjectToObject(fields, code),
		                        "upperName", code);
		cJSON_AddObjectToObject(old, code);
		cJSON_AddStringToObject(label, "FIELD_NAME", code);
		cJSON_AddStringToObject(label, "EDIT_FORM_LABEL", "Метка");
		cJSON_AddItemToArray(labels, label);
	}
	learn_fields(result, old, labels, dictionary);
	g_assert_cmpuint(dictionary->fields->len, ==, MANY);
	last = dictionary->fields->pdata[MANY - 1];
	g_assert_cmpstr(last->label, ==, "Метка");
	dictionary_free(dictionary);
	cJSON_Delete(result);
	cJSON_Delete(old);
	cJSON_Delete(labels);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/learn-fields/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/learn-fields/strange", test_strange);
	g_test_add_func("/learn-fields/many", test_many);
	return g_test_run();
}
