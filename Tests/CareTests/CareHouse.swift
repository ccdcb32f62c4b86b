import Accounts
import AccountsTesting
import Core
import CoreTesting
import JSON
import Media
import Notices
import Relations
import SQL
import Synchronization
import Telemetry

@testable import Care

/// A thing of a test: a page that somebody wrote.
struct Leaf: Sendable {
  var owner: UserID
  var text: String?
  var isHidden = false
}

/// Things that can be reported, kept in memory.
final class Leaves: Reportable {
  let kind = "leaf"
  let label = "Leaf"
  private let leaves = Mutex<[String: Leaf]>([:])

  var removal: (any StaffRemoval)? { nil }

  subscript(key: String) -> Leaf? {
    get { leaves.withLock { $0[key] } }
    set { leaves.withLock { $0[key] = newValue } }
  }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let leaf = self[key], !leaf.isHidden else { return .hidden }
    return leaf.text == nil ? .gone : .seen(thing(key, leaf))
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    keys.reduce(into: [:]) { things, key in things[key] = self[key].map { thing(key, $0) } }
  }

  private func thing(_ key: String, _ leaf: Leaf) -> ReportedThing {
    ReportedThing(id: key, owner: leaf.owner, name: "Leaf \(key)", link: "/leaves", text: leaf.text)
  }
}

/// Reports and cases on a database of their own.
struct CareHouse: Sendable {
  let house: TestAccounts
  let leaves = Leaves()
  let feature: CareFeature
  let rows: CareRepositories

  static func open() async throws -> CareHouse {
    let house = try await TestAccounts.open(
      with: try CoreMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + CareMigrations.all())
    return CareHouse(house)
  }

  private init(_ house: TestAccounts) {
    self.house = house
    rows = CareRepositories(house.database, notices: NoticeRepository(kinds: CareFeature.noticeKinds))
    let media = MediaFeature(
      work: house.work, repositories: MediaRepositories(house.database, kinds: []),
      settings: MediaFeature.Settings(quota: 0, folder: "/nonexistent"), random: house.random, log: .silent)
    feature = CareFeature(
      work: house.work, repositories: rows, moderation: house.accounts.moderation, media: media.media, reportables: [leaves],
      tokens: AppealTokens(secret: Array(repeating: 7, count: 32)))
  }

  func leaf(_ key: String, of owner: TestMember, _ text: String = "green") { leaves[key] = Leaf(owner: owner.id, text: text) }

  /// Reports a leaf; the events that this told.
  @discardableResult
  func report(_ key: String, by member: TestMember, for reason: ReportReason = .spam) async throws -> [Event] {
    let outbox = Outbox()
    let scope = try await house.scope(of: member, outbox: outbox)
    _ = try await feature.reports.report(scope, ReportTarget(kind: "leaf", id: key)) {
      ReportDraft(reason: reason, note: "", others: [])
    }
    return outbox.take()
  }

  /// The cases that one of the staff sees.
  func cases(_ viewer: TestMember, _ filter: CaseFilter = .open) async throws -> CaseSlice {
    try await feature.cases.list(try await house.scope(of: viewer), filter, from: nil, limit: 100)
  }

  func onlyCase(_ viewer: TestMember) async throws -> CaseID? { try await cases(viewer).cases.first?.record.id }

  /// A change of a case; the events that it told.
  @discardableResult
  func change(_ member: TestMember, _ change: (Scope) async throws -> Void) async throws -> [Event] {
    let outbox = Outbox()
    try await change(try await house.scope(of: member, outbox: outbox))
    return outbox.take()
  }
}

extension [Event] {
  /// What the member's sockets are told of cases.
  func cases(to member: TestMember) -> [JSONValue] {
    filter { $0.type == "case_changed" && $0.audience == .user(member.id) }.compactMap { try? JSONValue(parsing: $0.data) }
  }
}
