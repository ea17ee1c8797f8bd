#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A fuzz target is a fuzz_NAME.c with this function; its inputs are in
 * corpus/NAME/. `make fuzz` lets clang's libFuzzer find more of them; `make
 * check` runs those that are there and some thousand of replay.c's making.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
