#pragma once

#include "Topic.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace engine {

namespace asio = boost::asio;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using StreamSocket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;

struct Loop;

/// Milliseconds of the monotonic clock, accurate to about 4 ms.
uint64_t now_milliseconds();
uint64_t now_nanoseconds();

/// The words for refusals, in the order of the counters.
enum class Reason : uint8_t {
  bare_line_feed,
  bare_carriage_return,
  control_character,
  obs_fold,
  space_before_colon,
  bad_field,
  bad_request_line,
  bad_version,
  length_and_encoding,
  repeated_length,
  bad_length,
  bad_encoding,
  missing_host,
  repeated_host,
  bad_host,
  bad_chunk,
  head_too_large,
  bad_expectation,
  head_timeout,
  body_timeout,
  early_frames,
  not_a_handshake,
  count
};
int status_of(Reason reason);
const char *word_of(Reason reason);

#define CB_NAME(name) name,
enum class Counter : uint8_t { CB_EACH_COUNTER(CB_NAME) count };
#undef CB_NAME

/// Written by one loop, read by any thread.
struct Counters {
  std::array<std::atomic<int64_t>, size_t(Counter::count)> values{};
  std::array<std::atomic<int64_t>, size_t(Reason::count)> refused{};

  void add(Counter counter, int64_t amount = 1) { bump(values[size_t(counter)], amount); }
  void refuse(Reason reason) { bump(refused[size_t(reason)], 1); }

 private:
  static void bump(std::atomic<int64_t> &value, int64_t amount) {
    value.store(value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
};

/// A command to a loop from other threads, and from the loop itself to keep one order.
struct Command {
  enum class Op : uint8_t {
    job,
    adopt,
    send,
    subscribe,
    unsubscribe,
    publish,
    close,
    body_next,
    stream_write,
    stream_file,
    stream_end,
    destroy,
    drain,
    stop,
  };
  Op op;
  bool flag = false;
  uint16_t code = 0;
  /// A file descriptor, or a request's serial.
  int32_t small = 0;
  /// Holds a reference, except in `destroy`.
  cb_connection *connection = nullptr;
  /// Holds a reference.
  cb_buffer *buffer = nullptr;
  void *waiter = nullptr;
  uint64_t number = 0;
  /// For a range of a file.
  int64_t length = 0;
};

struct Peer {
  std::array<uint8_t, 16> key{};
  char text[46];
  uint8_t length = 0;
  /// Counts toward the limit per address.
  bool counted = false;
};

/// One thread, its `io_context`, and everything that lives on it.
struct Loop {
  Loop(cb_server &server, uint32_t index);

  cb_server &server;
  const uint32_t index;
  asio::io_context io;
  Counters counters;
  void *context = nullptr;

  /// Any thread. Returns false if the loop has ended; the command is then not taken.
  bool submit(const Command &command);
  bool on_loop() const { return std::this_thread::get_id() == thread_id.load(std::memory_order_relaxed); }

  void run();
  void add_acceptor(int descriptor, bool is_unix);
  void adopt(int descriptor, const Peer &peer);
  void link(cb_connection *connection);
  void unlink(cb_connection *connection);
  /// Remembers to flush a WebSocket's queue at the end of this turn.
  void mark_dirty(cb_connection *connection) { dirty.push_back(connection); }
  /// Releases `count` references of one buffer, combining consecutive calls into one atomic operation.
  void release_later(cb_buffer *buffer);

  /// Scratch space for writing heads and discarding input; valid within a turn.
  std::vector<char> scratch;
  /// `Date: …\r\n`
  char date[38];
  bool draining = false;
  std::atomic<int64_t> load{0};
  uint64_t next_id;
  std::unordered_map<uint64_t, Topic> topics;
  /// The topics with messages that wait.
  std::vector<Topic *> waiting;

  void begin_turn() { depth++; }
  void end_turn();

 private:
  struct Acceptor {
    asio::posix::basic_stream_descriptor<Executor> descriptor;
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> backoff;
    bool is_unix;
  };

  void wait_accept(Acceptor &acceptor);
  void accept_batch(Acceptor &acceptor);
  void place(int descriptor, const Peer &peer);
  void perform(std::vector<Command> &batch);
  void publish(uint64_t topic, cb_buffer *buffer, uint64_t except);
  /// Lets what has arrived be handled first, then sends what waits.
  void schedule_delivery();
  void deliver();
  void deliver_posted();
  void deliver(Topic &topic);
  void drain_inbox();
  void flush_dirty();
  void tick();
  void schedule_tick();
  void refresh_date();
  void check_drained();
  void shed();

  std::atomic<std::thread::id> thread_id;
  std::mutex mutex;
  std::vector<Command> inbox;
  std::vector<Command> working;
  bool wake_posted = false;
  /// Whether the inbox holds commands; read without the lock.
  std::atomic<bool> has_mail{false};
  bool ended = false;

  int depth = 0;
  uint64_t published = 0;
  bool delivery_posted = false;
  /// The frames of several messages behind each other.
  std::vector<uint8_t> joined;
  std::vector<cb_connection *> dirty;
  std::vector<cb_connection *> flushing;
  cb_buffer *released = nullptr;
  uint32_t released_count = 0;

  cb_connection *first = nullptr;
  std::vector<std::unique_ptr<Acceptor>> acceptors;
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> timer;
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> delivery_timer;
  uint64_t next_delivery = 0;
  int reserve;
  time_t dated = 0;
  uint64_t drain_deadline = 0;
  bool drained = false;
  bool stopping = false;
};

/// Wraps every entry into a loop. At the end of the outermost one, queued commands run and sockets are flushed.
struct Turn {
  explicit Turn(Loop &loop) : loop(loop) { loop.begin_turn(); }
  ~Turn() { loop.end_turn(); }
  Turn(const Turn &) = delete;

 private:
  Loop &loop;
};

}  // namespace engine
