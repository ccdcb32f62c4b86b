#pragma once

#include "Loop.hpp"

#include <cstddef>
#include <optional>

namespace engine {

/// Checks the raw bytes of a request head line by line before they are parsed, and refuses everything that different parsers read
/// differently. Restartable: keeps its position between reads.
struct HeadScanner {
  enum class Verdict : uint8_t { more, complete, refused };

  /// Checks `text[0, length)`: the same bytes as before, followed by new ones.
  Verdict scan(const char *text, size_t length);
  void reset() { *this = HeadScanner(); }

  Reason reason = Reason::bad_field;
  /// Start of the first incomplete line; after `complete`, the length of the head.
  uint32_t position = 0;
  /// Start of the request line, after at most one empty line.
  uint32_t start = 0;
  /// Lines seen, request line included.
  uint32_t lines = 0;
};

/// Finds the bytes of a request's body and its end.
struct BodyFraming {
  enum class Kind : uint8_t { none, length, chunked };

  Kind kind = Kind::none;
  /// Bytes left in the body or in the current chunk.
  uint64_t left = 0;
  bool complete = true;

  /// Decodes as much of `bytes[0, length)` as possible and moves the decoded bytes to its front. Returns how many bytes were consumed and
  /// how many were decoded, or nothing if the framing is malformed.
  struct Step {
    size_t used, decoded;
  };
  std::optional<Step> take(char *bytes, size_t length);
  void begin_length(uint64_t length);
  /// `trailer` is the most bytes of trailer fields after the last chunk.
  void begin_chunked(size_t trailer);

 private:
  enum class State : uint8_t {
    size,
    extension,
    size_feed,
    data,
    data_return,
    data_feed,
    /// At the start of a line after the last chunk: a trailer field, or the empty line that ends the body.
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
  /// Bytes of trailer fields that are still allowed.
  size_t trailer_left = 0;
};

/// A checked head and what it says about its request.
struct ParsedHead {
  /// Owned by the receiver.
  cb_head *head = nullptr;
  bool keep_alive = false;
  bool expects_continue = false;
};

/// Parses a head that `HeadScanner` has accepted, with Beast's parser, into one block. Returns the reason if it must be refused.
std::optional<Reason> parse_head(const char *text, size_t length, uint32_t lines, const Peer &peer, ParsedHead &parsed);

}  // namespace engine
