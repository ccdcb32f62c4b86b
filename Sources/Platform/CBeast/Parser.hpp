#pragma once

#include "Loop.hpp"

#include <cstddef>
#include <optional>

namespace engine {

/// Checks the raw bytes of a request head line by line, before any parser sees them: what different parsers read differently
/// is refused here. Restartable: keeps its place between reads.
struct HeadScanner {
  enum class Verdict : uint8_t { more, complete, refused };

  /// Looks at `text[0, length)`, the same bytes as before plus new ones.
  Verdict scan(const char *text, size_t length);
  void reset() { *this = HeadScanner(); }

  Reason reason = Reason::bad_field;
  /// Start of the first line not yet seen completely; after `complete` the length of the head.
  uint32_t position = 0;
  /// Where the request line begins: after at most one empty line.
  uint32_t start = 0;
  /// Lines seen, request line included.
  uint32_t lines = 0;
};

/// Where the body of a request ends, and how its bytes are found.
struct BodyFraming {
  enum class Kind : uint8_t { none, length, chunked };

  Kind kind = Kind::none;
  /// Bytes to come, of the body or of the present chunk.
  uint64_t left = 0;
  bool complete = true;

  /// Takes what can be taken from `bytes[0, length)` and moves the decoded bytes to its front.
  /// Returns how many input bytes were used and how many decoded; nothing when the framing is malformed.
  struct Step {
    size_t used, decoded;
  };
  std::optional<Step> take(char *bytes, size_t length);
  void begin_length(uint64_t length);
  /// `trailer` is how many bytes of trailer fields may follow the last chunk.
  void begin_chunked(size_t trailer);

 private:
  enum class State : uint8_t {
    size,
    extension,
    size_feed,
    data,
    data_return,
    data_feed,
    /// At the start of a line behind the last chunk: of a trailer field, or of the empty one that ends the body.
    trailer_line,
    trailer_name,
    trailer_value,
    trailer_feed,
    last_feed
  };

  std::optional<Step> take_chunked(char *bytes, size_t length);

  State state = State::size;
  uint8_t digits = 0;
  uint16_t extension = 0;
  /// Bytes of trailer fields that may still come.
  size_t trailer_left = 0;
};

/// What a checked head says about its request.
struct ParsedHead {
  /// Owned by the receiver.
  cb_head *head = nullptr;
  bool keep_alive = false;
  bool expects_continue = false;
};

/// Parses a head that `HeadScanner` has let through, with Beast's parser, into one block.
/// Returns the reason when it must be refused.
std::optional<Reason> parse_head(const char *text, size_t length, uint32_t lines, const Peer &peer, ParsedHead &parsed);

}  // namespace engine
