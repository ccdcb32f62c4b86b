#pragma once

/// The C face of the Boost.Beast engine. C++ stays behind it; only `Engine` calls it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Request heads

/// One header field inside `cb_head.text`.
typedef struct cb_field {
  uint16_t name_offset, name_length, value_offset, value_length;
} cb_field;

/// The head of one request in a single allocation: this struct, the fields, then the text they point into.
/// Owned by whoever holds the pointer; freed with `cb_head_free` on any thread.
typedef struct cb_head {
  const char *text;
  const cb_field *fields;
  uint16_t field_count;
  uint16_t method_offset, method_length;
  uint16_t target_offset, target_length;
  /// Length of the target up to `?`.
  uint16_t path_length;
  uint16_t peer_offset, peer_length;
  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  uint8_t minor_version;
  /// A body follows (Content-Length above zero, or chunked).
  bool has_body;
  bool chunked;
  /// Asks for a WebSocket and satisfies RFC 6455 §4.2.1.
  bool wants_websocket;
  /// Declared length, or -1 when chunked; 0 without a body.
  int64_t content_length;
} cb_head;

/// Copies the parts into one block, `names[i]`/`values[i]` being NUL-free. For requests made without a server.
/// Returns NULL when a part or the whole exceeds 60,000 bytes.
cb_head *cb_head_make(const char *method, size_t method_length, const char *target, size_t target_length, const char *peer,
                      size_t peer_length, const char *fields, size_t fields_length);
void cb_head_free(cb_head *head);
/// Index of the first field named `name` at or after `from` (ASCII case ignored), or -1.
int cb_head_find(const cb_head *head, const char *name, size_t length, int from);

// MARK: Shared buffers

/// Immutable bytes with an atomic reference count. Fourteen bytes in front hold the WebSocket frame header, so that one
/// contiguous write sends header and payload to any number of sockets.
typedef struct cb_buffer cb_buffer;
/// A buffer with room for `length` bytes, count 1. Fill it through `cb_buffer_bytes` before sharing it.
cb_buffer *cb_buffer_make(size_t length, bool binary);
uint8_t *cb_buffer_bytes(cb_buffer *buffer);
size_t cb_buffer_length(const cb_buffer *buffer);
void cb_buffer_retain(cb_buffer *buffer);
void cb_buffer_release(cb_buffer *buffer);

#ifdef __cplusplus
}
#endif
