/*
 * The groups of digits of one run, put together into numbers.
 *
 * A number is one or more whole groups that the numbering plan knows: the
 * longest that lets the rest of the run be numbers too. A run that is not
 * numbers throughout is tried again in parts: between its commas, then any full
 * number in it, which drops list numbers before (`1. 8 927 …`) and extensions
 * behind.
 *
 * Refused: dates (`30.12.2020`), and local numbers among other digits.
 */
#include "core/phone_run.h"

#include "core/phone_plan.h"

#include <string.h>

#define NUMBER_MOST 19 /* 8-10 and fifteen digits, with one to spare */

/* What groups [from, to) are together. */
static enum phone_kind kind_of(const struct phone_run *run, guint from,
                               guint to, char *number_r)
{
	char digits[NUMBER_MOST + 1];
	guint length = 0;
	enum phone_kind kind;

	for (guint i = from; i < to; i++) {
		if (length + run->groups[i].length > NUMBER_MOST)
			return PHONE_NONE;
		memcpy(digits + length, run->groups[i].digits,
		       run->groups[i].length);
		length += run->groups[i].length;
	}
	digits[length] = '\0';
	kind = phone_plan(digits, run->groups[from].plus, run->area_code,
	                  number_r);
	return kind == PHONE_LOCAL && !run->local ? PHONE_NONE : kind;
}

/* Takes [from, to) where it is numbers throughout. */
static bool take_all(const struct phone_run *run, guint from, guint to,
                     GPtrArray *found)
{
	/* ends[i]: where the number that begins at from+i ends, 0: nowhere */
	g_autofree guint *ends = g_new0(guint, to - from + 1);
	char number[PHONE_SIZE];

	for (guint i = to; i-- > from;) {
		guint most = MIN(to, i + NUMBER_MOST);

		for (guint end = most; end > i && !ends[i - from]; end--)
			if ((end == to || ends[end - from]) &&
			    kind_of(run, i, end, number))
				ends[i - from] = end;
	}
	if (!ends[0])
		return false;
	for (guint i = from; i < to; i = ends[i - from]) {
		kind_of(run, i, ends[i - from], number);
		g_ptr_array_add(found, g_strdup(number));
	}
	return true;
}

/* Takes every full number of [from, to), the longest first. */
static void take_full(const struct phone_run *run, guint from, guint to,
                      GPtrArray *found)
{
	char number[PHONE_SIZE];

	while (from < to) {
		guint end = MIN(to, from + NUMBER_MOST);

		while (end > from &&
		       kind_of(run, from, end, number) != PHONE_FULL)
			end--;
		if (end > from)
			g_ptr_array_add(found, g_strdup(number));
		from = MAX(end, from + 1);
	}
}

static void take_parts(const struct phone_run *run, guint from, guint to,
                       GPtrArray *found)
{
	guint part = from;

	if (from == to || take_all(run, from, to, found))
		return;
	for (guint i = from + 1; i <= to; i++) {
		if (i < to && run->groups[i].gap != GAP_COMMA)
			continue;
		if (i - part == to - from || !take_all(run, part, i, found))
			take_full(run, part, i, found);
		part = i;
	}
}

static bool two_digits(const struct phone_group *group, guint least, guint most)
{
	guint value = 0;

	if (group->length < 1 || group->length > 2 || group->plus)
		return false;
	for (guint i = 0; i < group->length; i++)
		value = value * 10 + (guint)(group->digits[i] - '0');
	return value >= least && value <= most;
}

/* `30.12.2020` or `30.12.20` at `i`, and no dot before or behind. */
static bool date_at(const struct phone_run *run, guint i)
{
	return i + 3 <= run->count && run->groups[i].gap != GAP_DOT &&
	       run->groups[i + 1].gap == GAP_DOT &&
	       run->groups[i + 2].gap == GAP_DOT &&
	       (i + 3 == run->count || run->groups[i + 3].gap != GAP_DOT) &&
	       two_digits(&run->groups[i], 1, 31) &&
	       two_digits(&run->groups[i + 1], 1, 12) &&
	       (run->groups[i + 2].length == 2 ||
	        run->groups[i + 2].length == 4);
}

void phone_run(const struct phone_run *run, GPtrArray *found)
{
	guint from = 0;

	for (guint i = 0; i < run->count; i++) {
		if (!date_at(run, i))
			continue;
		take_parts(run, from, i, found);
		from = i + 3;
		i += 2;
	}
	take_parts(run, from, run->count, found);
}
