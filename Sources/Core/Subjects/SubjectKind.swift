import JSON

/// A kind of things that members find in feed and search. The feature that has the things says who may see them; feed and search know
/// nothing else of them.
///
/// The feature lists its kinds in `Feature.subjectKinds`. In the transactions that change a thing it keeps the index, with
/// `SearchIndexRepository`, and the ledger of what was published, with `LedgerRepository`.
public protocol SubjectKind: Sendable {
  var name: SubjectName { get }
  /// What one of them is called: `a message`.
  var noun: String { get }
  var isInFeed: Bool { get }
  var isInSearch: Bool { get }

  /// Those of the things that the caller may see now. The query leaves out all others.
  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard]

  /// Things from before there was an index: the next ones with ids below `bound`, newest first. Each stays locked until the
  /// transaction ends, so that no change of it is overtaken.
  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch
}

/// A thing as feed and search show it.
public struct SubjectCard: Sendable {
  /// Plain text.
  public static let longestTitle = 200

  public let title: String
  /// A path of ours.
  public let link: String
  /// As everybody sees it.
  public let html: [UInt8]
  /// Its readable text, without markup.
  public let text: String
  /// Nil for things without an author, such as releases.
  public let author: SubjectAuthor?
  /// The room of a message.
  public let room: String?
  public let createdAt: Timestamp

  public init(
    title: String, link: String, html: [UInt8] = [], text: String, author: SubjectAuthor?, room: String? = nil, createdAt: Timestamp
  ) {
    self.title = TextRules.length(title) <= Self.longestTitle ? title : String(title.unicodeScalars.prefix(Self.longestTitle))
    self.link = link
    self.html = html
    self.text = text
    self.author = author
    self.room = room
    self.createdAt = createdAt
  }
}

/// Who made a thing.
public struct SubjectAuthor: Hashable, Sendable {
  public let id: UserID
  public let username: String
  public let displayName: String
  public let color: Int

  public init(id: UserID, username: String, displayName: String, color: Int) {
    self.id = id
    self.username = username
    self.displayName = displayName
    self.color = color
  }

  /// As `user` and `author` look everywhere.
  public func write(to json: inout JSONWriter) { json.user(id, username: username, displayName: displayName, color: color) }
}

/// Some of the things of a kind, for the index.
public struct SubjectBatch: Sendable {
  public let documents: [SearchDocument]
  /// The lowest id that was looked at; nil when there are no more.
  public let lowest: Int64?

  public init(documents: [SearchDocument], lowest: Int64?) {
    self.documents = documents
    self.lowest = lowest
  }

  public static let none = SubjectBatch(documents: [], lowest: nil)
}
