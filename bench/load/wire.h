// WebSocket clients by the thousand: one thread, one epoll, so that the server and not this program is the limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

struct Client {
  int fd = -1;
  size_t index = 0;
  bool open = false, ready = false;
  int stage = 0;
  std::string in, out, epoch;
  uint64_t expected = 0, cursor = 0, sent = 0, sent_at = 0, due = 0, attempts = 0;
};

extern std::vector<Client> clients;
extern int port;
extern std::function<void(Client &)> on_open;
extern std::function<void(Client &, std::string_view)> on_text;
// Told of a socket that was refused, closed or cut; without one that ends the program.
extern std::function<void(Client &, const std::string &)> on_lost;

uint64_t now_ns();
double cpu_seconds();
[[noreturn]] void fail(const std::string &why);

// Begins the handshake; `head` is what follows the lines every handshake has, each line ended by CR LF.
void open_socket(Client &client, const std::string &path, const std::string &head);
// Ends the connection without a word, as a lost network does.
void cut_socket(Client &client);
void send_text(Client &client, std::string_view payload);
// Waits for what comes, at most so long, and hands it on.
void turn(int timeout_ms);
// Turns until `done`; ends the program when that takes longer.
void until(const std::function<bool()> &done, double seconds, const char *what);

double quantile_ms(std::vector<uint64_t> &nanoseconds, double q);
