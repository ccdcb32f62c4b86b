import Core

/// Which links stand first in the sidebar's list of rooms. Starred ones stand before all others.
public enum RoomOrder: String, CaseIterable, Sendable {
  case name
  /// Those with something unread.
  case unread

  public static let cookieName = "rooms"
  public static let keptSeconds = 365 * 86_400

  public init(cookie: String?) { self = cookie.flatMap(RoomOrder.init) ?? .name }
}

extension SidebarSection {
  public func ordered(_ order: RoomOrder) -> SidebarSection {
    guard order == .unread else { return self }
    let rest = links.filter { !$0.isStarred }
    return with(links: links.filter(\.isStarred) + rest.filter { $0.unread > 0 } + rest.filter { $0.unread == 0 })
  }
}
