import Core
import Markdown

/// The terms as HTML.
public struct TermsText: Sendable {
  let html: [UInt8]

  /// - Parameter markdown: the operator's own words.
  public init(markdown: String) { html = Markdown.render(markdown, atMost: .max).html }
}

/// What the page says about the file.
struct ReleaseFile: Hashable, Sendable {
  let name: String
  /// In bytes; nil if the server that keeps the file does not say.
  let size: Int64?
  /// SHA-256 in hex; nil while it is unknown.
  let digest: String?
  /// Whether the digest is being computed.
  let isDigestComing: Bool

  /// `1.4 GB`, as download lists of browsers count.
  var shownSize: String? {
    guard let size else { return nil }
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(size), 0)
    while value >= 1_000, unit < units.count - 1 { (value, unit) = (value / 1_000, unit + 1) }
    guard unit > 0 else { return "\(size) bytes" }
    let tenths = Int((value * 10).rounded())
    return value < 100 ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(Int(value.rounded())) \(units[unit])"
  }
}

/// What `/dashboard` shows a member.
struct DashboardPage: Sendable {
  let dashboard: Dashboard
  let terms: TermsText
  /// Nil when it cannot be reached.
  let file: ReleaseFile?
  /// Whether the operator has configured a file.
  let isOffered: Bool
  var redemption = RedemptionForm()
  /// The ticket that this request made.
  var ticket: DownloadTicket?
  var review: ReviewForm
  /// Why the request was refused.
  var problem: String?

  var standing: ReleaseStanding { dashboard.standing }
  var hasAgreed: Bool { standing.termsAgreedAt != nil }

  init(_ dashboard: Dashboard, terms: TermsText, file: ReleaseFile?, isOffered: Bool) {
    self.dashboard = dashboard
    self.terms = terms
    self.file = file
    self.isOffered = isOffered
    review = ReviewForm(dashboard.standing.review)
  }
}

/// The form for a key as it was sent: the ticked promises, the key, and the errors.
struct RedemptionForm: Sendable {
  /// What a member promises before using a key.
  static let obligations = [
    "I will keep the files to myself and not pass them on.",
    "I will not publish the files, or parts of them, anywhere.",
    "I will not take the maker's name off what they made.",
    "I know that a key gives one download and cannot be used again.",
    "I will tell the maker what I think of it, kindly and honestly.",
  ]

  static func name(of obligation: Int) -> String { "obligation_\(obligation + 1)" }

  var ticked: Set<Int> = []
  var key = ""
  var message: String?
  var problems: [String: String] = [:]

  init() {}

  init(typed form: Fields, refused error: AppError) {
    ticked = Set(Self.obligations.indices.filter { !form.typed(Self.name(of: $0)).isEmpty })
    key = form.typed("key_value")
    problems =
      error.code == .invalidKey ? ["key_value": "is not valid. Check it again, or ask the person who gave it to you"] : error.details
    message = problems.isEmpty ? error.message : nil
  }

  /// Reads the key. Refuses a form with an obligation that is not ticked.
  static func read(_ fields: inout Fields) -> KeyValue? {
    for obligation in obligations.indices where !fields.flag(name(of: obligation)) {
      fields.refuse(name(of: obligation), "has to be ticked")
    }
    return fields.key("key_value")
  }
}

/// The form for a review: the saved review, or what was sent and refused.
struct ReviewForm: Sendable {
  let projectLink: String
  let text: String
  let problems: [String: String]

  init(_ review: Review?) {
    (projectLink, text, problems) = (review?.projectLink ?? "", review?.text ?? "", [:])
  }

  init(typed form: Fields, refused error: AppError) {
    (projectLink, text, problems) = (form.typed("project_link"), form.typed("review_text"), error.details)
  }
}

extension Fields {
  /// A typed key. Nil for text that does not have the form of a key; it is then refused with the same message as a wrong key.
  mutating func key(_ name: String) -> KeyValue? {
    KeyValue(typed: parsed(name, "is required", placeholder: "", upTo: .max) { $0 })
  }
}
