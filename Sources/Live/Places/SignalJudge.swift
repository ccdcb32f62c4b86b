import Core
import Synchronization

/// Sends signals that not every watcher may get: for each one it asks the source of the places who gets it. One after another, so that they
/// arrive in the order in which they were published.
final class SignalJudge: Sendable {
  private let feeds: Feeds
  private let services: LiveServices
  private let state = Mutex(State())

  private struct State {
    var waiting: [(event: Event, kind: PlaceKind)] = []
    var isRunning = false
  }

  init(feeds: Feeds, services: LiveServices) {
    self.feeds = feeds
    self.services = services
  }

  func received(_ event: Event, for kind: PlaceKind) {
    let starts = state.withLock { state in
      state.waiting.append((event, kind))
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if starts { Task { await self.run() } }
  }

  private func run() async {
    while let (event, kind) = next() {
      let open = feeds.all.map(\.place.id).filter { $0.kind == kind }
      guard !open.isEmpty, let history = services.histories[kind] else { continue }
      do {
        for place in try await history.recipients(of: event.data, among: open) {
          feeds[place]?.received(Event(type: event.type, audience: .place(place), data: event.data))
        }
      } catch {
        services.report("looking up who gets a signal in places of kind \(kind)", error)
      }
    }
  }

  private func next() -> (event: Event, kind: PlaceKind)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isRunning = false
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
