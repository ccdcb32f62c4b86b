import Core

/// What all pages of an installation share. The composition root makes one.
public struct Site: Sendable {
  public let state: SiteState
  /// In the order of the sidebar.
  public let destinations: [Destination]
  public let asset: AssetPath
  /// Where forms and the socket work: the origin of `PUBLIC_URL`. Nil where it does not matter.
  public let origin: String?

  public init(destinations: [Destination], asset: AssetPath, origin: String? = nil, state: SiteState = SiteState()) {
    self.state = state
    self.destinations = destinations.sorted { $0.position < $1.position }
    self.asset = asset
    self.origin = origin
  }

  /// What the place is called now.
  public var name: String { state.name }

  /// A small stylesheet that marks what one member wrote; the same for everybody who asks for it, so it needs no session.
  public static func ownershipPath(of member: UserID) -> String { Link("appearance", "members", member.description).text }
  public static let manifestPath = "/manifest.webmanifest"
  public static let appearancePath = "/appearance"
  public static let searchPath = "/search"
  public static let settingsPath = "/settings"
  public static let profileSettingsPath = "/settings/profile"
  public static let mediaSettingsPath = "/settings/media"
  public static let notificationsPath = "/notifications"
  public static let notificationSettingsPath = "/settings/notifications"
  public static func profilePath(of username: String) -> String { Link("@" + username).text }
  /// Whether cats may talk in a room.
  public static func roomCatsPath(_ room: String) -> String { Link("rooms", room, "cats").text }
  public static let catSettingsPath = "/settings/cats"
  /// The stylesheet that hides messages from one member.
  public static let hiddenStylesPath = "/relations/hidden.css"
  public static func roomPath(_ name: String) -> String { Link("rooms", name).text }
  /// A member's own reports.
  public static let reportsPath = "/reports"
  /// The form that reports a thing.
  public static func reportPath(_ kind: String, _ id: String) -> String { Link("reports", "new", query: ["kind": kind, "id": id]).text }
  /// Where staff begin.
  public static let adminPath = "/admin"
  /// What has been reported, for staff.
  public static let adminReportsPath = "/admin/reports"
  /// What staff did; posting here does something.
  public static let adminActionsPath = "/admin/actions"
  public static let adminMailPath = "/admin/mail"
  public static func undoPath(of action: Int64) -> String { Link("admin", "actions", "\(action)", "undo").text }
  /// What staff did to a member, as the member sees it.
  public static let standingPath = "/standing"
  /// Where members appeal against what staff did.
  public static let appealsPath = "/appeals"
  /// Where staff decide about it.
  public static let adminAppealsPath = "/admin/appeals"
  /// The public log of what staff did.
  public static let moderationLogPath = "/moderation"
  /// What the server and the open page know of each other.
  public static let internalsPath = "/internals"
  /// How people behave here; for everybody.
  public static let rulesPath = "/rules"
  public static let siteSettingsPath = "/admin/settings"
  public static let newTaskPath = "/tasks/new"
  public static let newConversationPath = "/messages/new"
  public static func newConversationPath(to username: String) -> String { Link("messages", "new", query: ["to": username]).text }
  public static let signInPath = "/login"
  public static let signUpPath = "/signup"
  public static let signOutPath = "/logout"
  /// Where moderators remove rooms; the other pages of moderators link to it.
  public static let adminRoomsPath = "/admin/rooms"
}

/// What one request adds to the site: the member who asks, the page's address, and the member's choice of appearance.
public struct Visit: Sendable {
  public let site: Site
  public let viewer: Member?
  public let appearance: Appearance
  public let roomOrder: RoomOrder
  /// How many of the viewer's notifications are unread, at most 100.
  public let unreadNotifications: Int
  /// How many open cases staff have to look at; nil for everybody else.
  public let openCases: Int?
  public let hidesPeople: Bool
  /// Paths of further stylesheets of the viewer's own.
  public let styles: [String]
  /// Lists of links in the sidebar.
  public let sections: [SidebarSection]
  /// Path and query of the page, for links that lead back to it.
  public let path: String

  /// - Parameter path: where links lead back to, if that is not the request's own target: a target can hold a token.
  public init(_ site: Site, _ request: some PageRequest, path: String? = nil) {
    self.init(
      site: site, viewer: request.viewer, appearance: Appearance(cookie: request.cookie(Appearance.cookieName)),
      path: path ?? request.target, unreadNotifications: request.unreadNotifications, openCases: request.openCases,
      hidesPeople: request.hidesPeople, styles: request.styles, sections: request.sections,
      roomOrder: RoomOrder(cookie: request.cookie(RoomOrder.cookieName)))
  }

  public init(
    site: Site, viewer: Member?, appearance: Appearance, path: String, unreadNotifications: Int = 0, openCases: Int? = nil,
    hidesPeople: Bool = true, styles: [String] = [], sections: [SidebarSection] = [], roomOrder: RoomOrder = .name
  ) {
    self.site = site
    self.viewer = viewer
    self.appearance = appearance
    self.path = path
    self.unreadNotifications = unreadNotifications
    self.openCases = openCases
    self.hidesPeople = hidesPeople
    self.styles = styles
    self.sections = sections
    self.roomOrder = roomOrder
  }

  public func isOff(_ feature: FeatureSwitch) -> Bool { site.state.gate.off.contains(feature) }

  /// The entries of the sidebar: what the viewer may open, and what is switched on.
  public func destinations() -> [Destination] {
    guard let viewer else { return [] }
    let off = site.state.gate.off
    return site.destinations.filter { !($0.feature.map(off.contains) ?? false) }.filter {
      $0.permission.map(viewer.permissions.contains) ?? true
    }.map { $0.leading(viewer) }
  }
}
