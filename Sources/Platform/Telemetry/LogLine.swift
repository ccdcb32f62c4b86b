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
  private static let reserved: Set = ["time", "level", "event"]

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
      $0.field("event", event)
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
    let clock = WallClock.iso8601(microseconds).dropFirst(11).dropLast()
    var text = "\(clock) \(level.name.uppercased().padded(to: 7)) \(Self.plain(event))"
    for field in shown {
      text += " \(Self.plain(field.name))="
      switch field.content {
      case .string(let value): text += Self.quoted(Self.cut(value))
      case .int(let value): text += "\(value)"
      case .double(let value): text += "\(value)"
      case .bool(let value): text += "\(value)"
      case .nothing: break
      }
    }
    return Array((text + "\n").utf8)
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestString else { return text }
    return String(decoding: text.utf8.prefix(longestString), as: UTF8.self) + "…"
  }

  private static func quoted(_ text: String) -> String {
    let isWord = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
    return isWord ? text : "\"\(plain(text.replacing("\"", "\\\"")))\""
  }

  /// Control characters spelled out: a member's text must not forge lines or drive the terminal.
  private static func plain(_ text: String) -> String {
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
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }

  fileprivate func replacing(_ character: Character, _ replacement: String) -> String {
    reduce(into: "") { if $1 == character { $0 += replacement } else { $0.append($1) } }
  }
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
    func digits(_ value: Int32, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
    let date = "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
    let time = "\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2))"
    return "\(date)T\(time).\(digits(Int32(microseconds / 1000 % 1000), 3))Z"
  }
}
