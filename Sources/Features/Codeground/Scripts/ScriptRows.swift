import Core
import Relations
import SQL

/// Scripts as rows, and the one rule of who sees them. In the queries `s` is the script and `u` its owner.
enum ScriptRows {
  /// The viewer works on the draft.
  private static func isHand(_ viewer: SQL) -> SQL {
    """
    (EXISTS (SELECT 1 FROM script_hands sh WHERE sh.script_id = s.id AND sh.user_id = \(viewer)) AND \(PersonRows.known(to: viewer))
      AND \(PersonRows.unblocked("u.id", viewer)))
    """
  }

  /// The viewer is the owner or a hand.
  static func works(_ viewer: SQL) -> SQL { "(s.owner_id = \(viewer) OR \(isHand(viewer)))" }

  /// The viewer sees the script, if it has a revision that lives.
  private static func admits(_ viewer: SQL?) -> SQL {
    guard let viewer else { return "(s.visibility = 'public' AND \(PersonRows.wall(to: nil as SQL?)))" }
    return "(s.visibility IN ('public', 'unlisted') AND \(PersonRows.wall(to: viewer)))"
  }

  /// The viewer sees the script.
  ///
  /// - Parameter presence: Which revisions it must have for those who do not work on it.
  static func visible(to viewer: SQL?, with presence: Presence = .living) -> SQL {
    let published: SQL =
      switch presence {
      case .living: "s.newest IS NOT NULL"
      case .once: "s.revisions > 0"
      }
    let read: SQL = "(\(published) AND \(admits(viewer)))"
    guard let viewer else { return read }
    return "(\(works(viewer)) OR \(read))"
  }

  enum Presence: Sendable {
    /// One that is neither withdrawn nor disabled.
    case living
    /// Any, also one that is gone: for the addresses of revisions, which say that they are gone.
    case once
  }

  /// What is in everybody's list, if they may see its owner's wall. The words of the partial indexes.
  static var isListed: SQL { "s.visibility = 'public' AND s.newest IS NOT NULL AND s.deleted_at IS NULL" }

  static func role(of viewer: SQL?) -> SQL {
    guard let viewer else { return "'reader'" }
    return "CASE WHEN s.owner_id = \(viewer) THEN 'owner' WHEN \(isHand(viewer)) THEN 'hand' ELSE 'reader' END"
  }

  /// The columns of `Script`.
  static var columns: SQL {
    """
    s.id, \(PersonRows.columns), s.runtime, s.title, s.summary, s.tags, s.visibility, s.seq, s.created_at, s.saved_at, s.revisions,
    s.newest, s.published_at, COALESCE(n.alt, ''), s.deleted_at, \(lineageColumns)
    """
  }

  static var lineageColumns: SQL {
    """
    l.depth, p.id, l.parent_number, p.title, pu.id, pu.username, pu.name, pu.color, pu.role,
    q.id, l.root_number, q.title, qu.id, qu.username, qu.name, qu.color, qu.role
    """
  }

  /// Joins a table that is read after the one on its left. SQLite with statistics would otherwise read all owners first, and sort what they own.
  private static var then: SQL { "\(sqlite: "CROSS JOIN", postgres: "JOIN")" }

  /// What `columns` are read from.
  static var joins: SQL {
    """
    scripts s \(then) users u ON u.id = s.owner_id
    LEFT JOIN script_revisions n ON n.script_id = s.id AND n.number = s.newest
    \(lineageJoins)
    """
  }

  /// Parent and root, as far as every member may see them: where a script comes from tells no address that is in no list.
  static var lineageJoins: SQL {
    """
    \(then) script_lineage l ON l.script_id = s.id
    LEFT JOIN scripts p ON p.id = l.parent_id AND \(isOpen("p", "l.parent_number"))
    LEFT JOIN users pu ON pu.id = p.owner_id AND \(isOpen("pu"))
    LEFT JOIN scripts q ON q.id = l.root_id AND \(isOpen("q", "l.root_number"))
    LEFT JOIN users qu ON qu.id = q.owner_id AND \(isOpen("qu"))
    """
  }

  /// The script is public and this revision of it lives.
  static func isOpen(_ script: SQL, _ number: SQL) -> SQL {
    """
    \(script).visibility = 'public' AND \(script).deleted_at IS NULL AND EXISTS (SELECT 1 FROM script_revisions x
      WHERE x.script_id = \(script).id AND x.number = \(number) AND x.withdrawn_at IS NULL AND x.disabled_at IS NULL)
    """
  }

  /// Every member may see the owner's wall.
  static func isOpen(_ user: SQL) -> SQL {
    """
    \(user).is_bot = \(false) AND \(user).banned_at IS NULL AND \(user).left_at IS NULL
      AND \(user).visibility IN ('public', 'members')
    """
  }

  /// Makes other changes of the script wait until the transaction ends. False if there is no such script.
  static func lock(_ id: ScriptID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM scripts WHERE id = \(id) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Int.self) != nil
  }
}

extension Script: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  init(reading columns: inout RowReader) throws {
    id = try columns.next()
    owner = try Person(reading: &columns)
    runtime = try columns.next()
    let (title, summary, tags): (String, String, String) = (try columns.next(), try columns.next(), try columns.next())
    details = ScriptDetails(title: title, summary: summary, tags: tags.split(separator: " ").map(String.init))
    visibility = try columns.next()
    sequence = try columns.next()
    createdAt = try columns.next()
    savedAt = try columns.next()
    revisions = try columns.next()
    newest = try columns.next()
    publishedAt = try columns.next()
    alt = try columns.next()
    deletedAt = try columns.next()
    lineage = try Lineage(reading: &columns)
  }
}

extension Lineage {
  init(reading columns: inout RowReader) throws {
    let depth: Int = try columns.next()
    let (parent, root) = (try Work(reading: &columns), try Work(reading: &columns))
    self.init(parent: depth == 0 ? nil : parent, root: depth == 0 ? nil : root, depth: depth)
  }
}

extension Work {
  /// Reads the id, the number, the title and the owner. What is not for everybody has no owner here.
  init(reading columns: inout RowReader) throws {
    let (script, number, title): (ScriptID?, Int?, String?) = (try columns.next(), try columns.next(), try columns.next())
    let (user, username, name): (UserID?, String?, String?) = (try columns.next(), try columns.next(), try columns.next())
    let (color, role): (Int?, Role?) = (try columns.next(), try columns.next())
    guard let script, let number, let title, let user, let username, let name, let color, let role else {
      self.init(known: nil)
      return
    }
    self.init(
      known: Known(
        script: script, number: number, title: title,
        owner: Person(id: user, username: username, displayName: name, color: color, role: role)))
  }
}

/// A script with what the viewer is to it.
struct SeenRow: RowDecodable, Sendable {
  let seen: SeenScript
  /// Nil once its last revision is gone and the viewer does not work on it.
  let isVisible: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    let role: ScriptRole = try columns.next()
    seen = SeenScript(script: try Script(reading: &columns), role: role)
    isVisible = role.works || seen.script.newest != nil
  }
}

extension ScriptRuntime: SQLEncodable, SQLDecodable {}
extension ScriptVisibility: SQLEncodable, SQLDecodable {}
extension ScriptRole: SQLEncodable, SQLDecodable {}
