import Core
import Relations

/// A wall as a viewer gets it first.
public struct Wall: Sendable {
  public static let firstModules = 20
  public static let firstEntries = 20

  let head: PlaceHead
  let profile: Profile
  /// All living modules, in order.
  public let arrangement: [ModuleID]
  let modules: [WallModule]
  let stickers: [Sticker]
  let entries: [GuestbookEntry]
  /// Whether the guestbook goes on after them.
  let hasOlderEntries: Bool
  let rights: WallRights
  /// What stands between the viewer and the owner; nil for guests and the owner.
  let relation: Relation?
}

/// What a viewer may do on a wall now.
public struct WallRights: Hashable, Sendable {
  let edits: Bool
  let places: Bool
  let signs: Bool
  let moderates: Bool

  /// - Parameters:
  ///   - follows: whether the member is an accepted follower of the owner.
  ///   - moderates: whether the member outranks the owner, see `StaffRankRepository`.
  init(of member: Member?, on profile: Profile, follows: Bool, hasGuestbook: Bool, moderates: Bool) {
    let owner = profile.owner
    let isOwner = member?.id == owner.id
    let permissions = member?.permissions ?? .none
    edits = isOwner && permissions.contains(.postWall)
    places = Self.mayPlace(member, on: profile, follows: follows)
    signs = hasGuestbook && Self.mayWrite(member, on: owner)
    self.moderates = !isOwner && moderates
  }

  /// Placing and signing. Whoever is muted writes on their own wall alone.
  static func mayWrite(_ member: Member?, on owner: Person) -> Bool {
    guard let member, member.permissions.contains(.postWall) else { return false }
    return member.id == owner.id || member.permissions.contains(.postMessage)
  }

  static func mayPlace(_ member: Member?, on profile: Profile, follows: Bool) -> Bool {
    guard mayWrite(member, on: profile.owner) else { return false }
    if member?.id == profile.owner.id { return true }
    return switch profile.stickers {
    case .everyone: true
    case .followers: follows
    case .nobody: false
    }
  }
}

extension PlaceKind {
  static let wall = PlaceKind("wall")
}

extension PlaceID {
  /// The wall of a member.
  static func wall(_ owner: UserID) -> PlaceID { PlaceID(.wall, owner.rawValue) }
}
