import Core
import Design

/// Where walls are found.
enum WallPath {
  static let profileSettings = Site.profileSettingsPath
  static let lookSettings = Link("settings", "profile", fragment: Field.id(of: "theme")).text
  static let topEightForm = "/follows/top8"
  static let profileSaved = "/settings/profile?saved=true"

  static func wall(_ username: String) -> String { Site.profilePath(of: username) }
  /// The modules after one of them.
  static func wall(_ username: String, after module: ModuleID) -> String {
    Link("@" + username, query: ["after": module.description]).text
  }
  /// The module where it stands.
  static func module(_ id: ModuleID, on username: String) -> String { Link("@" + username, fragment: "module-\(id)").text }
  static func sticker(_ id: StickerID, on username: String) -> String { Link("@" + username, fragment: "sticker-\(id)").text }
  static func entry(_ id: EntryID, on username: String) -> String { Link("@" + username, fragment: "entry-\(id)").text }
  static func removed(_ username: String, undoing id: ModuleID? = nil) -> String {
    Link("@" + username, "removed", query: ["module": id?.description]).text
  }
  static func guestbook(_ username: String, before entry: EntryID? = nil) -> String {
    Link("@" + username, "guestbook", query: ["before": entry?.description]).text
  }
  static func topEight(_ username: String) -> String { Link("@" + username, "top8").text }
  static func feed(_ username: String) -> String { Link("@" + username, "feed.atom").text }
  static func hideFirstSteps(_ username: String) -> String { Link("@" + username, "first-steps", "hide").text }
  static func eraseEntry(_ id: EntryID) -> String { Link("guestbook", id.description, "delete").text }

  static func modules(_ username: String) -> String { Link("@" + username, "modules").text }
  static func newModule(_ username: String, _ kind: ModuleKind? = nil) -> String {
    Link("@" + username, "modules", "new", query: ["kind": kind?.rawValue]).text
  }
  static func actions(_ id: ModuleID, on username: String) -> String { Link("@" + username, "modules", id.description).text }
  static func act(_ action: ModuleAction, _ id: ModuleID, on username: String) -> String {
    Link("@" + username, "modules", id.description, action.rawValue).text
  }
}

/// What a form does to a module.
enum ModuleAction: String { case edit, move, remove, restore }
