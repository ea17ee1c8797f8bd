/*
 * What is special about deals: funnel and stage, closing, contacts, the sum.
 * Bitrix24 docs: crm.deal.add, crm.deal.update, crm.item.update.
 *
 * Refuses no stage: one of another funnel is dropped, an unknown one becomes
 * the first.
 */
#include "tests/portal/links.h"
#include "tests/portal/rules.h"

#include <stdlib.h>
#include <string.h>

#define WEEK ((gint64)7 * 24 * 60 * 60)

static gint64 change_int(const struct change *change, gint64 otherwise)
{
	if (!change || !change->text)
		return otherwise;
	return g_ascii_strtoll(change->text, NULL, 10);
}

static void put(struct portal *portal, struct entity *deal, const char *code,
                const char *text)
{
	entity_put(portal->store, portal->store->deal, deal, code, text);
}

static const char *get(const struct portal *portal, const struct entity *deal,
                       const char *code)
{
	return entity_get(portal->store->deal, deal, code);
}

void deal_set_stage(struct portal *portal, struct entity *deal,
                    const struct funnel *funnel, const struct status *stage,
                    bool moved)
{
	const struct status *first =
		dictionary_first_stage(portal->dictionary, funnel);
	char semantics[2] = { stage->semantics, '\0' };
	bool final = stage->semantics != 'P';
	g_autofree char *category =
		g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);

	put(portal, deal, "CATEGORY_ID", category);
	put(portal, deal, "STAGE_ID", stage->code);
	put(portal, deal, "STAGE_SEMANTIC_ID", semantics);
	put(portal, deal, "CLOSED", final ? "Y" : "N");
	put(portal, deal, "IS_NEW", stage == first ? "Y" : "N");
	if (!moved)
		return;
	gint64 now = clock_seconds(&portal->clock);
	g_autofree char *time = clock_iso(&portal->clock, now);
	g_autofree char *user =
		g_strdup_printf("%" G_GINT64_FORMAT, portal->caller->user);
	put(portal, deal, "MOVED_TIME", time);
	put(portal, deal, "MOVED_BY_ID", user);
}

static void close_today(struct portal *portal, struct entity *deal)
{
	g_autofree char *today =
		clock_day(&portal->clock, clock_seconds(&portal->clock));

	put(portal, deal, "CLOSEDATE", today);
	deal->close_defaulted = true;
}

bool deal_set_contacts(struct portal *portal, struct entity *deal,
                       const GPtrArray *ids)
{
	g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct link));

	for (guint i = 0; ids && i < ids->len; i++) {
		struct link link = {
			.contact = g_ascii_strtoll(ids->pdata[i], NULL, 10),
		};
		g_array_append_val(links, link);
	}
	return links_put(portal, deal, links);
}

void deal_recount(struct portal *portal, struct entity *deal)
{
	char sum[G_ASCII_DTOSTR_BUF_SIZE];
	const char *manual = get(portal, deal, "IS_MANUAL_OPPORTUNITY");

	if (!deal->has_products || g_strcmp0(manual, "Y") == 0)
		return;
	g_ascii_formatd(sum, sizeof(sum), "%.2f", deal->products);
	put(portal, deal, "OPPORTUNITY", sum);
}

static bool is_linked(const struct portal *portal, const struct entity *deal,
                      const char *id)
{
	const struct texts *linked = entity_texts(
		deal, kind_field(portal->store->deal, "CONTACT_IDS"));

	for (guint i = 0; id && linked && i < linked->length; i++) {
		if (strcmp(linked->at[i], id) == 0)
			return true;
	}
	return false;
}

/* CONTACT_IDS replaces; CONTACT_ID too, unless it is linked already. */
static bool write_contacts(struct write *write, struct entity *deal)
{
	struct change *one = write_take(write, "CONTACT_ID");
	struct change *all = write_take(write, "CONTACT_IDS");
	bool changed = false;

	if (all) {
		changed = deal_set_contacts(write->portal, deal, all->texts);
	} else if (one && !is_linked(write->portal, deal, one->text)) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new();
		if (one->text)
			g_ptr_array_add(ids, one->text);
		changed = deal_set_contacts(write->portal, deal, ids);
	}
	change_free(one);
	change_free(all);
	return changed;
}

static void write_defaults(struct write *write, struct entity *deal)
{
	const struct clock *clock = &write->portal->clock;
	gint64 now = clock_seconds(clock);
	g_autofree char *today = clock_day(clock, now);
	g_autofree char *later = clock_day(clock, now + WEEK);
	g_autofree char *title = g_strdup_printf(
		portal_says(write->portal, "Сделка #%" G_GINT64_FORMAT,
	                    "Deal #%" G_GINT64_FORMAT),
		deal->id);
	const char *sent = get(write->portal, deal, "TITLE");
	const struct {
		const char *code, *text;
	} defaults[] = {
		{ "TYPE_ID", "SALE" },         { "IS_RECURRING", "N" },
		{ "IS_RETURN_CUSTOMER", "N" }, { "IS_REPEATED_APPROACH", "N" },
		{ "OPPORTUNITY", "0.00" },     { "IS_MANUAL_OPPORTUNITY", "N" },
		{ "TAX_VALUE", "0.00" },       { "OPENED", "Y" },
		{ "BEGINDATE", today },        { "CLOSEDATE", later },
	};
	const char *currency = get(write->portal, deal, "CURRENCY_ID");

	deal->begin_defaulted = !get(write->portal, deal, "BEGINDATE");
	deal->close_defaulted = !get(write->portal, deal, "CLOSEDATE");
	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		write_default(write, deal, defaults[i].code, defaults[i].text);
	if (!sent || !*sent)
		put(write->portal, deal, "TITLE", title);
	if (!currency || !*currency)
		put(write->portal, deal, "CURRENCY_ID",
		    write->portal->dictionary->currencies[0]);
}

static const struct funnel *default_funnel(const struct portal *portal)
{
	for (guint i = 0; i < portal->dictionary->funnels->len; i++) {
		const struct funnel *funnel =
			portal->dictionary->funnels->pdata[i];
		if (funnel->is_default)
			return funnel;
	}
	return dictionary_funnel(portal->dictionary, 0);
}

struct entity *deal_create(struct write *write)
{
	struct portal *portal = write->portal;
	struct change *category = write_take(write, "CATEGORY_ID");
	struct change *stage = write_take(write, "STAGE_ID");
	const struct funnel *funnel = default_funnel(portal);
	const struct status *status;

	if (category)
		funnel = dictionary_funnel(portal->dictionary,
		                           change_int(category, 0));
	if (!funnel)
		funnel = dictionary_funnel(portal->dictionary, 0);
	status = dictionary_stage(portal->dictionary, funnel,
	                          stage ? stage->text : NULL);
	if (!status)
		status = dictionary_first_stage(portal->dictionary, funnel);
	change_free(write_take(write, "CLOSED"));
	change_free(category);
	change_free(stage);

	struct entity *deal = store_add(write->kind, 0);
	write_contacts(write, deal);
	write_apply(write, deal);
	write_stamp_new(write, deal);
	bool dated = get(portal, deal, "CLOSEDATE") != NULL;
	write_defaults(write, deal);
	deal_set_stage(portal, deal, funnel, status, true);
	if (status->semantics != 'P' && !dated)
		close_today(portal, deal);
	deal_recount(portal, deal);
	return deal;
}

/* Where the write wants the deal to stand; NULL for where it is. */
static const struct status *wanted_stage(struct write *write,
                                         const struct entity *deal,
                                         const struct funnel **funnel_r)
{
	struct portal *portal = write->portal;
	struct change *category = write_take(write, "CATEGORY_ID");
	struct change *stage = write_take(write, "STAGE_ID");
	const char *kept = get(portal, deal, "CATEGORY_ID");
	gint64 old = kept ? g_ascii_strtoll(kept, NULL, 10) : 0;
	const struct funnel *from = dictionary_funnel(portal->dictionary, old);
	const struct funnel *funnel = dictionary_funnel(
		portal->dictionary, change_int(category, old));
	const struct status *status;

	if (!funnel)
		funnel = from;
	status = dictionary_stage(portal->dictionary, funnel,
	                          stage ? stage->text : NULL);
	if (!status && funnel != from)
		status = dictionary_first_stage(portal->dictionary, funnel);
	change_free(category);
	change_free(stage);
	*funnel_r = funnel;
	if (status &&
	    g_strcmp0(status->code, get(portal, deal, "STAGE_ID")) == 0)
		return NULL;
	return status;
}

static bool sends(const struct write *write, const char *code)
{
	for (guint i = 0; i < write->changes->len; i++) {
		const struct change *change = write->changes->pdata[i];
		if (strcmp(change->field->code, code) == 0)
			return true;
	}
	return false;
}

bool deal_update(struct write *write, struct entity *deal)
{
	struct portal *portal = write->portal;
	const struct funnel *funnel = NULL;
	const struct status *stage = wanted_stage(write, deal, &funnel);
	bool was_closed = g_strcmp0(get(portal, deal, "CLOSED"), "Y") == 0;
	bool dated = sends(write, "CLOSEDATE");
	struct change *title = write_take(write, "TITLE");
	bool changed;

	change_free(write_take(write, "CLOSED"));
	if (title && title->text && *title->text)
		g_ptr_array_add(write->changes, g_steal_pointer(&title));
	change_free(title);
	if (sends(write, "BEGINDATE"))
		deal->begin_defaulted = false;
	if (dated)
		deal->close_defaulted = false;
	changed = write_contacts(write, deal);
	changed |= write_apply(write, deal);
	if (stage) {
		deal_set_stage(portal, deal, funnel, stage, true);
		if (stage->semantics != 'P' && !was_closed && !dated)
			close_today(portal, deal);
		changed = true;
	}
	deal_recount(portal, deal);
	return changed;
}
