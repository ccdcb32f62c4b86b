#include "wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

std::vector<Client> clients;
int port;
std::function<void(Client &)> on_open;
std::function<void(Client &, std::string_view)> on_text;
std::function<void(Client &, const std::string &)> on_lost;

static const int poller = epoll_create1(0);

uint64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return uint64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

double cpu_seconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void fail(const std::string &why) {
  std::fprintf(stderr, "load: %s\n", why.c_str());
  std::exit(1);
}

static void watch(Client &client, int operation) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (!client.out.empty()) event.events |= EPOLLOUT;
  event.data.u64 = client.index;
  epoll_ctl(poller, operation, client.fd, &event);
}

void cut_socket(Client &client) {
  linger abruptly{1, 0};
  ::setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &abruptly, sizeof abruptly);
  ::close(client.fd);
  client.fd = -1;
  client.open = false;
  client.in.clear();
  client.out.clear();
}

static void lose(Client &client, const std::string &why) {
  if (!on_lost) fail(why);
  cut_socket(client);
  on_lost(client, why);
}

static void flush(Client &client) {
  size_t sent = 0;
  while (sent < client.out.size()) {
    ssize_t n = ::send(client.fd, client.out.data() + sent, client.out.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == ENOTCONN)) break;
    // A broken connection shows when it is read.
    if (n < 0) return;
    sent += n;
  }
  client.out.erase(0, sent);
}

// Masked with the key 0, which leaves the payload as it is and is lawful.
static void send_frame(Client &client, std::string_view payload, uint8_t opcode) {
  bool waits = !client.out.empty();
  client.out.push_back(char(0x80 | opcode));
  if (payload.size() < 126) {
    client.out.push_back(char(0x80 | payload.size()));
  } else {
    client.out.push_back(char(0x80 | 126));
    client.out.push_back(char(payload.size() >> 8));
    client.out.push_back(char(payload.size() & 255));
  }
  client.out.append(4, '\0');
  client.out.append(payload);
  if (waits) return;
  flush(client);
  if (!client.out.empty()) watch(client, EPOLL_CTL_MOD);
}

void send_text(Client &client, std::string_view payload) { send_frame(client, payload, 1); }

void open_socket(Client &client, const std::string &path, const std::string &head) {
  client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client.fd < 0) fail("socket: " + std::string(std::strerror(errno)));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) && errno != EINPROGRESS)
    return lose(client, "connect: " + std::string(std::strerror(errno)));
  int on = 1;
  ::setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  client.out = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
               "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + head + "\r\n";
  watch(client, EPOLL_CTL_ADD);
}

// Reads frames off the front of `bytes`; how many bytes they were.
static size_t parse(Client &client, std::string_view bytes) {
  size_t at = 0;
  if (!client.open) {
    size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (bytes.substr(0, 12) != "HTTP/1.1 101") {
      lose(client, "handshake refused: " + std::string(bytes.substr(0, bytes.find('\r'))));
      return 0;
    }
    client.open = true;
    at = end + 4;
    if (on_open) on_open(client);
  }
  while (client.open && bytes.size() - at >= 2) {
    uint8_t opcode = bytes[at] & 15;
    uint64_t length = bytes[at + 1] & 127;
    size_t head = 2;
    if (length == 126) {
      if (bytes.size() - at < 4) break;
      length = uint8_t(bytes[at + 2]) << 8 | uint8_t(bytes[at + 3]);
      head = 4;
    } else if (length == 127) {
      if (bytes.size() - at < 10) break;
      length = 0;
      for (int i = 0; i < 8; i++) length = length << 8 | uint8_t(bytes[at + 2 + i]);
      head = 10;
    }
    if (bytes.size() - at < head + length) break;
    std::string_view payload = bytes.substr(at + head, length);
    at += head + length;
    if (opcode == 1) on_text(client, payload);
    else if (opcode == 9) send_frame(client, payload, 10);
    else if (opcode == 8) lose(client, "closed by the server: " + std::to_string(length >= 2 ? uint8_t(payload[0]) << 8 | uint8_t(payload[1]) : 0));
  }
  return at;
}

static void receive(Client &client) {
  static char buffer[1 << 18];
  ssize_t n = ::recv(client.fd, buffer, sizeof buffer, 0);
  if (n == 0) return lose(client, "a socket was cut");
  if (n < 0) {
    if (errno != EAGAIN) lose(client, "recv: " + std::string(std::strerror(errno)));
    return;
  }
  if (client.in.empty()) {
    std::string_view bytes(buffer, n);
    size_t used = parse(client, bytes);
    if (client.fd >= 0) client.in.assign(bytes.substr(used));
  } else {
    client.in.append(buffer, n);
    // Aside, because whoever hears of it may cut the socket.
    std::string bytes;
    bytes.swap(client.in);
    size_t used = parse(client, bytes);
    if (client.fd < 0) return;
    bytes.erase(0, used);
    client.in.swap(bytes);
  }
}

void turn(int timeout_ms) {
  static epoll_event events[512];
  int count = epoll_wait(poller, events, 512, timeout_ms);
  for (int i = 0; i < count; i++) {
    Client &client = clients[events[i].data.u64];
    if (client.fd < 0) continue;
    if (events[i].events & EPOLLOUT) {
      flush(client);
      if (client.out.empty()) watch(client, EPOLL_CTL_MOD);
    }
    if (events[i].events & ~EPOLLOUT) receive(client);
  }
}

void until(const std::function<bool()> &done, double seconds, const char *what) {
  uint64_t end = now_ns() + uint64_t(seconds * 1e9);
  while (!done()) {
    if (now_ns() > end) fail(std::string("timed out: ") + what);
    turn(50);
  }
}

double quantile_ms(std::vector<uint64_t> &nanoseconds, double q) {
  if (nanoseconds.empty()) return 0;
  size_t index = std::min(nanoseconds.size() - 1, size_t(q * nanoseconds.size()));
  std::nth_element(nanoseconds.begin(), nanoseconds.begin() + index, nanoseconds.end());
  return nanoseconds[index] / 1e6;
}
