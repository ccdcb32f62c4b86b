import Core
import SQL
import Words

/// A question to the index.
public struct SearchRequest: Sendable {
  public let query: WordQuery
  public let viewer: UserID
  /// The private rooms that the viewer is a member of.
  public let rooms: [RoomID]
  public var kind: SubjectName?
  public var author: UserID?
  public var room: RoomID?
  /// The number of the first moment that counts.
  public var begin = SubjectNumber.lowest
  /// True of a row `d` whose author's things are left out: `d.author_id`.
  public var hidden: SQL = "FALSE"

  public init(query: WordQuery, viewer: UserID, rooms: [RoomID]) {
    self.query = query
    self.viewer = viewer
    self.rooms = rooms
  }
}

public struct FoundSubject: RowDecodable, Hashable, Sendable {
  public let number: SubjectNumber
  public let kind: SubjectName
  public let id: Int64

  public init(row: Row) throws {
    number = try row[0]
    guard let kind = SubjectName(number: try row[1]) else { throw SQLError.decoding(column: 1, "is not a kind of things") }
    self.kind = kind
    id = try row[2]
  }
}
