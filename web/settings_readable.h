#ifndef WEB_SETTINGS_READABLE_H
#define WEB_SETTINGS_READABLE_H

#include "web/settings_text.h"

/*
 * What can be read of a file that does not parse: its settings without the
 * lines that are wrong. For pages, which have to know the folders, the password
 * file and the organizations of a file while somebody mends it; never for the
 * exchange. NULL: of the sample. Never NULL; owned.
 */
struct settings *settings_readable(const struct settings_text *file);

#endif
