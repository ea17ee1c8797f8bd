#ifndef CORE_ORDER_H
#define CORE_ORDER_H

#include <glib.h>
#include <stdbool.h>

/*
 * A work order (заказ-наряд) with its client, as a file of 1C has it. Values
 * are the file's texts, trimmed, NULL where the file has none (an empty
 * element, a zero GUID and 0001-01-01T00:00:00 are none). Nothing is judged
 * here: see judge.h.
 */

/* The paths that [fields] and `title` may name (contract, "Input"). */
enum order_path {
	ORDER_NUMBER,
	ORDER_DATE,
	ORDER_CLOSED,
	ORDER_STATE, /* the state's name */
	ORDER_ORGANIZATION,
	ORDER_AMOUNT,
	ORDER_CLIENT_NAME,
	ORDER_CLIENT_PHONE, /* the first, as written */
	ORDER_CAR_NAME,
	ORDER_CAR_VIN,
	ORDER_CAR_PLATE,
	ORDER_CAR_MILEAGE,
	ORDER_REASON,
	ORDER_DISPATCHER,
	ORDER_MASTER,
	ORDER_WORKS, /* a line a row */
	ORDER_GOODS,
	ORDER_PATHS
};

struct client {
	char *ref; /* GUID, lower case */
	char *name;
	char *last, *first, *middle;
	char *kind; /* free text: Физлицо, ЧастноеЛицо, Юрлицо, ИП … */
	GPtrArray *phones; /* owned texts, as written; never NULL */
	GPtrArray *mails;  /* likewise */
};

/* Where a value comes from, for whoever asks (order_source.h). */
struct order_origin {
	const char *key; /* of [1c]; NULL: nobody knows a use for it */
	char *path;      /* in 1C */
	char *value;
};

struct order {
	char *ref;               /* document GUID, lower case */
	char *text[ORDER_PATHS]; /* by path */
	char *state_predefined;  /* predefined name of the state */
	char *state_ref;         /* GUID of the state */
	char *organization_ref;
	char *currency;
	bool deleted;      /* deletion mark */
	bool removed;      /* and gone from 1C: nothing is known but its GUID */
	GPtrArray *phones; /* the document's own, as written; never NULL */
	bool has_client;
	struct client client;
	char *unknown_reference; /* what a reference names and nothing explains
	                          */
	char *unexplained[ORDER_PATHS]; /* the same, by path, of references
	                                   that an order may do without */
	bool superseded;    /* the same document stands later in the file */
	guint line;         /* in the file; 0: not known */
	gint64 exported;    /* export time of its file, WHEN_NONE: not said */
	GPtrArray *origins; /* of struct order_origin, owned; NULL: not asked */
	gpointer file;      /* whoever reads several files may hang one here */
};

struct order *order_new(void);
void order_free(struct order *order);

void order_origin_free(gpointer origin);

/* "client.name" and back; -1 where there is no such path. */
const char *order_path_name(enum order_path path);
int order_path_find(const char *name);

#endif
