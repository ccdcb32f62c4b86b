import Core

public enum ReviewEntity: Sendable {}
public typealias ReviewID = Identifier<ReviewEntity>

/// What a member says of the release, and what they made with it.
public struct Review: Hashable, Sendable {
  public let id: ReviewID
  public let author: UserID
  public let projectLink: String
  public let text: String
  public let submittedAt: Timestamp
}

/// A review as it is sent, within all limits.
public struct ReviewDraft: Hashable, Sendable {
  public static let textLengths = 10...2_000

  let projectLink: String
  let text: String

  init(projectLink: String, text: String) {
    self.projectLink = projectLink
    self.text = text
  }

  init(reading fields: inout Fields) {
    projectLink = fields.parsed("project_link", ProjectLink.rule, placeholder: "", ProjectLink.accepted)
    text = fields.text("review_text", Self.textLengths)
  }
}

/// An address on the web whose host is the one it shows.
enum ProjectLink {
  static let maximumLength = 500
  static let rule = "must be an http or https address of at most 500 characters"

  static func accepted(_ text: String) -> String? {
    let scalars = text.unicodeScalars
    guard scalars.count <= maximumLength, scalars.allSatisfy(isVisible) else { return nil }
    let lower = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return nil }
    let authority = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    return isHost(authority) ? text : nil
  }

  /// No user before an `@`, which would make another host look like this one.
  private static func isHost(_ authority: Substring) -> Bool {
    if authority.allSatisfy(\.isASCII) { return WebOrigin("http://" + authority) != nil }
    let labels = authority.split(separator: ".", omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      !label.isEmpty && label.unicodeScalars.allSatisfy { $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return !scalar.properties.isWhitespace && category != .control && category != .format && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
  }
}
