#include "Connection.hpp"

#include "Socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <charconv>
#include <cstring>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace engine;

namespace {

constexpr size_t head_buffer = 4096;
constexpr size_t body_buffer = 64 * 1024;
constexpr size_t inline_body = 16 * 1024;
constexpr int64_t bytes_per_turn = 1024 * 1024;
constexpr size_t stream_backlog = 64 * 1024;
constexpr uint32_t linger_time = 2000;
/// How long to discard input after an answer that came before the end of the request, so that the client reads the answer before it gets a
/// reset.
constexpr uint32_t early_linger_time = 5000;
constexpr size_t linger_bytes = 16 * 1024 * 1024;
/// More than the largest file of a member: a proxy that is still sending one reports a reset as its own failure.
constexpr size_t early_linger_bytes = 64 * 1024 * 1024;

const char *phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 425: return "Too Early";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";
  }
}

/// Appends to a buffer known to be large enough.
struct Pen {
  char *at;
  void text(std::string_view bytes) {
    std::memcpy(at, bytes.data(), bytes.size());
    at += bytes.size();
  }
  void number(int64_t value) { at = std::to_chars(at, at + 20, value).ptr; }
};

}  // namespace

cb_connection::cb_connection(Loop &loop, int descriptor, const Peer &peer, uint64_t id)
    : loop(loop), stream(loop.io.get_executor()), id(id), peer(peer) {
  error_code ignored;
  // The descriptor is non-blocking already; the generic protocol only needs the address family.
  stream.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), descriptor, ignored);
}

cb_connection::~cb_connection() {
  std::free(in);
}

void cb_connection::start() {
  set_timer(Timer::head, now_milliseconds());
  advance();
}

// MARK: Requests

void cb_connection::advance() {
  if (advancing) {
    again = true;
    return;
  }
  advancing = true;
  do {
    again = false;
    if (phase == Phase::head && !take_request() && phase == Phase::head && !again) start_read();
  } while (again);
  advancing = false;
}

bool cb_connection::take_request() {
  if (available() == 0) return false;
  switch (scanner.scan(in + in_begin, available())) {
    case HeadScanner::Verdict::refused: refuse(scanner.reason); return false;
    case HeadScanner::Verdict::more:
      if (available() - scanner.start >= options().max_head) {
        refuse(Reason::head_too_large);
      } else if (timer != Timer::head) {
        set_timer(Timer::head, now_milliseconds());
      }
      return false;
    case HeadScanner::Verdict::complete: break;
  }
  size_t length = scanner.position - scanner.start;
  if (length > options().max_head) {
    refuse(Reason::head_too_large);
    return false;
  }
  ParsedHead parsed;
  if (auto reason = parse_head(in + in_begin + scanner.start, length, scanner.lines, peer, parsed)) {
    refuse(*reason);
    return false;
  }
  in_begin += scanner.position;
  scanner.reset();
  serial++;
  cb_head *head = parsed.head;
  keep_alive = parsed.keep_alive && !loop.draining;
  expects_continue = parsed.expects_continue;
  is_http10 = head->minor_version == 0;
  is_head = head->method_length == 4 && std::memcmp(head->text + head->method_offset, "HEAD", 4) == 0;
  is_handshake = head->wants_websocket;
  body_failed = false;
  body_time_used = 0;
  window_bytes = 0;
  response_bytes = 0;
  answered_early = false;
  if (head->chunked) body.begin_chunked(options().max_head);
  else body.begin_length(head->content_length);

  const uint8_t *ready = nullptr;
  size_t ready_length = 0;
  if (!body.complete && available() > 0) {
    // Bytes that arrived with the head are passed on with it.
    auto step = body.take(in + in_begin, available());
    if (!step) {
      cb_head_free(head);
      refuse(Reason::bad_chunk);
      return false;
    }
    ready = reinterpret_cast<uint8_t *>(in + in_begin);
    ready_length = step->decoded;
    in_begin += step->used;
  }
  if (body.complete) expects_continue = false;
  phase = Phase::handling;
  clear_timer();
  loop.counters.add(Counter::requests);
  intrusive_ptr_add_ref(this);
  callbacks().request(loop.server.context, loop.index, this, serial, head, ready, ready_length, body.complete);
  return true;
}

void cb_connection::refuse(Reason reason) {
  loop.counters.refuse(reason);
  keep_alive = false;
  is_head = false;
  expects_continue = false;
  answered_early = true;
  response_bytes = 0;
  phase = Phase::handling;
  serial++;
  clear_timer();
  intrusive_ptr_add_ref(this);
  callbacks().refuse(loop.server.context, this, status_of(reason), word_of(reason));
}

// MARK: Reading

void cb_connection::reserve_input(size_t free) {
  if (in_begin == in_end) in_begin = in_end = 0;
  if (in_capacity - in_end >= free) return;
  if (in_begin > 0) {
    std::memmove(in, in + in_begin, available());
    in_end -= in_begin;
    in_begin = 0;
    if (in_capacity - in_end >= free) return;
  }
  size_t wanted = std::max<size_t>(in_end + free, in_capacity * 2);
  in = static_cast<char *>(std::realloc(in, wanted));
  if (!in) std::abort();
  in_capacity = wanted;
}

/// Goes back to the small buffer once nothing large is being read.
void cb_connection::trim_input() {
  if (in_capacity <= head_buffer || available() > 0 || reading) return;
  std::free(in);
  in = nullptr;
  in_capacity = in_begin = in_end = 0;
}

void cb_connection::start_read() {
  if (reading) return;
  if (phase == Phase::head) {
    trim_input();
    // The buffer doubles while a head grows; an idle connection waits with the small one.
    reserve_input(in_capacity == 0 ? head_buffer : available() == 0 ? 1 : 1024);
  } else {
    reserve_input(body.kind == BodyFraming::Kind::length && body.left < body_buffer ? std::max<size_t>(body.left, 512) : body_buffer);
  }
  reading = true;
  stream.async_read_some(asio::buffer(in + in_end, in_capacity - in_end), [self = Ref(this)](error_code error, size_t bytes) {
    Turn turn(self->loop);
    self->on_read(error, bytes);
  });
}

void cb_connection::on_read(const error_code &error, size_t bytes) {
  reading = false;
  // The read was cancelled by the end of the connection or by `linger`.
  if (phase == Phase::closed || error == asio::error::operation_aborted) return;
  if (error) {
    if (phase == Phase::head || phase == Phase::linger) return cut();
    if (body_waiter) {
      body_failed = true;
      fail_body();
    }
    // While an answer is being written, the write will report the broken connection.
    return;
  }
  count_in(bytes);
  in_end += bytes;
  window_bytes += bytes;
  switch (phase) {
    case Phase::head: advance(); break;
    case Phase::handling: if (body_waiter) deliver_body(); break;
    default: break;
  }
}

void cb_connection::body_next(uint32_t wanted, void *waiter) {
  if (wanted != serial || phase != Phase::handling || body_waiter || body_failed) return callbacks().body(waiter, nullptr, -1);
  if (body.complete) return callbacks().body(waiter, nullptr, 0);
  body_waiter = waiter;
  if (expects_continue) {
    expects_continue = false;
    static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    // No output is pending before a response begins, so the socket has room for these few bytes.
    if (send(descriptor(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT) != ssize_t(line.size())) {
      body_failed = true;
      return fail_body();
    }
    count_out(line.size());
  }
  deliver_body();
}

/// Passes the available bytes to the waiter, or reads more.
void cb_connection::deliver_body() {
  if (available() > 0) {
    char *bytes = in + in_begin;
    auto step = body.take(bytes, available());
    if (!step) {
      body_failed = true;
      fail_body();
      return refuse(Reason::bad_chunk);
    }
    in_begin += step->used;
    if (step->decoded > 0 || body.complete) {
      if (timer == Timer::body) {
        body_time_used += now_milliseconds() - window_began;
        clear_timer();
      }
      void *waiter = std::exchange(body_waiter, nullptr);
      return callbacks().body(waiter, reinterpret_cast<uint8_t *>(bytes), step->decoded);
    }
  }
  if (timer != Timer::body) set_timer(Timer::body, now_milliseconds());
  start_read();
}

void cb_connection::fail_body() {
  if (timer == Timer::body) clear_timer();
  if (body_waiter) callbacks().body(std::exchange(body_waiter, nullptr), nullptr, -1);
}

// MARK: Responses

bool cb_connection::respond(const cb_response &response) {
  Turn turn(loop);
  if (phase != Phase::handling) {
    if (response.owner) callbacks().release(response.owner);
    if (response.completion) callbacks().completed(response.completion, 0, false);
    cb_connection_release(this);
    return false;
  }
  fail_body();
  // The handler left the body unread. Skip it if all of it has arrived; otherwise the connection ends with the answer.
  if (!body.complete && !body_failed && available() > 0) {
    auto step = body.take(in + in_begin, available());
    if (step) in_begin += step->used;
  }
  answered_early = answered_early || !body.complete;
  closes = response.close || !keep_alive || !body.complete || loop.draining || body_failed;
  completion = response.completion;
  phase = Phase::writing;
  window_bytes = 0;

  bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  bool sends_body = has_body && !is_head;
  int64_t length = 0;
  switch (response.body) {
    case CB_BODY_BUFFER: length = cb_buffer_length(response.buffer); break;
    case CB_BODY_BYTES:
    case CB_BODY_FILE:
    case CB_BODY_STREAM: length = response.length; break;
    default: break;
  }
  bool runs_stream = response.body == CB_BODY_STREAM && sends_body;
  bool chunked = response.body == CB_BODY_STREAM && length < 0 && !is_http10;
  if (response.body == CB_BODY_STREAM && length < 0 && is_http10) closes = true;

  size_t room = response.fields_length + 256;
  bool inlined = sends_body && response.body == CB_BODY_BYTES && size_t(length) <= inline_body;
  if (inlined) room += length;
  if (loop.scratch.size() < room) loop.scratch.resize(room);
  Pen pen{loop.scratch.data()};
  if (response.status == 200) {
    pen.text("HTTP/1.1 200 OK\r\n");
  } else {
    pen.text("HTTP/1.1 ");
    pen.number(response.status);
    pen.text(" ");
    pen.text(phrase(response.status));
    pen.text("\r\n");
  }
  pen.text({loop.date, 37});
  if (chunked && has_body) {
    pen.text("Transfer-Encoding: chunked\r\n");
  } else if (has_body && length >= 0) {
    pen.text("Content-Length: ");
    pen.number(length);
    pen.text("\r\n");
  }
  if (closes) pen.text("Connection: close\r\n");
  else if (is_http10) pen.text("Connection: keep-alive\r\n");
  if (response.fields_length) pen.text({reinterpret_cast<const char *>(response.fields), response.fields_length});
  pen.text("\r\n");
  if (inlined) pen.text({reinterpret_cast<const char *>(response.bytes), size_t(length)});
  size_t head_length = pen.at - loop.scratch.data();

  // A common answer is sent with one system call.
  iovec parts[2] = {{loop.scratch.data(), head_length}, {nullptr, 0}};
  if (sends_body && response.body == CB_BODY_BYTES && !inlined) parts[1] = {const_cast<uint8_t *>(response.bytes), size_t(length)};
  if (sends_body && response.body == CB_BODY_BUFFER) parts[1] = {cb_buffer_bytes(response.buffer), size_t(length)};
  bool more = sends_body && response.body == CB_BODY_FILE && length > 0;
  ssize_t sent;
  if (parts[1].iov_len == 0) {
    sent = send(descriptor(), parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
  } else {
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    sent = sendmsg(descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  bool failed = false;
  if (sent < 0) {
    failed = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
    sent = 0;
  }
  count_out(sent);
  response_bytes = sent;
  if (size_t(sent) < head_length) {
    out.assign(loop.scratch.data() + sent, loop.scratch.data() + head_length);
    out_sent = 0;
    sent = head_length;
  }
  size_t body_sent = sent - head_length;
  if (parts[1].iov_len > body_sent) {
    if (response.body == CB_BODY_BUFFER) {
      cb_buffer_retain(response.buffer);
      out_buffer = response.buffer;
      out_buffer_sent = body_sent;
    } else {
      auto *rest = static_cast<char *>(parts[1].iov_base);
      out.insert(out.end(), rest + body_sent, rest + parts[1].iov_len);
    }
  }
  if (response.owner) {
    if (more) {
      file = response.descriptor;
      file_offset = response.offset;
      file_left = length;
      file_owner = response.owner;
    } else {
      callbacks().release(response.owner);
    }
  }
  if (failed) {
    Ref hold(this);
    cut();
    cb_connection_release(this);
    return false;
  }
  if (runs_stream) {
    streaming = true;
    stream_chunked = chunked;
    stream_ended = false;
    stream_left = length;
    if (!out.empty()) wait_writable();
    return true;
  }
  Ref hold(this);
  cb_connection_release(this);
  if (out.empty() && !out_buffer && file < 0) finish_response(true);
  else pump();
  return false;
}

/// Writes pending output, up to the share of one turn.
void cb_connection::pump() {
  int64_t budget = bytes_per_turn;
  for (;;) {
    ssize_t sent;
    iovec parts[2];
    int count = 0;
    if (out_sent < out.size()) parts[count++] = {out.data() + out_sent, out.size() - out_sent};
    if (out_buffer) {
      parts[count++] = {cb_buffer_bytes(out_buffer) + out_buffer_sent, cb_buffer_length(out_buffer) - out_buffer_sent};
    }
    if (count > 0) {
      msghdr message{};
      message.msg_iov = parts;
      message.msg_iovlen = count;
      sent = sendmsg(descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT | (file >= 0 ? MSG_MORE : 0));
    } else if (file >= 0) {
      off_t offset = file_offset;
      sent = sendfile(descriptor(), file, &offset, std::min(file_left, budget));
      // The file is shorter than promised. Only cutting the connection tells the client.
      if (sent == 0) return cut();
    } else {
      break;
    }
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) return cut();
      return wait_writable();
    }
    count_out(sent);
    response_bytes += sent;
    window_bytes += sent;
    budget -= sent;
    if (count == 0) {
      file_offset += sent;
      file_left -= sent;
      if (file_left == 0) {
        file = -1;
        if (file_owner) callbacks().release(std::exchange(file_owner, nullptr));
      }
    } else {
      size_t from_out = std::min<size_t>(sent, out.size() - out_sent);
      out_sent += from_out;
      if (out_sent == out.size()) {
        out_sent = 0;
        if (out.capacity() > 2 * stream_backlog || !streaming) std::vector<char>().swap(out);
        else out.clear();
      }
      if (out_buffer) {
        out_buffer_sent += sent - from_out;
        if (out_buffer_sent == cb_buffer_length(out_buffer)) cb_buffer_release(std::exchange(out_buffer, nullptr));
      }
    }
    if (budget <= 0 && (file >= 0 || out_buffer || out_sent < out.size())) {
      asio::post(loop.io, [self = Ref(this)] {
        Turn turn(self->loop);
        if (self->phase == Phase::writing && !self->writable_wait) self->pump();
      });
      return;
    }
  }
  if (timer == Timer::write) clear_timer();
  if (!streaming) return finish_response(true);
  if (stream_ended) {
    streaming = false;
    return finish_response(true);
  }
  if (stream_waiter) callbacks().written(std::exchange(stream_waiter, nullptr), true);
}

void cb_connection::wait_writable() {
  if (writable_wait) return;
  writable_wait = true;
  if (timer != Timer::write) {
    window_bytes = 0;
    set_timer(Timer::write, now_milliseconds());
  }
  stream.async_wait(StreamSocket::wait_write, [self = Ref(this)](error_code) {
    Turn turn(self->loop);
    self->writable_wait = false;
    if (self->phase == Phase::writing) self->pump();
  });
}

void cb_connection::stream_write(const uint8_t *bytes, size_t length, void *waiter) {
  if (phase != Phase::writing || !streaming || stream_ended || stream_waiter) return callbacks().written(waiter, false);
  if (length == 0) return callbacks().written(waiter, true);
  if (!stream_chunked && stream_left >= 0) {
    if (int64_t(length) > stream_left) {
      cut();
      return callbacks().written(waiter, false);
    }
    stream_left -= length;
  }
  if (stream_chunked) {
    char size[18];
    char *end = std::to_chars(size, size + 16, length, 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.insert(out.end(), size, end);
  }
  out.insert(out.end(), bytes, bytes + length);
  if (stream_chunked) out.insert(out.end(), {'\r', '\n'});
  stream_waiter = waiter;
  if (!writable_wait) pump();
  else if (out.size() - out_sent < stream_backlog && stream_waiter) callbacks().written(std::exchange(stream_waiter, nullptr), true);
}

void cb_connection::stream_file(int descriptor, int64_t offset, int64_t length, void *waiter) {
  if (phase != Phase::writing || !streaming || stream_ended || stream_waiter || stream_chunked || length > stream_left) {
    return callbacks().written(waiter, false);
  }
  if (length == 0) return callbacks().written(waiter, true);
  stream_left -= length;
  file = descriptor;
  file_offset = offset;
  file_left = length;
  stream_waiter = waiter;
  if (!writable_wait) pump();
}

void cb_connection::stream_end(bool ok) {
  if (phase != Phase::writing || !streaming) return;
  if (!ok || (!stream_chunked && stream_left > 0)) return cut();
  stream_ended = true;
  if (stream_chunked) {
    static constexpr std::string_view last = "0\r\n\r\n";
    out.insert(out.end(), last.begin(), last.end());
  }
  if (!writable_wait) pump();
}

void cb_connection::drop_output() {
  std::vector<char>().swap(out);
  out_sent = 0;
  if (out_buffer) cb_buffer_release(std::exchange(out_buffer, nullptr));
  file = -1;
  if (file_owner) callbacks().release(std::exchange(file_owner, nullptr));
  if (stream_waiter) callbacks().written(std::exchange(stream_waiter, nullptr), false);
}

void cb_connection::finish_response(bool complete) {
  if (completion) {
    callbacks().completed(std::exchange(completion, nullptr), response_bytes, complete);
  }
  streaming = false;
  if (closes || loop.draining) return linger();
  phase = Phase::head;
  set_timer(available() > 0 ? Timer::head : Timer::idle, now_milliseconds());
  advance();
}

// MARK: Ending

void cb_connection::linger() {
  if (phase == Phase::closed || phase == Phase::linger) return;
  phase = Phase::linger;
  error_code error;
  stream.shutdown(StreamSocket::shutdown_send, error);
  if (error) return cut();
  if (reading) stream.cancel(error);
  in_begin = in_end = 0;
  std::free(std::exchange(in, nullptr));
  in_capacity = 0;
  set_timer(Timer::linger, now_milliseconds());
  discarded = 0;
  discard();
}

/// Reads and discards input until the client closes too.
void cb_connection::discard() {
  for (int turn = 0; turn < 16; turn++) {
    ssize_t got = recv(descriptor(), loop.scratch.data(), loop.scratch.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (got <= 0) return cut();
    discarded += got;
    if (discarded > (answered_early ? early_linger_bytes : linger_bytes)) return cut();
  }
  stream.async_wait(StreamSocket::wait_read, [self = Ref(this)](error_code error) {
    Turn turn(self->loop);
    if (self->phase != Phase::linger) return;
    if (error) return self->cut();
    self->discard();
  });
}

void cb_connection::cut() {
  if (phase == Phase::closed) return;
  bool was_socket = phase == Phase::socket || socket;
  phase = Phase::closed;
  clear_timer();
  body_failed = true;
  fail_body();
  drop_output();
  if (completion) callbacks().completed(std::exchange(completion, nullptr), response_bytes, false);
  error_code ignored;
  stream.close(ignored);
  if (was_socket) Socket::ended(*this);
  loop.unlink(this);
  cb_connection_release(this);
}

void cb_connection::drain() {
  switch (phase) {
    case Phase::head:
      // No byte of a request has arrived, so the client sees a clean end.
      if (available() == 0) linger();
      break;
    case Phase::socket: Socket::close(*this, 1001, "", 0); break;
    default: break;
  }
}

// MARK: Time

void cb_connection::set_timer(Timer kind, uint64_t now) {
  timer = kind;
  window_began = now;
  switch (kind) {
    case Timer::none: break;
    case Timer::idle: deadline = now + options().keep_alive_timeout; break;
    case Timer::head: deadline = now + options().header_timeout; break;
    case Timer::body:
      deadline = now + (options().progress_window > body_time_used ? options().progress_window - body_time_used : 0);
      break;
    case Timer::write: deadline = now + options().progress_window; break;
    case Timer::linger: deadline = now + (answered_early ? early_linger_time : linger_time); break;
  }
}

void cb_connection::check_time(uint64_t now) {
  if (phase == Phase::socket) return Socket::check_time(*this, now);
  if (timer != Timer::none && now >= deadline) on_deadline(now);
}

void cb_connection::on_deadline(uint64_t now) {
  Ref hold(this);
  uint64_t needed = uint64_t(options().minimum_rate) * options().progress_window / 1000;
  switch (timer) {
    case Timer::none: break;
    case Timer::idle: linger(); break;
    case Timer::head:
      loop.counters.add(Counter::timeouts);
      if (available() == 0) cut();
      else refuse(Reason::head_timeout);
      break;
    case Timer::body:
      if (window_bytes >= needed) {
        window_bytes = 0;
        body_time_used = 0;
        set_timer(Timer::body, now);
        break;
      }
      loop.counters.add(Counter::timeouts);
      body_failed = true;
      fail_body();
      refuse(Reason::body_timeout);
      break;
    case Timer::write:
      if (window_bytes >= needed) {
        window_bytes = 0;
        set_timer(Timer::write, now);
        break;
      }
      loop.counters.add(Counter::timeouts);
      cut();
      break;
    case Timer::linger: cut(); break;
  }
}
