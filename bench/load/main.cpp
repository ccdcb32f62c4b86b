// A load client: one thread, one epoll.
//
//   load fanout PORT TOKENS DIALECT ROOM COUNT RATE WINDOW SECONDS BYTES
//       COUNT members join ROOM; one posts RATE messages a second, or with RATE 0 WINDOW of them as fast as WINDOW posts under way allow
//   load posts PORT TOKENS ROOMS SECONDS BYTES      everybody posts as fast as its acks come, over ROOMS rooms named bench-N
//   load idle PORT TOKENS COUNT SECONDS             COUNT authenticated sockets are opened and held, then watch `me` and are held
//   load watch PORT TOKENS PLACE COUNT SECONDS      COUNT members watch PLACE and hear its changes
//   load pages PORT TOKENS ROOM KIND SECONDS        one socket asks for pages of ROOM: older, missed or rooms
//   load storm PORT TOKENS ROOM COUNT RATE BYTES    COUNT members lose their sockets at once and come back with their cursors
//
// TOKENS is a file with one bearer token a line, or `-` for a server that wants none. Results are JSON objects on standard output.

#include <sys/resource.h>

#include <cstdlib>
#include <fstream>

#include "modes.h"

static Tokens read_tokens(const std::string &path) {
  if (path == "-") return {""};
  std::ifstream file(path);
  Tokens tokens;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) tokens.push_back(line);
  if (tokens.empty()) fail("no tokens");
  return tokens;
}

int main(int argc, char **argv) {
  if (argc < 5) fail("see the first lines of main.cpp");
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  std::string mode = argv[1];
  port = std::atoi(argv[2]);
  Tokens tokens = read_tokens(argv[3]);
  auto number = [&](int index) { return std::atof(argv[index]); };
  if (mode == "fanout" && argc == 11)
    fanout(*Dialect::named(argv[4]), tokens, argv[5], number(6), number(7), number(8), number(9), number(10));
  else if (mode == "posts" && argc == 7) posts(tokens, number(4), number(5), number(6));
  else if (mode == "idle" && argc == 6) idle(tokens, number(4), number(5));
  else if (mode == "watch" && argc == 7) watch(tokens, argv[4], number(5), number(6));
  else if (mode == "pages" && argc == 7) pages(tokens, argv[4], argv[5], number(6));
  else if (mode == "storm" && argc == 8) storm(tokens, argv[4], number(5), number(6), number(7));
  else fail("unknown mode or wrong number of arguments");
}
