/// What a member may do. Permissions belong to people, never to routes.
public enum Permission: String, CaseIterable, Sendable {
  case readWall = "read_wall"
  case postWall = "post_wall"
  case readRoom = "read_room"
  case postMessage = "post_message"
  case createRoom = "create_room"
  case sendDM = "send_dm"
  case uploadMedia = "upload_media"
  case publishScript = "publish_script"
  case editSong = "edit_song"
  case useTasks = "use_tasks"
  case redeemKey = "redeem_key"
  case report
  case moderate
  case admin

  fileprivate var bit: UInt32 { 1 << UInt32(Self.allCases.firstIndex(of: self)!) }
}

/// A set of permissions in one word.
public struct PermissionSet: Hashable, Sendable, ExpressibleByArrayLiteral {
  private var bits: UInt32

  public init(_ permissions: some Sequence<Permission>) { bits = permissions.reduce(0) { $0 | $1.bit } }
  public init(arrayLiteral elements: Permission...) { self.init(elements) }

  public static let none = PermissionSet([])
  public static let all = PermissionSet(Permission.allCases)

  public func contains(_ permission: Permission) -> Bool { bits & permission.bit != 0 }
  public func union(_ other: PermissionSet) -> PermissionSet { PermissionSet(bits: bits | other.bits) }
  public func subtracting(_ other: PermissionSet) -> PermissionSet { PermissionSet(bits: bits & ~other.bits) }

  /// The names in the order `Permission` declares them, as `connected` lists them.
  public var names: [String] { Permission.allCases.filter(contains).map(\.rawValue) }

  private init(bits: UInt32) { self.bits = bits }
}

/// A named set of permissions. A member has one role, plus explicit grants and denials; a denial wins.
public enum Role: String, CaseIterable, Sendable {
  case guest, member, moderator, admin

  public var permissions: PermissionSet {
    switch self {
    case .guest: [.readWall]
    case .member: PermissionSet.all.subtracting([.moderate, .admin])
    case .moderator: PermissionSet.all.subtracting([.admin])
    case .admin: .all
    }
  }
}
