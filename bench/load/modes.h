// What can be asked of this program; each prints JSON, the result last.
#pragma once

#include "dialect.h"

using Tokens = std::vector<std::string>;

// Sockets for `count` clients, the tokens in turn.
void connect_all(Dialect &dialect, const Tokens &tokens, size_t count);
// Everybody into the room, 64 at a time; `joined` says how many are there.
void join_all(Dialect &dialect, const std::string &room, const size_t &joined);

void fanout(Dialect &dialect, const Tokens &tokens, const std::string &room, size_t count, double rate, size_t window, double seconds, size_t bytes);
void posts(const Tokens &tokens, size_t rooms, double seconds, size_t bytes);
void idle(const Tokens &tokens, size_t count, double seconds);
void watch(const Tokens &tokens, const std::string &place, size_t count, double seconds);
void pages(const Tokens &tokens, const std::string &room, const std::string &kind, double seconds);
void storm(const Tokens &tokens, const std::string &room, size_t count, double rate, size_t bytes);
