#ifndef XML_ONEC_NAMES_H
#define XML_ONEC_NAMES_H

#include "core/settings.h"
#include "xml/onec_paths.h"
#include "xml/things.h"

#include <glib.h>

/*
 * Which attributes of 1C's objects mean what: those of [1c], those of the
 * format, and those whose names are 1C's own. Attributes without a meaning
 * have no id, and nothing of them is kept.
 */

struct onec_names;

/* What a format of 1C calls things by itself, behind what the settings say. */
struct onec_dialect {
	const char *order; /* counts where the settings name no order */
	const struct onec_word {
		enum role role;
		const char *path;
	} * words; /* ends with a NULL path */
};

/* `dialect` may be NULL. The settings must outlive the names. */
struct onec_names *onec_names_new(const struct settings *settings,
                                  const struct onec_dialect *dialect);
void onec_names_free(struct onec_names *names);

const struct onec_paths *onec_names_paths(const struct onec_names *names);

/* How many ids there are. */
guint onec_names_count(const struct onec_names *names);

/* The id of an attribute, or -1. Letter case is ignored, as 1C does. */
int onec_names_id(struct onec_names *names, const char *attribute);

/* What an id is kept for. */
enum onec_use {
	USE_ORDER = 1 << 0, /* of an order */
	USE_THING = 1 << 1, /* of whatever is referred to */
	USE_ROW = 1 << 2,   /* of works and goods */
	USE_INNER = 1 << 3, /* a path leads to it, from elsewhere */
	USE_OUTER = 1 << 4, /* a path leads through it */
};

unsigned onec_names_use(const struct onec_names *names, guint id);

/* Whether the settings have paths that may lead through documents. */
bool onec_names_far(const struct onec_names *names);

/* What a tabular section is. */
enum section {
	SECTION_NONE,
	SECTION_WORKS,
	SECTION_GOODS,
	SECTION_CONTACTS,
	SECTION_PROPERTIES,
};

enum section onec_names_section(struct onec_names *names, const char *name);

enum onec_type {
	TYPE_THING, /* what orders may refer to */
	TYPE_ORDER,
	TYPE_CONTACTS,   /* a record of contact information */
	TYPE_PROPERTIES, /* a record of an additional property */
	TYPE_PASSED,     /* of no use but to paths */
};

/* Of `Документ.ЗаказНаряд`. */
enum onec_type onec_names_type(struct onec_names *names, const char *type);

/* `РегистрСведений.КонтактнаяИнформация` is also called by its last part. */
const char *onec_names_last(const char *type);

#endif
