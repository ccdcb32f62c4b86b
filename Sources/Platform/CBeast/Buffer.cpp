#include "Buffer.hpp"

#include <cstdlib>
#include <new>

extern "C" {

cb_buffer *cb_buffer_make(size_t length, bool binary) {
  void *block = std::malloc(sizeof(cb_buffer) + cb_buffer::room + length);
  if (!block) std::abort();
  auto *buffer = new (block) cb_buffer{1, 2, binary, length};
  uint8_t *end = buffer->bytes();
  uint8_t opcode = 0x80 | (binary ? 2 : 1);
  if (length < 126) {
    end[-2] = opcode;
    end[-1] = static_cast<uint8_t>(length);
  } else if (length < 65536) {
    buffer->header_length = 4;
    end[-4] = opcode;
    end[-3] = 126;
    end[-2] = static_cast<uint8_t>(length >> 8);
    end[-1] = static_cast<uint8_t>(length);
  } else {
    buffer->header_length = 10;
    end[-10] = opcode;
    end[-9] = 127;
    for (int i = 0; i < 8; i++) end[-1 - i] = static_cast<uint8_t>(static_cast<uint64_t>(length) >> (8 * i));
  }
  return buffer;
}

uint8_t *cb_buffer_bytes(cb_buffer *buffer) { return buffer->bytes(); }
size_t cb_buffer_length(const cb_buffer *buffer) { return buffer->length; }
void cb_buffer_retain(cb_buffer *buffer) { buffer->references.fetch_add(1, std::memory_order_relaxed); }
void cb_buffer_release(cb_buffer *buffer) {
  if (buffer->references.fetch_sub(1, std::memory_order_acq_rel) == 1) std::free(buffer);
}

}  // extern "C"
