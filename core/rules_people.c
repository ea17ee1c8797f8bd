/*
 * Who becomes responsible for new deals, as far as the portal shows people.
 *
 * Refuses nobody for good: a dismissed one is to be mended, but an exchange
 * does not stand still for it.
 */
#include "core/rules_p.h"

#include "core/menu.h"

/* The page of a user, where a person can look for himself. */
static char *profile_link(const struct dictionary *dictionary, gint64 id)
{
	return g_strdup_printf("%s/company/personal/user/%" G_GINT64_FORMAT "/",
	                       dictionary->address, id);
}

static void say_unproven(struct resolver *r, gint64 id,
                         const struct rule_key *key)
{
	const char *why = r->dictionary->refused[PART_USERS];
	g_autofree char *link = profile_link(r->dictionary, id);
	struct finding *finding;

	finding = rules_complain(
		r, key,
		"пользователя %" G_GINT64_FORMAT " проверить нельзя: %s.", id,
		why != NULL ? why : "у вебхука нет права читать сотрудников");
	finding->severity = FINDING_REMARK;
	finding->line = 0;
	if (why == NULL)
		finding_advise(finding,
		               "Добавьте вебхуку право «" RIGHT_USERS
		               "» (" MENU_WEBHOOK_RIGHTS
		               ") или посмотрите сами: %s",
		               link);
	else
		finding_advise(finding, "Посмотрите сами: %s", link);
}

static void say_known(struct resolver *r, const struct user *user,
                      const struct rule_key *key)
{
	struct finding *finding;

	if (user->active) {
		rules_approve(r, key->name, "%s (%" G_GINT64_FORMAT ")",
		              user->name, user->id);
		return;
	}
	finding = rules_complain(r, key,
	                         "сотрудник %s (%" G_GINT64_FORMAT ") уволен.",
	                         user->name, user->id);
	finding->severity = FINDING_BAD;
	finding_advise(finding, "Укажите номер работающего сотрудника: он "
	                        "стоит в адресе его профиля, "
	                        "/company/personal/user/НОМЕР/.");
}

static void say_responsible(struct resolver *r, gint64 id,
                            const struct rule_key *key)
{
	const struct dictionary *dictionary = r->dictionary;
	const struct user *user = dictionary_user(dictionary, id);
	struct finding *finding;

	if (id == dictionary->owner) {
		rules_approve(r, key->name,
		              "%s (%" G_GINT64_FORMAT "), владелец вебхука",
		              dictionary->owner_name, id);
	} else if (user != NULL) {
		say_known(r, user, key);
	} else if (dictionary->users == NULL) {
		say_unproven(r, id, key);
	} else {
		finding =
			rules_complain(r, key,
		                       "сотрудника с номером %" G_GINT64_FORMAT
		                       " в Битрикс24 нет.",
		                       id);
		finding->severity = FINDING_BAD;
		finding_advise(finding, "Укажите номер из адреса профиля "
		                        "сотрудника, "
		                        "/company/personal/user/НОМЕР/. "
		                        "Приглашённых интеграторов портал не "
		                        "показывает.");
	}
}

static void say_default(struct resolver *r)
{
	const struct dictionary *dictionary = r->dictionary;

	if (r->settings->create && dictionary->owner_name != NULL)
		rules_approve(r, "Ответственный",
		              "не указан: за новые сделки отвечает владелец "
		              "вебхука, %s (%" G_GINT64_FORMAT ")",
		              dictionary->owner_name, dictionary->owner);
}

void rules_resolve_people(struct resolver *r)
{
	const GPtrArray *sections = r->settings->organization_sections;
	const struct rule_key deal = { "[deal] responsible",
		                       rules_deal_line(r, "responsible") };

	r->area = AREA_PEOPLE;
	if (r->settings->responsible != 0)
		say_responsible(r, r->settings->responsible, &deal);
	else
		say_default(r);
	for (guint i = 0; i < sections->len; i++) {
		const struct settings_organization *org = sections->pdata[i];
		g_autofree char *name = g_strdup_printf(
			"[organization %s] responsible", org->name);
		const struct rule_key key = { name, org->line };

		if (org->responsible != 0)
			say_responsible(r, org->responsible, &key);
	}
}

static void add_once(GArray *ids, gint64 id)
{
	for (guint i = 0; i < ids->len; i++) {
		if (g_array_index(ids, gint64, i) == id)
			return;
	}
	if (id != 0)
		g_array_append_val(ids, id);
}

GArray *rules_responsibles(const struct settings *settings)
{
	const GPtrArray *sections = settings->organization_sections;
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	add_once(ids, settings->responsible);
	for (guint i = 0; i < sections->len; i++) {
		const struct settings_organization *org = sections->pdata[i];

		add_once(ids, org->responsible);
	}
	return ids;
}
