import Core
import Relations

public enum EntryEntity: Sendable {}
public typealias EntryID = Identifier<EntryEntity>

/// What somebody wrote in a guestbook.
public struct GuestbookEntry: Hashable, Sendable {
  static let textLengths = 1...500

  public let id: EntryID
  public let owner: UserID
  /// Who wrote it; nil once it is deleted for good.
  let author: UserID?
  /// Nil once it is deleted, or while it is shown nowhere.
  let shown: Shown?
  let sequence: Int64

  struct Shown: Hashable, Sendable {
    let author: Person
    let text: String
    let createdAt: Timestamp
  }
}

/// A page of a guestbook, newest first.
public struct EntryPage: Sendable {
  public static let limits = 1...100
  public static let standardLimit = 20

  let profile: Profile
  public let entries: [GuestbookEntry]
  /// What to give as `before` for the page that follows.
  public let next: EntryID?
  let rights: WallRights
}
