/*
 * The index of what references point to. 1C repeats the same reference in
 * full in every document, in one or two spellings; each is kept once.
 */
#include "xml/things.h"

#include "xml/order_book.h"

#include <string.h>

static struct thing *at(const struct things *things, guint32 thing)
{
	return &g_array_index(things->things, struct thing, thing);
}

static guint64 guid_hash(gconstpointer data, guint32 position)
{
	return slots_hash(at(data, position)->guid, sizeof(at(data, 0)->guid));
}

static bool guid_same(gconstpointer data, guint32 position, gconstpointer key)
{
	return memcmp(at(data, position)->guid, key, 16) == 0;
}

static guint64 number_hash(gconstpointer data, guint32 position)
{
	const struct things *things = data;

	return slots_hash(
		&g_array_index(things->numbers, struct numbered, position),
		sizeof(guint64));
}

static bool number_same(gconstpointer data, guint32 position, gconstpointer key)
{
	const struct things *things = data;

	return g_array_index(things->numbers, struct numbered, position)
	               .number == *(const guint64 *)key;
}

void things_init(struct things *things, struct records *records)
{
	*things = (struct things){ .records = records };
	things->things = g_array_new(FALSE, TRUE, sizeof(struct thing));
	things->numbers = g_array_new(FALSE, TRUE, sizeof(struct numbered));
	slots_init(&things->by_guid, guid_hash, guid_same, things);
	slots_init(&things->by_number, number_hash, number_same, things);
}

void things_clear(struct things *things)
{
	if (!things->things)
		return;
	g_array_unref(things->things);
	g_array_unref(things->numbers);
	slots_clear(&things->by_guid);
	slots_clear(&things->by_number);
	*things = (struct things){ 0 };
}

guint32 things_count(const struct things *things)
{
	return things->things->len;
}

static guint32 add(struct things *things)
{
	g_array_set_size(things->things, things->things->len + 1);
	return things->things->len - 1;
}

static bool read_guid(const char *text, guint8 guid[16])
{
	guint n = 0;

	for (const char *p = text; *p; p++) {
		if (*p == '-')
			continue;
		if (n == 32 || !g_ascii_isxdigit(*p))
			return false;
		guid[n / 2] = (guint8)((n % 2 ? guid[n / 2] << 4 : 0) |
		                       g_ascii_xdigit_value(*p));
		n++;
	}
	return n == 32;
}

static bool has_guid(const struct thing *thing)
{
	static const guint8 none[16];

	return memcmp(thing->guid, none, sizeof(none)) != 0;
}

/* The entry of a number, made where there is none. */
static struct numbered *numbered(struct things *things, guint64 number)
{
	guint32 position = slots_find(&things->by_number,
	                              slots_hash(&number, sizeof(number)),
	                              &number, SLOTS_NONE);
	struct numbered entry = { number, THING_NONE };

	if (position == SLOTS_NONE) {
		position = things->numbers->len;
		g_array_append_val(things->numbers, entry);
		slots_find(&things->by_number,
		           slots_hash(&number, sizeof(number)), &number,
		           position);
	}
	return &g_array_index(things->numbers, struct numbered, position);
}

/* A thing that only its number was known of gets its GUID, or a new one. */
static guint32 with_guid(struct things *things, const guint8 guid[16],
                         guint32 candidate)
{
	guint64 hash = slots_hash(guid, 16);
	guint32 thing = slots_find(&things->by_guid, hash, guid, SLOTS_NONE);

	if (thing != SLOTS_NONE)
		return thing;
	thing = candidate != THING_NONE && !has_guid(at(things, candidate))
	                ? candidate
	                : add(things);
	memcpy(at(things, thing)->guid, guid, 16);
	slots_find(&things->by_guid, hash, guid, thing);
	return thing;
}

guint32 things_find(struct things *things, const char *guid, guint64 number)
{
	struct numbered *entry = number ? numbered(things, number) : NULL;
	guint32 thing = entry ? entry->thing : THING_NONE;
	guint8 bytes[16] = { 0 };

	if (guid && read_guid(guid, bytes))
		thing = with_guid(things, bytes, thing);
	else if (thing == THING_NONE)
		thing = add(things);
	if (entry)
		entry->thing = thing;
	return thing;
}

bool things_guid(const struct things *things, guint32 thing, char text_r[37])
{
	const struct thing *entry = at(things, thing);
	guint to = 0;

	for (guint i = 0; i < sizeof(entry->guid); i++) {
		static const char digits[] = "0123456789abcdef";

		if (i == 4 || i == 6 || i == 8 || i == 10)
			text_r[to++] = '-';
		text_r[to++] = digits[entry->guid[i] >> 4];
		text_r[to++] = digits[entry->guid[i] & 15];
	}
	text_r[to] = '\0';
	return has_guid(entry);
}

void things_number(struct things *things, guint32 thing, guint64 number)
{
	numbered(things, number)->thing = thing;
}

bool things_told(const struct things *things, guint32 thing)
{
	return at(things, thing)->last != 0;
}

void things_tell(struct things *things, guint32 thing, const GByteArray *facts)
{
	struct thing *entry = at(things, thing);
	guint64 hash = slots_hash(facts->data, facts->len);
	struct record_head head = { .length = facts->len,
		                    .owner = thing + 1,
		                    .previous = entry->last };

	if (!facts->len || hash == entry->said[0] || hash == entry->said[1])
		return;
	entry->said[1] = entry->said[0];
	entry->said[0] = hash;
	entry->last = records_add(things->records, &head, facts->data);
}

guint64 things_write(struct things *things)
{
	guint64 start = things->records->size;

	for (guint32 i = 0; i < things->things->len; i++)
		records_raw(things->records, &at(things, i)->last,
		            sizeof(guint64));
	return start;
}
