#pragma once

#include "Connection.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace engine {

/// What Beast reads from and writes to: reads go to the socket, writes into the connection's frame queue.
///
/// Beast writes only whole control frames (pong, close) and the handshake, each in one buffer sequence, so appending a write to the
/// queue keeps frames whole, and everything this server sends passes one queue in one order.
struct QueueStream {
  using executor_type = Executor;

  explicit QueueStream(cb_connection &connection) : connection(connection) {}

  executor_type get_executor() { return connection.loop.io.get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers &buffers, Token &&token) {
    return asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto &&handler, const Buffers &buffers) {
          connection.stream.async_read_some(
              buffers, [self = Ref(&connection), handler = std::forward<decltype(handler)>(handler)](error_code error,
                                                                                                    size_t bytes) mutable {
                Turn turn(self->loop);
                heard(*self, bytes);
                handler(error, bytes);
              });
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers &buffers, Token &&token) {
    return asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto &&handler, const Buffers &buffers) {
          size_t bytes = append(buffers);
          asio::post(get_executor(), boost::beast::bind_front_handler(std::forward<decltype(handler)>(handler), error_code(), bytes));
        },
        token, buffers);
  }

  /// Used for the handshake only, which Beast parsed beforehand.
  template <class Buffers>
  size_t write_some(const Buffers &buffers, error_code &error) {
    error = {};
    return append(buffers);
  }
  template <class Buffers>
  size_t write_some(const Buffers &buffers) {
    return append(buffers);
  }
  template <class Buffers>
  size_t read_some(const Buffers &, error_code &error) {
    error = asio::error::operation_not_supported;
    return 0;
  }
  template <class Buffers>
  size_t read_some(const Buffers &) {
    return 0;
  }

  cb_connection &connection;

  /// A buffer that is a whole frame, or anything else to be sent as it is.
  static cb_buffer *raw_buffer(size_t length);

 private:
  template <class Buffers>
  size_t append(const Buffers &buffers) {
    Turn turn(connection.loop);
    size_t length = asio::buffer_size(buffers);
    cb_buffer *raw = raw_buffer(length);
    asio::buffer_copy(asio::buffer(raw->bytes(), length), buffers);
    append_raw(connection, raw);
    return length;
  }

  static void append_raw(cb_connection &connection, cb_buffer *raw);
  static void heard(cb_connection &connection, size_t bytes);
};

/// The connection ends by the engine's own means, after the queue is written.
template <class Handler>
void async_teardown(boost::beast::role_type, QueueStream &stream, Handler &&handler) {
  asio::post(stream.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler), error_code()));
}
/// Beast's own timers are off; this is what they would call.
inline void beast_close_socket(QueueStream &stream) { stream.connection.cut(); }
inline void teardown(boost::beast::role_type, QueueStream &, error_code &error) { error = {}; }

/// The WebSocket half of a connection. Incoming frames are Beast's business; outgoing data frames come ready-made with their buffer.
struct Socket {
  Socket(cb_connection &connection, void *handler, size_t max_message);
  ~Socket();

  // All on the loop; without effect on a connection that is no open socket.
  static void send(cb_connection &connection, cb_buffer *buffer, bool counted, void *waiter);
  /// Queues one published buffer, taking over one reference; false when the socket does not take it.
  static bool deliver(cb_connection &connection, cb_buffer *buffer);
  static void flush(cb_connection &connection);
  static void subscribe(cb_connection &connection, uint64_t topic);
  static void unsubscribe(cb_connection &connection, uint64_t topic);
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
    uint64_t topic;
    uint32_t index;
  };

  bool accept(const cb_head *head, std::string_view fields);
  void push(Out out);
  bool has_room(cb_buffer *buffer);
  void become_slow();
  void queue_close(uint16_t code, std::string_view reason);
  void drop_unsent();
  void pop(const Out &out, bool written);
  /// False when the connection is broken.
  bool write_some();
  void after_write();
  void wait_writable();
  void read();
  void on_read(error_code error, size_t bytes);
  void report_closed();
  void remove_subscription(size_t slot);
  bool is_empty() const { return first == queue.size(); }
  Loop &loop() { return connection.loop; }

  cb_connection &connection;
  boost::beast::websocket::stream<QueueStream, true> stream;
  void *handler;

  uint8_t *message = nullptr;
  uint32_t message_capacity = 0, message_length = 0;
  /// A handler call runs; a read is under way; nothing more can be read; the handler knows of the end.
  bool busy = true, reading = false, read_ended = false, reported = false;
  bool handshaking = true;
  bool dirty = false, broken = false, writable_wait = false;
  bool close_queued = false, closed_here = false, close_written = false;

  std::vector<Out> queue;
  size_t first = 0;
  /// Bytes of the first entry already written.
  size_t partial = 0;
  size_t control_bytes = 0;

  uint16_t close_code = 1006;
  std::string close_reason;
  uint64_t heard_at, progress_at, ping_at, close_deadline = 0;
  std::vector<Subscription> subscriptions;
};

}  // namespace engine
