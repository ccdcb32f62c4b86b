import Core
import Synchronization
import Telemetry

/// Does what follows when sockets begin and stop to watch stories: neither may make the socket wait.
final class LeaseTeller: Sendable {
  private let leases: LeaseService
  private let now: @Sendable () -> Timestamp
  private let log: Logger
  private let began = Mutex<Set<PlaceID>>([])
  private let ended = Mutex<[(place: PlaceID, socket: String)]>([])
  private let newcomers = Bell()
  private let departures = Bell()

  init(leases: LeaseService, now: @escaping @Sendable () -> Timestamp, log: Logger) {
    (self.leases, self.now, self.log) = (leases, now, log)
  }

  func viewBegan(of place: PlaceID) {
    began.withLock { _ = $0.insert(place) }
    newcomers.ring()
  }

  func viewEnded(of place: PlaceID, on socket: String) {
    ended.withLock { $0.append((place, socket)) }
    departures.ring()
  }

  /// Tells newcomers who is writing what. Goes on until the task is cancelled.
  func welcome(_ publisher: any EventPublisher) async throws {
    for await _ in newcomers.listen() {
      let places = began.withLock { places in
        defer { places = [] }
        return places
      }
      for place in places {
        do {
          publisher.publishHere(try await leases.present(in: StoryID(place.number), at: now()))
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
