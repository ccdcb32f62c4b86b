#include "Parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <cstdlib>
#include <cstring>
#include <new>

namespace engine {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

/// RFC 9110 §5.6.2
constexpr auto token_table = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; c++) table[c] = true;
  for (int c = 'a'; c <= 'z'; c++) table[c] = table[c - 32] = true;
  for (char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) table[uint8_t(c)] = true;
  return table;
}();

/// The characters of a reg-name, an IP literal and a port (RFC 3986 §3.2.2), without percent-encoding and sub-delimiters.
constexpr auto host_table = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; c++) table[c] = true;
  for (int c = 'a'; c <= 'z'; c++) table[c] = table[c - 32] = true;
  for (char c : {'.', '-', '_', ':', '[', ']', '~'}) table[uint8_t(c)] = true;
  return table;
}();

/// No control characters except tab.
bool is_clean_value(const char *from, const char *to) {
  bool bad = false;
  for (; from < to; from++) {
    uint8_t c = *from;
    bad |= (c < 0x20 && c != '\t') | (c == 0x7f);
  }
  return !bad;
}

bool is_printable(const char *from, const char *to) {
  bool bad = false;
  for (; from < to; from++) {
    uint8_t c = *from;
    bad |= (c < 0x20) | (c > 0x7e);
  }
  return !bad;
}

}  // namespace

HeadScanner::Verdict HeadScanner::scan(const char *text, size_t length) {
  auto refuse = [this](Reason why) {
    reason = why;
    return Verdict::refused;
  };
  while (position < length) {
    const char *line = text + position;
    auto *feed = static_cast<const char *>(std::memchr(line, '\n', length - position));
    if (!feed) return Verdict::more;
    if (feed == line || feed[-1] != '\r') return refuse(Reason::bare_line_feed);
    const char *end = feed - 1;
    position = static_cast<uint32_t>(feed + 1 - text);
    if (end == line) {
      if (lines > 0) return Verdict::complete;
      // RFC 9112 §2.2: an empty line before the request line is ignored, once.
      if (start > 0) return refuse(Reason::bad_request_line);
      start = position;
      continue;
    }
    if (lines++ == 0) {
      if (!is_printable(line, end)) {
        return refuse(std::memchr(line, '\r', end - line) ? Reason::bare_carriage_return : Reason::bad_request_line);
      }
      continue;
    }
    if (*line == ' ' || *line == '\t') return refuse(Reason::obs_fold);
    const char *at = line;
    while (at < end && token_table[uint8_t(*at)]) at++;
    if (at == end || at == line || *at != ':') {
      return refuse(at > line && at < end && (*at == ' ' || *at == '\t') ? Reason::space_before_colon : Reason::bad_field);
    }
    if (!is_clean_value(at, end)) {
      return refuse(std::memchr(at, '\r', end - at) ? Reason::bare_carriage_return : Reason::control_character);
    }
  }
  return Verdict::more;
}

void BodyFraming::begin_length(uint64_t length) {
  *this = BodyFraming();
  kind = length > 0 ? Kind::length : Kind::none;
  left = length;
  complete = length == 0;
}

void BodyFraming::begin_chunked(size_t trailer) {
  *this = BodyFraming();
  trailer_left = trailer;
  kind = Kind::chunked;
  complete = false;
}

std::optional<BodyFraming::Step> BodyFraming::take(char *bytes, size_t length) {
  switch (kind) {
    case Kind::none: return Step{0, 0};
    case Kind::length: {
      size_t taken = std::min<uint64_t>(left, length);
      left -= taken;
      complete = left == 0;
      return Step{taken, taken};
    }
    case Kind::chunked: return take_chunked(bytes, length);
  }
  return std::nullopt;
}

/// Stricter than RFC 9112 §7.1: no whitespace around the size, and at most 256 printable bytes of extensions. Extensions and trailer fields
/// are checked like the fields of a head, and dropped.
std::optional<BodyFraming::Step> BodyFraming::take_chunked(char *bytes, size_t length) {
  size_t at = 0, decoded = 0;
  while (at < length && !complete) {
    uint8_t c = bytes[at];
    switch (state) {
      case State::size: {
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit >= 0) {
          // 15 digits are enough for any real size and cannot overflow.
          if (++digits > 15) return std::nullopt;
          left = left * 16 + digit;
        } else if (digits > 0 && c == ';') {
          extension = 0;
          state = State::extension;
        } else if (digits > 0 && c == '\r') {
          state = State::size_feed;
        } else {
          return std::nullopt;
        }
        at++;
        break;
      }
      case State::extension:
        if (c == '\r') {
          state = State::size_feed;
        } else if (c < 0x20 || c > 0x7e || ++extension > 256) {
          return std::nullopt;
        }
        at++;
        break;
      case State::size_feed:
        if (c != '\n') return std::nullopt;
        state = left > 0 ? State::data : State::trailer_line;
        at++;
        break;
      case State::data: {
        size_t taken = std::min<uint64_t>(left, length - at);
        if (decoded != at) std::memmove(bytes + decoded, bytes + at, taken);
        decoded += taken;
        at += taken;
        left -= taken;
        if (left == 0) state = State::data_return;
        break;
      }
      case State::data_return:
        if (c != '\r') return std::nullopt;
        state = State::data_feed;
        at++;
        break;
      case State::data_feed:
        if (c != '\n') return std::nullopt;
        state = State::size;
        digits = 0;
        at++;
        break;
      case State::trailer_line:
        if (c == '\r') {
          state = State::last_feed;
        } else if (token_table[c] && trailer_left-- > 0) {
          state = State::trailer_name;
        } else {
          return std::nullopt;
        }
        at++;
        break;
      case State::trailer_name:
        if (trailer_left-- == 0 || (c != ':' && !token_table[c])) return std::nullopt;
        if (c == ':') state = State::trailer_value;
        at++;
        break;
      case State::trailer_value:
        if (trailer_left-- == 0 || (c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) return std::nullopt;
        if (c == '\r') state = State::trailer_feed;
        at++;
        break;
      case State::trailer_feed:
        if (c != '\n') return std::nullopt;
        state = State::trailer_line;
        at++;
        break;
      case State::last_feed:
        if (c != '\n') return std::nullopt;
        complete = true;
        at++;
        break;
    }
  }
  return Step{at, decoded};
}

namespace {

/// Beast's parser, writing offsets into a `cb_head` instead of copying fields.
class HeadParser final : public http::basic_parser<true> {
 public:
  HeadParser(cb_head &head, cb_field *fields, const char *text) : head(head), fields(fields), text(text) {
    skip(true);
    header_limit(UINT32_MAX);
  }

  /// The field that Beast itself refused, before it reported the field to us.
  Reason reason_of(beast::error_code ec) const {
    if (ec == http::error::multiple_content_length) return Reason::repeated_length;
    if (ec == http::error::bad_content_length) return encodings ? Reason::length_and_encoding : Reason::bad_length;
    if (ec == http::error::bad_transfer_encoding) return lengths ? Reason::length_and_encoding : Reason::bad_encoding;
    return Reason::bad_request_line;
  }

  std::optional<Reason> refused;
  uint32_t hosts = 0, lengths = 0, encodings = 0;
  uint64_t content_length = 0;
  bool expects_continue = false;
  std::string_view host, absolute_authority;
  bool is_websocket_version = false, is_websocket_key = false, upgrades = false, connection_upgrade = false;

 private:
  using view = beast::string_view;

  void fail(Reason reason, beast::error_code &ec) {
    if (!refused) refused = reason;
    ec = http::error::bad_field;
  }

  void on_request_impl(http::verb, view method, view target, int version, beast::error_code &ec) override {
    head.method_offset = method.data() - text;
    head.method_length = method.size();
    if (method.size() > 32) return fail(Reason::bad_request_line, ec);
    head.minor_version = version == 11;
    std::string_view path(target.data(), target.size());
    // RFC 9112 §3.2.2: a server must accept the absolute form. The authority is then the host.
    for (std::string_view scheme : {"http://", "https://"}) {
      if (!path.starts_with(scheme)) continue;
      path.remove_prefix(scheme.size());
      size_t slash = path.find('/');
      if (slash == std::string_view::npos || slash == 0) return fail(Reason::bad_request_line, ec);
      absolute_authority = path.substr(0, slash);
      path.remove_prefix(slash);
      break;
    }
    bool is_asterisk = path == "*" && method == "OPTIONS";
    if (!is_asterisk && (path.empty() || path[0] != '/')) return fail(Reason::bad_request_line, ec);
    if (path.find('#') != std::string_view::npos) return fail(Reason::bad_request_line, ec);
    head.target_offset = path.data() - text;
    head.target_length = path.size();
    size_t mark = path.find('?');
    head.path_length = mark == std::string_view::npos ? path.size() : mark;
  }

  void on_response_impl(int, view, int, beast::error_code &) override {}

  void on_field_impl(http::field name, view name_text, view value, beast::error_code &ec) override {
    fields[head.field_count++] = {uint16_t(name_text.data() - text), uint16_t(name_text.size()),
                                  value.empty() ? uint16_t(0) : uint16_t(value.data() - text), uint16_t(value.size())};
    switch (name) {
      case http::field::host:
        if (++hosts > 1) return fail(Reason::repeated_host, ec);
        host = {value.data(), value.size()};
        if (host.empty()) return fail(Reason::bad_host, ec);
        for (char c : host) {
          if (!host_table[uint8_t(c)]) return fail(Reason::bad_host, ec);
        }
        break;
      case http::field::content_length:
        if (++lengths > 1) return fail(Reason::repeated_length, ec);
        if (value.empty() || value.size() > 18) return fail(Reason::bad_length, ec);
        for (char c : value) {
          if (c < '0' || c > '9') return fail(Reason::bad_length, ec);
          content_length = content_length * 10 + (c - '0');
        }
        break;
      case http::field::transfer_encoding:
        if (++encodings > 1 || !beast::iequals(value, "chunked")) return fail(Reason::bad_encoding, ec);
        break;
      case http::field::expect:
        if (!beast::iequals(value, "100-continue")) return fail(Reason::bad_expectation, ec);
        expects_continue = true;
        break;
      case http::field::upgrade:
        upgrades = upgrades || http::token_list{value}.exists("websocket");
        break;
      case http::field::connection:
        connection_upgrade = connection_upgrade || http::token_list{value}.exists("upgrade");
        break;
      case http::field::sec_websocket_version: is_websocket_version = value == "13"; break;
      case http::field::sec_websocket_key: is_websocket_key = is_key(value); break;
      default: break;
    }
  }

  /// Sixteen bytes in base64: 22 characters and two of padding.
  static bool is_key(view value) {
    if (value.size() != 24 || value[22] != '=' || value[23] != '=') return false;
    for (char c : value.substr(0, 22)) {
      bool ok = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
      if (!ok) return false;
    }
    return true;
  }

  void on_header_impl(beast::error_code &) override {}
  void on_body_init_impl(boost::optional<uint64_t> const &, beast::error_code &) override {}
  size_t on_body_impl(view, beast::error_code &) override { return 0; }
  void on_chunk_header_impl(uint64_t, view, beast::error_code &) override {}
  size_t on_chunk_body_impl(uint64_t, view, beast::error_code &) override { return 0; }
  void on_finish_impl(beast::error_code &) override {}

  cb_head &head;
  cb_field *fields;
  const char *text;
};

bool has_known_version(std::string_view line) {
  return line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0");
}

bool has_any_version(std::string_view line) {
  size_t space = line.rfind(' ');
  std::string_view version = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
  return version.size() == 8 && version.starts_with("HTTP/") && version[5] >= '0' && version[5] <= '9' && version[6] == '.' &&
         version[7] >= '0' && version[7] <= '9';
}

}  // namespace

std::optional<Reason> parse_head(const char *text, size_t length, uint32_t lines, const Peer &peer, ParsedHead &parsed) {
  std::string_view line(text, static_cast<const char *>(std::memchr(text, '\r', length)) - text);
  if (!has_known_version(line)) return has_any_version(line) ? Reason::bad_version : Reason::bad_request_line;

  size_t field_bytes = lines * sizeof(cb_field);
  auto *block = static_cast<char *>(std::malloc(sizeof(cb_head) + field_bytes + length + peer.length));
  if (!block) std::abort();
  auto *head = new (block) cb_head{};
  auto *fields = reinterpret_cast<cb_field *>(block + sizeof(cb_head));
  char *copy = block + sizeof(cb_head) + field_bytes;
  std::memcpy(copy, text, length);
  std::memcpy(copy + length, peer.text, peer.length);
  head->text = copy;
  head->fields = fields;
  head->peer_offset = length;
  head->peer_length = peer.length;

  HeadParser parser(*head, fields, copy);
  beast::error_code ec;
  parser.put(asio::const_buffer(copy, length), ec);
  std::optional<Reason> refused = parser.refused;
  if (!refused && (ec || !parser.is_done())) refused = parser.reason_of(ec);
  if (!refused && parser.hosts == 0 && head->minor_version == 1) refused = Reason::missing_host;
  if (!refused && !parser.absolute_authority.empty() && parser.hosts && parser.host != parser.absolute_authority) {
    refused = Reason::bad_host;
  }
  if (!refused && parser.encodings) {
    if (parser.lengths) refused = Reason::length_and_encoding;
    else if (head->minor_version == 0) refused = Reason::bad_encoding;
  }
  if (refused) {
    std::free(block);
    return refused;
  }
  head->chunked = parser.encodings > 0;
  head->content_length = head->chunked ? -1 : static_cast<int64_t>(parser.content_length);
  head->has_body = head->content_length != 0;
  std::string_view method(copy + head->method_offset, head->method_length);
  head->wants_websocket = parser.upgrades && parser.connection_upgrade && parser.is_websocket_version && parser.is_websocket_key &&
                          head->minor_version == 1 && method == "GET" && !head->has_body;
  parsed.head = head;
  parsed.keep_alive = parser.keep_alive();
  parsed.expects_continue = parser.expects_continue && head->minor_version == 1 && head->has_body;
  return std::nullopt;
}

}  // namespace engine
