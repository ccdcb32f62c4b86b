import Core

/// Which rooms' unread counts to send again: each at most four times a second, one at a time. A pure value.
struct UnreadBatch {
  static let interval = Duration.milliseconds(250)

  private var due: [(room: RoomID, at: Timestamp)] = []
  private var queued: Set<RoomID> = []
  private var told: [RoomID: Timestamp] = [:]
  private var isWorking = false

  init() {}

  /// Something changed in the room. True if no worker is running: the caller starts one, which works until `done`.
  mutating func changed(_ room: RoomID, now: Timestamp) -> Bool {
    guard queued.insert(room).inserted else { return false }
    let earliest = told[room].map { $0 + Self.interval } ?? now
    // Waits a little even if the room was quiet, because changes come in bursts.
    due.append((room, max(earliest, now + .milliseconds(50))))
    defer { isWorking = true }
    return !isWorking
  }

  enum Next: Equatable {
    case tell(RoomID)
    case wait(Duration)
    case done
  }

  mutating func next(now: Timestamp) -> Next {
    guard let index = due.indices.min(by: { due[$0].at < due[$1].at }) else {
      told = told.filter { $0.value + Self.interval > now }
      isWorking = false
      return .done
    }
    guard due[index].at <= now else { return .wait(due[index].at - now) }
    let room = due.remove(at: index).room
    queued.remove(room)
    told[room] = now
    if told.count > 4_096 { told = told.filter { $0.value + Self.interval > now } }
    return .tell(room)
  }
}
