/*
 * Carries reads out. A read may be repeated as often as it takes: it changes
 * nothing.
 */
#include "b24/convoy.h"

struct reading {
	struct convoy convoy;
	bool spare; /* a refused read is the caller's to look at */
};

static bool is_final(const struct reading *reading,
                     const struct command *command)
{
	switch (command->kind) {
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		return !reading->spare;
	case ANSWER_STOP:
	case ANSWER_STOPPED:
		return true;
	default:
		return false;
	}
}

static bool landed(gpointer context, const struct batch *batch, GError **error)
{
	struct reading *reading = context;

	for (guint i = 0; i < batch->commands->len; i++) {
		const struct command *command = batch->commands->pdata[i];

		if (is_final(reading, command)) {
			call_fail(error, command->kind, command->text);
			return false;
		}
	}
	return convoy_again(&reading->convoy, batch, true, error);
}

bool batch_read(struct portal *portal, const GPtrArray *commands, bool spare,
                GError **error)
{
	g_autoptr(GPtrArray) queue = g_ptr_array_sized_new(commands->len);
	struct reading reading = {
		.convoy = { .portal = portal,
		            .queue = queue,
		            .landed = landed },
		.spare = spare,
	};

	reading.convoy.context = &reading;
	g_ptr_array_extend(queue, (GPtrArray *)commands, NULL, NULL);
	return convoy_run(&reading.convoy, error);
}
