#ifndef WATCHER_PULSE_P_H
#define WATCHER_PULSE_P_H

#include "watcher/pulse.h"

/* What the files of pulse share. */

#define PULSE_NAME "pulse.json"
#define PULSE_NEW_NAME ".pulse.json.new"

void pulse_clear(struct pulse *pulse); /* what it owns */

#endif
