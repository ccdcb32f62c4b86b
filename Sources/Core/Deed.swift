/// What happens on the server that somebody else may take note of, such as the cats. The raw value is its public name.
public enum Deed: String, CaseIterable, Sendable {
  case loginSuccess = "login_success"
  case loginAgain = "login_again"
  case loginFailure = "login_failure"
  case systemError = "system_error"
  case formError = "form_error"
  case timeout
  case friendAdded = "friend_added"
  case postCreated = "post_created"
  case stickerPlaced = "sticker_placed"
  case scriptForked = "script_forked"
  case verseCanon = "verse_canon"
  case contentRemoved = "content_removed"
  case idle
  case pet
}
