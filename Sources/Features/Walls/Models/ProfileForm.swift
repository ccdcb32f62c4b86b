import Core
import Media
import Relations

/// The form for a profile as it is shown: what is typed in it, which files were chosen, and what was wrong with it.
struct ProfileForm: Sendable {
  /// The names of the form's fields, except for the checkbox.
  static let names = [
    "display_name", "bio", "status_message", "status_emoji", "now_kind", "now_activity", "theme", "accent", "visibility", "stickers",
    "dm_policy", "anthem_title",
  ]

  private var texts: [String: String]
  var showsOnline: Bool
  /// Those that the profile shows now.
  private let kept: Set<ProfileFile>
  /// Uploaded with a form that was refused, to be sent again by their ids.
  private var drafts: [ProfileFile: MediaID] = [:]
  private var removed: Set<ProfileFile> = []
  var error: AppError?

  init(_ profile: Profile) {
    texts = [
      "display_name": profile.owner.displayName, "bio": profile.bio ?? "", "status_message": profile.statusMessage ?? "",
      "status_emoji": profile.statusEmoji ?? "", "now_kind": profile.now?.kind.rawValue ?? "",
      "now_activity": profile.now?.activity ?? "", "theme": profile.theme.rawValue, "accent": profile.accent ?? "",
      "visibility": profile.visibility.rawValue, "stickers": profile.stickers.rawValue, "dm_policy": profile.directPolicy.rawValue,
      "anthem_title": profile.anthemTitle ?? "",
    ]
    showsOnline = profile.showsOnline
    kept = Set(profile.files.keys)
  }

  /// What somebody sent, unchecked, to be shown again as it was.
  func refused(_ form: Fields, _ error: AppError) -> ProfileForm {
    var copy = self
    for name in Self.names { copy.texts[name] = form.typed(name) }
    copy.showsOnline = !form.typed("show_online", upTo: 64).isEmpty
    copy.drafts = ProfileFile.allCases.reduce(into: [:]) { $0[$1] = form.file($1) }
    copy.removed = Set(ProfileFile.allCases.filter { form.removes($0) })
    copy.error = error
    return copy
  }

  func draft(_ file: ProfileFile) -> MediaID? { drafts[file] }
  func isChosen(_ file: ProfileFile) -> Bool { kept.contains(file) || drafts[file] != nil }
  func isRemoved(_ file: ProfileFile) -> Bool { removed.contains(file) }

  subscript(name: String) -> String { texts[name] ?? "" }
}

extension ProfileFile {
  /// The fields of the form beside the file itself: a draft's id, and the box that takes the file away.
  var draftField: String { "draft_\(rawValue)" }
  var removalField: String { "remove_\(rawValue)" }
}

extension ProfileChange {
  /// Reads the form, in which an unticked box is left out, and so is a file that stays.
  static func form(reading fields: inout Fields) throws(AppError) -> ProfileChange {
    var change = ProfileChange()
    change.showsOnline = fields.flag("show_online")
    for file in ProfileFile.allCases {
      fields.ignore(file.rawValue, file.draftField, file.removalField)
      if !fields.typed(file.rawValue).isEmpty, MediaID(text: fields.typed(file.rawValue, upTo: 36)) == nil {
        fields.refuse(file.rawValue, MediaClaim.notYours(file.kind))
      } else if let id = fields.file(file) {
        change.files[file] = id
      } else if fields.removes(file) {
        change.files.updateValue(nil, forKey: file)
      }
    }
    try change.readWords(&fields)
    return change
  }
}

extension Fields {
  /// The file that the form chooses: one that came with it, else one of a draft that is not taken away.
  fileprivate func file(_ file: ProfileFile) -> MediaID? {
    MediaID(text: typed(file.rawValue, upTo: 36)) ?? (removes(file) ? nil : MediaID(text: typed(file.draftField, upTo: 36)))
  }

  fileprivate func removes(_ file: ProfileFile) -> Bool { !typed(file.removalField, upTo: 64).isEmpty }
}
