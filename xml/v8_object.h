#ifndef XML_V8_OBJECT_H
#define XML_V8_OBJECT_H

#include "xml/format.h"

/*
 * Objects as 1C:Enterprise's own XML serialization writes them, wherever they
 * stand. Both of its spellings are read:
 *
 *     <v8:CatalogObject.X xmlns:v8=".../current-config">   СериализаторXDTO
 *         <v8:Работы>…</v8:Работы>               a row of the section Работы
 *     <v8:InformationRegisterRecordSet.X>
 *         <v8:Filter>…<v8:Record>…
 *
 *     <CatalogObject.X>                                    ЗаписатьXML()
 *         <Работы><Row>…</Row></Работы>
 *     <InformationRegisterRecordSet.X>
 *         <Filter>…<Records><Record>…
 *
 * What is no order, nothing that orders refer to and no contact information is
 * passed over. Nothing is refused: what stands in an object is the
 * configuration's own.
 */

#define V8_XSI "http://www.w3.org/2001/XMLSchema-instance"

struct v8_object;

struct v8_object *v8_object_new(struct intake *intake);
void v8_object_free(struct v8_object *object);

/* A tag where an object may stand, then those inside it, and their ends. */
enum tag_wish v8_object_open(struct v8_object *object, const struct tag *tag);
/* False where it was the end of the object itself. */
bool v8_object_close(struct v8_object *object, const char *text);

/* An item of a table (`Справочник.X`) is predefined. */
void v8_object_predefined(struct v8_object *object, const char *table,
                          const char *ref, const char *name);

#endif
