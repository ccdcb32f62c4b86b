import Core
import SQL

/// Media as rows, with what they weigh together for each owner.
struct MediaRepository: Sendable {
  let database: Database

  /// The owner's own; nil for another's.
  func item(_ id: MediaID, of owner: UserID) async throws -> MediaItem? { try await database.first(Self.item(id, of: owner)) }

  /// Those of any owners that there still are, removed ones too.
  func items(_ ids: [MediaID]) async throws -> [MediaItem] {
    guard !ids.isEmpty else { return [] }
    return try await database.all("SELECT \(Self.columns) FROM media m WHERE m.id IN (\(list: ids)) ORDER BY m.number")
  }

  /// What the owner made of the same bytes before.
  func item(madeOf source: String, by owner: UserID) async throws -> MediaItem? {
    try await database.first(Self.item(madeOf: source, by: owner))
  }

  /// Whether staff removed what the owner made of the same bytes.
  func isRemoved(madeOf source: String, by owner: UserID) async throws -> Bool {
    try await database.value(
      "SELECT 1 FROM media m WHERE m.user_id = \(owner) AND m.source = \(source) AND m.removed_at IS NOT NULL", as: Int.self) != nil
  }

  func item(madeOf source: String, by owner: UserID, in transaction: Transaction) async throws -> MediaItem? {
    try await transaction.first(Self.item(madeOf: source, by: owner))
  }

  func used(by owner: UserID) async throws -> Int64 { try await database.value(Self.used(by: owner)) ?? 0 }

  /// Nil if the owner has no file `before`.
  func list(_ request: MediaListRequest, of owner: UserID, quota: Int64) async throws -> MediaList? {
    try await database.read { snapshot in
      var end = Int64.max
      if let before = request.before {
        guard let item: MediaItem = try await snapshot.first(Self.item(before, of: owner)) else { return nil }
        end = item.number
      }
      // One more than the page holds, to see whether another follows.
      let items: [MediaItem] = try await snapshot.all(Self.page(request, of: owner, before: end))
      let page = Array(items.prefix(request.limit))
      return MediaList(
        items: page, next: items.count > page.count ? page.last?.id : nil, used: try await snapshot.value(Self.used(by: owner)) ?? 0,
        quota: quota)
    }
  }

  // MARK: Changing

  /// Adds the weight to what the owner has; false if that is more than `most`. Locks what the owner has until the transaction ends.
  func add(_ bytes: Int64, to owner: UserID, most: Int64, in transaction: Transaction) async throws -> Bool {
    guard bytes <= most else { return false }
    return try await transaction.run(
      """
      INSERT INTO media_usage (user_id, bytes) VALUES (\(owner), \(bytes))
      ON CONFLICT (user_id) DO UPDATE SET bytes = media_usage.bytes + excluded.bytes WHERE media_usage.bytes + excluded.bytes <= \(most)
      """) == 1
  }

  /// Nil if the owner has something made of the same bytes.
  func insert(_ draft: MediaDraft, of owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> MediaItem? {
    try await transaction.first(
      """
      INSERT INTO media (id, user_id, kind, source, file, has_squares, bytes, width, height, frames, milliseconds, waveform, created_at,
        unused_since)
      VALUES (\(draft.id), \(owner), \(draft.shape.kind), \(draft.source), \(draft.key), \(draft.shape.kind == .image), \(draft.bytes), \(draft.shape.width),
        \(draft.shape.height), \(draft.shape.frames), \(draft.shape.milliseconds), \(draft.shape.waveform.map(Waveform.text)), \(now),
        \(now))
      ON CONFLICT (user_id, source) DO NOTHING RETURNING \(Self.bareColumns)
      """)
  }

  /// Locks what the owner has, before any of its rows. False if the owner has nothing.
  func lock(_ owner: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("\(Self.used(by: owner)) \(sqlite: "", postgres: "FOR UPDATE")", as: Int64.self) != nil
  }

  func item(_ id: MediaID, of owner: UserID, in transaction: Transaction) async throws -> MediaItem? {
    try await transaction.first("\(Self.item(id, of: owner)) \(sqlite: "", postgres: "FOR UPDATE")")
  }

  /// Restarts the seven days after which an unused file is erased. False if the file is gone.
  func renew(_ item: MediaItem, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "UPDATE media SET unused_since = CASE WHEN unused_since IS NULL THEN NULL ELSE \(now) END WHERE number = \(item.number)") == 1
  }

  func hasLivingUse(_ item: MediaItem, in transaction: Transaction) async throws -> Bool {
    try await transaction.value(
      "SELECT 1 FROM media_uses WHERE media = \(item.number) AND is_living = \(true) LIMIT 1", as: Int64.self) != nil
  }

  /// Erases rows of one owner, whose usage is locked, and the uses of removed things with them.
  func erase(_ items: [MediaItem], of owner: UserID, in transaction: Transaction) async throws {
    guard !items.isEmpty else { return }
    try await transaction.run("DELETE FROM media WHERE number IN (\(list: items.map(\.number)))")
    try await transaction.run("UPDATE media_usage SET bytes = bytes - \(items.reduce(0) { $0 + $1.bytes }) WHERE user_id = \(owner)")
  }

  // MARK: Sweeping

  /// Owners of files that nothing has used since `moment`.
  func ownersOfUnused(since moment: Timestamp, limit: Int) async throws -> [UserID] {
    try await database.values(
      """
      SELECT DISTINCT user_id FROM
        (SELECT user_id FROM media WHERE unused_since <= \(moment) AND removed_at IS NULL ORDER BY unused_since LIMIT \(limit)) AS old
      """)
  }

  func unused(of owner: UserID, since moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [MediaItem] {
    try await transaction.all(
      """
      SELECT \(Self.columns) FROM media m WHERE m.user_id = \(owner) AND m.unused_since <= \(moment) AND m.removed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = m.number)
      ORDER BY m.number LIMIT \(limit)
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
  }

  /// Takes a file away from everybody. False if it is removed already, or not there.
  func setRemoved(_ id: MediaID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE media SET removed_at = \(now) WHERE id = \(id) AND removed_at IS NULL") > 0
  }

  /// Gives a removed file back. If nothing uses it, its seven days start again. False if it is not removed, or not there.
  func setBack(_ id: MediaID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE media SET removed_at = NULL, unused_since = CASE WHEN unused_since IS NULL THEN NULL ELSE \(now) END
      WHERE id = \(id) AND removed_at IS NOT NULL
      """) > 0
  }

  func exists(_ id: MediaID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM media WHERE id = \(id)", as: Int.self) != nil
  }

  /// Owners of files that staff removed before `moment`.
  func ownersOfRemoved(before moment: Timestamp, limit: Int) async throws -> [UserID] {
    try await database.values(
      "SELECT DISTINCT user_id FROM (SELECT user_id FROM media WHERE removed_at <= \(moment) ORDER BY removed_at LIMIT \(limit)) AS old")
  }

  func removed(of owner: UserID, before moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [MediaItem] {
    try await transaction.all(
      """
      SELECT \(Self.columns) FROM media m WHERE m.user_id = \(owner) AND m.removed_at <= \(moment) ORDER BY m.number LIMIT \(limit)
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
  }

  /// What uses the files that `removed` gives. Nothing is locked.
  func usesOfRemoved(
    of owner: UserID, before moment: Timestamp, limit: Int, in transaction: Transaction
  ) async throws -> [(kind: String, subject: Int64, file: MediaID)] {
    try await transaction.all(
      """
      SELECT x.kind, x.subject, m.id FROM media m JOIN media_uses x ON x.media = m.number
      WHERE m.number IN (SELECT number FROM media WHERE user_id = \(owner) AND removed_at <= \(moment) ORDER BY number LIMIT \(limit))
      ORDER BY x.kind, x.subject
      """
    ) { row in (kind: try row[0], subject: try row[1], file: try row[2]) }
  }

  func everything(of owner: UserID, limit: Int, in transaction: Transaction) async throws -> [MediaItem] {
    try await transaction.all(
      """
      SELECT \(Self.columns) FROM media m WHERE m.user_id = \(owner) ORDER BY m.number LIMIT \(limit) \(sqlite: "", postgres: "FOR UPDATE")
      """)
  }

  func forgetUsage(of owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM media_usage WHERE user_id = \(owner)")
  }

  /// Those of the keys that rows have.
  func known(_ keys: [MediaKey]) async throws -> Set<MediaKey> {
    guard !keys.isEmpty else { return [] }
    return Set(try await database.values("SELECT file FROM media WHERE file IN (\(list: keys))"))
  }

  /// The next rows in the order of creation, for comparing them with the files.
  func items(after number: Int64, madeBefore moment: Timestamp, limit: Int) async throws -> [MediaItem] {
    try await database.all(
      "SELECT \(Self.columns) FROM media m WHERE m.number > \(number) AND m.created_at < \(moment) ORDER BY m.number LIMIT \(limit)")
  }

  // MARK: Personal data

  func reading<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  func everything(of owner: UserID, at snapshot: Snapshot) async throws -> [MediaItem] {
    try await snapshot.all("SELECT \(Self.columns) FROM media m WHERE m.user_id = \(owner) AND m.removed_at IS NULL ORDER BY m.number")
  }
}

// MARK: Statements

extension MediaRepository {
  static var columns: SQL {
    """
    m.number, m.user_id, m.file, m.has_squares, m.id, m.kind, m.bytes, m.width, m.height, m.frames, m.milliseconds, m.waveform, m.created_at
    """
  }

  private static var bareColumns: SQL {
    "number, user_id, file, has_squares, id, kind, bytes, width, height, frames, milliseconds, waveform, created_at"
  }

  static func item(_ id: MediaID, of owner: UserID) -> SQL {
    "SELECT \(columns) FROM media m WHERE m.id = \(id) AND m.user_id = \(owner) AND m.removed_at IS NULL"
  }

  static func item(madeOf source: String, by owner: UserID) -> SQL {
    "SELECT \(columns) FROM media m WHERE m.user_id = \(owner) AND m.source = \(source)"
  }

  static func used(by owner: UserID) -> SQL { "SELECT bytes FROM media_usage WHERE user_id = \(owner)" }

  static func page(_ request: MediaListRequest, of owner: UserID, before number: Int64) -> SQL {
    let kind: SQL = if let kind = request.kind { "AND m.kind = \(kind)" } else { "" }
    return """
      SELECT \(columns) FROM media m WHERE m.user_id = \(owner) \(kind) AND m.number < \(number) AND m.removed_at IS NULL
      ORDER BY m.number DESC LIMIT \(request.limit + 1)
      """
  }
}

/// The numbers of a waveform as a row holds them.
enum Waveform {
  static func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: " ") }
  static func numbers(_ text: String) -> [Int] { text.utf8.split(separator: 0x20).map { Int(Substring($0)) ?? 0 } }
}

extension MediaItem: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  init(reading columns: inout RowReader) throws {
    number = try columns.next()
    owner = try columns.next()
    key = try columns.next()
    hasSquares = try columns.next()
    shown = ShownMedia(
      id: try columns.next(), kind: try columns.next(), bytes: try columns.next(), width: try (columns.next() as Int64?).map(Int.init),
      height: try (columns.next() as Int64?).map(Int.init), frames: try (columns.next() as Int64?).map(Int.init),
      milliseconds: try (columns.next() as Int64?).map(Int.init), waveform: try (columns.next() as String?).map(Waveform.numbers),
      createdAt: try columns.next())
  }
}

extension MediaItem.Kind: SQLEncodable, SQLDecodable {}

extension MediaID: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .text(rawValue) }
  public init(column: Column) throws(SQLError) { self.init(stored: try column.text()) }
}

extension MediaKey: SQLEncodable, SQLDecodable {
  var sqlValue: SQLValue { .text(rawValue) }
  init(column: Column) throws(SQLError) { self.init(rawValue: try column.text()) }
}
