/*
 * Reads an order's texts as what they mean: the document's key, date, sum,
 * phones, names, and whether it is wanted at all (rule 1, as far as that needs
 * no memory).
 *
 * Refuses to guess: a text that cannot be read is an error of its order, said
 * with the text. What is not wanted is skipped before anything else is judged,
 * so that a foreign organization's rubbish makes no noise.
 */
#include "core/judge.h"

#include "core/money.h"
#include "core/organization.h"
#include "core/phone.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

static void say(struct judged *judged, struct message *message)
{
	g_ptr_array_add(judged->messages, message);
	if (message->kind == MESSAGE_ERROR)
		judged->failed = true;
}

static const char *or_blank(const char *text)
{
	return text != NULL ? text : "";
}

static void judge_key(struct judged *judged, const struct settings *settings)
{
	const struct order *order = judged->order;
	const char *number = order->text[ORDER_NUMBER];
	g_autofree char *by_number = NULL;

	if (number != NULL && judged->date != WHEN_NONE)
		by_number = g_strdup_printf(
			"%s/%d", number,
			when_year(judged->date, settings->timezone));
	if (order->ref != NULL) {
		judged->key = g_strdup(order->ref);
		judged->other_key = g_steal_pointer(&by_number);
	} else {
		judged->key = g_steal_pointer(&by_number);
	}
}

static void skip(struct judged *judged, struct message *message)
{
	judged->skipped = true;
	say(judged, message);
}

static void skip_before_since(struct judged *judged,
                              const struct settings *settings)
{
	gint64 since = settings->since;
	g_autofree char *date = NULL;
	g_autofree char *first = NULL;

	if (judged->organization != NULL &&
	    judged->organization->since != WHEN_NONE)
		since = judged->organization->since;
	if (since == WHEN_NONE || judged->date == WHEN_NONE ||
	    judged->date >= since)
		return;
	date = when_people(judged->date, settings->timezone);
	first = when_people(since, settings->timezone);
	skip(judged, message_new(MESSAGE_BEFORE_SINCE, "date", date, "since",
	                         first, NULL));
}

/* A section of its own says how to treat it, whatever its name. */
static bool unclear(const struct judged *judged,
                    const struct settings *settings)
{
	return judged->organization == NULL &&
	       organization_unclear(judged->order, settings);
}

static void judge_wanted(struct judged *judged, const struct settings *settings)
{
	const struct order *order = judged->order;
	const char *organization = order->text[ORDER_ORGANIZATION];

	if (order->superseded) {
		skip(judged, message_new(MESSAGE_DUPLICATE_ORDER, NULL));
	} else if (!organization_wanted(order, settings) &&
	           !unclear(judged, settings)) {
		if (organization == NULL)
			organization = order->organization_ref;
		if (organization == NULL)
			organization = "не указана";
		skip(judged,
		     message_new(MESSAGE_ORGANIZATION_FILTERED, "organization",
		                 or_blank(organization), NULL));
	} else if (order->deleted && settings->deleted_stage == NULL) {
		skip(judged, message_new(MESSAGE_DELETED, NULL));
	} else {
		skip_before_since(judged, settings);
	}
}

static void judge_date(struct judged *judged, enum order_path path,
                       const char *field, const struct settings *settings,
                       gint64 *when_r)
{
	const char *text = judged->order->text[path];

	if (text == NULL || when_read(text, settings->timezone, when_r))
		return;
	say(judged,
	    message_new(MESSAGE_BAD_DATE, "value", text, "field", field, NULL));
}

static void judge_money(struct judged *judged)
{
	const struct order *order = judged->order;
	const char *amount = order->text[ORDER_AMOUNT];

	if (amount == NULL || !money_read(amount, &judged->amount))
		say(judged, message_new(MESSAGE_BAD_AMOUNT, "value",
		                        or_blank(amount), NULL));
	judged->currency = money_currency(order->currency);
	if (judged->currency == NULL)
		say(judged, message_new(MESSAGE_BAD_CURRENCY, "value",
		                        order->currency, NULL));
}

static void read_phones(const GPtrArray *texts, const struct settings *settings,
                        GPtrArray *numbers, bool *dummy_r)
{
	for (guint i = 0; i < texts->len; i++)
		phone_read(texts->pdata[i], settings->area_code,
		           settings->ignored_e164, numbers, dummy_r);
}

static void judge_client(struct judged *judged, const struct settings *settings)
{
	const struct order *order = judged->order;
	bool dummy = false;

	person_read(&order->client, settings->ignore_names, &judged->person);
	read_phones(order->phones, settings, judged->own_phones, &dummy);
	read_phones(order->client.phones, settings, judged->client_phones,
	            &dummy);
	if (dummy)
		say(judged, message_new(MESSAGE_DUMMY_PHONE, NULL));
	if (!order->has_client && judged->own_phones->len == 0)
		say(judged, message_new(MESSAGE_NO_CLIENT, NULL));
}

/* A path that [fields] or `title` uses. */
static bool is_used(const struct settings *settings, enum order_path path)
{
	g_autofree char *place = g_strdup_printf("{%s}", order_path_name(path));

	for (guint i = 0; i < settings->fields->len; i++) {
		const struct settings_field *field = settings->fields->pdata[i];

		if (field->path == path)
			return true;
	}
	return strstr(settings->title, place) != NULL;
}

/* What an order may do without is worth a word where somebody wants it. */
static void judge_unexplained(struct judged *judged,
                              const struct settings *settings)
{
	char **unexplained = judged->order->unexplained;
	bool car = is_used(settings, ORDER_CAR_NAME) ||
	           is_used(settings, ORDER_CAR_VIN) ||
	           is_used(settings, ORDER_CAR_PLATE);

	if (unclear(judged, settings))
		say(judged, message_new(MESSAGE_REFERENCE_UNKNOWN, "reference",
		                        unexplained[ORDER_ORGANIZATION], NULL));
	for (int i = 0; i < ORDER_PATHS; i++) {
		bool used = i == ORDER_CAR_NAME
		                    ? car
		                    : is_used(settings, (enum order_path)i);
		struct message *message;

		if (unexplained[i] == NULL || !used || i == ORDER_STATE ||
		    i == ORDER_ORGANIZATION)
			continue;
		message = message_new(MESSAGE_REFERENCE_UNKNOWN, "reference",
		                      unexplained[i], NULL);
		message->kind = MESSAGE_WARNING;
		say(judged, message);
	}
}

static void judge_values(struct judged *judged, const struct settings *settings)
{
	const struct order *order = judged->order;

	if (order->text[ORDER_NUMBER] == NULL)
		say(judged, message_new(MESSAGE_NO_NUMBER, NULL));
	judge_money(judged);
	judge_client(judged, settings);
	if (order->unknown_reference != NULL)
		say(judged, message_new(MESSAGE_REFERENCE_UNKNOWN, "reference",
		                        order->unknown_reference, NULL));
	judge_unexplained(judged, settings);
}

/* All that is known is which document it was: its deal can be moved. */
static void judge_removed(struct judged *judged,
                          const struct settings *settings)
{
	judged->key = g_strdup(judged->order->ref);
	if (judged->order->superseded)
		skip(judged, message_new(MESSAGE_DUPLICATE_ORDER, NULL));
	else if (settings->deleted_stage == NULL)
		skip(judged, message_new(MESSAGE_DELETED, NULL));
	person_read(&judged->order->client, settings->ignore_names,
	            &judged->person);
}

struct judged *judge(struct order *order, const struct settings *settings)
{
	struct judged *judged = g_new0(struct judged, 1);
	guint said;

	judged->order = order;
	judged->date = WHEN_NONE;
	judged->closed = WHEN_NONE;
	judged->messages =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	judged->own_phones = g_ptr_array_new_with_free_func(g_free);
	judged->client_phones = g_ptr_array_new_with_free_func(g_free);
	judged->organization =
		settings_organization(settings, order->text[ORDER_ORGANIZATION],
	                              order->organization_ref);
	if (order->removed) {
		judge_removed(judged, settings);
		return judged;
	}

	judge_date(judged, ORDER_DATE, "Дата", settings, &judged->date);
	judge_date(judged, ORDER_CLOSED, "ДатаЗакрытия", settings,
	           &judged->closed);
	if (judged->date == WHEN_NONE && !judged->failed)
		say(judged, message_new(MESSAGE_BAD_DATE, "value", "", "field",
		                        "Дата", NULL));
	judge_key(judged, settings);
	said = judged->messages->len;
	judge_wanted(judged, settings);
	if (judged->skipped) {
		judged->failed = false;
		g_ptr_array_remove_range(judged->messages, 0, said);
		person_read(&order->client, settings->ignore_names,
		            &judged->person);
		return judged;
	}
	judge_values(judged, settings);
	return judged;
}

void judged_free(struct judged *judged)
{
	if (judged == NULL)
		return;
	order_free(judged->order);
	g_free(judged->key);
	g_free(judged->other_key);
	person_clear(&judged->person);
	g_ptr_array_unref(judged->own_phones);
	g_ptr_array_unref(judged->client_phones);
	g_ptr_array_unref(judged->messages);
	g_free(judged);
}

static const char *first_phone(const struct judged *judged)
{
	if (judged->own_phones->len > 0)
		return judged->own_phones->pdata[0];
	if (judged->client_phones->len > 0)
		return judged->client_phones->pdata[0];
	return "";
}

char *judged_text(const struct judged *judged, enum order_path path,
                  const struct settings *settings)
{
	const struct person *person = &judged->person;
	const struct order *order = judged->order;

	switch (path) {
	case ORDER_DATE:
		return when_people(judged->date, settings->timezone);
	case ORDER_CLOSED:
		return when_people(judged->closed, settings->timezone);
	case ORDER_AMOUNT:
		return money_write(judged->amount);
	case ORDER_CLIENT_NAME:
		if (order->client.name != NULL)
			return g_strdup(order->client.name);
		return person_whole(person->last, person->first,
		                    person->middle);
	case ORDER_CLIENT_PHONE:
		return g_strdup(first_phone(judged));
	default:
		return g_strdup(or_blank(order->text[path]));
	}
}

/* Bitrix24 cuts titles at 255 characters. */
enum { TITLE_BYTES = 250 };

char *judged_title(const struct judged *judged, const struct settings *settings)
{
	g_autoptr(GString) title = g_string_new(NULL);
	const char *rest = settings->title;
	const char *open;

	while ((open = strchr(rest, '{')) != NULL) {
		const char *close = strchr(open, '}');
		g_autofree char *name = NULL;
		g_autofree char *value = NULL;
		int path;

		if (close == NULL)
			break;
		name = g_strndup(open + 1, (gsize)(close - open - 1));
		path = order_path_find(name);
		g_string_append_len(title, rest, open - rest);
		if (path >= 0)
			value = judged_text(judged, (enum order_path)path,
			                    settings);
		else
			value = g_strndup(open, (gsize)(close - open + 1));
		g_string_append(title, value);
		rest = close + 1;
	}
	g_string_append(title, rest);
	return text_plain(title->str, TITLE_BYTES);
}
