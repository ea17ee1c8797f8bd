#ifndef WATCHER_STATUS_H
#define WATCHER_STATUS_H

#include "core/settings.h"

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * How the bridge is, for `status` and the settings page. Looks only: nothing
 * is written, no lock is kept.
 *
 * Times are ISO 8601 with their zone (UTC), what is not known is null.
 *   {"level":0|1|2|3, "problems":[{"level":n,"text":…}],
 *    "running":bool, "pid":n, "started":…, "last_look":…,
 *    "settings_sha256":(it runs with), "settings_refused":(why, or null),
 *    "portal":{"state":"ok|outage|refused|unknown","text":…,"since":…},
 *    "trouble":{"text":…,"since":…} or null: of the daemon, not the portal's
 *    "queue":{"in":n,"work":n,"oldest_seconds":n or null},
 *    "held_files":[{"name","bytes","since","count","orders","why"}],
 *    "last_file":{"name","received","state"} or null,
 *    "last_success":(a file was carried out),
 *    "today":{"created":n,…,"failed":n}, (of the settings' time zone)
 *    "waiting":{"held":n,"failed":n},
 *    "silence_hours":(since the last file, with a fraction),
 *    "disk":{"free_bytes":n,"total_bytes":n,"low":bool,"text":…} or null,
 *    "folder":{"ok":bool,"text":…},
 *    "history":{"ok":bool,"text":…}}
 *
 * held_files: at most STATUS_HELD, oldest first; "count": of deals, from the
 * brake, null where the history does not have it; "name" is plain
 * (spool_name_plain), "raw" as `release_file` wants it where that differs.
 * `level` and exit status of `status` (contract, "Commands"): 0 well;
 * 1 warning; 2 critical; 3 not running.
 */

enum { STATUS_HELD = 100, STATUS_COUNTED = 100000 };

enum status_level { STATUS_WELL, STATUS_WARNING, STATUS_CRITICAL, STATUS_DOWN };

/* NULL: state or folder may not be looked at (G_FILE_ERROR_ACCES, PERM); a
 * history that cannot be read is told in the answer. */
cJSON *status_report(const struct settings *settings, GError **error);

#endif
