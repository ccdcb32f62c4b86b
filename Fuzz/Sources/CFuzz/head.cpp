#include "CFuzz.h"

#include "../../../Sources/Platform/CBeast/Parser.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace engine;

namespace {

void must(bool holds, const char *property) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: broken: %s\n", property);
  std::abort();
}

/// Where to cut the input into reads: derived from it, so that a finding replays.
struct Cuts {
  uint32_t state;
  size_t next(size_t most) {
    state = state * 1664525 + 1013904223;
    return std::min<size_t>(most, 1 + (state >> 16) % 37);
  }
};

struct Scan {
  HeadScanner::Verdict verdict;
  HeadScanner scanner;
};

Scan scan_at_once(std::string_view text) {
  Scan scan{};
  scan.verdict = scan.scanner.scan(text.data(), text.size());
  return scan;
}

/// As bytes trickle in. Each piece is given in a block of exactly its size, so that reading on is seen.
Scan scan_in_pieces(std::string_view text, Cuts cuts) {
  Scan scan{HeadScanner::Verdict::more, {}};
  size_t arrived = 0;
  while (arrived < text.size() && scan.verdict == HeadScanner::Verdict::more) {
    arrived += cuts.next(text.size() - arrived);
    std::vector<char> exact(text.begin(), text.begin() + arrived);
    scan.verdict = scan.scanner.scan(exact.data(), exact.size());
  }
  return scan;
}

std::vector<std::string_view> lines_of(std::string_view head) {
  std::vector<std::string_view> lines;
  while (!head.empty()) {
    size_t end = head.find("\r\n");
    must(end != head.npos, "every line of a complete head ends with CRLF");
    if (end > 0) lines.push_back(head.substr(0, end));
    head.remove_prefix(end + 2);
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string copy(text);
  for (char &c : copy) c = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  return copy;
}

/// What a second, naive reader makes of the lines: that it must agree is what keeps a proxy and us from reading two requests.
struct Naive {
  size_t lengths = 0, encodings = 0, hosts = 0;
  std::string length, encoding;

  explicit Naive(const std::vector<std::string_view> &lines) {
    for (size_t i = 1; i < lines.size(); i++) {
      size_t colon = lines[i].find(':');
      must(colon != std::string_view::npos && colon > 0, "a field has a name");
      std::string name = lowered(lines[i].substr(0, colon));
      must(name.find_first_of(" \t\r\n") == name.npos, "a field's name holds no white space");
      std::string value(trimmed(lines[i].substr(colon + 1)));
      if (name == "content-length") lengths++, length = value;
      if (name == "transfer-encoding") encodings++, encoding = lowered(value);
      if (name == "host") hosts++;
    }
  }
};

/// Fields as one text, to be compared and parsed again.
std::string written(const cb_head &head) {
  std::string text;
  auto add = [&](size_t offset, size_t length) { text.append(head.text + offset, length); };
  add(head.method_offset, head.method_length);
  text += ' ';
  add(head.target_offset, head.target_length);
  text += head.minor_version ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n";
  for (int i = 0; i < head.field_count; i++) {
    add(head.fields[i].name_offset, head.fields[i].name_length);
    text += ": ";
    add(head.fields[i].value_offset, head.fields[i].value_length);
    text += "\r\n";
  }
  return text + "\r\n";
}

void check_head(const cb_head &head, std::string_view text, uint32_t lines, bool is_first) {
  auto read = lines_of(text);
  must(read.size() == lines, "the scanner counts the lines");
  must(size_t(head.field_count) + 1 == lines, "every line became one field");
  Naive naive(read);
  must(naive.lengths + naive.encodings <= 1, "at most one framing field");
  must(naive.encodings == 0 || naive.encoding == "chunked", "no other coding than chunked");
  must(head.chunked == (naive.encodings == 1), "chunked as the field says");
  if (naive.lengths) must(std::to_string(head.content_length) == naive.length.substr(std::min(naive.length.find_first_not_of('0'), naive.length.size() - 1)), "the length as the field says");
  must(naive.hosts == 1 || (naive.hosts == 0 && head.minor_version == 0), "exactly one Host");
  std::string again = written(head);
  for (char c : again) must(c != '\0' && uint8_t(c) != 0x7f, "no control character comes through");
  must(size_t(std::count(again.begin(), again.end(), '\n')) == lines + 1, "no line break comes through");
  must(head.path_length <= head.target_length, "the path is part of the target");
  for (int i = 0; i < head.field_count; i++) {
    must(cb_head_find(&head, head.text + head.fields[i].name_offset, head.fields[i].name_length, i) == i, "every field is found");
  }
  if (!is_first) return;
  // What was read, written and read again, is the same.
  Scan scan = scan_at_once(again);
  must(scan.verdict == HeadScanner::Verdict::complete && scan.scanner.position == again.size(), "what is written passes the scan");
  ParsedHead second;
  auto refused = parse_head(again.data(), again.size(), scan.scanner.lines, Peer{}, second);
  must(!refused, "what is written is parsed");
  must(written(*second.head) == again, "parsing and writing give the same");
  check_head(*second.head, again, scan.scanner.lines, false);
  cb_head_free(second.head);
}

struct Decoded {
  bool ok = true, complete = false;
  size_t used = 0;
  std::string bytes;
};

/// Feeds `input` in pieces of `cuts` (or at once), keeping what was not used, as a connection does.
Decoded decode(BodyFraming framing, std::string_view input, Cuts *cuts) {
  Decoded decoded;
  while (decoded.used < input.size() && !framing.complete) {
    size_t rest = input.size() - decoded.used;
    std::vector<char> piece(input.begin() + decoded.used, input.begin() + decoded.used + (cuts ? cuts->next(rest) : rest));
    auto step = framing.take(piece.data(), piece.size());
    if (!step) {
      decoded.ok = false;
      return decoded;
    }
    must(step->used <= piece.size() && step->decoded <= step->used, "no more is used than was there");
    must(step->used > 0, "every step gets on");
    decoded.bytes.append(piece.data(), step->decoded);
    decoded.used += step->used;
  }
  decoded.complete = framing.complete;
  return decoded;
}

void check_body(const cb_head &head, std::string_view rest, Cuts cuts) {
  BodyFraming framing;
  if (head.chunked) framing.begin_chunked(16 * 1024);
  else framing.begin_length(head.content_length);
  Decoded whole = decode(framing, rest, nullptr), pieces = decode(framing, rest, &cuts);
  must(whole.ok == pieces.ok, "a body is malformed however it arrives");
  must(!whole.ok || (whole.used == pieces.used && whole.bytes == pieces.bytes && whole.complete == pieces.complete),
       "a body is the same however it arrives");
  if (!head.chunked && whole.ok) must(whole.bytes.size() <= size_t(head.content_length), "a body is no longer than declared");
  if (!head.chunked || !whole.ok) return;
  // Written as chunks again, it decodes to the same bytes.
  std::string coded;
  for (size_t at = 0; at < whole.bytes.size();) {
    size_t length = cuts.next(whole.bytes.size() - at);
    char size[32];
    std::snprintf(size, sizeof size, "%zX;x=y\r\n", length);
    coded += size + whole.bytes.substr(at, length) + "\r\n";
    at += length;
  }
  framing.begin_chunked(16 * 1024);
  Decoded again = decode(framing, coded + "0\r\n\r\nGET", &cuts);
  must(again.ok && again.complete && again.bytes == whole.bytes && again.used == coded.size() + 5, "chunks round-trip");
}

}  // namespace

extern "C" void fuzz_head(const uint8_t *data, size_t size) {
  // Longer heads are refused by their length alone.
  size = std::min<size_t>(size, 16 * 1024);
  std::string_view text(reinterpret_cast<const char *>(data), size);
  Cuts cuts{uint32_t(size * 2654435761u) ^ (size ? data[size / 2] : 0)};
  Scan whole = scan_at_once(text), pieces = scan_in_pieces(text, cuts);
  must(whole.verdict == pieces.verdict, "the verdict is the same however a head arrives");
  if (whole.verdict == HeadScanner::Verdict::refused) {
    must(whole.scanner.reason == pieces.scanner.reason, "so is the reason");
    return;
  }
  if (whole.verdict == HeadScanner::Verdict::more) return;
  must(whole.scanner.position == pieces.scanner.position && whole.scanner.lines == pieces.scanner.lines, "so is the length");
  std::string_view head = text.substr(whole.scanner.start, whole.scanner.position - whole.scanner.start);
  std::vector<char> exact(head.begin(), head.end());
  ParsedHead parsed;
  if (parse_head(exact.data(), exact.size(), whole.scanner.lines, Peer{}, parsed)) return;
  check_head(*parsed.head, head, whole.scanner.lines, true);
  check_body(*parsed.head, text.substr(whole.scanner.position), cuts);
  cb_head_free(parsed.head);
}
