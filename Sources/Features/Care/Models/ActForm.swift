import Core

/// What was typed into the form by which staff act.
struct ActForm: Sendable {
  var action = ""
  var reason = ""
  var message = ""
  var minutes = ""
  var logNote = ""
  /// Whom or what it is about: one of these.
  var username = ""
  /// Or several at once.
  var usernames: [String] = []
  var kind = ""
  var id = ""
  var record = ""
  /// What becomes of what a banned member made.
  var content = ""
  var hours = ""
  var error: AppError?
}
