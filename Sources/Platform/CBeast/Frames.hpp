#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engine {

/// Counts the frames a client sends, without looking into them: control frames and the pieces of fragmented messages cost work though
/// no message comes of them, so the handler's limits never see them. Bytes in, a verdict out; no I/O.
struct FrameCounter {
  /// Each is off at 0. `count` control frames and fragments in any `window` milliseconds, and `fragments` in one message.
  struct Limits {
    uint32_t count, window, fragments;
  };

  /// Takes the next bytes of the connection, as they came. False once there have been too many frames.
  bool take(const uint8_t *bytes, size_t length, uint64_t now, const Limits &limits);

 private:
  bool frame(bool is_last, uint8_t opcode, uint64_t now, const Limits &limits);
  void header_byte(uint8_t byte);

  /// Bytes of the present frame's payload that are still to come.
  uint64_t payload = 0;
  /// Bytes of the present frame's header that have come, and how many there will be.
  uint8_t have = 0, needed = 2;
  uint8_t first = 0, length_bytes = 0;
  /// Of the message that is being sent in pieces.
  uint32_t fragments = 0;
  /// When frames that count came, oldest first from `start` on: the low 32 bits of milliseconds.
  std::vector<uint32_t> moments;
  size_t start = 0;
};

}  // namespace engine
