#ifndef XML_V8_OBJECT_P_H
#define XML_V8_OBJECT_P_H

#include "xml/onec.h"
#include "xml/v8_object.h"

/* What v8_object.c, v8_records.c and v8_names.c share. */

enum where {
	OBJECT,
	FIELD,      /* an attribute, a row of a section, or a section */
	ROW,        /* Row, in a section */
	CELL,       /* an attribute of a row */
	SET,        /* a set of records */
	FILTER,     /* that it was selected by: */
	CONDITION,  /* <Объект>…</Объект>, or */
	ITEM,       /* <FilterItem> with */
	ITEM_NAME,  /* <Name>Объект</Name> and */
	ITEM_VALUE, /* <Value>…</Value> */
	RECORDS,
	RECORD,
	RECORD_FIELD,
	DELETION, /* ObjectDeletion */
	DELETED,  /* its Ref */
};

#define REGISTER "РегистрСведений."

/* Names that the platform gives, as against the configuration's own. */
enum name {
	REF,
	IS_FOLDER,
	PREDEFINED,
	FILTER_NAME,
	FILTER_ITEM,
	FILTER_ITEM_NAME,
	FILTER_ITEM_VALUE,
	RECORDS_NAME,
	RECORD_NAME,
	ROW_NAME,
	OBJECT_DELETION,
	NAMES
};

/* What an attribute is good for. */
struct meaning {
	const char *attribute; /* as people call it */
	int id;                /* onec_id() */
	bool section;
	bool platform; /* read here, whatever the configuration */
};

struct frame {
	enum where where;
	const char *name; /* interned */
	struct meaning meaning;
	GString *type; /* xsi:type */
	guint line;
	bool row; /* a FIELD that turned out to be one */
};

struct v8_object {
	struct onec *onec;
	const char *names[NAMES]; /* as tags have them */
	GHashTable *known;        /* interned name → struct meaning, owned */
	GPtrArray *frames;        /* of struct frame; `depth` are open */
	guint depth;
	bool group;          /* the object is one */
	const char *section; /* of it, that rows came of last */
	GString *type;       /* of the object */
	GString *item_name, *item_value, *item_type;
	GString *scratch;
};

static inline struct frame *v8_top(const struct v8_object *object)
{
	return g_ptr_array_index(object->frames, object->depth - 1);
}

struct frame *v8_push(struct v8_object *object, enum where where,
                      const struct tag *tag);

/* An attribute of a row or record. */
enum tag_wish v8_open_cell(struct v8_object *object, enum where where,
                           const struct tag *tag);
/* A value: references are written as their GUID, with or without saying so. */
void v8_put(struct v8_object *object, const char *name, int id,
            const char *type, const char *text);

/* ---- v8_names.c ---- */

void v8_names_init(struct v8_object *object, struct intake *intake);
/* What a name means, looked up once. */
struct meaning v8_meaning(struct v8_object *object, const char *name);
/* `DocumentObject.ЗаказНаряд` is `Документ.ЗаказНаряд` in the configuration.
 * False, and `type` empty, where the kind is none that is of use. */
bool v8_object_type(const char *name, GString *type);
/* The same of `v8:CatalogRef.Контрагенты`, whatever the prefix. */
void v8_reference_type(const char *written, GString *type);

/* ---- v8_records.c: sets of records ---- */

enum tag_wish v8_records_open(struct v8_object *object, const struct tag *tag);
void v8_records_close(struct v8_object *object, const struct frame *frame,
                      const char *text);

#endif
