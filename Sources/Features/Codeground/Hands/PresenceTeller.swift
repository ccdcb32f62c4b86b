import Core
import Synchronization
import Telemetry

/// Looks who watches scripts on this node, and tells owner and hands of each other. Readers cost it one statement when they begin.
final class PresenceTeller: Sendable {
  private static let pause = Duration.milliseconds(500)
  /// The shortest time between two looks, however many begin to watch.
  private static let shortPause = Duration.milliseconds(50)
  private static let renewal = Duration.seconds(10)

  private let presence: PresenceService
  private let now: @Sendable () -> Timestamp
  private let log: Logger
  private let bell = Bell()
  private let newcomers = Mutex<Set<PlaceID>>([])

  init(presence: PresenceService, now: @escaping @Sendable () -> Timestamp, log: Logger) {
    self.presence = presence
    self.now = now
    self.log = log
  }

  /// A socket has begun to watch the script, and is to be told who else does.
  func welcome(_ place: PlaceID) {
    newcomers.withLock { _ = $0.insert(place) }
    bell.ring()
  }

  /// Goes on until the task is cancelled.
  func run(_ publisher: any EventPublisher) async throws {
    let rings = bell.listen(every: Self.pause)
    var state = PresenceState()
    var renewed: Timestamp?
    for await _ in rings {
      do {
        let moment = now()
        try await look(&state, publisher, at: moment)
        if renewed.map({ moment - $0 >= Self.renewal }) ?? true {
          publisher.publish(try await presence.renew(at: moment))
          renewed = moment
        }
      } catch {
        log.error("presence_not_told", ["error": "\(error)"])
      }
      try await Task.sleep(for: Self.shortPause)
    }
  }

  private func look(_ state: inout PresenceState, _ publisher: any EventPublisher, at moment: Timestamp) async throws {
    let begun = newcomers.withLock { newcomers in
      defer { newcomers = [] }
      return newcomers
    }
    do {
      let question = state.question(publisher.viewersHere(.script), begun)
      let working = try await presence.working(among: question)
      for change in state.answered(working) {
        let told = try await presence.write(change.users, of: ScriptID(change.place.number), at: moment)
        state.wrote(change)
        if let event = told.event { publisher.publish([event]) } else if let welcome = told.welcome { publisher.publishHere([welcome]) }
      }
    } catch {
      // Asked again at the next look.
      newcomers.withLock { $0.formUnion(begun) }
      state.forgetQuestion()
      throw error
    }
  }
}

/// Who watches scripts on one node, and who of them works on what they watch.
struct PresenceState {
  struct Change: Equatable {
    let place: PlaceID
    let users: Set<UserID>
  }

  /// Of whom it is known whether they work on the script.
  private var judged: [PlaceID: Set<UserID>] = [:]
  /// Those who do, as they were last written.
  private var written: [PlaceID: Set<UserID>] = [:]
  private var viewers: [PlaceID: Set<UserID>] = [:]
  private var begun: Set<PlaceID> = []

  /// Takes who watches now.
  ///
  /// - Parameter begun: places that somebody has begun to watch: all who watch them are looked at again.
  /// - Returns: Those of whom it must be found out.
  mutating func question(_ viewers: [PlaceID: Set<UserID>], _ begun: Set<PlaceID>) -> [Viewer] {
    self.viewers = viewers
    self.begun = begun
    return viewers.flatMap { place, users in
      (begun.contains(place) ? users : users.subtracting(judged[place] ?? [])).sorted().map { Viewer($0, of: place) }
    }
  }

  /// Takes who of them works on what they watch; what is to be written and told.
  mutating func answered(_ working: [Viewer]) -> [Change] {
    let found = Dictionary(grouping: working, by: \.place).mapValues { Set($0.map(\.user)) }
    var changes: [Change] = []
    for place in Set(viewers.keys).union(written.keys).sorted(by: { $0.number < $1.number }) {
      let here = viewers[place] ?? []
      // Those who were not asked about stay what they were.
      let known = begun.contains(place) ? [] : (written[place] ?? []).intersection(here)
      let users = known.union(found[place] ?? [])
      if users != written[place] ?? [] || (begun.contains(place) && !users.isEmpty) { changes.append(Change(place: place, users: users)) }
    }
    judged = viewers
    return changes
  }

  mutating func wrote(_ change: Change) { written[change.place] = change.users.isEmpty ? nil : change.users }

  /// The question could not be answered, or its answer not be written.
  mutating func forgetQuestion() { judged = [:] }
}
