import Core
import Relations
import SQL

/// Lists of scripts, each in the order of an index.
struct ScriptListRepository: Sendable {
  let database: Database

  func page(_ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp) async throws -> ScriptPage {
    let limit = Int(request.limit)
    let walk = try await walk(request)
    var found = try await database.all(Self.page(request, for: viewer, by: owner, at: now, walk), as: Script.self)
    if request.order == .wander, found.count <= limit, request.before.map({ $0.number >= Wandering(at: now).start }) ?? true {
      // From the end of the order to its beginning.
      let rest = Self.wandering(request, for: viewer, by: owner, at: now, isSecondHalf: true, limit: limit + 1 - found.count, walk)
      found += try await database.all(rest, as: Script.self)
    }
    let shown = Array(found.prefix(limit))
    return ScriptPage(scripts: shown, next: found.count > limit ? shown.last.map { $0.cursor(in: request.order, at: now) } : nil)
  }

  /// A tag or a runtime that few scripts have is found by its own index: along the order, thousands would be read between two that have it.
  private func walk(_ request: ScriptListRequest) async throws -> ScriptWalk {
    for filter in Self.filters(request) where try await database.value(Self.countOfFew(filter)) ?? 0 <= ScriptWalk.few { return .filter }
    return .order
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
    try await database.all(Self.deleted(of: owner, after: moment))
  }

  func owner(named username: String, for viewer: UserID?, at now: Timestamp) async throws -> UserID? {
    try await database.value(
      "SELECT u.id FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.known(to: viewer))")
  }
}

/// How the scripts of a page are found.
enum ScriptWalk: Sendable {
  /// Along the index of the order, until enough are found.
  case order
  /// All that have the tag or the runtime, which are then sorted.
  case filter

  /// How many are sorted at most.
  static let few = 500
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
  /// The ids of all that have the tag, and of all listed ones that have the runtime, each by an index.
  static func filters(_ request: ScriptListRequest) -> [SQL] {
    var filters: [SQL] = []
    if let tag = request.tag { filters.append(tagged(tag)) }
    if let runtime = request.runtime {
      filters.append("SELECT s.id FROM scripts s WHERE \(ScriptRows.isListed) AND s.runtime = \(runtime)")
    }
    return filters
  }

  private static func tagged(_ tag: String) -> SQL { "SELECT t.script_id FROM script_tags t WHERE t.tag = \(tag)" }

  /// How many there are, as far as it matters.
  static func countOfFew(_ filter: SQL) -> SQL { "SELECT count(*) FROM (\(filter) LIMIT \(ScriptWalk.few + 1)) few" }

  private static func conditions(_ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, _ walk: ScriptWalk) -> SQL {
    var conditions: SQL = "\(ScriptRows.isListed) AND \(PersonRows.wall(to: viewer))"
    if let runtime = request.runtime { conditions = "\(conditions) AND s.runtime = \(runtime)" }
    if let owner { conditions = "\(conditions) AND s.owner_id = \(owner)" }
    if let tag = request.tag {
      switch walk {
      case .order: conditions = "\(conditions) AND EXISTS (\(tagged(tag)) AND t.script_id = s.id)"
      case .filter: conditions = "\(conditions) AND s.id IN (\(tagged(tag)))"
      }
    }
    return conditions
  }

  static func page(
    _ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp, _ walk: ScriptWalk = .order
  ) -> SQL {
    let limit = Int(request.limit) + 1
    let base: SQL =
      "SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions(request, for: viewer, by: owner, walk))"
    switch request.order {
    case .new:
      let key = unordered(walk, "s.published_at")
      let after: SQL = request.before.map { "AND (\(key), s.id) < (\($0.number), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY \(key) DESC, s.id DESC LIMIT \(limit)"
    case .old:
      let key = unordered(walk, "s.published_at")
      let after: SQL = request.before.map { "AND (\(key), s.id) > (\($0.number), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY \(key), s.id LIMIT \(limit)"
    case .title:
      let key = titleKey(walk)
      let after: SQL = request.before.map { "AND (\(key), s.id) > (\($0.key), \($0.id))" } ?? ""
      return "\(base) \(after) ORDER BY \(key), s.id LIMIT \(limit)"
    case .wander:
      let isSecondHalf = request.before.map { $0.number < Wandering(at: now).start } ?? false
      return wandering(request, for: viewer, by: owner, at: now, isSecondHalf: isSecondHalf, limit: limit, walk)
    }
  }

  /// One half of a day's order: from the day's point to the end, or from the beginning to it.
  static func wandering(
    _ request: ScriptListRequest, for viewer: UserID?, by owner: UserID?, at now: Timestamp, isSecondHalf: Bool, limit: Int,
    _ walk: ScriptWalk
  ) -> SQL {
    let day = Wandering(at: now)
    let key: SQL = "(\(unordered(walk, "s.id")) % \(modulus(day)))"
    let half: SQL = isSecondHalf ? "\(key) < \(day.start)" : "\(key) >= \(day.start)"
    var after: SQL = ""
    if let before = request.before, (before.number < day.start) == isSecondHalf {
      after = "AND (\(key), s.id) > (\(before.number), \(before.id))"
    }
    return """
      SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions(request, for: viewer, by: owner, walk)) AND \(half) \(after)
      ORDER BY \(key), s.id LIMIT \(limit)
      """
  }

  /// A number as the index of an order has it, or so that no index of an order is used.
  private static func unordered(_ walk: ScriptWalk, _ column: SQL) -> SQL {
    switch walk {
    case .order: column
    case .filter: "(\(column) + 0)"
    }
  }

  private static func titleKey(_ walk: ScriptWalk) -> SQL {
    let title: SQL = walk == .order ? "s.title_key" : "(s.title_key || '')"
    return "\(title)\(sqlite: "", postgres: " COLLATE \"C\"")"
  }

  /// As the index has it: a number in the text of the statement.
  private static func modulus(_ day: Wandering) -> SQL {
    switch day.choice {
    case 0: "1000003"
    case 1: "1000033"
    default: "1000037"
    }
  }

  static func deleted(of owner: UserID, after moment: Timestamp) -> SQL {
    """
    SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins)
    WHERE s.owner_id = \(owner) AND s.deleted_at > \(moment) AND s.erased_at IS NULL ORDER BY s.deleted_at DESC, s.id DESC LIMIT 100
    """
  }

  static func own(of member: UserID, _ request: ScriptListRequest) -> SQL {
    var conditions: SQL = "s.deleted_at IS NULL"
    if let runtime = request.runtime { conditions = "\(conditions) AND s.runtime = \(runtime)" }
    if let tag = request.tag {
      conditions = "\(conditions) AND EXISTS (SELECT 1 FROM script_tags t WHERE t.tag = \(tag) AND t.script_id = s.id)"
    }
    if let before = request.before { conditions = "\(conditions) AND (s.saved_at, s.id) < (\(before.number), \(before.id))" }
    let order: SQL = "ORDER BY s.saved_at DESC, s.id DESC LIMIT \(Int(request.limit) + 1)"
    // Of one's own, which may be many, only as many are read as are shown. One lends a hand with few.
    return """
      SELECT \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE \(conditions) AND \(ScriptRows.works("\(member)"))
        AND s.id IN (SELECT id FROM (SELECT s.id FROM scripts s WHERE s.owner_id = \(member) AND \(conditions) \(order)) own
          UNION SELECT script_id FROM script_hands WHERE user_id = \(member))
      \(order)
      """
  }
}
