import Core
import HTML

/// Why a member is banned, and until when, for the page that tells them.
public struct BanNotice: View {
  private let reason: String
  private let message: String
  private let until: String
  private let appeal: String?

  /// Nil for errors that say nothing of a ban.
  public init?(_ details: [String: String]) {
    guard let reason = details["reason"], let message = details["message"], let until = details["until"] else { return nil }
    self.reason = reason
    self.message = message
    self.until = until
    appeal = details["appeal"]
  }

  public var body: some HTML {
    div(.class("errors ban"), .role("alert")) {
      h2 { "This account is banned" }
      p(.dir("auto")) { message }
      p {
        "Reason: \(reason == "self_harm" ? "self-harm" : reason). "
        if until.isEmpty {
          "The ban lasts until it is lifted."
        } else {
          "Until "
          time(.datetime(until)) { "\(until.prefix(10)) \(until.dropFirst(11).prefix(5)) UTC" }
        }
      }
      if appeal == nil { p { "You have appealed, or the time to appeal is over." } }
    }
    if let appeal { BanAppealForm(token: appeal) }
  }
}
