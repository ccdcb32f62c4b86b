import Core
import Markdown

/// What the terms say, as they are shown.
public struct TermsText: Sendable {
  let html: [UInt8]

  /// - Parameter markdown: the operator's own words.
  public init(markdown: String) { html = Markdown.render(markdown, atMost: .max).html }
}

/// What is told of the file before and after it is downloaded.
struct ReleaseFile: Hashable, Sendable {
  let name: String
  /// In bytes; nil when its keeper does not say.
  let size: Int64?
  /// SHA-256 in hex; nil while it is not known.
  let digest: String?
  /// Whether it will be known soon.
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

/// `/dashboard` as it is shown to its member.
struct DashboardPage: Sendable {
  let dashboard: Dashboard
  let terms: TermsText
  /// Nil when it cannot be reached.
  let file: ReleaseFile?
  /// Whether the operator has named a file at all.
  let isOffered: Bool
  var redemption = RedemptionForm()
  /// A link that has just been made.
  var ticket: DownloadTicket?
  var review: ReviewForm
  /// What could not be done.
  var problem: String?

  var standing: ReleaseStanding { dashboard.standing }

  init(_ dashboard: Dashboard, terms: TermsText, file: ReleaseFile?, isOffered: Bool) {
    self.dashboard = dashboard
    self.terms = terms
    self.file = file
    self.isOffered = isOffered
    review = ReviewForm(dashboard.standing.review)
  }
}

/// The form for a key as it was sent: ticks, key, what was wrong.
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

  /// Reads the key of a form whose obligations are all ticked.
  static func read(_ fields: inout Fields) -> KeyValue? {
    for obligation in obligations.indices where !fields.flag(name(of: obligation)) {
      fields.refuse(name(of: obligation), "has to be ticked")
    }
    return fields.key("key_value")
  }
}

/// The form for a review as it is shown: what stands, or what was sent and refused.
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
  /// A key as it was typed; nil for text that can be none, which is refused in the same words as a wrong key.
  mutating func key(_ name: String) -> KeyValue? {
    KeyValue(typed: parsed(name, "is required", placeholder: "", upTo: .max) { $0 })
  }
}
