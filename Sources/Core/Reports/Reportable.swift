/// A kind of things that members report and staff act on. The feature that has the things says who may see them; the feature Care knows
/// nothing else of them.
///
/// The feature lists its kinds in `Feature.reportables`. A kind names each of its things by a key that never changes. What people call a thing
/// (its id) may change, as usernames do.
public protocol Reportable: Sendable {
  /// `message`; unique among all features.
  var kind: String { get }
  /// What one of them is called: `Message`.
  var label: String { get }

  /// The key of the thing with this id. Nil if the text is not a valid id, or if nothing has this name.
  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String?

  /// What the member sees of the thing. A block by the member hides nothing here.
  ///
  /// - Parameter others: ids of things of the kind that the member wants staff to see with it. Empty unless `takesOthers`.
  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight

  /// The things as they are now, regardless of who may see them. Things of which nothing is known are left out.
  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing]

  /// The ids of the pictures and sounds that the thing shows now.
  func files(of key: String, in snapshot: Snapshot) async throws -> [String]

  /// How staff remove such a thing. Nil if they cannot.
  var removal: (any StaffRemoval)? { get }

  /// Whether a report can name other things of the kind.
  var takesOthers: Bool { get }
}

extension Reportable {
  public var takesOthers: Bool { false }

  public func files(of key: String, in snapshot: Snapshot) async throws -> [String] { [] }

  /// Whether every member sees the thing, and not only some.
  public func isSeenByAll(_ key: String, at now: Timestamp, in snapshot: Snapshot) async throws -> Bool {
    guard case .seen = try await sight(of: key, with: [], for: .anybody, at: now, in: snapshot) else { return false }
    return true
  }

  /// The same of a thing that is gone now, while what it stood in is there.
  public func wasSeenByAll(_ key: String, at now: Timestamp, in snapshot: Snapshot) async throws -> Bool {
    guard case .hidden = try await sight(of: key, with: [], for: .anybody, at: now, in: snapshot) else { return true }
    return false
  }

  public func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? {
    Identifier<Never>(text: id)?.description
  }
}

/// What a member sees of a thing.
public enum ReportSight: Sendable {
  /// Nothing: as if it did not exist.
  case hidden
  /// Where it stood.
  case gone
  case seen(ReportedThing)
}

/// A thing as staff see it.
public struct ReportedThing: Sendable {
  /// What people call it now.
  public let id: String
  /// Whose it is; nil if that is not known any more.
  public let owner: UserID?
  /// `Message by @ada in #general`.
  public let name: String
  /// A path of ours; nil where staff cannot look.
  public let link: String?
  /// Its source text; nil once it is gone.
  public let text: String?

  public init(id: String, owner: UserID?, name: String, link: String?, text: String?) {
    self.id = id
    self.owner = owner
    self.name = name
    self.link = link
    self.text = text
  }
}
