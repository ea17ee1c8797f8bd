/*
 * What is known of earlier runs, for one window. A plain container: it
 * decides nothing and remembers nothing that it was not told.
 */
#include "core/memory.h"

#include "core/when.h"

static void document_free(struct memory_document *document)
{
	g_free(document->key);
	g_free(document->state);
	g_free(document->stage);
	g_free(document);
}

struct memory *memory_new(void)
{
	struct memory *memory = g_new0(struct memory, 1);

	memory->documents = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)document_free);
	memory->named = g_hash_table_new_full(g_int64_hash, g_int64_equal,
	                                      g_free, g_free);
	return memory;
}

void memory_free(struct memory *memory)
{
	if (!memory)
		return;
	g_hash_table_unref(memory->documents);
	g_hash_table_unref(memory->named);
	g_free(memory);
}

struct memory_document *memory_document(const struct memory *memory,
                                        const char *key)
{
	return key ? g_hash_table_lookup(memory->documents, key) : NULL;
}

struct memory_document *memory_note(struct memory *memory, const char *key)
{
	struct memory_document *document = memory_document(memory, key);

	if (document)
		return document;
	document = g_new0(struct memory_document, 1);
	document->key = g_strdup(key);
	document->exported = WHEN_NONE;
	g_hash_table_insert(memory->documents, document->key, document);
	return document;
}

void memory_name(struct memory *memory, gint64 contact, gint64 date)
{
	g_hash_table_insert(memory->named, g_memdup2(&contact, sizeof(contact)),
	                    g_memdup2(&date, sizeof(date)));
}

gint64 memory_named(const struct memory *memory, gint64 contact)
{
	const gint64 *date = g_hash_table_lookup(memory->named, &contact);

	return date ? *date : WHEN_NONE;
}
