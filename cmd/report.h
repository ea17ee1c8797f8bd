#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "core/outcome.h"
#include "watcher/history.h"

#include <glib.h>

/*
 * What people read on a terminal and in the log: Russian, one event a line,
 * the file and the order first. All texts are owned by the caller.
 */

/* «orders.xml: № 3000004876: Обновлен, сделка 17: stageId NEW → WON» and the
 * messages behind it. Names and phones of people keep only their ends: it is
 * for logs. */
char *report_order(const char *file, const struct outcome *outcome);

char *report_file(const char *name, enum file_state state,
                  const struct totals *totals, const char *ack,
                  const char *why);

/* «создано 1, обновлено 0, …» */
char *report_totals(const struct totals *totals);

/* «orders.xml:12:5: [invalid] … (заказ-наряд № 3000004876)» */
char *report_fault(const char *file, const struct message *fault);

/* «stageId: NEW → WON» */
char *report_change(const struct outcome_change *change);

#endif
