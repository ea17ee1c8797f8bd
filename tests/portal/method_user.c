/*
 * user.get and user.current: the users of the seed. Bitrix24 docs: user.get,
 * user-scope.
 *
 * Refuses no filter: a field it does not know, or the scope does not show, is
 * dropped.
 */
#include "tests/portal/call.h"
#include "tests/portal/php.h"
#include "tests/portal/user_filter.h"

#include <string.h>

#define PAGE 50
#define BRIEF 1
#define BASIC 2
#define WHOLE 4

/* Fields that are always there, and whose scope shows them. */
static const struct {
	const char *name, *otherwise; /* NULL: only where the seed has it */
	unsigned scopes;
} fields[] = {
	{ "XML_ID", NULL, BRIEF | BASIC | WHOLE },
	{ "ACTIVE", "", BRIEF | BASIC | WHOLE },
	{ "NAME", "", BRIEF | BASIC | WHOLE },
	{ "LAST_NAME", "", BRIEF | BASIC | WHOLE },
	{ "SECOND_NAME", NULL, BRIEF | BASIC | WHOLE },
	{ "TITLE", NULL, BRIEF | BASIC | WHOLE },
	{ "EMAIL", "", BASIC | WHOLE },
	{ "LAST_LOGIN", "", WHOLE },
	{ "DATE_REGISTER", "", BRIEF | BASIC | WHOLE },
	{ "TIME_ZONE", NULL, BRIEF | BASIC | WHOLE },
	{ "IS_ONLINE", "N", BRIEF | BASIC | WHOLE },
	{ "TIMESTAMP_X", "", BRIEF | BASIC | WHOLE },
	{ "LAST_ACTIVITY_DATE", "", BRIEF | BASIC | WHOLE },
	{ "PERSONAL_GENDER", "", BRIEF | BASIC | WHOLE },
	{ "PERSONAL_BIRTHDAY", "", BRIEF | BASIC | WHOLE },
	{ "PERSONAL_PHOTO", NULL, BRIEF | BASIC | WHOLE },
	{ "PERSONAL_CITY", NULL, BRIEF | BASIC | WHOLE },
	{ "PERSONAL_WWW", NULL, WHOLE },
	{ "PERSONAL_PHONE", NULL, BASIC | WHOLE },
	{ "PERSONAL_MOBILE", NULL, BASIC | WHOLE },
	{ "WORK_PHONE", NULL, BASIC | WHOLE },
	{ "WORK_POSITION", "", BRIEF | BASIC | WHOLE },
	{ "UF_EMPLOYMENT_DATE", "", BRIEF | BASIC | WHOLE },
	{ "UF_DEPARTMENT", "", BRIEF | BASIC | WHOLE },
	{ "UF_PHONE_INNER", NULL, BRIEF | BASIC | WHOLE },
	{ "USER_TYPE", "employee", BRIEF | BASIC | WHOLE },
};

static unsigned scope_of(const struct call *call)
{
	const struct hook *caller = call->portal->caller;

	if (hook_in_scope(caller, "user"))
		return WHOLE;
	return hook_in_scope(caller, "user_basic") ? BASIC : BRIEF;
}

static bool is_active(const cJSON *user)
{
	const cJSON *active = php_get(user, "ACTIVE");

	return !active || (php_true(active) &&
	                   g_strcmp0(cJSON_GetStringValue(active), "N") != 0);
}

static cJSON *value_of(const cJSON *user, const char *name,
                       const char *otherwise)
{
	const cJSON *value = php_get(user, name);

	if (strcmp(name, "ACTIVE") == 0)
		return cJSON_CreateBool(is_active(user));
	if (value)
		return cJSON_Duplicate(value, TRUE);
	/* A DateTime of PHP, whose inside nobody sees. */
	if (strcmp(name, "TIMESTAMP_X") == 0)
		return cJSON_CreateRaw("{}");
	if (strcmp(name, "UF_DEPARTMENT") == 0) {
		const int first = 1;
		return cJSON_CreateIntArray(&first, 1);
	}
	return otherwise ? cJSON_CreateString(otherwise) : NULL;
}

static cJSON *row_of(const struct call *call, const cJSON *user, gint64 id)
{
	unsigned scope = scope_of(call);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "ID", text);
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		cJSON *value = fields[i].scopes & scope
		                       ? value_of(user, fields[i].name,
		                                  fields[i].otherwise)
		                       : NULL;

		if (value)
			cJSON_AddItemToObject(row, fields[i].name, value);
	}
	return row;
}

void method_user_current(struct call *call)
{
	gint64 id = call->portal->caller->user;

	call->result = row_of(call, portal_user(call->portal, id), id);
	cJSON_DeleteItemFromObjectCaseSensitive(call->result, "USER_TYPE");
	cJSON_DeleteItemFromObjectCaseSensitive(call->result, "TIMESTAMP_X");
}

/* ---- the list ---- */

/* Everybody, and the caller too where the seed does not name him. */
static GPtrArray *everybody(const struct call *call)
{
	const struct portal *portal = call->portal;
	gint64 me = portal->caller->user;
	GPtrArray *rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)cJSON_Delete);
	const cJSON *user;

	cJSON_ArrayForEach (user, portal->users) {
		g_ptr_array_add(
			rows, row_of(call, user, php_int(php_get(user, "ID"))));
	}
	if (!portal_user(portal, me))
		g_ptr_array_add(rows, row_of(call, NULL, me));
	return rows;
}

struct sorting {
	const char *field;
	bool descending;
};

static int by_field(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct sorting *sorting = data;
	const cJSON *left = *(cJSON *const *)a;
	const cJSON *right = *(cJSON *const *)b;
	int order = user_compare(php_get(left, sorting->field),
	                         php_get(right, sorting->field));

	if (order)
		return sorting->descending ? -order : order;
	return user_compare(php_get(left, "ID"), php_get(right, "ID"));
}

static bool is_selected(const cJSON *select, const char *name)
{
	const cJSON *wanted;

	cJSON_ArrayForEach (wanted, select) {
		const char *text = cJSON_GetStringValue(wanted);

		if (!text)
			continue;
		if (strcmp(text, name) == 0 || strcmp(text, "*") == 0 ||
		    (strcmp(text, "UF_*") == 0 &&
		     g_str_has_prefix(name, "UF_")))
			return true;
	}
	return false;
}

static void trim(cJSON *row, const cJSON *select)
{
	cJSON *next;

	if (!php_is_array(select) || !select->child)
		return;
	for (cJSON *value = row->child; value; value = next) {
		next = value->next;
		if (!is_selected(select, value->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(row, value));
	}
}

static void give_page(struct call *call, GPtrArray *rows, gint64 start)
{
	guint from = start > 0 ? (guint)MIN(start / PAGE * PAGE, G_MAXINT) : 0;
	const cJSON *select = call_param(call, "select");

	if (from >= rows->len)
		from = 0;
	call->result = cJSON_CreateArray();
	for (guint i = from; i < MIN(from + PAGE, rows->len); i++) {
		cJSON *row = cJSON_Duplicate(rows->pdata[i], TRUE);

		trim(row, select);
		cJSON_AddItemToArray(call->result, row);
	}
	call->total = start < 0 ? 0 : rows->len;
	if (start >= 0 && from + PAGE < rows->len)
		call->next = from + PAGE;
}

void method_user_get(struct call *call)
{
	g_autofree char *sort = php_string(call_param(call, "sort"));
	g_autofree char *order = php_string(call_param(call, "order"));
	g_autofree char *field = g_ascii_strup(sort && *sort ? sort : "ID", -1);
	const cJSON *filter = call_param(call, "filter");
	struct sorting sorting = {
		.field = field,
		.descending = order && g_ascii_strcasecmp(order, "DESC") == 0,
	};
	g_autoptr(GPtrArray) rows = everybody(call);

	/* Without FILTER the parameters themselves are it. */
	user_filter(call, php_is_array(filter) ? filter : call->params, rows);
	g_ptr_array_sort_with_data(rows, by_field, &sorting);
	give_page(call, rows, php_int(call_param(call, "start")));
}
