#ifndef XML_ACK_LOAD_H
#define XML_ACK_LOAD_H

#include "core/outcome.h"
#include "core/settings.h"
#include "xml/exchange_message.h"

#include <glib.h>
#include <stdbool.h>

/*
 * An КД2 file that carries the deal IDs into 1C: its standard «Универсальный
 * обмен данными в формате XML» loads it as it is, without a line of code in
 * 1C. Either a record of an information register per order (register), or one
 * attribute of the document (attribute).
 *
 * How 1C's reader treats it is known from its code, in the library of standard
 * subsystems 3.1.12 (УниверсальныйОбменДаннымиXML, procedures ПрочитатьОбъект,
 * НайтиОбъектПоСсылке, ОткрытьФайлЗагрузки):
 *   - without ПравилаОбмена and ИмяПравила it loads by names alone;
 *   - a document that is not found is left out (НеСоздаватьЕслиНеНайден), in
 *     a register its dimension stays empty;
 *   - search properties are written into the document, unless НеЗамещать;
 *   - a register record is written anew as a whole: what is not said is lost.
 *     So an order that failed bears the deal and the contact that it had;
 *   - each Свойство needs its Тип; only plain text counts inside Значение.
 * A message of an exchange plan by rules (3.x) needs ПравилаОбмена, be they
 * empty, and ДанныеПоОбмену before the objects
 * (КонвертацияОбъектовИнформационныхБаз, ПрочитатьДанныеПоОбмену).
 *
 * 1C executes what stands in Алгоритм, Выражение and in rules: none of them is
 * ever written, but the rules of the settings, which are the administrator's.
 * No text of an input becomes an element or an attribute.
 *
 * Naming, syncing and renaming are the caller's.
 */

struct ack_load;

struct ack_load_header {
	enum settings_load load; /* not LOAD_NONE */
	const char *target;      /* of [ack] load_target */
	const char *document; /* of [1c] order: "Документ.ЗаказНаряд" */
	const char *rules;   /* of ack_load_rules(), or NULL */
	const char *written; /* local time: 2020-12-26T18:00:07 */
	const char *sha256;  /* of the source */
	/* What to answer a message of an exchange plan with; NULL: a file of
	 * version 2.0, which is none. */
	const struct exchange_message *reply;
};

/* The headers are not kept. */
struct ack_load *ack_load_new(int fd, const struct ack_load_header *header,
                              GError **error);

/* What the document had before; 0: none. */
struct ack_load_known {
	gint64 deal, contact;
};

/*
 * Adds the order, where 1C can find it (by GUID, else by number and date) and
 * there is something to tell it. `known` may be NULL; `date`: of the outcome,
 * as a local time with seconds, or NULL.
 */
bool ack_load_order(struct ack_load *load, const struct outcome *outcome,
                    const struct ack_load_known *known, const char *date,
                    GError **error);

/* How many orders it tells of. */
guint64 ack_load_count(const struct ack_load *load);

/* Writes the end; the writer is used up but not freed. */
bool ack_load_finish(struct ack_load *load, GError **error);
void ack_load_free(struct ack_load *load);

/* The rules of a file, as they are to be put in; owned. NULL and
 * G_FILE_ERROR_INVAL where the file is none of rules. */
char *ack_load_rules(const char *text, gsize length, GError **error);

/* `Документ.ЗаказНаряд` is written `ДокументСсылка.ЗаказНаряд`; NULL where the
 * name cannot be one of 1C's. Owned. */
char *ack_load_document(const char *name);

#endif
