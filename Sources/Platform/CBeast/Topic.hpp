#pragma once

#include "Buffer.hpp"

#include <algorithm>
#include <vector>

namespace engine {

struct Subscriber {
  cb_connection *connection;
  /// The position of this entry in the connection's own list.
  uint32_t slot;
  /// How many of the topic's waiting messages this subscriber has, or is not to have because it subscribed after them.
  uint32_t seen;
};

/// A message that was published and that the subscribers do not all have yet. Holds a reference of its buffer.
struct Published {
  cb_buffer *buffer;
  /// The connection that is left out, or 0.
  uint64_t except;
  /// Counts all that is published on this loop, so that a subscriber of several topics gets everything in order.
  uint64_t number;
};

/// The subscribers of a topic on one loop, and what they are about to be sent.
///
/// Messages wait until everything that has arrived from the network has been handled. Then each subscriber gets them in one write. A write
/// costs the kernel about as much for ten messages as for one.
struct Topic {
  explicit Topic(uint64_t number) : number(number) {}
  Topic(const Topic &) = delete;
  ~Topic() { clear(); }

  const uint64_t number;
  std::vector<Subscriber> subscribers;
  std::vector<Published> waiting;
  size_t waiting_bytes = 0;
  /// Who is not to have all that waits. Few: those who said it.
  std::vector<uint64_t> left_out;

  void add(cb_buffer *buffer, uint64_t except, uint64_t number) {
    cb_buffer_retain(buffer);
    waiting.push_back({buffer, except, number});
    waiting_bytes += buffer->frame_length();
    if (except != 0) left_out.push_back(except);
  }

  /// Whether all that waits is for this connection.
  bool is_for(uint64_t connection) const { return std::find(left_out.begin(), left_out.end(), connection) == left_out.end(); }

  /// Forgets what is waiting, once everybody has it.
  void clear() {
    for (const Published &one : waiting) cb_buffer_release(one.buffer);
    waiting.clear();
    if (waiting.capacity() > 64) waiting.shrink_to_fit();
    waiting_bytes = 0;
    left_out.clear();
    for (Subscriber &subscriber : subscribers) subscriber.seen = 0;
  }
};

}  // namespace engine
