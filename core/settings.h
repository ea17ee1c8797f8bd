#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include "core/order.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The settings file (contract, "Settings"): one table of rows from which the
 * parser, `check`, samples/b24bridge.conf, the settings page and the manual
 * come. No I/O here: a text goes in, a struct settings comes out.
 */

enum settings_several { SEVERAL_NEWEST, SEVERAL_HOLD };
enum settings_stage { STAGE_ALWAYS, STAGE_UNTIL_EDITED };
enum settings_load { LOAD_NONE, LOAD_REGISTER, LOAD_ATTRIBUTE };

/* [stages] and [stages FUNNEL]: state in 1C = stage in Bitrix24. */
struct settings_stages {
	char *funnel; /* name or id; NULL: for every funnel */
	guint line;
	GPtrArray *rows; /* of struct settings_pair */
};

struct settings_pair {
	char *key;
	char *value;
	guint line;
};

/* [fields]: deal field = path in the order. */
struct settings_field {
	char *field;
	enum order_path path;
	guint line;
};

/* [organization NAME]: NULL (or unset) members say nothing. */
struct settings_organization {
	char *name;
	guint line;
	char *funnel;
	GStrv funnels;
	char *source;
	gint64 responsible; /* 0: not said */
	bool create_said, create;
	gint64 since; /* WHEN_NONE: not said */
};

/* [1c]: every value is a list of candidates. Types and tabular sections are
 * names, attributes are paths (SETTINGS_NAMES). */
struct settings_names {
	GStrv order, number, date, closed, state, organization, amount,
		currency, deleted, client, client_name, client_last,
		client_first, client_middle, client_kind, client_phone,
		client_mail, phone, car, car_name, car_vin, car_plate, mileage,
		reason, dispatcher, master, works, goods, row_name,
		row_quantity, row_sum, contact_info, properties;
};

/* Of a path `Автомобиль.Модель.Наименование`, and of all of [1c]. */
enum { SETTINGS_STEPS = 4, SETTINGS_NAMES_MOST = 120 };

/* A text that is not said is NULL, a list that is not said empty. */
struct settings {
	char *file; /* for messages; "" where the text came from elsewhere */
	GHashTable *lines; /* "[group] key" → line, of the keys in the file */

	char *webhook_file;
	gint64 requests_per_second, burst, timeout_seconds;

	char *folder, *state;
	GStrv organizations; /* never NULL, as every list here */
	gint64 since;        /* WHEN_NONE: none */
	gint64 brake;
	char *timezone_name;
	GTimeZone *timezone;
	gint64 quiet_seconds, rescan_seconds, incomplete_minutes;
	gint64 keep_days, ack_keep_days;
	bool debug;

	char *id_field; /* code or label; required */
	bool create;
	char *funnel;
	GStrv funnels;
	enum settings_several several;
	gint64 phone_match_days, number_match_days;
	enum settings_stage stage;
	bool reopen;
	char *deleted_stage;
	char *title;
	char *source;
	gint64 responsible; /* 0: not said */
	char *date_field;
	char *originator;
	GStrv final_stages;

	bool contact_update;
	char *area_code;
	GStrv ignore_phones; /* as written */
	GStrv ignored_e164;  /* the same, read as numbers */
	GStrv ignore_names;

	GPtrArray *stages;                /* of struct settings_stages */
	GPtrArray *fields;                /* of struct settings_field */
	GPtrArray *organization_sections; /* of struct settings_organization */
	struct settings_names names;

	enum settings_load load;
	char *load_target, *kd2_rules_file, *reply_folder;

	char *listen, *password_file;

	char *metrics_file;

	gint64 silence_hours;
	char *work_hours;
	char *alarm_command;
	char *email, *smtp_url_file;
	char *telegram_chat, *telegram_token_file;
};

/* What is wrong in a settings file; an owned list of these is an answer. */
struct settings_fault {
	guint line; /* 0: the file as a whole, as for a key that lacks */
	char *key;  /* "[deal] create", or NULL */
	char *text; /* Russian: what is wrong and what is allowed */
};

/*
 * Reads the text of a settings file. Gives settings, with every default
 * filled in, or NULL and at least one struct settings_fault in *faults_r
 * (owned array with a free function; all faults up to a hundred, not the
 * first, in the order of their lines). *faults_r is untouched where all is
 * well, and may not be wanted (NULL). `file` is only copied, for messages.
 */
struct settings *settings_read(const char *text, gsize length, const char *file,
                               GPtrArray **faults_r);
void settings_free(struct settings *settings);

/* "b24bridge.conf:12: [deal] create: «maybe» не подходит. Допустимо: yes, no"
 * Owned by the caller. */
char *settings_fault_text(const struct settings_fault *fault, const char *file);

/* The line of a key of a group without a name, 0 where the file lacks it: for
 * messages about what a value turns out to mean. */
guint settings_line(const struct settings *settings, const char *group,
                    const char *key);

/* The override for an order's organization (by name or GUID), or NULL. */
const struct settings_organization *settings_organization(
	const struct settings *settings, const char *name, const char *ref);

/* ---- values with a form of their own ---- */

/* `09:00-19:00 Mon-Sat`; days also `Mon,Wed` or `Sat-Tue`, without them every
 * day. Where `from` is not before `to` the hours go over midnight. */
struct settings_hours {
	guint from, to; /* minutes of the day */
	guint days;     /* bit 0 Monday … bit 6 Sunday */
};

bool settings_hours(const char *text, struct settings_hours *hours_r);

/* `127.0.0.1:8124`, `[::1]:8124`, `name:8124`. The host is owned by the
 * caller, without brackets. Port 0 means any free one. */
bool settings_address(const char *text, char **host_r, guint16 *port_r);
bool settings_loopback(const char *host);

/* A name as 1C allows one: a letter or `_`, then also digits. */
bool settings_name_1c(const char *text);

/* The same behind `Документ.` or another kind, or alone: the name, inside the
 * text; NULL where it is none. */
const char *settings_name_of(const char *text, const char *kind);

/* ---- the table, for whoever prints or edits settings ---- */

enum settings_type {
	SETTINGS_TEXT,
	SETTINGS_LIST,
	SETTINGS_NUMBER,
	SETTINGS_YES_NO,
	SETTINGS_CHOICE,
	SETTINGS_DATE,
	SETTINGS_ZONE,
	SETTINGS_PATH,    /* an absolute path */
	SETTINGS_ADDRESS, /* settings_address() */
	SETTINGS_HOURS,   /* settings_hours() */
	SETTINGS_AREA,    /* a town's telephone code, three or four digits */
	SETTINGS_NAMES,   /* a list of attributes of 1C, or paths to them */
};

struct settings_group {
	const char *name;
	const char *argument; /* an example of its name; NULL: it has none */
	const char *help;     /* Russian, one or two sentences */
};

struct settings_row {
	const char *group;
	const char *key;
	const char *title; /* Russian, what the page calls it */
	enum settings_type type;
	size_t offset;
	const char *fallback;       /* the default, as it would be written */
	gint64 least, most;         /* SETTINGS_NUMBER */
	const char *const *choices; /* SETTINGS_CHOICE, NULL-terminated */
	const char *const *words;   /* the same for people, Russian */
	bool required;              /* must not be empty */
	bool secret;                /* names a file whose content is a secret */
	const char *sample;         /* in the sample file; NULL: the default */
	const char *help;           /* Russian, one or two sentences */
	const char *hint;           /* what the page says instead, where the
	                               help speaks of how a file is written;
	                               NULL: the help */
};

/* All rows, in the order of the sample file; *count_r of them. */
const struct settings_row *settings_rows(size_t *count_r);

/* The keys of [organization NAME]; offsets into struct settings_organization.
 */
const struct settings_row *settings_organization_rows(size_t *count_r);

/* All groups, in the order of the sample file. [stages], [stages FUNNEL] and
 * [fields] have keys of the user's own and no rows. */
const struct settings_group *settings_groups(size_t *count_r);

/* The complete sample file, from the table and the usual stages. Owned by
 * the caller. samples/b24bridge.conf is this text; a test proves it. */
char *settings_sample(void);

#endif
