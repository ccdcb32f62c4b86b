import Core
import Relations

public enum CaseEntity: Sendable {}
public typealias CaseID = Identifier<CaseEntity>

public enum CaseOutcome: String, CaseIterable, Sendable { case acted, dismissed }

/// All open reports on one thing.
public struct Case: Hashable, Sendable {
  /// A claim ends when who made it has done nothing in the case for this long.
  static let claimTime = Duration.seconds(30 * 60)
  /// How long texts are kept after a case was closed.
  static let snapshotTime = Duration.days(90)
  /// Added to the position of cases that are not urgent. As large as a number of JSON may be exactly, with all ids below.
  static let notUrgent: Int64 = 1 << 52

  public let id: CaseID
  public let kind: String
  /// Names the thing of that kind. It never changes.
  public let key: String
  public let targetID: String
  /// Whose thing it is; nil if they have left.
  public let user: Person?
  /// The same, whether they have left or not.
  let owner: UserID?
  let reasons: Int64
  public let reportCount: Int
  let claim: Claim?
  public let outcome: CaseOutcome?
  public let createdAt: Timestamp
  public let updatedAt: Timestamp
  public let closedAt: Timestamp?

  struct Claim: Hashable, Sendable {
    let user: UserID
    let username: String?
    /// Of the last thing that who made it did in the case.
    let at: Timestamp
  }

  public var isOpen: Bool { closedAt == nil }
  public var isUrgent: Bool { ReportReason.all(in: reasons).contains(where: \.isUrgent) }
  var position: Int64 { id.rawValue + (isUrgent ? 0 : Self.notUrgent) }

  /// Who works on it.
  func holder(at now: Timestamp) -> Claim? {
    guard isOpen, let claim, now < claim.at + Self.claimTime else { return nil }
    return claim
  }

  /// Whether somebody else works on it.
  func isHeld(againstWishOf member: UserID, at now: Timestamp) -> Bool { holder(at: now).map { $0.user != member } ?? false }
}

/// A case with what is known of its thing now.
public struct ListedCase: Sendable {
  public let record: Case
  /// Nil if nothing is known of it any more.
  let thing: ReportedThing?
  let label: String
  /// Who works on it now.
  let holder: String?

  /// What the link to the case is called.
  var name: String { thing?.name ?? "\(label) that is gone" }
  var targetID: String { thing?.id ?? record.targetID }
}

/// Which cases a list shows.
public enum CaseFilter: String, CaseIterable, Sendable { case open, mine, closed }

/// A slice of cases.
public struct CaseSlice: Sendable {
  /// Open cases that the caller sees, in all.
  let open: Int
  let cases: [ListedCase]
  /// What the next slice begins with, as it is written in addresses.
  let next: CaseCursor?
}

/// Where a slice of cases begins.
public enum CaseCursor: Hashable, Sendable {
  /// After this position in the queue.
  case position(Int64)
  /// Before the case that was closed at this time.
  case closed(Timestamp, CaseID)

  var text: String {
    switch self {
    case .position(let position): String(position)
    case .closed(let moment, let id): "\(moment.microseconds)-\(id)"
    }
  }

  /// Nil for what no list gave.
  init?(_ text: String, of filter: CaseFilter) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = Identifier<CaseCursor>(text: parts[0]) else { return nil }
    switch (filter, parts.count) {
    case (.open, 1), (.mine, 1): self = .position(first.rawValue)
    case (.closed, 2):
      guard let id = CaseID(text: parts[1]) else { return nil }
      self = .closed(Timestamp(microseconds: first.rawValue), id)
    default: return nil
    }
  }
}

/// All there is about a case.
public struct CaseFile: Sendable {
  let listed: ListedCase
  let snapshots: [Snapshot]
  let reports: [Filed]
  let notes: [Note]
  /// Ids of pictures and sounds.
  let files: [String]
  let actions: [Action]
  /// What else there was about who made the thing.
  let history: StandingHistory

  struct Snapshot: Hashable, Sendable {
    let takenAt: Timestamp
    /// Nil once it has been erased.
    let text: String?
  }

  struct Filed: Hashable, Sendable {
    let id: ReportID
    /// Nil if they have left.
    let by: Person?
    let reason: ReportReason
    let note: String
    let createdAt: Timestamp
  }

  struct Note: Hashable, Sendable {
    let id: Int64
    let by: Person?
    let text: String
    let createdAt: Timestamp
  }
}

/// What of the cases one of the staff sees.
struct CaseSight: Sendable {
  let viewer: UserID
  /// Nobody sees cases about these members: the viewer, and for moderators the rest of the staff.
  let hidden: [UserID]

  func sees(_ owner: UserID?) -> Bool { owner.map { !hidden.contains($0) } ?? true }
}
