/*
 * Comparing shapes of JSON.
 */
#include "tests/portal/shape.h"

#include <stdbool.h>
#include <string.h>

struct shapes {
	const struct difference *differences;
	const char *opaque;
};

static const char *type_of(const cJSON *value)
{
	if (cJSON_IsArray(value))
		return "list";
	if (cJSON_IsObject(value))
		return "object";
	if (cJSON_IsString(value))
		return "text";
	if (cJSON_IsNumber(value))
		return "number";
	return cJSON_IsNull(value) ? "null" : "truth";
}

static bool is_scalar(const cJSON *value)
{
	return !cJSON_IsArray(value) && !cJSON_IsObject(value);
}

static char *said(const char *path, const char *theirs, const char *ours)
{
	return g_strdup_printf("%s: theirs is %s, ours %s", path, theirs, ours);
}

static char *compare(const struct shapes *shapes, const cJSON *theirs,
                     const cJSON *ours, const char *path);

/* Our name for their key; NULL where we need not have it. */
static const char *our_name(const struct shapes *shapes, const char *key)
{
	const struct difference *at = shapes->differences;

	for (; at && at->reason; at++) {
		if (g_strcmp0(at->theirs, key) == 0)
			return at->ours;
	}
	return key;
}

static bool may_be_more(const struct shapes *shapes, const char *key)
{
	const struct difference *at = shapes->differences;

	for (; at && at->reason; at++) {
		if (!at->theirs &&
		    (strcmp(at->ours, "*") == 0 || strcmp(at->ours, key) == 0))
			return true;
	}
	return false;
}

static bool is_theirs(const struct shapes *shapes, const cJSON *theirs,
                      const char *key)
{
	const struct difference *at = shapes->differences;

	if (cJSON_HasObjectItem(theirs, key))
		return true;
	for (; at && at->reason; at++) {
		if (at->theirs && g_strcmp0(at->ours, key) == 0 &&
		    cJSON_HasObjectItem(theirs, at->theirs))
			return true;
	}
	return false;
}

static char *compare_objects(const struct shapes *shapes, const cJSON *theirs,
                             const cJSON *ours, const char *path)
{
	const cJSON *child;

	cJSON_ArrayForEach (child, theirs) {
		const char *name = our_name(shapes, child->string);
		g_autofree char *below =
			g_strconcat(path, "/", child->string, NULL);
		char *found;

		if (!name)
			continue;
		if (!cJSON_HasObjectItem(ours, name))
			return said(below, type_of(child), "not there");
		found = compare(shapes, child,
		                cJSON_GetObjectItemCaseSensitive(ours, name),
		                below);
		if (found)
			return found;
	}
	cJSON_ArrayForEach (child, ours) {
		g_autofree char *below =
			g_strconcat(path, "/", child->string, NULL);

		if (!is_theirs(shapes, theirs, child->string) &&
		    !may_be_more(shapes, child->string))
			return said(below, "not there", type_of(child));
	}
	return NULL;
}

/* Of lists of unlike length the longer one's rest is held against the last. */
static char *compare_lists(const struct shapes *shapes, const cJSON *theirs,
                           const cJSON *ours, const char *path)
{
	const cJSON *left = theirs->child;
	const cJSON *right = ours->child;
	int index = 0;

	if (!left != !right)
		return said(path, left ? "full" : "empty",
		            right ? "full" : "empty");
	while (left) {
		g_autofree char *below =
			g_strdup_printf("%s/%d", path, index++);
		char *found = compare(shapes, left, right, below);

		if (found)
			return found;
		if (!left->next && !right->next)
			break;
		left = left->next ? left->next : left;
		right = right->next ? right->next : right;
	}
	return NULL;
}

static char *compare(const struct shapes *shapes, const cJSON *theirs,
                     const cJSON *ours, const char *path)
{
	bool null = cJSON_IsNull(theirs) || cJSON_IsNull(ours);

	if (null && is_scalar(theirs) && is_scalar(ours))
		return NULL;
	if (strcmp(type_of(theirs), type_of(ours)) != 0)
		return said(path, type_of(theirs), type_of(ours));
	if (shapes->opaque && theirs->string &&
	    strcmp(theirs->string, shapes->opaque) == 0)
		return NULL;
	if (cJSON_IsObject(theirs))
		return compare_objects(shapes, theirs, ours, path);
	if (cJSON_IsArray(theirs))
		return compare_lists(shapes, theirs, ours, path);
	return NULL;
}

char *shape_differs(const cJSON *theirs, const cJSON *ours,
                    const struct difference *differences, const char *opaque)
{
	struct shapes shapes = { differences, opaque };

	return compare(&shapes, theirs, ours, "");
}
