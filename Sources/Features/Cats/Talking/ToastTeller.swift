import Core
import Synchronization
import Telemetry

/// Brings what cats say to the members' sockets: to all that watch their own place, else to the first that does within a minute.
final class ToastTeller: Sendable {
  private let words: TalkRepository
  private let work: UnitOfWork
  private let online: OnlineMembers
  private let now: @Sendable () -> Timestamp
  private let log: Logger
  private let bell = Bell()
  private let news = Mutex(News())

  private struct News {
    /// To whom a cat has spoken on this node.
    var spokenTo: Set<UserID> = []
    /// Who has begun to watch their own place on this node.
    var arrived: Set<UserID> = []
  }

  init(words: TalkRepository, work: UnitOfWork, online: OnlineMembers, now: @escaping @Sendable () -> Timestamp, log: Logger) {
    self.words = words
    self.work = work
    self.online = online
    self.now = now
    self.log = log
  }

  func spoke(to member: UserID) {
    news.withLock { _ = $0.spokenTo.insert(member) }
    bell.ring()
  }

  func arrived(_ member: UserID) {
    news.withLock { _ = $0.arrived.insert(member) }
    bell.ring()
  }

  /// Goes on until the task is cancelled.
  func run(_ publisher: any EventPublisher) async throws {
    // Another node tells a little later that a member is online there, so this looks again each second.
    let rings = bell.listen(every: .seconds(1))
    // To whom cats have spoken whom no socket is known of, and when.
    var unheard: [UserID: Int64] = [:]
    for await _ in rings {
      try Task.checkCancellation()
      let news = news.withLock { news in
        defer { news = News() }
        return news
      }
      unheard = unheard.filter { $0.value > earliest }
      for member in news.spokenTo { unheard[member] = now().milliseconds }
      let heard = heard(by: unheard.keys, publisher)
      for member in heard { unheard[member] = nil }
      do { try await tell(heard, news.arrived, publisher) } catch { log.error("toasts_not_told", ["error": "\(error)"]) }
    }
  }

  /// Those who watch their own place here, and those who are on another node. Who only connects will be told when they watch.
  private func heard(by members: some Collection<UserID>, _ publisher: any EventPublisher) -> [UserID] {
    guard !members.isEmpty else { return [] }
    let here = Self.here(publisher)
    return members.filter { here.contains($0) || online.isElsewhere($0) }.sorted()
  }

  private static func here(_ publisher: any EventPublisher) -> Set<UserID> { Set(publisher.watchedHere(.me).map { UserID($0.number) }) }

  private func tell(_ heard: [UserID], _ arrived: Set<UserID>, _ publisher: any EventPublisher) async throws {
    for member in heard {
      if let signal = try await take(for: member) { publisher.publish([signal]) }
    }
    guard !arrived.isEmpty else { return }
    let arrived = arrived.intersection(Self.here(publisher)).sorted()
    guard !arrived.isEmpty else { return }
    for member in try await words.waiting(for: arrived, since: earliest) {
      if let signal = try await take(for: member) { publisher.publishHere([signal]) }
    }
  }

  private func take(for member: UserID) async throws -> Event? {
    let data = try await work.transaction { try await words.take(for: member, since: earliest, in: $0) }
    return data.map { Event(type: Event.signal, audience: .place(.me(member)), data: $0) }
  }

  private var earliest: Int64 { now().milliseconds - Toast.pause }
}
