#include "Frames.hpp"

#include <algorithm>

namespace engine {

namespace {

constexpr uint8_t continuation = 0, first_control = 8;

}  // namespace

bool FrameCounter::take(const uint8_t *bytes, size_t length, uint64_t now, const Limits &limits) {
  size_t at = 0;
  while (at < length) {
    // The length is known once the whole header has arrived.
    if (have == 0 && payload > 0) {
      size_t skipped = std::min<uint64_t>(payload, length - at);
      payload -= skipped;
      at += skipped;
      continue;
    }
    header_byte(bytes[at++]);
    if (have < needed) continue;
    have = 0;
    needed = 2;
    if (!frame(first & 0x80, first & 0x0f, now, limits)) return false;
  }
  return true;
}

/// RFC 6455 §5.2: two bytes, then two or eight more of length, then four of mask.
void FrameCounter::header_byte(uint8_t byte) {
  uint8_t index = have++;
  if (index == 0) {
    first = byte;
  } else if (index == 1) {
    uint8_t size = byte & 0x7f;
    length_bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    payload = length_bytes ? 0 : size;
    needed = 2 + length_bytes + (byte & 0x80 ? 4 : 0);
  } else if (index < 2 + length_bytes) {
    payload = payload << 8 | byte;
  }
}

bool FrameCounter::frame(bool is_last, uint8_t opcode, uint64_t now, const Limits &limits) {
  if (opcode < first_control) {
    if (is_last && opcode != continuation) return true;
    fragments = opcode == continuation ? fragments + 1 : 1;
    if (limits.fragments && fragments > limits.fragments) return false;
  }
  if (!limits.count) return true;
  uint32_t moment = static_cast<uint32_t>(now);
  while (start < moments.size() && moment - moments[start] >= limits.window) start++;
  if (moments.size() - start >= limits.count) return false;
  if (start > 32 && start > moments.size() / 2) {
    moments.erase(moments.begin(), moments.begin() + start);
    start = 0;
  }
  moments.push_back(moment);
  return true;
}

}  // namespace engine
