import Core
import Synchronization
import Telemetry

/// Tells those who watch stories on this node who is writing what, and notes which of their sockets have left. Neither may make a socket wait.
final class LeaseTeller: Sendable {
  private let leases: LeaseService
  private let now: @Sendable () -> Timestamp
  private let log: Logger
  /// The places to look at, with whether somebody has begun to watch.
  private let waiting = Mutex<[PlaceID: Bool]>([:])
  private let ended = Mutex<[(place: PlaceID, socket: String)]>([])
  private let looks = Bell()
  private let departures = Bell()

  init(leases: LeaseService, now: @escaping @Sendable () -> Timestamp, log: Logger) {
    (self.leases, self.now, self.log) = (leases, now, log)
  }

  func viewBegan(of place: PlaceID) { look(at: place, isWelcome: true) }

  func changed(_ place: PlaceID) { look(at: place, isWelcome: false) }

  private func look(at place: PlaceID, isWelcome: Bool) {
    waiting.withLock { $0[place] = isWelcome || $0[place] == true }
    looks.ring()
  }

  func viewEnded(of place: PlaceID, on socket: String) {
    ended.withLock { $0.append((place, socket)) }
    departures.ring()
  }

  /// Goes on until the task is cancelled.
  func tell(_ publisher: any EventPublisher) async throws {
    var news = LeaseNews()
    for await _ in looks.listen() {
      let places = waiting.withLock { places in
        defer { places = [:] }
        return places
      }
      news.keep(places.reduce(into: Set(publisher.watchedHere(.story))) { $0.insert($1.key) })
      for (place, isWelcome) in places {
        do {
          publisher.publishHere(news.look(at: place, try await leases.held(in: StoryID(place.number), at: now()), isWelcome: isWelcome))
        } catch {
          log.error("leases_not_told", ["error": "\(error)"])
        }
      }
    }
  }

  /// Notes which sockets have left. What fails is left to the leases' own end.
  func noteDepartures() async throws {
    for await _ in departures.listen() {
      let gone = ended.withLock { gone in
        defer { gone = [] }
        return gone
      }
      for (place, socket) in gone {
        do {
          try await leases.left(socket, StoryID(place.number), at: now())
        } catch {
          log.error("departure_not_noted", ["error": "\(error)"])
        }
      }
    }
  }
}
