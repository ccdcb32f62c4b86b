import Core
import Relations

/// Who is in the lobby at one moment, and for whom. A pure value.
struct LobbyCrowd: Sendable {
  struct Stand: Sendable {
    let person: LobbyPerson
    /// Nil for a viewer who is not online.
    let since: Timestamp?
    /// Members without any relation to the person see them.
    let isOpen: Bool
  }

  private let stands: [UserID: Stand]
  /// What most see.
  private let open: LobbyList
  private let hidden: [UserID: Set<UserID>]
  private let shown: [UserID: Set<UserID>]
  private let isCut: Bool

  /// - Parameters:
  ///   - hidden: Who does not see whom.
  ///   - shown: Who sees whom although most do not.
  ///   - isCut: Whether more are online than those who were looked at.
  init(
    _ stands: [Stand], hidden: [(viewer: UserID, person: UserID)], shown: [(viewer: UserID, person: UserID)], isCut: Bool
  ) {
    self.stands = Dictionary(stands.map { ($0.person.user.id, $0) }, uniquingKeysWith: { $1 })
    self.isCut = isCut
    self.hidden = Self.sets(hidden)
    self.shown = Self.sets(shown)
    open = LobbyList(stands.filter { $0.isOpen && $0.since != nil }, isCut: isCut)
  }

  /// Everybody whom the viewer sees, and the viewer. Viewers who see the same get the very same list.
  func list(for viewer: UserID) -> LobbyList {
    let (hidden, shown) = (hidden[viewer] ?? [], shown[viewer] ?? [])
    if hidden.isEmpty, shown.isEmpty, open.people[viewer] != nil { return open }
    let seen = stands.values.filter { stand in
      let id = stand.person.user.id
      return id != viewer && stand.since != nil && (stand.isOpen || shown.contains(id)) && !hidden.contains(id)
    }
    return LobbyList(seen, and: stands[viewer], isCut: isCut)
  }

  private static func sets(_ pairs: [(viewer: UserID, person: UserID)]) -> [UserID: Set<UserID>] {
    Dictionary(grouping: pairs, by: \.viewer).mapValues { Set($0.map(\.person)) }
  }
}

/// What one viewer sees, or many. A class, so that it can be told apart and compared cheaply.
final class LobbyList: Sendable {
  static let most = 200

  let people: [UserID: LobbyPerson]
  /// Those who have been there longest first.
  let order: [UserID]
  /// There are others for whom there is no room here.
  let hasMore: Bool

  /// - Parameter viewer: Is always among them.
  init(_ stands: some Collection<LobbyCrowd.Stand>, and viewer: LobbyCrowd.Stand? = nil, isCut: Bool) {
    let sorted = stands.sorted { Self.rank($0) < Self.rank($1) }
    let own = viewer.map { [$0] } ?? []
    let kept = sorted.prefix(Self.most - own.count) + own
    order = kept.sorted { Self.rank($0) < Self.rank($1) }.map(\.person.user.id)
    people = Dictionary(kept.map { ($0.person.user.id, $0.person) }, uniquingKeysWith: { $1 })
    hasMore = isCut || sorted.count > Self.most - own.count
  }

  private static func rank(_ stand: LobbyCrowd.Stand) -> (Timestamp, UserID) {
    (stand.since ?? Timestamp(microseconds: .max), stand.person.user.id)
  }
}
