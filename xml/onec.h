#ifndef XML_ONEC_H
#define XML_ONEC_H

#include "xml/format.h"
#include "xml/onec_names.h"

/*
 * 1C's own formats (КД2, exchange-plan messages, V8Exch) are spellings of one
 * thing: an object with a type, a reference and named attributes, some of them
 * references to other objects. A reader of such a format says here what it
 * meets, tag by tag; here an order is made of an object by the names in [1c],
 * and what other objects tell of clients, states and cars is put aside.
 *
 *     onec_begin(onec, "Документ.ЗаказНаряд", line);
 *         onec_guid(onec, "8d1c…");
 *         onec_text(onec, "Номер", "ТС00012345");
 *         onec_begin(onec, "Справочник.Контрагенты", line);  a reference
 *             onec_guid(onec, "3b8f…");
 *         thing = onec_end_reference(onec);
 *         onec_thing(onec, "Заказчик", thing);
 *         onec_section(onec, "Работы");
 *         onec_begin_row(onec);
 *             onec_text(onec, "Количество", "1");
 *         onec_end_row(onec);
 *     onec_end_object(onec);
 *
 * A set of records of contact information is all that the register holds for
 * what it was filtered by:
 *
 *     onec_begin(onec, "РегистрСведений.КонтактнаяИнформация", line);
 *         onec_thing(onec, "Объект", thing);
 *     onec_end_filter(onec);
 *     … and each of its records as an object
 */

struct onec;

struct onec *onec_new(struct intake *intake);
/* The same for a format with names of its own. */
struct onec *onec_new_as(struct intake *intake,
                         const struct onec_dialect *dialect);
void onec_free(struct onec *onec);

/* Whether objects of this type can be skipped whole. */
bool onec_skips(const struct onec *onec, const char *type);

/* Whether records of this register are of use. */
bool onec_reads_records(const struct onec *onec, const char *type);

/* Begins an object, or a reference inside one. Types are those of the
 * configuration: `Справочник.X`, `РегистрСведений.X`; "" where not said. */
void onec_begin(struct onec *onec, const char *type, guint line);
void onec_end_object(struct onec *onec);
/* It is a group of a catalog: no order refers to it. */
void onec_end_group(struct onec *onec);
/* It was removed from 1C: only its GUID is known. */
void onec_end_removed(struct onec *onec);
void onec_end_filter(struct onec *onec);
/* What the reference points to, for onec_thing() right behind it; THING_NONE
 * where to nothing. */
guint32 onec_end_reference(struct onec *onec);

/* Of the object or reference begun last. */
void onec_guid(struct onec *onec, const char *text);
void onec_predefined(struct onec *onec, const char *text);
/* Its number in the file; may be said several times. `global`: ГНпп. */
void onec_number(struct onec *onec, const char *text, bool global);
/* It has this attribute, whatever its value: what is there and empty says of a
 * sum that it is 0 (КД2 writes 0 as <Пусто/>), what is not there says nothing.
 */
void onec_attribute(struct onec *onec, const char *name);
/* A value that says nothing (value.h) leaves what was said before. */
void onec_text(struct onec *onec, const char *name, const char *text);
void onec_thing(struct onec *onec, const char *name, guint32 thing);

/* ---- the same for formats that look names up themselves ---- */

/* What an attribute of this name is; -1: it has no meaning, and need be told
 * only while onec_looks(). */
int onec_id(struct onec *onec, const char *name);
/* Whether everything that the outermost object has is of interest, as of the
 * first few of a file. */
bool onec_looks(const struct onec *onec);
bool onec_is_section(struct onec *onec, const char *name);
void onec_text_as(struct onec *onec, const char *name, int id,
                  const char *text);
/* A reference that is nothing but a GUID, in lower case. */
void onec_mention_as(struct onec *onec, const char *name, int id,
                     const char *type, const char *guid);

/* What the number points to, which was met before. */
guint32 onec_numbered(struct onec *onec, const char *text, bool global);

/* Rows of a tabular section of the object begun last. */
void onec_section(struct onec *onec, const char *name);
void onec_begin_row(struct onec *onec);
void onec_end_row(struct onec *onec);

#endif
