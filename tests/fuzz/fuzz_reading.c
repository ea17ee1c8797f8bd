/*
 * Whatever 1C, or somebody else, may drop: no crash, no leak, an end, and a
 * fault that says something wherever the file is not taken. The corpus is the
 * samples and files of tests/cases; what a file's name begins with is its
 * format, and each format is looked at for itself (run).
 */
#include "tests/fuzz/bend.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reading.h"

#include <string.h>

/* libFuzzer's own; not there in the replay. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
	__attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned int seed)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	g_autoptr(GString) text = NULL;

	if (g_rand_int_range(random, 0, 4) == 0)
		return LLVMFuzzerMutate(data, size, most);
	text = g_string_new_len((const char *)data, (gssize)size);
	if (!bend(random, text) || text->len > most || !text->len)
		return LLVMFuzzerMutate(data, size, most);
	memcpy(data, text->str, text->len);
	return text->len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(data, size);
	return 0;
}
