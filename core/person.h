#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "core/order.h"

#include <glib.h>
#include <stdbool.h>

/*
 * The names of a client as a contact card has them. Texts are owned and never
 * NULL after person_read(); "" is "not said", and clears nothing.
 */
struct person {
	char *last, *first, *middle;
	bool legal;    /* a legal entity: its whole name is in `first` */
	bool nameless; /* no name, or one that names nobody */
};

/*
 * 1C's own parts are believed; else `Фамилия Имя Отчество` is taken apart. One
 * word is a last name, as 1C's people write it first; words after the third
 * belong to the patronymic (Али Гасан оглы). `ignore_names`: names that name
 * nobody, such as «Частное лицо».
 */
void person_read(const struct client *client, GStrv ignore_names,
                 struct person *person_r);
void person_clear(struct person *person);

/* `Петров Пётр Петрович`; owned by the caller. */
char *person_whole(const char *last, const char *first, const char *middle);

#endif
