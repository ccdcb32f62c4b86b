#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One input of the target `head`: the bytes of a connection, as `Connection.cpp` hands them to the scanner, the parser and the body
/// framing. Aborts, naming the property, when one does not hold.
void fuzz_head(const uint8_t *data, size_t size);

#ifdef __cplusplus
}
#endif
