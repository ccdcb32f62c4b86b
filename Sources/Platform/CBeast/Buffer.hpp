#pragma once

#include "CBeast.h"

#include <atomic>

/// See `cb_buffer` in CBeast.h. `bytes` begins `room` bytes after the struct's end.
struct cb_buffer {
  static constexpr size_t room = 14;
  std::atomic<uint32_t> references;
  uint8_t header_length;
  bool binary;
  size_t length;

  uint8_t *bytes() { return reinterpret_cast<uint8_t *>(this + 1) + room; }
  /// First byte of the WebSocket frame: header, then payload.
  uint8_t *frame() { return bytes() - header_length; }
  size_t frame_length() const { return header_length + length; }
};
