import Core
import Synchronization
import Telemetry

/// Tells those who watch the lobby on this node who comes, goes and moves. One loop, so that what a viewer is told is always the difference to
/// what they were told before.
final class LobbyTeller: Sendable {
  /// Changes arrive within two seconds.
  static let pause = Duration.milliseconds(1_500)
  /// The shortest time between two looks, however many begin to watch.
  static let shortPause = Duration.milliseconds(100)

  private let people: LobbyRepository
  private let online: OnlineMembers
  private let log: Logger
  private let bell = Bell()
  private let newcomers = Mutex<Set<UserID>>([])

  init(people: LobbyRepository, online: OnlineMembers, log: Logger) {
    self.people = people
    self.online = online
    self.log = log
  }

  /// A socket of the member has begun to watch, and is to be told of everybody.
  func welcome(_ viewer: UserID) {
    newcomers.withLock { _ = $0.insert(viewer) }
    bell.ring()
  }

  /// Goes on until the task is cancelled.
  func run(_ publisher: any EventPublisher) async throws {
    let rings = bell.listen(every: Self.pause)
    var told: [UserID: LobbyList] = [:]
    for await _ in rings {
      do {
        told = try await tell(told, publisher)
      } catch {
        log.error("lobby_not_told", ["error": "\(error)"])
      }
      try await Task.sleep(for: Self.shortPause)
    }
  }

  private func tell(_ told: [UserID: LobbyList], _ publisher: any EventPublisher) async throws -> [UserID: LobbyList] {
    let newcomers = newcomers.withLock { newcomers in
      defer { newcomers = [] }
      return newcomers
    }
    let viewers = publisher.watchedHere(.lobby).map { UserID($0.number) }
    guard !viewers.isEmpty else { return [:] }
    let crowd: LobbyCrowd
    do {
      crowd = try await people.crowd(of: online.all, for: viewers)
    } catch {
      self.newcomers.withLock { $0.formUnion(newcomers) }
      throw error
    }
    var news = Telling()
    var now: [UserID: LobbyList] = [:]
    for viewer in viewers {
      let list = crowd.list(for: viewer)
      now[viewer] = list
      let data =
        if let old = told[viewer], old.hasMore == list.hasMore, !newcomers.contains(viewer) { news.moved(from: old, to: list) } else {
          news.people(list)
        }
      if let data { publisher.publishHere([Event(type: Event.signal, audience: .place(.lobby(of: viewer)), data: data)]) }
    }
    return now
  }

  /// Encodes once what several are told.
  private struct Telling {
    private var whole: [ObjectIdentifier: [UInt8]] = [:]
    private var differences: [Pair: [UInt8]?] = [:]

    private struct Pair: Hashable {
      let old: ObjectIdentifier
      let new: ObjectIdentifier
    }

    mutating func people(_ list: LobbyList) -> [UInt8] {
      guard list.own == nil else { return LobbyNews.people(list) }
      if let data = whole[ObjectIdentifier(list.others)] { return data }
      let data = LobbyNews.people(list)
      whole[ObjectIdentifier(list.others)] = data
      return data
    }

    /// Who stands on top of a list and has not moved gets what all the others get.
    mutating func moved(from old: LobbyList, to new: LobbyList) -> [UInt8]? {
      guard old.own?.person == new.own?.person else { return LobbyNews.moved(from: old.everybody, to: new.everybody) }
      let pair = Pair(old: ObjectIdentifier(old.others), new: ObjectIdentifier(new.others))
      if let data = differences[pair] { return data }
      let data = LobbyNews.moved(from: old.others, to: new.others)
      differences[pair] = .some(data)
      return data
    }
  }
}
