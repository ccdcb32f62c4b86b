import Core
import Engine

/// Tells a room's viewers, and the other nodes, who is present: at once in a quiet room, in batches in a busy one. A pure value: each
/// call returns what is to be done.
struct PresenceState {
  /// Done in order, before the next call.
  enum Action {
    /// To all live viewers, except one socket.
    case publish(SharedBuffer, except: SocketID?)
    /// To the other nodes.
    case announce(RoomPresence.Announcement)
    case announceEverybody([Present])
  }

  /// Why presence is looked at again: there is something to tell, or somebody's grace is over.
  enum Wake { case news, departure }

  struct Outcome {
    var actions: [Action] = []
    /// Call `woke` after that long.
    var wakes: [(wake: Wake, after: Duration)] = []
  }

  /// A user's sockets that view the room.
  typealias Sockets = (UserID) -> [SocketID]

  static let delay = Duration.milliseconds(200)

  private let room: String
  private(set) var presence = RoomPresence()
  /// What new viewers are told, for as long as it stays the same.
  private var online: (edition: Int, frame: SharedBuffer)?
  private var newsIsScheduled = false
  private var departureIsScheduled = false

  init(room: String) { self.room = room }

  /// The room is empty, no departure is pending, and everything has been told.
  var isIdle: Bool { presence.isEmpty && presence.isToldOf }

  mutating func seed(_ others: [Present]) { presence.seed(others) }

  mutating func socketBegan(_ user: UserID, json: [UInt8], _ sockets: Sockets) -> Outcome {
    presence.socketBegan(user, json: json)
    return tellNews(sockets)
  }

  mutating func socketEnded(_ user: UserID, now: Timestamp) -> Outcome {
    presence.socketEnded(user, now: now)
    var outcome = Outcome()
    scheduleDeparture(now: now, &outcome)
    return outcome
  }

  /// Presence of a member whose membership ended is over at once, on whichever sockets.
  mutating func left(_ user: UserID, _ sockets: Sockets) -> Outcome {
    presence.left(user)
    return tellNews(sockets)
  }

  /// Who is in the room on other nodes has changed, for these people.
  mutating func elsewhere(_ people: [(user: UserID, json: [UInt8]?)], _ sockets: Sockets) -> Outcome {
    for person in people { presence.elsewhere(person.user, json: person.json) }
    return tellNews(sockets)
  }

  mutating func announceEverybody() -> Outcome {
    let all = presence.everybodyHere()
    return Outcome(actions: all.isEmpty ? [] : [.announceEverybody(all)])
  }

  mutating func woke(_ wake: Wake, now: Timestamp, _ sockets: Sockets) -> Outcome {
    switch wake {
    case .news: newsIsScheduled = false
    case .departure: departureIsScheduled = false
    }
    presence.expire(now: now)
    var outcome = tellNews(sockets)
    scheduleDeparture(now: now, &outcome)
    return outcome
  }

  /// What somebody who has just gone live is told.
  mutating func onlineFrame(for user: UserID) -> SharedBuffer {
    guard presence.hasTold(of: user) else { return Frame.message("presence", presence.online(room: room, for: user)) }
    if let online, online.edition == presence.edition { return online.frame }
    let frame = Frame.message("presence", presence.online(room: room, for: user))
    online = (presence.edition, frame)
    return frame
  }

  /// At once if nothing was told lately; otherwise what comes meanwhile is told together. So in a quiet room a viewer's coming is told
  /// before they are live, and they never hear of themselves.
  mutating func tellNews(_ sockets: Sockets) -> Outcome {
    guard !presence.isToldOf, !newsIsScheduled else { return Outcome() }
    newsIsScheduled = true
    var outcome = Outcome(wakes: [(.news, Self.delay)])
    let announcement = presence.announcement()
    if let news = presence.news(room: room) {
      let own = news.onlyJoined.map(sockets) ?? []
      outcome.actions.append(.publish(Frame.message("presence", news.json), except: own.count == 1 ? own[0] : nil))
    }
    if let announcement { outcome.actions.append(.announce(announcement)) }
    return outcome
  }

  /// One timer for the earliest departure; who leaves while it runs leaves later.
  private mutating func scheduleDeparture(now: Timestamp, _ outcome: inout Outcome) {
    guard !departureIsScheduled, let departure = presence.nextDeparture else { return }
    departureIsScheduled = true
    outcome.wakes.append((.departure, max(.milliseconds(1), departure - now)))
  }
}
