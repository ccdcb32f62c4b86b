import Core

/// The members of a private room, with what the viewer may change: the page at `ChatPath.members`, and the question before leaving.
public struct RoomMembersPage: Sendable {
  /// Members on the page.
  public static let most = 500

  public let room: RoomName
  public let viewer: Member
  public let people: [RoomPerson]
  /// Whether the viewer chooses the members.
  public let mayChoose: Bool
  /// Whose membership has just changed, and how.
  public let news: (deed: Deed, username: String)?
  /// What was typed into a form that was refused, and why.
  public let draft: String
  public let problem: String?

  public enum Deed: String, CaseIterable, Sendable { case added, removed, creator }

  /// What came of it, in words.
  public var success: String? {
    guard let news else { return nil }
    let isMember = people.contains { $0.username == news.username }
    switch news.deed {
    case .added: return isMember ? "@\(news.username) is a member now." : "@\(news.username) is invited. They come back by accepting."
    case .removed: return "@\(news.username) was removed."
    case .creator: return "@\(news.username) chooses the members from now on."
    }
  }

  public var isCreator: Bool { people.contains { $0.isCreator && $0.id == viewer.id } }
}
