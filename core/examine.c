/*
 * A portal judged by what it told us, without asking it again: who we are
 * there, what we may see, whether our clocks agree. What the settings mean
 * there is rules.c's.
 *
 * Refuses to call rights good that nobody proved: what somebody who is no
 * administrator does not see, nobody can count.
 */
#include "core/examine.h"

#include "core/menu.h"
#include "core/rules.h"

#include <stdlib.h>
#include <string.h>

enum { CLOCK_MOST_SECONDS = 5 * 60 };

#define NEW_WEBHOOK                                                  \
	"создайте вебхук от имени администратора (" MENU_WEBHOOK_NEW \
	") и впишите его адрес в файл вебхука"

static void examine_address(const struct dictionary *d, GPtrArray *findings)
{
	if (d->moved_from != NULL) {
		struct finding *finding = findings_add(
			findings, AREA_PORTAL, FINDING_REMARK, "Портал",
			"переехал с %s на %s.", d->moved_from, d->address);

		finding_advise(finding, "Впишите новый адрес в файл вебхука: "
		                        "переадресация со старого когда-нибудь "
		                        "кончится.");
		return;
	}
	findings_add(findings, AREA_PORTAL, FINDING_GOOD, "Портал",
	             g_str_has_prefix(d->address, "http:")
	                     ? "%s отвечает; без шифрования, что годится "
	                       "только на этом же компьютере"
	                     : "%s отвечает",
	             d->address);
}

static void examine_owner(const struct dictionary *d, GPtrArray *findings)
{
	const char *name = d->owner_name != NULL ? d->owner_name : "";
	struct finding *finding;

	if (d->owner == 0) {
		finding = findings_add(findings, AREA_PORTAL, FINDING_REMARK,
		                       "Владелец вебхука",
		                       "портал его не назвал: возможно, он "
		                       "уволен.");
		finding_advise(finding, "Лучше " NEW_WEBHOOK ".");
	} else if (d->owner_admin) {
		findings_add(findings, AREA_PORTAL, FINDING_GOOD,
		             "Владелец вебхука",
		             "%s (%" G_GINT64_FORMAT "), администратор", name,
		             d->owner);
	} else {
		finding = findings_add(findings, AREA_PORTAL, FINDING_REMARK,
		                       "Владелец вебхука",
		                       "%s (%" G_GINT64_FORMAT
		                       ") — не администратор.",
		                       name, d->owner);
		finding_advise(finding,
		               "Сделки и контакты, которых он не видит, обмен "
		               "создаст второй раз. Лучше " NEW_WEBHOOK
		               "; или дайте его роли читать, добавлять и "
		               "изменять все сделки и контакты: " MENU_RIGHTS
		               ".");
	}
}

static void examine_scope(const struct dictionary *d, GPtrArray *findings)
{
	struct finding *finding;

	if (d->scope_crm) {
		findings_add(findings, AREA_PORTAL, FINDING_GOOD,
		             "Права вебхука", RIGHT_CRM);
		return;
	}
	finding = findings_add(findings, AREA_PORTAL, FINDING_FATAL,
	                       "Права вебхука",
	                       "нет права CRM, без него ни сделок, ни "
	                       "контактов не видно.");
	finding_advise(finding,
	               "Добавьте «" RIGHT_CRM "» и сохраните: "
	               "" MENU_WEBHOOK_RIGHTS
	               ". Если вебхук создал другой сотрудник, его секрет при "
	               "этом сменится: впишите новый адрес в файл вебхука.");
}

/* ---- what the owner may see ---- */

static const char *part_name(int part)
{
	switch (part) {
	case PART_FUNNELS:
		return "воронки сделок";
	case PART_FIELDS:
		return "поля сделок";
	case PART_SOURCES:
		return "источники";
	case PART_STAGES:
		return "стадии сделок";
	default:
		return "контакты";
	}
}

/* False where something indispensable is not shown. */
static bool examine_parts(const struct dictionary *d, GPtrArray *findings)
{
	bool all = true;

	for (int part = 0; part < PORTAL_PARTS; part++) {
		struct finding *finding;

		if (part == PART_USERS || d->refused[part] == NULL)
			continue;
		all = false;
		finding = findings_add(findings, AREA_PORTAL, FINDING_FATAL,
		                       "Доступ к CRM",
		                       "портал не показал %s: %s.",
		                       part_name(part), d->refused[part]);
		finding_advise(finding,
		               "Дайте роли владельца вебхука читать, добавлять "
		               "и изменять все сделки и контакты (" MENU_RIGHTS
		               ") или " NEW_WEBHOOK ".");
	}
	return all;
}

static void examine_sight(const struct dictionary *d, GPtrArray *findings)
{
	bool deals = d->sees_deals == SIGHT_OTHERS;
	bool contacts = d->sees_contacts == SIGHT_OTHERS;
	struct finding *finding;

	if (d->owner_admin || d->sees_deals == SIGHT_UNKNOWN ||
	    d->sees_contacts == SIGHT_UNKNOWN) {
		findings_add(findings, AREA_PORTAL, FINDING_GOOD,
		             "Доступ к CRM", "поля, воронки и стадии читаются");
		return;
	}
	if (deals && contacts) {
		findings_add(findings, AREA_PORTAL, FINDING_GOOD,
		             "Доступ к CRM",
		             "видны и чужие сделки, и чужие контакты; все ли — "
		             "проверить нельзя");
		return;
	}
	finding = findings_add(
		findings, AREA_PORTAL, FINDING_REMARK, "Доступ к CRM",
		"владелец вебхука не видит чужих %s%s%s.",
		deals ? "" : "сделок", deals || contacts ? "" : " и ",
		contacts ? "" : "контактов");
	finding_advise(finding,
	               "Если они на портале есть, дайте его роли "
	               "читать все сделки и контакты: " MENU_RIGHTS ".");
}

/* ---- clocks ---- */

static char *span(gint64 seconds)
{
	gint64 minutes = seconds / 60;

	if (minutes < 120)
		return g_strdup_printf("%" G_GINT64_FORMAT " мин", minutes);
	if (minutes < 48 * 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " ч", minutes / 60);
	return g_strdup_printf("%" G_GINT64_FORMAT " сут", minutes / (24 * 60));
}

static void examine_clock(const struct dictionary *d, GPtrArray *findings)
{
	gint64 ahead = d->local_time - d->server_time;
	g_autofree char *text = span(ABS(ahead));
	struct finding *finding;

	if (d->server_time == 0 || d->local_time == 0)
		return;
	if (ABS(ahead) <= CLOCK_MOST_SECONDS) {
		findings_add(findings, AREA_PORTAL, FINDING_GOOD, "Часы",
		             "идут вместе с часами портала");
		return;
	}
	finding = findings_add(findings, AREA_PORTAL, FINDING_REMARK, "Часы",
	                       "этот сервер %s портала на %s.",
	                       ahead > 0 ? "впереди" : "позади", text);
	finding_advise(finding, "По часам решается, какие данные новее. "
	                        "Включите их сверку: sudo timedatectl set-ntp "
	                        "true");
}

/* ---- all of it ---- */

GPtrArray *examine_portal(const struct dictionary *dictionary)
{
	GPtrArray *findings = findings_new();

	examine_address(dictionary, findings);
	examine_owner(dictionary, findings);
	examine_scope(dictionary, findings);
	if (dictionary->scope_crm && examine_parts(dictionary, findings))
		examine_sight(dictionary, findings);
	examine_clock(dictionary, findings);
	return findings;
}

GPtrArray *examine(const struct settings *settings,
                   const struct dictionary *dictionary)
{
	GPtrArray *findings = examine_portal(dictionary);
	g_autoptr(GPtrArray) more = NULL;

	if (findings_count(findings, FINDING_FATAL, FINDING_FATAL) > 0) {
		findings_add(findings, AREA_PORTAL, FINDING_REMARK, "Остальное",
		             "поля, воронки, стадии, источники и ответственные "
		             "не проверены.");
	} else {
		rules_free(rules_new(settings, dictionary, &more));
		findings_move(findings, more);
	}
	findings_sort(findings);
	return findings;
}
