/*
 * The plain values that a portal is described with. Knows nothing of the
 * settings: what a name means is decided in rules.c.
 */
#include "core/dictionary.h"

#include "core/text.h"

#include <string.h>

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	g_free(stage->id);
	g_free(stage->name);
	g_free(stage);
}

void funnel_free(struct funnel *funnel)
{
	if (!funnel)
		return;
	g_free(funnel->name);
	g_clear_pointer(&funnel->stages, g_ptr_array_unref);
	g_free(funnel);
}

void deal_field_free(struct deal_field *field)
{
	if (!field)
		return;
	g_free(field->code);
	g_free(field->name);
	g_free(field->label);
	g_free(field->type);
	g_free(field);
}

void source_free(struct source *source)
{
	if (!source)
		return;
	g_free(source->id);
	g_free(source->name);
	g_free(source);
}

void user_free(struct user *user)
{
	if (!user)
		return;
	g_free(user->name);
	g_free(user);
}

struct dictionary *dictionary_new(void)
{
	struct dictionary *dictionary = g_new0(struct dictionary, 1);

	dictionary->funnels =
		g_ptr_array_new_with_free_func((GDestroyNotify)funnel_free);
	dictionary->fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)deal_field_free);
	dictionary->sources =
		g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
	if (!dictionary)
		return;
	g_free(dictionary->address);
	g_free(dictionary->moved_from);
	g_free(dictionary->owner_name);
	g_clear_pointer(&dictionary->users, g_ptr_array_unref);
	for (int i = 0; i < PORTAL_PARTS; i++)
		g_free(dictionary->refused[i]);
	g_ptr_array_unref(dictionary->funnels);
	g_ptr_array_unref(dictionary->fields);
	g_ptr_array_unref(dictionary->sources);
	g_free(dictionary);
}

const struct funnel *dictionary_funnel(const struct dictionary *dictionary,
                                       gint64 id)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		if (funnel->id == id)
			return funnel;
	}
	return NULL;
}

const struct funnel *dictionary_find_funnel(const struct dictionary *dictionary,
                                            const char *text, guint *hits_r)
{
	const struct funnel *found = NULL;
	guint hits = 0;

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);

		if (strcmp(id, text) == 0) {
			found = funnel;
			hits = 1;
			break;
		}
		if (text_same(funnel->name, text, TEXT_CASE)) {
			found = funnel;
			hits++;
		}
	}
	if (hits_r)
		*hits_r = hits;
	return hits == 1 ? found : NULL;
}

const struct source *dictionary_find_source(const struct dictionary *dictionary,
                                            const char *text, guint *hits_r)
{
	const struct source *found = NULL;
	guint hits = 0;

	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];

		if (text_same(source->id, text, TEXT_CASE)) {
			found = source;
			hits = 1;
			break;
		}
		if (text_same(source->name, text, TEXT_CASE)) {
			found = source;
			hits++;
		}
	}
	if (hits_r)
		*hits_r = hits;
	return hits == 1 ? found : NULL;
}

const struct user *dictionary_user(const struct dictionary *dictionary,
                                   gint64 id)
{
	for (guint i = 0; dictionary->users && i < dictionary->users->len;
	     i++) {
		const struct user *user = dictionary->users->pdata[i];

		if (user->id == id)
			return user;
	}
	return NULL;
}

const struct stage *funnel_stage(const struct funnel *funnel, const char *id)
{
	if (!funnel || !funnel->stages || !id)
		return NULL;
	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];

		if (g_strcmp0(stage->id, id) == 0)
			return stage;
	}
	return NULL;
}

const struct deal_field *dictionary_field(const struct dictionary *dictionary,
                                          const char *text, guint *hits_r)
{
	g_autofree char *key = text_fold(text, 0);
	const struct deal_field *found[3] = { NULL, NULL, NULL };
	guint hits[3] = { 0, 0, 0 };

	for (guint i = 0; *key && i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];
		const char *const names[3] = { field->code, field->name,
			                       field->label };

		for (int n = 0; n < 3; n++) {
			if (!text_same(names[n], key, 0))
				continue;
			found[n] = field;
			hits[n]++;
		}
	}
	for (int n = 0; n < 3; n++) {
		if (!hits[n])
			continue;
		if (hits_r)
			*hits_r = hits[n];
		return hits[n] == 1 ? found[n] : NULL;
	}
	if (hits_r)
		*hits_r = 0;
	return NULL;
}
