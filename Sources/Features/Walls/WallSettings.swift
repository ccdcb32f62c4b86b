import Core

extension Limit {
  static let addModule = Limit("add_module", .minute(10), meaning: "Modules a member adds")
  static let signGuestbook = Limit("sign_guestbook", .minute(10), meaning: "Guestbook entries a member writes")
}
