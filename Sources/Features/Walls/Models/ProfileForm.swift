import Core

/// The form for a profile as it is shown: what is typed in it, and what was wrong with it.
struct ProfileForm: Sendable {
  /// The names of the form's fields, except for the checkbox.
  static let names = [
    "display_name", "bio", "status_message", "status_emoji", "now_kind", "now_activity", "theme", "accent", "visibility", "stickers",
    "dm_policy",
  ]

  private var texts: [String: String]
  var showsOnline: Bool
  var error: AppError?

  init(_ profile: Profile) {
    texts = [
      "display_name": profile.owner.displayName, "bio": profile.bio ?? "", "status_message": profile.statusMessage ?? "",
      "status_emoji": profile.statusEmoji ?? "", "now_kind": profile.now?.kind.rawValue ?? "",
      "now_activity": profile.now?.activity ?? "", "theme": profile.theme.rawValue, "accent": profile.accent ?? "",
      "visibility": profile.visibility.rawValue, "stickers": profile.stickers.rawValue, "dm_policy": profile.directPolicy.rawValue,
    ]
    showsOnline = profile.showsOnline
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  func refused(_ form: Fields, _ error: AppError) -> ProfileForm {
    var copy = self
    for name in Self.names { copy.texts[name] = form.typed(name) }
    copy.showsOnline = !form.typed("show_online", upTo: 64).isEmpty
    copy.error = error
    return copy
  }

  subscript(name: String) -> String { texts[name] ?? "" }
}

extension ProfileChange {
  /// Reads the form, in which an unticked box is left out.
  static func form(reading fields: inout Fields) throws(AppError) -> ProfileChange {
    let showsOnline = fields.flag("show_online")
    var change = try patch(reading: &fields)
    change.showsOnline = showsOnline
    return change
  }
}
