/// A thing as the index of the search holds it.
public struct SearchDocument: Hashable, Sendable {
  public let kind: SubjectName
  public let id: Int64
  /// Nil for things without an author, such as releases.
  public let author: UserID?
  public let createdAt: Timestamp
  /// The room of a message.
  public let room: RoomID?
  public let audience: Audience
  /// Its words as `Words.folded` gives them: titles, and bodies as members read them.
  public let words: String

  /// Who may find it at all. Whether one of them may see it just now is asked again when it is shown.
  public enum Audience: Hashable, Sendable {
    /// All signed-in members.
    case everybody
    /// The members of a private room.
    case room(RoomID)
    /// Its owner.
    case owner(UserID)
  }

  public init(
    kind: SubjectName, id: Int64, author: UserID?, createdAt: Timestamp, room: RoomID? = nil, audience: Audience, words: String
  ) {
    self.kind = kind
    self.id = id
    self.author = author
    self.createdAt = createdAt
    self.room = room
    self.audience = audience
    self.words = words
  }

  public var number: SubjectNumber { SubjectNumber(createdAt, kind, id) }
}

/// Where a thing stands among all: by time in milliseconds, then kind, then id. Known without asking the database, so that the index can be
/// read from the newest on, cut at a date, and changed by one statement.
///
/// It holds the milliseconds since 2020 (41 bits last until 2089), the kind (3 bits) and the lowest 19 bits of the id: two things of a kind
/// would need the same millisecond and ids exactly 524,288 apart to have one number.
public struct SubjectNumber: Hashable, Comparable, Sendable {
  public let rawValue: Int64

  private static let begin: Int64 = 1_577_836_800_000
  private static let (kindBits, idBits): (Int64, Int64) = (3, 19)

  public init(rawValue: Int64) { self.rawValue = rawValue }

  public init(_ moment: Timestamp, _ kind: SubjectName, _ id: Int64) {
    rawValue = Self.first(at: moment).rawValue | (kind.number << Self.idBits) | id & ((1 << Self.idBits) - 1)
  }

  /// Not above the numbers of all things made at this moment or later.
  public static func first(at moment: Timestamp) -> SubjectNumber {
    let (whole, rest) = moment.microseconds.quotientAndRemainder(dividingBy: 1_000)
    let milliseconds = rest < 0 ? whole - 1 : whole
    let bound: Int64 = (1 << (63 - kindBits - idBits)) - 1
    return SubjectNumber(rawValue: max(-bound, min(milliseconds - begin, bound)) << (kindBits + idBits))
  }

  public static let lowest = SubjectNumber(rawValue: .min)
  public static let highest = SubjectNumber(rawValue: .max)

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
