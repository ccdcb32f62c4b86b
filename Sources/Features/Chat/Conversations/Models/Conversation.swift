import Core
import Relations

/// A conversation as one of its members sees it.
public struct Conversation: Sendable {
  public let id: RoomID
  /// By id, the member themselves included.
  public let members: [Person]
  /// Messages of others beyond the read marker, at most 100.
  public private(set) var unread: Int
  public let isMuted: Bool
  /// Why the member cannot post; nil if they can.
  public private(set) var reason: String?
  /// The newest living message that the member can see, as plain text.
  public private(set) var preview: String?
  /// The newest message that the member can see, tombstones too, and its time. Nil: the conversation is in no list.
  public private(set) var newest: (id: MessageID, at: Timestamp)?
  /// How far the others have read, without those who do not show it. Empty if the member does not show it either.
  public private(set) var reads: [Read]
  public let viewer: UserID
  /// Whether the member can leave it: there were three or more when it was made.
  public let isLeavable: Bool

  public init(
    id: RoomID, isLeavable: Bool, members: [Person], unread: Int, isMuted: Bool, reason: String?, preview: String?,
    newest: (id: MessageID, at: Timestamp)?,
    reads: [Read], viewer: UserID
  ) {
    self.id = id
    self.isLeavable = isLeavable
    self.members = members
    self.unread = unread
    self.isMuted = isMuted
    self.reason = reason
    self.preview = preview
    self.newest = newest
    self.reads = reads
    self.viewer = viewer
  }

  /// The member is not in it any more: it is in no list of theirs.
  mutating func isLeft() { (unread, reason, preview, newest, reads) = (0, "You have left this conversation", nil, nil, []) }

  public struct Read: Sendable {
    public let user: UserID
    public let upTo: MessageID
  }

  public var room: RoomName { RoomName(direct: id) }

  public var others: [Person] { members.filter { $0.id != viewer } }

  /// The names of the others.
  public var title: String { others.isEmpty ? PersonalMessageService.nobody : others.map(\.displayName).joined(separator: ", ") }
}

/// A slice of a member's conversations, the newest message first.
public struct ConversationList: Sendable {
  public let conversations: [Conversation]
  /// What to give as `before` for the next slice; nil at the end.
  public let next: MessageID?
}

extension Conversation {
  /// How many people a conversation has, the one who opens it included.
  public static let sizes = 2...8
  /// How many people somebody opens one with.
  static let companions = sizes.lowerBound - 1...sizes.upperBound - 1
  /// Conversations in one answer.
  public static let limits = 1...100
  public static let usualLimit = 20
}

/// Another member of a conversation, as the one who wants to write stands to them.
struct Correspondent: Sendable {
  let person: Person
  /// Neither banned nor departed, and no block stands between the two.
  let isReachable: Bool
  /// Whether their `dm_policy` admits a first message.
  let admitsFirst: Bool
  let hasWritten: Bool
  let readUpTo: MessageID
  let showsReading: Bool
}

/// A conversation, and how a member of it stands to it.
struct ConversationStanding: Sendable {
  let room: RoomID
  /// Members when it was made.
  let size: Int
  let hasWritten: Bool
  let clearedUpTo: MessageID
  let showsReading: Bool
  let others: [Correspondent]

  var otherIDs: [UserID] { others.map(\.person.id) }

  var isOfTwo: Bool { size == Conversation.sizes.lowerBound }

  /// The others who are told how far the member has read.
  var readers: Set<UserID> {
    guard showsReading else { return [] }
    return Set(others.filter { $0.showsReading && (!isOfTwo || $0.isReachable) }.map(\.person.id))
  }

  /// Why the member cannot write here now; nil if they can.
  ///
  /// Between two, blocks, bans and departures count at every message, and `dm_policy` until the other has written: whom somebody wrote to may
  /// answer. Of more, all this was asked when the conversation was opened.
  var refusal: String? {
    guard isOfTwo else { return others.isEmpty ? "Everybody else has left this conversation" : nil }
    guard let other = others.first else { return DirectRefusal.words(PersonalMessageService.nobody) }
    return other.isReachable && (other.hasWritten || other.admitsFirst) ? nil : DirectRefusal.words(other.person.displayName)
  }
}

/// The same words for a block and for somebody who takes no messages, so that neither tells of the other.
enum DirectRefusal {
  static func words(_ name: String) -> String { "\(name) does not take messages from you" }
}
