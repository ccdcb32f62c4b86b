import Core
import Media

/// What a save says of a verse's voice.
enum VoiceDraft: Hashable, Sendable {
  /// A form that chooses no file.
  case asItIs
  case none
  case sound(MediaID)
}

extension VoiceDraft {
  /// The fields of forms beside the file itself: a sound that was uploaded with a form that was refused, and the box for none.
  static let draftField = "draft_voice"
  static let noneField = "without_voice"

  /// What a form uploaded, else what it uploaded before it was refused.
  static func uploaded(_ fields: Fields) -> MediaID? {
    MediaID(text: fields.typed("voice", upTo: 36)) ?? MediaID(text: fields.typed(draftField, upTo: 36))
  }
}

extension Fields {
  /// The voice of a verse, which `UploadService.form` has uploaded if this is a form.
  mutating func voice() -> VoiceDraft {
    guard isFromForm else {
      guard has("voice"), !isCleared("voice") else { return .none }
      return .sound(mediaID("voice", of: .audio))
    }
    ignore("voice", VoiceDraft.draftField, VoiceDraft.noneField)
    if !typed("voice").isEmpty, MediaID(text: typed("voice", upTo: 36)) == nil { refuse("voice", MediaClaim.notYours(.audio)) }
    if let id = MediaID(text: typed("voice", upTo: 36)) { return .sound(id) }
    if !typed(VoiceDraft.noneField, upTo: 64).isEmpty { return .none }
    guard let draft = VoiceDraft.uploaded(self) else { return .asItIs }
    return .sound(draft)
  }
}
