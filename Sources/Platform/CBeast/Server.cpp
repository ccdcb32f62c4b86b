#include "Server.hpp"

#include "Connection.hpp"
#include "Socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <netdb.h>
#include <utility>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace engine;

namespace engine {

namespace {

struct ReasonEntry {
  int status;
  const char *word;
};

constexpr ReasonEntry reasons[] = {
    {400, "bare-line-feed"},
    {400, "bare-carriage-return"},
    {400, "control-character"},
    {400, "obs-fold"},
    {400, "space-before-colon"},
    {400, "bad-field"},
    {400, "bad-request-line"},
    {505, "bad-version"},
    {400, "length-and-encoding"},
    {400, "repeated-length"},
    {400, "bad-length"},
    {400, "bad-encoding"},
    {400, "missing-host"},
    {400, "repeated-host"},
    {400, "bad-host"},
    {400, "bad-chunk"},
    {431, "head-too-large"},
    {417, "bad-expectation"},
    {408, "head-timeout"},
    {408, "body-timeout"},
    {400, "early-frames"},
    {426, "not-a-handshake"},
};
static_assert(sizeof reasons / sizeof *reasons == size_t(Reason::count));
static_assert(size_t(Reason::count) <= CB_REASONS);

}  // namespace

int status_of(Reason reason) { return reasons[size_t(reason)].status; }
const char *word_of(Reason reason) { return reasons[size_t(reason)].word; }

}  // namespace engine

bool cb_server::admit(const Peer &peer) {
  std::lock_guard lock(mutex);
  uint32_t &count = held[peer.key];
  if (count >= options.connections_per_address) return false;
  count++;
  return true;
}

void cb_server::leave(const Peer &peer) {
  std::lock_guard lock(mutex);
  auto found = held.find(peer.key);
  if (--found->second == 0) held.erase(found);
}

void cb_server::give_back_context() {
  if (context) callbacks.destroyed(std::exchange(context, nullptr));
}

namespace {

int listening_socket(const sockaddr *address, socklen_t length, bool shares_port) {
  int descriptor = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  int on = 1;
  if (address->sa_family != AF_UNIX) {
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted sockets inherit this option, so answers and frames are sent at once.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (shares_port) setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (address->sa_family == AF_INET6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  if (bind(descriptor, address, length) != 0 || listen(descriptor, 4096) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

/// Queues a command. If the loop has ended, releases what the command holds.
bool submit(Loop &loop, const Command &command) {
  if (loop.submit(command)) return true;
  if (command.buffer) cb_buffer_release(command.buffer);
  if (command.connection) cb_connection_release(command.connection);
  return false;
}

cb_buffer *copied(const void *bytes, size_t length) {
  cb_buffer *buffer = cb_buffer_make(length, false);
  if (length) std::memcpy(buffer->bytes(), bytes, length);
  return buffer;
}

}  // namespace

extern "C" {

cb_server *cb_server_make(const cb_options *options, const cb_callbacks *callbacks) {
  signal(SIGPIPE, SIG_IGN);
  rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  auto *server = new cb_server();
  server->options = *options;
  server->options.max_head = std::min(options->max_head, 60'000u);
  server->callbacks = *callbacks;
  uint32_t loops = options->loops > 0 ? options->loops : std::max(1u, std::thread::hardware_concurrency());
  for (uint32_t index = 0; index < loops; index++) server->loops.push_back(std::make_unique<Loop>(*server, index));
  return server;
}

void cb_server_set_context(cb_server *server, void *context) { server->context = context; }

int cb_server_listen_tcp(cb_server *server, const char *host, uint16_t port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  char service[8];
  snprintf(service, sizeof service, "%u", port);
  if (getaddrinfo(host, service, &hints, &found) != 0) return -EADDRNOTAVAIL;
  sockaddr_storage address{};
  socklen_t length = found->ai_addrlen;
  std::memcpy(&address, found->ai_addr, length);
  freeaddrinfo(found);
  auto *generic = reinterpret_cast<sockaddr *>(&address);
  if (port != 0) {
    // With SO_REUSEPORT alone, a second server of this user could share the port unnoticed.
    int probe = listening_socket(generic, length, false);
    if (probe < 0) return probe;
    close(probe);
  }
  for (auto &loop : server->loops) {
    int descriptor = listening_socket(generic, length, true);
    if (descriptor < 0) return descriptor;
    // With port 0 the first socket gets a port, and the others use the same one.
    getsockname(descriptor, generic, &length);
    loop->add_acceptor(descriptor, false);
  }
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6 &>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in &>(address).sin_port);
}

int cb_server_listen_unix(cb_server *server, const char *path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (std::strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
  std::strcpy(address.sun_path, path);
  auto *generic = reinterpret_cast<sockaddr *>(&address);
  struct stat status;
  if (lstat(path, &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return -EEXIST;
    // A socket file without a listener is left over from a crash.
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int result = connect(probe, generic, sizeof address);
    close(probe);
    if (result == 0) return -EADDRINUSE;
    unlink(path);
  }
  mode_t mask = umask(0117);
  int descriptor = listening_socket(generic, sizeof address, false);
  umask(mask);
  if (descriptor < 0) return descriptor;
  server->loops[0]->add_acceptor(descriptor, true);
  return 0;
}

void cb_server_start(cb_server *server, void *const *loop_contexts) {
  for (size_t index = 0; index < server->loops.size(); index++) server->loops[index]->context = loop_contexts[index];
  server->running.store(server->loops.size());
  for (auto &loop : server->loops) {
    cb_server_retain(server);
    std::thread([server, &loop] {
      loop->run();
      server->callbacks.loop_ended(loop->context);
      if (server->running.fetch_sub(1, std::memory_order_acq_rel) == 1) server->give_back_context();
      cb_server_release(server);
    }).detach();
  }
}

uint32_t cb_server_loops(const cb_server *server) { return server->loops.size(); }

void cb_server_drain(cb_server *server, uint32_t deadline, void *waiter) {
  server->drain_waiter = waiter;
  server->undrained.store(server->loops.size());
  for (auto &loop : server->loops) {
    Command command{Command::Op::drain};
    command.number = deadline;
    if (!loop->submit(command) && server->undrained.fetch_sub(1) == 1) server->callbacks.drained(waiter);
  }
}

void cb_server_stop(cb_server *server) {
  for (auto &loop : server->loops) loop->submit(Command{Command::Op::stop});
}

void cb_server_retain(cb_server *server) { server->references.fetch_add(1, std::memory_order_relaxed); }

void cb_server_release(cb_server *server) {
  if (server->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  server->give_back_context();
  delete server;
}

bool cb_loop_submit(cb_server *server, uint32_t loop, void *job) {
  Command command{Command::Op::job};
  command.waiter = job;
  return server->loops[loop]->submit(command);
}

void cb_server_publish(cb_server *server, uint64_t topic, cb_buffer *buffer, uint64_t except) {
  for (auto &loop : server->loops) {
    Command command{Command::Op::publish};
    command.number = topic;
    command.buffer = buffer;
    command.waiter = reinterpret_cast<void *>(except);
    cb_buffer_retain(buffer);
    submit(*loop, command);
  }
}

void cb_server_totals(const cb_server *server, cb_totals *totals) {
  *totals = {};
  for (auto &loop : server->loops) {
#define CB_SUM(name) totals->name += loop->counters.values[size_t(Counter::name)].load(std::memory_order_relaxed);
    CB_EACH_COUNTER(CB_SUM)
#undef CB_SUM
    for (size_t i = 0; i < size_t(Reason::count); i++) {
      totals->refused[i] += loop->counters.refused[i].load(std::memory_order_relaxed);
    }
  }
}

const char *cb_reason_word(int index) {
  return index >= 0 && index < int(Reason::count) ? word_of(static_cast<Reason>(index)) : nullptr;
}

// MARK: Answers

bool cb_respond(cb_connection *connection, const cb_response *response) { return connection->respond(*response); }

void cb_stream_write(cb_connection *connection, const uint8_t *bytes, size_t length, void *waiter) {
  if (connection->loop.on_loop()) {
    Turn turn(connection->loop);
    return connection->stream_write(bytes, length, waiter);
  }
  Command command{Command::Op::stream_write};
  command.connection = connection;
  cb_connection_retain(connection);
  command.buffer = copied(bytes, length);
  command.waiter = waiter;
  auto written = connection->callbacks().written;
  if (!submit(connection->loop, command)) written(waiter, false);
}

void cb_stream_file(cb_connection *connection, int descriptor, int64_t offset, int64_t length, void *waiter) {
  if (connection->loop.on_loop()) {
    Turn turn(connection->loop);
    return connection->stream_file(descriptor, offset, length, waiter);
  }
  Command command{Command::Op::stream_file};
  command.connection = connection;
  cb_connection_retain(connection);
  command.small = descriptor;
  command.number = offset;
  command.length = length;
  command.waiter = waiter;
  auto written = connection->callbacks().written;
  if (!submit(connection->loop, command)) written(waiter, false);
}

void cb_stream_end(cb_connection *connection, bool ok) {
  Command command{Command::Op::stream_end};
  command.connection = connection;
  command.flag = ok;
  submit(connection->loop, command);
}

void cb_body_next(cb_connection *connection, uint32_t serial, void *waiter) {
  if (connection->loop.on_loop()) {
    Turn turn(connection->loop);
    return connection->body_next(serial, waiter);
  }
  Command command{Command::Op::body_next};
  command.connection = connection;
  cb_connection_retain(connection);
  command.small = serial;
  command.waiter = waiter;
  auto body = connection->callbacks().body;
  if (!submit(connection->loop, command)) body(waiter, nullptr, -1);
}

void cb_connection_retain(cb_connection *connection) { intrusive_ptr_add_ref(connection); }

void cb_connection_release(cb_connection *connection) {
  if (connection->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  cb_server *server = &connection->loop.server;
  Command command{Command::Op::destroy};
  command.connection = connection;
  // Timers and sockets belong to the loop's thread. Once it has ended, no other thread uses them.
  if (connection->loop.on_loop() || !connection->loop.submit(command)) {
    delete connection;
    cb_server_release(server);
  }
}

uint64_t cb_connection_id(const cb_connection *connection) { return connection->id; }

// MARK: WebSockets

void cb_upgrade(cb_connection *connection, const cb_head *head, const uint8_t *fields, size_t fields_length, size_t max_message,
                void *handler) {
  connection->upgrade(head, fields, fields_length, max_message, handler);
}

void cb_socket_ready(cb_connection *connection) { Socket::ready(*connection); }

void cb_socket_send(cb_connection *connection, cb_buffer *buffer, bool counted, void *waiter) {
  Command command{Command::Op::send};
  command.connection = connection;
  cb_connection_retain(connection);
  command.buffer = buffer;
  cb_buffer_retain(buffer);
  command.flag = counted;
  command.waiter = waiter;
  auto written = connection->callbacks().written;
  if (!submit(connection->loop, command) && waiter) written(waiter, false);
}

void cb_socket_subscribe(cb_connection *connection, uint64_t topic, bool on) {
  Command command{on ? Command::Op::subscribe : Command::Op::unsubscribe};
  command.connection = connection;
  cb_connection_retain(connection);
  command.number = topic;
  submit(connection->loop, command);
}

void cb_socket_close(cb_connection *connection, uint16_t code, const char *reason, size_t length) {
  Command command{Command::Op::close};
  command.connection = connection;
  cb_connection_retain(connection);
  command.code = code;
  command.buffer = copied(reason, length);
  submit(connection->loop, command);
}

int64_t cb_socket_queued(const cb_connection *connection) { return connection->queued.load(std::memory_order_relaxed); }
int64_t cb_socket_sent(const cb_connection *connection) { return connection->messages_out.load(std::memory_order_relaxed); }

}  // extern "C"
