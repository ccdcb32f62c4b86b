#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "modes.h"

static uint64_t number_after(std::string_view message, const char *key, size_t from = 0) {
  size_t at = message.find(key, from);
  return at == std::string_view::npos ? 0 : std::strtoull(message.data() + at + std::char_traits<char>::length(key), nullptr, 10);
}

void pages(const Tokens &tokens, const std::string &room, const std::string &kind, double seconds) {
  auto dialect = Dialect::named("neospace");
  std::mt19937_64 random(1);
  std::vector<uint64_t> times;
  uint64_t newest = 0, head = 0, answered = 0;
  std::string epoch;
  bool running = false;
  auto somewhere = [&](uint64_t end) { return std::to_string(51 + random() % (end > 51 ? end - 51 : 1)); };
  auto ask = [&](Client &client) {
    client.sent_at = now_ns();
    std::string request = std::to_string(client.sent++);
    if (kind == "rooms") send_envelope(client, "list_rooms", "{}", request);
    else if (kind == "older") send_envelope(client, "backfill", R"({"room":")" + room + R"(","limit":50,"before_id":)" + somewhere(newest) + "}", request);
    else send_envelope(client, "backfill", R"({"room":")" + room + R"(","limit":50,"epoch":")" + epoch + R"(","after_seq":)" + somewhere(head) + "}", request);
  };
  on_text = [&](Client &client, std::string_view message) {
    if (is_type(message, "error")) fail(std::string(message));
    if (is_type(message, "room_joined")) {
      size_t at = message.find("\"epoch\":\"") + 9;
      epoch = message.substr(at, message.find('"', at) - at);
      head = number_after(message, "\"seq\":");
    } else if (!running && is_type(message, "backfill")) {
      for (size_t at = 0; (at = message.find("{\"id\":", at)) != std::string_view::npos; at += 6) newest = std::max(newest, number_after(message, "{\"id\":", at));
      running = true;
    } else if (running && is_type(message, kind == "rooms" ? "rooms" : "backfill")) {
      times.push_back(now_ns() - client.sent_at);
      answered++;
      ask(client);
    }
  };
  connect_all(*dialect, tokens, 1);
  dialect->join(clients[0], room);
  until([&] { return running; }, 30, "the room");
  ask(clients[0]);
  for (uint64_t warm = now_ns() + 200'000'000; now_ns() < warm;) turn(10);
  times.clear();
  std::printf("{\"joined\":1}\n");
  std::fflush(stdout);
  answered = 0;
  for (uint64_t end = now_ns() + uint64_t(seconds * 1e9); now_ns() < end;) turn(10);
  std::printf("{\"requests\":%lu,\"rate\":%.0f,\"p50\":%.4f,\"p99\":%.4f}\n", answered, answered / seconds, quantile_ms(times, 0.5), quantile_ms(times, 0.99));
}
