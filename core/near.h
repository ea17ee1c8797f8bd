#ifndef CORE_NEAR_H
#define CORE_NEAR_H

#include <glib.h>
#include <stdbool.h>

/*
 * The name that somebody meant who typed another. Letter case, blanks and
 * look-alike letters (Latin C, Cyrillic С) make no difference; names longer
 * than 64 letters are compared by these.
 */

/* Letters to change, add, drop or swap with their neighbour, so as to get from
 * one text to the other. */
guint near_distance(const char *a, const char *b);

/* The same, and 1 where one holds the other, from three letters on: «Номер» in
 * «Номер заказ-наряда». */
guint near_rank(const char *typed, const char *name);

/* Whether a name of this rank may be a mistyped one. */
bool near_miss(guint rank, const char *name);

/* Names to choose from, those first that may be meant: near_add() each, then
 * near_names() once. */
struct near_list;
struct near_list *near_list_new(const char *typed);
/* Under the best of both; `id` is put in parentheses. Both are copied. */
void near_add(struct near_list *list, const char *name, const char *id);
/* "«Новая» (NEW), «В работе» (EXECUTING) и ещё 12", at most `most`; with
 * `only_misses` those that may be meant, "" where none. Frees the list; the
 * text is owned by the caller. */
char *near_names(struct near_list *list, guint most, bool only_misses);

#endif
