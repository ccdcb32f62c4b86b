import Core
import HTML

/// The page for anything that did not work: what happened, whose fault it was, and a way back.
public struct ErrorPage: HTML {
  private let status: Int
  private let message: String
  private let requestID: String
  private let visit: Visit
  private let details: [String: String]
  private let closing: ClosedSite?
  private let isFramed: Bool

  /// - Parameters:
  ///   - message: what may be told; shown where the status alone does not say enough.
  ///   - requestID: joins the page to our log.
  ///   - isFramed: whether the visit has what top bar and sidebar show.
  public init(
    status: Int, message: String, details: [String: String] = [:], closing: ClosedSite? = nil, requestID: String, _ visit: Visit,
    isFramed: Bool = false
  ) {
    self.isFramed = isFramed
    self.details = details
    self.closing = closing
    self.status = status
    self.message = message
    self.requestID = requestID
    self.visit = visit
  }

  public init(_ error: AppError, requestID: String, _ visit: Visit) {
    self.init(status: error.code.status, message: error.message, requestID: requestID, visit)
  }

  /// Where a member asks to follow the person whose wall was not found. It says nothing of whether there is such a person: every name has it.
  private var pathToAsk: String? {
    guard visit.viewer != nil, visit.path.hasPrefix("/@") else { return nil }
    let name = visit.path.dropFirst(2).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    guard !name.isEmpty, ["/", "?", nil].contains(visit.path.dropFirst(2 + name.count).first) else { return nil }
    return Link("people", String(name)).text
  }

  public func render(into buffer: inout HTMLBuffer) {
    let words = closing?.words ?? ErrorWords(status: status, message: message)
    if isFramed {
      ShellPage(words.heading, visit) { fault(words) }.render(into: &buffer)
    } else {
      PlainPage(words.heading, visit, isWide: true) { fault(words) }.render(into: &buffer)
    }
  }

  private func fault(_ words: ErrorWords) -> some HTML {
    div(.class("fault"), .data("status", status)) {
      p(.class("status"), .aria("hidden", "true")) { status }
      h1 { words.heading }
      if let ban = BanNotice(details) { ban } else { p { words.explanation } }
      div(.class("actions")) {
        if status == 401 {
          ButtonLink(Site.signInPath, .primary) { "Sign in" }
          ButtonLink(Site.signUpPath) { "Create an account" }
        } else {
          ButtonLink("/", .primary) {
            visit.viewer == nil || visit.site.state.gate.off.contains(.rooms) ? "To the front page" : "Back to the rooms"
          }
          if status == 404, let path = pathToAsk { ButtonLink(path) { "Ask to follow" } }
          if [429, 500, 503].contains(status), visit.path.hasPrefix("/") { ButtonLink(visit.path) { "Try again" } }
        }
      }
      p(.class("request")) { "\(status) · request \(requestID)" }
    }
  }
}

/// Why administrators closed a part of the site, or all of it.
public struct ClosedSite: Sendable {
  let words: ErrorWords

  /// Nil if the error is another one.
  public init?(_ error: AppError, _ settings: SiteSettings) {
    switch error {
    case .readOnly:
      words = ErrorWords(
        "Read-only", settings.modeMessage.isEmpty ? "Everything can be read, but nothing can be changed right now." : settings.modeMessage)
    case .maintenance:
      words = ErrorWords(
        "Maintenance", settings.modeMessage.isEmpty ? "We are working on this place. Please come back later." : settings.modeMessage)
    case .featureOff:
      words = ErrorWords("Switched off", "This part is switched off here. Nothing of it is lost.")
    default: return nil
    }
  }
}

/// What an error page says.
struct ErrorWords {
  let heading: String
  let explanation: String

  init(_ heading: String, _ explanation: String) {
    self.heading = heading
    self.explanation = explanation
  }

  init(status: Int, message: String) {
    switch status {
    case 401:
      heading = "Who goes there?"
      explanation = "This part is for members. Sign in, and you land where you were going."
    case 403:
      heading = "Not your key"
      explanation = "We know you, but this door is somebody else's to open. \(message)."
    case 404:
      heading = "Signal lost"
      explanation = "Nothing answers at this address. It moved, it never was, or it is not for you to see."
    case 410:
      heading = "Spent"
      explanation = "This was good once, and once has been. \(message)."
    case 429:
      heading = "Easy, comet"
      explanation = "You are faster than anybody is allowed to be here. \(message)."
    case 500:
      heading = "We broke something"
      explanation = "This one is on us. It is in our log under the number below; tell a moderator if it keeps happening."
    case 503:
      heading = "Catching our breath"
      explanation =
        "We cannot reach our own storage or are restarting. What we confirmed is safe; what you sent just now may not have arrived."
    default:
      heading = "That did not work"
      explanation = "\(message)."
    }
  }
}
