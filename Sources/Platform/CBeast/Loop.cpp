#include "Loop.hpp"

#include "Connection.hpp"
#include "Socket.hpp"

#include <boost/asio/post.hpp>

#include <arpa/inet.h>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace engine {

namespace {

constexpr int accepts_per_turn = 64;
constexpr int rounds_per_turn = 4;
/// A topic with more than this is sent without waiting for more.
constexpr size_t waiting_limit = 128 * 1024;
/// After a delivery that took longer than `brief_delivery` nanoseconds the next one waits as long as it took, at most `longest_rest`. Under a
/// steady load more messages share a write then, and readers get their part of the processors: half the work for each message. A message that
/// comes alone waits for nothing.
constexpr uint64_t brief_delivery = 200'000, longest_rest = 5'000'000;

uint64_t clock_nanoseconds(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return uint64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

Peer peer_of(const sockaddr_storage &address) {
  Peer peer;
  if (address.ss_family == AF_INET) {
    auto &v4 = reinterpret_cast<const sockaddr_in &>(address);
    peer.key[10] = peer.key[11] = 0xff;
    std::memcpy(&peer.key[12], &v4.sin_addr, 4);
    inet_ntop(AF_INET, &v4.sin_addr, peer.text, sizeof peer.text);
  } else if (address.ss_family == AF_INET6) {
    auto &v6 = reinterpret_cast<const sockaddr_in6 &>(address);
    std::memcpy(peer.key.data(), &v6.sin6_addr, 16);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], peer.text, sizeof peer.text);
    } else {
      inet_ntop(AF_INET6, &v6.sin6_addr, peer.text, sizeof peer.text);
      // An internet connection usually has a whole /64, so its addresses count as one.
      std::memset(&peer.key[8], 0, 8);
    }
  } else {
    std::strcpy(peer.text, "unix");
  }
  peer.length = std::strlen(peer.text);
  return peer;
}

}  // namespace

uint64_t now_milliseconds() { return clock_nanoseconds(CLOCK_MONOTONIC_COARSE) / 1'000'000; }
uint64_t now_nanoseconds() { return clock_nanoseconds(CLOCK_MONOTONIC); }

Loop::Loop(cb_server &server, uint32_t index)
    : server(server),
      index(index),
      io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      scratch(64 * 1024),
      next_id((uint64_t(index) << 48) + 1),
      timer(io),
      delivery_timer(io),
      reserve(open("/dev/null", O_RDONLY | O_CLOEXEC)) {
  refresh_date();
}

bool Loop::submit(const Command &command) {
  bool wake = false;
  {
    std::lock_guard lock(mutex);
    if (ended) return false;
    inbox.push_back(command);
    has_mail.store(true, std::memory_order_release);
    if (!wake_posted && !(on_loop() && depth > 0)) wake = wake_posted = true;
  }
  if (wake) asio::post(io, [this] { Turn turn(*this); });
  return true;
}

void Loop::run() {
  thread_id.store(std::this_thread::get_id(), std::memory_order_relaxed);
  char name[16];
  snprintf(name, sizeof name, "loop-%u", index);
  pthread_setname_np(pthread_self(), name);
  schedule_tick();
  for (auto &acceptor : acceptors) wait_accept(*acceptor);
  auto work = asio::make_work_guard(io);
  io.run();
  // Commands queued after the stop still hold references and waiters.
  for (;;) {
    std::vector<Command> last;
    {
      std::lock_guard lock(mutex);
      last.swap(inbox);
      if (last.empty()) {
        ended = true;
        break;
      }
    }
    depth++;
    perform(last);
    deliver();
    flush_dirty();
    depth--;
  }
  work.reset();
  do {
    io.restart();
  } while (io.poll() > 0);
  close(reserve);
}

void Loop::end_turn() {
  if (depth > 1) {
    depth--;
    return;
  }
  // Most turns have no commands, and then the lock is not even taken.
  if (has_mail.load(std::memory_order_acquire) || !dirty.empty() || released) drain_inbox();
  if (!waiting.empty()) schedule_delivery();
  depth--;
}

void Loop::drain_inbox() {
  for (int round = 0;; round++) {
    bool postpones = false;
    {
      std::lock_guard lock(mutex);
      // Jobs that keep queueing jobs must not keep sockets waiting, so the rest runs after the next check of the network.
      postpones = wake_posted = round == rounds_per_turn && !inbox.empty();
      if (!postpones) {
        working.swap(inbox);
        has_mail.store(false, std::memory_order_relaxed);
      }
    }
    if (postpones) {
      flush_dirty();
      asio::post(io, [this] { Turn turn(*this); });
      return;
    }
    if (working.empty() && dirty.empty() && !released) return;
    std::vector<Command> batch;
    batch.swap(working);
    perform(batch);
    batch.clear();
    if (batch.capacity() <= 4096) working.swap(batch);
    flush_dirty();
  }
}

void Loop::perform(std::vector<Command> &batch) {
  for (Command &command : batch) {
    cb_connection *connection = command.connection;
    switch (command.op) {
      case Command::Op::job: server.callbacks.run_job(context, command.waiter); break;
      case Command::Op::adopt: {
        auto *peer = static_cast<Peer *>(command.waiter);
        adopt(command.small, *peer);
        delete peer;
        break;
      }
      case Command::Op::send: Socket::send(*connection, command.buffer, command.flag, command.waiter); break;
      case Command::Op::subscribe: Socket::subscribe(*connection, command.number); break;
      case Command::Op::unsubscribe: Socket::unsubscribe(*connection, command.number); break;
      case Command::Op::publish: publish(command.number, command.buffer, uint64_t(command.waiter)); break;
      case Command::Op::close:
        Socket::close(*connection, command.code, reinterpret_cast<const char *>(cb_buffer_bytes(command.buffer)),
                      cb_buffer_length(command.buffer));
        break;
      case Command::Op::body_next: connection->body_next(command.small, command.waiter); break;
      case Command::Op::stream_write:
        connection->stream_write(cb_buffer_bytes(command.buffer), cb_buffer_length(command.buffer), command.waiter);
        break;
      case Command::Op::stream_file: connection->stream_file(command.small, command.number, command.length, command.waiter); break;
      case Command::Op::stream_end: connection->stream_end(command.flag); break;
      case Command::Op::destroy:
        delete connection;
        cb_server_release(&server);
        continue;
      case Command::Op::drain: {
        draining = true;
        drain_deadline = now_milliseconds() + command.number;
        for (auto &acceptor : acceptors) {
          // Closing would reset connections that the kernel has accepted already, so serve them.
          accept_batch(*acceptor);
          error_code ignored;
          acceptor->descriptor.close(ignored);
        }
        for (cb_connection *at = first; at;) {
          cb_connection *following = at->next;
          at->drain();
          at = following;
        }
        check_drained();
        break;
      }
      case Command::Op::stop: {
        stopping = true;
        for (auto &acceptor : acceptors) {
          error_code ignored;
          acceptor->descriptor.close(ignored);
          acceptor->backoff.cancel();
        }
        while (first) first->cut();
        timer.cancel();
        delivery_timer.cancel();
        // Let the handlers of the operations just cancelled run first.
        asio::post(io, [this] { asio::post(io, [this] { io.stop(); }); });
        break;
      }
    }
    if (command.buffer) cb_buffer_release(command.buffer);
    if (connection) cb_connection_release(connection);
  }
}

void Loop::publish(uint64_t topic, cb_buffer *buffer, uint64_t except) {
  auto found = topics.find(topic);
  if (found == topics.end() || found->second.subscribers.empty()) return;
  if (found->second.waiting.empty()) waiting.push_back(&found->second);
  found->second.add(buffer, except, ++published);
  if (found->second.waiting_bytes > waiting_limit) deliver();
}

void Loop::schedule_delivery() {
  if (delivery_posted) return;
  delivery_posted = true;
  uint64_t now = now_nanoseconds();
  if (now < next_delivery) {
    delivery_timer.expires_after(std::chrono::nanoseconds(next_delivery - now));
    delivery_timer.async_wait([this](error_code) { deliver_posted(); });
  } else {
    asio::post(io, [this] { deliver_posted(); });
  }
}

void Loop::deliver_posted() {
  Turn turn(*this);
  delivery_posted = false;
  if (has_mail.load(std::memory_order_acquire)) drain_inbox();
  uint64_t began = now_nanoseconds();
  deliver();
  uint64_t ended = now_nanoseconds(), took = ended - began;
  if (took >= brief_delivery) next_delivery = ended + std::min(took, longest_rest);
}

void Loop::deliver() {
  // Nothing is published meanwhile. No connection ends either: a broken one is cut when the queues are flushed.
  for (Topic *topic : waiting) deliver(*topic);
  for (Topic *topic : waiting) {
    topic->clear();
    if (topic->subscribers.empty()) topics.erase(topic->number);
  }
  waiting.clear();
}

void Loop::deliver(Topic &topic) {
  const size_t count = topic.waiting.size();
  const uint8_t *frames = topic.waiting[0].buffer->frame();
  if (count > 1) {
    joined.resize(topic.waiting_bytes);
    uint8_t *at = joined.data();
    for (const Published &one : topic.waiting) {
      std::memcpy(at, one.buffer->frame(), one.buffer->frame_length());
      at += one.buffer->frame_length();
    }
    frames = joined.data();
  }
  const uint64_t now = now_milliseconds();
  for (const Subscriber &subscriber : topic.subscribers) {
    if (subscriber.seen == count) continue;
    cb_connection &connection = *subscriber.connection;
    bool is_whole = subscriber.seen == 0 && topic.is_for(connection.id);
    if (!is_whole || !Socket::write(connection, topic, frames, now)) Socket::take(connection);
  }
}

void Loop::release_later(cb_buffer *buffer) {
  if (buffer == released) {
    released_count++;
    return;
  }
  if (released && released->references.fetch_sub(released_count, std::memory_order_acq_rel) == released_count) std::free(released);
  released = buffer;
  released_count = 1;
}

void Loop::flush_dirty() {
  while (!dirty.empty()) {
    flushing.swap(dirty);
    for (cb_connection *connection : flushing) {
      Socket::flush(*connection);
      cb_connection_release(connection);
    }
    flushing.clear();
  }
  if (released) {
    if (released->references.fetch_sub(released_count, std::memory_order_acq_rel) == released_count) std::free(released);
    released = nullptr;
    released_count = 0;
  }
}

// MARK: Accepting

void Loop::add_acceptor(int descriptor, bool is_unix) {
  acceptors.push_back(std::make_unique<Acceptor>(
      Acceptor{asio::posix::basic_stream_descriptor<Executor>(io.get_executor(), descriptor), decltype(Acceptor::backoff)(io), is_unix}));
}

void Loop::wait_accept(Acceptor &acceptor) {
  acceptor.descriptor.async_wait(asio::posix::descriptor_base::wait_read, [this, &acceptor](error_code error) {
    if (error || draining || stopping) return;
    Turn turn(*this);
    accept_batch(acceptor);
  });
}

void Loop::accept_batch(Acceptor &acceptor) {
  for (int count = 0; count < accepts_per_turn; count++) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    int descriptor = accept4(acceptor.descriptor.native_handle(), reinterpret_cast<sockaddr *>(&address), &length,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      counters.add(Counter::accepted);
      if (acceptor.is_unix) address.ss_family = AF_UNIX;
      place(descriptor, peer_of(address));
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      shed();
      if (draining) return;
      acceptor.backoff.expires_after(std::chrono::milliseconds(50));
      acceptor.backoff.async_wait([this, &acceptor](error_code error) {
        if (error || draining || stopping) return;
        Turn turn(*this);
        accept_batch(acceptor);
      });
      return;
    }
    // ECONNABORTED and network errors concern only one connection (accept(2)).
    if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK) return;
  }
  if (!draining) wait_accept(acceptor);
}

/// Out of descriptors: uses the spare one to accept and close a waiting client, so that it notices at once.
void Loop::shed() {
  if (reserve < 0) return;
  close(reserve);
  for (auto &acceptor : acceptors) {
    int descriptor = accept4(acceptor->descriptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0) close(descriptor);
  }
  reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void Loop::place(int descriptor, const Peer &from) {
  Peer peer = from;
  bool is_unix = peer.length == 4 && std::memcmp(peer.text, "unix", 4) == 0;
  if (!is_unix && server.options.connections_per_address > 0) {
    auto exempt = server.callbacks.is_exempt;
    if (!exempt || !exempt(server.context, peer.text, peer.length)) {
      peer.counted = true;
      if (!server.admit(peer)) {
        counters.add(Counter::over_limit);
        close(descriptor);
        return;
      }
    }
  }
  // SO_REUSEPORT distributes by hash, so a few busy connections can end up on one loop. This evens them out.
  Loop *target = this;
  int64_t own = load.load(std::memory_order_relaxed);
  for (auto &other : server.loops) {
    int64_t theirs = other->load.load(std::memory_order_relaxed);
    if (theirs < own) {
      own = theirs;
      target = other.get();
    }
  }
  target->load.fetch_add(1, std::memory_order_relaxed);
  if (target == this) return adopt(descriptor, peer);
  Command command{Command::Op::adopt};
  command.small = descriptor;
  command.waiter = new Peer(peer);
  if (!target->submit(command)) {
    delete static_cast<Peer *>(command.waiter);
    target->load.fetch_sub(1, std::memory_order_relaxed);
    if (peer.counted) server.leave(peer);
    close(descriptor);
  }
}

void Loop::adopt(int descriptor, const Peer &peer) {
  if (stopping) {
    load.fetch_sub(1, std::memory_order_relaxed);
    if (peer.counted) server.leave(peer);
    close(descriptor);
    return;
  }
  cb_server_retain(&server);
  auto *connection = new cb_connection(*this, descriptor, peer, next_id++);
  link(connection);
  connection->start();
}

void Loop::link(cb_connection *connection) {
  connection->next = first;
  if (first) first->previous = connection;
  first = connection;
  counters.add(Counter::connections);
}

void Loop::unlink(cb_connection *connection) {
  (connection->previous ? connection->previous->next : first) = connection->next;
  if (connection->next) connection->next->previous = connection->previous;
  connection->previous = connection->next = nullptr;
  counters.add(Counter::connections, -1);
  load.fetch_sub(1, std::memory_order_relaxed);
  if (connection->peer.counted) server.leave(connection->peer);
  if (draining) check_drained();
}

void Loop::check_drained() {
  if (drained || first) return;
  drained = true;
  if (server.undrained.fetch_sub(1, std::memory_order_acq_rel) == 1) server.callbacks.drained(server.drain_waiter);
}

// MARK: Time

void Loop::schedule_tick() {
  const cb_options &options = server.options;
  uint32_t shortest = std::min({options.header_timeout, options.keep_alive_timeout, options.progress_window, options.slow_grace,
                                options.close_timeout, options.ping_interval, options.silence_timeout});
  timer.expires_after(std::chrono::milliseconds(std::clamp(shortest / 8, 5u, 250u)));
  timer.async_wait([this](error_code error) {
    if (error || stopping) return;
    Turn turn(*this);
    tick();
    schedule_tick();
  });
}

void Loop::tick() {
  refresh_date();
  uint64_t now = now_milliseconds();
  bool expired = draining && !drained && now >= drain_deadline;
  for (cb_connection *at = first; at;) {
    // Ending a connection unlinks only that one, so `next` stays valid.
    cb_connection *following = at->next;
    if (expired) at->cut();
    else at->check_time(now);
    at = following;
  }
}

void Loop::refresh_date() {
  time_t now = time(nullptr);
  if (now == dated) return;
  dated = now;
  tm parts;
  gmtime_r(&now, &parts);
  static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  snprintf(date, sizeof date, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r", days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
           (parts.tm_year + 1900) % 10000, parts.tm_hour, parts.tm_min, parts.tm_sec);
  date[36] = '\n';
}

}  // namespace engine
