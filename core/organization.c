/*
 * Which organization an order is of, as far as settings care. Refuses to take
 * one that nothing names for one that is not wanted.
 */
#include "core/organization.h"

#include "core/text.h"

/* Settings that name organizations are no use for one of which only the GUID
 * is known, unless they name that. */
static bool is_name(const char *organization)
{
	g_autofree char *guid = text_guid(organization);

	return guid == NULL;
}

static bool organizations_by_name(const struct settings *settings)
{
	const GPtrArray *sections = settings->organization_sections;

	for (size_t i = 0; settings->organizations[i] != NULL; i++) {
		if (is_name(settings->organizations[i]))
			return true;
	}
	for (guint i = 0; i < sections->len; i++) {
		const struct settings_organization *section =
			sections->pdata[i];

		if (is_name(section->name))
			return true;
	}
	return false;
}

bool organization_wanted(const struct order *order,
                         const struct settings *settings)
{
	const char *name = order->text[ORDER_ORGANIZATION];

	if (settings->organizations[0] == NULL)
		return true;
	for (size_t i = 0; settings->organizations[i] != NULL; i++) {
		const char *wanted = settings->organizations[i];
		g_autofree char *guid = text_guid(wanted);

		if (name != NULL && text_same(name, wanted, TEXT_CASE))
			return true;
		if (guid != NULL &&
		    g_strcmp0(guid, order->organization_ref) == 0)
			return true;
	}
	return false;
}

bool organization_unclear(const struct order *order,
                          const struct settings *settings)
{
	if (order->unexplained[ORDER_ORGANIZATION] == NULL ||
	    !organizations_by_name(settings))
		return false;
	return settings->organizations[0] == NULL ||
	       !organization_wanted(order, settings);
}
