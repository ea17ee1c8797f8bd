#ifndef CORE_MESSAGE_TABLE_H
#define CORE_MESSAGE_TABLE_H

#include "core/message.h"

/* What stands behind a code: for message.c alone. */
struct message_row {
	const char *name;
	enum message_kind kind;
	const char *text; /* with `{name}` where a value goes */
	const char *advice;
};

const struct message_row *message_row(enum message_code code);

#endif
