import Glibc
import JSON

/// One event before it is text.
struct LogLine: Sendable {
  let microseconds: Int64
  let level: Logger.Level
  let event: String
  let fields: [LogField]

  /// Longer strings are cut, so that one request cannot fill the log.
  static let longestString = 4096
  private static let reserved: Set = ["time", "level", "message"]

  /// The line with its newline.
  func text(_ format: LogSink.Format) -> [UInt8] {
    switch format {
    case .json: json()
    case .human: human()
    }
  }

  /// Fields to be written: the last of each name, nothing empty, nothing that takes the place of the line's own members.
  private var shown: [LogField] {
    fields.indices.compactMap { index in
      let field = fields[index]
      guard field.content != .nothing, !Self.reserved.contains(field.name) else { return nil }
      return fields[(index + 1)...].contains { $0.name == field.name } ? nil : field
    }
  }

  private func json() -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.object {
      $0.field("time", WallClock.iso8601(microseconds))
      $0.field("level", level.name)
      $0.field("message", event)
      for field in shown {
        switch field.content {
        case .string(let value): $0.field(field.name, Self.cut(value))
        case .int(let value): $0.field(field.name, value)
        case .double(let value): $0.field(field.name, value)
        case .bool(let value): $0.field(field.name, value)
        case .nothing: break
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func human() -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(192)
    text += WallClock.iso8601(microseconds).utf8.dropFirst(11).dropLast()
    text.append(Self.space)
    text += level.padded.utf8
    text.append(Self.space)
    text += Self.plain(event).utf8
    for field in shown {
      text.append(Self.space)
      text += Self.plain(field.name).utf8
      text.append(UInt8(ascii: "="))
      switch field.content {
      case .string(let value): text += Self.quoted(Self.cut(value)).utf8
      case .int(let value): text += "\(value)".utf8
      case .double(let value): text += "\(value)".utf8
      case .bool(let value): text += (value ? "true" : "false").utf8
      case .nothing: break
      }
    }
    text.append(UInt8(ascii: "\n"))
    return text
  }

  private static let space = UInt8(ascii: " ")

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestString else { return text }
    return String(decoding: text.utf8.prefix(longestString), as: UTF8.self) + "…"
  }

  private static func quoted(_ text: String) -> String {
    let isWord = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
    return isWord ? text : "\"\(plain(text.escapingQuotes))\""
  }

  /// Control characters spelled out: a member's text must not forge lines or drive the terminal.
  private static func plain(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isUnprintable(scalar) { result += "\\u{\(String(scalar.value, radix: 16))}" } else { result.unicodeScalars.append(scalar) }
    }
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension String {
  fileprivate var escapingQuotes: String {
    let quote = UInt8(ascii: "\"")
    guard utf8.contains(quote) else { return self }
    return String(decoding: utf8.flatMap { $0 == quote ? [UInt8(ascii: "\\"), quote] : [$0] }, as: UTF8.self)
  }
}

extension Logger.Level {
  /// As wide as the longest.
  fileprivate var padded: StaticString {
    switch self {
    case .debug: "DEBUG  "
    case .info: "INFO   "
    case .warning: "WARNING"
    case .error: "ERROR  "
    }
  }
}

extension StaticString {
  fileprivate var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}

/// The wall clock of log lines.
enum WallClock {
  /// Microseconds since 1970, UTC.
  static func microseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }

  /// `2026-11-20T10:00:00.000Z`
  static func iso8601(_ microseconds: Int64) -> String {
    var seconds = time_t(microseconds / 1_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return String(unsafeUninitializedCapacity: 24) { bytes in
      var count = 0
      func write(_ value: Int32, _ width: Int, _ end: Unicode.Scalar) {
        var rest = value
        for place in stride(from: count + width - 1, through: count, by: -1) {
          bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        bytes[count + width] = UInt8(ascii: end)
        count += width + 1
      }
      write(parts.tm_year + 1900, 4, "-")
      write(parts.tm_mon + 1, 2, "-")
      write(parts.tm_mday, 2, "T")
      write(parts.tm_hour, 2, ":")
      write(parts.tm_min, 2, ":")
      write(parts.tm_sec, 2, ".")
      write(Int32(microseconds / 1_000 % 1_000), 3, "Z")
      return count
    }
  }
}
