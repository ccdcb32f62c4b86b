#pragma once

#include "Connection.hpp"
#include "Frames.hpp"

namespace engine {

struct QueueStream;

/// The WebSocket part of a connection. Beast reads incoming frames; outgoing data frames are already complete in their buffers.
struct Socket {
  Socket(cb_connection &connection, void *handler, size_t max_message);
  ~Socket();

  // All of these run on the loop. They have no effect on a connection without an open socket.
  static void send(cb_connection &connection, cb_buffer *buffer, bool counted, void *waiter);
  /// Writes all that waits in `topic`, whose `frames` these are. Returns false, having done nothing, if other things must be sent before.
  static bool write(cb_connection &connection, const Topic &topic, const uint8_t *frames, uint64_t now);
  /// Queues what waits for this socket in any topic, in order.
  static void take(cb_connection &connection);
  static void flush(cb_connection &connection);
  static void subscribe(cb_connection &connection, uint64_t number);
  static void unsubscribe(cb_connection &connection, uint64_t number);
  static void close(cb_connection &connection, uint16_t code, const char *reason, size_t length);
  static void ready(cb_connection &connection);
  static void check_time(cb_connection &connection, uint64_t now);
  /// The connection was cut.
  static void ended(cb_connection &connection);
  static void forget(cb_connection &connection);

 private:
  friend struct QueueStream;
  friend struct ::cb_connection;

  enum class Kind : uint8_t { data, control, close };
  struct Out {
    cb_buffer *buffer;
    void *waiter;
    Kind kind;
    bool counted;
  };
  struct Subscription {
    Topic *topic;
    uint32_t index;
  };

  bool accept(const cb_head *head, std::string_view fields);
  void push(Out out);
  void take();
  void take(const Published &one);
  /// How many of the topic's waiting messages this socket has.
  uint32_t &seen(const Subscription &subscription) { return subscription.topic->subscribers[subscription.index].seen; }
  bool has_room(cb_buffer *buffer);
  void become_slow();
  void queue_close(uint16_t code, std::string_view reason);
  void drop_unsent();
  void pop(const Out &out, bool written);
  void count_written(size_t messages);
  /// False if the connection is broken.
  bool write_some();
  void after_write();
  void wait_writable();
  void read();
  void on_read(error_code error, size_t bytes);
  void report_closed();
  /// Counts the frames that arrived. Returns false if there were too many; the bytes are then dropped.
  bool heard(const uint8_t *bytes, size_t length);
  void remove_subscription(size_t slot);
  bool is_empty() const { return first == queue.size(); }
  Loop &loop() { return connection.loop; }

  cb_connection &connection;
  /// Beast's part. It is defined in the one file that includes Beast, because Beast compiles slowly.
  struct Incoming;
  std::unique_ptr<Incoming> incoming;
  void *handler;

  uint8_t *message = nullptr;
  uint32_t message_capacity = 0, message_length = 0;
  /// A handler call is running; a read is running; nothing more can be read; the handler has been told of the end.
  bool busy = true, reading = false, read_ended = false, reported = false;
  bool handshaking = true;
  bool dirty = false, broken = false, writable_wait = false;
  bool close_queued = false, closed_here = false, close_written = false;
  /// Too many frames arrived. Nothing more is read.
  bool flooded = false;
  FrameCounter frames;

  std::vector<Out> queue;
  size_t first = 0;
  /// Bytes of the first entry that have been written.
  size_t partial = 0;
  size_t control_bytes = 0;

  uint16_t close_code = 1006;
  std::string close_reason;
  uint64_t heard_at, progress_at, ping_at, close_deadline = 0;
  std::vector<Subscription> subscriptions;
};

}  // namespace engine
