#ifndef WATCHER_LOGBOOK_P_H
#define WATCHER_LOGBOOK_P_H

#include "watcher/logbook.h"

/* What the files of logbook share. */

#define LOGBOOK_NAME "log"
#define LOGBOOK_OLD_NAME "log.1"

#endif
