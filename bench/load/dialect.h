// How each server is joined, posted to and heard.
#pragma once

#include <memory>

#include "wire.h"

class Dialect {
public:
  enum class Heard { nothing, joined, delivery };

  virtual ~Dialect() = default;
  virtual void connect(Client &client, const std::string &token) = 0;
  // After the handshake: into the room.
  virtual void join(Client &client, const std::string &room) = 0;
  virtual Heard hear(Client &client, std::string_view message) = 0;
  virtual void post(Client &client, const std::string &room, const std::string &content, uint64_t number) = 0;

  // neospace, plain, engine.io or xmpp
  static std::unique_ptr<Dialect> named(const std::string &name);
};

// What is posted says when it was and which it is, so that whoever receives it can tell.
std::string stamped(uint64_t number, size_t bytes);
struct Stamp {
  bool found = false;
  uint64_t sent = 0, number = 0;
};
// The first at `from` or later, which moves behind it.
Stamp read_stamp(std::string_view message, size_t &from);

bool is_type(std::string_view message, const char *type);
void send_envelope(Client &client, const std::string &type, const std::string &data, const std::string &request = "");
