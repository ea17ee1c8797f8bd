#ifndef XML_THINGS_H
#define XML_THINGS_H

#include "xml/records.h"
#include "xml/slots.h"

/*
 * What references of a file point to: clients, states, organizations, cars.
 * A thing is known by its GUID, by its number in the file (`Нпп`), or by its
 * search properties alone; what is told about it lies in the record file, in
 * a chain from the last record back to the first. In memory a thing takes
 * some sixty bytes.
 */

#define THING_NONE G_MAXUINT32

/* The items of a record of facts. Attributes of 1C's objects stand beside them
 * (onec_node.h). */
enum fact {
	FACT_TYPE, /* Справочник.Контрагенты */
	FACT_GUID,
	FACT_NUMBER, /* Нпп, as text */
	FACT_PREDEFINED,
	FACT_NAME,
	FACT_FULL_NAME,
	FACT_CODE,
	FACT_LAST,
	FACT_FIRST,
	FACT_MIDDLE,
	FACT_KIND,
	FACT_VIN,
	FACT_PLATE,
	FACT_SINGLES, /* of those above only one counts */
	FACT_PHONE = FACT_SINGLES,
	FACT_MAIL,
	FACT_CONTACT_KIND, /* says what the contact right behind it is */
	FACT_CONTACT,
	FACT_CARD, /* a number: the whole object, no mention of it */
	/* Contacts and properties may also come from a register; its contacts
	 * are told apart by their slot, «Тип/Вид». */
	FACT_REGISTER, /* slots that it holds nothing for but what is told;
	                  a part that is empty means all */
	FACT_RECORD,   /* a number: what this record tells is of a register */
	FACT_SLOT,     /* of the contact behind it */
};

struct thing {
	guint8 guid[16]; /* zeros: not known */
	guint64 last;    /* offset of the newest facts; 0: none */
	guint64 said[2]; /* hashes of the newest facts */
};

struct numbered {
	guint64 number;
	guint32 thing;
};

struct things {
	struct records *records; /* not owned */
	GArray *things;          /* of struct thing */
	GArray *numbers;         /* of struct numbered */
	struct slots by_guid, by_number;
};

void things_init(struct things *things, struct records *records);
void things_clear(struct things *things);
guint32 things_count(const struct things *things);

/* The thing with this GUID (lower case, or NULL) and this number in the file
 * (0: none), made where it is not known. A number means what it meant last. */
guint32 things_find(struct things *things, const char *guid, guint64 number);

/* Its GUID as text; false where it is not known. */
bool things_guid(const struct things *things, guint32 thing, char text_r[37]);

/* One more number of a thing. */
void things_number(struct things *things, guint32 thing, guint64 number);

/* Numbers of two kinds, and keys made of search properties, do not meet. */
#define THINGS_GLOBAL (G_GUINT64_CONSTANT(1) << 63)
#define THINGS_KEY (G_GUINT64_CONSTANT(1) << 62)

/* Puts facts (items of a record) to those known; what was just said is not
 * said again. */
void things_tell(struct things *things, guint32 thing, const GByteArray *facts);

/* Whether anything was told of it. */
bool things_told(const struct things *things, guint32 thing);

/* Writes where the facts of every thing are; the offset of that. */
guint64 things_write(struct things *things);

#endif
