/*
 * Archives: the input as it is, and the input as the one file of an archive.
 * Packed or not, a file is judged alike; only one that ends too early is not
 * waited for in an archive that is whole.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reading.h"
#include "tests/harness/zipped.h"
#include "xml/order_reader.h"

#include <string.h>

static bool is_archive(const uint8_t *data, size_t size)
{
	return size && memcmp(data, "PK\x03\x04", MIN(size, 4)) == 0;
}

static void pack(const uint8_t *data, size_t size, struct fuzz_read plain)
{
	struct zipped_file file = { .name = "Message.xml",
		                    .bytes = data,
		                    .length = size,
		                    .stored = size % 2,
		                    .descriptor = size % 3 == 0,
		                    .zip64 = size % 5 == 0 };
	struct zipped archive = { .files = &file, .count = 1 };
	g_autoptr(GByteArray) bytes = zipped_make(&archive);
	struct fuzz_read packed = fuzz_read(bytes->data, bytes->len);

	if ((plain.reading == READING_WHOLE) !=
	            (packed.reading == READING_WHOLE) ||
	    packed.reading == READING_INCOMPLETE ||
	    (packed.reading == READING_WHOLE && packed.orders != plain.orders))
		g_error("packed and not packed differ: %d, %d", plain.reading,
		        packed.reading);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_read plain = fuzz_read(data, size);

	if (size && !is_archive(data, size))
		pack(data, size, plain);
	return 0;
}
