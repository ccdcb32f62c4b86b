/// What a page needs to know of the request it answers.
public protocol PageRequest {
  /// The member who asks; nil for a guest.
  var viewer: Member? { get }
  /// How many of the member's notifications are unread, at most 100.
  var unreadNotifications: Int { get }
  /// How many open cases staff have to look at; nil for everybody else.
  var openCases: Int? { get }
  /// Whether the member has blocked or muted somebody: then a stylesheet of their own hides what those wrote.
  var hidesPeople: Bool { get }
  /// Paths of further stylesheets of the member's own.
  var styles: [String] { get }
  /// Lists of links in the sidebar, such as the member's rooms.
  var sections: [SidebarSection] { get }
  /// Path and query of the request.
  var target: String { get }
  /// The first cookie of that name.
  func cookie(_ name: String) -> String?
}
