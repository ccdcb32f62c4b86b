import Core
import Synchronization

/// Keeps `OnlineMembers` up to date, and tells the other nodes who is online here. What they say comes through the same exchange as the
/// presence in rooms, under a room number that no room has.
final class OnlineExchange: Sendable {
  static let everybody = RoomID(.max)

  private let members: OnlineMembers
  private let exchange: PresenceExchange
  private let services: LiveServices
  private let state = Mutex(State())

  private struct State {
    var roster = Roster()
    var tellsSoon = false
    var expiresSoon = false
  }

  init(services: LiveServices, exchange: PresenceExchange) {
    members = services.online
    self.exchange = exchange
    self.services = services
  }

  func began(_ user: UserID) { update { $0.socketBegan(user, now: $1) } }
  func ended(_ user: UserID) { update(maySetDeparture: true) { $0.socketEnded(user, now: $1) } }
  func entered(_ room: RoomID, _ user: UserID, isNew: Bool) { update { $0.entered(room, user, isNew: isNew, now: $1) } }
  func left(_ room: RoomID, _ user: UserID) { update { $0.left(room, user, now: $1) } }

  /// Other nodes have spoken of these users.
  func elsewhere(_ users: Set<UserID>) {
    update { roster, now in
      var rooms: [UserID: [RoomID]?] = [:]
      for user in users { rooms[user] = .some(exchange.json(of: user, in: Self.everybody).map(Self.rooms)) }
      return roster.elsewhere(rooms, now: now)
    }
  }

  /// Tells the other nodes everybody who is here; whether there was anybody.
  func announceEverybody() -> Bool {
    let everybody = state.withLock { $0.roster.everybodyHere() }
    if !everybody.isEmpty { exchange.say(.here(Self.everybody, Self.present(everybody))) }
    return !everybody.isEmpty
  }

  /// - Parameter maySetDeparture: Whether somebody may have become due to leave. Looking for who is next goes through everybody.
  private func update(maySetDeparture: Bool = false, _ change: (inout Roster, Timestamp) -> Roster.Changes) {
    let now = services.now()
    let (tells, departure) = state.withLock { state in
      let changes = change(&state.roster, now)
      // Under the lock, so that members come and go there in the same order as here.
      if !changes.isEmpty { members.update(changes) }
      let tells = state.roster.hasNews && !state.tellsSoon
      if tells { state.tellsSoon = true }
      let departure = !maySetDeparture || state.expiresSoon ? nil : state.roster.nextDeparture
      if departure != nil { state.expiresSoon = true }
      return (tells, departure)
    }
    if tells { services.after(PresenceState.delay) { self.tell() } }
    if let departure {
      services.after(max(.milliseconds(1), departure - now)) {
        self.state.withLock { $0.expiresSoon = false }
        self.update(maySetDeparture: true) { $0.expire(now: $1) }
      }
    }
  }

  private func tell() {
    let news = state.withLock { state in
      state.tellsSoon = false
      return state.roster.announcement()
    }
    if let news { exchange.say(.changed(Self.everybody, joined: Self.present(news.here), left: news.left)) }
  }

  // MARK: What travels: the ids of the rooms, with commas between

  private static func present(_ users: [UserID: [RoomID]]) -> [Present] {
    users.sorted { $0.key < $1.key }.map { user, rooms in
      Present(user: user, json: Array(rooms.map { "\($0)" }.joined(separator: ",").utf8))
    }
  }

  private static func rooms(_ text: [UInt8]) -> [RoomID] {
    text.split(separator: UInt8(ascii: ",")).compactMap { RoomID(text: String(decoding: $0, as: UTF8.self)) }
  }
}
