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
  /// What all viewers without relations see: those who are in the list themselves, and those who come on top of it.
  private let full: LobbyList
  private let besides: LobbyList
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
    let open = online.lazy.filter(\.isOpen)
    full = LobbyList(open, leavingRoomFor: 0, isCut: isCut)
    besides = full.others.occupants.count < LobbyList.most ? full : LobbyList(open, leavingRoomFor: 1, isCut: isCut)
  }

  /// Everybody whom the viewer sees, and the viewer. Viewers who see the same others share one roster of them.
  func list(for viewer: UserID) -> LobbyList {
    let (hidden, shown, own) = (hidden[viewer] ?? [], shown[viewer] ?? [], viewers[viewer])
    if hidden.isEmpty, shown.isEmpty { return full.others.contains(viewer) || own == nil ? full : besides.with(own) }
    let seen = online.lazy.filter { $0.id != viewer && ($0.isOpen || shown.contains($0.id)) && !hidden.contains($0.id) }
    return LobbyList(seen, leavingRoomFor: own == nil ? 0 : 1, isCut: isCut).with(own)
  }

  private static func sets(_ pairs: [(viewer: UserID, person: UserID)]) -> [UserID: Set<UserID>] {
    Dictionary(grouping: pairs, by: \.viewer).mapValues { Set($0.map(\.person)) }
  }
}

/// What one viewer sees.
struct LobbyList: Sendable {
  static let most = 200

  let others: LobbyRoster
  /// The viewer; nil if they stand among the others, or are not to be seen.
  private(set) var own: LobbyCrowd.Occupant?
  /// More people are in the lobby than the list holds.
  let hasMore: Bool

  /// - Parameters:
  ///   - occupants: In order. No more of them are looked at than there is room for.
  ///   - reserved: Places that are kept free.
  init(_ occupants: some Sequence<LobbyCrowd.Occupant>, leavingRoomFor reserved: Int, isCut: Bool) {
    let room = Self.most - reserved
    // One more, to see whether there are others.
    let first = Array(occupants.prefix(room + 1))
    others = LobbyRoster(Array(first.prefix(room)))
    hasMore = isCut || first.count > room
  }

  fileprivate func with(_ own: LobbyCrowd.Occupant?) -> LobbyList {
    var list = self
    list.own = own
    return list
  }

  /// The others and the viewer as one.
  var everybody: LobbyRoster {
    guard let own else { return others }
    var occupants = others.occupants
    let index = own.since.flatMap { since in occupants.firstIndex { ($0.since ?? since) > since } } ?? occupants.endIndex
    occupants.insert(own, at: index)
    return LobbyRoster(occupants)
  }

  /// Those who have been there longest first.
  var people: [LobbyPerson] { everybody.people }
}

/// People in the lobby as several viewers see them. A class, so that a roster that is the same can be told by its identity.
final class LobbyRoster: Sendable {
  /// Those who have been there longest first.
  let occupants: [LobbyCrowd.Occupant]
  private let places: [UserID: Int]

  init(_ occupants: [LobbyCrowd.Occupant]) {
    self.occupants = occupants
    places = Dictionary(occupants.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
  }

  var people: [LobbyPerson] { occupants.map(\.person) }

  func contains(_ user: UserID) -> Bool { places[user] != nil }

  subscript(user: UserID) -> LobbyPerson? { places[user].map { occupants[$0].person } }
}
