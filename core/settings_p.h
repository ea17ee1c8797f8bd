#ifndef CORE_SETTINGS_P_H
#define CORE_SETTINGS_P_H

#include "core/settings.h"

/*
 * What the files of settings share: the reading of one text.
 */

#define SETTINGS_MOST 1048576u /* bytes of a settings file */
#define SETTINGS_FAULTS 100    /* more are not told */

enum settings_section {
	SECTION_NONE, /* before the first group */
	SECTION_SKIP, /* its group is wrong: its keys mean nothing */
	SECTION_ROWS, /* keys of the table */
	SECTION_STAGES,
	SECTION_FIELDS,
};

struct settings_reader {
	struct settings *settings;
	GPtrArray *faults;  /* of struct settings_fault */
	GArray *dates;      /* of struct settings_date */
	GHashTable *groups; /* folded → line */
	guint line;         /* being read */
	bool broken;        /* a line was no UTF-8 */
	bool blind;         /* keys may have stood where nothing was read */

	enum settings_section section;
	const struct settings_group *group;
	char *title;      /* `[stages Кузовной цех]`, for messages */
	GHashTable *keys; /* of this section, folded → line */
	const struct settings_row *rows;
	size_t row_count;
	void *base;                     /* what the rows' offsets are into */
	struct settings_stages *stages; /* not owned */
	struct settings_organization *organization; /* not owned */
};

/* A date waits for the time zone, which may stand behind it. */
struct settings_date {
	gint64 *when; /* not owned */
	char *text;
	char *key;
	guint line;
};

/* Without a default in it. */
struct settings *settings_new(const char *file);

/* `funnel` may be NULL. What is made is owned by the settings. */
struct settings_stages *settings_add_stages(struct settings *settings,
                                            const char *funnel, guint line);
struct settings_organization *settings_add_organization(
	struct settings *settings, const char *name, guint line);

/* `key` may be NULL. */
void settings_complain(struct settings_reader *reader, guint line,
                       const char *key, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Puts a trimmed value where its row says; base is the struct that the row's
 * offset is into. False, with a fault told, where the row does not allow it. */
bool settings_put(struct settings_reader *reader,
                  const struct settings_row *row, void *base, const char *value,
                  guint line, const char *key);

/* A trimmed line that begins with `[`, or any other. */
void settings_read_group(struct settings_reader *reader, const char *text);
void settings_read_key(struct settings_reader *reader, const char *text);

/* The path of an order that [fields] and `title` may name; -1, with a fault
 * told, where it is none. */
int settings_path(struct settings_reader *reader, guint line, const char *key,
                  const char *name);

/* What needs all lines: dates, phones, keys that need each other. */
void settings_finish(struct settings_reader *reader);

/* " Может быть, create?" or "", owned by the caller. `names` is
 * NULL-terminated. */
char *settings_hint(const char *typed, const char *const *names);

/* A value as a message may quote it, owned by the caller. */
char *settings_quote(const char *value);

#endif
