import Core
import JSON
import SQL

/// The audit log: what staff and the server did, written in the transaction that did it. Entries cannot be changed.
public struct AuditRepository: Sendable {
  /// Entries read at once.
  static let sliceSize = 50

  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// Writes an entry: the caller of `scope` did `action` (`keys.generate`) to `subject` (`user:7`). Details never hold a secret.
  public func record(
    _ scope: Scope, _ action: String, of subject: String, details: [(name: String, value: String)] = [], in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO audit_log (at, actor_id, actor, action, subject, details, address)
      VALUES (\(scope.now), \((scope.member?.id).sqlValue), \(scope.actorName), \(action), \(subject), \(Self.json(details)),
        \(scope.address))
      """)
  }

  /// The newest entries before one, newest first.
  func entries(before bound: Int64, limit: Int) async throws -> [AuditEntry] {
    try await database.all(Self.entries(before: bound, limit: limit))
  }

  static func entries(before bound: Int64, limit: Int) -> SQL {
    "SELECT id, at, actor, action, subject, details FROM audit_log WHERE id < \(bound) ORDER BY id DESC LIMIT \(limit)"
  }

  private static func json(_ details: [(name: String, value: String)]) -> String {
    var json = JSONWriter()
    json.object { json in for detail in details { json.field(detail.name, detail.value) } }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

/// One action, and who took it.
public struct AuditEntry: Equatable, Sendable, RowDecodable {
  public let id: Int64
  public let at: Timestamp
  /// The username at that time; `server` for the server itself.
  public let actor: String
  public let action: String
  public let subject: String
  /// A JSON object of strings.
  public let details: String

  public init(row: Row) throws {
    id = try row[0]
    at = try row[1]
    actor = try row[2]
    action = try row[3]
    subject = try row[4]
    details = try row[5]
  }
}

extension Scope {
  fileprivate var actorName: String {
    switch caller {
    case .guest: "guest"
    case .member(let member): member.username
    case .system: "server"
    }
  }
}
