#include <algorithm>
#include <cstdio>

#include "modes.h"

void connect_all(Dialect &dialect, const Tokens &tokens, size_t count) {
  clients.resize(count);
  size_t opened = 0;
  on_open = [&](Client &) { opened++; };
  for (size_t i = 0; i < count; i++) {
    clients[i].index = i;
    dialect.connect(clients[i], tokens[i % tokens.size()]);
    if (i % 64 == 63) until([&] { return opened + 64 > i; }, 30, "handshakes");
  }
  until([&] { return opened == count; }, 60, "handshakes");
  on_open = nullptr;
}

void join_all(Dialect &dialect, const std::string &room, const size_t &joined) {
  for (Client &client : clients) {
    dialect.join(client, room);
    if (client.index % 64 == 63) until([&] { return joined + 64 > client.index; }, 60, "joins");
  }
  until([&] { return joined == clients.size(); }, 120, "joins");
}

void fanout(Dialect &dialect, const Tokens &tokens, const std::string &room, size_t count, double rate, size_t window, double seconds, size_t bytes) {
  size_t joined = 0;
  std::vector<uint64_t> latencies, order;
  uint64_t deliveries = 0, disorder = 0, received = 0;
  on_text = [&](Client &client, std::string_view message) {
    switch (dialect.hear(client, message)) {
    case Dialect::Heard::nothing: return;
    case Dialect::Heard::joined:
      client.ready = true;
      joined++;
      return;
    case Dialect::Heard::delivery: break;
    }
    size_t from = 0;
    Stamp stamp = read_stamp(message, from);
    // Everybody sees what is said in the order the first one saw it.
    if (client.expected == order.size()) order.push_back(stamp.number);
    disorder += order[client.expected++] != stamp.number;
    deliveries++;
    received += message.size();
    latencies.push_back(now_ns() - stamp.sent);
  };
  connect_all(dialect, tokens, count);
  join_all(dialect, room, joined);
  for (uint64_t settle = now_ns() + 1'500'000'000; now_ns() < settle;) turn(20);
  std::printf("{\"joined\":%zu}\n", joined);
  std::fflush(stdout);
  for (uint64_t settle = now_ns() + 200'000'000; now_ns() < settle;) turn(20);

  uint64_t posted = 0, began = now_ns(), end = began + uint64_t(seconds * 1e9);
  double cpu = cpu_seconds();
  size_t speakers = std::clamp<size_t>(window, 1, count);
  auto due = [&](uint64_t now) {
    if (now >= end) return false;
    return rate > 0 ? now >= began + uint64_t(posted / rate * 1e9) : posted * count < deliveries + window * count;
  };
  while (now_ns() < end || (deliveries < posted * count && now_ns() < end + 20'000'000'000)) {
    while (due(now_ns())) {
      dialect.post(clients[posted % speakers], room, stamped(posted, bytes), posted);
      posted++;
    }
    turn(rate > 0 ? 1 : 20);
  }
  double elapsed = (now_ns() - began) / 1e9;
  std::printf(
      "{\"members\":%zu,\"posts\":%lu,\"deliveries\":%lu,\"missing\":%ld,\"out_of_order\":%lu,\"seconds\":%.3f,\"rate\":%.0f,"
      "\"bytes\":%.0f,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"client_cpu\":%.2f}\n",
      count, posted, deliveries, long(posted * count) - long(deliveries), disorder, elapsed, deliveries / elapsed,
      deliveries ? double(received) / deliveries : 0, quantile_ms(latencies, 0.5), quantile_ms(latencies, 0.95), quantile_ms(latencies, 0.99),
      quantile_ms(latencies, 1), cpu_seconds() - cpu);
}
