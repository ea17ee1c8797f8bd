#ifndef XML_FORMAT_H
#define XML_FORMAT_H

#include "core/settings.h"
#include "xml/exchange_message.h"
#include "xml/faults.h"
#include "xml/order_book.h"

#include <glib.h>
#include <libxml/tree.h>
#include <stdbool.h>

/*
 * What a format of 1C is to the pass over a file: a root element, an XSD, and
 * a reader that is told of every tag and puts orders into the book. A new
 * format is one file and one line in formats.c.
 *
 * A reader sees each tag before the XSD does and each end after it, so it must
 * bear whatever stands there. What it made of a bad file is thrown away.
 */

/* A start tag. The name is interned in the file's dictionary: equal names are
 * equal pointers (intake_name). */
struct tag {
	const char *name;
	const char *space; /* namespace, or NULL */
	guint line;
	const unsigned char **attributes; /* as SAX2 has them */
	int count;
};

/* The value of an attribute without namespace, into `value`; false, and
 * `value` empty, where the tag has none. */
bool tag_attribute(const struct tag *tag, const char *name, GString *value);
/* The same in a namespace, as of `xsi:type`. */
bool tag_attribute_in(const struct tag *tag, const char *space,
                      const char *name, GString *value);

enum tag_wish {
	TAG_CHILDREN, /* the tags inside are wanted */
	TAG_TEXT,     /* the text is wanted */
	TAG_GLANCE,   /* its beginning, however long it may be */
	TAG_SKIP, /* nothing inside is, not even by the XSD; no `close` comes */
};

/* What a reader works with. */
struct intake {
	const struct settings *settings;
	struct order_book *book;
	struct faults *faults;
	xmlDict *names;
	char *exported; /* set by the reader: as the file says, or NULL */
	struct exchange_message *message;     /* likewise, owned; or NULL */
	struct exchange_message *kd2_message; /* likewise */
};

/* The name as tags will have it. */
const char *intake_name(struct intake *intake, const char *name);

/* `said` orders or objects, as the file says; `what` of them were found. */
void intake_count(struct intake *intake, const char *said, guint64 found,
                  const char *what);

struct format {
	const char *name;  /* "orders" */
	const char *space; /* of the root; NULL: none */
	/* The root's namespace only begins so, and says which version it is;
	 * the XSD is shown `space` for it. */
	bool is_space_prefix;
	const char *root;   /* its local name */
	const char *schema; /* "orders.xsd" */
	gpointer (*begin)(struct intake *intake, const struct tag *root);
	enum tag_wish (*open)(gpointer reader, const struct tag *tag);
	/* `text`: of the element that ends, "" where it was not wanted. */
	void (*close)(gpointer reader, const char *text);
	void (*finish)(gpointer reader); /* the file is well-formed and valid */
	void (*free)(gpointer reader);
};

extern const struct format format_orders, format_orders_nons, format_kd2,
	format_v8msg, format_v8exch, format_enterprisedata, format_commerceml,
	format_commerceml_nons;

/* All of them, ends with NULL. */
extern const struct format *const formats[];

/* Where the root alone does not tell formats apart (v8msg and EnterpriseData
 * do not share one), the first one counts; NULL: not known. */
const struct format *format_of(const char *root, const char *space);

#endif
