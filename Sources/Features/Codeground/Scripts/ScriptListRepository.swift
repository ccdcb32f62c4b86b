import Core
import Relations
import SQL

/// Lists of scripts, each in the order of an index.
struct ScriptListRepository: Sendable {
  let database: Database

  func page(_ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp) async throws -> ScriptPage {
    let limit = Int(request.limit)
    var found = try await database.all(Self.page(request, for: viewer, by: owner, at: now), as: Script.self)
    if request.order == .wander, found.count <= limit, request.before.map({ $0.number >= Wandering(at: now).start }) ?? true {
      // From the end of the order to its beginning.
      let rest = Self.wandering(request, for: viewer, by: owner, at: now, isSecondHalf: true, limit: limit + 1 - found.count)
      found += try await database.all(rest, as: Script.self)
    }
    let shown = Array(found.prefix(limit))
    return ScriptPage(scripts: shown, next: found.count > limit ? shown.last.map { $0.cursor(in: request.order, at: now) } : nil)
  }

  /// All that the member works on, last saved first.
  func own(of member: UserID, _ request: ScriptListRequest) async throws -> ScriptPage {
    let limit = Int(request.limit)
    let found = try await database.all(Self.own(of: member, request), as: Script.self)
    let shown = Array(found.prefix(limit))
    let next = found.count > limit ? shown.last : nil
    return ScriptPage(
      scripts: shown, next: next.map { ScriptCursor(order: ScriptCursor.own, key: "\($0.savedAt.microseconds)", id: $0.id.rawValue) })
  }

  /// Those of the member's that they can bring back, last deleted first.
  func deleted(of owner: UserID, after moment: Timestamp) async throws -> [Script] {
    try await database.all(
      """
      SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins)
      WHERE s.owner_id = \(owner) AND s.deleted_at > \(moment) AND s.erased_at IS NULL ORDER BY s.deleted_at DESC, s.id DESC LIMIT 100
      """)
  }

  func owner(named username: String, for viewer: UserID?, at now: Timestamp) async throws -> UserID? {
    try await database.value(
      "SELECT u.id FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.known(to: viewer))")
  }
}

extension Script {
  fileprivate func cursor(in order: ScriptOrder, at now: Timestamp) -> ScriptCursor {
    let key =
      switch order {
      case .new, .old: "\(publishedAt?.microseconds ?? 0)"
      case .title: details.title.lowercased()
      case .wander: "\(id.rawValue % Wandering(at: now).modulus)"
      }
    return ScriptCursor(order: order.rawValue, key: key, id: id.rawValue)
  }
}

// MARK: Statements

extension ScriptListRepository {
  private static func conditions(_ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?) -> SQL {
    var conditions: SQL = "\(ScriptRows.isListed) AND \(PersonRows.wall(to: viewer))"
    if let runtime = request.runtime { conditions = "\(conditions) AND s.runtime = \(runtime)" }
    if let owner { conditions = "\(conditions) AND s.owner_id = \(owner)" }
    if let tag = request.tag {
      conditions = "\(conditions) AND EXISTS (SELECT 1 FROM script_tags t WHERE t.tag = \(tag) AND t.script_id = s.id)"
    }
    return conditions
  }

  static func page(_ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp) -> SQL {
    let limit = Int(request.limit) + 1
    let base: SQL =
      "SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions(request, for: viewer, by: owner))"
    switch request.order {
    case .new:
      let after: SQL = request.before.map { "AND (s.published_at, s.id) < (\($0.number), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY s.published_at DESC, s.id DESC LIMIT \(limit)"
    case .old:
      let after: SQL = request.before.map { "AND (s.published_at, s.id) > (\($0.number), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY s.published_at, s.id LIMIT \(limit)"
    case .title:
      let after: SQL = request.before.map { "AND (\(titleKey), s.id) > (\($0.key), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY \(titleKey), s.id LIMIT \(limit)"
    case .wander:
      let isSecondHalf = request.before.map { $0.number < Wandering(at: now).start } ?? false
      return wandering(request, for: viewer, by: owner, at: now, isSecondHalf: isSecondHalf, limit: limit)
    }
  }

  /// One half of a day's order: from the day's point to the end, or from the beginning to it.
  static func wandering(
    _ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp, isSecondHalf: Bool, limit: Int
  ) -> SQL {
    let day = Wandering(at: now)
    let key: SQL = "(s.id % \(modulus(day)))"
    let half: SQL = isSecondHalf ? "\(key) < \(day.start)" : "\(key) >= \(day.start)"
    var after: SQL = ""
    if let before = request.before, (before.number < day.start) == isSecondHalf {
      after = "AND (\(key), s.id) > (\(before.number), \(before.id))"
    }
    return """
      SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions(request, for: viewer, by: owner)) AND \(half) \(after)
      ORDER BY \(key), s.id LIMIT \(limit)
      """
  }

  /// As the index has it: a number in the text of the statement.
  private static func modulus(_ day: Wandering) -> SQL {
    switch day.choice {
    case 0: "1000003"
    case 1: "1000033"
    default: "1000037"
    }
  }

  private static var titleKey: SQL { "s.title_key\(sqlite: "", postgres: " COLLATE \"C\"")" }

  static func own(of member: UserID, _ request: ScriptListRequest) -> SQL {
    var conditions: SQL = "s.deleted_at IS NULL"
    if let runtime = request.runtime { conditions = "\(conditions) AND s.runtime = \(runtime)" }
    if let tag = request.tag {
      conditions = "\(conditions) AND EXISTS (SELECT 1 FROM script_tags t WHERE t.tag = \(tag) AND t.script_id = s.id)"
    }
    if let before = request.before { conditions = "\(conditions) AND (s.saved_at, s.id) < (\(before.number), \(before.id))" }
    return """
      SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions) AND \(ScriptRows.works("\(member)"))
        AND s.id IN (SELECT id FROM scripts WHERE owner_id = \(member)
          UNION SELECT script_id FROM script_hands WHERE user_id = \(member))
      ORDER BY s.saved_at DESC, s.id DESC LIMIT \(Int(request.limit) + 1)
      """
  }
}
