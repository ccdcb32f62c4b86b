#include "dialect.h"

#include <cstdlib>

std::string stamped(uint64_t number, size_t bytes) {
  std::string content = "sent:" + std::to_string(now_ns()) + " n:" + std::to_string(number) + " ";
  content.append(bytes > content.size() ? bytes - content.size() : 0, 'x');
  return content;
}

Stamp read_stamp(std::string_view message, size_t &from) {
  size_t at = message.find("sent:", from);
  if (at == std::string_view::npos) return {};
  char *end;
  Stamp stamp{true, std::strtoull(message.data() + at + 5, &end, 10), 0};
  stamp.number = std::strtoull(end + 3, &end, 10);
  from = end - message.data();
  return stamp;
}

bool is_type(std::string_view message, const char *type) {
  return message.substr(0, 200).find(std::string("\"type\":\"") + type + "\"") != std::string_view::npos;
}

void send_envelope(Client &client, const std::string &type, const std::string &data, const std::string &request) {
  send_text(client, R"({"v":1,"type":")" + type + R"(","data":)" + data +
                        (request.empty() ? "}" : R"(,"meta":{"request_id":")" + request + "\"}}"));
}

static Dialect::Heard heard(std::string_view message) {
  return message.find("sent:") != std::string_view::npos ? Dialect::Heard::delivery : Dialect::Heard::nothing;
}

namespace {

class NeoSpace final : public Dialect {
  void connect(Client &client, const std::string &token) override { open_socket(client, "/ws", "Authorization: Bearer " + token + "\r\n"); }
  void join(Client &client, const std::string &room) override { send_envelope(client, "join_room", R"({"room":")" + room + "\"}", "join"); }

  Heard hear(Client &client, std::string_view message) override {
    if (is_type(message, "new_message")) return heard(message);
    if (is_type(message, "error")) fail(std::string(message));
    return !client.ready && is_type(message, "backfill") ? Heard::joined : Heard::nothing;
  }

  void post(Client &client, const std::string &room, const std::string &content, uint64_t number) override {
    send_envelope(client, "post_message", R"({"room":")" + room + R"(","content":")" + content + "\"}",
                  std::to_string(now_ns()) + "-" + std::to_string(number));
  }
};

// A server that sends everybody what anybody sends.
class Plain final : public Dialect {
  void connect(Client &client, const std::string &) override { open_socket(client, "/ws", ""); }
  void join(Client &client, const std::string &) override { send_text(client, "join"); }
  Heard hear(Client &, std::string_view message) override { return message == "joined" ? Heard::joined : heard(message); }
  void post(Client &client, const std::string &, const std::string &content, uint64_t) override { send_text(client, content); }
};

// Engine.IO 4 and Socket.IO 5 over WebSocket alone; the server puts who connects into the room.
class EngineIO final : public Dialect {
  void connect(Client &client, const std::string &) override { open_socket(client, "/socket.io/?EIO=4&transport=websocket", ""); }
  void join(Client &client, const std::string &) override { send_text(client, "40"); }

  Heard hear(Client &client, std::string_view message) override {
    if (message == "2") send_text(client, "3");
    if (message.substr(0, 2) == "40") return Heard::joined;
    if (message.substr(0, 2) == "44") fail(std::string(message));
    return message.substr(0, 2) == "42" ? heard(message) : Heard::nothing;
  }

  void post(Client &client, const std::string &room, const std::string &content, uint64_t) override {
    send_text(client, R"(42["post_message",{"room":")" + room + R"(","content":")" + content + "\"}]");
  }
};

// RFC 7395, signed in as nobody, in a room of XEP-0045.
class XMPP final : public Dialect {
  static constexpr const char *hello = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>";

  void connect(Client &client, const std::string &) override { open_socket(client, "/ws", "Sec-WebSocket-Protocol: xmpp\r\n"); }
  void join(Client &client, const std::string &room) override {
    client.epoch = room;
    send_text(client, hello);
  }

  Heard hear(Client &client, std::string_view message) override {
    auto has = [&](const char *what) { return message.find(what) != std::string_view::npos; };
    if (client.stage == 0 && has("<mechanism>")) {
      send_text(client, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
      client.stage = 1;
    } else if (client.stage == 1 && has("<success")) {
      send_text(client, hello);
      client.stage = 2;
    } else if (client.stage == 2 && has("xmpp-bind")) {
      send_text(client, "<iq type='set' id='b' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
      client.stage = 3;
    } else if (client.stage == 3 && has("<jid>")) {
      send_text(client, "<presence xmlns='jabber:client' to='" + client.epoch + "@conference.localhost/m" + std::to_string(client.index) +
                            "'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>");
      client.stage = 4;
    } else if (has("<failure") || has("<stream:error") || has("type='error'")) {
      fail(std::string(message));
    } else if (client.stage == 4 && has("<subject")) {
      client.stage = 5;
      return Heard::joined;
    } else if (client.stage == 5) {
      return heard(message);
    }
    return Heard::nothing;
  }

  void post(Client &client, const std::string &room, const std::string &content, uint64_t number) override {
    send_text(client, "<message xmlns='jabber:client' to='" + room + "@conference.localhost' type='groupchat' id='p" + std::to_string(number) +
                          "'><body>" + content + "</body></message>");
  }
};

}  // namespace

std::unique_ptr<Dialect> Dialect::named(const std::string &name) {
  if (name == "neospace") return std::make_unique<NeoSpace>();
  if (name == "plain") return std::make_unique<Plain>();
  if (name == "engine.io") return std::make_unique<EngineIO>();
  if (name == "xmpp") return std::make_unique<XMPP>();
  fail("no such dialect: " + name);
}
