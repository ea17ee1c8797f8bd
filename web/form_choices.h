#ifndef WEB_FORM_CHOICES_H
#define WEB_FORM_CHOICES_H

#include "core/dictionary.h"
#include "core/settings.h"

#include <cjson/cJSON.h>

/*
 * What the portal offers for a setting, as options {value, label, selected}:
 * whatever is set now is among them, marked where the portal does not know it.
 * NULL where the setting names nothing of a portal, or nothing is known of it.
 */
cJSON *form_choices(const struct dictionary *portal,
                    const struct settings_row *row, const char *now);

#endif
