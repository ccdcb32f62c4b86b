#include <cstdio>

#include "modes.h"

// What the watchers of a place hear while somebody else changes it; a change carries the moment it was asked for, as a stamp in its text.
void watch(const Tokens &tokens, const std::string &place, size_t count, double seconds) {
  size_t watching = 0;
  uint64_t deliveries = 0, received = 0, signals = 0;
  std::vector<uint64_t> latencies;
  on_text = [&](Client &client, std::string_view message) {
    if (is_type(message, "changes")) {
      if (!client.ready) watching++;
      client.ready = true;
    } else if (is_type(message, "changed")) {
      size_t from = 0;
      latencies.push_back(now_ns() - read_stamp(message, from).sent);
      deliveries++;
      received += message.size();
    } else if (is_type(message, "signal")) {
      signals++;
    } else if (is_type(message, "error")) {
      fail(std::string(message));
    }
  };
  connect_all(*Dialect::named("neospace"), tokens, count);
  for (Client &client : clients) {
    send_envelope(client, "watch", "{\"place\":\"" + place + "\"}", "w");
    if (client.index % 64 == 63) until([&] { return watching + 64 > client.index; }, 60, "watching");
  }
  until([&] { return watching == count; }, 60, "watching");
  for (uint64_t settle = now_ns() + 1'500'000'000; now_ns() < settle;) turn(20);
  std::printf("{\"watching\":%zu}\n", watching);
  std::fflush(stdout);
  for (uint64_t end = now_ns() + uint64_t(seconds * 1e9); now_ns() < end;) turn(20);
  std::printf("{\"watchers\":%zu,\"deliveries\":%lu,\"signals\":%lu,\"bytes\":%.0f,\"p50\":%.3f,\"p99\":%.3f}\n", count, deliveries,
              signals, deliveries ? double(received) / deliveries : 0, quantile_ms(latencies, 0.5), quantile_ms(latencies, 0.99));
}
