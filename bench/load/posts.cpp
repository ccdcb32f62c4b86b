#include <algorithm>
#include <cstdio>

#include "modes.h"

void posts(const Tokens &tokens, size_t rooms, double seconds, size_t bytes) {
  auto dialect = Dialect::named("neospace");
  size_t per_client = std::max<size_t>(1, rooms / tokens.size()), joined = 0;  // no room is shared
  std::vector<uint64_t> latencies;
  uint64_t acks = 0;
  bool running = false;
  std::string padding(bytes, 'x');
  auto room_of = [&](Client &client, uint64_t n) { return "bench-" + std::to_string((client.index * per_client + n % per_client) % rooms); };
  auto post = [&](Client &client) {
    client.sent_at = now_ns();
    dialect->post(client, room_of(client, client.sent), padding, client.index);
    client.sent++;
  };
  on_text = [&](Client &client, std::string_view message) {
    if (is_type(message, "ack")) {
      if (!client.ready) return;
      acks++;
      latencies.push_back(now_ns() - client.sent_at);
      if (running) post(client);
    } else if (!client.ready && is_type(message, "backfill")) {
      if (++client.expected == per_client) {
        client.ready = true;
        joined++;
      }
    } else if (is_type(message, "error") && message.find("CONFLICT") == std::string_view::npos) {
      fail(std::string(message));
    }
  };
  connect_all(*dialect, tokens, tokens.size());
  for (Client &client : clients)
    for (size_t n = 0; n < per_client; n++) {
      send_envelope(client, "create_room", R"({"name":")" + room_of(client, n) + "\"}", "c" + std::to_string(n) + "-" + std::to_string(now_ns()));
      send_envelope(client, "join_room", R"({"room":")" + room_of(client, n) + "\"}", "j" + std::to_string(n));
    }
  until([&] { return joined == clients.size(); }, 60, "joins");
  running = true;
  for (Client &client : clients) post(client);
  uint64_t warm = now_ns() + 1'000'000'000;
  while (now_ns() < warm) turn(10);
  acks = 0;
  latencies.clear();
  std::printf("{\"joined\":%zu}\n", joined);
  std::fflush(stdout);
  double cpu = cpu_seconds();
  uint64_t began = now_ns(), end = began + uint64_t(seconds * 1e9);
  while (now_ns() < end) turn(10);
  double elapsed = (now_ns() - began) / 1e9;
  std::printf("{\"senders\":%zu,\"rooms\":%zu,\"acks\":%lu,\"rate\":%.0f,\"p50\":%.3f,\"p99\":%.3f,\"client_cpu\":%.2f}\n", clients.size(),
              rooms, acks, acks / elapsed, quantile_ms(latencies, 0.5), quantile_ms(latencies, 0.99), cpu_seconds() - cpu);
}

// Sockets as pages hold them: connected, then watching the member's own place.
void idle(const Tokens &tokens, size_t count, double seconds) {
  size_t connected = 0, watching = 0;
  on_text = [&](Client &, std::string_view message) {
    connected += is_type(message, "connected");
    watching += is_type(message, "changes");
  };
  connect_all(*Dialect::named("neospace"), tokens, count);
  until([&] { return connected == count; }, 60, "connected");
  auto hold = [&](const char *state) {
    std::printf("{\"%s\":%zu}\n", state, count);
    std::fflush(stdout);
    for (uint64_t end = now_ns() + uint64_t(seconds * 1e9); now_ns() < end;) turn(100);
  };
  hold("sockets");
  for (size_t sent = 0; sent < count; sent++) {
    send_envelope(clients[sent], "watch", R"({"place":"me"})", "me");
    until([&] { return watching + 64 > sent; }, 60, "watching");
  }
  until([&] { return watching == count; }, 60, "watching");
  hold("watching");
}
