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
    let rings = bell.listen()
    for await _ in rings {
      try Task.checkCancellation()
      let news = news.withLock { news in
        defer { news = News() }
        return news
      }
      do { try await tell(news, publisher) } catch { log.error("toasts_not_told", ["error": "\(error)"]) }
    }
  }

  private func tell(_ news: News, _ publisher: any EventPublisher) async throws {
    let here = Set(publisher.watchedHere(.me).map { UserID($0.number) })
    for member in news.spokenTo.sorted() where here.contains(member) || online.isOnline(member) {
      if let signal = try await take(for: member) { publisher.publish([signal]) }
    }
    let arrived = news.arrived.intersection(here).sorted()
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
