#ifndef HARNESS_READING_H
#define HARNESS_READING_H

#include "xml/order_reader.h"

/*
 * Files of 1C for tests: from a string to orders and faults in one call, by
 * way of a real descriptor.
 */

struct reading_case {
	int reading; /* enum reading */
	struct order_file file;
	struct order_source *source; /* NULL unless whole */
	GPtrArray *orders;           /* of struct order, owned; all of them */
};

/* Fails the test where the file cannot be read at all. `extra`: lines of
 * settings beside what they need, or NULL. */
void reading_of_bytes(struct reading_case *made, const char *bytes,
                      gsize length, const char *extra);
void reading_of(struct reading_case *made, const char *text);
void reading_of_file(struct reading_case *made, const char *name);
void reading_clear(struct reading_case *made);

/* The n-th order; fails where there is none. */
const struct order *reading_order(const struct reading_case *made, guint n);
/* The n-th fault's text. */
const struct message *reading_fault(const struct reading_case *made, guint n);

/* An order in one line a value, to compare whole orders. Owned by the
 * caller. */
char *reading_print(const struct order *order);

/* Fails unless every line of `expect` is one of the printed order, and no line
 * of `never` is part of it; two equal lines of `never` mean both. */
void reading_expect(const struct order *order, const char *expect,
                    const char *never);

/* A file in the format `orders` around these elements. Owned by the caller. */
char *reading_wrap(const char *orders);

/* For many files in a row: the schemas are compiled once. */
struct order_reader *reading_reader(void);
void reading_with(struct reading_case *made, struct order_reader *reader,
                  const char *bytes, gsize length, const char *extra);

/* The descriptor of an unlinked file that holds the bytes. */
int reading_fd(const char *bytes, gsize length);

#endif
