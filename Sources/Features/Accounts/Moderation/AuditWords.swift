import Core

/// What people call the actions of the audit log.
enum AuditWords {
  /// In the order in which staff choose among them. Other actions are shown as they are recorded.
  static let all: [(action: String, words: String)] = [
    ("action.warn", "Warning"), ("action.remove", "Removal"), ("action.mute", "Mute"), ("action.ban", "Ban"),
    ("action.undo", "Action undone"), ("appeal.decide", "Appeal decided"), ("case.take_over", "Case taken over"),
    ("case.dismiss", "Case dismissed"), ("member.role", "Role changed"), ("member.grant", "Permission granted"),
    ("member.deny", "Permission denied"), ("member.ungrant", "Grant taken back"), ("member.undeny", "Denial taken back"),
    ("member.end_sessions", "Sessions ended"), ("member.recovery_link", "Password link made"),
    ("room.enter", "Private room entered"), ("room.add_member", "Member let into a room"),
    ("room.invite_member", "Member invited to a room"),
    ("room.withdraw_invitation", "Invitation to a room withdrawn"), ("room.remove_member", "Member shown out of a room"),
    ("room.hand_on", "Room handed on"), ("room.remove", "Room removed"), ("settings.change", "Settings changed"),
    ("setup.link", "Setup link made"), ("invite.create", "Invitation made"), ("invite.revoke", "Invitation withdrawn"),
    ("invite.use", "Invitation used"), ("keys.generate", "Keys made"), ("keys.export", "Keys exported"), ("keys.redeem", "Key redeemed"),
    ("keys.renew", "Token renewed"), ("cat.change", "Cat changed"), ("cat.reset", "Cat sent home"), ("account.name", "Name changed"),
    ("account.rename", "Username changed"), ("account.password", "Password changed"), ("account.email", "Address changed"),
    ("account.email_asked", "New address asked for"), ("account.email_confirmed", "Address confirmed"),
    ("account.email_stopped", "Change of address stopped"), ("account.recovery_mail", "Password letter sent"),
    ("account.recovered", "Password set by letter"), ("account.leave", "Account to be deleted"), ("account.stay", "Account kept"),
    ("account.erase", "Account deleted"),
  ]

  /// Nil for an action without words.
  static func words(for action: String) -> String? { all.first { $0.action.utf8.elementsEqual(action.utf8) }?.words }
}

/// What an entry of the audit log is about.
struct AuditSubject: Hashable, Sendable {
  /// `user`
  let kind: Substring
  /// `7`
  let key: Substring

  init(_ text: String) {
    let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
    kind = text[..<(colon ?? text.endIndex)]
    key = colon.map { text[text.utf8.index(after: $0)...] } ?? ""
  }

  var user: UserID? { kind == "user" ? UserID(text: String(key)) : nil }

  /// Where staff look at it; nil where they cannot.
  var link: String? {
    switch kind {
    case "user": user.map { AccountPath.member($0) }
    case "case": Link("admin", "reports", String(key)).text
    case "action": Link("admin", "actions", String(key)).text
    case "cat": Link("cats", String(key)).text
    default: nil
    }
  }
}
