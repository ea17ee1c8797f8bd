#ifndef B24_WRITES_H
#define B24_WRITES_H

#include "b24/batch.h"
#include "core/plan.h"

/*
 * A step of a plan as a command of crm.item.*, and what the portal shows of it
 * afterwards.
 */

/* The command's context is the step. */
struct command *writes_command(const struct step *step,
                               const struct rules *rules);

/* 2 for deals, 3 for contacts. */
int writes_entity_type(enum entity entity);

/* Takes an item that the portal says it has made or changed: the step is DONE
 * and knows its id and the stage that the portal kept. False, and nothing
 * changed, where it is no such item. */
bool writes_take_item(struct step *step, const cJSON *item);

/* Whether the item has what the step writes. */
bool writes_are_shown(const struct step *step, const struct rules *rules,
                      const cJSON *item);

#endif
