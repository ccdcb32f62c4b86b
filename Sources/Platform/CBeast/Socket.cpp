#include "Socket.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/option.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

namespace engine {

namespace {

constexpr size_t idle_message = 512;
constexpr size_t control_limit = 64 * 1024;
constexpr int frames_per_write = 64;

using Phase = cb_connection::Phase;

Socket *open_socket(cb_connection &connection) {
  return connection.phase == Phase::socket ? connection.socket.get() : nullptr;
}

/// Cuts to 123 bytes without splitting a character.
std::string_view close_text(std::string_view reason) {
  if (reason.size() <= 123) return reason;
  size_t end = 123;
  while (end > 0 && (uint8_t(reason[end]) & 0xc0) == 0x80) end--;
  return reason.substr(0, end);
}

}  // namespace

// MARK: QueueStream

/// The stream that Beast uses: reads go to the socket, writes to the connection's frame queue.
///
/// Beast writes only whole control frames (pong, close) and the handshake, each in one buffer sequence. So appending a write to the queue
/// keeps frames whole, and everything the server sends passes one queue in one order.
struct QueueStream {
  using executor_type = Executor;

  explicit QueueStream(cb_connection &connection) : connection(connection) {}

  executor_type get_executor() { return connection.loop.io.get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers &buffers, Token &&token) {
    return asio::async_initiate<Token, void(error_code, size_t)>(
        [this](auto &&handler, const Buffers &buffers) {
          receive(Ref(&connection), buffers, std::forward<decltype(handler)>(handler));
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

  /// Used only for the handshake, which Beast has parsed already.
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

  /// A whole frame, or other bytes to send unchanged.
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

  template <class Buffers, class Handler>
  static void receive(Ref connection, const Buffers &buffers, Handler &&handler) {
    auto &stream = connection->stream;
    stream.async_read_some(
        buffers, [self = std::move(connection), buffers, handler = std::forward<Handler>(handler)](error_code error,
                                                                                                   size_t bytes) mutable {
          Turn turn(self->loop);
          // After too many frames nothing more is passed to Beast, which would answer each ping. Reading stops, and the connection ends.
          if (heard(*self, buffers, bytes) || error) handler(error, bytes);
        });
  }

  template <class Buffers>
  static bool heard(cb_connection &connection, const Buffers &buffers, size_t bytes) {
    connection.count_in(bytes);
    if (!connection.socket) return true;
    bool goes_on = true;
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers) && bytes > 0; ++at) {
      asio::mutable_buffer piece(*at);
      size_t length = std::min(bytes, piece.size());
      goes_on = connection.socket->heard(static_cast<const uint8_t *>(piece.data()), length);
      bytes -= length;
    }
    return goes_on;
  }

  static void append_raw(cb_connection &connection, cb_buffer *raw);
};

/// The engine itself ends the connection, after the queue is written.
template <class Handler>
void async_teardown(boost::beast::role_type, QueueStream &stream, Handler &&handler) {
  asio::post(stream.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler), error_code()));
}
/// Beast's own timers are off. They would call this.
inline void beast_close_socket(QueueStream &stream) { stream.connection.cut(); }
inline void teardown(boost::beast::role_type, QueueStream &, error_code &error) { error = {}; }

struct Socket::Incoming {
  explicit Incoming(cb_connection &connection) : stream(connection) {}
  websocket::stream<QueueStream, true> stream;
};

cb_buffer *QueueStream::raw_buffer(size_t length) {
  cb_buffer *raw = cb_buffer_make(length, false);
  raw->header_length = 0;
  return raw;
}

void QueueStream::append_raw(cb_connection &connection, cb_buffer *raw) {
  Socket &socket = *connection.socket;
  if (socket.handshaking) {
    // Without this, Beast would add its name and version.
    std::string_view text(reinterpret_cast<char *>(raw->bytes()), raw->length);
    size_t start = text.find("\r\nServer: ");
    if (start != std::string_view::npos) {
      size_t end = text.find("\r\n", start + 2);
      std::memmove(raw->bytes() + start, raw->bytes() + end, raw->length - end);
      raw->length -= end - start;
    }
  }
  bool is_close = !socket.handshaking && raw->length > 0 && raw->bytes()[0] == 0x88;
  if (socket.close_queued || (!socket.handshaking && connection.phase != Phase::socket)) return cb_buffer_release(raw);
  if (is_close) {
    socket.close_queued = true;
    socket.close_code = raw->length >= 4 ? raw->bytes()[2] << 8 | raw->bytes()[3] : 1005;
    socket.close_deadline = now_milliseconds() + connection.options().close_timeout;
  }
  socket.push({raw, nullptr, is_close ? Socket::Kind::close : Socket::Kind::control, false});
}

bool Socket::heard(const uint8_t *bytes, size_t length) {
  if (flooded) return false;
  heard_at = now_milliseconds();
  const cb_options &options = connection.options();
  FrameCounter::Limits limits{options.socket_frames, options.socket_frame_window, options.message_fragments};
  if (frames.take(bytes, length, heard_at, limits)) return true;
  flooded = true;
  close(connection, 4429, "flooding", 8);
  close_deadline = heard_at + options.slow_grace;
  return false;
}

// MARK: Opening

Socket::Socket(cb_connection &connection, void *handler, size_t max_message)
    : connection(connection), incoming(std::make_unique<Incoming>(connection)), handler(handler) {
  incoming->stream.read_message_max(max_message);
  heard_at = progress_at = now_milliseconds();
  ping_at = heard_at + connection.options().ping_interval;
}

Socket::~Socket() {
  drop_unsent();
  std::free(message);
}

bool Socket::accept(const cb_head *head, std::string_view fields) {
  http::request<http::empty_body> request;
  request.method(http::verb::get);
  request.version(11);
  request.target({head->text + head->target_offset, head->target_length});
  for (int i = 0; i < head->field_count; i++) {
    const cb_field &field = head->fields[i];
    request.insert(beast::string_view(head->text + field.name_offset, field.name_length),
                   beast::string_view(head->text + field.value_offset, field.value_length));
  }
  if (connection.options().deflate) {
    websocket::permessage_deflate deflate;
    deflate.server_enable = true;
    deflate.server_max_window_bits = 12;
    deflate.client_max_window_bits = 12;
    deflate.server_no_context_takeover = true;
    deflate.client_no_context_takeover = true;
    deflate.memLevel = 4;
    incoming->stream.set_option(deflate);
  }
  incoming->stream.set_option(websocket::stream_base::decorator([fields, this](websocket::response_type &response) {
    std::string_view date(loop().date + 6, 29);
    response.set(http::field::date, beast::string_view(date.data(), date.size()));
    for (size_t start = 0; start < fields.size();) {
      size_t end = fields.find("\r\n", start);
      size_t colon = fields.find(": ", start);
      response.insert(beast::string_view(fields.data() + start, colon - start),
                      beast::string_view(fields.data() + colon + 2, end - colon - 2));
      start = end + 2;
    }
  }));
  error_code error;
  incoming->stream.accept(request, error);
  // The decorator's captures are valid only until here.
  incoming->stream.set_option(websocket::stream_base::decorator([](websocket::response_type &) {}));
  handshaking = false;
  return !error;
}

}  // namespace engine

using namespace engine;

void cb_connection::upgrade(const cb_head *head, const uint8_t *fields, size_t length, size_t max_message, void *handler) {
  Turn turn(loop);
  if (phase != Phase::handling || !is_handshake || available() > 0) {
    callbacks().release(handler);
    if (phase == Phase::handling) refuse(is_handshake ? Reason::early_frames : Reason::not_a_handshake);
    cb_connection_release(this);
    return;
  }
  // Nothing is being read or written now, so the socket takes over.
  std::free(std::exchange(in, nullptr));
  in_capacity = in_begin = in_end = 0;
  socket = std::make_unique<Socket>(*this, handler, max_message);
  phase = Phase::socket;
  loop.counters.add(Counter::sockets);
  if (!socket->accept(head, {reinterpret_cast<const char *>(fields), length})) {
    // The head has passed all checks that Beast makes. Treat a difference as a broken connection.
    socket->busy = false;
    cut();
  } else {
    callbacks().socket_opened(handler, this);
    if (loop.draining) Socket::close(*this, 1001, "", 0);
  }
  cb_connection_release(this);
}

namespace engine {

// MARK: Sending

void Socket::send(cb_connection &connection, cb_buffer *buffer, bool counted, void *waiter) {
  Socket *socket = open_socket(connection);
  if (socket) socket->take();
  if (!socket || socket->close_queued || (counted && !socket->has_room(buffer))) {
    if (waiter) connection.callbacks().written(waiter, false);
    return;
  }
  cb_buffer_retain(buffer);
  socket->push({buffer, waiter, Kind::data, counted});
}

bool Socket::write(cb_connection &connection, const Topic &topic, const uint8_t *frames, uint64_t now) {
  Socket *socket = open_socket(connection);
  if (!socket || !socket->is_empty() || socket->close_queued || socket->writable_wait || socket->broken) return false;
  if (int64_t(topic.waiting_bytes) > connection.options().socket_queue) return false;
  if (connection.loop.waiting.size() > 1) {
    for (const Subscription &other : socket->subscriptions) {
      if (other.topic != &topic && socket->seen(other) < other.topic->waiting.size()) return false;
    }
  }
  ssize_t sent;
  do {
    sent = ::send(connection.descriptor(), frames, topic.waiting_bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK) socket->broken = true;
    return false;
  }
  connection.count_out(sent);
  socket->progress_at = now;
  size_t left = sent, written = 0;
  while (written < topic.waiting.size() && left >= topic.waiting[written].buffer->frame_length()) {
    left -= topic.waiting[written++].buffer->frame_length();
  }
  socket->count_written(written);
  if (written == topic.waiting.size()) return true;
  socket->wait_writable();
  for (size_t at = written; at < topic.waiting.size(); at++) {
    cb_buffer_retain(topic.waiting[at].buffer);
    socket->push({topic.waiting[at].buffer, nullptr, Kind::data, true});
  }
  socket->partial = left;
  return true;
}

void Socket::take(cb_connection &connection) {
  if (Socket *socket = open_socket(connection)) socket->take();
}

void Socket::take() {
  if (loop().waiting.empty()) return;
  for (;;) {
    const Subscription *earliest = nullptr;
    uint64_t number = UINT64_MAX;
    for (const Subscription &subscription : subscriptions) {
      const auto &waiting = subscription.topic->waiting;
      if (seen(subscription) < waiting.size() && waiting[seen(subscription)].number < number) {
        number = waiting[seen(subscription)].number;
        earliest = &subscription;
      }
    }
    if (!earliest) return;
    take(earliest->topic->waiting[seen(*earliest)++]);
  }
}

void Socket::take(const Published &one) {
  if (one.except == connection.id || close_queued || !has_room(one.buffer)) return;
  cb_buffer_retain(one.buffer);
  push({one.buffer, nullptr, Kind::data, true});
}

/// Whether the queue is within its limit, if necessary after writing what the kernel accepts. If not, the client is too slow.
bool Socket::has_room(cb_buffer *buffer) {
  int64_t length = buffer->frame_length();
  int64_t limit = connection.options().socket_queue;
  if (connection.queued.load(std::memory_order_relaxed) + length <= limit) return true;
  if (!writable_wait && !broken && !write_some()) broken = true;
  if (connection.queued.load(std::memory_order_relaxed) + length <= limit) return true;
  become_slow();
  return false;
}

void Socket::push(Out out) {
  if (out.counted) {
    int64_t queued = connection.queued.load(std::memory_order_relaxed);
    connection.queued.store(queued + out.buffer->frame_length(), std::memory_order_relaxed);
  }
  if (is_empty()) progress_at = now_milliseconds();
  if (out.kind == Kind::control) {
    control_bytes += out.buffer->frame_length();
    // Pings are answered as fast as they are read. A client that sends pings but does not read the answers is cut.
    if (control_bytes > control_limit) broken = true;
  }
  queue.push_back(out);
  if (!dirty && (!writable_wait || broken || out.kind == Kind::close)) {
    dirty = true;
    intrusive_ptr_add_ref(&connection);
    loop().mark_dirty(&connection);
  }
}

void Socket::become_slow() {
  loop().counters.add(Counter::slow_consumers);
  drop_unsent();
  queue_close(4408, "slow_consumer");
  close_deadline = now_milliseconds() + connection.options().slow_grace;
}

void Socket::queue_close(uint16_t code, std::string_view reason) {
  reason = close_text(reason);
  cb_buffer *raw = QueueStream::raw_buffer(4 + reason.size());
  uint8_t *bytes = raw->bytes();
  bytes[0] = 0x88;
  bytes[1] = 2 + reason.size();
  bytes[2] = code >> 8;
  bytes[3] = code;
  std::memcpy(bytes + 4, reason.data(), reason.size());
  close_queued = closed_here = true;
  close_code = code;
  close_reason = reason;
  close_deadline = now_milliseconds() + connection.options().close_timeout;
  push({raw, nullptr, Kind::close, false});
}

void Socket::pop(const Out &out, bool written) {
  if (out.counted) {
    int64_t queued = connection.queued.load(std::memory_order_relaxed);
    connection.queued.store(queued - out.buffer->frame_length(), std::memory_order_relaxed);
  }
  if (out.kind == Kind::control) control_bytes -= out.buffer->frame_length();
  if (out.kind == Kind::data && written) count_written(1);
  if (out.kind == Kind::close && written) close_written = true;
  loop().release_later(out.buffer);
  if (out.waiter) connection.callbacks().written(out.waiter, written);
}

void Socket::count_written(size_t messages) {
  loop().counters.add(Counter::messages_out, messages);
  connection.messages_out.store(connection.messages_out.load(std::memory_order_relaxed) + messages, std::memory_order_relaxed);
}

/// Drops all frames of which no byte has been written.
void Socket::drop_unsent() {
  size_t kept = first + (partial > 0 ? 1 : 0);
  std::vector<Out> dropped(queue.begin() + kept, queue.end());
  queue.resize(kept);
  for (const Out &out : dropped) pop(out, false);
}

void Socket::flush(cb_connection &connection) {
  Socket *socket = connection.socket.get();
  if (!socket) return;
  socket->dirty = false;
  if (connection.phase != Phase::socket) return;
  if (socket->broken || (!socket->writable_wait && !socket->write_some())) return connection.cut();
  socket->after_write();
}

bool Socket::write_some() {
  while (!is_empty() && !close_written) {
    iovec parts[frames_per_write];
    int count = 0;
    size_t skip = partial;
    for (size_t at = first; at < queue.size() && count < frames_per_write; at++) {
      cb_buffer *buffer = queue[at].buffer;
      parts[count++] = {buffer->frame() + skip, buffer->frame_length() - skip};
      skip = 0;
      if (queue[at].kind == Kind::close) break;
    }
    ssize_t sent;
    if (count == 1) {
      sent = ::send(connection.descriptor(), parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      msghdr message{};
      message.msg_iov = parts;
      message.msg_iovlen = count;
      sent = sendmsg(connection.descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
      wait_writable();
      return true;
    }
    connection.count_out(sent);
    size_t left = sent;
    while (left > 0) {
      Out out = queue[first];
      size_t rest = out.buffer->frame_length() - partial;
      if (left < rest) {
        partial += left;
        break;
      }
      left -= rest;
      partial = 0;
      first++;
      pop(out, true);
    }
  }
  progress_at = now_milliseconds();
  if (is_empty()) {
    first = 0;
    if (queue.capacity() > 8) std::vector<Out>().swap(queue);
    else queue.clear();
  } else if (first > 1024) {
    queue.erase(queue.begin(), queue.begin() + first);
    first = 0;
  }
  return true;
}

void Socket::wait_writable() {
  if (writable_wait) return;
  writable_wait = true;
  connection.stream.async_wait(StreamSocket::wait_write, [self = Ref(&connection)](error_code) {
    Turn turn(self->loop);
    Socket *socket = self->socket.get();
    if (!socket) return;
    socket->writable_wait = false;
    Socket::flush(*self);
  });
}

/// The connection ends once the close frame is written and no more input comes.
void Socket::after_write() {
  if (!close_queued) return;
  if (closed_here) report_closed();
  if (close_written && (read_ended || flooded) && connection.phase == Phase::socket) {
    report_closed();
    connection.linger();
  }
}

// MARK: Receiving

void Socket::ready(cb_connection &connection) {
  Turn turn(connection.loop);
  Socket *socket = connection.socket.get();
  if (!socket) return;
  socket->busy = false;
  if (socket->close_queued || connection.phase != Phase::socket) socket->report_closed();
  if (connection.phase == Phase::closed) forget(connection);
  if (connection.phase != Phase::socket) return;
  socket->heard_at = now_milliseconds();
  socket->read();
}

void Socket::read() {
  if (reading || read_ended || busy) return;
  if (message_length == 0 && message_capacity > 8 * idle_message) {
    std::free(std::exchange(message, nullptr));
    message_capacity = 0;
  }
  if (message_capacity - message_length < idle_message) {
    message_capacity = message_capacity == 0 ? idle_message : std::max<uint32_t>(message_capacity * 2, 4096);
    message = static_cast<uint8_t *>(std::realloc(message, message_capacity));
    if (!message) std::abort();
  }
  reading = true;
  incoming->stream.async_read_some(asio::buffer(message + message_length, message_capacity - message_length),
                         [self = Ref(&connection)](error_code error, size_t bytes) {
                           Turn turn(self->loop);
                           if (self->socket) self->socket->on_read(error, bytes);
                         });
}

void Socket::on_read(error_code error, size_t bytes) {
  reading = false;
  if (connection.phase != Phase::socket) return;
  if (error) {
    read_ended = true;
    if (error == websocket::error::closed && !closed_here) {
      close_code = incoming->stream.reason().code == websocket::close_code::none ? 1005 : uint16_t(incoming->stream.reason().code);
      close_reason.assign(incoming->stream.reason().reason.data(), incoming->stream.reason().reason.size());
    }
    bool transport = error.category() == boost::system::system_category() || error.category() == asio::error::get_misc_category();
    if (transport) return connection.cut();
    // Beast closes the socket for every violation except one: bytes that do not inflate.
    if (!close_queued) queue_close(1007, "");
    report_closed();
    return after_write();
  }
  message_length += bytes;
  if (!incoming->stream.is_message_done()) return read();
  size_t length = std::exchange(message_length, 0);
  loop().counters.add(Counter::messages_in);
  if (close_queued) return read();
  busy = true;
  connection.callbacks().socket_received(handler, &connection, message, length, incoming->stream.got_binary());
}

// MARK: Ending

void Socket::close(cb_connection &connection, uint16_t code, const char *reason, size_t length) {
  Socket *socket = open_socket(connection);
  if (socket) socket->take();
  if (!socket || socket->close_queued) return;
  socket->queue_close(code, {reason, length});
  socket->report_closed();
}

void Socket::ended(cb_connection &connection) {
  Socket *socket = connection.socket.get();
  socket->partial = 0;
  socket->drop_unsent();
  socket->report_closed();
  forget(connection);
}

/// Frees the memory of a closed socket. Handles to it may still exist.
void Socket::forget(cb_connection &connection) {
  asio::post(connection.loop.io, [self = Ref(&connection)] {
    if (self->phase == Phase::closed && self->socket && self->socket->reported) self->socket.reset();
  });
}

void Socket::report_closed() {
  if (reported || busy) return;
  reported = true;
  while (!subscriptions.empty()) remove_subscription(subscriptions.size() - 1);
  loop().counters.add(Counter::sockets, -1);
  connection.callbacks().socket_closed(std::exchange(handler, nullptr), close_code, close_reason.data(), close_reason.size());
}

// MARK: Topics

void Socket::subscribe(cb_connection &connection, uint64_t number) {
  Socket *socket = open_socket(connection);
  if (!socket || socket->close_queued) return;
  Topic &topic = connection.loop.topics.try_emplace(number, number).first->second;
  for (const Subscription &subscription : socket->subscriptions) {
    if (subscription.topic == &topic) return;
  }
  socket->subscriptions.push_back({&topic, uint32_t(topic.subscribers.size())});
  topic.subscribers.push_back({&connection, uint32_t(socket->subscriptions.size() - 1), uint32_t(topic.waiting.size())});
}

void Socket::unsubscribe(cb_connection &connection, uint64_t number) {
  Socket *socket = connection.socket.get();
  if (!socket) return;
  for (size_t slot = 0; slot < socket->subscriptions.size(); slot++) {
    if (socket->subscriptions[slot].topic->number != number) continue;
    socket->take();
    return socket->remove_subscription(slot);
  }
}

void Socket::remove_subscription(size_t slot) {
  auto [topic, index] = subscriptions[slot];
  auto &table = topic->subscribers;
  // Both lists are kept without gaps: the last entry of each moves into the gap, and the other list is given its new position.
  table[index] = table.back();
  table[index].connection->socket->subscriptions[table[index].slot].index = index;
  table.pop_back();
  // One with messages that wait goes after they are delivered.
  if (table.empty() && topic->waiting.empty()) loop().topics.erase(topic->number);
  if (slot + 1 < subscriptions.size()) {
    subscriptions[slot] = subscriptions.back();
    subscriptions[slot].topic->subscribers[subscriptions[slot].index].slot = slot;
  }
  subscriptions.pop_back();
}

// MARK: Time

void Socket::check_time(cb_connection &connection, uint64_t now) {
  Socket &socket = *connection.socket;
  const cb_options &options = connection.options();
  if (socket.close_queued) {
    if (now >= socket.close_deadline) connection.cut();
    return;
  }
  bool silent = socket.reading && now >= socket.heard_at + options.silence_timeout;
  bool stuck = !socket.is_empty() && now >= socket.progress_at + options.silence_timeout;
  if (silent || stuck) {
    connection.loop.counters.add(Counter::timeouts);
    return stuck ? connection.cut() : close(connection, 1001, "silence", 7);
  }
  if (now >= socket.ping_at) {
    socket.ping_at = now + options.ping_interval;
    cb_buffer *ping = QueueStream::raw_buffer(2);
    ping->bytes()[0] = 0x89;
    ping->bytes()[1] = 0;
    socket.push({ping, nullptr, Kind::control, false});
  }
}

}  // namespace engine
