import Core

/// Addresses of this feature's pages and forms.
public enum AccountPath {
  public static let admin = "/admin"
  public static let members = "/admin/users"
  static let invites = "/admin/invites"
  static let log = "/admin/log"
  static let settings = "/settings"
  static let forgotten = "/forgot"
  static let recoverForm = "/recover"
  static let confirmForm = "/address/confirm"
  static let stopForm = "/address/stop"
  static let setUpForm = "/setup"

  public static func recover(_ token: String) -> String { Link("recover", query: ["token": token]).text }
  static func invitation(_ code: String) -> String { Link("signup", query: ["invite": code]).text }
  /// Where an email confirms an address.
  static func confirm(_ token: String) -> String { Link("address", "confirm", query: ["token": token]).text }
  /// Where an email stops a change of address.
  static func stop(_ token: String) -> String { Link("address", "stop", query: ["token": token]).text }
  public static func setUp(_ token: String) -> String { Link("setup", query: ["token": token]).text }

  static func member(_ id: UserID, _ action: String...) -> String {
    Link(segments: ["admin", "users", "\(id)"] + action).text
  }
  static func members(matching text: String, after last: String) -> String {
    Link("admin", "users", query: ["q": text.isEmpty ? nil : text, "after": last]).text
  }
  static func revokeInvite(_ id: Int64) -> String { Link("admin", "invites", "\(id)", "revoke").text }
  static func log(_ filter: AuditFilter, before entry: Int64?) -> String {
    Link(
      "admin", "log",
      query: ["actor": filter.actor, "action": filter.action, "subject": filter.subject, "before": entry.map { "\($0)" }]
    ).text
  }

  static func members(_ standing: MemberStandingFilter, before id: Int64?) -> String {
    Link("admin", "users", query: ["standing": standing.rawValue, "before": id.map { "\($0)" }]).text
  }

  static func settings(_ form: String) -> String { Link("settings", form).text }
  static func settings(saved form: String) -> String { Link("settings", query: ["saved": form]).text }
}
