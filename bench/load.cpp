// A load client for the WebSocket contract: one thread, one epoll, so that the server and not this program is the limit.
//
//   load fanout PORT TOKENS ROOM RATE SECONDS BYTES   everybody in TOKENS joins ROOM, the first of them posts RATE messages a second
//   load posts  PORT TOKENS ROOMS SECONDS BYTES       everybody posts as fast as its acks come, over ROOMS rooms named bench-N
//   load idle   PORT TOKENS COUNT SECONDS             COUNT authenticated sockets are opened and held
//
// TOKENS is a file with one bearer token a line. The result is one JSON object on standard output.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

static uint64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return uint64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

[[noreturn]] static void fail(const std::string &why) {
  std::fprintf(stderr, "load: %s\n", why.c_str());
  std::exit(1);
}

struct Client {
  int fd = -1;
  size_t index = 0;
  bool open = false, ready = false;
  std::string in, out;
  uint64_t expected = 0, sent = 0, acked = 0, sent_at = 0;
};

static int poller;
static int port;
static std::vector<Client> clients;
static std::function<void(Client &, std::string_view)> on_text;
static std::function<void(Client &)> on_open;

static void flush(Client &client) {
  while (!client.out.empty()) {
    ssize_t n = ::send(client.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EAGAIN) return;
      fail("send: " + std::string(std::strerror(errno)));
    }
    client.out.erase(0, n);
  }
}

// Masked with the key 0, which leaves the payload as it is and is lawful.
static void frame(Client &client, std::string_view payload, uint8_t opcode = 1) {
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
  flush(client);
}

static void text(Client &client, const std::string &type, const std::string &data, const std::string &request = "") {
  frame(client, R"({"v":1,"type":")" + type + R"(","data":)" + data +
                    (request.empty() ? "}" : R"(,"meta":{"request_id":")" + request + "\"}}"));
}

static void open_client(Client &client, const std::string &token) {
  client.fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(client.fd, reinterpret_cast<sockaddr *>(&address), sizeof address)) fail("connect: " + std::string(std::strerror(errno)));
  int on = 1;
  ::setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(client.fd, F_SETFL, O_NONBLOCK);
  client.out = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n";
  flush(client);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = client.index;
  epoll_ctl(poller, EPOLL_CTL_ADD, client.fd, &event);
}

static void parse(Client &client) {
  size_t at = 0;
  std::string &in = client.in;
  if (!client.open) {
    size_t end = in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (in.compare(0, 12, "HTTP/1.1 101")) fail("handshake refused: " + in.substr(0, in.find('\r')));
    client.open = true;
    at = end + 4;
    if (on_open) on_open(client);
  }
  while (in.size() - at >= 2) {
    uint8_t opcode = in[at] & 15;
    uint64_t length = in[at + 1] & 127;
    size_t head = 2;
    if (length == 126) {
      if (in.size() - at < 4) break;
      length = uint8_t(in[at + 2]) << 8 | uint8_t(in[at + 3]);
      head = 4;
    } else if (length == 127) {
      if (in.size() - at < 10) break;
      length = 0;
      for (int i = 0; i < 8; i++) length = length << 8 | uint8_t(in[at + 2 + i]);
      head = 10;
    }
    if (in.size() - at < head + length) break;
    std::string_view payload(in.data() + at + head, length);
    if (opcode == 1) on_text(client, payload);
    else if (opcode == 9) frame(client, payload, 10);
    else if (opcode == 8) fail("closed by the server: " + std::to_string(length >= 2 ? uint8_t(payload[0]) << 8 | uint8_t(payload[1]) : 0));
    at += head + length;
  }
  in.erase(0, at);
}

static void turn(int timeout_ms) {
  static epoll_event events[512];
  static char buffer[1 << 18];
  int count = epoll_wait(poller, events, 512, timeout_ms);
  for (int i = 0; i < count; i++) {
    Client &client = clients[events[i].data.u64];
    ssize_t n = ::recv(client.fd, buffer, sizeof buffer, 0);
    if (n == 0) fail("a socket was cut");
    if (n < 0) continue;
    client.in.append(buffer, n);
    parse(client);
  }
}

static void until(const std::function<bool()> &done, double seconds, const char *what) {
  uint64_t end = now_ns() + uint64_t(seconds * 1e9);
  while (!done()) {
    if (now_ns() > end) fail(std::string("timed out: ") + what);
    turn(50);
  }
}

static double cpu_seconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static bool is(std::string_view text, const char *type) { return text.substr(0, 200).find(std::string("\"type\":\"") + type) != std::string_view::npos; }

static double quantile(std::vector<uint64_t> &values, double q) {
  if (values.empty()) return 0;
  size_t index = std::min(values.size() - 1, size_t(q * values.size()));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[index] / 1e6;
}

static std::vector<std::string> read_tokens(const char *path) {
  std::ifstream file(path);
  std::vector<std::string> tokens;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) tokens.push_back(line);
  if (tokens.empty()) fail("no tokens");
  return tokens;
}

static void connect_all(const std::vector<std::string> &tokens, size_t count) {
  clients.resize(count);
  size_t opened = 0;
  on_open = [&](Client &) { opened++; };
  for (size_t i = 0; i < count; i++) {
    clients[i].index = i;
    open_client(clients[i], tokens[i % tokens.size()]);
    if (i % 64 == 63) until([&] { return opened + 64 > i; }, 30, "handshakes");
  }
  until([&] { return opened == count; }, 60, "handshakes");
}

static void fanout(const std::vector<std::string> &tokens, const std::string &room, double rate, double seconds, size_t bytes) {
  size_t joined = 0;
  std::vector<uint64_t> latencies;
  uint64_t deliveries = 0, disorder = 0;
  on_text = [&](Client &client, std::string_view message) {
    if (!client.ready && is(message, "backfill")) {
      client.ready = true;
      joined++;
    } else if (is(message, "new_message")) {
      size_t at = message.find("\"content\":\"t=");
      if (at == std::string_view::npos) return;
      char *end;
      uint64_t sent = std::strtoull(message.data() + at + 13, &end, 10);
      uint64_t number = std::strtoull(end + 3, nullptr, 10);
      if (number != client.expected) disorder++;
      client.expected = number + 1;
      deliveries++;
      latencies.push_back(now_ns() - sent);
    } else if (is(message, "error")) {
      fail(std::string(message));
    }
  };
  connect_all(tokens, tokens.size());
  for (Client &client : clients) {
    text(client, "join_room", R"({"room":")" + room + "\"}", "join");
    if (client.index % 64 == 63) until([&] { return joined + 64 > client.index; }, 30, "joins");
  }
  until([&] { return joined == clients.size(); }, 60, "joins");
  for (uint64_t settle = now_ns() + 1'500'000'000; now_ns() < settle;) turn(20);
  uint64_t total = uint64_t(rate * seconds), posted = 0;
  double cpu = cpu_seconds();
  uint64_t began = now_ns();
  while (posted < total || (deliveries < total * clients.size() && now_ns() < began + uint64_t((seconds + 15) * 1e9))) {
    uint64_t due = began + uint64_t(posted / rate * 1e9), now = now_ns();
    if (posted < total && now >= due) {
      std::string content = "t=" + std::to_string(now_ns()) + " n=" + std::to_string(posted) + " ";
      content.append(bytes > content.size() ? bytes - content.size() : 0, 'x');
      text(clients[0], "post_message", R"({"room":")" + room + R"(","content":")" + content + "\"}", "p" + std::to_string(now) + "-" + std::to_string(posted));
      posted++;
    } else {
      turn(posted < total ? int(std::min<uint64_t>(50, (due - now) / 1'000'000 + 1)) : 50);
    }
  }
  double elapsed = (now_ns() - began) / 1e9;
  std::printf(
      "{\"members\":%zu,\"posts\":%lu,\"deliveries\":%lu,\"missing\":%ld,\"out_of_order\":%lu,\"seconds\":%.3f,\"deliveries_per_second\":%.0f,"
      "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"client_cpu_seconds\":%.2f}\n",
      clients.size(), posted, deliveries, long(total * clients.size()) - long(deliveries), disorder, elapsed, deliveries / elapsed,
      quantile(latencies, 0.5), quantile(latencies, 0.99), quantile(latencies, 1), cpu_seconds() - cpu);
}

static void posts(const std::vector<std::string> &tokens, size_t rooms, double seconds, size_t bytes) {
  size_t per_client = std::max<size_t>(1, rooms / tokens.size()), joined = 0;  // no room is shared
  std::vector<uint64_t> latencies;
  uint64_t acks = 0;
  bool running = false;
  std::string padding(bytes, 'x');
  auto room_of = [&](Client &client, uint64_t n) { return "bench-" + std::to_string((client.index * per_client + n % per_client) % rooms); };
  auto post = [&](Client &client) {
    client.sent_at = now_ns();
    text(client, "post_message", R"({"room":")" + room_of(client, client.sent) + R"(","content":")" + padding + "\"}",
         std::to_string(client.index) + "-" + std::to_string(client.sent_at));
    client.sent++;
  };
  on_text = [&](Client &client, std::string_view message) {
    if (is(message, "ack")) {
      client.acked++;
      if (!client.ready) return;
      acks++;
      latencies.push_back(now_ns() - client.sent_at);
      if (running) post(client);
    } else if (!client.ready && is(message, "backfill")) {
      if (++client.expected == per_client) {
        client.ready = true;
        joined++;
      }
    } else if (is(message, "error") && message.find("CONFLICT") == std::string_view::npos) {
      fail(std::string(message));
    }
  };
  connect_all(tokens, tokens.size());
  for (Client &client : clients)
    for (size_t n = 0; n < per_client; n++) {
      text(client, "create_room", R"({"name":")" + room_of(client, n) + "\"}", "c" + std::to_string(n) + "-" + std::to_string(now_ns()));
      text(client, "join_room", R"({"room":")" + room_of(client, n) + "\"}", "j" + std::to_string(n));
    }
  until([&] { return joined == clients.size(); }, 60, "joins");
  running = true;
  for (Client &client : clients) post(client);
  uint64_t warm = now_ns() + 1'000'000'000;
  while (now_ns() < warm) turn(10);
  acks = 0;
  latencies.clear();
  double cpu = cpu_seconds();
  uint64_t began = now_ns(), end = began + uint64_t(seconds * 1e9);
  while (now_ns() < end) turn(10);
  double elapsed = (now_ns() - began) / 1e9;
  std::printf("{\"senders\":%zu,\"rooms\":%zu,\"acks\":%lu,\"posts_per_second\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"client_cpu_seconds\":%.2f}\n",
              clients.size(), rooms, acks, acks / elapsed, quantile(latencies, 0.5), quantile(latencies, 0.99), cpu_seconds() - cpu);
}

static void idle(const std::vector<std::string> &tokens, size_t count, double seconds) {
  size_t connected = 0;
  on_text = [&](Client &, std::string_view message) { connected += is(message, "connected"); };
  connect_all(tokens, count);
  until([&] { return connected == count; }, 60, "connected");
  std::printf("{\"sockets\":%zu}\n", count);
  std::fflush(stdout);
  for (uint64_t end = now_ns() + uint64_t(seconds * 1e9); now_ns() < end;) turn(100);
}

int main(int argc, char **argv) {
  if (argc < 5) fail("see the first lines of load.cpp");
  rlimit limit{65536, 65536};
  setrlimit(RLIMIT_NOFILE, &limit);
  poller = epoll_create1(0);
  port = std::atoi(argv[2]);
  std::string mode = argv[1];
  auto tokens = read_tokens(argv[3]);
  if (mode == "fanout" && argc == 8) fanout(tokens, argv[4], std::atof(argv[5]), std::atof(argv[6]), std::atoi(argv[7]));
  else if (mode == "posts" && argc == 7) posts(tokens, std::atoi(argv[4]), std::atof(argv[5]), std::atoi(argv[6]));
  else if (mode == "idle" && argc == 6) idle(tokens, std::atoi(argv[4]), std::atof(argv[5]));
  else fail("unknown mode or wrong number of arguments");
}
