#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "modes.h"

namespace {

constexpr uint64_t second = 1'000'000'000;

// One room, a poster that stays, and everybody else cut at once.
struct Storm {
  std::string room;
  std::unique_ptr<Dialect> dialect = Dialect::named("neospace");
  std::mt19937_64 random{1};
  size_t joined = 0, back = 0;
  uint64_t cut_at = 0, errors = 0, disorder = 0;
  std::vector<uint64_t> caught_up{};

  // Browsers come back with full jitter, half a second doubling to fifteen.
  void come_back_later(Client &client) {
    double span = std::min(15.0, 0.5 * double(1ull << std::min<uint64_t>(client.attempts++, 6)));
    client.due = now_ns() + uint64_t(random() % 1000 / 1000.0 * span * second);
  }

  void hear_messages(Client &client, std::string_view message) {
    static constexpr std::string_view marker = "\"content\":\"sent:";
    for (size_t at = message.find(marker); at != std::string_view::npos; at = message.find(marker, at)) {
      Stamp stamp = read_stamp(message, at);
      disorder += stamp.number != client.expected;
      client.expected = stamp.number + 1;
    }
  }

  void hear(Client &client, std::string_view message) {
    if (is_type(message, "error")) fail(std::string(message));
    if (is_type(message, "room_joined")) {
      size_t at = message.find("\"epoch\":\"") + 9;
      client.epoch = message.substr(at, message.find('"', at) - at);
    } else if (is_type(message, "new_message")) {
      hear_messages(client, message);
      size_t at = message.find("\"seq\":");
      client.cursor = std::strtoull(message.data() + at + 6, nullptr, 10);
    } else if (is_type(message, "backfill")) {
      // Posting begins when everybody is there: what the first page holds was said before.
      if (client.stage != 0) hear_messages(client, message);
      client.cursor = std::strtoull(message.data() + message.rfind("\"seq\":") + 6, nullptr, 10);
      if (message.find("\"complete\":true", message.rfind("\"seq\":")) == std::string_view::npos) return;
      if (client.stage == 0) joined++;
      if (client.stage == 1) {
        caught_up.push_back(now_ns() - cut_at);
        back++;
      }
      client.stage = 2;
    }
  }

  void rejoin(Client &client) {
    send_envelope(client, "join_room", R"({"room":")" + room + R"(","epoch":")" + client.epoch + R"(","after_seq":)" + std::to_string(client.cursor) + "}", "again");
  }
};

}  // namespace

void storm(const Tokens &tokens, const std::string &room, size_t count, double rate, size_t bytes) {
  Storm storm{room};
  uint64_t posted = 0, began = now_ns();
  auto work = [&](uint64_t end, const std::function<bool()> &done) {
    while (now_ns() < end && !done()) {
      for (uint64_t now = now_ns(); posted < uint64_t((now - began) / 1e9 * rate); posted++)
        storm.dialect->post(clients[0], room, stamped(posted, bytes), posted);
      for (Client &client : clients)
        if (client.fd < 0 && client.due && now_ns() >= client.due) storm.dialect->connect(client, tokens[client.index % tokens.size()]);
      turn(2);
    }
    return done();
  };
  on_text = [&](Client &client, std::string_view message) { storm.hear(client, message); };
  connect_all(*storm.dialect, tokens, count + 1);
  join_all(*storm.dialect, room, storm.joined);
  began = now_ns();
  work(began + 3 * second, [] { return false; });

  std::printf("{\"joined\":%zu}\n", storm.joined);
  std::fflush(stdout);
  on_open = [&](Client &client) { storm.rejoin(client); };
  on_lost = [&](Client &client, const std::string &why) {
    if (storm.errors++ < 5) std::fprintf(stderr, "load: %s\n", why.c_str());
    storm.come_back_later(client);
  };
  storm.cut_at = now_ns();
  for (Client &client : clients) {
    if (client.index == 0) continue;
    cut_socket(client);
    client.stage = 1;
    storm.come_back_later(client);
  }
  bool all = work(storm.cut_at + 60 * second, [&] { return storm.back == count; });
  std::printf("{\"caught_up\":%zu}\n", storm.back);
  std::fflush(stdout);
  work(now_ns() + 2 * second, [] { return false; });
  // What is still under way.
  for (uint64_t end = now_ns() + 10 * second; now_ns() < end && !std::all_of(clients.begin(), clients.end(), [&](Client &client) { return client.expected == posted; });) turn(10);
  uint64_t missing = 0;
  for (Client &client : clients) missing += posted - std::min(posted, client.expected);
  std::printf("{\"clients\":%zu,\"all\":%s,\"errors\":%lu,\"posts\":%lu,\"missing\":%lu,\"out_of_order\":%lu,\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f}\n", count,
              all ? "true" : "false", storm.errors, posted, missing, storm.disorder, quantile_ms(storm.caught_up, 0.5),
              quantile_ms(storm.caught_up, 0.99), quantile_ms(storm.caught_up, 1));
}
