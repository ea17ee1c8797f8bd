#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include <glib.h>
#include <stdbool.h>

/*
 * What a look at settings, folders and portal found, point by point: good ones
 * too, so that a person sees what was proved. `check` prints findings, the
 * settings page shows them, and the exchange stops for fatal ones.
 */

enum finding_severity {
	FINDING_GOOD,
	FINDING_REMARK, /* it works; a person should know */
	FINDING_BAD,    /* to be mended: some orders would fail */
	FINDING_FATAL,  /* to be mended: nothing may be written before */
};

enum finding_area {
	AREA_SETTINGS,
	AREA_PORTAL,
	AREA_FIELDS,
	AREA_STAGES,
	AREA_PEOPLE,
};

struct finding {
	enum finding_severity severity;
	enum finding_area area;
	guint line;    /* in the settings file; 0: none */
	char *subject; /* "[deal] id_field", "Часы"; never NULL */
	char *text;    /* Russian: what is so; never NULL */
	char *advice;  /* Russian, whole sentences: what to do; or NULL */
};

/* An array of struct finding that owns them. */
GPtrArray *findings_new(void);

/* The new finding, owned by the array. */
struct finding *findings_add(GPtrArray *findings, enum finding_area area,
                             enum finding_severity severity,
                             const char *subject, const char *format, ...)
	G_GNUC_PRINTF(5, 6);
/* Adds a sentence to the advice. */
void finding_advise(struct finding *finding, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* "b24bridge.conf:12: [deal] id_field: … Создайте …"; `file` may be NULL.
 * Owned by the caller. */
char *finding_text(const struct finding *finding, const char *file);
const char *finding_mark(const struct finding *finding); /* ✓ ! ✗ */
const char *finding_area_name(enum finding_area area);

/* Appends those of `more` and leaves it empty. */
void findings_move(GPtrArray *findings, GPtrArray *more);
/* By area, the worst first in each; else in the order they came in. */
void findings_sort(GPtrArray *findings);
guint findings_count(const GPtrArray *findings, enum finding_severity from,
                     enum finding_severity to);

/* The fatal ones in one text, a line each, or NULL. Owned by the caller. */
char *findings_fatal(const GPtrArray *findings, const char *file);
/* One sentence that sums them up. Owned by the caller. */
char *findings_summary(const GPtrArray *findings);

#endif
