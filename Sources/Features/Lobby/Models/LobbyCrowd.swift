import Core
import Relations

/// Who is in the lobby at one moment, and for whom. A pure value.
struct LobbyCrowd: Sendable {
  struct Occupant: Sendable {
    let person: LobbyPerson
    /// Nil for a viewer who is not online.
    let since: Timestamp?
    /// Members without any relation to the person see them.
    let isOpen: Bool

    var id: UserID { person.user.id }
    fileprivate var rank: (Timestamp, UserID) { (since ?? Timestamp(microseconds: .max), id) }
  }

  /// Everybody who is online, those who have been there longest first.
  private let online: [Occupant]
  private let viewers: [UserID: Occupant]
  /// The list of all viewers without relations who are in it themselves.
  private let open: LobbyList
  private let hidden: [UserID: Set<UserID>]
  private let shown: [UserID: Set<UserID>]
  private let isCut: Bool

  /// - Parameters:
  ///   - occupants: Everybody who was looked at, viewers who are not online among them.
  ///   - hidden: Who does not see whom.
  ///   - shown: Who sees whom although most do not.
  ///   - isCut: Whether more are online than those who were looked at.
  init(
    _ occupants: [Occupant], hidden: [(viewer: UserID, person: UserID)], shown: [(viewer: UserID, person: UserID)], isCut: Bool
  ) {
    viewers = Dictionary(occupants.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    online = occupants.filter { $0.since != nil }.sorted { $0.rank < $1.rank }
    self.isCut = isCut
    // Relations to people who are not here change nothing.
    let here = Set(online.map(\.id))
    self.hidden = Self.sets(hidden.filter { here.contains($0.person) })
    self.shown = Self.sets(shown.filter { here.contains($0.person) })
    open = LobbyList(online.lazy.filter(\.isOpen), and: nil, isCut: isCut)
  }

  /// Everybody whom the viewer sees, and the viewer. Viewers who see the same get the very same list.
  func list(for viewer: UserID) -> LobbyList {
    let (hidden, shown) = (hidden[viewer] ?? [], shown[viewer] ?? [])
    if hidden.isEmpty, shown.isEmpty, open.people[viewer] != nil { return open }
    let seen = online.lazy.filter { $0.id != viewer && ($0.isOpen || shown.contains($0.id)) && !hidden.contains($0.id) }
    return LobbyList(seen, and: viewers[viewer], isCut: isCut)
  }

  private static func sets(_ pairs: [(viewer: UserID, person: UserID)]) -> [UserID: Set<UserID>] {
    Dictionary(grouping: pairs, by: \.viewer).mapValues { Set($0.map(\.person)) }
  }
}

/// What one viewer sees, or many. A class, so that a list that is the same can be told by its identity.
final class LobbyList: Sendable {
  static let most = 200

  let people: [UserID: LobbyPerson]
  /// Those who have been there longest first.
  let order: [UserID]
  /// More people are in the lobby than the list holds.
  let hasMore: Bool

  /// - Parameters:
  ///   - occupants: In order. No more of them are looked at than there is room for.
  ///   - viewer: Is always among them; nil if they stand in the list already.
  init(_ occupants: some Sequence<LobbyCrowd.Occupant>, and viewer: LobbyCrowd.Occupant?, isCut: Bool) {
    let room = Self.most - (viewer == nil ? 0 : 1)
    // One more, to see whether there are others.
    let first = Array(occupants.prefix(room + 1))
    var kept = Array(first.prefix(room))
    if let viewer {
      let index = viewer.since.flatMap { since in kept.firstIndex { ($0.since ?? since) > since } } ?? kept.endIndex
      kept.insert(viewer, at: index)
    }
    order = kept.map(\.id)
    people = Dictionary(kept.map { ($0.id, $0.person) }, uniquingKeysWith: { $1 })
    hasMore = isCut || first.count > room
  }
}
