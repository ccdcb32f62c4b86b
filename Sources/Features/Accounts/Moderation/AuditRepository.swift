import Core
import JSON
import SQL

/// The audit log: what staff and the server did, written in the transaction that did it. Entries cannot be changed.
public struct AuditRepository: Sendable {
  /// Entries read at once.
  public static let sliceSize = 50

  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// Writes an entry: the caller of `scope` did `action` (`keys.generate`) to `subject` (`user:7`). Details never hold a secret.
  public func record(
    _ scope: Scope, _ action: String, of subject: String, details: [(name: String, value: String)] = [], in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO audit_log (at, actor_id, actor, action, subject, details, address, request_id)
      VALUES (\(scope.now), \((scope.member?.id).sqlValue), \(scope.actorName), \(action), \(subject), \(Self.json(details)),
        \(scope.address), \(scope.requestID))
      """)
  }

  /// The newest entries before one, newest first.
  func entries(_ filter: AuditFilter, before bound: Int64, limit: Int) async throws -> [AuditEntry] {
    try await database.all(Self.entries(filter, before: bound, limit: limit))
  }

  /// Empties the addresses of entries from before a moment; how many there were, at most `limit`.
  func forgetAddresses(before moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      UPDATE audit_log SET address = '' WHERE id IN
        (SELECT id FROM audit_log WHERE at <= \(moment) AND address <> '' ORDER BY at LIMIT \(limit))
      """)
  }

  static func entries(_ filter: AuditFilter, before bound: Int64, limit: Int) -> SQL {
    let actor: SQL = if let actor = filter.actor { "AND actor = \(actor)" } else { "" }
    let action: SQL = if let action = filter.action { "AND action = \(action)" } else { "" }
    let subject: SQL = if let subject = filter.subject { "AND subject = \(subject)" } else { "" }
    return """
      SELECT id, at, actor, action, subject, details, address, request_id, actor_id IS NOT NULL FROM audit_log
      WHERE id < \(bound) \(actor) \(action) \(subject) ORDER BY id DESC LIMIT \(limit)
      """
  }

  private static func json(_ details: [(name: String, value: String)]) -> String {
    var json = JSONWriter()
    json.object { json in for detail in details { json.field(detail.name, detail.value) } }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

/// Which entries are asked for; nil for all.
public struct AuditFilter: Hashable, Sendable {
  /// The username as of then; `server` for the server.
  var actor: String?
  var action: String?
  /// `user:7`
  var subject: String?

  public init(actor: String? = nil, action: String? = nil, subject: String? = nil) {
    (self.actor, self.action, self.subject) = (actor, action, subject)
  }
}

/// One action, and who took it.
public struct AuditEntry: Equatable, Sendable, RowDecodable {
  public let id: Int64
  public let at: Timestamp
  /// The username at that time; `server` for the server itself.
  public let actor: String
  /// False for what the server or a guest did, whatever members are called.
  public let isMembers: Bool
  public let action: String
  public let subject: String
  /// A JSON object of strings.
  public let details: String
  /// Of who took it; empty after 90 days.
  public let address: String
  /// As the log of the server names the request; empty for old entries.
  public let requestID: String

  public init(row: Row) throws {
    id = try row[0]
    at = try row[1]
    actor = try row[2]
    action = try row[3]
    subject = try row[4]
    details = try row[5]
    address = try row[6]
    requestID = try row[7]
    isMembers = try row[8]
  }
}

extension AuditEntry {
  /// The details by name.
  var facts: [(name: String, value: String)] {
    let members = (try? JSONValue(parsing: Array(details.utf8)))?.object ?? [:]
    return members.map { ($0.key.description, $0.value.string ?? "\($0.value)") }.sorted { $0.0 < $1.0 }
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
