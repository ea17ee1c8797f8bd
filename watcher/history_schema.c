/*
 * The tables of history.db. A migration is never edited once it was released:
 * a new one is added behind it.
 *
 * Kinds and states are words, so that a new order of an enum cannot change
 * what an old row means, and so that sqlite3(1) shows something to people.
 * Times are seconds since 1970 in UTC; NULL: none.
 */
#include "watcher/history_p.h"

static const char version_1[] =
	/* `name` is bytes: a name need not be UTF-8. */
	"CREATE TABLE file ("
	"  id INTEGER PRIMARY KEY,"
	"  name TEXT NOT NULL,"
	"  sha256 TEXT NOT NULL,"
	"  format TEXT,"
	"  exported INTEGER,"
	"  received INTEGER NOT NULL,"
	"  finished INTEGER,"
	"  state TEXT NOT NULL DEFAULT 'open',"
	"  ack TEXT,"
	"  kept TEXT,"
	"  count_all INTEGER NOT NULL DEFAULT 0,"
	"  count_created INTEGER NOT NULL DEFAULT 0,"
	"  count_updated INTEGER NOT NULL DEFAULT 0,"
	"  count_unchanged INTEGER NOT NULL DEFAULT 0,"
	"  count_skipped INTEGER NOT NULL DEFAULT 0,"
	"  count_held INTEGER NOT NULL DEFAULT 0,"
	"  count_failed INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX file_content ON file (sha256, received);"
	"CREATE INDEX file_received ON file (received);"
	"CREATE INDEX file_open ON file (id) WHERE state = 'open';"

	/* `document` is the document's key, and for an order that has none
         * the content and place it came from. `json` is the outcome whole;
         * the columns are what is searched for. */
	"CREATE TABLE outcome ("
	"  id INTEGER PRIMARY KEY,"
	"  file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,"
	"  position INTEGER NOT NULL,"
	"  document TEXT NOT NULL,"
	"  number TEXT,"
	"  kind TEXT NOT NULL,"
	"  deal INTEGER,"
	"  contact INTEGER,"
	"  at INTEGER NOT NULL,"
	"  since INTEGER NOT NULL,"
	"  json TEXT NOT NULL,"
	"  UNIQUE (file, position));"
	"CREATE INDEX outcome_document ON outcome (document, id);"
	"CREATE INDEX outcome_number ON outcome (number);"
	"CREATE INDEX outcome_again ON outcome (since)"
	"  WHERE kind IN ('held', 'failed');"

	"CREATE TABLE change ("
	"  id INTEGER PRIMARY KEY,"
	"  outcome INTEGER NOT NULL REFERENCES outcome ON DELETE CASCADE,"
	"  entity TEXT NOT NULL,"
	"  field TEXT NOT NULL,"
	"  was TEXT,"
	"  became TEXT,"
	"  at INTEGER NOT NULL);"
	"CREATE INDEX change_outcome ON change (outcome);"

	/* settled NULL: sent, and nobody knows (yet). given_up: whoever
         * started next waited and asks the portal by the mark. */
	"CREATE TABLE write ("
	"  id INTEGER PRIMARY KEY,"
	"  file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,"
	"  entity TEXT NOT NULL,"
	"  verb TEXT NOT NULL,"
	"  entity_id INTEGER,"
	"  originator TEXT,"
	"  origin TEXT,"
	"  contact INTEGER,"
	"  changes TEXT NOT NULL,"
	"  intended INTEGER NOT NULL,"
	"  settled INTEGER,"
	"  result TEXT,"
	"  refusal TEXT,"
	"  kept TEXT,"
	"  given_up INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX write_file ON write (file);"
	"CREATE INDEX write_open ON write (intended)"
	"  WHERE settled IS NULL AND given_up = 0;"
	"CREATE INDEX write_settled ON write (settled);"

	/* Memory: kept for as long as the history. */
	"CREATE TABLE document ("
	"  key TEXT PRIMARY KEY,"
	"  exported INTEGER,"
	"  deal INTEGER,"
	"  state TEXT,"
	"  stage TEXT,"
	"  contact INTEGER) WITHOUT ROWID;"
	"CREATE TABLE contact ("
	"  id INTEGER PRIMARY KEY,"
	"  named INTEGER NOT NULL);"

	/* What references point to (history_learned.c), and the numbers of
         * exchange-plan messages (history_messages.c). */
	"CREATE TABLE learned ("
	"  guid TEXT PRIMARY KEY,"
	"  type TEXT,"
	"  predefined TEXT,"
	"  card INTEGER,"
	"  attributes TEXT,"
	"  contacts TEXT);"
	"CREATE TABLE message ("
	"  plan TEXT NOT NULL,"
	"  theirs TEXT NOT NULL,"
	"  ours TEXT NOT NULL,"
	"  received INTEGER NOT NULL,"
	"  sent INTEGER NOT NULL,"
	"  written INTEGER NOT NULL DEFAULT 0,"
	"  PRIMARY KEY (plan, theirs, ours)) WITHOUT ROWID;"

	/* Content that a retry brings again, and when it came first. */
	"CREATE TABLE dropped ("
	"  sha256 TEXT PRIMARY KEY,"
	"  received INTEGER NOT NULL) WITHOUT ROWID;"
	/* Content that a person lets pass. */
	"CREATE TABLE allowed ("
	"  sha256 TEXT PRIMARY KEY,"
	"  pass TEXT NOT NULL) WITHOUT ROWID;";

static const char version_2[] =
	/* Why a file was rejected or is held; and how many deals it would
         * create, close or reopen where that is the reason. */
	"ALTER TABLE file ADD COLUMN why TEXT;"
	"ALTER TABLE file ADD COLUMN brake INTEGER;"
	"CREATE INDEX file_finished ON file (finished);"
	"CREATE INDEX file_held ON file (kept) WHERE state = 'held';"

	/* For people who look for orders (history_browse.c). */
	"CREATE INDEX outcome_at ON outcome (at);"
	"CREATE INDEX outcome_kind ON outcome (kind);"
	"CREATE INDEX outcome_deal ON outcome (deal)"
	"  WHERE deal IS NOT NULL;"
	"CREATE TABLE phone ("
	"  outcome INTEGER NOT NULL REFERENCES outcome ON DELETE CASCADE,"
	"  digits TEXT NOT NULL,"
	"  ends TEXT NOT NULL,"
	"  PRIMARY KEY (outcome, digits)) WITHOUT ROWID;"
	"CREATE INDEX phone_ends ON phone (ends, outcome);"
	"INSERT INTO phone"
	"  SELECT outcome, digits, substr(digits, -4) FROM ("
	"    SELECT outcome.id AS outcome, ltrim(value, '+') AS digits"
	"      FROM outcome, json_each(CASE WHEN json_valid(outcome.json)"
	"        THEN outcome.json ELSE '{}' END, '$.before.phones')"
	"    UNION SELECT outcome, ltrim(became, '+') FROM change"
	"      WHERE entity = 'contact' AND field = 'PHONE')"
	"  WHERE length(digits) >= 4 AND digits NOT GLOB '*[^0-9]*';"

	/* The newest outcome of each document, where it waits for somebody. */
	"CREATE TABLE waiting ("
	"  document TEXT PRIMARY KEY,"
	"  outcome INTEGER NOT NULL REFERENCES outcome ON DELETE CASCADE,"
	"  kind TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE UNIQUE INDEX waiting_outcome ON waiting (outcome);"
	"INSERT INTO waiting SELECT document, id, kind FROM outcome"
	"  WHERE kind IN ('held', 'failed') AND NOT EXISTS ("
	"    SELECT 1 FROM outcome AS newer"
	"    WHERE newer.document = outcome.document"
	"    AND newer.id > outcome.id);"

	/* Names that files have had (history_seen.c). */
	"CREATE TABLE seen ("
	"  kind TEXT NOT NULL,"
	"  folded TEXT NOT NULL,"
	"  name TEXT NOT NULL,"
	"  orders INTEGER NOT NULL,"
	"  newest INTEGER NOT NULL,"
	"  PRIMARY KEY (kind, folded)) WITHOUT ROWID;"
	"CREATE INDEX seen_newest ON seen (kind, newest);";

static const char version_3[] =
	/* Numbers of the history itself (history_loss.c). */
	"CREATE TABLE note ("
	"  name TEXT PRIMARY KEY,"
	"  value INTEGER) WITHOUT ROWID;"
	"INSERT INTO note VALUES ('count', 0), ('lost', NULL),"
	"  ('rebuild', 0), ('checked', 0);";

static const char *const migrations[] = { version_1, version_2, version_3 };

guint history_newest_version(void)
{
	return G_N_ELEMENTS(migrations);
}

static bool step(struct history *history, guint version, GError **error)
{
	g_autofree char *stamp =
		g_strdup_printf("PRAGMA user_version = %u; "
	                        "PRAGMA application_id = %d;",
	                        version + 1, HISTORY_APPLICATION);
	if (!history_begin(history, error))
		return false;
	bool good = history_run(history, migrations[version], error) &&
	            history_run(history, stamp, error);
	return history_end(history, good, error);
}

bool history_migrate(struct history *history, guint version, GError **error)
{
	for (; version < G_N_ELEMENTS(migrations); version++)
		if (!step(history, version, error))
			return false;
	return true;
}
