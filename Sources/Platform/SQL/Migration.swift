/// One step of the schema, written as SQL with a way there and a way back.
///
/// The text has two sections, each begun by a comment line of its own: `-- up` and `-- down`. Within them `-- sqlite` and
/// `-- postgres` begin statements for one database only, `-- both` ends that.
/// ```sql
/// -- up
/// CREATE TABLE rooms (id BIGINT PRIMARY KEY, name TEXT NOT NULL);
/// -- sqlite
/// CREATE VIRTUAL TABLE room_search USING fts5(name);
/// -- both
/// CREATE UNIQUE INDEX rooms_name ON rooms (name);
/// -- down
/// DROP TABLE rooms;
/// ```
public struct Migration: Sendable, Equatable {
  /// Unique among all migrations and recorded in the database: `0001_accounts`.
  public let name: String
  /// Changes whenever the text does, but for white space at line ends.
  public let checksum: String
  private let up: [Part]
  private let down: [Part]

  private struct Part: Sendable, Equatable {
    var dialect: Dialect?
    var text: String
  }

  /// Reads the text of a migration file. Throws `SQLError.migration` when a section is missing, repeated or in the wrong order.
  public init(name: String, text: String) throws(SQLError) {
    var sections: [String: [Part]] = [:]
    var section: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      switch line.trimmedEnd {
      case "-- up", "-- down":
        let title = String(line.trimmedEnd.dropFirst(3))
        guard sections[title] == nil, title == "up" || section == "up" else {
          throw .migration("\(name): one `-- up` section, then one `-- down` section")
        }
        section = title
        sections[title] = [Part(dialect: nil, text: "")]
      case "-- sqlite", "-- postgres", "-- both":
        guard let section else { throw .migration("\(name): `\(line.trimmedEnd)` before `-- up`") }
        sections[section]?.append(Part(dialect: Dialect(rawValue: String(line.trimmedEnd.dropFirst(3))), text: ""))
      case let content:
        guard let current = section, let last = sections[current]?.indices.last else {
          guard content.isEmpty || content.hasPrefix("--") else { throw .migration("\(name): statements before `-- up`") }
          continue
        }
        sections[current]?[last].text += content + "\n"
      }
    }
    guard let up = sections["up"], let down = sections["down"] else {
      throw .migration("\(name): needs an `-- up` and a `-- down` section")
    }
    self.name = name
    self.up = up
    self.down = down
    checksum = Self.checksum(of: text)
  }

  /// Reads an embedded file; see `init(name:text:)`.
  public init(name: String, bytes: [UInt8]) throws(SQLError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .migration("\(name): is no UTF-8") }
    try self.init(name: name, text: text)
  }

  /// Whether a statement, as SQLite keeps it, is one of those that this step makes.
  public func makes(_ statement: String) -> Bool {
    let text = Array(up(for: .sqlite).utf8)
    let wanted = Array(statement.utf8)
    guard !wanted.isEmpty, wanted.count <= text.count else { return false }
    return (0...text.count - wanted.count).contains { text[$0] == wanted[0] && text[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }

  func up(for dialect: Dialect) -> String { Self.text(of: up, for: dialect) }
  func down(for dialect: Dialect) -> String { Self.text(of: down, for: dialect) }

  private static func text(of parts: [Part], for dialect: Dialect) -> String {
    parts.filter { $0.dialect == nil || $0.dialect == dialect }.map(\.text).joined()
  }

  /// FNV-1a over the lines without trailing white space: it notices an edit, and does not defend against an attacker.
  private static func checksum(of text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for line in text.split(separator: "\n").map(\.trimmedEnd) where !line.isEmpty {
      for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 10) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Substring {
  fileprivate var trimmedEnd: String {
    var rest = self
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
