#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engine {

/// Counts a client's control frames and fragments of messages, without looking into them. They cost work but produce no messages, so the
/// handler's limits do not cover them. Bytes in, a verdict out; no I/O.
struct FrameCounter {
  /// The most control frames and fragments (`count`) in any `window` milliseconds, and the most `fragments` of one message. 0 turns a limit
  /// off.
  struct Limits {
    uint32_t count, window, fragments;
  };

  /// Takes the next bytes of the connection. Returns false once there were too many frames.
  bool take(const uint8_t *bytes, size_t length, uint64_t now, const Limits &limits);

 private:
  bool frame(bool is_last, uint8_t opcode, uint64_t now, const Limits &limits);
  void header_byte(uint8_t byte);

  /// Bytes of the current frame's payload that have not arrived yet.
  uint64_t payload = 0;
  /// Bytes of the current frame's header that have arrived, and how many there will be.
  uint8_t have = 0, needed = 2;
  uint8_t first = 0, length_bytes = 0;
  /// Fragments so far of the message being sent in fragments.
  uint32_t fragments = 0;
  /// When the counted frames arrived, oldest first beginning at `start`: the low 32 bits of milliseconds.
  std::vector<uint32_t> moments;
  size_t start = 0;
};

}  // namespace engine
