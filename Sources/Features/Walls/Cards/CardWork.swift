import Core
import Synchronization
import Telemetry

/// Fetches cards on this node as long as the server runs.
struct CardWork: Sendable {
  /// At once, in all and for one member: slow pages of one do not hold up the cards of others.
  static let most = 16
  static let mostPerOwner = 4
  /// Begun within a minute for one member. Who changes addresses faster than that waits, and so do the servers they name.
  static let mostPerMinute = 20
  /// How often it looks for what other nodes have left.
  static let turn = Duration.seconds(5)

  let cards: CardService
  let fetcher: CardFetcher
  let bell: Bell
  /// A call of the server itself, now.
  let scope: @Sendable () -> Scope
  let log: Logger

  /// Returns when its task is cancelled. What is unfinished then is fetched by another node, or after the next start.
  func run(_ publisher: any EventPublisher) async {
    let rings = bell.listen()
    let running = RunningFetches()
    bell.ring()
    await withDiscardingTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          // Only a cancellation ends it early.
          try? await Task.sleep(for: Self.turn)
          bell.ring()
        }
      }
      for await _ in rings {
        while !Task.isCancelled, let fetch = await next(running) {
          group.addTask {
            await work(on: fetch, publisher)
            running.remove(fetch.owner)
            bell.ring()
          }
        }
      }
      group.cancelAll()
    }
  }

  private func next(_ running: RunningFetches) async -> CardFetch? {
    guard let busy = running.busyOwners else { return nil }
    do {
      let fetch = try await cards.next(scope(), except: busy)
      if let fetch { running.add(fetch.owner) }
      return fetch
    } catch {
      log.warning("card_not_taken", ["error": "\(error)"])
      return nil
    }
  }

  private func work(on fetch: CardFetch, _ publisher: any EventPublisher) async {
    do {
      // A page that ended the server each time is not tried for ever.
      let found = fetch.attempts > CardRepository.mostAttempts ? nil : try await fetcher.fetch(scope(), fetch)
      let scope = scope()
      try await cards.finish(scope, fetch, found)
      publisher.publish(scope.outbox)
    } catch is CancellationError {
      return
    } catch {
      // It is taken again when the time of this attempt is over.
      log.warning("card_not_finished", ["module": fetch.module.description, "error": "\(error)"])
    }
  }
}

/// Which fetches run and began lately, by owner.
private final class RunningFetches: Sendable {
  private struct Owner {
    var running = 0
    var begun: [ContinuousClock.Instant] = []
  }

  private let owners = Mutex<[UserID: Owner]>([:])

  /// Owners of as many fetches as one may have; nil if there are as many as the node may have.
  var busyOwners: [UserID]? {
    owners.withLock { owners in
      let minute = ContinuousClock.now - .seconds(60)
      for id in owners.keys {
        owners[id]?.begun.removeAll { $0 < minute }
        if let owner = owners[id], owner.running == 0, owner.begun.isEmpty { owners[id] = nil }
      }
      guard owners.values.reduce(0, { $0 + $1.running }) < CardWork.most else { return nil }
      return owners.filter { $0.value.running >= CardWork.mostPerOwner || $0.value.begun.count >= CardWork.mostPerMinute }.map(\.key)
    }
  }

  func add(_ owner: UserID) {
    owners.withLock { owners in
      owners[owner, default: Owner()].running += 1
      owners[owner]?.begun.append(.now)
    }
  }

  func remove(_ owner: UserID) { owners.withLock { $0[owner]?.running -= 1 } }
}
