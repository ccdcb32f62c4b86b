#pragma once

#include "Parser.hpp"
#include "Server.hpp"

namespace engine {
struct Socket;
}

/// An accepted connection: HTTP, and after an upgrade the owner of a `Socket`. It lives on its loop. Other threads use only the reference
/// count and the members documented for them.
struct cb_connection {
  enum class Phase : uint8_t {
    /// Waiting for, or in the middle of, a request's head.
    head,
    /// Swift is working on the request.
    handling,
    /// The answer is being written.
    writing,
    /// The answer is sent and the sending side is shut down. Further input is discarded, so that no reset destroys the answer.
    linger,
    socket,
    closed,
  };

  cb_connection(engine::Loop &loop, int descriptor, const engine::Peer &peer, uint64_t id);
  ~cb_connection();

  void start();
  bool respond(const cb_response &response);
  void stream_write(const uint8_t *bytes, size_t length, void *waiter);
  void stream_file(int descriptor, int64_t offset, int64_t length, void *waiter);
  void stream_end(bool ok);
  void body_next(uint32_t serial, void *waiter);
  void upgrade(const cb_head *head, const uint8_t *fields, size_t length, size_t max_message, void *handler);
  /// Called every tick with the time in milliseconds.
  void check_time(uint64_t now);
  void drain();
  /// Ends the connection at once.
  void cut();
  /// Half-closes and discards input for a moment.
  void linger();
  void count_in(size_t bytes) { loop.counters.add(engine::Counter::bytes_in, bytes); }
  void count_out(size_t bytes) { loop.counters.add(engine::Counter::bytes_out, bytes); }
  int descriptor() { return stream.native_handle(); }
  const cb_options &options() const { return loop.server.options; }
  const cb_callbacks &callbacks() const { return loop.server.callbacks; }

  std::atomic<uint32_t> references{1};
  engine::Loop &loop;
  engine::StreamSocket stream;
  const uint64_t id;
  engine::Peer peer;
  Phase phase = Phase::head;
  cb_connection *previous = nullptr, *next = nullptr;
  std::unique_ptr<engine::Socket> socket;
  /// Read by any thread.
  std::atomic<int64_t> queued{0};
  /// Messages handed to the kernel. Read by any thread.
  std::atomic<int64_t> messages_out{0};

 private:
  friend struct engine::Socket;

  enum class Timer : uint8_t { none, idle, head, body, write, linger };

  void advance();
  /// Parses one head from the input and passes the request on. Returns false if more bytes are needed, or nothing is left to do.
  bool take_request();
  void refuse(engine::Reason reason);
  void start_read();
  void on_read(const engine::error_code &error, size_t bytes);
  void deliver_body();
  void fail_body();
  void pump();
  void wait_writable();
  void finish_response(bool complete);
  void discard();
  void set_timer(Timer kind, uint64_t now);
  void clear_timer() { timer = Timer::none; }
  void on_deadline(uint64_t now);
  void reserve_input(size_t free);
  void trim_input();
  void drop_output();
  size_t available() const { return in_end - in_begin; }

  // Input: the bytes in[in_begin, in_end) are not parsed yet.
  char *in = nullptr;
  uint32_t in_capacity = 0, in_begin = 0, in_end = 0;
  engine::HeadScanner scanner;
  bool reading = false;
  bool advancing = false, again = false;

  // The request being served
  uint32_t serial = 0;
  bool keep_alive = true;
  bool is_head = false;
  bool is_http10 = false;
  bool expects_continue = false;
  bool is_handshake = false;
  bool body_failed = false;
  bool first_request = true;
  engine::BodyFraming body;
  void *body_waiter = nullptr;

  // Output: `out`, then `out_buffer` or the file.
  std::vector<char> out;
  size_t out_sent = 0;
  cb_buffer *out_buffer = nullptr;
  size_t out_buffer_sent = 0;
  int file = -1;
  int64_t file_offset = 0, file_left = 0;
  void *file_owner = nullptr;
  bool writable_wait = false;
  bool streaming = false, stream_chunked = false, stream_ended = false;
  int64_t stream_left = 0;
  void *stream_waiter = nullptr;
  bool closes = false;
  void *completion = nullptr;
  int64_t response_bytes = 0;

  // Time
  Timer timer = Timer::none;
  uint64_t deadline = 0;
  uint64_t window_began = 0;
  uint64_t window_bytes = 0;
  uint64_t body_time_used = 0;
  size_t discarded = 0;
  /// The answer was sent before the client had sent its whole request.
  bool answered_early = false;
};

inline void intrusive_ptr_add_ref(cb_connection *connection) {
  connection->references.fetch_add(1, std::memory_order_relaxed);
}
inline void intrusive_ptr_release(cb_connection *connection) { cb_connection_release(connection); }

namespace engine {
using Ref = boost::intrusive_ptr<cb_connection>;
}
