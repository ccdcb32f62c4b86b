import Core

/// One of a member's six lists of people.
public enum FollowList: String, CaseIterable, Sendable {
  case following, followers, requests, requested, blocked, muted

  public static let standardLimit = 20

  var heading: String {
    switch self {
    case .following: "People you follow"
    case .followers: "People who follow you"
    case .requests: "People who ask to follow you"
    case .requested: "People you asked to follow"
    case .blocked: "People you blocked"
    case .muted: "People you muted"
    }
  }

  var label: String {
    switch self {
    case .following: "Following"
    case .followers: "Followers"
    case .requests: "Requests"
    case .requested: "Requested"
    case .blocked: "Blocked"
    case .muted: "Muted"
    }
  }
}

/// Where a list goes on: after the row of this time and person. Rows that come and go meanwhile do not move it.
struct FollowCursor: Hashable, Sendable {
  let since: Int64
  let person: Int64

  var text: String { "\(since).\(person)" }

  init(since: Int64, person: Int64) {
    self.since = since
    self.person = person
  }

  /// Nil for what was not made by `text`.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Int64(Substring($0)) }
    guard parts.count == 2, let since = parts[0], let person = parts[1], since > 0, person > 0 else { return nil }
    self.init(since: since, person: person)
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }
}

/// Which part of which list is asked for.
public struct FollowListRequest: Hashable, Sendable {
  var list = FollowList.following
  var before: FollowCursor?
  var limit = FollowList.standardLimit

  public init(reading fields: inout Fields) {
    fields.refuseEmpty("list", "before", "limit")
    list = fields.optionalChoice("list") ?? .following
    before = fields.optionalParsed("before", PeoplePage.foreignCursor) { FollowCursor($0) }
    limit = fields.optionalInteger("limit", PeoplePage.limits).map(Int.init) ?? FollowList.standardLimit
  }
}
