/*
 * How far names are from each other, for messages. Nothing here decides: a
 * name that is only near is never taken.
 */
#include "core/near.h"

#include "core/text.h"

#include <string.h>

enum { LETTERS_MOST = 64, PART_LEAST = 3 };

struct letters {
	gunichar letter[LETTERS_MOST];
	guint count;
};

static void read_letters(const char *text, struct letters *letters)
{
	g_autofree char *folded = text_fold(text, TEXT_BLANKS | TEXT_LOOKALIKE);

	letters->count = 0;
	for (const char *p = folded; *p && letters->count < LETTERS_MOST;
	     p = g_utf8_next_char(p))
		letters->letter[letters->count++] = g_utf8_get_char(p);
}

static guint distance(const struct letters *a, const struct letters *b)
{
	guint rows[3][LETTERS_MOST + 1];

	for (guint j = 0; j <= b->count; j++)
		rows[0][j] = j;
	for (guint i = 1; i <= a->count; i++) {
		guint *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const guint *second = rows[(i + 1) % 3];
		const gunichar *at = &a->letter[i - 1];

		row[0] = i;
		for (guint j = 1; j <= b->count; j++) {
			const gunichar *to = &b->letter[j - 1];

			row[j] = MIN(MIN(row[j - 1], above[j]) + 1,
			             above[j - 1] + (*at == *to ? 0 : 1));
			if (i > 1 && j > 1 && *at == to[-1] && at[-1] == *to)
				row[j] = MIN(row[j], second[j - 2] + 1);
		}
	}
	return rows[a->count % 3][b->count];
}

guint near_distance(const char *a, const char *b)
{
	struct letters left, right;

	read_letters(a, &left);
	read_letters(b, &right);
	return distance(&left, &right);
}

guint near_rank(const char *typed, const char *name)
{
	g_autofree char *a = text_fold(typed, TEXT_BLANKS | TEXT_LOOKALIKE);
	g_autofree char *b = text_fold(name, TEXT_BLANKS | TEXT_LOOKALIKE);
	guint changes = near_distance(typed, name);
	bool holds = strstr(a, b) != NULL || strstr(b, a) != NULL;

	if (holds &&
	    MIN(g_utf8_strlen(a, -1), g_utf8_strlen(b, -1)) >= PART_LEAST)
		return MIN(changes, 1);
	return changes;
}

bool near_miss(guint rank, const char *name)
{
	return name[0] != '\0' && rank <= 1 + g_utf8_strlen(name, -1) / 4;
}

struct near_list {
	char *typed;
	GPtrArray *names; /* of struct near_name */
};

struct near_name {
	char *text;
	guint rank; /* G_MAXUINT: far, and then in the order of the portal */
};

static void name_free(gpointer data)
{
	struct near_name *name = data;

	g_free(name->text);
	g_free(name);
}

struct near_list *near_list_new(const char *typed)
{
	struct near_list *list = g_new0(struct near_list, 1);

	list->typed = g_strdup(typed);
	list->names = g_ptr_array_new_with_free_func(name_free);
	return list;
}

void near_add(struct near_list *list, const char *name, const char *id)
{
	struct near_name *added = g_new0(struct near_name, 1);
	guint by_name = near_rank(list->typed, name);
	guint by_id = near_rank(list->typed, id);

	added->rank = G_MAXUINT;
	if (near_miss(by_name, name))
		added->rank = by_name;
	if (near_miss(by_id, id))
		added->rank = MIN(added->rank, by_id);
	/* They look the same, so the eye will not find the difference. */
	if (text_same(list->typed, name, TEXT_BLANKS | TEXT_LOOKALIKE) &&
	    !text_same(list->typed, name, TEXT_BLANKS))
		added->text = g_strdup_printf(
			"«%s» (%s, там другие буквы: латинские или русские)",
			name, id);
	else
		added->text = g_strdup_printf("«%s» (%s)", name, id);
	g_ptr_array_add(list->names, added);
}

static int by_rank(gconstpointer a, gconstpointer b)
{
	const struct near_name *one = *(const struct near_name *const *)a;
	const struct near_name *other = *(const struct near_name *const *)b;

	return (one->rank > other->rank) - (one->rank < other->rank);
}

char *near_names(struct near_list *list, guint most, bool only_misses)
{
	GString *text = g_string_new(NULL);
	guint shown = 0, left = 0;

	g_ptr_array_sort(list->names, by_rank);
	for (guint i = 0; i < list->names->len; i++) {
		const struct near_name *name = list->names->pdata[i];

		if (only_misses && name->rank == G_MAXUINT)
			continue;
		if (shown == most) {
			left++;
			continue;
		}
		g_string_append_printf(text, "%s%s", shown > 0 ? ", " : "",
		                       name->text);
		shown++;
	}
	if (left > 0)
		g_string_append_printf(text, " и ещё %u", left);
	g_ptr_array_unref(list->names);
	g_free(list->typed);
	g_free(list);
	return g_string_free(text, FALSE);
}
