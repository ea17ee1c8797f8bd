#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

/* The files of web/pages/, built into the program (see packaging/embed). */
struct asset {
	const char *name; /* "layout.html" */
	const unsigned char *text;
	size_t length; /* a NUL follows */
};

/* Made by packaging/embed at build; ends with a NULL name. */
extern const struct asset assets[];

/* NULL where there is no such file. */
const struct asset *asset_find(const char *name);

/* A template by its name without ending, as struct template_source wants it. */
const char *asset_template(void *context, const char *name);

#endif
